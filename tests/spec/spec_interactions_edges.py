"""Section 3, `interactions`, at its edges: the last day of the window, the very day, two records of one medicine."""

from __future__ import annotations

from tests.spec.story import Json, Story, ago, drug, typical
from tests.spec.vignette import Vignette

TAKES: Json = {"interactions": "not-met"}
OPEN: Json = {"interactions": "unknown"}
FREE: Json = {"interactions": "met"}


def _given(*doses: tuple[str, int]) -> Story:
    """Doses given so many days ago, of medicines that are on no list."""
    story = typical()
    for name, days in doses:
        story = story.given(name, ago(days), 1, route=None)
    return story


def _until_some_day(name: str, **more: object) -> Story:
    """A statement of two weeks ago that ends some day of this month."""
    story = typical().took(name, 1, ago(60), "2026-11", status="active", asserted=ago(14))
    return story.changed("medicationStatements", **more) if more else story


def _ketamine(route: str) -> Story:
    return _until_some_day("ketamine", dosage=[{"text": "35 mg", "route": {"text": route}}])


def _active(often: str) -> Story:
    """An active order of intravenous ketamine, without a time, written three days ago."""
    story = typical().prescribed("ketamine", f"35 mg IV {often}", ago(3))
    return story.changed(
        "medicationRequests", dosageInstruction=[{"text": f"35 mg IV {often}", "route": {"text": "IV"}}]
    )


def _drafted(name: str) -> Story:
    draft = {
        "resourceType": "MedicationRequest",
        "id": "d2",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": drug(name),
    }
    return typical().also_orders(draft)


EDGES: list[tuple[str, Story, Json]] = [
    ("Lorazepam that ends some day of this month may be taken today", _until_some_day("lorazepam"), TAKES),
    (
        "Lorazepam that ended some day of last month is not",
        typical().took("lorazepam", 1, ago(90), "2026-10", status="active", asserted=ago(40)),
        FREE,
    ),
    ("Esketamine that ends some day of this month may be taken today", _until_some_day("esketamine"), TAKES),
    ("Ketamine by mouth that ends some day of this month may be taken today", _ketamine("oral"), TAKES),
    ("Intravenous ketamine that ends some day of this month may still be running", _ketamine("IV"), OPEN),
    ("Active intravenous ketamine every 12 hours is another ketamine", _active("every 12 hours"), TAKES),
    ("Active intravenous ketamine every 24 hours may be this course's", _active("every 24 hours"), OPEN),
    ("Esketamine given 180 days ago is another ketamine", _given(("esketamine", 180)), TAKES),
    ("Esketamine given 181 days ago is none", _given(("esketamine", 181)), FREE),
    (
        "Lorazepam begun today, by a statement that tells no day of its own, is taken",
        typical().took("lorazepam", 1, ago(0)),
        TAKES,
    ),
    (
        "Lorazepam begun 180 days ago, by a statement that tells no day of its own, is taken",
        typical().took("lorazepam", 1, ago(180)),
        TAKES,
    ),
    (
        "Lorazepam begun 181 days ago, by a statement that tells no day of its own, may be taken",
        typical().took("lorazepam", 1, ago(181)),
        OPEN,
    ),
    (
        "Of two statements of lorazepam the one that began lately tells that it is taken",
        typical().took("lorazepam", 1, ago(400)).took("lorazepam", 1, ago(30)),
        TAKES,
    ),
    (
        "Of two statements of lorazepam the one that began lately tells that it is taken, whichever comes first",
        typical().took("lorazepam", 1, ago(30)).took("lorazepam", 1, ago(400)),
        TAKES,
    ),
    (
        "Lorazepam on a statement without a day, and an order of it that was stopped last month: it was about",
        typical().took("lorazepam", 1).prescribed("lorazepam", 1, ago(30), status="stopped"),
        TAKES,
    ),
    ("Lorazepam given on two days of last month may be taken", _given(("lorazepam", 20), ("lorazepam", 21)), OPEN),
    (
        "Lorazepam given on one day and clonazepam on another are single doses",
        _given(("lorazepam", 20), ("clonazepam", 21)),
        FREE,
    ),
    (
        "Duloxetine given on two days of last month is listed at most",
        _given(("duloxetine", 20), ("duloxetine", 21)),
        FREE,
    ),
    *[
        (f"{name} given on two days of last month may be taken", _given((name, 20), (name, 21)), OPEN)
        for name in ("theophylline", "oxycodone", "methylphenidate", "phenelzine")
    ],
    *[
        (f"A draft of {name} beside the order leaves it open whether they meet", _drafted(name), OPEN)
        for name in ("theophylline", "oxycodone", "methylphenidate", "phenelzine", "lorazepam", "esketamine")
    ],
    ("A draft of duloxetine beside the order does no harm", _drafted("duloxetine"), FREE),
]

OURS: Json = {"policy_of": {"interactions": True}}
"""How far back a medicine counts is local policy, whatever the answer is."""

VIGNETTES = [Vignette(says, story, {**expect, **OURS}, "3 interactions") for says, story, expect in EDGES]
