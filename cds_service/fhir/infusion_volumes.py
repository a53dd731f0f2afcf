"""Volumes and flows in an infusion order's words: of the drug, of what it is diluted in, of the whole bag.

It must not know which dose is right. A volume that may be the bag's is never the drug's alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cds_service.chart import Amount
from cds_service.fhir import units, wire
from cds_service.fhir.drugs import NUMBER, closed_up, decimal
from cds_service.fhir.infusion_words import plain
from cds_service.knowledge import Knowledge

PER_TIME = r"(?:min(?:ute)?s?|hours?|hr|h)"
FLOW = re.compile(rf"(?<![\w.,])(?P<value>{NUMBER})\s*ml\s*(?:/|\bper\b)\s*(?P<time>{PER_TIME})\b")
_VOLUME = re.compile(
    rf"(?<![\w.,])(?P<value>{NUMBER})\s*ml\b(?!\s*(?:/|\bper\b)\s*(?:{PER_TIME}\b|kg))"
    rf"(?:\s*(?:(?:of|\()\s*(?:ketamine\s+)?|ketamine\s+)(?P<mass>{NUMBER})\s*mg\s*(?:/|\bper\b)\s*(?P<per>{NUMBER})?\s*ml\b)?"
)
_FLUID = r"(?:bag|saline|ns|nacl|d5w|dextrose|water|chloride)"
_DILUENT = re.compile(
    rf"(?:\b(?:in|to|with|into|qs|{_FLUID})(?:\s+(?:an?|of|is))?|\b(?:in|to)\s+an?\s+(?:[a-z]+\s+)?volume(?:\s+of)?"
    rf"|\b(?:{_FLUID}|ml)\s*=|%)\W*$"
)
_STRENGTH_OF = re.compile(rf"{NUMBER}\s*m?c?g\s*(?:/|\bper\b|\bin(?:\s+an?)?\b)\s*$")
"""The volume of "500 mg/500 mL" is that of a strength."""
DILUTES = re.compile(
    r"\W*(?:\d[\d.]*\s*%|ns|nacl|saline|normal|sodium|0\.9|d5w|dextrose|glucose|bag|bags|syringe|lr|ringer\w*|water|flush|total|"
    r"piggyback|ivpb|diluent)\b"
)
_DILUTED = re.compile(rf"(?P<mg>{NUMBER})\s*mg\s*(?P<by>in|/|per)\s*(?:a\s*)?(?P<ml>{NUMBER})\s*ml\b")
_INFUSED = re.compile(r"\binfus\w*\s+(?:(?:the|a|total|of|volume)\s+){0,3}$")
_EQUATED = re.compile(r"\bmg\s*[=(]\s*(?:=\s*)?$|\b(?:dose|drug|draw)\s+(?:up\s+)?(?:volume|vol)\s*(?:[:=]|is|of)?\s*$")
_EQUATES = re.compile(rf"\s*[=(]\s*{NUMBER}\s*mg\b")
"""A volume that is said to be the dose is the drug's, whatever it is then added to."""
_MAY_HOLD = re.compile(r"\b(?:vol(?:ume)?|add\w*|dilut\w*)\W*(?:of\s+|is\s+)?$")
_TOTAL = re.compile(r"\b(?:total|final)\s+(?:vol(?:ume)?)?\W*(?:of\s+|is\s+)?$")
_HANDED = re.compile(
    r"\b(?:disp(?:ense[ds]?|ensing)?|qty|quantity|suppl(?:y|ied)|wast(?:e[ds]?|age|ing)|discard\w*|flush\w*)\b"
    r"\W*(?:(?:the|of|with|remain\w*|unused|rest|residual|an?|\d+|x|vials?|amp(?:oule|ule)?s?)\W+){0,4}$"
    r"|\b(?:vials?|amp(?:oule|ule)?s?)\s*\(\s*$"
)
_PACKAGE = re.compile(r"\s*(?:single[\s-]dose\s+|multi[\s-]?dose\s+)?(?:vials?|amp(?:oule|ule)?s?)\b")
"""What the pharmacy hands over, and what is thrown away, is not what is given."""
_CAPS = re.compile(
    r"\b(?:max\w*|exceed\w*|up\s+to|faster\s+than|more\s+than|limit\w*)\W*(?:rate\W*)?(?:(?:of|at)\s+)?$"
)
_RUNS_FOR = re.compile(rf"(?<![\w.,]){NUMBER}\s*ml\s*(?:/|\bper\b)\s*{PER_TIME}\s*(?:x|for)\s*{NUMBER}\s*-?(?:min|h)")
_NEAR = 48
"""So few characters before a volume stands what is done with it."""
_DOSE = rf"{NUMBER}\s*-?mg\b"
_VIAL = r"\s+(?:single[\s-]dose\s+)?(?:vial|amp)"
_ASIDES = (
    re.compile(rf"\bfrom\s+(?:an?\s+|the\s+|one\s+)?{_DOSE}(?={_VIAL})"),
    re.compile(rf"\((?:\d\s*x\s*)?{_DOSE}(?={_VIAL}\w*\s*\))"),
    re.compile(rf"\b(?:vial|ampoule|ampule)\s+size\s*[:=]?\s*{_DOSE}"),
    re.compile(rf"\bwastage\s*(?:of\s+|[:=]\s*)?{_DOSE}"),
)
_USED = re.compile(rf"\buse\s+(?:an?\s+|one\s+)?{_DOSE}(?={_VIAL}\w*\s*:)")
_EACH = re.compile(rf"\beach\s+ml\s*(?:=|is|contains|has)\s*(?P<mass>{_DOSE})")


