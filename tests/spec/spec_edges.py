"""Section 3 at its edges: records that are over, records that say two things, lists that are cut, one word of two."""

from tests.spec.scored import nothing
from tests.spec.scored import unknown as unscored
from tests.spec.story import Json, Story, ago, typical
from tests.spec.vignette import Vignette

HEART, BP = "no-unstable-cardiac", "blood-pressure"
DIAGNOSIS = "depression-diagnosis"


def _worded(text: str, status: str, onset: str | None) -> Story:
    """A problem known by its words alone."""
    return typical().problem(text=text, status=status, onset=onset)


INFARCTIONS = [
    Vignette(
        f"'{text}', {status}, {when}: {says}",
        _worded(text, status, onset),
        {HEART: expect},
        "3 no-unstable-cardiac",
    )
    for text, status, onset, when, expect, says in (
        ("Myocardial infarction", "active", "2015-03-01", "of eleven years ago", "met", "long over"),
        ("Myocardial infarction", "resolved", ago(20), "of three weeks ago", "unknown", "to be confirmed"),
        ("Myocardial infarction", "resolved", ago(43), "of six weeks and a day ago", "met", "over"),
        ("Myocardial infarction", "active", None, "without a date", "unknown", "to be confirmed"),
        ("Myocardial infarction", "resolved", None, "without a date", "met", "over"),
        ("Unstable angina", "active", "2015-03-01", "of eleven years ago", "unknown", "active until it is said over"),
        ("Unstable angina", "resolved", ago(20), "of three weeks ago", "met", "over"),
        ("Unstable angina after myocardial infarction", "active", "2015-03-01", "of eleven years ago", "unknown",
         "the angina is active"),
        ("Unstable angina after myocardial infarction", "resolved", ago(20), "of three weeks ago", "unknown",
         "the infarction is recent"),
        ("Unstable angina after myocardial infarction", "resolved", ago(43), "of six weeks and a day ago", "met",
         "both are over"),
    )
]  # fmt: skip

ALLERGY = [
    Vignette(
        "An anaphylaxis to ketamine that the problem list calls resolved is still to be confirmed",
        _worded("Anaphylaxis to ketamine", "resolved", "2019-05-01"),
        {"no-hypersensitivity": "unknown"},
        "3 no-hypersensitivity",
    ),
]

STROKE = [
    Vignette(
        f"A stroke in words alone, called {status}, asks whether it bled",
        _worded("Stroke", status, "2015-03-01"),
        {"no-vascular-lesion": "unknown"},
        "3 no-vascular-lesion",
    )
    for status in ("active", "resolved")
]

REMISSION = [
    Vignette(
        f"A depression of 2019 beside a remission of {year}, itself {status}: {says}",
        typical().without_problems().problem("F33.2", onset="2019-03-01")
        .problem("F33.42", onset=f"{year}-03-01", status=status),
        {DIAGNOSIS: expect},
        "3 depression-diagnosis",
    )
    for year in (2026, 2018)
    for status in ("active", "remission", "resolved", "inactive")
    for expect, says in [("unknown", "which of them is of today?") if year == 2026 else ("met", "the later one counts")]
]  # fmt: skip

CUT = [
    Vignette(
        f"A PHQ-9 of three days ago beside a cut list of other results {says}",
        nothing().score("PHQ-9", 19, ago(3)).lab("2106-3", "Negative", on=ago(oldest)).truncated("observations"),
        expect,
        "1.3",
    )
    for oldest, says, expect in (
        (3, "that reaches back as far: it is the latest", {"severity": "met"}),
        (2, "that reaches back two days: a later score may be cut off", unscored("truncated")),
    )
]

NOTHING_SCORED: Json = {"severity": "not-met", "text": {"severity": "PHQ-9 0"}}
SCORES = [
    Vignette("A PHQ-9 of 0 is shown as 0", nothing().score("PHQ-9", 0, ago(1)), NOTHING_SCORED, "5"),
    Vignette(
        "A score that is met tells its limit and its day",
        typical(),
        {"text": {"severity": "PHQ-9 19 (limit 15) on 2026-11-20"}, "facts": {"severity": ("PHQ-9 19 (limit 15)",)},
         "policy_of": {"severity": False}},
        "5",
    ),
    Vignette(
        "A score known by its name, against a limit of local policy, says both",
        nothing().score("HAM-D17", 24, ago(3)),
        {"text": {"severity": "HAM-D17 24"}, "card": ("local policy", "matched by name"),
         "policy_of": {"severity": True}},
        "5",
    ),
    Vignette(
        "Of two scores that contradict each other the sentence names both",
        nothing().score("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(3)),
        {"text": {"severity": "PHQ-9 19"}, "policy_of": {"severity": True}, "card": ("MADRS 12",)},
        "5",
    ),
]  # fmt: skip


def _at_once(*readings: tuple[int, int]) -> Story:
    """Blood pressures of one day without a time, in this order."""
    story = typical().empty("vitalSigns").weighs(70, ago(3))
    for systolic, diastolic in readings:
        story = story.pressure(systolic, diastolic, ago(0))
    return story


PRESSURE = [
    Vignette(
        f"Of {' and '.join(f'{s}/{d}' for s, d in readings)}, which nobody can order, the worse one is named",
        _at_once(*readings),
        {BP: "not-met", "severity_of": {BP: severity}, "text": {BP: worst}},
        "3 blood-pressure",
    )
    for pair, severity, worst in (
        (((150, 95), (170, 105)), "critical", "170/105"),
        (((120, 80), (150, 95)), "warning", "150/95"),
        (((150, 95), (85, 60)), "critical", "85/60"),
    )
    for readings in (pair, pair[::-1])
]

WEIGHTS = [
    Vignette(
        f"Of two weights of one day, {one} kg and {other} kg, {says}",
        typical().empty("vitalSigns").pressure(120, 80, ago(0)).weighs(one, ago(3)).weighs(other, ago(3)),
        expect,
        "7",
    )
    for pair, says, expect in (
        ((70, 77), "the lower one carries the dose", {"weight": "met", "weight_kg": 70, "dose_mg": 35}),
        ((70, 77.1), "more than ten per cent apart, none does", {"weight": "unknown", "dose_mg": None}),
    )
    for one, other in (pair, pair[::-1])
] + [
    Vignette(
        f"A weight of 70 kg after {one} kg and {other} kg of one day contradicts one of them",
        typical().empty("vitalSigns").pressure(120, 80, ago(0))
        .weighs(one, ago(30)).weighs(other, ago(30)).weighs(70, ago(3)),
        {"weight": "unknown", "missing": {"weight": "contradictory"}},
        "7",
    )
    for one, other in ((70, 90), (90, 70))
]  # fmt: skip

VIGNETTES = [*INFARCTIONS, *ALLERGY, *STROKE, *REMISSION, *CUT, *SCORES, *PRESSURE, *WEIGHTS]
