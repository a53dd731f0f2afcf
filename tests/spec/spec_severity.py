"""How depressed the patient is today: the window, the latest score, and scores that disagree."""

from tests.spec.scored import MET, NOT, nothing, scored, unknown
from tests.spec.story import UCUM, ago, hours_ago
from tests.spec.vignette import Vignette

WINDOW = [
    Vignette(
        "A PHQ-9 of 30 days ago is current",
        scored("PHQ-9", 19, ago(30)),
        MET,
        "5",
        bounds=("severity.window:in",),
    ),
    Vignette(
        "A PHQ-9 of 31 days ago is too old",
        scored("PHQ-9", 19, ago(31)),
        unknown("too-old"),
        "5",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 taken early on the day 30 days ago is current: days count, not hours",
        scored("PHQ-9", 19, f"{ago(30)}T00:05:00Z"),
        MET,
        "1.6",
        bounds=("severity.window:in",),
    ),
    Vignette(
        "A PHQ-9 taken late on the day 31 days ago is too old",
        scored("PHQ-9", 19, f"{ago(31)}T23:55:00Z"),
        unknown("too-old"),
        "1.6",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 below the limit of 31 days ago is too old to say that severity is not met",
        scored("PHQ-9", 3, ago(31)),
        unknown("too-old"),
        "5",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 dated only by this month is judged as of its first day and is current",
        scored("PHQ-9", 19, "2026-11"),
        MET,
        "1.7",
    ),
    Vignette(
        "A PHQ-9 dated only by last month is judged as of its first day and is too old",
        scored("PHQ-9", 19, "2026-10"),
        unknown("too-old"),
        "1.7",
    ),
    Vignette(
        "A PHQ-9 dated only by this year is too old",
        scored("PHQ-9", 19, "2026"),
        unknown("too-old"),
        "1.7",
    ),
    Vignette(
        "A PHQ-9 of a clock that is four minutes ahead counts",
        scored("PHQ-9", 19, hours_ago(-4 / 60)),
        MET,
        "1.6",
    ),
    Vignette(
        "A PHQ-9 of a clock that is six minutes ahead is unreadable",
        scored("PHQ-9", 19, hours_ago(-6 / 60)),
        unknown("unreadable"),
        "1.6",
    ),
    Vignette(
        "A PHQ-9 dated tomorrow without a time may be today elsewhere on earth and counts",
        scored("PHQ-9", 19, ago(-1)),
        MET,
        "1.6",
    ),
    Vignette(
        "A PHQ-9 dated the day after tomorrow is unreadable",
        scored("PHQ-9", 19, ago(-2)),
        unknown("unreadable"),
        "1.6",
    ),
    Vignette(
        "A PHQ-9 with an impossible date is unreadable",
        scored("PHQ-9", 19, "2026-13-45"),
        unknown("unreadable"),
        "1.3",
    ),
]

