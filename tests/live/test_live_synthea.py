"""Ketamine ordered for every patient of a population that Synthea made and the server holds.

Needs CDS_LIVE_POPULATION: the file the server was loaded from. What the patients look like is Synthea's business and
that of one module of ours (tests/live/synthea/modules), which gives most adults depression and antidepressants.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.living import NOW, order
from tests.live.charts import assessment
from tests.live.hospital import Hospital
from tests.live.population import patients
from tests.live.proof import PROOFS, Seen, unproved

pytestmark = pytest.mark.live

ENOUGH = 500
SELECT = "/cds-services/ketamine-trd-order-select"


@dataclass(frozen=True)
class Asked:
    """One patient's chart as loaded, and what came back for a ketamine order about it."""

    chart: Sequence[Mapping[str, Any]]
    status: int
    body: Any
    milliseconds: float

    @property
    def order(self) -> Any:
        return assessment(self.body)["orders"][0]

    @property
    def statuses(self) -> dict[str, str]:
        return {each["id"]: each["status"] for each in self.order["criteria"]}


def call(patient_id: str, hospital: Hospital, **changes: Any) -> dict[str, Any]:
    """An order-select call that leaves all reading to the service."""
    draft = order(subject={"reference": f"Patient/{patient_id}"}, **changes)
    drafts = {"resourceType": "Bundle", "entry": [{"resource": draft}]}
    context = {"userId": "Practitioner/u1", "patientId": patient_id, "draftOrders": drafts}
    return {
        "hook": "order-select",
        "hookInstance": f"population-{patient_id}",
        "fhirServer": hospital.base,
        "context": {**context, "selections": [f"MedicationRequest/{draft['id']}"]},
    }


def asked(charts: Sequence[Any], service: httpx.Client, hospital: Hospital, **changes: Any) -> Iterator[Asked]:
    for chart in charts:
        began = time.perf_counter()
        answer = service.post(SELECT, json=call(chart[0]["id"], hospital, **changes))
        yield Asked(chart, answer.status_code, answer.json(), (time.perf_counter() - began) * 1000)


@pytest.fixture(scope="module")
def people() -> list[Any]:
    """The charts as they were loaded."""
    file = os.environ.get("CDS_LIVE_POPULATION")
    if not file:
        pytest.skip("CDS_LIVE_POPULATION names no file")
    return list(patients(Path(file)))


@pytest.fixture(scope="module")
def answers(people: list[Any], service: httpx.Client, hospital: Hospital) -> list[Asked]:
    """Every patient's answer to an order whose stated reason is depression."""
    made = list(asked(people, service, hospital))
    if folder := os.environ.get("CDS_LIVE_REPORT"):
        (Path(folder) / "population.md").write_text(table(made), encoding="utf-8")
    return made


def test_the_population_is_large_enough(people: list[Any]) -> None:
    """At least five hundred patients are asked about."""
    assert len(people) >= ENOUGH


def test_every_order_is_answered(answers: list[Asked]) -> None:
    """No chart brings an error: every call is answered with 200 and a card."""
    assert {200} == {each.status for each in answers}
    assert all(each.body["cards"] for each in answers)


def test_nothing_is_met_that_the_chart_does_not_prove(answers: list[Asked]) -> None:
    """An independent reading of the raw records finds, for every "met", what the protocol asks for."""
    doubts = {each.chart[0]["id"]: unproved(each.chart, each.statuses, NOW.date()) for each in answers}
    assert {} == {patient: found for patient, found in doubts.items() if found}


def test_the_checker_is_no_rubber_stamp(answers: list[Asked]) -> None:
    """The independent reading refuses many claims: told that everything is met, it objects for every patient."""
    everything = dict.fromkeys(PROOFS, "met")
    assert all(unproved(each.chart, everything, NOW.date()) for each in answers)


@pytest.mark.parametrize("criterion", ["severity", "weight", "depression-diagnosis"])
def test_what_the_chart_proves_is_met(criterion: str, answers: list[Asked]) -> None:
    """Where the independent reading finds all that "met" asks for, the service says met or names a contradiction."""
    proved = [each for each in answers if PROOFS[criterion](Seen(each.chart, NOW.date())) is None]
    missed = [each.chart[0]["id"] for each in proved if not _agrees(each, criterion)]
    assert proved
    assert [] == missed


def _agrees(one: Asked, criterion: str) -> bool:
    found = next(each for each in one.order["criteria"] if each["id"] == criterion)
    reasons = {missing["why"] for missing in found.get("missing", ())}
    return found["status"] == "met" or bool(reasons & {"contradictory", "truncated"})


def test_no_verdict_is_better_than_its_criteria(answers: list[Asked]) -> None:
    """A core criterion that is unknown or not met is never hidden behind "criteria-met" or "caution"."""
    core = ("adult", "depression-diagnosis", "treatment-resistance", "severity", "bipolar-coverage")
    good = [each for each in answers if each.order["verdict"] in ("criteria-met", "caution")]
    assert all(each.statuses[name] in ("met", "not-applicable") for each in good for name in core)


def test_without_a_reason_the_problem_list_decides(
    people: list[Any], service: httpx.Client, hospital: Hospital
) -> None:
    """An order that states no reason is judged where an active mood disorder is listed, and met with silence else."""
    some = people[::8]
    for each in asked(some, service, hospital, reasonCode=None):
        assert 200 == each.status
        words = " ".join(Seen(each.chart, NOW.date()).problems(active=True)).lower()
        expected = "in-scope" if "depress" in words or "bipolar" in words else "out-of-scope"
        assert expected == each.order["scope"]
        assert bool(each.body["cards"]) == (expected == "in-scope")


def table(answers: Sequence[Asked]) -> str:
    """Verdicts, reasons and times, as Markdown; nothing of a patient."""
    verdicts = Counter(each.order["verdict"] for each in answers)
    criteria = Counter((c["id"], c["status"]) for each in answers for c in each.order["criteria"])
    reasons = Counter(
        (c["id"], missing["why"])
        for each in answers
        for c in each.order["criteria"]
        if c["status"] == "unknown"
        for missing in c.get("missing", ())
    )
    times = sorted(each.milliseconds for each in answers)
    kinds = ("met", "not-met", "unknown", "not-applicable")
    names = list(dict.fromkeys(name for name, _ in criteria))
    lines = [f"{len(answers)} patients", "", "| verdict | patients |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in verdicts.most_common()]
    lines += ["", f"| criterion | {' | '.join(kinds)} |", "|---|---|---|---|---|"]
    lines += [f"| {name} | {' | '.join(str(criteria[name, kind]) for kind in kinds)} |" for name in names]
    lines += ["", "| criterion | why unknown | patients |", "|---|---|---|"]
    lines += [f"| {name} | {why} | {count} |" for (name, why), count in sorted(reasons.items())]
    quantiles = statistics.quantiles(times, n=20)
    shown = {"median": statistics.median(times), "95 %": quantiles[18], "most": times[-1]}
    lines += ["", "Milliseconds a call, twelve reads included: " + ", ".join(f"{k} {v:.0f}" for k, v in shown.items())]
    return "\n".join([*lines, ""])
