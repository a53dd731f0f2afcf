"""A mood stabiliser in bipolar disorder: when the question wakes, what answers it, how old the evidence may be."""

from typing import Any

from tests.spec.story import ICD10, SNOMED, Json, Story, ago, typical
from tests.spec.vignette import Vignette

MET = {"bipolar-coverage": "met"}
NOT = {"bipolar-coverage": "not-met"}
OPEN = {"bipolar-coverage": "unknown"}
IDLE = {"bipolar-coverage": "not-applicable"}

LITHIUM_MMOL, LITHIUM_MASS, VALPROATE = "14334-7", "3719-2", "4086-5"


def _why(reason: str) -> Json:
    return {**OPEN, "missing": {"bipolar-coverage": reason}}


def _bipolar(code: str = "F31.32") -> Story:
    """The typical story of a patient with bipolar depression."""
    return typical().without_problems().problem(code, onset="2020-03-01")


def _takes(drug: str, asserted: int | None = 10, **more: Any) -> Story:
    on = ago(asserted) if asserted is not None else None
    return _bipolar().took(drug, 900, "2025-01-01", asserted=on, **more)


WAKES = [
    Vignette(
        f"{what} without lithium or valproate: coverage is missing, which warns and never stops",
        story,
        {**NOT, "severity_of": {"bipolar-coverage": "warning"}, "removes": False},
        "6",
    )
    for what, story in (
        ("Bipolar depression", _bipolar()),
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
        _why("uncoded"),
        "6",
    ),
    Vignette(
        "An old ICD-9 code of bipolar disorder is no code here: its words leave the question open",
        typical().problem("296.50", text="Bipolar I disorder, depressed", system="http://hl7.org/fhir/sid/icd-9-cm"),
        _why("uncoded"),
        "6",
    ),
    Vignette(
        "Without the problem list it is unknown whether a mood stabiliser is due",
        typical().not_supplied("conditions"),
        _why("not-supplied"),
        "6",
    ),
    Vignette(
        "When the problem list failed to come it is unknown whether a mood stabiliser is due",
        typical().failed("conditions"),
        _why("failed"),
        "6",
    ),
    Vignette(
        "A problem list that is cut off cannot prove that there is no bipolar disorder",
        typical().truncated("conditions"),
        _why("truncated"),
        "1.3",
    ),
    Vignette(
        "A problem list with an unreadable entry cannot prove that there is no bipolar disorder",
        typical().unreadable("conditions"),
        _why("unreadable"),
        "1.3",
    ),
    Vignette(
        "A bipolar disorder on a problem list that is cut off is there: without a mood stabiliser not met",
        _bipolar().truncated("conditions"),
        NOT,
        "1.3",
    ),
]

BIPOLAR = {
    "a bipolar disorder": _bipolar(),
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


def _window(side: str) -> tuple[str, ...]:
    return (f"bipolar-coverage.evidence-window:{side}",)


EVIDENCE = [
    vignette
    for what, days_ago in (
        ("a statement confirmed", lambda n: _takes("lithium", n)),
        ("a prescription written", lambda n: _bipolar().prescribed("lithium", 900, ago(n))),
        ("a dispense handed over", lambda n: _takes("lithium", None).dispensed("lithium", ago(n), 30)),
        ("a level taken", lambda n: _takes("lithium", None).lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(n))),
    )
    for vignette in (
        Vignette(
            f"Active lithium with {what} 180 days ago is current",
            days_ago(180),
            MET,
            "6",
            bounds=_window("in"),
        ),
        Vignette(
            f"Active lithium with {what} 181 days ago has no current evidence",
            days_ago(181),
            _why("too-old"),
            "6",
            bounds=_window("out"),
        ),
    )
] + [
    Vignette(
        "Active lithium on the list with nothing that dates it has no current evidence",
        _takes("lithium", None),
        OPEN,
        "6",
    ),
    Vignette(
        "A confirmation dated only by the month counts from its first day: June of this year is current",
        _bipolar().took("lithium", 900, "2025-01-01", asserted="2026-06"),
        MET,
        "1.7",
    ),
    Vignette(
        "A confirmation dated only by the month counts from its first day: May of this year is too old",
        _bipolar().took("lithium", 900, "2025-01-01", asserted="2026-05"),
        _why("too-old"),
        "1.7",
    ),
    Vignette(
        "A confirmation dated next week is unreadable and no evidence",
        _bipolar().took("lithium", 900, "2025-01-01", asserted=ago(-7)),
        OPEN,
        "1.6",
    ),
]

