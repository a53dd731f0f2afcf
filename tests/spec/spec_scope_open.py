"""Section 2: codes that leave open what ketamine is for: the problem list decides."""

from tests.spec.story import concept, typical
from tests.spec.vignette import Vignette

RULE = "2 open"

OPEN_CODES = (
    ("F39", None, "an unspecified mood disorder (F39)"),
    ("F06.32", None, "a mood disorder of physical cause (F06.32)"),
    ("F43.21", None, "an adjustment disorder (F43.21)"),
    ("O99.345", None, "a mental disorder after birth (O99.345)"),
    ("T14.91XA", None, "a suicide attempt (T14.91XA)"),
    ("Z79.899", None, "long-term drug therapy (Z79.899)"),
    ("Z76.0", None, "a repeat prescription (Z76.0)"),
)

VIGNETTES = [
    *[
        Vignette(
            f"An order for {name} is ours in a patient with an active depression",
            typical().orders(reason=code, mg=35, minutes=40),
            {"scope": "in-scope", "verdict": "criteria-met"},
            RULE,
        )
        for code, _, name in OPEN_CODES
    ],
    *[
        Vignette(
            f"An order for {name} is not ours in a patient without a mood disorder",
            typical().without_problems().orders(reason=code, mg=35, minutes=40),
            {"scope": "out-of-scope", "cards": 0},
            RULE,
        )
        for code, _, name in OPEN_CODES
    ],
    Vignette(
        "An order for a schizoaffective disorder (F25.1) in a patient with depression is ours, and is stopped",
        typical().orders(reason="F25.1", mg=35, minutes=40),
        {"scope": "in-scope", "no-psychosis": "not-met", "verdict": "stop"},
        RULE,
    ),
    Vignette(
        "F06.32 called a depressive disorder is ours whatever the problem list says",
        typical().without_problems().orders(reason=concept("F06.32", "Depressive disorder due to stroke"), mg=35),
        {"scope": "in-scope"},
        RULE,
    ),
    Vignette(
        "Long-term drug therapy (Z79.899) beside chronic pain (G89.4) leaves an order for pain",
        typical().orders(reason=None, reasonCode=[concept("Z79.899"), concept("G89.4")], mg=35, minutes=40),
        {"scope": "out-of-scope", "cards": 0},
        RULE,
    ),
]
