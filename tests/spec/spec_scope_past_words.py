"""Section 2: a past or somebody else's depression in everyday spelling makes no anaesthetic order ours."""

from tests.spec.story import ago, nobody
from tests.spec.vignette import Vignette

NOT_ACTIVE = (
    "hx depression",
    "hx MDD",
    "FH depression",
    "FH: bipolar",
    "depression resolved",
    "dysthymia resolved",
    "resolved depression",
    "depression in full remission",
    "tibial plateau fracture, depressed",
    "birth depression",
    "perinatal depression of newborn",
    "bipolar radial head",
)
ACTIVE = (
    "depression",
    "perinatal depression",
    "hip fracture, depressed",
    "depression, resolved suicidal ideation",
    "MDD, full remission not achieved",
    "MDD recurrent, hx depression since 2001",
    "bipolar",
)

VIGNETTES = [
    Vignette(
        f"A push without a reason beside the uncoded problem '{text}' is {'ours' if text in ACTIVE else 'left alone'}",
        nobody().weighs(70, ago(3)).problem(text=text).orders(text="20 mg IV push", reason=None),
        {"scope": "in-scope"} if text in ACTIVE else {"scope": "out-of-scope", "cards": 0},
        "2",
        hook="order-sign",
    )
    for text in (*NOT_ACTIVE, *ACTIVE)
]
