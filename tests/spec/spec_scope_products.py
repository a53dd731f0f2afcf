"""Section 2: products that deny esketamine, and products that hold more than ketamine."""

from __future__ import annotations

from tests.spec.story import SNOMED, concept, typical
from tests.spec.theatre import ASKED, OURS, STOP, of_product, signed
from tests.spec.vignette import Vignette

LABELS = [
    signed(
        f"'{name}' is ketamine: 2 mg/kg as a push is a stop",
        typical().orders(mg=140, text="140 mg IV push", medication=medication),
        STOP,
    )
    for name, medication in (
        (text, {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130"}], "text": text})
        for text in (
            "ketamine (racemic) - NOT esketamine",
            "ketamine - do not confuse with esketamine",
            "ketamine, LASA alert: esketamine",
            "racemic ketamine (not esketamine)",
        )
    )
] + [
    signed(
        "A name alone that denies esketamine is ketamine",
        typical().orders(mg=140, text="140 mg IV push", medication={"text": "ketamine (racemic) - NOT esketamine"}),
        STOP,
    ),
    signed(
        "Esketamine that is not to be confused with ketamine stays esketamine",
        typical().orders(medication={"text": "esketamine 28 mg (do not confuse with ketamine)"}),
        {"scope": "esketamine"},
    ),
]

MIXED = (
    [
        Vignette(
            f"'{name}' holds more than ketamine: no reason, no advice, no dose",
            of_product(name),
            ASKED,
            "2",
        )
        for name in (
            "ketamine 1 mg/mL / morphine 1 mg/mL PCA syringe",
            "RSI KIT ketamine 500 mg / rocuronium 100 mg",
            "ketofol (ketamine/propofol)",
            "ketamine 10% gabapentin 6% topical cream",
            "ketamine 100 mg troche",
            "ketamine 100 mg/mL nasal spray",
            "Intubation kit (ketamine, rocuronium)",
        )
    ]
    + [
        Vignette(
            f"'{name}' ordered for depression: the product is to be confirmed, and no dose is suggested",
            typical().orders(mg=35, minutes=40, medication={"text": name}),
            {**OURS, "dose": "unknown", "suggests": 0, "text": {"dose": "confirm product and route"}},
            "8",
        )
        for name in ("ketamine 1 mg/mL / morphine 1 mg/mL PCA syringe", "RSI KIT ketamine 500 mg / rocuronium 100 mg")
    ]
    + [
        Vignette(
            f"'{name}' is an infusion of ketamine alone",
            typical().orders(mg=35, minutes=40, medication={"text": name}),
            {**OURS, "dose": "met"},
            "8",
        )
        for name in ("ketamine 50 mg/mL injection", "ketamine 500 mg / 10 mL vial", "ketamine in sodium chloride 0.9 %")
    ]
)

SPELLED = [
    signed(f"'{name}' is ketamine", typical().orders(mg=140, text="140 mg IV push", medication={"text": name}), STOP)
    for name in ("Ketamine_IV", "ketamine35mg", "ketamineHCl", "Ketaject")
] + [
    signed(
        "Ketamine by its SNOMED CT code alone is ketamine",
        typical().orders(mg=140, text="140 mg IV push", medication=concept("373464007", None, SNOMED)),
        STOP,
    ),
]

VIGNETTES = [*LABELS, *MIXED, *SPELLED]
