"""The parts of the chart, prefetch first and FHIR server second, all missing ones at once and in one time budget.

It must not know what any resource means, nor the hook: it brings parts, and says why one did not come.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from cds_service.chart import Supply
from cds_service.fhir.parts import READS, Part, part_from_prefetch
from cds_service.fhir.reader import unresolved_medications
from cds_service.gather.access import FhirAccess
from cds_service.gather.outcome import Note, Outcome
from cds_service.gather.query import Query, fill
from cds_service.gather.reading import continues, read_part, server_for
from cds_service.gather.references import MEDICATIONS, read_medications


@dataclass(frozen=True, slots=True)
class Gathered:
    """`parts` by prefetch key, one for every template, and "medications" when records point to Medications that
    did not come with them; `notes` for each part that was asked for or should have been; `fetch_ms`
    milliseconds spent waiting for the FHIR server, 0.0 when it was not asked."""

    parts: dict[str, Part]
    notes: tuple[Note, ...] = ()
    fetch_ms: float = 0.0


async def gather(
    prefetch: Mapping[str, msgspec.Raw],
    templates: Mapping[str, str],
    fhir_server: str | None,
    access_token: str | None,
    context: Mapping[str, str],
    access: FhirAccess,
    *,
    scope: str | None = None,
    deadline: float | None = None,
) -> Gathered:
    """Every part that `templates` names, from `prefetch` where it is there and whole, else from the FHIR server.

    `context`: patientId, encounterId if any. `scope`: what the token may read, as the client says. `deadline`:
    from `access.deadline()`, when several readings of one call share a budget. Never raises for anything a
    client or server sent.
    """
    parts = {key: part_from_prefetch(prefetch.get(key), key) for key in templates}
    wanted = [key for key in templates if _wanting(key, parts[key])]
    server = server_for(fhir_server, access_token, scope, access, deadline)
    if isinstance(server, Outcome):
        return Gathered(parts, tuple(Note(key, server) for key in wanted))
    began = time.perf_counter()
    readings = await asyncio.gather(
        *(read_part(server, key, _query(templates[key], context), parts[key]) for key in wanted)
    )
    parts |= {reading.key: reading.part for reading in readings}
    notes = [reading.note for reading in readings]
    if references := unresolved_medications(parts):
        parts[MEDICATIONS], note = await read_medications(references, server)
        notes.append(note)
    spent = (time.perf_counter() - began) * 1000 if notes else 0.0
    return Gathered(parts, tuple(notes), spent)


_PAGE_SIZE = 100
"""Servers that are not told hand out as few as ten or twenty records a page, and a long list would end at our own
bound on pages. Prefetch templates leave the number out: not every client can fill them with it."""


def _query(template: str, context: Mapping[str, str]) -> Query | None:
    filled = fill(template, context)
    return filled.in_pages(_PAGE_SIZE) if filled is not None else None


def _wanting(key: str, part: Part) -> bool:
    """True when the FHIR server has to be asked: nothing usable came, or only the first page did."""
    if part.state is not Supply.SUPPLIED or continues(part):
        return True
    return key in READS and not part.resources
