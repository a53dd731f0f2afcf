"""Medication resources that orders and medication lists only point to, read from the FHIR server in few searches.

It must not know which records point to them, nor which drug a Medication is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from cds_service.chart import Supply
from cds_service.fhir.parts import ABSENT, Part
from cds_service.gather.access import FhirAccess
from cds_service.gather.outcome import Note, Outcome
from cds_service.gather.page import name_of
from cds_service.gather.query import Query, plain_id
from cds_service.gather.reading import Reading, read_part, server_for
from cds_service.gather.server import Server

MEDICATIONS = "medications"
"""The key of the part that no template asks for."""

_IDS_PER_SEARCH = 40


async def read_references(
    references: Sequence[str],
    fhir_server: str | None,
    access_token: str | None,
    access: FhirAccess,
    *,
    scope: str | None = None,
    deadline: float | None = None,
) -> Part:
    """The Medication resources behind references, read in as few searches as possible.

    Takes "Medication/1", also with a version or absolute on the same base; anything else is left unread.
    SUPPLIED with `truncated` when some did not come, FAILED when none did, ABSENT when none could be asked for.
    """
    if not references:
        return ABSENT
    server = server_for(fhir_server, access_token, scope, access, deadline)
    if isinstance(server, Outcome):
        return ABSENT
    part, _ = await read_medications(references, server)
    return part


async def read_medications(references: Sequence[str], server: Server) -> tuple[Part, Note]:
    """The same for a server already at hand, with a note on how it ended."""
    ids = [found for each in dict.fromkeys(references) if (found := _medication_id(each, server))]
    asked = list(dict.fromkeys(ids))[: server.access.bounds.references]
    if not asked:
        return ABSENT, Note(MEDICATIONS, Outcome.NOT_IN_CONTEXT)
    batches = [asked[start : start + _IDS_PER_SEARCH] for start in range(0, len(asked), _IDS_PER_SEARCH)]
    readings = await asyncio.gather(*(read_part(server, MEDICATIONS, _search_by_id(batch)) for batch in batches))
    whole = len(asked) == len(set(ids)) and len(ids) == len(set(references))
    part = _on_one_shelf([reading.part for reading in readings], asked, whole=whole)
    return part, _note(readings, part)


def _note(readings: Sequence[Reading], part: Part) -> Note:
    """One note for all batches: the first that did not end well, else whether something is missing."""
    trouble = next((r for r in readings if r.outcome is not Outcome.FETCHED), readings[0])
    whole = trouble.outcome is Outcome.FETCHED
    outcome = Outcome.MISSING_SOME if whole and part.truncated else trouble.outcome
    return Note(MEDICATIONS, outcome, trouble.status, sum(len(reading.pages) for reading in readings))


def _search_by_id(ids: Sequence[str]) -> Query:
    return Query("Medication", parameters=(("_id", ",".join(ids)), ("_count", str(len(ids)))))


def _medication_id(reference: str, server: Server) -> str | None:
    """The id in a Medication reference that this server can answer, else None."""
    relative = reference.removeprefix(f"{str(server.base.url).rstrip('/')}/")
    resource_type, _, rest = relative.partition("/")
    return plain_id(rest.partition("/_history/")[0], "Medication") if resource_type == "Medication" else None


def _on_one_shelf(parts: Sequence[Part], asked: Sequence[str], *, whole: bool) -> Part:
    """Several batches as one part that holds the Medications asked for and nothing else."""
    came = [part for part in parts if part.state is Supply.SUPPLIED]
    if not came:
        return next((part for part in parts if part.state is Supply.FAILED), ABSENT)
    wanted = {("Medication", each) for each in asked}
    found = {name: each for part in came for each in part.resources if (name := name_of(each)) in wanted}
    return replace(
        came[0],
        resources=tuple(found.values()),
        unreadable=sum(part.unreadable for part in came),
        truncated=not whole or len(found) < len(wanted),
        total=None,
    )
