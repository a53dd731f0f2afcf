"""Why a medicine was stopped, as far as its record says so, and what leaves that in doubt.

It must not know how many failures are needed, nor dates. Protocol section 4, rule 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from cds_service.chart import Dosage
from cds_service.fhir import timing, wire
from cds_service.fhir.concepts import said, vocabulary
from cds_service.fhir.listing import Reading
from cds_service.knowledge import DrugMatch, Knowledge

_STOP = {"stop-not-tolerated": "not-tolerated", "stop-failed": "failed", "stop-responded": "responded"}
_MOOD = frozenset({"depressive-disorder", "bipolar-any"})
_BEYOND = re.compile(r"[;.(\n]|\b(?:in|with|but|not|though|although|while)\b", re.IGNORECASE)
"""Where the list of what a medicine was taken for ends: "for depression and anxiety in ..."."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MASS = re.compile(r"(\d+(?:\.\d+)?)\s*-?m(?:g|illigrams?)\b", re.IGNORECASE)


def stop_text(record: wire.MedicationRecord) -> str:
    """The first stop reason in its own words; "" without one."""
    return next(filter(None, map(said, _stop_reasons(record))), "")


def _stop_reasons(record: wire.MedicationRecord) -> list[wire.Concept | None]:
    return [*record.status_reason, record.status_reason_codeable_concept]


def stopped_for(
    record: wire.MedicationRecord, drug: DrugMatch, doses: Iterable[Dosage], has_ended: bool, about: Reading
) -> frozenset[str]:
    """What the stop reason says. Of a medication still taken, "failed" is no outcome yet; nor is one with a doubt
    beside it, of another complaint, or of less than the record says was taken."""
    reasons = _stop_reasons(record)
    found = frozenset[str]().union(*(vocabulary(reason, about.knowledge) for reason in reasons))
    outcomes = frozenset(word for name, word in _STOP.items() if name in found)
    if "failed" not in outcomes:
        return outcomes
    is_taken = record.status == "active" and not has_ended
    doubtful = any(
        _is_doubtful(text, about.knowledge) or _was_less(text, drug, doses, about.knowledge)
        for text in map(said, reasons)
    )
    return outcomes - {"failed"} if is_taken or doubtful else outcomes


def _is_doubtful(text: str, knowledge: Knowledge) -> bool:
    """Whether a stop reason doubts itself, or tells after "for" of another complaint and not of depression as well."""
    lead = knowledge.value_sets["purpose-lead"].words
    found = lead.search(text) if lead is not None else None
    purpose = text[found.end() :] if found is not None else ""
    elsewhere = knowledge.value_sets["indication-other"].says(purpose)
    if elsewhere and not _MOOD.isdisjoint(knowledge.sets_said("problems", _BEYOND.split(purpose)[0])):
        elsewhere = False
    return elsewhere or knowledge.value_sets["stop-doubt"].says(text)


def _was_less(text: str, drug: DrugMatch, doses: Iterable[Dosage], knowledge: Knowledge) -> bool:
    """Whether a stop reason tells of a failure after fewer days than make a trial, or at a lower dose than is
    recorded: "no response after 2 weeks", "ineffective at 37.5 mg"."""
    days = timing.lengths(text)
    if days and max(days) < knowledge.limit("treatment-resistance", "adequate-days"):
        return True
    masses = [Decimal(number) for number in _MASS.findall(text)]
    if not masses or any(match.ingredient != drug.ingredient for match in knowledge.drugs_by_name(text)):
        return False
    known = [(dose.low, dose.shown) for dose in doses if dose.low is not None]
    if any(Decimal(number) == max(masses) for _, shown in known for number in _NUMBER.findall(shown)):
        return False
    times = timing.of_text(text, knowledge)
    daily = max(masses) * (times.high if times is not None else 1)
    return any(daily < low for low, _ in known)
