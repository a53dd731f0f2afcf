"""Volumes and flows in an infusion order's words: of the drug, of what it is diluted in, of the whole bag.

It must not know which dose is right. A volume that may be the bag's is never the drug's alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cds_service.fhir import units
from cds_service.fhir.drugs import NUMBER, decimal

PER_TIME = r"(?:min(?:ute)?s?|hours?|hr|h)"
FLOW = re.compile(rf"(?<![\w.,])(?P<value>{NUMBER})\s*ml\s*(?:/|\bper\b)\s*(?P<time>{PER_TIME})\b")
_VOLUME = re.compile(
    rf"(?<![\w.,])(?P<value>{NUMBER})\s*ml\b(?!\s*(?:/|\bper\b))"
    rf"(?:\s*(?:of\s+|\(\s*)(?:ketamine\s+)?(?P<mass>{NUMBER})\s*mg\s*(?:/|\bper\b)\s*(?P<per>{NUMBER})?\s*ml\b)?"
)
_DILUENT = re.compile(
    r"(?:\b(?:in|to|with|into|qs|volume|dilut\w*|add\w*|bag|saline|ns|d5w|dextrose|water|chloride)(?:\s+(?:an?|of|is))?|=|%)\W*$"
)
DILUTES = re.compile(
    r"\W*(?:\d[\d.]*\s*%|ns|nacl|saline|normal|sodium|0\.9|d5w|dextrose|glucose|bag|bags|syringe|lr|ringer\w*|water|flush|total|"
    r"piggyback|ivpb|diluent)\b"
)
_DILUTED = re.compile(rf"(?P<mg>{NUMBER})\s*mg\s*in\s*(?:a\s*)?(?P<ml>{NUMBER})\s*ml\b")


_INFUSED = re.compile(r"\binfus\w*\s+(?:(?:the|a|total|of|volume)\s+){0,3}$")
_NEAR = 32
"""So few characters before a volume stands what is done with it."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """mg in the volumes of a text. `doses`: of those whose strength is told; `undiluted`: the most that any other
    holds, if it is the product's. `may_be_bag`: that one is said to be infused, as the whole bag is."""

    doses: tuple[Decimal, ...] = ()
    undiluted: Decimal | None = None
    may_be_bag: bool = False


def volumes(said: str, mg_per_ml: Decimal | None) -> Volumes:
    """What the volumes of the drug come to; those of a diluent, and of a bag that is given whole, to nothing."""
    doses, undiluted, may_be_bag = list[Decimal](), None, False
    mixed = _DILUTED.search(said)
    for hit in _VOLUME.finditer(said):
        volume = decimal(hit["value"])
        if hit["mass"]:
            per = decimal(hit["per"]) if hit["per"] else Decimal(1)
            doses += [volume * decimal(hit["mass"]) / per] if per else []
            continue
        before = said[max(0, hit.start() - _NEAR) : hit.start()]
        is_infused = _INFUSED.search(before) is not None
        if is_infused and mixed is not None and volume < (whole := decimal(mixed["ml"])):
            doses.append(decimal(mixed["mg"]) / whole * volume)  # a part of "100 mg in 100 mL"
        elif mg_per_ml is not None and not _is_of_diluent(said, hit):
            holds = volume * mg_per_ml
            if undiluted is None or holds > undiluted:
                undiluted, may_be_bag = holds, is_infused
    return Volumes(tuple(doses), undiluted, may_be_bag)


def _is_of_diluent(said: str, hit: re.Match[str]) -> bool:
    if DILUTES.match(said, hit.end()):
        return True
    return _DILUENT.search(said[max(0, hit.start() - 24) : hit.start()]) is not None


def in_the_bag(text: str, has_dose: bool, mg_per_ml: Decimal | None) -> Decimal | None:
    """mg per mL of what runs: as mixed, else the undiluted product where no dose tells that it is diluted."""
    mixed = _DILUTED.search(text)
    if mixed is not None and (volume := decimal(mixed["ml"])):
        return decimal(mixed["mg"]) / volume
    return None if has_dose else mg_per_ml


def flow_of(hit: re.Match[str]) -> Decimal | None:
    per = units.spelled(hit["time"])
    return units.convert(decimal(hit["value"]), f"mL/{per}", units.ML_PER_MIN)
