"""Sections 3 and 10: what a record says in two ways, or in parts: ended but active, remitted later, one yes of many."""

from tests.spec.story import SNOMED, Json, Story, ago, concept, typical
from tests.spec.vignette import Vignette

DIAGNOSIS = "3 depression-diagnosis"
SUICIDALITY = "10 suicidality"


def listed(code: str, **more: str) -> Story:
    """The typical chart with this problem alone."""
    return typical().without_problems().problem(code, **more)


def observed(code: Json, *parts: tuple[str, str], on: str | None = None, **value: Json | str | bool) -> Story:
    """The typical chart with one more survey, answered as a whole or in parts."""
    record: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "effectiveDateTime": on or ago(1),
        **value,
    }
    if parts:
        record["component"] = [{"code": {"text": name}, "valueString": answer} for name, answer in parts]
    return typical().add("surveys", record)


SCREEN: Json = {"text": "Columbia Suicide Severity Rating Scale screener"}
ALARM: Json = {"suicidality": True, "verdict": "criteria-met"}
QUIET: Json = {"suicidality": False}


def unsure(why: str) -> Json:
    """The diagnosis is not known, for this reason."""
    return {"depression-diagnosis": "unknown", "missing": {"depression-diagnosis": why}, "verdict": "cannot-verify"}


VIGNETTES = [
    Vignette(
        "A depression that is active and has ended in 2015 contradicts itself",
        listed("F33.2", onset="2014-01-01").changed("conditions", abatementDateTime="2015-06-01"),
        unsure("contradictory"),
        DIAGNOSIS,
    ),
    Vignette(
        "A depression that is active and is to end next year is active",
        listed("F33.2", onset="2024-01-01").changed("conditions", abatementDateTime="2027-06-01"),
        {"depression-diagnosis": "met"},
        DIAGNOSIS,
    ),
    Vignette(
        "A psychosis that is active and has ended in 2015 still is a stop",
        typical().problem("F20.9", onset="2014-01-01").changed("conditions", abatementDateTime="2015-06-01"),
        {"no-psychosis": "not-met", "verdict": "stop"},
        DIAGNOSIS,
    ),
    Vignette(
        "A depression of 2019 beside a full remission of 2026 is not known to go on",
        listed("F33.9", onset="2019-01-01").problem("F33.42", onset="2026-01-01"),
        {**unsure("contradictory"), "card": ("a later entry says",)},
        DIAGNOSIS,
    ),
    Vignette(
        "A depression of 2026 after a remission of 2019 goes on",
        listed("F33.9", onset="2026-01-01").problem("F33.42", onset="2019-01-01"),
        {"depression-diagnosis": "met"},
        DIAGNOSIS,
    ),
    Vignette(
        "A depression beside a remission of which nobody knows the day goes on",
        listed("F33.9", onset="2026-01-01").problem("F33.42"),
        {"depression-diagnosis": "met"},
        DIAGNOSIS,
    ),
    *[
        Vignette(
            f"{name} is depression, but not specific enough, with a reason on the order or without",
            listed(code).orders(mg=35, minutes=40, reason=reason),
            unsure("not-recorded"),
            DIAGNOSIS,
        )
        for code, name, reason in (
            ("F53.0", "Postpartum depression (F53.0)", None),
            ("F33.8", "Another recurrent depression (F33.8)", "F33.2"),
            ("F32.89", "Another depressive episode (F32.89)", None),
        )
    ],
    Vignette(
        "Where only the order says depression the card names what the problem list has instead",
        listed("F32.4").orders(mg=35, minutes=40, reason="F33.2"),
        {
            **unsure("not-recorded"),
            "card": ("the problem list has only", "F32.4"),
            "card_lacks": ("on the order only",),
        },
        DIAGNOSIS,
    ),
    # suicidality
    Vignette(
        "A yes to the wish to be dead in a screen of several questions is suicidality",
        observed(SCREEN, ("1. Wish to be dead", "Yes"), ("2. Suicidal thoughts", "No")),
        ALARM,
        SUICIDALITY,
    ),
    Vignette(
        "A yes to the last of the questions of a screen is suicidality, whatever the first one says",
        observed(SCREEN, ("1. Wish to be dead", "No"), ("6. Suicidal behavior, past 3 months", "Yes")),
        ALARM,
        SUICIDALITY,
    ),
    Vignette(
        "A screen answered with no throughout is none",
        observed(SCREEN, ("1. Wish to be dead", "No"), ("6. Suicidal behavior, past 3 months", "No")),
        QUIET,
        SUICIDALITY,
    ),
    Vignette(
        "A yes to behaviour in a lifetime tells nothing of today",
        observed(SCREEN, ("1. Wish to be dead", "No"), ("6. Suicidal behavior, lifetime", "Yes")),
        QUIET,
        SUICIDALITY,
    ),
    Vignette(
        "The intensity of ideation is no answer of its own",
        observed(SCREEN, ("Intensity of ideation", "Yes")),
        QUIET,
        SUICIDALITY,
    ),
    Vignette(
        "Suicidal ideation observed as present yesterday is suicidality",
        observed({"text": "Suicidal ideation"}, valueString="Present"),
        {**ALARM, "card": ("suicidal ideation observed",)},
        SUICIDALITY,
    ),
    Vignette(
        "Suicidal thoughts by their SNOMED code, present, are suicidality",
        observed(concept("6471006", "Suicidal thoughts", SNOMED), valueCodeableConcept={"text": "Present"}),
        ALARM,
        SUICIDALITY,
    ),
    *[
        Vignette(
            f"Suicidal ideation answered with '{answer}' is none",
            observed({"text": "Suicidal ideation"}, valueString=answer),
            QUIET,
            SUICIDALITY,
        )
        for answer in ("No", "Absent", "Denies", "Not present")
    ],
    Vignette(
        "Suicidal ideation present three weeks ago is not of today",
        observed({"text": "Suicidal ideation"}, on=ago(21), valueString="Present"),
        QUIET,
        SUICIDALITY,
    ),
    Vignette(
        "A history of suicidal ideation, present, is not of today",
        observed({"text": "History of suicidal ideation"}, valueString="Present"),
        QUIET,
        SUICIDALITY,
    ),
    Vignette(
        "A positive C-SSRS that is a bare yes is told without empty brackets",
        observed({"text": "C-SSRS"}, valueBoolean=True),
        {**ALARM, "card": ("C-SSRS positive",), "card_lacks": ("()",)},
        SUICIDALITY,
    ),
]
