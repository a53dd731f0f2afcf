"""Whether the course works: response and remission per scale, from which score to which."""

from typing import Any

from tests.spec.infused import MET, course, first, infused, scored
from tests.spec.story import Story, hours_ago, typical
from tests.spec.vignette import Vignette

RESPONDED: dict[str, Any] = {"response": True}
NO_RESPONSE: dict[str, Any] = {"response": False}
NOT_KNOWN: dict[str, Any] = {"response": "unknown", "remission": "unknown"}
REMITTED: dict[str, Any] = {"remission": True}
NO_REMISSION: dict[str, Any] = {"remission": False}


def _six(scale: str, before: Any, after: Any, **when: float) -> Story:
    return scored(course(6), scale, before, after, **when)


def _one_day(scale: str, before: int, after: int, *, since: float = 0.5) -> Story:
    """One infusion yesterday and a score after it."""
    return (
        infused(24, story=typical().empty("surveys"))
        .score(scale, before, hours_ago(30))
        .score(scale, after, hours_ago(since))
    )


RESPONSE = [
    Vignette(
        "A fall of PHQ-9 from 20 to 10 is half: response",
        _six("PHQ-9", 20, 10),
        RESPONDED,
        "9",
        bounds=("response.fall:in",),
    ),
    Vignette(
        "A fall of PHQ-9 from 20 to 11 is less than half: no response",
        _six("PHQ-9", 20, 11),
        NO_RESPONSE,
        "9",
        bounds=("response.fall:out",),
    ),
    Vignette("A fall of MADRS from 30 to 15 is half: response", _six("MADRS", 30, 15), RESPONDED, "9"),
    Vignette("A fall of MADRS from 30 to 16 is less than half: no response", _six("MADRS", 30, 16), NO_RESPONSE, "9"),
    Vignette("A fall of HAM-D17 from 24 to 12 is half: response", _six("HAM-D17", 24, 12), RESPONDED, "9"),
    Vignette("A fall of QIDS-SR16 from 20 to 10 is half: response", _six("QIDS-SR16", 20, 10), RESPONDED, "9"),
    Vignette("A fall of QIDS-C16 from 20 to 11 is less than half", _six("QIDS-C16", 20, 11), NO_RESPONSE, "9"),
    Vignette("A fall of BDI-II from 40 to 20 is half: response", _six("BDI-II", 40, 20), RESPONDED, "9"),
    Vignette(
        "From 0 nothing falls: MADRS 0 before and 0 after tells no response",
        _six("MADRS", 0, 0),
        {"response": "unknown", **REMITTED},
        "9",
    ),
    Vignette("A rise is no response", _six("MADRS", 30, 35), NO_RESPONSE, "9"),
    Vignette(
        "Scores of two scales are never compared",
        course(6).score("MADRS", 30, hours_ago(490)).score("PHQ-9", 5, hours_ago(30)),
        {"response": "unknown"},
        "9",
    ),
    Vignette(
        "Without a score before the first infusion the response is not known",
        course(6).score("MADRS", 15, hours_ago(30)),
        {"response": "unknown"},
        "9",
    ),
    Vignette(
        "Without a score after the last infusion the response is not known",
        course(6).score("MADRS", 30, hours_ago(490)),
        NOT_KNOWN,
        "9",
    ),
    Vignette("Without any infusion there is no response to speak of", typical(), NOT_KNOWN, "9"),
    Vignette(
        "The last score before the first infusion is the baseline, not an older one",
        _six("MADRS", 24, 12).score("MADRS", 40, hours_ago(first(6) + 100)),
        RESPONDED,
        "9",
    ),
    Vignette(
        "Of two scores on the first infusion's day the one before it is the baseline",
        infused(72, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(74))
        .score("MADRS", 18, hours_ago(70))
        .score("MADRS", 15, hours_ago(30)),
        RESPONDED,
        "9",
    ),
    Vignette(
        "A score taken as the first infusion began is the baseline",
        infused(72, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(72))
        .score("MADRS", 15, hours_ago(30)),
        RESPONDED,
        "9",
    ),
    Vignette(
        "A baseline of zero leaves nothing to fall from: the response is not known",
        _six("MADRS", 0, 0),
        {"response": "unknown", "remission": True},
        "9",
    ),
    Vignette(
        "Scores matched by name are said to be",
        _six("MADRS", 30, 28),
        {"why_said": ("MADRS 30 before the first infusion, matched by name",)},
        "9",
    ),
    Vignette(
        "Scores known by their code are not",
        _six("PHQ-9", 20, 18),
        {"why_said": ("PHQ-9 20 before the first infusion (",)},
        "9",
    ),
    Vignette(
        "The latest score after the last infusion counts, not a better one before it",
        _six("MADRS", 30, 16).score("MADRS", 10, hours_ago(100)),
        NO_RESPONSE,
        "9",
    ),
    Vignette(
        "A score between two infusions says nothing about the last one",
        course(6).score("MADRS", 30, hours_ago(490)).score("MADRS", 10, hours_ago(100)),
        NOT_KNOWN,
        "9",
    ),
    Vignette(
        "A baseline 14 days before the first infusion counts",
        _six("MADRS", 30, 15, lead=14 * 24),
        RESPONDED,
        "9",
        bounds=("course.baseline-days:in",),
    ),
    Vignette(
        "A baseline 15 days before the first infusion is too old",
        _six("MADRS", 30, 15, lead=15 * 24),
        {"response": "unknown"},
        "9",
        bounds=("course.baseline-days:out",),
    ),
    Vignette(
        "A score 20 hours after the last infusion counts",
        _six("MADRS", 30, 15, since=40),
        RESPONDED,
        "9",
        bounds=("course.score-after-hours:in",),
    ),
    Vignette(
        "A score 19 hours after the last infusion is too early",
        _six("MADRS", 30, 15, since=41),
        {"response": "unknown"},
        "9",
        bounds=("course.score-after-hours:out",),
    ),
    Vignette("A score out of its scale's range is no score", _six("MADRS", 30, 61), NOT_KNOWN, "9"),
    Vignette(
        "Scores of the code list are read as well",
        course(6)
        .score("PHQ-9", 20, hours_ago(490), key="observations")
        .score("PHQ-9", 8, hours_ago(30), key="observations"),
        RESPONDED,
        "9",
    ),
]

