"""Section 8: a second dose in the short words of order sets is asked about, and what only looks like one is not."""

from __future__ import annotations

from tests.spec.drafted import MET, OPEN, texted
from tests.spec.vignette import Vignette

ASKED = (
    "additional 35 mg if needed",
    "may rpt x1",
    "MR x1",
    "MRx1",
    "and again if needed",
    "double dose if no effect",
    "2 bags",
    "second bag PRN",
    "another bag if needed",
    "x 3",
    "x4",
)
QUIET = (
    "MR compatible pump",
    "do not double the dose",
    "vitals then every 15 min",
    "x1",
    "bag 1 of 2 discarded",
    "no additional doses",
)

VIGNETTES = [
    *[
        Vignette(f"'35 mg over 40 min, {text}' is asked about", texted(f"35 mg IV over 40 min, {text}"), OPEN, "8")
        for text in ASKED
    ],
    *[
        Vignette(f"'35 mg over 40 min; {text}' is one infusion", texted(f"35 mg IV over 40 min; {text}"), MET, "8")
        for text in QUIET
    ],
]
