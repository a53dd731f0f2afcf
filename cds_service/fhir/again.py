"""Whether an order's words give the drug once more and do not say how soon: "may repeat once".

It must not know how soon is too soon; a time that is said is the rhythm's. What is repeated beside an infusion (a
blood pressure, a scale), and what is kept at hand for another medicine, is no dose. Words are content.
"""

from __future__ import annotations

import re

from cds_service.fhir import rhythm
from cds_service.fhir.beside import of_the_drug
from cds_service.fhir.drugs import NUMBER
from cds_service.fhir.infusion_words import MASS, TIME
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge

AGAIN_SET, BESIDE_SET, CONDITION_SET = "gives-again", "beside-again", "again-condition"
DAY_SET, LEAVE_SET = "another-day", "gives-leave"

_CLAUSE = re.compile(r"(?:[^;\n.,]|[.,](?!\s|$))+")
_AMOUNT = re.compile(rf"{NUMBER}\s*-?(?:{MASS}|{TIME})\b", re.IGNORECASE)
_DOSE = re.compile(rf"{NUMBER}\s*-?{MASS}\b", re.IGNORECASE)
_TWO = re.compile(r"\b(?:two|2|twice)\b", re.IGNORECASE)
_LATER = re.compile(
    rf"{NUMBER}\s*-?\s*(?:days?|weeks?|wks?|months?|mos?)\b|\bon\s+\d{{1,2}}[/-]\d{{1,2}}\b", re.IGNORECASE
)


@remembered
def in_order(text: str, knowledge: Knowledge) -> str:
    """The clause of a dosage text that gives the drug again at nobody knows what time; "" when there is none."""
    again = knowledge.value_sets[AGAIN_SET]
    if again.words is None or not again.may_say(text) or again.words.search(text) is None:
        return ""
    said = of_the_drug(text, knowledge)
    dosed = _DOSE.search(said)
    first = dosed.start() if dosed is not None else 0
    for clause in _CLAUSE.finditer(said):
        if found := _gives_again(clause.group(), first - clause.start(), knowledge):
            return found
    return ""


def in_note(text: str, knowledge: Knowledge) -> str:
    """The same of a note, where only what gives leave to do so is an order, and no remark."""
    said = in_order(text, knowledge)
    return said if said and knowledge.value_sets[LEAVE_SET].says(said) else ""


def _gives_again(clause: str, dosed: int, knowledge: Knowledge) -> str:
    """What a clause says of a dose that is given again, after the dose itself; "" when it does not, or says when.

    `dosed`: where the dose stands. "Repeat ketamine infusion: 35 mg over 40 min" is the order itself.
    """
    sets = knowledge.value_sets
    again = sets[AGAIN_SET]
    if again.words is None or not again.may_say(clause):
        return ""
    affirmed = again.not_words.sub(lambda hit: " " * len(hit.group()), clause) if again.not_words else clause
    hits = again.words.finditer(affirmed)
    found = next((hit for hit in hits if hit.start() >= dosed or _TWO.search(hit.group())), None)
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
