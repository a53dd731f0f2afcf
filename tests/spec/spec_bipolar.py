"""A mood stabiliser in bipolar disorder: when the question wakes, and what missing lists leave open."""

from tests.spec.covered import IDLE, MET, NOT, bipolar, takes, why
from tests.spec.story import ICD10, SNOMED, ago, typical
from tests.spec.vignette import Vignette

WAKES = [
    Vignette(
        f"{what} without lithium or valproate: coverage is missing, which warns and never stops",
        story,
        {**NOT, "severity_of": {"bipolar-coverage": "warning"}, "removes": False},
        "6",
    )
    for what, story in (
        ("Bipolar depression", bipolar()),
        ("Bipolar disorder, unspecified,", typical().problem("F31.9")),
        ("Bipolar II disorder", typical().problem("F31.81")),
        ("Bipolar disorder in remission", typical().problem("F31.76")),
        (
            "A bipolar disorder called resolved years ago",
            typical().problem("F31.32", status="resolved", onset="2001-01-01"),
        ),
        ("A bipolar disorder called inactive", typical().problem("F31.9", status="inactive")),
        ("Bipolar disorder by its SNOMED code", typical().problem("13746004", system=SNOMED)),
        ("Bipolar disorder by its WHO ICD-10 code", typical().problem("F31.4", system=ICD10)),
    )
] + [
    Vignette(
        f"{what} does not wake the question of a mood stabiliser",
        story,
        IDLE,
        "6",
    )
    for what, story in (
        ("Depression alone", typical()),
        ("A bipolar disorder that was refuted", typical().problem("F31.9", verification="refuted")),
        ("A bipolar disorder entered in error", typical().problem("F31.9", verification="entered-in-error")),
        ("A family history of bipolar disorder", typical().problem(text="Family history of bipolar disorder")),
        ("Bipolar disorder to be ruled out", typical().problem(text="rule out bipolar disorder")),
        ("A bipolar hip prosthesis", typical().problem(text="Status post bipolar hemiarthroplasty")),
        ("A null problem list, which means none recorded,", typical().null("conditions")),
    )
]

UNKNOWN_WAKING = [
    Vignette(
        'An uncoded problem "bipolar disorder" leaves it unknown whether a mood stabiliser is due',
        typical().problem(text="Bipolar disorder"),
        why("uncoded"),
        "6",
    ),
    Vignette(
        "An old ICD-9 code of bipolar disorder is no code here: its words leave the question open",
        typical().problem("296.50", text="Bipolar I disorder, depressed", system="http://hl7.org/fhir/sid/icd-9-cm"),
        why("uncoded"),
        "6",
    ),
    Vignette(
        "Without the problem list it is unknown whether a mood stabiliser is due",
        typical().not_supplied("conditions"),
        why("not-supplied"),
        "6",
    ),
    Vignette(
        "When the problem list failed to come it is unknown whether a mood stabiliser is due",
        typical().failed("conditions"),
        why("failed"),
        "6",
    ),
    Vignette(
        "A problem list that is cut off cannot prove that there is no bipolar disorder",
        typical().truncated("conditions"),
        why("truncated"),
        "1.3",
    ),
    Vignette(
        "A problem list with an unreadable entry cannot prove that there is no bipolar disorder",
        typical().unreadable("conditions"),
        why("unreadable"),
        "1.3",
    ),
    Vignette(
        "A bipolar disorder on a problem list that is cut off is there: without a mood stabiliser not met",
        bipolar().truncated("conditions"),
        NOT,
        "1.3",
    ),
]

BIPOLAR = {
    "a bipolar disorder": bipolar(),
    "no bipolar disorder": typical(),
    "an uncoded bipolar disorder": typical().problem(text="Bipolar disorder"),
}

STABILISER = {
    "current lithium": lambda s: s.took("lithium", 900, "2025-01-01", asserted=ago(10)),
    "no mood stabiliser": lambda s: s,
    "lithium with old evidence": lambda s: s.took("lithium", 900, "2025-01-01", asserted=ago(300)),
}

NINE = [
    Vignette(
        f"With {who} and {what}, mood-stabiliser coverage is {told}",
        STABILISER[what](BIPOLAR[who]),
        {"bipolar-coverage": told},
        "1.1",
    )
    for who, answers in (
        ("a bipolar disorder", ("met", "not-met", "unknown")),
        ("no bipolar disorder", ("not-applicable", "not-applicable", "not-applicable")),
        ("an uncoded bipolar disorder", ("unknown", "unknown", "unknown")),
    )
    for what, told in zip(STABILISER, answers, strict=True)
]

LISTS = [
    Vignette(
        "Without statements and prescriptions it is unknown whether a mood stabiliser is taken",
        bipolar().not_supplied("medicationStatements", "medicationRequests"),
        why("not-supplied"),
        "6",
    ),
    Vignette(
        "Lithium on the statements is enough, prescriptions not supplied",
        takes("lithium").not_supplied("medicationRequests"),
        {**MET, "missing": {"bipolar-coverage": "not-supplied"}},
        "6",
    ),
    Vignette(
        "No mood stabiliser on the statements and prescriptions not supplied: not met",
        bipolar().not_supplied("medicationRequests"),
        NOT,
        "6",
    ),
    Vignette(
        "No mood stabiliser on the statements and prescriptions that failed: unknown",
        bipolar().failed("medicationRequests"),
        why("failed"),
        "1.3",
    ),
    Vignette(
        "No mood stabiliser on a list of statements that is cut off: unknown",
        bipolar().truncated("medicationStatements"),
        why("truncated"),
        "1.3",
    ),
    Vignette(
        "No mood stabiliser beside an unreadable statement: unknown",
        bipolar().unreadable("medicationStatements"),
        why("unreadable"),
        "1.3",
    ),
    Vignette(
        "Lithium on a list of statements that is cut off is there",
        takes("lithium").truncated("medicationStatements"),
        MET,
        "1.1",
    ),
    Vignette(
        "Lithium is current by its confirmation although the levels were not supplied",
        takes("lithium").not_supplied("observations"),
        {**MET, "missing": {"bipolar-coverage": "not-supplied"}},
        "6",
    ),
    Vignette(
        "Medication lists that came as null hold no mood stabiliser: not met",
        bipolar().null("medicationStatements", "medicationRequests"),
        NOT,
        "1.3",
    ),
]

WOMEN = [
    Vignette(
        "Valproate in a woman of 30 who may become pregnant gets a caution of its own",
        takes("valproate").born("1996-05-01", "female"),
        {**MET, "card": ("contraception",)},
        "6",
    ),
    Vignette(
        "Valproate in a man gets no pregnancy caution",
        takes("valproate"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
    Vignette(
        "Lithium in a woman of 30 gets no valproate caution",
        takes("lithium").born("1996-05-01", "female"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
    Vignette(
        "Valproate in a woman of 70 gets no pregnancy caution",
        takes("valproate").born("1956-05-01", "female"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
]

VIGNETTES = [*WAKES, *UNKNOWN_WAKING, *NINE, *LISTS, *WOMEN]
