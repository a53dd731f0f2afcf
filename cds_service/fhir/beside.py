"""What an order's words say of other medicines and fluids, set aside: a rescue push is no push of the ketamine.

It must not know which dose or route is right. Names and phrases are content; in doubt the words are the ketamine's.
"""

from __future__ import annotations

import re

from cds_service.fhir.drugs import NUMBER, closed_up
from cds_service.fhir.infusion_words import MASS, TIME
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge

PUSH_SET, MEDICINE_SET, FLUID_SET = "push-words", "beside-medicine", "beside-fluid"

_MASS = re.compile(rf"(?<![\w.,])\d[\d.,]*(?:\s*(?:-|–|to)\s*\d[\d.,]*)?\s*-?{MASS}\b", re.IGNORECASE)
_VOLUME = re.compile(r"(?<![\w.,])\d[\d.,]*\s*m[lL]\b")
_SENTENCE = re.compile(r"(;|\n|[.,](?=\s|$))")
_PART = re.compile(r"(;|\n|[.,](?=\s|$)|\+|\b(?:then|followed by|and|before|after|plus)\b)", re.IGNORECASE)
_ROUNDED = re.compile(
    rf"\bround(?:ed|ing)?\s+(?:(?:dose|off|up|down)\s+)?to\s+(?:the\s+)?(?:nearest|closest)\s+{NUMBER}\s*{MASS}\b"
)
_EARLIER = re.compile(r"\(\s*(?:prior|previous|last|earlier)\s+(?:infusion|dose|treatment|session)\b[^(),;]{0,60}\)")
"""Of an earlier infusion, in brackets; and to what a dose is rounded: neither is the dose."""
_TIME_ALONE = re.compile(
    rf"\A(?P<dose>\W*(?:ketamine\s+)?{NUMBER}\s*{MASS}(?:\s*/\s*kg)?,?\s*iv)\s*,\s*"
    rf"(?={NUMBER}\s*{TIME}\W*(?:;\s*(?:iv|intravenous)\W*)?\Z)"
)
""" "35 mg, IV, 40 min" and nothing else."""
_NEAR = 20
"""So few characters before a dose or a push stands the name of the medicine that it is of."""


@remembered
def own_words(text: str, knowledge: Knowledge) -> str:
    """The text without what it says of another medicine's dose, push or route ("labetalol 10 mg IV push prn")."""
    if not _may_speak_of_others(text, knowledge):
        return text
    parts = _PART.split(closed_up(text))
    return "".join(" " if _is_of_another(part, knowledge) else part for part in parts)


def _may_speak_of_others(text: str, knowledge: Knowledge) -> bool:
    sets = knowledge.value_sets
    if sets[MEDICINE_SET].may_say(text) or sets[FLUID_SET].may_say(text):
        return True
    return bool({match.ingredient for match in knowledge.drugs_by_name(text)} - _ketamines(knowledge))


def _is_of_another(part: str, knowledge: Knowledge) -> bool:
    """One medicine that is no ketamine, named right before the one dose or the push that is said."""
    doses = [hit.start() for hit in _MASS.finditer(part)]
    if len(doses) > 1 or {match.ingredient for match in knowledge.drugs_by_name(part)} & _ketamines(knowledge):
        return False
    if not doses and knowledge.value_sets[FLUID_SET].says(_VOLUME.sub(" ", part)):
        return True
    words = knowledge.value_sets[PUSH_SET].words
    pushed = words.search(part) if words is not None else None
    first = min([*doses, *([pushed.start()] if pushed is not None else [])], default=None)
    if first is None:
        return False
    name = part[max(0, first - _NEAR) : first]
    return knowledge.value_sets[MEDICINE_SET].says(name) or bool(knowledge.drugs_by_name(name))


def _ketamines(knowledge: Knowledge) -> frozenset[str]:
    return knowledge.with_role("ketamine") | knowledge.with_role("esketamine")


def about_ketamine(text: str, knowledge: Knowledge) -> str:
    """The text without clauses that give one dose of another drug ("; ondansetron 4 mg IV over 2 min")."""
    if _MASS.search(text) is None:
        return text
    kept = []
    for clause in _SENTENCE.split(text):
        named = {match.ingredient for match in knowledge.drugs_by_name(clause)}
        is_other = not named & _ketamines(knowledge)
        is_other = is_other and (bool(named) or knowledge.value_sets[MEDICINE_SET].says(clause))
        kept.append(" " if is_other and sum(1 for _ in _MASS.finditer(clause)) == 1 else clause)
    return "".join(kept)


def without_asides(text: str) -> str:
    """The text, in its plain spelling, without doses that are not this one's."""
    text = _TIME_ALONE.sub(lambda hit: f"{hit['dose']} over ", text)
    return _EARLIER.sub(" ", _ROUNDED.sub(" ", text))