ACTIVE = [
    Vignette(
        f"Lithium {what} is not taken today",
        story,
        NOT,
        "6",
    )
    for what, story in (
        ("that ended yesterday", _takes("lithium", 10, end=ago(1), status="active")),
        ("on a completed statement", _takes("lithium", 10, end=ago(30))),
        ("on a stopped statement", _takes("lithium", 10, status="stopped")),
        ("not taken by the patient's own word", _takes("lithium", 10, status="not-taken")),
        ("on a statement entered in error", _takes("lithium", 10, status="entered-in-error")),
        ("only intended", _takes("lithium", 10, status="intended")),
        ("on a stopped prescription", _bipolar().prescribed("lithium", 900, ago(10), status="stopped")),
        ("on a cancelled prescription", _bipolar().prescribed("lithium", 900, ago(10), status="cancelled")),
    )
] + [
    Vignette(
        "Lithium whose period ends next month is taken today",
        _takes("lithium", 10, end=ago(-30), status="active"),
        MET,
        "6",
    ),
    Vignette(
        "Lithium that is only among this session's drafts is not yet taken",
        _bipolar().also_orders(
            {
                "resourceType": "MedicationRequest",
                "id": "draft-2",
                "status": "draft",
                "intent": "order",
                "subject": {"reference": "Patient/p1"},
                "medicationCodeableConcept": {"text": "lithium carbonate"},
            }
        ),
        OPEN,
        "6",
    ),
]

DRUGS = (
    [
        Vignette(f"{name} is a mood stabiliser of this rule", _takes(name), MET, "6")
        for name in (
            "lithium",
            "lithium carbonate",
            "lithium citrate",
            "Lithobid",
            "valproate",
            "valproic acid",
            "divalproex sodium",
            "Depakote ER",
            "sodium valproate",
        )
    ]
    + [
        Vignette(
            f"{name} is an antimanic but not lithium or valproate, and the card says so by name",
            _takes(name),
            {**NOT, "card": (name, "not lithium or valproate")},
            "6",
        )
        for name in ("lamotrigine", "quetiapine", "olanzapine", "aripiprazole", "carbamazepine")
    ]
    + [
        Vignette(
            "Lithium matched by its name only is told as matched by name",
            _takes("Lithobid"),
            {**MET, "card": ("matched by name",)},
            "6",
        ),
        Vignette(
            "A covered bipolar depression meets every criterion",
            _takes("lithium"),
            {**MET, "verdict": "criteria-met"},
            "6",
        ),
        Vignette(
            "An uncovered bipolar depression does not meet the criteria, but no removal is offered",
            _bipolar(),
            {**NOT, "verdict": "criteria-not-met", "removes": False, "suggests": 0},
            "6",
        ),
    ]
)


def _level(code: str, value: float, unit: str, days: int = 10, drug: str = "lithium") -> Story:
    return _takes(drug).lab(code, value, unit, ago(days))


