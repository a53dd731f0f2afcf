"""Every reason and every part has its words, and the documentation prints those of the faults."""

from __future__ import annotations

import pytest

from cds_service.fhir.parts import PREFETCH
from cds_service.gather import UNTOLD, Outcome
from cds_service.gather.references import MEDICATIONS
from cds_service.render.unread import Unread, unread_lines
from cds_service.render.wording import Wording
from tests.faults.hostile import FAULTS
from tests.generated import CARDS, ROOT, load

WORDING = Wording(load(CARDS))


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - UNTOLD))
def test_every_outcome_can_be_said(outcome: Outcome) -> None:
    """Whatever becomes of a question has a sentence, and no two have the same."""
    (line,) = unread_lines([Unread("patient", outcome.value, 500)], WORDING)
    others = [unread_lines([Unread("patient", each.value, 500)], WORDING) for each in set(Outcome) - UNTOLD - {outcome}]
    assert line.startswith("from the record system: patient record – ")
    assert (line,) not in others


@pytest.mark.parametrize("part", [*PREFETCH, MEDICATIONS])
def test_every_part_has_a_name(part: str) -> None:
    """Each list that can be asked for is named in words, not by a key such as `vitalSigns`."""
    (line,) = unread_lines([Unread(part, "timed-out")], WORDING)
    name = line.removeprefix("from the record system: ").removesuffix(" – no whole answer in time")
    assert name == name.lower()


def test_parts_with_one_reason_share_a_line() -> None:
    """Thirteen lists that failed alike are one line and not thirteen, and none of their names is cut short."""
    lines = unread_lines([Unread(part, "timed-out") for part in [*PREFETCH, MEDICATIONS]], WORDING)
    assert (1, len(PREFETCH)) == (len(lines), lines[0].count("; "))
    assert "…" not in lines[0]


def test_the_documentation_has_a_row_for_each_fault() -> None:
    """Operators find the words of a card, and what the record system did, in the operations guide."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [] == [fault.name for fault in FAULTS if f"| {fault.what} | … {fault.says} |" not in text]
