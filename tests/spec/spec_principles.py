"""The principles: silence proves nothing, absence needs whole lists, days and instants, records that do not exist."""

from tests.spec.story import ICD10CM, Json, Story, ago, concept, hours_ago, typical
from tests.spec.vignette import Vignette

ABSENT = {
    "conditions": (
        "no-mania",
        "no-psychosis",
        "no-vascular-lesion",
        "no-raised-icp",
        "no-unstable-cardiac",
        "substance-use",
        "hepatic",
        "other-precautions",
        "bipolar-coverage",
    ),
    "allergies": ("no-hypersensitivity",),
}
"""What is met (or does not apply) because a list is silent, by the list that must be whole."""

WORDS = {"conditions": "problem list", "allergies": "allergy list"}


def _all_unknown(key: str, why: str) -> Json:
    return {**dict.fromkeys(ABSENT[key], "unknown"), "missing": dict.fromkeys(ABSENT[key], why)}


def _silent(key: str) -> Json:
    return {c: "not-applicable" if c == "bipolar-coverage" else "met" for c in ABSENT[key]}


WHOLE_LISTS = [
    vignette
    for key in ABSENT
    for vignette in (
        Vignette(f"A {WORDS[key]} that names nothing proves absence", typical(), _silent(key), "1.1"),
        Vignette(
            f"A {WORDS[key]} that was not supplied proves nothing: everything it would answer is unknown",
            typical().not_supplied(key),
            _all_unknown(key, "not-supplied"),
            "1.1",
        ),
        Vignette(
            f"A {WORDS[key]} that failed to come proves nothing",
            typical().failed(key),
            _all_unknown(key, "failed"),
            "1.3",
        ),
        Vignette(
            f"A {WORDS[key]} that is cut off proves nothing",
            typical().truncated(key),
            _all_unknown(key, "truncated"),
            "1.3",
        ),
        Vignette(
            f"A {WORDS[key]} with one unreadable entry proves nothing",
            typical().unreadable(key),
            _all_unknown(key, "unreadable"),
            "1.3",
        ),
    )
] + [
    Vignette(
        "A null allergy list means that the client looked and has none",
        typical().null("allergies"),
        {"no-hypersensitivity": "met"},
        "1.3",
    ),
    Vignette(
        "A null problem list means that no problem is recorded: nothing to fear is known, and no depression either",
        typical().null("conditions"),
        {"no-psychosis": "met", "no-vascular-lesion": "met"},
        "1.3",
    ),
    Vignette(
        "A null patient is a patient who was not supplied",
        typical().no_patient()._with(raw={"patient": None}),
        {"adult": "unknown", "missing": {"adult": "not-supplied"}},
        "1.3",
    ),
    Vignette(
        "What is on a cut-off problem list is there",
        typical().problem("F20.0").truncated("conditions"),
        {"no-psychosis": "not-met", "verdict": "stop"},
        "1.3",
    ),
    Vignette(
        "What is on a problem list beside an unreadable entry is there",
        typical().problem("I71.4").unreadable("conditions"),
        {"no-vascular-lesion": "not-met", "verdict": "stop"},
        "1.3",
    ),
]

MEDICATION_LISTS = [
    Vignette(
        "No interaction on whole medication lists: met",
        typical(),
        {"interactions": "met"},
        "1.1",
    ),
    Vignette(
        "Statements alone are enough to say that nothing interacts; lists not supplied are named",
        typical().not_supplied("medicationRequests", "medicationDispenses", "medicationAdministrations"),
        {"interactions": "met", "missing": {"interactions": "not-supplied"}},
        "1.1",
    ),
    Vignette(
        "Without statements and prescriptions nobody knows what interacts",
        typical().not_supplied("medicationStatements", "medicationRequests"),
        {"interactions": "unknown", "missing": {"interactions": "not-supplied"}},
        "1.1",
    ),
] + [
    Vignette(
        f"With {said} nobody knows what interacts, although the other lists are whole",
        story,
        {"interactions": "unknown", "missing": {"interactions": why}},
        "1.1",
    )
    for said, story, why in (
        ("failed statements", typical().failed("medicationStatements"), "failed"),
        ("failed prescriptions", typical().failed("medicationRequests"), "failed"),
        ("failed dispenses", typical().failed("medicationDispenses"), "failed"),
        ("failed administrations", typical().failed("medicationAdministrations"), "failed"),
        ("prescriptions that are cut off", typical().truncated("medicationRequests"), "truncated"),
        ("dispenses that are cut off", typical().truncated("medicationDispenses"), "truncated"),
        ("an unreadable prescription", typical().unreadable("medicationRequests"), "unreadable"),
    )
]