LEVELS = (
    [
        Vignette(
            f"{drug.capitalize()} at {value} {unit} is in range",
            _level(code, value, unit, drug=drug),
            {**MET, "card": (f"{drug} level",)},
            "6",
            bounds=(f"bipolar-coverage.{drug}-level-{end}:in",),
        )
        for drug, code, value, unit, end in (
            ("lithium", LITHIUM_MMOL, 0.6, "mmol/L", "low"),
            ("lithium", LITHIUM_MMOL, 1.2, "mmol/L", "high"),
            ("lithium", LITHIUM_MMOL, 1.2, "meq/L", "high"),
            ("lithium", LITHIUM_MASS, 0.42, "mg/dL", "low"),
            ("lithium", LITHIUM_MASS, 0.83, "mg/dL", "high"),
            ("valproate", VALPROATE, 50, "ug/mL", "low"),
            ("valproate", VALPROATE, 125, "ug/mL", "high"),
            ("valproate", VALPROATE, 125, "mg/L", "high"),
            ("valproate", VALPROATE, 5, "mg/dL", "low"),
            ("valproate", VALPROATE, 12.5, "mg/dL", "high"),
            ("valproate", VALPROATE, 347, "umol/L", "low"),
        )
    ]
    + [
        Vignette(
            f"{drug.capitalize()} at {value} {unit} is out of range: coverage is unknown",
            _level(code, value, unit, drug=drug),
            {**_why("out-of-range"), **({"card": ("toxicity",)} if end == "high" else {"card_lacks": ("toxicity",)})},
            "6",
            bounds=(f"bipolar-coverage.{drug}-level-{end}:out",),
        )
        for drug, code, value, unit, end in (
            ("lithium", LITHIUM_MMOL, 0.59, "mmol/L", "low"),
            ("lithium", LITHIUM_MMOL, 1.21, "mmol/L", "high"),
            ("lithium", LITHIUM_MMOL, 2.4, "meq/L", "high"),
            ("lithium", LITHIUM_MASS, 0.41, "mg/dL", "low"),
            ("lithium", LITHIUM_MASS, 0.84, "mg/dL", "high"),
            ("valproate", VALPROATE, 49, "ug/mL", "low"),
            ("valproate", VALPROATE, 126, "ug/mL", "high"),
            ("valproate", VALPROATE, 49, "mg/L", "low"),
            ("valproate", VALPROATE, 4.9, "mg/dL", "low"),
            ("valproate", VALPROATE, 12.6, "mg/dL", "high"),
            ("valproate", VALPROATE, 346, "umol/L", "low"),
        )
    ]
    + [
        Vignette(
            "A lithium level of 180 days ago that is out of range still counts",
            _level(LITHIUM_MMOL, 2.0, "mmol/L", 180),
            _why("out-of-range"),
            "6",
            bounds=_window("in"),
        ),
        Vignette(
            "A lithium level of 181 days ago is ignored",
            _level(LITHIUM_MMOL, 2.0, "mmol/L", 181),
            MET,
            "6",
            bounds=_window("out"),
        ),
        Vignette(
            "The latest lithium level counts: in range yesterday, too high last month",
            _level(LITHIUM_MMOL, 2.0, "mmol/L", 30).lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(1)),
            MET,
            "6",
        ),
        Vignette(
            "The latest lithium level counts: too high yesterday, in range last month",
            _level(LITHIUM_MMOL, 0.8, "mmol/L", 30).lab(LITHIUM_MMOL, 2.0, "mmol/L", ago(1)),
            _why("out-of-range"),
            "6",
        ),
        Vignette(
            "A lithium level without a unit is unreadable",
            _takes("lithium").lab(LITHIUM_MMOL, 0.8, None, ago(5)),
            _why("unreadable"),
            "6",
        ),
        Vignette(
            "A lithium level of 20 mmol/L cannot be",
            _level(LITHIUM_MMOL, 20, "mmol/L"),
            _why("out-of-range"),
            "6",
        ),
        Vignette(
            "A toxic lithium level dated only by this month is not overlooked",
            _takes("lithium").lab(LITHIUM_MMOL, 2.0, "mmol/L", "2026-11"),
            _why("out-of-range"),
            "1.7",
        ),
        Vignette(
            "A free valproate level has other limits and is not read",
            _level("4087-3", 10, "ug/mL", drug="valproate"),
            MET,
            "6",
        ),
        Vignette(
            "Lithium below its range beside current valproate: one of the two suffices",
            _level(LITHIUM_MMOL, 0.3, "mmol/L").took("valproate", 1000, "2025-01-01", asserted=ago(10)),
            MET,
            "6",
        ),
        Vignette(
            "A toxic lithium level is said first, also beside current valproate",
            _level(LITHIUM_MMOL, 2.4, "mmol/L").took("valproate", 1000, "2025-01-01", asserted=ago(10)),
            {"card": ("toxicity",)},
            "6",
        ),
    ]
)

