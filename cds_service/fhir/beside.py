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
_DOSE = rf"{NUMBER}\s*-?{MASS}\b"
_SIZE = r"(?:1[4-9]|2[0-6])\s?-?g"
_CANNULA = r"(?:cannula|needle|catheter|angiocath|piv)"
_ASIDES = (
    re.compile(rf"\b(?:iv\s+access|{_CANNULA})\s*:?\s*{_SIZE}\b|\b{_SIZE}(?=\s+(?:peripheral|{_CANNULA})\b)"),
    re.compile(rf"(?<=[,;.])\s*{_SIZE}\s+iv\s*(?=\Z|[,;.])"),
    re.compile(rf"\b(?:wast(?:e|ed|ing)|discard\w*)\s*(?:(?:unused|remaining)\s*)?:?\s*{_DOSE}"),
    re.compile(
        rf"\bdiscard\w*\s+(?:the\s+)?(?:rest|remain(?:der|ing)|unused)\s+(?:(?:portion|drug)\s+)?(?:of|from|in)\s+"
        rf"(?:an?\s+|the\s+)?{_DOSE}(?=\s+(?:vial|amp))"
    ),
    re.compile(rf"\bdispense\w*\s*:?\s*{_DOSE}(?=\s+(?:vial|amp))"),
    re.compile(
        r"(?<!as )(?<!repeat )\b(?:previous|prior|last)\s+(?:dose|infusion|session|treatment)\s*"
        rf"(?:(?:was|of)\s+)?{_DOSE}"
    ),
    re.compile(rf"\bincreas\w*\s+from\s+{_DOSE}"),
    re.compile(rf"\b(?:start|begin)s?\s+(?:[a-z]+\s+)?infusion\s+{NUMBER}\s*{TIME}\s+(?=(?:after|before|following)\b)"),
    re.compile(rf"\b(?:second|third|fourth|fifth|sixth|next)\s+infusion\s+{NUMBER}\s*{TIME}\s+(?=after\b)"),
    re.compile(rf"\bpresent\s+(?:for|during)\s+(?:the\s+)?first\s+{NUMBER}\s*{TIME}\b"),
)
"""The width of a cannula is no mass in grams; what is wasted, dispensed or was given before is no dose; and a time
until the infusion starts, or for which somebody is there, is not its length."""
_TIME_ALONE = re.compile(
    rf"\A(?P<dose>\W*(?:ketamine\s+)?{NUMBER}\s*{MASS}(?:\s*/\s*kg)?,?\s*iv)\s*,\s*"
    rf"(?={NUMBER}\s*{TIME}\W*(?:;\s*(?:iv|intravenous)\W*)?\Z)"
)
""" "35 mg, IV, 40 min" and nothing else."""
_OF_A_VIAL = re.compile(
    rf"(?:[.,;:(]|\b(?:from|of))\s*(?:(?:an?|one|1\s*x)\s+)?{_DOSE}(?=\s+(?:single[\s-]dose\s+)?(?:vials?|amp\w*)\b)"
)
"""What a vial holds, beside the dose itself: the rest of it is wasted."""
_NEAR = 20
"""So few characters before a dose or a push stands the name of the medicine that it is of."""


@remembered
def own_words(text: str, knowledge: Knowledge) -> str:
    """The text without what it says of another medicine's dose, push or route ("labetalol 10 mg IV push prn")."""
    sets = knowledge.value_sets
    if _MASS.search(text) is None and not sets[PUSH_SET].may_say(text) and not sets[FLUID_SET].may_say(text):
        return text  # neither a dose nor a push that could be another's
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


@remembered
def of_the_drug(text: str, knowledge: Knowledge) -> str:
    """The text without clauses about another medicine alone, and those that go on about it ("labetalol 10 mg IV prn.
    May repeat once")."""
    if not _may_speak_of_others(text, knowledge):
        return text
    kept, is_other = list[str](), False
    for clause in _SENTENCE.split(closed_up(text)):
        subjects = [of for part in _PART.split(clause) if (of := _subject(part, knowledge)) is not None]
        is_other = subjects[-1] if subjects else is_other
        kept.append(" " if is_other and all(subjects) else clause)
    return "".join(kept)


def _subject(part: str, knowledge: Knowledge) -> bool | None:
    """Whether a part of a sentence is about another medicine; None where it names neither one nor a dose."""
    named = {match.ingredient for match in knowledge.drugs_by_name(part)}
    doses = sum(1 for _ in _MASS.finditer(part))
    if named & _ketamines(knowledge) or doses > 1 or _INFUSION.search(part) is not None:
        return False
    if named or knowledge.value_sets[MEDICINE_SET].says(part):
        return True
    return False if doses else None


_INFUSION = re.compile(r"\binfusions?\b", re.IGNORECASE)


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
    return _without_company("".join(kept), knowledge)


_WITH = re.compile(rf"\bwith\s+(?P<name>[a-z][a-z\s-]{{2,30}})\s(?P<mass>{NUMBER}\s*-?{MASS}\b)")


def _without_company(text: str, knowledge: Knowledge) -> str:
    """Without the mass of what ketamine is given together with; how it is given is said of both ("with ondansetron
    4 mg IV push")."""
    if " with " not in text:
        return text
    medicines = knowledge.value_sets[MEDICINE_SET]
    return _WITH.sub(lambda hit: f"with {hit['name']} " if medicines.says(hit["name"]) else hit.group(), text)


def without_asides(text: str) -> str:
    """The text, in its plain spelling, without doses that are not this one's."""
    text = _TIME_ALONE.sub(lambda hit: f"{hit['dose']} over ", text)
    for aside in (_ROUNDED, _EARLIER, *_ASIDES):
        text = aside.sub(" ", text)
    drawn = _OF_A_VIAL.sub(" ", text)
    return drawn if _MASS.search(drawn) else text
