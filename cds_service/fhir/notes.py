"""What an order's notes say of its infusion; most of what a note says is of something else.

It must not know which dose is right. A time is the infusion's only beside the drug, a dose or words that give it
("spent 25 minutes counselling" is not); a push is ordered where it is said of giving it, and not of the past.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from cds_service.chart import Amount
from cds_service.fhir import infusion_text
from cds_service.fhir.beside import of_the_drug, own_words
from cds_service.fhir.drugs import NUMBER
from cds_service.fhir.infusion_words import MASS, TIME, plain
from cds_service.fhir.pushes import orders_push
from cds_service.fhir.routes import IV_SET, other_in_text
from cds_service.knowledge import Knowledge

GIVES_SET, CHANGES_SET, REMARK_SET, PAST_SET = "gives-dose", "service-starts", "note-remark", "note-past"

_CLAUSE = re.compile(r"([;\n]|[.,](?=\s|$))")
_TIME = re.compile(rf"(?<![\w.,])(?:{NUMBER}\s*(?:-|–|to)\s*)?{NUMBER}\s*-?{TIME}\b")
_OVER = re.compile(rf"\bover\s+(?:{NUMBER}\s*(?:-|–|to)\s*)?{NUMBER}\s*-?{TIME}\b")
_DOSE = re.compile(rf"{NUMBER}\s*-?{MASS}\b")
_ALONE = re.compile(r"\W*(?:over|for)?\W*")


def noted(text: str, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Amount:
    """What one note says of the infusion. `push`: it orders one; one that it only speaks of is `unread`."""
    if not text:
        return Amount()
    said = "".join(_without_other_times(clause, knowledge) for clause in _CLAUSE.split(plain(text)))
    read = infusion_text.amount(said, mg_per_ml, knowledge)
    if other_in_text(text, knowledge) and _gives_otherwise(text, knowledge):
        read = replace(read, unread=True)
    if not read.push:
        return read
    own = own_words(of_the_drug(text, knowledge), knowledge)
    ordered = any(_orders_push(clause, knowledge) for clause in _CLAUSE.split(plain(own)))
    return replace(read, push=ordered, unread=read.unread or not ordered)


def _without_other_times(clause: str, knowledge: Knowledge) -> str:
    if _TIME.search(clause) is None or _is_of_the_infusion(clause, knowledge):
        return clause
    return _TIME.sub(" ", clause)


def _is_of_the_infusion(clause: str, knowledge: Knowledge) -> bool:
    sets = knowledge.value_sets
    if sets[PAST_SET].says(clause):
        return False
    if _DOSE.search(clause) is not None:
        return True
    if sets[REMARK_SET].says(clause) and _OVER.search(clause) is None:
        return False
    return _gives(clause, knowledge) or _ALONE.fullmatch(_TIME.sub(" ", clause)) is not None


def _gives(clause: str, knowledge: Knowledge) -> bool:
    return knowledge.value_sets[GIVES_SET].says(clause) or bool(knowledge.drugs_by_name(clause))


def _gives_otherwise(text: str, knowledge: Knowledge) -> bool:
    """Whether a note orders the drug by another way ("give IM if no IV"), and not a tablet beside it."""
    sets = knowledge.value_sets
    return any(
        other_in_text(clause, knowledge)
        and (_gives(clause, knowledge) or sets[CHANGES_SET].says(clause))
        and not (sets[PAST_SET].says(clause) or sets[REMARK_SET].says(clause))
        for clause in _CLAUSE.split(of_the_drug(text, knowledge))
    )


def _orders_push(clause: str, knowledge: Knowledge) -> bool:
    sets = knowledge.sets_said("vocabulary", clause)
    if not orders_push(clause, knowledge) or knowledge.value_sets[PAST_SET].says(clause):
        return False
    return IV_SET in sets or _gives(clause, knowledge) or _OVER.search(clause) is not None