SEEN = (
    [
        Vignette(
            f"Lithium {what} and on no list as taken today is neither there nor absent: unknown",
            story,
            OPEN,
            "6",
        )
        for what, story in (
            ("given on the ward yesterday", _bipolar().given("lithium", ago(1), 900, route=None)),
            ("given on the ward 180 days ago", _bipolar().given("lithium", ago(180), 900, route=None)),
            ("handed over ten days ago without days of supply", _bipolar().dispensed("lithium", ago(10), None)),
            (
                "stopped a month ago and given on the ward yesterday",
                _takes("lithium", 10, end=ago(30)).given("lithium", ago(1), 900, route=None),
            ),
        )
    ]
    + [
        Vignette(
            f"Lithium {what} is not taken today",
            story,
            NOT,
            "6",
        )
        for what, story in (
            ("given on the ward 181 days ago", _bipolar().given("lithium", ago(181), 900, route=None)),
            (
                "given on the ward and stopped after that",
                _takes("lithium", 10, end=ago(30)).given("lithium", ago(40), 900, route=None),
            ),
            ("on hold", _takes("lithium", 10, status="on-hold")),
            ("whose last supply ran out ten days ago", _bipolar().dispensed("lithium", ago(40), 30)),
        )
    ]
    + [
        Vignette(
            f"Lithium {what} is taken today",
            story,
            MET,
            "6",
        )
        for what, story in (
            ("handed over ten days ago for thirty days", _bipolar().dispensed("lithium", ago(10), 30)),
            (
                "on an active prescription whose supply has run out",
                _bipolar().prescribed("lithium", 900, ago(100), supply_days=30),
            ),
        )
    ]
)

LISTS = [
    Vignette(
        "Without statements and prescriptions it is unknown whether a mood stabiliser is taken",
        _bipolar().not_supplied("medicationStatements", "medicationRequests"),
        _why("not-supplied"),
        "6",
    ),
    Vignette(
        "Lithium on the statements is enough, prescriptions not supplied",
        _takes("lithium").not_supplied("medicationRequests"),
        {**MET, "missing": {"bipolar-coverage": "not-supplied"}},
        "6",
    ),
    Vignette(
        "No mood stabiliser on the statements and prescriptions not supplied: not met",
        _bipolar().not_supplied("medicationRequests"),
        NOT,
        "6",
    ),
    Vignette(
        "No mood stabiliser on the statements and prescriptions that failed: unknown",
        _bipolar().failed("medicationRequests"),
        _why("failed"),
        "1.3",
    ),
    Vignette(
        "No mood stabiliser on a list of statements that is cut off: unknown",
        _bipolar().truncated("medicationStatements"),
        _why("truncated"),
        "1.3",
    ),
    Vignette(
        "No mood stabiliser beside an unreadable statement: unknown",
        _bipolar().unreadable("medicationStatements"),
        _why("unreadable"),
        "1.3",
    ),
    Vignette(
        "Lithium on a list of statements that is cut off is there",
        _takes("lithium").truncated("medicationStatements"),
        MET,
        "1.1",
    ),
    Vignette(
        "Lithium is current by its confirmation although the levels were not supplied",
        _takes("lithium").not_supplied("observations"),
        {**MET, "missing": {"bipolar-coverage": "not-supplied"}},
        "6",
    ),
    Vignette(
        "Medication lists that came as null hold no mood stabiliser: not met",
        _bipolar().null("medicationStatements", "medicationRequests"),
        NOT,
        "1.3",
    ),
]

WOMEN = [
    Vignette(
        "Valproate in a woman of 30 who may become pregnant gets a caution of its own",
        _takes("valproate").born("1996-05-01", "female"),
        {**MET, "card": ("contraception",)},
        "6",
    ),
    Vignette(
        "Valproate in a man gets no pregnancy caution",
        _takes("valproate"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
    Vignette(
        "Lithium in a woman of 30 gets no valproate caution",
        _takes("lithium").born("1996-05-01", "female"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
    Vignette(
        "Valproate in a woman of 70 gets no pregnancy caution",
        _takes("valproate").born("1956-05-01", "female"),
        {**MET, "card_lacks": ("contraception",)},
        "6",
    ),
]

VIGNETTES = [*WAKES, *UNKNOWN_WAKING, *NINE, *EVIDENCE, *ACTIVE, *DRUGS, *LEVELS, *SEEN, *LISTS, *WOMEN]
