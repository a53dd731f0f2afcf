"""Services that name ketamine and give none: a drug level, vital signs during it, the order that stops it.

It must not know words. A name that begins so and goes on to start or give the drug is an order of it.
"""

from __future__ import annotations

from cds_service.fhir import wire
from cds_service.fhir.concepts import said, said_in
from cds_service.fhir.reasons import CLAUSE
from cds_service.knowledge import Knowledge

NOT_AN_ORDER, CARE_SET, STARTS_SET = "not-an-order", "service-care", "service-starts"


def gives_nothing(code: wire.Concept | None, knowledge: Knowledge) -> bool:
    """Whether the service is no giving of ketamine, whatever it names."""
    if code is None:
        return False
    if NOT_AN_ORDER in said_in(said(code), knowledge):
        return True
    care, starts = knowledge.value_sets[CARE_SET], knowledge.value_sets[STARTS_SET]
    name = code.text or said(code)
    if care.words is None or not care.may_say(name) or starts.says(name):
        return False
    named = [clause.strip() for clause in CLAUSE.split(name) if knowledge.drugs_by_name(clause)]
    return bool(named) and all(care.words.match(clause) for clause in named)
