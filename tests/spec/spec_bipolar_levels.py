"""A mood stabiliser in bipolar disorder: levels, their limits, units and dates."""

from tests.spec.covered import LITHIUM_MASS, LITHIUM_MMOL, MET, VALPROATE, bipolar, takes, why, window
from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette

LITHIUM_TROUGH = "74806-1"


def _level(code: str, value: float, unit: str, days: int = 10, drug: str = "lithium") -> Story:
    return takes(drug).lab(code, value, unit, ago(days))


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
            "A lithium trough above the range is read like any level: coverage is unknown",
            _level(LITHIUM_TROUGH, 1.21, "mmol/L"),
            {**why("out-of-range"), "card": ("toxicity",)},
            "6",
        )
    ]
    + [
        Vignette(
            f"{drug.capitalize()} at {value} {unit} is out of range: coverage is unknown",
            _level(code, value, unit, drug=drug),
            {**why("out-of-range"), **({"card": ("toxicity",)} if end == "high" else {"card_lacks": ("toxicity",)})},
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
            f"{drug.capitalize()} at {value} {unit}, as laboratories write it without a code, is {told}",
            takes(drug).lab(code, {"valueQuantity": {"value": value, "unit": unit}}, None, ago(5)),
            expect,
            "6",
        )
        for drug, code, value, unit, told, expect in (
            ("lithium", LITHIUM_MMOL, 0.8, "mEq/L", "in range", MET),
            ("lithium", LITHIUM_MMOL, 0.8, "mmol/l", "in range", MET),
            ("lithium", LITHIUM_MMOL, 0.8, "MMOL/L", "in range", MET),
            ("lithium", LITHIUM_MMOL, 2.4, "mEq/L", "toxic", {**why("out-of-range"), "card": ("toxicity",)}),
            ("lithium", LITHIUM_MMOL, 0.8, "mEq", "unreadable", why("unreadable")),
            ("valproate", VALPROATE, 80, "mcg/mL", "in range", MET),
            ("valproate", VALPROATE, 80, "mcg/dL", "unreadable", why("unreadable")),
        )
    ]
    + [
        Vignette(
            "A lithium level of 180 days ago that is out of range still counts",
            _level(LITHIUM_MMOL, 2.0, "mmol/L", 180),
            why("out-of-range"),
            "6",
            bounds=window("in"),
        ),
        Vignette(
            "A lithium level of 181 days ago is ignored",
            _level(LITHIUM_MMOL, 2.0, "mmol/L", 181),
            MET,
            "6",
            bounds=window("out"),
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
            why("out-of-range"),
            "6",
        ),
        Vignette(
            "A lithium level without a unit is unreadable",
            takes("lithium").lab(LITHIUM_MMOL, 0.8, None, ago(5)),
            why("unreadable"),
            "6",
        ),
        Vignette(
            "A lithium level of 20 mmol/L cannot be",
            _level(LITHIUM_MMOL, 20, "mmol/L"),
            why("out-of-range"),
            "6",
        ),
        Vignette(
            "A toxic lithium level dated only by this month is not overlooked",
            takes("lithium").lab(LITHIUM_MMOL, 2.0, "mmol/L", "2026-11"),
            why("out-of-range"),
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
            {"card": ("toxicity",), "first_to_do": ("check for toxicity first",)},
            "6",
        ),
    ]
)

POSSIBLE = [
    Vignette(
        f"A {drug} level of {value} {unit} is {said}",
        _level(code, value, unit, drug=drug),
        {**why("out-of-range"), "text": {"bipolar-coverage": words}},
        "6",
        bounds=(f"{drug}-level.{limit}",),
    )
    for drug, code, unit, value, said, words, limit in (
        ("lithium", LITHIUM_MMOL, "mmol/L", 0, "possible and too low", "below 0.6", "lowest:in"),
        ("lithium", LITHIUM_MMOL, "mmol/L", -0.1, "impossible", "level out of range", "lowest:out"),
        ("lithium", LITHIUM_MMOL, "mmol/L", 10, "possible and toxic", "toxicity", "highest:in"),
        ("lithium", LITHIUM_MMOL, "mmol/L", 10.1, "impossible", "level out of range", "highest:out"),
        ("valproate", VALPROATE, "ug/mL", 0, "possible and too low", "below 50", "lowest:in"),
        ("valproate", VALPROATE, "ug/mL", -1, "impossible", "level out of range", "lowest:out"),
        ("valproate", VALPROATE, "ug/mL", 500, "possible and toxic", "toxicity", "highest:in"),
        ("valproate", VALPROATE, "ug/mL", 501, "impossible", "level out of range", "highest:out"),
    )
]

TOLD_FIRST = {"bipolar-coverage": "not-applicable", "first_to_do": ("check for toxicity first",)}
NOT_TOLD = {"bipolar-coverage": "not-applicable", "card_lacks": ("toxicity",)}

NOT_BIPOLAR = [
    Vignette(
        "A toxic lithium level is said first where no list names lithium and nothing is bipolar",
        typical().lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(2)),
        TOLD_FIRST,
        "6",
    ),
    Vignette(
        "A toxic lithium level is said first where lithium augments an antidepressant",
        typical().took("lithium", 900, "2025-01-01", asserted=ago(10)).lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(2)),
        TOLD_FIRST,
        "6",
    ),
    Vignette(
        "A lithium level in range is not told where nothing is bipolar",
        typical().lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(2)),
        NOT_TOLD,
        "6",
    ),
    Vignette(
        "A toxic lithium level of a year ago is not told",
        typical().lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(365)),
        NOT_TOLD,
        "6",
    ),
    Vignette(
        "A toxic lithium level is said first, with its day, also where lithium was stopped for it",
        typical()
        .took("lithium", 900, "2025-01-01", ago(1), stopped="toxicity")
        .lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(2)),
        {**TOLD_FIRST, "card": (ago(2),)},
        "6",
    ),
    Vignette(
        "A lithium level that has fallen into its range since lithium was stopped is not told",
        typical()
        .took("lithium", 900, "2025-01-01", ago(5), stopped="toxicity")
        .lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(6))
        .lab(LITHIUM_MMOL, 0.7, "mmol/L", ago(4)),
        NOT_TOLD,
        "6",
    ),
]

STOPPED = [
    Vignette(
        "A toxic lithium level of yesterday is said first where lithium was stopped today for it",
        bipolar().took("lithium", 900, ago(400), ago(0), stopped="toxicity").lab(LITHIUM_MMOL, 2.1, "mmol/L", ago(1)),
        {**why("contradictory"), "first_to_do": ("check for toxicity first",)},
        "6",
    ),
    Vignette(
        "A toxic lithium level is said first beside the valproate that took its place",
        bipolar()
        .took("lithium", 900, ago(400), ago(0), stopped="toxicity")
        .took("divalproex", 1000, ago(1), asserted=ago(0))
        .lab(LITHIUM_MMOL, 2.1, "mmol/L", ago(1)),
        {"bipolar-coverage": "unknown", "first_to_do": ("check for toxicity first",)},
        "6",
    ),
    Vignette(
        "A lithium level in range of the day before lithium was stopped does not say that it is taken",
        bipolar().took("lithium", 900, ago(400), ago(0)).lab(LITHIUM_MMOL, 0.9, "mmol/L", ago(1)),
        {"bipolar-coverage": "not-met", "card_lacks": ("toxicity",)},
        "6",
    ),
]

VIGNETTES = [*LEVELS, *POSSIBLE, *NOT_BIPOLAR, *STOPPED]
