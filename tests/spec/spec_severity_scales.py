"""How depressed the patient is today: the scales, their limits and ranges, the forms and names they come in."""

from tests.spec.scored import MET, NOT, observed, scored, unknown
from tests.spec.story import LOINC, SCALES, UCUM, Story, ago, concept
from tests.spec.vignette import Vignette

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
            scored(scale, limit),
            MET,
            "5",
            bounds=(f"{owner}.severity_at_least:in",),
        ),
        Vignette(
            f"{scale} {limit - 1} is not severe enough",
            scored(scale, limit - 1),
            {**NOT, "verdict": "criteria-not-met"},
            "5",
            bounds=(f"{owner}.severity_at_least:out",),
        ),
        Vignette(
            f"{scale} {highest} is the highest possible score and counts",
            scored(scale, highest),
            MET,
            "5",
            bounds=(f"{owner}.highest:in",),
        ),
        Vignette(
            f"{scale} {highest + 1} cannot be, so severity is unknown",
            scored(scale, highest + 1),
            unknown("out-of-range"),
            "5",
            bounds=(f"{owner}.highest:out",),
        ),
        Vignette(
            f"{scale} 0 is a possible score and below the limit",
            scored(scale, 0),
            NOT,
            "5",
            bounds=(f"{owner}.lowest:in",),
        ),
        Vignette(
            f"{scale} of minus one cannot be, so severity is unknown",
            scored(scale, -1),
            unknown("out-of-range"),
            "5",
            bounds=(f"{owner}.lowest:out",),
        ),
        Vignette(
            f"{scale} from the list asked for by code counts like one from the surveys",
            scored(scale, limit, key="observations"),
            MET,
            "5",
        ),
    )
]

FORMS = (
    [
        Vignette(f"A PHQ-9 of 19 sent as {said} is read", observed(value), MET, "5")
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
        Vignette(f"A PHQ-9 sent as {said} is unreadable, not absent", observed(value), unknown("unreadable"), "1.3")
        for said, value in (
            ("the word severe", {"valueString": "severe"}),
            ("19/27", {"valueString": "19/27"}),
            ("more than 15", {"valueQuantity": {"value": 15, "comparator": ">", "unit": "{score}"}}),
        )
    ]
    + [
        Vignette(
            f"The latest PHQ-9 with {said} is not recorded, and an older one does not replace it",
            observed(value).score("PHQ-9", 19, ago(5)),
            unknown("not-recorded"),
            "1.3",
        )
        for said, value in (
            ("a reason why there is no value", {"dataAbsentReason": {"text": "asked but declined"}}),
            ("no value at all", {}),
        )
    ]
    + [
        Vignette(
            f'An Observation with the status "{status}" counts',
            observed({"valueInteger": 19}, status=status),
            MET,
            "1.5",
        )
        for status in ("final", "amended", "corrected")
    ]
    + [
        Vignette(
            f'An Observation with the status "{status}" does not count',
            observed({"valueInteger": 19}, status=status),
            {"severity": "unknown"},
            "1.5",
        )
        for status in ("registered", "preliminary", "cancelled", "entered-in-error", "unknown")
    ]
    + [
        Vignette(
            "A low score entered in error does not hide the score before it",
            observed({"valueInteger": 3}, status="entered-in-error").score("PHQ-9", 19, ago(3)),
            MET,
            "1.5",
        ),
    ]
)


def _named(name: str, value: int) -> Story:
    return observed({"code": {"text": name}, "valueInteger": value})


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
            unknown("none-recorded"),
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
            observed(
                {"code": {"coding": [{"system": LOINC, "code": "44260-8", "display": "PHQ-9"}]}, "valueInteger": 19}
            ),
            {"severity": "unknown"},
            "5",
        ),
        Vignette(
            "A PHQ-9 by its LOINC code is not called matched by name",
            scored("PHQ-9", 19),
            {**MET, "card_lacks": ("matched by name",)},
            "5",
        ),
        Vignette(
            "A PHQ-9 by its SNOMED code is read",
            observed(
                {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "720433000"}]}, "valueInteger": 19}
            ),
            MET,
            "5",
        ),
    ]
)

VIGNETTES = [*SCALE_LIMITS, *FORMS, *NAMES]
