"""Whether an order's words give the drug once more and do not say how soon: "may repeat once".

It must not know how soon is too soon; a time that is said is the rhythm's. What is repeated beside an infusion (a
blood pressure, a scale), and what is kept at hand for another medicine, is no dose. Words are content.
"""

from __future__ import annotations

import re

from cds_service.fhir import rhythm
from cds_service.fhir.beside import of_the_drug
from cds_service.fhir.drugs import NUMBER
from cds_service.fhir.infusion_words import IN_WORDS, MASS, TIME
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge

AGAIN_SET, BESIDE_SET, CONDITION_SET = "gives-again", "beside-again", "again-condition"
DAY_SET, LEAVE_SET, LASTS_SET = "another-day", "gives-leave", "order-lasts"

_CLAUSE = re.compile(r"(?:[^;\n.,]|[.,](?!\s|$))+")
_AMOUNT = re.compile(rf"{NUMBER}\s*-?(?:{MASS}|{TIME})\b", re.IGNORECASE)
_DOSE = re.compile(rf"{NUMBER}\s*-?{MASS}\b", re.IGNORECASE)
_TWO = re.compile(r"\b(?:two|2|twice)\b", re.IGNORECASE)
_DOSES = re.compile(r"(?:two|2)\s+(?:doses|infusions)", re.IGNORECASE)
_LATER = re.compile(
    rf"{NUMBER}(?:\s*-)?\s*(?:days?|weeks?|wks?|months?|mos?)\b|\bon\s+\d{{1,2}}[/-]\d{{1,2}}\b", re.IGNORECASE
)


_ON_AND_ON = re.compile(
    rf"\b(?:for|x|×)\s*(?:(?:the\s+)?next\s+)?(?P<n>\d{{1,2}}|{IN_WORDS})(?:\s*-)?\s*(?:days?|weeks?|wks?)\b",
    re.IGNORECASE,
)
_ONE = frozenset({"1", "one"})
"""For how long an order goes on tells how often only beside a rhythm."""


def in_order(text: str, knowledge: Knowledge, is_rhythmic: bool = False) -> str:
    """The clause of a dosage text that gives the drug again at nobody knows what time; "" when there is none.

    `is_rhythmic`: something else in the order says how often it is given.
    """
    if found := _once_more(text, knowledge):
        return found
    return "" if is_rhythmic or _ON_AND_ON.search(text) is None else _for_days(text, knowledge)


def _for_days(text: str, knowledge: Knowledge) -> str:
    """ "35 mg over 40 min for 3 days", where nothing in the text says how often; "" where it is of something else."""
    ours, beside = of_the_drug(text, knowledge), rhythm.beside_words(knowledge)
    if rhythm.says_how_soon(ours, knowledge):
        return ""
    for clause in _CLAUSE.finditer(ours):
        hit = _ON_AND_ON.search(clause.group())
        if hit is None or hit["n"].lower() in _ONE or knowledge.value_sets[LASTS_SET].says(clause.group()):
            continue
        of_other = beside is not None and beside.search(clause.group()) is not None
        if not of_other and not knowledge.value_sets[BESIDE_SET].says(clause.group()):
            return " ".join(clause.group().split())
    return ""


@remembered
def _once_more(text: str, knowledge: Knowledge) -> str:
    again = knowledge.value_sets[AGAIN_SET]
    if again.words is None or not again.may_say(text) or again.words.search(text) is None:
        return ""
    said = of_the_drug(text, knowledge)
    dosed = _DOSE.search(said)
    first = dosed.start() if dosed is not None else 0
    # "Two doses of 35 mg, 72 h apart": a number of doses, and a rhythm anywhere.
    is_rhythmic = rhythm.says_how_soon(said, knowledge)
    for clause in _CLAUSE.finditer(said):
        if found := _gives_again(clause.group(), first - clause.start(), knowledge, is_rhythmic):
            return found
    return ""


def in_note(text: str, knowledge: Knowledge) -> str:
    """The same of a note, where only what gives leave to do so is an order, and no remark."""
    said = in_order(text, knowledge)
    return said if said and knowledge.value_sets[LEAVE_SET].says(said) else ""


def _gives_again(clause: str, dosed: int, knowledge: Knowledge, is_rhythmic: bool) -> str:
    """What a clause says of a dose that is given again, after the dose itself; "" when it does not, or says when.

    `dosed`: where the dose stands. "Repeat ketamine infusion: 35 mg over 40 min" is the order itself.
    `is_rhythmic`: the text says how often, which a number of doses needs; "may repeat once" is beside a rhythm.
    """
    sets = knowledge.value_sets
    again = sets[AGAIN_SET]
    if again.words is None or not again.may_say(clause):
        return ""
    affirmed = again.not_words.sub(lambda hit: " " * len(hit.group()), clause) if again.not_words else clause
    hits = again.words.finditer(affirmed)
    of_order = (hit for hit in hits if hit.start() >= dosed or _TWO.search(hit.group()))
    found = next((hit for hit in of_order if not (is_rhythmic and _DOSES.fullmatch(hit.group()))), None)
    if found is None:
        return ""
    before, after = affirmed[: found.start()], affirmed[found.end() :]
    before = before[max((hit.end() for hit in _AMOUNT.finditer(before)), default=0) :]
    conditions = sets[CONDITION_SET].words
    condition = conditions.search(after) if conditions is not None else None
    what = f"{before} ; {after[: condition.start()] if condition is not None else after}"
    if sets[BESIDE_SET].says(what):
        return ""
    is_timed = _LATER.search(after) or sets[DAY_SET].says(clause) or rhythm.says_how_soon(clause, knowledge)
    return "" if is_timed else " ".join(f"{before}{found.group()}{after}".split())
