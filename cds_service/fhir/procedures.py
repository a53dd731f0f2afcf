"""Procedures that gave ketamine.

It must not know what an infusion counts for.
"""

from __future__ import annotations

import msgspec

from cds_service.chart import Procedure, Source, Unreadable
from cds_service.fhir import dates, wire
from cds_service.fhir.concepts import codes, said, shown
from cds_service.fhir.lenient import decode
from cds_service.fhir.listing import IN_ERROR, Found, ReadAs, Reading
from cds_service.fhir.memory import remembered
from cds_service.fhir.purposes import purposes
from cds_service.fhir.services import gives_nothing
from cds_service.fhir.subjects import reference
from cds_service.knowledge import DrugMatch, Knowledge

_ROLES = frozenset({"ketamine", "esketamine"})


@remembered
def may_be_ketamine(raw: bytes, knowledge: Knowledge) -> bool:
    """True unless the procedure's code is readable and says neither ketamine nor esketamine."""
    concept = decode(raw, wire.Concept)
    return concept is None or not shown(concept) or _match([concept], knowledge) is not None


def procedure(record: wire.Procedure, about: Reading) -> Found[Procedure]:
    """The procedure if its code, its name or what was used says ketamine or esketamine."""
    if record.status == IN_ERROR:
        return ()
    name = reference(record, "Procedure")
    concepts = [c for c in (record.code, *record.used_code) if c is not None]
    if not any(shown(c) for c in concepts):
        return Unreadable(name, "no code and no text")
    match = _match(concepts, about.knowledge)
    if match is None or gives_nothing(record.code, about.knowledge):
        return ()
    when = about.clock.past(record.performed_date_time or dates.start(record.performed_period))
    on = dates.known(when)
    return (
        Procedure(
            source=Source(name, on.day if on else None),
            ingredient=match.ingredient,
            status=record.status or "unknown",
            on=on,
            dates_why=dates.trouble(when),
            by_name=match.by_name,
            purpose=purposes(
                [*record.reason_code, *concepts],
                record.reason_reference,
                [n.text for n in record.note],
                about,
            ),
            until=dates.known(about.clock.any(dates.end(record.performed_period))),
        ),
    )


def _match(concepts: list[wire.Concept], knowledge: Knowledge) -> DrugMatch | None:
    """The ketamine or esketamine named, a code before a name, esketamine before ketamine."""
    coded = [m for c in concepts for s, code in codes(c) for m in knowledge.drugs_by_code(s, code)]
    named = [m for c in concepts for m in knowledge.drugs_by_name(knowledge.without_negated(said(c)))]
    for matches in (coded, named):
        ours = [m for m in matches if _ROLES & set(knowledge.drugs[m.ingredient].roles)]
        if ours:
            return min(ours, key=lambda m: "esketamine" not in knowledge.drugs[m.ingredient].roles)
    return None


def _only_code(head: wire.Head) -> msgspec.Raw:
    """The procedure's code where it does not say what was used; nothing where it does."""
    return wire.NOTHING if head.used_code else head.code


PROCEDURES = ReadAs("Procedure", wire.Procedure, _only_code, may_be_ketamine, procedure)
