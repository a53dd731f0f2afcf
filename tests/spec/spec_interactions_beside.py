"""Section 3, `interactions`: what was given, what else is ordered, and ketamine that is not this course."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, ago, concept, drug, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

ROW = "3 interactions"
TAKES: dict[str, Any] = {"interactions": "not-met", "severity_of": {"interactions": "warning"}, "verdict": "caution"}
OPEN: dict[str, Any] = {"interactions": "unknown", "verdict": "caution"}
FREE: dict[str, Any] = {"interactions": "met", "verdict": "criteria-met"}


def _doses(name: str, *days: int) -> Story:
    story = typical()
    for day in days:
        story = story.given(name, ago(day), 5)
    return story


def _asked(says: str, story: Story, expect: dict[str, Any], hook: str = "order-select") -> Vignette:
    return Vignette(says, story, expect, ROW, hook=hook)


GIVEN = [
    _asked(f"{name} given {when} is on board", typical().given(name, on, 5), TAKES)
    for name, when, on in (
        ("morphine", "half an hour ago", hours_ago(0.5)),
        ("diazepam", "this morning", hours_ago(5)),
        ("theophylline", "today", ago(0)),
    )
] + [
    _asked(
        "A midazolam infusion that still runs is on board, whenever it began",
        typical().given("midazolam", ago(2), 5, status="in-progress"),
        TAKES,
    ),
    _asked(
        "A midazolam infusion that was not done is not",
        typical().given("midazolam", hours_ago(1), 5, status="not-done"),
        FREE,
    ),
    _asked("Theophylline given on the last three days may go on", _doses("theophylline", 1, 2, 3), OPEN),
    _asked(
        "Oxycodone given on two days five months ago, and no end of it, may go on",
        _doses("oxycodone", 150, 151),
        {**OPEN, "text": {"interactions": "given on several days"}},
    ),
    _asked("Fentanyl given once, months ago, is no medicine that is taken", _doses("fentanyl", 60), FREE),
    _asked("Oxycodone given on two days before the window is over", _doses("oxycodone", 181, 182), FREE),
    _asked(
        "Oxycodone given on two days and then stopped is over",
        _doses("oxycodone", 20, 21).took("oxycodone", 5, ago(22), ago(15)),
        FREE,
    ),
    _asked("Gabapentin given today is only told", typical().given("gabapentin", hours_ago(1), 300), FREE),
]

KETAMINE = [
    _asked(f"Ketamine as {what} beside this course is other ketamine", story, TAKES)
    for what, story in (
        (
            "an infusion for pain that runs today",
            typical().prescribed("ketamine", "0.1 mg/kg/h IV continuous for pain", ago(0)),
        ),
        (
            "an infusion for a coded pain",
            typical()
            .prescribed("ketamine", "IV", ago(0))
            .changed("medicationRequests", reasonCode=[concept("G89.18")]),
        ),
        ("a nasal spray", typical().prescribed("ketamine nasal spray", "1 spray daily", ago(10))),
        ("a troche", typical().took("ketamine troche", 150, ago(60), asserted=ago(2))),
    )
] + [
    _asked(
        "The order of this course's own infusion is no other ketamine",
        typical().prescribed("ketamine", "35 mg IV over 40 min for depression", ago(0)),
        FREE,
    ),
]


def _listed(text: str, reason: str | None = None, **fields: Any) -> Story:
    """Ketamine listed as active with this dosage text."""
    story = typical().prescribed("ketamine", text, ago(1))
    return story.changed("medicationRequests", reasonCode=[{"text": reason}] if reason else None, **fields)


def _ordered(*, needed: bool | None = None, **fields: Any) -> Story:
    """Ketamine listed as active with this structured dosage."""
    dosage = {"asNeededBoolean": needed, **fields} if needed is not None else fields
    return typical().prescribed("ketamine", None, ago(1)).changed("medicationRequests", dosageInstruction=[dosage])


RUNNING = (
    [
        _asked(f"Ketamine listed as active as '{text}', whatever for, is other ketamine", _listed(text), TAKES)
        for text in (
            "0.1 mg/kg/h IV continuous",
            "5 mg/h IV infusion",
            "0.15 mg/kg/hr",
            "10 mg IV q1h PRN",
            "10 mg IV PRN",
            "20 mg IV q4h",
            "20 mg IV over 30 min every 6 hours",
        )
    ]
    + [
        _asked(
            "Ketamine listed as 0.1 mg/kg/h even for depression is no infusion of the course",
            _listed("0.1 mg/kg/h IV continuous", "depression"),
            TAKES,
        ),
        _asked(
            "A rate in the structure that goes on without an end is other ketamine",
            _ordered(doseAndRate=[{"rateQuantity": quantity(10, "mg/h")}]),
            TAKES,
        ),
        _asked(
            "10 mg as needed each hour in the structure is other ketamine",
            _ordered(
                needed=True,
                timing={"repeat": {"frequency": 1, "period": 1, "periodUnit": "h"}},
                doseAndRate=[{"doseQuantity": quantity(10, "mg")}],
            ),
            TAKES,
        ),
        _asked(
            "A statement of ketamine 0.1 mg/kg/h that is active is other ketamine",
            typical().took("ketamine", "0.1 mg/kg/h IV continuous", ago(1)),
            TAKES,
        ),
    ]
    + [
        _asked(
            f"Ketamine listed as active as '{text}' may still be running: what for is not recorded",
            _listed(text),
            {**OPEN, "text": {"interactions": "listed as active"}},
        )
        for text in ("IV", "35 mg IV", "PCA ketamine", "see protocol")
    ]
    + [
        _asked(f"Ketamine listed as active {what} is no other ketamine", story, FREE)
        for what, story in (
            ("as '35 mg IV over 40 min'", _listed("35 mg IV over 40 min")),
            ("as '35 mg IV over 40 min twice weekly'", _listed("35 mg IV over 40 min twice weekly")),
            (
                "as '0.5 mg/kg over 40 min, blood pressure every 10 min'",
                _listed("0.5 mg/kg IV over 40 min, BP every 10 min"),
            ),
            ("as '35 mg IV' for depression", _listed("35 mg IV", "treatment resistant depression")),
            ("and cancelled as '0.1 mg/kg/h IV continuous'", _listed("0.1 mg/kg/h IV continuous", status="cancelled")),
            ("and completed as '10 mg IV PRN'", _listed("10 mg IV PRN", status="completed")),
            ("half a year and more ago as 'IV'", typical().prescribed("ketamine", "IV", ago(200))),
        )
    ]
)


def _draft(name: str, **fields: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "draft-2",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": drug(name),
        **fields,
    }


def _second(planned: str | None = None, first: str | None = None) -> Story:
    """Two ketamine drafts of 35 mg over 40 minutes, planned for these days."""

    def on(story: Story, day: str | None) -> Json:
        order = dict(story.order or {})
        dosage = dict(order["dosageInstruction"][0])
        if day is not None:
            dosage["timing"] = {**dosage["timing"], "event": [day]}
        return {**order, "dosageInstruction": [dosage]}

    story = typical()
    return story._with(order=on(story, first)).also_orders({**on(story, planned), "id": "draft-2"})


DRAFTED = [
    _asked(
        f"At {hook} {name} among the drafts is named, and is no fact yet",
        typical().also_orders(_draft(name)),
        {**OPEN, "text": {"interactions": f"among the other orders of this session: {said}"}},
        hook,
    )
    for hook in ("order-select", "order-sign")
    for name, said in (("midazolam", "midazolam"), ("theophylline", "avoid theophylline"))
] + [
    _asked("Spravato among the drafts is named", typical().also_orders(_draft("Spravato")), OPEN),
    _asked(
        "A cancelled midazolam among the drafts is not",
        typical().also_orders(_draft("midazolam", status="cancelled")),
        FREE,
    ),
    _asked("Sertraline among the drafts is no interaction", typical().also_orders(_draft("sertraline")), FREE),
    _asked(
        "Two ketamine drafts signed together name each other",
        _second(),
        {"cards": 2, **OPEN, "indicators": ("warning", "warning"), "text": {"interactions": "ketamine"}},
        "order-sign",
    ),
    _asked("A second ketamine draft that is not selected is named as well", _second(), OPEN),
    _asked(
        "Two ketamine drafts planned three days apart are two infusions of a course",
        _second(ago(-4), ago(-1)),
        {"cards": 2, "interactions": "met"},
        "order-sign",
    ),
    _asked(
        "Two ketamine drafts planned two days apart are two infusions of a course",
        _second(ago(-3), ago(-1)),
        {"cards": 2, "interactions": "met"},
        "order-sign",
    ),
    _asked(
        "Two ketamine drafts planned one day apart are not",
        _second(ago(-2), ago(-1)),
        {"cards": 2, "interactions": "unknown"},
        "order-sign",
    ),
]

VIGNETTES = [*GIVEN, *KETAMINE, *RUNNING, *DRAFTED]
