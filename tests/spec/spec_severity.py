"""How depressed the patient is today: scales, limits, ranges, the window, and scores that disagree."""

from typing import Any

from tests.spec.story import LOINC, SCALES, UCUM, Json, Story, ago, concept, hours_ago, typical
from tests.spec.vignette import Vignette

MET = {"severity": "met"}
NOT = {"severity": "not-met"}


def _unknown(why: str) -> Json:
    return {"severity": "unknown", "missing": {"severity": why}, "verdict": "cannot-verify"}


def _nothing() -> Story:
    """The typical story without its score."""
    return typical().empty("surveys")


def _scored(scale: str, value: Any, on: str | None = None, *, key: str = "surveys") -> Story:
    return _nothing().score(scale, value, on, key=key)


LIMITS = (
    ("PHQ-9", "phq-9", 15, 27),
    ("MADRS", "madrs", 21, 60),
    ("HAM-D17", "ham-d17", 18, 52),
    ("QIDS-SR16", "qids-sr16", 16, 27),
    ("QIDS-C16", "qids-c16", 16, 27),
    ("BDI-II", "bdi-ii", 29, 63),
)
"""Scale, its name in the content, least score that counts as severe, highest possible score."""

SCALE_LIMITS = [
    vignette
    for scale, owner, limit, highest in LIMITS
    for vignette in (
        Vignette(
            f"{scale} {limit} is severe enough",
            _scored(scale, limit),
            MET,
            "5",
            bounds=(f"{owner}.severity_at_least:in",),
        ),
        Vignette(
            f"{scale} {limit - 1} is not severe enough",
            _scored(scale, limit - 1),
            {**NOT, "verdict": "criteria-not-met"},
            "5",
            bounds=(f"{owner}.severity_at_least:out",),
        ),
        Vignette(
            f"{scale} {highest} is the highest possible score and counts",
            _scored(scale, highest),
            MET,
            "5",
            bounds=(f"{owner}.highest:in",),
        ),
        Vignette(
            f"{scale} {highest + 1} cannot be, so severity is unknown",
            _scored(scale, highest + 1),
            _unknown("out-of-range"),
            "5",
            bounds=(f"{owner}.highest:out",),
        ),
        Vignette(
            f"{scale} 0 is a possible score and below the limit",
            _scored(scale, 0),
            NOT,
            "5",
            bounds=(f"{owner}.lowest:in",),
        ),
        Vignette(
            f"{scale} of minus one cannot be, so severity is unknown",
            _scored(scale, -1),
            _unknown("out-of-range"),
            "5",
            bounds=(f"{owner}.lowest:out",),
        ),
        Vignette(
            f"{scale} from the list asked for by code counts like one from the surveys",
            _scored(scale, limit, key="observations"),
            MET,
            "5",
        ),
    )
]

WINDOW = [
    Vignette(
        "A PHQ-9 of 30 days ago is current",
        _scored("PHQ-9", 19, ago(30)),
        MET,
        "5",
        bounds=("severity.window:in",),
    ),
    Vignette(
        "A PHQ-9 of 31 days ago is too old",
        _scored("PHQ-9", 19, ago(31)),
        _unknown("too-old"),
        "5",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 taken early on the day 30 days ago is current: days count, not hours",
        _scored("PHQ-9", 19, f"{ago(30)}T00:05:00Z"),
        MET,
        "1.6",
        bounds=("severity.window:in",),
    ),
    Vignette(
        "A PHQ-9 taken late on the day 31 days ago is too old",
        _scored("PHQ-9", 19, f"{ago(31)}T23:55:00Z"),
        _unknown("too-old"),
        "1.6",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 below the limit of 31 days ago is too old to say that severity is not met",
        _scored("PHQ-9", 3, ago(31)),
        _unknown("too-old"),
        "5",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "A PHQ-9 dated only by this month is judged as of its first day and is current",
        _scored("PHQ-9", 19, "2026-11"),
        MET,
        "1.7",
    ),
    Vignette(
        "A PHQ-9 dated only by last month is judged as of its first day and is too old",
        _scored("PHQ-9", 19, "2026-10"),
        _unknown("too-old"),
        "1.7",
    ),
    Vignette(
        "A PHQ-9 dated only by this year is too old",
        _scored("PHQ-9", 19, "2026"),
        _unknown("too-old"),
        "1.7",
    ),
    Vignette(
        "A PHQ-9 of a clock that is four minutes ahead counts",
        _scored("PHQ-9", 19, hours_ago(-4 / 60)),
        MET,
        "1.6",
    ),
    Vignette(
        "A PHQ-9 of a clock that is six minutes ahead is unreadable",
        _scored("PHQ-9", 19, hours_ago(-6 / 60)),
        _unknown("unreadable"),
        "1.6",
    ),
    Vignette(
        "A PHQ-9 dated tomorrow without a time may be today elsewhere on earth and counts",
        _scored("PHQ-9", 19, ago(-1)),
        MET,
        "1.6",
    ),
    Vignette(
        "A PHQ-9 dated the day after tomorrow is unreadable",
        _scored("PHQ-9", 19, ago(-2)),
        _unknown("unreadable"),
        "1.6",
    ),
    Vignette(
        "A PHQ-9 with an impossible date is unreadable",
        _scored("PHQ-9", 19, "2026-13-45"),
        _unknown("unreadable"),
        "1.3",
    ),
]

