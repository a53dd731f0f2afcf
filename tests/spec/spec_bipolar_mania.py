"""Section 6: a manic episode ever, a medicine denied, and levels of a medicine that is on no list."""

from tests.spec.covered import IDLE, LITHIUM_MMOL, MET, NOT, OPEN, VALPROATE, bipolar, why
from tests.spec.story import ago, typical
from tests.spec.vignette import Vignette

TOXIC = {**OPEN, "text": {"bipolar-coverage": "check for toxicity first"}, "verdict": "cannot-verify"}

EVER = [
    *[
        Vignette(
            f"{name} leaves open whether this is a bipolar disorder: one manic episode is",
            typical().problem(code, text=text, status=status, onset="2018-01-01"),
            {**OPEN, "text": {"bipolar-coverage": "manic episode"}},
            "6 ever",
        )
        for code, text, status, name in (
            ("F30.9", None, "inactive", "An inactive manic episode of 2018 (F30.9)"),
            ("F30.4", None, "active", "A manic episode in full remission (F30.4)"),
            (None, "hypomania 2020", "active", "'hypomania 2020' without a code"),
            (None, "History of mania", "inactive", "'History of mania' without a code"),
        )
    ],
    *[
        Vignette(
            f"'{text}' names no manic episode of the patient: no bipolar disorder is recorded",
            typical().problem(text=text),
            IDLE,
            "6 ever",
        )
        for text in ("No history of mania", "Mother had mania", "Kleptomania")
    ],
]

DENIED = [
    Vignette(
        "Lithium prescribed two months ago, which the patient says two days ago he does not take, is no cover",
        bipolar()
        .prescribed("lithium", 900, ago(60))
        .took("lithium", 900, ago(60), asserted=ago(2), status="not-taken"),
        {**why("contradictory"), "text": {"bipolar-coverage": "says that it is not taken"}},
        "6 not taken",
    ),
    Vignette(
        "Lithium denied three months ago and prescribed a month ago covers",
        bipolar()
        .prescribed("lithium", 900, ago(30))
        .took("lithium", 900, ago(200), ago(90), asserted=ago(90), status="not-taken"),
        MET,
        "6 not taken",
    ),
    Vignette(
        "Lithium denied ten days ago that is in the blood at 0.8 yesterday covers",
        bipolar()
        .prescribed("lithium", 900, ago(60))
        .took("lithium", 900, ago(60), asserted=ago(10), status="not-taken")
        .lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(1)),
        MET,
        "6 not taken",
    ),
    Vignette(
        "Valproate covers though lithium is denied",
        bipolar()
        .prescribed("valproate", 1000, ago(30))
        .prescribed("lithium", 900, ago(60))
        .took("lithium", 900, ago(60), asserted=ago(2), status="not-taken"),
        MET,
        "6 not taken",
    ),
]

UNLISTED = [
    Vignette(
        "A toxic lithium level is said before a valproate that covers",
        bipolar()
        .prescribed("lithium", 900, ago(30))
        .prescribed("valproate", 1000, ago(30))
        .lab(LITHIUM_MMOL, 1.9, "mmol/L", ago(2)),
        TOXIC,
        "6 levels",
    ),
    Vignette(
        "A toxic level three days after lithium was stopped is said first",
        bipolar().took("lithium", 900, "2024-01-01", ago(5)).lab(LITHIUM_MMOL, 1.9, "mmol/L", ago(2)),
        TOXIC,
        "6 levels",
    ),
    Vignette(
        "A toxic level of lithium that is on no list is said before a valproate that covers",
        bipolar().prescribed("valproate", 1000, ago(30)).lab(LITHIUM_MMOL, 1.9, "mmol/L", ago(2)),
        TOXIC,
        "6 levels",
    ),
    Vignette(
        "A lithium level of 0.8 without any lithium on the lists is a contradiction, not an absence",
        bipolar().lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(20)),
        {**why("contradictory"), "card": ("lithium level 0.8",)},
        "6 levels",
    ),
    Vignette(
        "A lithium level from before lithium was stopped covers nothing, and contradicts nothing",
        bipolar().took("lithium", 900, "2024-01-01", ago(5)).lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(20)),
        NOT,
        "6 levels",
    ),
    Vignette(
        "A lithium level of 0.1 without any lithium on the lists shows none",
        bipolar().lab(LITHIUM_MMOL, 0.1, "mmol/L", ago(20)),
        NOT,
        "6 levels",
    ),
    Vignette(
        "A valproate level of 80 beside a lithium that covers is nobody's doubt",
        bipolar().prescribed("lithium", 900, ago(30)).lab(VALPROATE, 80, "ug/mL", ago(2)),
        MET,
        "6 levels",
    ),
]

SUPPLEMENT = [
    Vignette(
        "Lithium orotate of the health shop is no cover",
        bipolar().took("Lithium orotate 5 mg supplement", 5, "2026-01-01", asserted=ago(3)),
        {**why("not-recorded"), "text": {"bipolar-coverage": "supplement"}},
        "6 salts",
    ),
    Vignette(
        "Lithium carbonate beside lithium orotate covers",
        bipolar()
        .took("Lithium orotate 5 mg supplement", 5, "2026-01-01", asserted=ago(3))
        .took("Lithium carbonate", 900, "2026-01-01", asserted=ago(3)),
        MET,
        "6 salts",
    ),
]

VIGNETTES = [*EVER, *DENIED, *UNLISTED, *SUPPLEMENT]
