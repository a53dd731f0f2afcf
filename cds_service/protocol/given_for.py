"""Whether an antidepressant was given for depression, as far as its records say what for.

It must not know words, codes, doses or outcomes. Protocol section 4: a trial is one of depression.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cds_service.chart import Medication, Reason
from cds_service.protocol.scope import REASONS

SILENT = frozenset({"indication-open", "reason-administrative"})
"""Value sets of reasons that say nothing of what a medicine is for ("refill", an examination)."""

BESIDE = frozenset({"indication-beside"})
"""Value sets of reasons that are often treated together with a depression: alone they leave the purpose open."""


class Purpose(StrEnum):
    """What the records of a trial say it was for; nothing said counts as depression."""

    OURS = "ours"
    OTHER = "other"
    UNCLEAR = "unclear"


def purpose(records: Iterable[Medication]) -> tuple[Purpose, str]:
    """The purpose of records that are one trial, and the words that make it another or leave it unclear.

    Records that name depression and another purpose side by side are of depression; records that disagree, and
    words nobody knows, leave it unclear.
    """
    said = [one for one in map(_of_record, records) if one is not None]
    kinds = {kind for kind, _ in said}
    if kinds <= {Purpose.OURS}:
        return Purpose.OURS, ""
    words = next(text for kind, text in said if kind is not Purpose.OURS)
    return (Purpose.OTHER if kinds == {Purpose.OTHER} else Purpose.UNCLEAR), words


def _of_record(record: Medication) -> tuple[Purpose, str] | None:
    """What one record says; None where it says nothing."""
    if any(not reason.sets.isdisjoint(REASONS) for reason in record.stated):
        return Purpose.OURS, ""
    said = [reason for reason in record.stated if reason.sets.isdisjoint(SILENT)]
    if not said:
        return None
    known = [reason for reason in said if reason.sets.isdisjoint(BESIDE) and reason.sets]
    return (
        (Purpose.OTHER, known[0].text)
        if known and len(known) == len(said)
        else (Purpose.UNCLEAR, _first_open(said).text)
    )


def _first_open(said: list[Reason]) -> Reason:
    return next((reason for reason in said if not reason.sets or not reason.sets.isdisjoint(BESIDE)), said[0])
