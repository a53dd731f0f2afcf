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
from cds_service.knowledge.codes import ValueSet

AGAIN_SET, BESIDE_SET, CONDITION_SET = "gives-again", "beside-again", "again-condition"
DAY_SET, LEAVE_SET = "another-day", "gives-leave"

_CLAUSE = re.compile(r"(?:[^;\n.,]|[.,](?!\s|$))+")
_AMOUNT = re.compile(rf"{NUMBER}\s*-?(?:{MASS}|{TIME})\b", re.IGNORECASE)
_DOSE = re.compile(rf"{NUMBER}\s*-?{MASS}\b", re.IGNORECASE)
_LATER = re.compile(
    rf"{NUMBER}\s*-?\s*(?:days?|weeks?|wks?|months?|mos?)\b|\bon\s+\d{{1,2}}[/-]\d{{1,2}}\b", re.IGNORECASE
)


@remembered
def in_order(text: str, knowledge: Knowledge) -> str:
    """The clause of a dosage text that gives the drug again at nobody knows what time; "" when there is none."""
    if _search(knowledge.value_sets[AGAIN_SET], text) is None:
        return ""
    said = of_the_drug(text, knowledge)
    dosed = _DOSE.search(said)
    first = dosed.start() if dosed is not None else 0
    for clause in _CLAUSE.finditer(said):
        # "Repeat ketamine infusion: 35 mg over 40 min" is the order itself.
        is_order = clause.start() + _start(clause.group(), knowledge) < first
        if not is_order and (found := _gives_again(clause.group(), knowledge)):
            return found
    return ""


def in_note(text: str, knowledge: Knowledge) -> str:
    """The same of a note, where only what gives leave to do so is an order, and no remark."""
    said = in_order(text, knowledge)
    return said if said and knowledge.value_sets[LEAVE_SET].says(said) else ""


def _start(clause: str, knowledge: Knowledge) -> int:
    found = _search(knowledge.value_sets[AGAIN_SET], clause)
    return found.start() if found is not None else 0


def _search(words: ValueSet, text: str) -> re.Match[str] | None:
    return words.words.search(text) if words.words is not None and words.may_say(text) else None


def _gives_again(clause: str, knowledge: Knowledge) -> str:
    """What a clause says of a dose that is given again, after the dose itself; "" when it does not, or says when."""
    sets = knowledge.value_sets
    again = sets[AGAIN_SET]
    affirmed = again.not_words.sub(" ", clause) if again.not_words is not None else clause
    found = _search(again, affirmed)
    if found is None:
        return ""
    before, after = affirmed[: found.start()], affirmed[found.end() :]
    before = before[max((hit.end() for hit in _AMOUNT.finditer(before)), default=0) :]
    condition = _search(sets[CONDITION_SET], after)
    what = f"{before} ; {after[: condition.start()] if condition is not None else after}"
    if sets[BESIDE_SET].says(what):
        return ""
    is_timed = _LATER.search(after) or sets[DAY_SET].says(clause) or rhythm.says_how_soon(clause, knowledge)
    return "" if is_timed else " ".join(f"{before}{found.group()}{after}".split())