LATEST = [
    Vignette(
        "The latest score counts: yesterday 19, last week 9",
        _scored("PHQ-9", 19, ago(1)).score("PHQ-9", 9, ago(8)),
        MET,
        "5",
    ),
    Vignette(
        "The latest score counts: yesterday 9, last week 19",
        _scored("PHQ-9", 19, ago(8)).score("PHQ-9", 9, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "The order in which the client sends scores does not matter",
        _scored("PHQ-9", 9, ago(1)).score("PHQ-9", 19, ago(8)),
        NOT,
        "5",
    ),
    Vignette(
        "Two scores of one day are ordered by their time of day",
        _scored("PHQ-9", 19, f"{ago(1)}T15:00:00Z").score("PHQ-9", 9, f"{ago(1)}T09:00:00Z"),
        MET,
        "5",
    ),
    Vignette(
        "Two scores are ordered by instant, not by the digits of their local time",
        _scored("PHQ-9", 19, f"{ago(1)}T10:00:00-05:00").score("PHQ-9", 9, f"{ago(1)}T14:00:00+02:00"),
        MET,
        "5",
    ),
    Vignette(
        "Of two PHQ-9 of one day without a time, 19 and 9, nobody knows the later: the lower one is taken",
        _scored("PHQ-9", 19, ago(1)).score("PHQ-9", 9, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "An impossible latest score is not replaced by a possible older one",
        _scored("PHQ-9", 19, ago(3)).score("PHQ-9", 300, ago(1)),
        _unknown("out-of-range"),
        "5",
    ),
    Vignette(
        "An impossible older score does not spoil the latest one",
        _scored("PHQ-9", 300, ago(3)).score("PHQ-9", 19, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "The same score under the surveys and under the coded list counts once",
        _nothing()
        .add("surveys", {**_nothing().score("PHQ-9", 19, ago(2)).lists["surveys"][0], "id": "same"})
        .add("observations", {**_nothing().score("PHQ-9", 19, ago(2)).lists["surveys"][0], "id": "same"}),
        MET,
        "1.6",
    ),
]

TWO_SCALES = [
    Vignette(
        "Two scales on the same day that agree are severe enough",
        _scored("PHQ-9", 19, ago(1)).score("MADRS", 30, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "Two scales on the same day, both below their limits, are not severe enough",
        _scored("PHQ-9", 9, ago(1)).score("MADRS", 12, ago(1)),
        NOT,
        "5",
    ),
    Vignette(
        "Two scales 7 days apart that disagree contradict each other, and the card shows both",
        _scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(8)),
        {**_unknown("contradictory"), "card": ("PHQ-9 19", "MADRS 12")},
        "5",
        bounds=("severity.disagreement-window:in",),
    ),
    Vignette(
        "Two scales 8 days apart that disagree are two times of an illness: the later one counts",
        _scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(9)),
        MET,
        "5",
        bounds=("severity.disagreement-window:out",),
    ),
    Vignette(
        "Two scales 7 days apart that disagree contradict each other whichever is the later",
        _scored("PHQ-9", 19, ago(8)).score("MADRS", 12, ago(1)),
        _unknown("contradictory"),
        "5",
        bounds=("severity.disagreement-window:in",),
    ),
    Vignette(
        "Two scales 8 days apart that disagree: a later score below the limit counts",
        _scored("PHQ-9", 19, ago(9)).score("MADRS", 12, ago(1)),
        NOT,
        "5",
        bounds=("severity.disagreement-window:out",),
    ),
    Vignette(
        "A scale out of the window still contradicts a current one of four days later",
        _scored("PHQ-9", 19, ago(27)).score("MADRS", 12, ago(31)),
        _unknown("contradictory"),
        "5",
    ),
    Vignette(
        "An older reading of the second scale does not contradict when its latest agrees",
        _scored("PHQ-9", 19, ago(1)).score("MADRS", 12, ago(5)).score("MADRS", 30, ago(2)),
        MET,
        "5",
    ),
    Vignette(
        "When the latest of all scores is impossible the score of another scale does not replace it",
        _scored("MADRS", 30, ago(3)).score("PHQ-9", 300, ago(1)),
        _unknown("out-of-range"),
        "5",
    ),
]


def _value(value: Json, **record: Any) -> Story:
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(SCALES["PHQ-9"], "PHQ-9", LOINC),
        "effectiveDateTime": ago(1),
        **value,
        **record,
    }
    return _nothing().add("surveys", made)


FORMS = (
    [
        Vignette(f"A PHQ-9 of 19 sent as {said} is read", _value(value), MET, "5")
        for said, value in (
            (
                "a quantity in {score}",
                {"valueQuantity": {"value": 19, "unit": "{score}", "system": UCUM, "code": "{score}"}},
            ),
            ("a quantity without a unit", {"valueQuantity": {"value": 19}}),
            ("a quantity in points", {"valueQuantity": {"value": 19, "unit": "points"}}),
            ("an integer", {"valueInteger": 19}),
            ("digits in a text", {"valueString": "19"}),
            (
                "a component of the panel",
                {
                    "code": concept("44249-1", "PHQ-9 panel", LOINC),
                    "component": [{"code": concept(SCALES["PHQ-9"], None, LOINC), "valueInteger": 19}],
                },
            ),
        )
    ]
    + [
        Vignette(f"A PHQ-9 sent as {said} is unreadable, not absent", _value(value), _unknown("unreadable"), "1.3")
        for said, value in (
            ("the word severe", {"valueString": "severe"}),
            ("19/27", {"valueString": "19/27"}),
            ("more than 15", {"valueQuantity": {"value": 15, "comparator": ">", "unit": "{score}"}}),
        )
    ]
    + [
        Vignette(
            f"The latest PHQ-9 with {said} is not recorded, and an older one does not replace it",
            _value(value).score("PHQ-9", 19, ago(5)),
            _unknown("not-recorded"),
            "1.3",
        )
        for said, value in (
            ("a reason why there is no value", {"dataAbsentReason": {"text": "asked but declined"}}),
            ("no value at all", {}),
        )
    ]
    + [
        Vignette(
            f'An Observation with the status "{status}" counts', _value({"valueInteger": 19}, status=status), MET, "1.5"
        )
        for status in ("final", "amended", "corrected")
    ]
    + [
        Vignette(
            f'An Observation with the status "{status}" does not count',
            _value({"valueInteger": 19}, status=status),
            {"severity": "unknown"},
            "1.5",
        )
        for status in ("registered", "preliminary", "cancelled", "entered-in-error", "unknown")
    ]
    + [
        Vignette(
            "A low score entered in error does not hide the score before it",
            _value({"valueInteger": 3}, status="entered-in-error").score("PHQ-9", 19, ago(3)),
            MET,
            "1.5",
        ),
    ]
)


def _named(name: str, value: int) -> Story:
    return _value({"code": {"text": name}, "valueInteger": value})


NAMES = (
    [
        Vignette(
            f'"{name}" of {value} is a known scale, matched by name',
            _named(name, value),
            {**MET, "card": ("matched by name",)},
            "5",
        )
        for name, value in (
            ("PHQ-9 total score", 19),
            ("phq-9", 19),
            ("Patient Health Questionnaire 9", 19),
            ("MADRS", 30),
            ("Montgomery-Åsberg Depression Rating Scale total score", 30),
            ("HAM-D", 20),
            ("Hamilton Depression Rating Scale", 20),
            ("QIDS-SR", 18),
            ("Quick Inventory of Depressive Symptomatology", 18),
            ("BDI-II", 35),
        )
    ]
    + [
        Vignette(
            f'"{name}" is not the total of a scale that is known here',
            _named(name, value),
            _unknown("none-recorded"),
            "5",
        )
        for name, value in (
            ("PHQ-9 item 9", 3),
            ("PHQ-9 question 1", 3),
            ("PHQ-2", 6),
            ("PHQ-8 total score", 20),
            ("GAD-7", 19),
            ("HAM-A total score", 30),
            ("MADRS item 1 reported sadness", 5),
            ("MADRS-S", 25),
            ("HAM-D 21 item", 30),
            ("Geriatric depression scale", 14),
        )
    ]
    + [
        Vignette(
            "A PHQ-9 item code is no total, whatever its display says",
            _value(
                {"code": {"coding": [{"system": LOINC, "code": "44260-8", "display": "PHQ-9"}]}, "valueInteger": 19}
            ),
            {"severity": "unknown"},
            "5",
        ),
        Vignette(
            "A PHQ-9 by its LOINC code is not called matched by name",
            _scored("PHQ-9", 19),
            {**MET, "card_lacks": ("matched by name",)},
            "5",
        ),
        Vignette(
            "A PHQ-9 by its SNOMED code is read",
            _value(
                {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "720433000"}]}, "valueInteger": 19}
            ),
            MET,
            "5",
        ),
    ]
)


