"""Infusion orders in words: "0.5 mg/kg IV over 40 minutes", "ketamine 40mg ivp", "0.7 mg/min over 1 h".

It must not know the structure beside the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cds_service.chart import Amount
from cds_service.fhir import units, wire
from cds_service.fhir.concepts import vocabulary
from cds_service.fhir.drugs import NUMBER, closed_up, decimal
from cds_service.knowledge import Knowledge

PUSH_SET = "push-words"

_MASS = r"(?:milligrams?|micrograms?|grams?|mg|mcg|ug|µg|μg|gm?)"
_TIME = r"(?:minutes?|mins?|min|hours?|hrs?|hr|h|seconds?|secs?|sec|s|m)"
_TO = r"(?:\s*(?:-|–|to)\s*(?P<high>{number}))?"
_DOSE = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})" + _TO.format(number=NUMBER) + rf"\s*-?(?P<mass>{_MASS})\b"
    rf"(?P<kg>\s*(?:/|per|\s)\s*kg\b)?(?:\s*(?:/|per)\s*(?P<time>min(?:ute)?|hour|hr|h)\b)?(?P<kg_late>\s*/\s*kg\b)?"
    rf"(?P<volume>\s*(?:/|per)\s*(?:{NUMBER})?\s*ml\b)?",
    re.IGNORECASE,
)
_OVER = re.compile(
    rf"\b(?:over|during|across|infuse for|infused for|infusion for|given for|run for|for a total of)\s*"
    rf"(?:at least\s*|about\s*|approx(?:imately|\.)?\s*|~\s*|a\s*|an\s*)?(?P<low>{NUMBER}|one|two)?"
    + _TO.format(number=NUMBER)
    + rf"\s*-?(?P<unit>{_TIME})\b",
    re.IGNORECASE,
)
_LONG = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})"
    + _TO.format(number=NUMBER)
    + r"\s*-?\s*(?P<unit>minutes?|mins?|min|hours?|hrs?|hr|h)"
    r"[\s\-]+(?:iv\s+|intravenous\s+)?(?:infusion|drip)\b|"
    rf"\bx\s*(?P<low2>{NUMBER})\s*(?P<unit2>minutes?|mins?|min)\b|"
    rf"(?:/|per)\s*(?:minute|min|hour|hr|h)\s+for\s+(?P<low3>{NUMBER})\s*(?P<unit3>{_TIME})\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    rf"(?<![\w.,])(?P<value>{NUMBER})\s*ml\s*(?:/|per)\s*(?P<time>min(?:ute)?|hour|hr|h)\b", re.IGNORECASE
)
_RATIO = re.compile(
    rf"(?<![\w.,])(?P<value>{NUMBER})\s*mg\s*(?P<kg>/\s*kg\s*)?(?:/|per)\s*(?P<minutes>{NUMBER})\s*min(?:ute)?s?\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    rf"\b(?:max(?:imum)?\.?|not to exceed|nte|do not exceed|no more than)[^;.]{{0,25}}?"
    rf"{NUMBER}\s*{_MASS}(?:\s*/\s*kg)?",
    re.IGNORECASE,
)
_FLUSH = re.compile(r"\bflush\w*\b(?:(?!\bthen\b|\bgive\b|\d\s*mg\b)[^.;,\n])*", re.IGNORECASE)
"""The flush of the line after an infusion, whose minutes are not the drug's; never a phrase that holds a dose."""
_DILUTED = re.compile(rf"(?P<mg>{NUMBER})\s*mg\s*in\s*(?:a\s*)?(?P<ml>{NUMBER})\s*ml\b", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(
    r"\b(?P<hours>\d{1,2})\s*(?:hours?|hrs?|h)\s*(?:and\s*)?(?P<minutes>\d{1,2})\s*(?:minutes?|mins?|m)\b",
    re.IGNORECASE,
)
_ONE = {"one": "1", "two": "2"}


@dataclass(frozen=True, slots=True)
class _Ends:
    """Which end of a range is read, of doses and of times."""

    dose: str
    time: str


_WORST, _MILDEST = _Ends("high", "low"), _Ends("low", "high")


def vocabulary_of(concept: wire.Concept | None, knowledge: Knowledge) -> frozenset[str]:
    return vocabulary(concept, knowledge) if concept is not None else frozenset()


def amount(text: str, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Amount:
    """What the text says; of several doses the largest, of several times the shortest."""
    if not text:
        return Amount()
    text = closed_up(text)
    plain = _HOURS_AND_MINUTES.sub(_all_minutes, _FLUSH.sub(" ", _LIMIT.sub(" ", text)))
    push = PUSH_SET in knowledge.sets_said("vocabulary", text)
    worst = _at(plain, mg_per_ml, _WORST, push)
    if _RANGE.search(plain) is None:
        return worst
    mildest = _at(plain, mg_per_ml, _MILDEST, push)
    return replace(worst, mildest=mildest) if mildest != worst else worst


_RANGE = re.compile(r"(?:-|–|to)\s*[\d.,]", re.IGNORECASE)
"""Without this a text names no range, and both its ends are the same."""


def _at(plain: str, mg_per_ml: Decimal | None, ends: _Ends, push: bool) -> Amount:
    """What the text says when of every range one end is taken."""
    found: dict[str, list[Decimal]] = {units.MG: [], units.MG_PER_KG: [], units.MG_PER_MIN: [], units.MG_PER_KG_MIN: []}
    minutes = _ratios(plain, found)
    for hit in _DOSE.finditer(_RATIO.sub(" ", plain)):
        _add(hit, found, ends.dose)
    if (bag := _in_the_bag(plain, bool(found[units.MG] or found[units.MG_PER_KG]), mg_per_ml)) is not None:
        flows = [_flow(hit) for hit in _FLOW.finditer(plain)]
        found[units.MG_PER_MIN] += [flow * bag for flow in flows if flow is not None]
    minutes += _minutes(plain, ends.time)
    return Amount(
        mg=max(found[units.MG], default=None),
        mg_per_kg=max(found[units.MG_PER_KG], default=None),
        mg_per_min=max(found[units.MG_PER_MIN], default=None),
        mg_per_kg_min=max(found[units.MG_PER_KG_MIN], default=None),
        minutes=min(minutes, default=None),
        push=push,
    )


def _in_the_bag(text: str, has_dose: bool, mg_per_ml: Decimal | None) -> Decimal | None:
    """mg per mL of what runs: as mixed, else the undiluted product where no dose tells that it is diluted."""
    mixed = _DILUTED.search(text)
    if mixed is not None and (volume := decimal(mixed["ml"])):
        return decimal(mixed["mg"]) / volume
    return None if has_dose else mg_per_ml


def _ratios(text: str, found: dict[str, list[Decimal]]) -> list[Decimal]:
    """ "35 mg/40 min": a dose and its duration."""
    minutes: list[Decimal] = []
    for hit in _RATIO.finditer(text):
        found[units.MG_PER_KG if hit["kg"] else units.MG].append(decimal(hit["value"]))
        minutes.append(decimal(hit["minutes"]))
    return minutes


def _add(hit: re.Match[str], found: dict[str, list[Decimal]], end: str) -> None:
    """File one dose under its kind; a concentration is none."""
    if hit["volume"]:
        return
    value = decimal(hit[end] or hit["low"])
    unit = units.spelled(hit["mass"].lower())
    target = units.MG
    if hit["kg"] or hit["kg_late"]:
        unit, target = f"{unit}/kg", units.MG_PER_KG
    if hit["time"]:
        per = units.spelled(hit["time"].lower())
        unit, target = f"{unit}/{per}", units.MG_PER_KG_MIN if target == units.MG_PER_KG else units.MG_PER_MIN
    if (converted := units.convert(value, unit, target)) is not None:
        found[target].append(converted)


def _flow(hit: re.Match[str]) -> Decimal | None:
    per = units.spelled(hit["time"].lower())
    return units.convert(decimal(hit["value"]), f"mL/{per}", units.ML_PER_MIN)


def _minutes(text: str, end: str) -> list[Decimal]:
    spans = [(hit[end] or hit["low"] or "1", hit["unit"]) for hit in _OVER.finditer(text)]
    for hit in _LONG.finditer(text):
        value = hit[end] or hit["low"] or hit["low2"] or hit["low3"]
        spans.append((value, hit["unit"] or hit["unit2"] or hit["unit3"]))
    found = [_in_minutes(_ONE.get(low.lower(), low), unit) for low, unit in spans]
    return [minutes for minutes in found if minutes is not None and minutes > 0]


def _all_minutes(hit: re.Match[str]) -> str:
    """ "1 h 40 min" as "100 min"."""
    return f"{int(hit['hours']) * 60 + int(hit['minutes'])} min"


def _in_minutes(value: str, unit: str) -> Decimal | None:
    spelled = {"m": "min", "s": "s"}.get(unit.lower()) or units.spelled(unit.lower())
    return units.convert(decimal(value), spelled, units.MINUTE)
