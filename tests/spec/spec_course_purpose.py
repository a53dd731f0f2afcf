"""Section 9 and 11: ketamine that was given for something else makes no course, and opens no card."""

from __future__ import annotations

from typing import Any

from tests.spec.infused import infused
from tests.spec.story import SNOMED, Json, Story, ago, concept, hours_ago, nobody, typical
from tests.spec.vignette import Vignette

SILENT: dict[str, Any] = {"cards": 0}
DUE: dict[str, Any] = {"cards": 1, "card": ("is due",)}
NONE: dict[str, Any] = {"infusions": 0}


def _opened(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "11 patient-view", hook="patient-view")


def _healthy() -> Story:
    return nobody().weighs(70, ago(3))


def _given(**fields: Any) -> Story:
    """A patient with depression and one dose three days ago, its record with these fields."""
    return typical().given("ketamine", hours_ago(80)).changed("medicationAdministrations", **fields)


CODED: list[tuple[str, Json]] = [
    ("G89.18", concept("G89.18")),
    ("R52", concept("R52")),
    ("22253000", concept("22253000", None, SNOMED)),
    ("S52.501A", concept("S52.501A")),
    ("G40.901", concept("G40.901")),
    ("Z01.818", concept("Z01.818")),
    *(
        (text, {"text": text})
        for text in (
            "status epilepticus",
            "asthma",
            "severe agitation",
            "seizure",
            "surgery",
            "burn",
            "ECT",
            "GA",
            "induction",
            "MAC",
            "trauma",
            "acute pain",
            "procedural sedation",
        )
    ),
]

OTHERS = [
    _opened(
        f"Ketamine given for {name} runs no course: the chart is opened in silence", _given(reasonCode=[code]), SILENT
    )
    for name, code in CODED
] + [
    Vignette(f"Ketamine given for {name} is no infusion of the course", _given(reasonCode=[code]), NONE, "9")
    for name, code in CODED[:2]
]

POINTED = [
    _opened(
        "Ketamine given for a pain that only a reference names runs no course",
        _given(reasonReference=[{"reference": "Condition/pain"}]).add(
            "conditions", {"resourceType": "Condition", "id": "pain", "code": concept("G89.18")}
        ),
        SILENT,
    ),
    _opened(
        "Ketamine given on an order for anaesthesia runs no course",
        _given(request={"reference": "MedicationRequest/r1"}).add(
            "medicationRequests",
            {
                "resourceType": "MedicationRequest",
                "id": "r1",
                "status": "completed",
                "intent": "order",
                "medicationCodeableConcept": {"text": "ketamine"},
                "reasonCode": [{"text": "anesthesia"}],
            },
        ),
        SILENT,
    ),
    _opened(
        "Ketamine given for a depression that only a reference names runs a course",
        _given(reasonReference=[{"reference": "Condition/conditions-1"}]),
        DUE,
    ),
    *[
        _opened(
            f"A code that says nothing of the purpose ({code}) takes no infusion away",
            _given(reasonCode=[concept(code)]),
            DUE,
        )
        for code in ("Z79.899", "Z51.81", "F39")
    ],
    _opened("Ketamine given for F33.2 runs a course", _given(reasonCode=[concept("F33.2")]), DUE),
    _opened(
        "Ketamine given for 'ketamine infusion' says no other purpose",
        _given(reasonCode=[{"text": "ketamine infusion"}]),
        DUE,
    ),
    _opened(
        "A note of agitation during an infusion is no purpose",
        _given(note=[{"text": "mild agitation at 20 min, no asthma"}]),
        DUE,
    ),
]

THEATRE = [
    _opened(f"{what}, without a reason and a mood disorder, opens no card", story, SILENT)
    for what, story in (
        ("20 mg of ketamine", _healthy().given("ketamine", ago(3), 20)),
        ("A child's 9 mg", _healthy().born("2021-05-01").given("ketamine", ago(3), 9)),
        ("10 mg after a section", _healthy().born("1995-05-01", "female").given("ketamine", ago(3), 10)),
        ("140 mg and no weight", nobody().given("ketamine", ago(3), 140)),
        ("20 mg without a problem list", _healthy().not_supplied("conditions").given("ketamine", ago(3), 20)),
        ("20 mg and a low PHQ-9", _healthy().given("ketamine", ago(3), 20).score("PHQ-9", 2, ago(30))),
    )
] + [
    _opened(
        "20 mg of ketamine with a severe PHQ-9 on the chart may be a course",
        _healthy().given("ketamine", hours_ago(80), 20).score("PHQ-9", 19, ago(30)),
        DUE,
    ),
    _opened(
        "Infusions of a patient whose depression is in remission are a course",
        infused(80, 164, story=typical().empty("conditions", "surveys").problem("F33.42")),
        DUE,
    ),
]

VIGNETTES = [*OTHERS, *POINTED, *THEATRE]