def _page(*scores: tuple[int, str]) -> Story:
    """A page of surveys that ends before the list does."""
    story = _nothing()
    for value, on in scores:
        story = story.score("PHQ-9", value, on)
    return story.truncated("surveys")


LISTS = [
    Vignette(
        "A score among the vital signs only is not looked for there: none recorded",
        _nothing().add("vitalSigns", {**typical().lists["surveys"][0], "id": "stray"}),
        _unknown("none-recorded"),
        "5",
    ),
    Vignette(
        "A PHQ-9 without a date may be the latest: severity is unknown",
        typical().add(
            "surveys", {k: v for k, v in typical().lists["surveys"][0].items() if k not in ("id", "effectiveDateTime")}
        ),
        _unknown("not-recorded"),
        "1.3",
    ),
    Vignette(
        "An impossible score of yesterday does not undo another scale's possible score of today",
        _scored("MADRS", 30, ago(0)).score("PHQ-9", 300, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "Without a score on either list severity is unknown: none recorded", _nothing(), _unknown("none-recorded"), "5"
    ),
    Vignette(
        "Score lists that came as null hold nothing: none recorded",
        typical().null("surveys", "observations"),
        _unknown("none-recorded"),
        "1.3",
    ),
    Vignette(
        "Without either score list severity is unknown: not supplied",
        typical().not_supplied("surveys", "observations"),
        _unknown("not-supplied"),
        "5",
    ),
    Vignette(
        "When both score lists failed severity is unknown: failed",
        typical().failed("surveys", "observations"),
        _unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A score on the surveys is enough when the coded list was not supplied, and the card names that list",
        typical().not_supplied("observations"),
        {**MET, "missing": {"severity": "not-supplied"}, "card": ("asked for by code",)},
        "5",
    ),
    Vignette(
        "A score on the surveys is enough when the coded list failed, and the card names that list",
        typical().failed("observations"),
        {**MET, "missing": {"severity": "failed"}, "card": ("asked for by code",)},
        "5",
    ),
    Vignette(
        "No score on the surveys and a failed coded list: failed",
        _nothing().failed("observations"),
        _unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A PHQ-9 without a status, so that nobody knows whether it counts, leaves severity unknown: unreadable",
        _value({"valueInteger": 19}, status=None),
        _unknown("unreadable"),
        "1.3",
    ),
    Vignette(
        "A score of two months ago and a failed coded list: a newer one may be on the list that failed",
        _scored("PHQ-9", 19, ago(60)).failed("observations"),
        _unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A cut-off list that is newest first and begins with a current score answers for severity",
        _page((19, ago(1)), (9, ago(20))),
        MET,
        "1.3",
    ),
    Vignette(
        "A cut-off list that is not newest first cannot say which score is the latest",
        _page((19, ago(20)), (9, ago(1))),
        _unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A cut-off and empty list says nothing",
        _page(),
        _unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A garbled record on the list does not hide the score beside it",
        typical().unreadable("surveys"),
        MET,
        "1.3",
    ),
    Vignette(
        "An answer of the server that is no list at all is a failure, not an empty list",
        _nothing()._with(raw={"surveys": {"resourceType": "Patient", "id": "p9"}}).failed("observations"),
        _unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A score of another patient on the list does not count",
        _value({"valueInteger": 19}, subject={"reference": "Patient/somebody-else"}),
        {"severity": "unknown"},
        "1.5",
    ),
]


VIGNETTES = [*SCALE_LIMITS, *WINDOW, *LATEST, *TWO_SCALES, *FORMS, *NAMES, *LISTS]
