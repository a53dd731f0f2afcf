"""What a chart proves, worked out again from the raw records and from the protocol's words alone.

It must not use a line of the service. It knows a few criteria, and for each only what has to be in the chart for
"met": a second opinion, deliberately short, on charts whose coding is known (SNOMED CT, RxNorm, LOINC by Synthea).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

Json = dict[str, Any]
Proof = Callable[["Seen"], str | None]
"""None when the chart proves the criterion met, else what is in the way, in a few words."""

PHQ9, WEIGHT, PRESSURE, SYSTOLIC, DIASTOLIC = "44261-6", "29463-7", "85354-9", "8480-6", "8462-4"

ANTIDEPRESSANTS = ("sertraline", "citalopram", "venlafaxine", "mirtazapine", "fluoxetine", "bupropion", "paroxetine")
STABILISERS = ("lithium", "valpro")
RISKY = re.compile(
    r"oxycodone|hydrocodone|codeine|tramadol|morphine|fentanyl|meperidine|methadone|buprenorphine|hydromorphone|"
    r"diazepam|alprazolam|clonazepam|lorazepam|midazolam|clobazam|temazepam|methylphenidate|amphetamine|modafinil|"
    r"theophylline|aminophylline|phenelzine|tranylcypromine|selegiline|ketamine",
    re.IGNORECASE,
)
PROBLEMS = {
    "no-vascular-lesion": r"aneurysm|arteriovenous malformation|intracranial h|subarachnoid|cerebral h|subdural",
    "no-psychosis": r"schizo|psychosis|psychotic|delusional",
    "no-mania": r"mania|manic|hypoman",
    "no-raised-icp": r"intracranial pressure|hydroceph|cerebral (o)?edema|pseudotumor",
    "no-unstable-cardiac": r"unstable angina|acute coronary|ventricular (fibrillation|tachycardia)|cardiac arrest",
    "substance-use": r"(opioid|alcohol|drug|cocaine|cannabis|substance)\w* (abuse|dependen|misuse|use dis)",
    "hepatic": r"cirrhosis|hepatic failure|liver failure",
    "other-precautions": r"porphyria|glaucoma.*(acute|angle)|open globe|breast.?feeding|lactating",
}


class Seen:
    """One chart on one day."""

    def __init__(self, resources: Sequence[Json], today: date) -> None:
        self.today = today
        self.patient = next(each for each in resources if each["resourceType"] == "Patient")
        self._resources = resources

    def all(self, resource_type: str) -> list[Json]:
        return [each for each in self._resources if each["resourceType"] == resource_type]

    def problems(self, *, active: bool) -> list[str]:
        """The words of the problem list."""
        listed = self.all("Condition")
        kept = [c for c in listed if not active or _codes(c.get("clinicalStatus", {})) & {"active", "recurrence"}]
        return [_words(each["code"]) for each in kept]

    def readings(self, loinc: str) -> list[tuple[datetime, Json]]:
        """Observations with a code, oldest first."""
        found = [each for each in self.all("Observation") if loinc in _codes(each["code"])]
        return sorted(((datetime.fromisoformat(each["effectiveDateTime"]), each) for each in found), key=lambda e: e[0])

    def latest(self, loinc: str, days: int) -> Json | None:
        """The newest reading if it is not older than so many days."""
        newest = self.readings(loinc)[-1:]
        since = self.today - timedelta(days=days)
        return next((each for at, each in newest if since <= at.date() <= self.today), None)

    def taken(self, names: Sequence[str]) -> list[tuple[str, Json]]:
        """Prescriptions that name one of the drugs."""
        orders = [(_drug(each), each) for each in self.all("MedicationRequest")]
        return [(name, each) for text, each in orders for name in names if name in text.lower()]

    def is_recent(self, order: Json, days: int = 180) -> bool:
        return date.fromisoformat(order["authoredOn"][:10]) >= self.today - timedelta(days=days)


def _codes(concept: Json) -> set[str]:
    return {coding.get("code", "") for coding in concept.get("coding", [])}


def _words(concept: Json) -> str:
    return " ".join([concept.get("text", ""), *(coding.get("display", "") for coding in concept.get("coding", []))])


def _drug(order: Json) -> str:
    return _words(order.get("medicationCodeableConcept", {}))


def _adult(seen: Seen) -> str | None:
    born = date.fromisoformat(seen.patient["birthDate"])
    return None if born.replace(year=born.year + 18) <= seen.today else "younger than 18"


def _depression(seen: Seen) -> str | None:
    named = [words for words in seen.problems(active=True) if "depress" in words.lower()]
    return None if named else "no active problem names a depression"


def _severity(seen: Seen) -> str | None:
    score = seen.latest(PHQ9, 30)
    if score is None:
        return "no PHQ-9 of the last 30 days"
    value = score["valueQuantity"]["value"]
    return None if 15 <= value <= 27 else f"PHQ-9 is {value}"


def _resistance(seen: Seen) -> str | None:
    """At least two drugs have to have been ordered long enough ago for four weeks of treatment."""
    since = seen.today - timedelta(days=28)
    old = {n for n, order in seen.taken(ANTIDEPRESSANTS) if date.fromisoformat(order["authoredOn"][:10]) <= since}
    if len(old) < 2:
        return f"{len(old)} antidepressants ordered four weeks ago or earlier"
    return None if len(seen.readings(PHQ9)) >= 2 else "no two scores to tell an outcome by"


def _coverage(seen: Seen) -> str | None:
    if not any("bipolar" in words.lower() for words in seen.problems(active=False)):
        return "no bipolar disorder, so not applicable"
    active = [o for _, o in seen.taken(STABILISERS) if o["status"] == "active" and seen.is_recent(o)]
    return None if active else "no active lithium or valproate of the last 180 days"


def _pressure(seen: Seen) -> str | None:
    reading = seen.latest(PRESSURE, 0)
    if reading is None:
        return "no blood pressure of today"
    parts = {code: c["valueQuantity"]["value"] for c in reading["component"] for code in _codes(c["code"])}
    return None if 90 <= parts[SYSTOLIC] <= 140 and parts[DIASTOLIC] <= 90 else "blood pressure out of limits"


def _weight(seen: Seen) -> str | None:
    reading = seen.latest(WEIGHT, 90)
    if reading is None:
        return "no weight of the last 90 days"
    return None if 30 <= reading["valueQuantity"]["value"] <= 250 else "weight out of range"


def _interactions(seen: Seen) -> str | None:
    active = [_drug(o) for o in seen.all("MedicationRequest") if o["status"] == "active" and seen.is_recent(o)]
    return next((f"active {text}" for text in active if RISKY.search(text)), None)


def _not_pregnant(seen: Seen) -> str | None:
    tests = [o for o in seen.all("Observation") if "pregnancy test" in _words(o["code"]).lower()]
    since = seen.today - timedelta(days=7)
    recent = [o for o in tests if datetime.fromisoformat(o["effectiveDateTime"]).date() >= since]
    return None if recent else "no pregnancy test of the last 7 days"


def _allergies(seen: Seen) -> str | None:
    listed = [_words(each["code"]) for each in seen.all("AllergyIntolerance")]
    return next((f"allergy to {text}" for text in listed if "ketamine" in text.lower()), None)


def _without(pattern: str, *, ever: bool) -> Proof:
    """Met by absence: no problem of the list says so."""
    said = re.compile(pattern, re.IGNORECASE)

    def proof(seen: Seen) -> str | None:
        return next((f"problem {text!r}" for text in seen.problems(active=not ever) if said.search(text)), None)

    return proof


PROOFS: Mapping[str, Proof] = {
    "adult": _adult,
    "depression-diagnosis": _depression,
    "treatment-resistance": _resistance,
    "severity": _severity,
    "bipolar-coverage": _coverage,
    "blood-pressure": _pressure,
    "not-pregnant": _not_pregnant,
    "no-hypersensitivity": _allergies,
    "interactions": _interactions,
    "weight": _weight,
    **{name: _without(words, ever=name == "no-vascular-lesion") for name, words in PROBLEMS.items()},
}


def unproved(resources: Sequence[Json], statuses: Mapping[str, str], today: date) -> list[str]:
    """Criteria said to be met that the chart does not prove, each with what is in the way."""
    seen = Seen(resources, today)
    claims = [name for name, status in statuses.items() if status == "met" and name in PROOFS]
    found = [(name, PROOFS[name](seen)) for name in claims]
    return [f"{name}: {problem}" for name, problem in found if problem is not None]
