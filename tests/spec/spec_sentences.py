"""Principle 1.2: a status names its facts, each with its value, limit and day, and says where a limit is ours."""

from __future__ import annotations

from tests.spec.scored import nothing
from tests.spec.spec_weight import unweighed, weight
from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette

DIAGNOSIS, SEVERITY, WEIGHT = "depression-diagnosis", "severity", "weight"
PREGNANT, ALLERGY, MANIA = "not-pregnant", "no-hypersensitivity", "no-mania"
URINE = "2106-3"


def _listed(code: str, **more: str) -> Story:
    """The typical story with this depression instead of its own."""
    return typical().without_problems().problem(code, **more)


def _woman() -> Story:
    return typical().born("1990-05-01", "female")


SAID: list[tuple[str, Story, str, str, bool]] = [
    ("A depression of which nobody knows the episode", _listed("F33"), DIAGNOSIS, "not specific enough", False),
    (
        "A depression that is only provisional",
        _listed("F33.2", verification="provisional"),
        DIAGNOSIS,
        "not confirmed, confirm the diagnosis",
        False,
    ),
    (
        "A resolved depression behind an order for suicidal ideation",
        _listed("F33.2", status="resolved").orders(reason="R45.851"),
        DIAGNOSIS,
        "only past, remitted",
        False,
    ),
    (
        "A resolved depression behind an order for depression",
        _listed("F33.2", status="resolved"),
        DIAGNOSIS,
        "the problem list has only MDD, recurrent, severe",
        False,
    ),
    (
        "No depression on the list behind an order for suicidal ideation",
        typical().without_problems().orders(reason="R45.851"),
        DIAGNOSIS,
        "no active depressive episode on the problem list",
        False,
    ),
    (
        "A PHQ-9 in milligrams",
        nothing().score("PHQ-9", {"valueQuantity": {"value": 19, "unit": "mg"}}, ago(1)),
        SEVERITY,
        "the latest PHQ-9 is unreadable",
        False,
    ),
    (
        "A PHQ-9 of forty days ago",
        nothing().score("PHQ-9", 19, ago(40)),
        SEVERITY,
        "older than 30 days (2026-10-14): PHQ-9 19 (limit 15)",
        True,
    ),
    (
        "Two scores that contradict each other",
        nothing().score("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(3)),
        SEVERITY,
        "MADRS 12",
        True,
    ),
    ("A weight of three days ago", weight(70), WEIGHT, "70 kg on 2026-11-20", True),
    ("A weight of six weeks ago", weight(70, 45), WEIGHT, "70 kg on 2026-10-09: re-weigh", True),
    ("No weight at all", unweighed(), WEIGHT, "no measured weight (none recorded)", True),
    (
        "A negative test of yesterday",
        _woman().lab(URINE, "Negative", on=ago(1)),
        PREGNANT,
        "negative pregnancy test on 2026-11-22",
        True,
    ),
    (
        "A positive test of three weeks ago",
        _woman().lab(URINE, "Positive", on=ago(20)),
        PREGNANT,
        "pregnancy test positive on 2026-11-03",
        False,
    ),
    ("No test", _woman(), PREGNANT, "no negative pregnancy test within 7 days", True),
    ("An allergy by its code", typical().allergy("ketamine", code="6130"), ALLERGY, "allergy: ketamine", False),
    ("An allergy by its name", typical().allergy("ketamine"), ALLERGY, "ketamine (matched by name)", False),
    ("A YMRS of 14", typical().score("YMRS", 14, ago(3)), MANIA, "YMRS 14 on 2026-11-20 (limit 12)", False),
]

FACTS: list[tuple[str, Story, str, tuple[str, ...]]] = [
    ("A weight without a unit is shown as it was recorded", unweighed().weighs(70, ago(3), None), WEIGHT, ("70",)),
    (
        "A hysterectomy that is called resolved is a fact",
        _woman().problem("Z90.710", status="resolved"),
        PREGNANT,
        ("Uterus absent, acquired (Z90.710)",),
    ),
    ("A hysterectomy is no fact where a test is due", _woman(), PREGNANT, ()),
    ("An allergy by its code is a fact", typical().allergy("ketamine", code="6130"), ALLERGY, ("ketamine",)),
]

WHY: list[tuple[str, Story, str, str]] = [
    (
        "A weight without a day is not used because none was recorded",
        unweighed().weighs(70, ago(3)).changed("vitalSigns", effectiveDateTime=None),
        WEIGHT,
        "not-recorded",
    ),
    (
        "Without the patient nobody knows whether a test is due: not supplied",
        typical().no_patient(),
        PREGNANT,
        "not-supplied",
    ),
    (
        "Where the patient failed to come nobody knows whether a test is due: failed",
        typical().no_patient().failed("patient"),
        PREGNANT,
        "failed",
    ),
    (
        "A negative test of eight days ago is too old, not unreadable",
        _woman().lab(URINE, "Negative", on=ago(8)),
        PREGNANT,
        "too-old",
    ),
]

VIGNETTES = [
    *[
        Vignette(f"{who} is told as '{said.strip()}', as {'our' if ours else 'no'} policy", story,
                 {"text": {criterion: said}, "policy_of": {criterion: ours}}, "1.2")
        for who, story, criterion, said, ours in SAID
    ],
    *[Vignette(says, story, {"facts": {criterion: facts}}, "1.2") for says, story, criterion, facts in FACTS],
    *[Vignette(says, story, {"missing": {criterion: why}}, "1.3") for says, story, criterion, why in WHY],
]  # fmt: skip