LATEST = [
    Vignette(
        "The latest score counts: yesterday 19, last week 9",
        scored("PHQ-9", 19, ago(1)).score("PHQ-9", 9, ago(8)),
        MET,
        "5",
    ),
    Vignette(
        "The latest score counts: yesterday 9, last week 19",
        scored("PHQ-9", 19, ago(8)).score("PHQ-9", 9, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "The order in which the client sends scores does not matter",
        scored("PHQ-9", 9, ago(1)).score("PHQ-9", 19, ago(8)),
        NOT,
        "5",
    ),
    Vignette(
        "Two scores of one day are ordered by their time of day",
        scored("PHQ-9", 19, f"{ago(1)}T15:00:00Z").score("PHQ-9", 9, f"{ago(1)}T09:00:00Z"),
        MET,
        "5",
    ),
    Vignette(
        "Two scores are ordered by instant, not by the digits of their local time",
        scored("PHQ-9", 19, f"{ago(1)}T10:00:00-05:00").score("PHQ-9", 9, f"{ago(1)}T14:00:00+02:00"),
        MET,
        "5",
    ),
    Vignette(
        "Of two PHQ-9 of one day without a time, 19 and 9, nobody knows the later: they contradict each other",
        scored("PHQ-9", 19, ago(1)).score("PHQ-9", 9, ago(1)),
        {**unknown("contradictory"), "card": ("PHQ-9 9", "PHQ-9 19")},
        "5",
    ),
    Vignette(
        "Of two PHQ-9 of one day without a time, 19 and 16, both are severe: which is the later does not matter",
        scored("PHQ-9", 19, ago(1)).score("PHQ-9", 16, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "Of two PHQ-9 of one day without a time, 14 and 9, neither is severe",
        scored("PHQ-9", 14, ago(1)).score("PHQ-9", 9, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "A PHQ-9 in milligrams is none: unreadable",
        scored("PHQ-9", {"valueQuantity": {"value": 19, "unit": "mg"}}, ago(1)),
        unknown("unreadable"),
        "5",
    ),
    Vignette(
        "A MADRS in per cent is none: unreadable",
        scored("MADRS", {"valueQuantity": {"value": 40, "unit": "%", "code": "%", "system": UCUM}}, ago(1)),
        unknown("unreadable"),
        "5",
    ),
    *[
        Vignette(
            f"A PHQ-9 of 19 {unit or 'without a unit'} is one",
            scored("PHQ-9", {"valueQuantity": {"value": 19, **({"unit": unit} if unit else {})}}, ago(1)),
            MET,
            "5",
        )
        for unit in ("", "points", "{score}", "score", "Punkte")
    ],
    Vignette(
        "A PHQ-9 of 15.5 cannot be: it is a sum of whole numbers",
        scored("PHQ-9", 15.5, ago(1)),
        unknown("unreadable"),
        "5",
    ),
    Vignette(
        "A PHQ-9 of 15.0 is a whole number",
        scored("PHQ-9", {"valueString": "15.0"}, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "An impossible latest score is not replaced by a possible older one",
        scored("PHQ-9", 19, ago(3)).score("PHQ-9", 300, ago(1)),
        {**unknown("out-of-range"), "text": {"severity": "PHQ-9 300 (possible 0–27)"}},
        "5",
    ),
    Vignette(
        "An impossible older score does not spoil the latest one",
        scored("PHQ-9", 300, ago(3)).score("PHQ-9", 19, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "The same score under the surveys and under the coded list counts once",
        nothing()
        .add("surveys", {**nothing().score("PHQ-9", 19, ago(2)).lists["surveys"][0], "id": "same"})
        .add("observations", {**nothing().score("PHQ-9", 19, ago(2)).lists["surveys"][0], "id": "same"}),
        MET,
        "1.6",
    ),
]

TWO_SCALES = [
    Vignette(
        "Two scales on the same day that agree are severe enough",
        scored("PHQ-9", 19, ago(1)).score("MADRS", 30, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "Two scales on the same day, both below their limits, are not severe enough",
        scored("PHQ-9", 9, ago(1)).score("MADRS", 12, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "Two scales 7 days apart that disagree contradict each other, and the card shows both",
        scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(8)),
        {**unknown("contradictory"), "card": ("PHQ-9 19", "MADRS 12")},
        "5",
        bounds=("severity.disagreement-window:in",),
    ),
    Vignette(
        "Two scales 8 days apart that disagree are two times of an illness: the later one counts",
        scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(9)),
        MET,
        "5",
        bounds=("severity.disagreement-window:out",),
    ),
    Vignette(
        "Two scales 7 days apart that disagree contradict each other whichever is the later",
        scored("PHQ-9", 19, ago(8)).score("MADRS", 12, ago(1)),
        unknown("contradictory"),
        "5",
        bounds=("severity.disagreement-window:in",),
    ),
    Vignette(
        "Two scales 8 days apart that disagree: a later score below the limit counts",
        scored("PHQ-9", 19, ago(9)).score("MADRS", 12, ago(1)),
        NOT,
        "5",
        bounds=("severity.disagreement-window:out",),
    ),
    Vignette(
        "A scale out of the window still contradicts a current one of four days later",
        scored("PHQ-9", 19, ago(27)).score("MADRS", 12, ago(31)),
        unknown("contradictory"),
        "5",
    ),
    Vignette(
        "An older reading of the second scale does not contradict when its latest agrees",
        scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(5)).score("MADRS", 30, ago(2)),
        MET,
        "5",
    ),
    Vignette(
        "When the latest of all scores is impossible the score of another scale does not replace it",
        scored("MADRS", 30, ago(3)).score("PHQ-9", 300, ago(1)),
        unknown("out-of-range"),
        "5",
    ),
]

VIGNETTES = [*WINDOW, *LATEST, *TWO_SCALES]
