"""How much, how fast, how long and how often a dosage instruction says, each place that says it apart.

It must not know FHIR's JSON nor which dose is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """What one place (the structure, or the text) of a dosage instruction says; None where it is silent.

    Units: mg, mg/kg, mg/min, mg/(kg.min), minutes. `other_unit`: of a dose that is no mass. `volume_rate`: of a fluid
    of unknown concentration. `mildest`: the other end of a range, or of several statements. `loose_minutes`: times in
    a text that may be those of the infusion. `mg_of_volume`: mg in a volume, if it is the undiluted product's.
    `may_be_bag`: that volume is said to be infused, as a whole bag is.
    `unread`: the text holds an amount that was not understood, or more than one that are given.
    """

    mg: Decimal | None = None
    mg_per_kg: Decimal | None = None
    mg_per_min: Decimal | None = None
    mg_per_kg_min: Decimal | None = None
    minutes: Decimal | None = None
    push: bool = False
    other_unit: str | None = None
    volume_rate: str | None = None
    mildest: Amount | None = None
    loose_minutes: tuple[Decimal, ...] = ()
    mg_of_volume: Decimal | None = None
    may_be_bag: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How soon the instruction is to be carried out again, at its shortest. `regular`: where that goes on ("may repeat"
    does not). `count`: how often in all, `days`: on how many days of the week, if it says."""

    hours: Decimal
    regular: Decimal | None = None
    count: Decimal | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Instruction:
    """One dosageInstruction of a draft. `route`: of fhir/routes.py; `form`: a product not for infusion (troche).
    `most_mg`: the largest single dose it allows, `within`: minutes it is bound to.
    `rhythm`: None when it is to be given once, or does not say. `again`: words that give it once more at
    no said time. `continuous`: it is called so. `weights`: in kg, that its words name as the patient's;
    `basis`: their words for a weight other than the actual one."""

    structure: Amount = field(default_factory=Amount)
    text: Amount = field(default_factory=Amount)
    route: str | None = None
    route_text: str | None = None
    form: str | None = None
    most_mg: Decimal | None = None
    within: Decimal | None = None
    rhythm: Rhythm | None = None
    again: str | None = None
    continuous: bool = False
    weights: tuple[Decimal, ...] = ()
    basis: str | None = None