_ASIDE_FLUID = re.compile(
    r"\b(?:kvo|tko|hydration|ivf|iv\s+fluids?)\b|\bmaintenance\s+(?:iv\s+)?(?:fluids?|ns|lr|saline|normal\s+saline|ringer\w*|d5\w*)\b"
)
_PIECE = re.compile(r"(;|\n|[.,](?=\s|$))")
_FLUID_RUNS = re.compile(
    rf"(?:[;\n]|\.(?=\s)|\b(?:then|and|plus)\b)\s*(?:(?:run|give|hang|start)\s+)?(?:ns|lr|d5w|normal\s+saline|saline|ringer\w*)\b"
    rf"(?:[^;.\n]|\.\d){{0,48}}?\bml\s*(?:/|\bper\b)\s*{PER_TIME}\b"
)


def runs_beside(said: str) -> bool:
    """Whether a fluid without the drug may be what flows ("; NS 500 mL at 999 mL/h")."""
    return _FLUID_RUNS.search(said) is not None


def without_packages(said: str) -> str:
    """The text without what a vial holds, what is wasted of it, and the fluid of the line; "each mL = 50 mg" as the
    strength that it is."""
    if _ASIDE_FLUID.search(said) is not None:
        pieces = _PIECE.split(said)
        kept = (" " if _ASIDE_FLUID.search(one) and not re.search(r"mg|ketamine", one) else one for one in pieces)
        said = "".join(kept)
    if "vial" not in said and "amp" not in said and "wastage" not in said and "each ml" not in said:
        return said
    said = _EACH.sub(r"\g<mass>/ml", said)
    for aside in _ASIDES:
        said = aside.sub(" ", said)
    used = _USED.sub(" ", said)
    return used if re.search(_DOSE, used) else said


@dataclass(frozen=True, slots=True)
class Volumes:
    """mg in the volumes of a text. `doses`: of those whose strength is told; `undiluted`: the most that any other
    holds, if it is the product's. `may_be_bag`: that one is said to be infused, as the whole bag is.
    `bag_ml`: the one volume that runs, as far as the words tell it."""

    doses: tuple[Decimal, ...] = ()
    undiluted: Decimal | None = None
    may_be_bag: bool = False
    bag_ml: Decimal | None = None


_DRUG, _INFUSES, _EITHER, _BAG, _NEITHER = "drug", "infused", "either", "bag", "neither"


def volumes(said: str, mg_per_ml: Decimal | None, vial_from: Decimal) -> Volumes:
    """What the volumes of the drug come to; those of a diluent, and of a bag that is given whole, to nothing.

    `vial_from`: a strength that is diluted before it runs.
    """
    if "ml" not in said:
        return Volumes()
    doses, named = list[Decimal](), list[tuple[str, Decimal]]()
    mixed = _mixed(said, vial_from)
    for hit in _VOLUME.finditer(said):
        volume = decimal(hit["value"])
        before = said[max(0, hit.start() - _NEAR) : hit.start()]
        if _STRENGTH_OF.search(before):
            named.append((_BAG if mixed is not None and mixed[1] == volume else _NEITHER, volume))
        elif hit["mass"]:
            per = decimal(hit["per"]) if hit["per"] else Decimal(1)
            doses += [volume * decimal(hit["mass"]) / per] if per else []
        else:
            named.append((_kind(said, hit, before), volume))
    drug = sum((v for kind, v in named if kind == _DRUG), Decimal(0))
    bags = {v for kind, v in named if kind == _BAG}
    bags |= {v + drug for v in bags}
    undiluted, may_be_bag = None, False
    for kind, volume in named:
        if kind == _INFUSES and mixed is not None and volume < mixed[1]:
            doses.append(mixed[0] / mixed[1] * volume)  # a part of "100 mg in 100 mL"
        elif mg_per_ml is not None and (kind == _DRUG or (kind in (_INFUSES, _EITHER, "") and volume not in bags)):
            holds = volume * mg_per_ml
            if undiluted is None or holds > undiluted:
                undiluted, may_be_bag = holds, kind in (_INFUSES, _EITHER)
    return Volumes(tuple(doses), undiluted, may_be_bag, _bag(named))


