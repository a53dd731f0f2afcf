"""Brands and combinations of the warned classes, and the plain brands that are written almost alike."""

from __future__ import annotations

from tests.spec.spec_interactions import FREE, ROW, TAKES
from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette


def _takes(name: str) -> Story:
    return typical().took(name, None, ago(60), asserted=ago(10))


WARNED = {
    "an opioid": ("Tylenol #3", "Tylenol No. 3", "Ultracet", "Seglentis", "Hycodan", "Tussionex", "Apadaz"),
    "also an opioid": ("benzhydrocodone / acetaminophen 6.12-325 mg",),
    "a benzodiazepine": ("Librax", "Valtoco 10 mg nasal spray"),
    "a stimulant": (
        "Qsymia",
        "Claritin-D 24 Hour",
        "Zyrtec-D",
        "Allegra-D",
        "Mucinex D",
        "Didrex",
        "Tenuate",
        "Bontril",
    ),
    "also a stimulant": ("benzphetamine 50 mg", "diethylpropion 75 mg ER", "phendimetrazine"),
}
FREE_OF = ("Tylenol 500 mg", "Tylenol 2 tabs", "Tylenol #30", "Claritin 10 mg daily", "Zyrtec", "Allegra", "Mucinex DM")
TOLD = {
    "ZzzQuil": "adds sedation",
    "Tylenol PM": "adds sedation",
    "Kaletra": "may raise ketamine exposure",
    "Prezcobix": "may raise ketamine exposure",
    "Rifater": "may lower ketamine exposure",
    "fosphenytoin": "may lower ketamine exposure",
}

VIGNETTES = [
    *[
        Vignette(f"{name} on the list is {what}: warned of", _takes(name), TAKES, ROW)
        for what, names in WARNED.items()
        for name in names
    ],
    *[Vignette(f"{name} on the list is none of the warned classes", _takes(name), FREE, ROW) for name in FREE_OF],
    *[
        Vignette(f"{name} on the list is told of, and does no harm", _takes(name), {**FREE, "card": (advice,)}, ROW)
        for name, advice in TOLD.items()
    ],
]
