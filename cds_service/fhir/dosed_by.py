"""What an order's words tie its dose to: a weight of their own, another weight than the actual one, an upper limit.

It must not know the patient's weight nor which dose is right.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cds_service.fhir import units
from cds_service.fhir.beside import of_the_drug
from cds_service.fhir.drugs import NUMBER, decimal
from cds_service.fhir.infusion_words import MASS, plain
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge

BESIDE_SET, BASIS_SET, ACTUAL_SET = "weight-beside", "weight-basis", "weight-actual"

_MAY_WEIGH = re.compile(r"\d(?:\s*-)?\s*(?:k|lb|pound)|weigh|\bwt", re.IGNORECASE)
_WEIGHT = re.compile(
    rf"(?<![\w.,/<>≤≥±])(?<![<>≤≥±/]\s)(?<!\bper\s)(?P<kg>{NUMBER})\s*-?(?P<unit>kg|lb)\b(?!\s*/)|"
    rf"\b(?:weight|wt|weigh(?:s|ing))\.?[\s:=]*(?:(?:of|is)\s+)?(?P<bare>{NUMBER})(?=\s*(?:[),;]|\.?\s*\Z|\.\s))"
)
_NEAR = 28
_BEFORE, _AFTER = re.compile(r"[\d;,.(:\n][^\d;,.(:\n]*\Z"), re.compile(r"[^\d;,.)\n]*")
_NUMBERED = re.compile(rf"[\s:=(]*(?:(?:is|of)\s+)?{NUMBER}\s*(?:kg|lb)\b", re.IGNORECASE)
_CAPS = re.compile(r"max|exceed|\bnte\b|more than", re.IGNORECASE)
_CAP = re.compile(
    r"\b(?:max(?:imum)?\.?|not to exceed|nte|(?:do|does) not exceed|(?:no|not) more than|never exceed)"
    r"(?:\s+(?!give|infuse|administer|run|then|start|push|over)[a-z]+){0,3}\s*[:=]?\s*"
    rf"(?:{NUMBER}\s*{MASS}\s*/\s*kg\s*(?:or|and)\s*)?(?P<mass>{NUMBER})\s*(?P<unit>{MASS})\b"
    r"(?!\s*(?:/|per\b)\s*(?!dose|infusion|treatment|session))"
)


@remembered
def weights(text: str, knowledge: Knowledge) -> tuple[Decimal, ...]:
    """The weights in kg that the words name as the patient's; not what was lost, a limit, or an ideal."""
    if not text or _MAY_WEIGH.search(text) is None:
        return ()
    said, beside = plain(text), knowledge.value_sets[BESIDE_SET]
    found: list[Decimal] = []
    for hit in _WEIGHT.finditer(said):
        before = said[max(0, hit.start() - _NEAR) : hit.start()]
        cut = _BEFORE.search(before)
        after = _AFTER.match(said[hit.end() : hit.end() + _NEAR])
        around = f"{cut.group() if cut is not None else before} ; {after.group() if after is not None else ''}"
        if beside.says(around):
            continue
        unit = units.spelled("[lb_av]" if hit["unit"] == "lb" else "kg")
        kg = units.convert(decimal(hit["kg"] or hit["bare"]), unit, "kg")
        found += [kg] if kg is not None else []
    return tuple(dict.fromkeys(found))


@remembered
def basis(text: str, has_mass: bool, knowledge: Knowledge) -> str:
    """The words by which the dose is of another weight than the actual one; "" when they are not said.

    `has_mass`: beside a dose in mg "IBW 61 kg" tells a weight, and changes nothing.
    """
    named = knowledge.value_sets[BASIS_SET]
    said = named.said(text) if named.may_say(text) else ""
    if not said or knowledge.value_sets[ACTUAL_SET].says(text):
        return ""
    if has_mass and _NUMBERED.match(text, text.lower().find(said.lower()) + len(said)) is not None:
        return ""
    return said


@remembered
def most_mg(text: str, knowledge: Knowledge) -> Decimal | None:
    """The largest single dose that the words allow ("max 50 mg")."""
    said = plain(text) if _CAPS.search(text) is not None else ""
    hits = list(_CAP.finditer(said))
    if not hits:
        return None
    # A limit is no dose that would say whom the words are about: "labetalol 10 mg prn, max 40 mg".
    numbers = iter(range(len(hits)))
    ours = of_the_drug(_CAP.sub(lambda _: f"@{next(numbers)}@", said), knowledge)
    kept = (hit for number, hit in enumerate(hits) if f"@{number}@" in ours)
    caps = (units.convert(decimal(hit["mass"]), units.spelled(hit["unit"]), units.MG) for hit in kept)
    return min((cap for cap in caps if cap is not None), default=None)