def _kind(said: str, hit: re.Match[str], before: str) -> str:
    if _HANDED.search(before) or _PACKAGE.match(said, hit.end()):
        return _NEITHER
    if DILUTES.match(said, hit.end()):
        return _NEITHER if said.startswith("flush", hit.end() + 1) else _BAG
    if _EQUATED.search(before) or _EQUATES.match(said, hit.end()):
        return _DRUG
    if _INFUSED.search(before):
        return _INFUSES
    if _TOTAL.search(before) or _DILUENT.search(before):
        return _BAG
    per_time = re.match(rf"\s*/\s*{NUMBER}", said[hit.end() : hit.end() + _NEAR])
    return _EITHER if _MAY_HOLD.search(before) or per_time else ""


def _bag(named: list[tuple[str, Decimal]]) -> Decimal | None:
    """The volume that runs, where one is named; a few millilitres that nothing is said of may be the drug's."""
    runs = {v for kind, v in named if kind in (_INFUSES, _BAG) or (kind in (_EITHER, "") and v.adjusted() > 0)}
    whole = {v for kind, v in named if kind == _INFUSES}
    if len(runs) > 1 and len(whole) == 1:
        runs = whole
    return runs.pop() if len(runs) == 1 else None


def _mixed(said: str, vial_from: Decimal) -> tuple[Decimal, Decimal] | None:
    """mg and mL of what is mixed: "100 mg in 100 mL"; "100 mg/100 mL" is no vial's strength."""
    for hit in _DILUTED.finditer(said):
        mg, ml = decimal(hit["mg"]), decimal(hit["ml"])
        if ml and (hit["by"] == "in" or (ml.adjusted() > 0 and mg / ml < vial_from)):
            return mg, ml
    return None


def runs_whole(said: str, hit: re.Match[str], mass: Decimal, vial_from: Decimal) -> bool:
    """Whether "350 mg/50 mL" is a bag that is given whole: it is no vial, and no other volume is named."""
    per = decimal(found[1]) if (found := re.search(rf"({NUMBER})\s*ml", hit["volume"])) else Decimal(0)
    if per.adjusted() < 1 or not (DILUTES.match(said, hit.end()) or mass / per < vial_from):
        return False
    others = (one for one in _VOLUME.finditer(said) if not hit.start() <= one.start() < hit.end())
    kinds = (
        (decimal(one["value"]), _kind(said, one, said[max(0, one.start() - _NEAR) : one.start()])) for one in others
    )
    return all(volume == per or kind == _NEITHER for volume, kind in kinds) and not _RUNS_FOR.search(said)


def is_part(said: str) -> bool:
    """Whether a flow is said to run for a time: so much is given, and not the bag."""
    return _RUNS_FOR.search(said) is not None


def in_the_bag(text: str, has_dose: bool, mg_per_ml: Decimal | None, vial_from: Decimal) -> Decimal | None:
    """mg per mL of what runs: as mixed, else the product where no dose tells that it is diluted, or it need not be."""
    mixed = _mixed(text, vial_from)
    if mixed is not None:
        return mixed[0] / mixed[1]
    return mg_per_ml if mg_per_ml is not None and (not has_dose or mg_per_ml < vial_from) else None


def flows_in(said: str) -> list[Decimal]:
    """mL per minute of every flow that is not just a limit."""
    hits = (hit for hit in FLOW.finditer(said) if not _CAPS.search(said[max(0, hit.start() - _NEAR) : hit.start()]))
    return [flow for hit in hits if (flow := flow_of(hit)) is not None]


def timed(amount: Amount, minutes: Decimal, knowledge: Knowledge, sure: bool = True) -> Amount:
    """What is said beside the time in which the bag runs out: one that is too fast is the time, else a doubt."""
    said, limit = amount.minutes, knowledge.limit
    if sure and said is None:
        return replace(amount, minutes=minutes)
    if said is not None and abs(said - minutes) <= limit("dose", "tolerance") * said:
        return amount
    if sure and said is not None and minutes < min(said, limit("dose", "shortest-minutes")):
        return replace(amount, minutes=minutes, loose_minutes=(*amount.loose_minutes, said))
    return replace(amount, loose_minutes=(*amount.loose_minutes, minutes))


def flow_of(hit: re.Match[str]) -> Decimal | None:
    per = units.spelled(hit["time"])
    return units.convert(decimal(hit["value"]), f"mL/{per}", units.ML_PER_MIN)


def runs_out(dosage: wire.Dosage, words: str, knowledge: Knowledge) -> Decimal | None:
    """In how many minutes the bag that the words name is empty at the flow of the structure."""
    stated = [dosage.rate_quantity, *(one.rate_quantity for one in dosage.dose_and_rate)]
    read = [(units.amount(one), units.unit_of(one)) for one in stated if one is not None]
    flows = {units.convert(value, unit, units.ML_PER_MIN) for value, unit in read if value is not None and unit}
    flow = flows.pop() if len(flows) == 1 else None
    bag = volumes(plain(closed_up(words)), None, knowledge.limit("dose", "vial-from")).bag_ml if flow else None
    return bag / flow if bag and flow else None


def is_vial(mg_per_ml: Decimal | None, knowledge: Knowledge) -> bool:
    """Whether the product is diluted before it runs, so that its strength says nothing about a flow beside a dose."""
    return mg_per_ml is not None and mg_per_ml >= knowledge.limit("dose", "vial-from")