NOTHING_TURNS_UNKNOWN_INTO_MET = [
    Vignette(
        "With no list supplied at all, and depression stated on the order, only the age is met",
        Story().born("1980-05-01").orders(mg=35, minutes=40),
        {
            **dict.fromkeys(ABSENT["conditions"], "unknown"),
            "adult": "met",
            "depression-diagnosis": "unknown",
            "treatment-resistance": "unknown",
            "severity": "unknown",
            "no-hypersensitivity": "unknown",
            "interactions": "unknown",
            "weight": "unknown",
            "dose": "unknown",
            "blood-pressure": "unknown",
            "course": "unknown",
            "verdict": "cannot-verify",
        },
        "1.1",
    ),
    Vignette(
        "With every list failed, and depression stated on the order, nothing is met either",
        Story()
        .born("1980-05-01")
        .orders(mg=35, minutes=40)
        .failed(
            "conditions",
            "medicationStatements",
            "medicationRequests",
            "medicationDispenses",
            "medicationAdministrations",
            "allergies",
            "procedures",
            "surveys",
            "vitalSigns",
            "observations",
        ),
        {
            **dict.fromkeys(ABSENT["conditions"], "unknown"),
            "treatment-resistance": "unknown",
            "severity": "unknown",
            "no-hypersensitivity": "unknown",
            "interactions": "unknown",
            "weight": "unknown",
            "course": "unknown",
            "verdict": "cannot-verify",
        },
        "1.1",
    ),
    Vignette(
        "A critical finding outweighs everything that is unknown",
        Story().born("1980-05-01").orders().problem("F20.0"),
        {"no-psychosis": "not-met", "verdict": "stop"},
        "3",
    ),
]

NOT_THERE = (
    [
        Vignette(
            f"A psychosis whose verification says {status} does not exist for us",
            typical().problem("F20.0", verification=status),
            {"no-psychosis": "met"},
            "1.5",
        )
        for status in ("refuted", "entered-in-error")
    ]
    + [
        Vignette(
            f"A psychosis whose verification is {status or 'not stated'} is not simply absent",
            typical().problem("F20.0", verification=status),
            {"no-psychosis": "not-met"},
            "1.5",
        )
        for status in ("confirmed", None)
    ]
    + [
        Vignette(
            "A weight entered in error does not hide the weight before it",
            typical()
            .empty("vitalSigns")
            .weighs(70, ago(3))
            .add(
                "vitalSigns",
                {**typical().weighs(170, ago(0)).lists["vitalSigns"][-1], "id": "wrong", "status": "entered-in-error"},
            ),
            {"weight": "met", "weight_kg": 70},
            "1.5",
        ),
        Vignette(
            "A weight that is only preliminary is no weight",
            typical()
            .empty("vitalSigns")
            .add("vitalSigns", {**typical().lists["vitalSigns"][0], "id": "early", "status": "preliminary"}),
            {"weight": "unknown"},
            "1.5",
        ),
    ]
)

TIME = [
    Vignette(
        "A blood pressure of one minute after midnight is from today",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(120, 80, f"{ago(0)}T00:01:00Z"),
        {"blood-pressure": "met"},
        "1.6",
    ),
    Vignette(
        "A blood pressure of one minute before midnight is from yesterday",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(120, 80, f"{ago(1)}T23:59:00Z"),
        {"blood-pressure": "unknown"},
        "1.6",
    ),
    Vignette(
        "Which day it was is told by the instant, not by the digits of a far-away local time",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(120, 80, f"{ago(1)}T20:00:00-05:00"),
        {"blood-pressure": "met"},
        "1.6",
    ),
    Vignette(
        "A weight measured in four minutes by a clock that runs ahead counts",
        typical().empty("vitalSigns").weighs(70, hours_ago(-4 / 60)),
        {"weight": "met"},
        "1.6",
    ),
    Vignette(
        "A weight measured in six minutes is unreadable",
        typical().empty("vitalSigns").weighs(70, hours_ago(-6 / 60)),
        {"weight": "unknown"},
        "1.6",
    ),
    Vignette(
        "A psychosis whose onset lies next month is unreadable: absence is not proven",
        typical().problem("F20.0", onset=ago(-30)),
        {"no-psychosis": "unknown", "missing": {"no-psychosis": "unreadable"}},
        "1.6",
    ),
    Vignette(
        "A problem with two codings counts by the one that is known",
        typical().add(
            "conditions",
            {
                "resourceType": "Condition",
                "code": {
                    "coding": [
                        {"system": "urn:local", "code": "X1", "display": "local"},
                        {"system": ICD10CM, "code": "F20.0"},
                    ]
                },
                "clinicalStatus": concept("active", system="http://terminology.hl7.org/CodeSystem/condition-clinical"),
            },
        ),
        {"no-psychosis": "not-met"},
        "1.3",
    ),
]

WORDING = [
    Vignette(
        "A met order gets a card that calls the use off-label and the protocol a draft, and nobody eligible",
        typical(),
        {
            "verdict": "criteria-met",
            "cards": 1,
            "card": ("off-label", "draft, not clinically reviewed", "local policy"),
            "card_lacks": ("eligible", "approved", "Eligible", "Approved"),
        },
        "1.4",
    ),
    Vignette(
        "A stop, too, says that the use is off-label",
        typical().problem("F20.0"),
        {"verdict": "stop", "card": ("off-label",), "card_lacks": ("eligible", "approved")},
        "1.4",
    ),
    Vignette(
        "A card that cannot verify says so and is not a refusal",
        typical().not_supplied("surveys", "observations"),
        {"verdict": "cannot-verify", "card": ("off-label",), "removes": False},
        "1.4",
    ),
]

VIGNETTES = [
    *WHOLE_LISTS,
    *MEDICATION_LISTS,
    *NOTHING_TURNS_UNKNOWN_INTO_MET,
    *NOT_THERE,
    *TIME,
    *WORDING,
]