RECALL = [
    Vignette(
        "A MADRS 21 hours after a night-time infusion counts, though the day is the same",
        typical()
        .empty("surveys")
        .given("ketamine", "2026-11-21T01:00:00Z")
        .score("MADRS", 30, "2026-11-20T12:00:00Z")
        .score("MADRS", 10, "2026-11-21T22:00:00Z"),
        RESPONDED,
        "9",
    ),
    Vignette("A day after the first infusion a MADRS may show the response", _one_day("MADRS", 30, 10), RESPONDED, "9"),
    Vignette(
        "A day after the first infusion a HAM-D17 may show the response", _one_day("HAM-D17", 24, 8), RESPONDED, "9"
    ),
    *[
        Vignette(
            f"A day after the first infusion a {scale} shows no response: it asks about the time before",
            _one_day(scale, 20, 3),
            NOT_KNOWN,
            "9",
        )
        for scale in ("PHQ-9", "QIDS-SR16", "QIDS-C16", "BDI-II")
    ],
    Vignette(
        "A PHQ-9 14 days after the first infusion counts",
        infused(60, 336, 200, story=typical().empty("surveys"))
        .score("PHQ-9", 20, hours_ago(350))
        .score("PHQ-9", 8, hours_ago(0)),
        RESPONDED,
        "9",
        bounds=("phq-9.recall_days:in",),
    ),
    Vignette(
        "A PHQ-9 13 days after the first infusion does not",
        infused(60, 312, 200, story=typical().empty("surveys"))
        .score("PHQ-9", 20, hours_ago(350))
        .score("PHQ-9", 8, hours_ago(0)),
        NOT_KNOWN,
        "9",
        bounds=("phq-9.recall_days:out",),
    ),
    *[
        vignette
        for scale, owner in (("QIDS-SR16", "qids-sr16"), ("QIDS-C16", "qids-c16"))
        for vignette in (
            Vignette(
                f"A {scale} 7 days after the first infusion counts",
                infused(60, 168, story=typical().empty("surveys"))
                .score(scale, 20, hours_ago(180))
                .score(scale, 8, hours_ago(0)),
                RESPONDED,
                "9",
                bounds=(f"{owner}.recall_days:in",),
            ),
            Vignette(
                f"A {scale} 6 days after the first infusion does not",
                infused(60, 144, story=typical().empty("surveys"))
                .score(scale, 20, hours_ago(180))
                .score(scale, 8, hours_ago(0)),
                NOT_KNOWN,
                "9",
                bounds=(f"{owner}.recall_days:out",),
            ),
        )
    ],
    Vignette(
        "A BDI-II 14 days after the first infusion counts",
        infused(60, 336, 200, story=typical().empty("surveys"))
        .score("BDI-II", 40, hours_ago(350))
        .score("BDI-II", 18, hours_ago(0)),
        RESPONDED,
        "9",
        bounds=("bdi-ii.recall_days:in",),
    ),
    Vignette(
        "A BDI-II 13 days after the first infusion does not",
        infused(60, 312, 200, story=typical().empty("surveys"))
        .score("BDI-II", 40, hours_ago(350))
        .score("BDI-II", 18, hours_ago(0)),
        NOT_KNOWN,
        "9",
        bounds=("bdi-ii.recall_days:out",),
    ),
]

REMISSION = [
    vignette
    for scale, before, limit, owner in (
        ("PHQ-9", 20, 4, "phq-9"),
        ("MADRS", 30, 10, "madrs"),
        ("HAM-D17", 24, 7, "ham-d17"),
        ("QIDS-SR16", 20, 5, "qids-sr16"),
        ("QIDS-C16", 20, 5, "qids-c16"),
        ("BDI-II", 40, 12, "bdi-ii"),
    )
    for vignette in (
        Vignette(
            f"After six infusions a {scale} of {limit} is remission of the course",
            _six(scale, before, limit),
            {**REMITTED, **RESPONDED, **MET},
            "9",
            bounds=(f"{owner}.remission_at_most:in",),
        ),
        Vignette(
            f"After six infusions a {scale} of {limit + 1} is no remission of the course",
            _six(scale, before, limit + 1),
            {**NO_REMISSION, **RESPONDED, **MET},
            "9",
            bounds=(f"{owner}.remission_at_most:out",),
        ),
    )
]

VIGNETTES = [*RESPONSE, *RECALL, *REMISSION]
