"""The parts of the chart, prefetch first and FHIR server second, all missing ones at once and in one time budget.

It must not know what any resource means, nor the hook: it brings parts, and says why one did not come.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import httpx
import msgspec

from cds_service.chart import Supply
from cds_service.fhir.parts import ABSENT, READS, Part, part_from_prefetch
from cds_service.gather.access import FhirAccess
from cds_service.gather.outcome import NEVER_ASKED, FetchError, Note, Outcome
from cds_service.gather.page import check_answer, count_distinct
from cds_service.gather.query import Query, fill, plain_id
from cds_service.gather.scope import read_scopes
from cds_service.gather.server import Server, usable_token

_IDS_PER_SEARCH = 40


@dataclass(frozen=True, slots=True)
class Gathered:
    """`parts` by prefetch key, one for every template; `notes` for each part that was asked for or should
    have been; `fetch_ms` milliseconds spent waiting for the FHIR server, 0.0 when it was not asked."""

    parts: dict[str, Part]
    notes: tuple[Note, ...] = ()
    fetch_ms: float = 0.0


@dataclass(slots=True)
class _Reading:
    """One part while it is being read: pages so far, how it ended."""

    key: str
    pages: list[Part] = field(default_factory=list)
    outcome: Outcome = Outcome.FETCHED
    status: int | None = None
    fetched: int = 0


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
    if not wanted:
        return Gathered(parts)
    server = _server(fhir_server, access_token, scope, access, deadline)
    if isinstance(server, Outcome):
        return Gathered(parts, tuple(Note(key, server) for key in wanted))
    began = time.perf_counter()
    readings = await asyncio.gather(*(_read(server, key, fill(templates[key], context), parts[key]) for key in wanted))
    for reading in readings:
        parts[reading.key] = _joined(parts[reading.key], reading)
    notes = tuple(Note(r.key, r.outcome, r.status, r.fetched) for r in readings)
    return Gathered(parts, notes, (time.perf_counter() - began) * 1000)


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
    server = _server(fhir_server, access_token, scope, access, deadline)
    if isinstance(server, Outcome):
        return ABSENT
    ids = [found for ref in dict.fromkeys(references) if (found := _medication_id(ref, server))]
    asked = list(dict.fromkeys(ids))[: access.bounds.references]
    if not asked:
        return ABSENT
    batches = [asked[start : start + _IDS_PER_SEARCH] for start in range(0, len(asked), _IDS_PER_SEARCH)]
    readings = await asyncio.gather(*(_read(server, "medications", _search_by_id(batch), ABSENT) for batch in batches))
    whole = len(asked) == len(set(ids)) and len(ids) == len(set(references))
    return _all_of([_joined(ABSENT, reading) for reading in readings], whole)


def _search_by_id(ids: Sequence[str]) -> Query:
    return Query("Medication", parameters=(("_id", ",".join(ids)), ("_count", str(len(ids)))))


def _medication_id(reference: str, server: Server) -> str | None:
    """The id in a Medication reference that this server can answer, else None."""
    relative = reference.removeprefix(f"{str(server.base.url).rstrip('/')}/")
    resource_type, _, rest = relative.partition("/")
    return plain_id(rest.partition("/_history/")[0], "Medication") if resource_type == "Medication" else None


def _all_of(parts: Sequence[Part], whole: bool) -> Part:
    """Several batches as one part."""
    came = [part for part in parts if part.state is Supply.SUPPLIED]
    if not came:
        failed = next((part for part in parts if part.state is Supply.FAILED), None)
        return failed or parts[0]
    return replace(
        came[0],
        resources=tuple(resource for part in came for resource in part.resources),
        unreadable=sum(part.unreadable for part in came),
        truncated=not whole or len(came) < len(parts) or any(part.truncated for part in came),
    )


def _wanting(key: str, part: Part) -> bool:
    """True when the FHIR server has to be asked: nothing usable came, or only the first page did."""
    if part.state is not Supply.SUPPLIED or _continues(part):
        return True
    return key in READS and not part.resources


def _server(
    fhir_server: str | None, token: str | None, scope: str | None, access: FhirAccess, deadline: float | None
) -> Server | Outcome:
    """The server to ask, or why there is none."""
    if not fhir_server:
        return Outcome.NO_SERVER
    base = access.base(fhir_server)
    if base is None or access.client is None:
        return Outcome.SERVER_NOT_ALLOWED
    token = token or None
    if not usable_token(token):
        return Outcome.TOKEN_UNUSABLE
    end = access.deadline() if deadline is None else deadline
    return Server(access, access.client, base, token, read_scopes(scope if token else None), end)


async def _read(server: Server, key: str, query: Query | None, given: Part) -> _Reading:
    """One part from the server, every page of it that may be had; never raises but for cancellation."""
    reading = _Reading(key)
    if query is None:
        reading.outcome = Outcome.NOT_IN_CONTEXT
    elif not server.scopes.permit(query):
        reading.outcome = Outcome.NOT_IN_SCOPE
    else:
        try:
            async with asyncio.timeout_at(server.deadline):
                await _pages(server, query, given, reading)
        except TimeoutError:
            reading.outcome = Outcome.TIMED_OUT
        except FetchError as failure:
            reading.outcome, reading.status = failure.outcome, failure.status
        except Exception:
            # Another's bytes through other people's parsers: one part is lost, the answer is not.
            reading.outcome = Outcome.UNEXPECTED
    return reading


async def _pages(server: Server, query: Query, given: Part, reading: _Reading) -> None:
    """Reads page after page into `reading`; raises FetchError at the first that is no answer."""
    bounds = server.access.bounds
    url = _next(server, given.next_url) if _continues(given) else server.base.at(query.path)
    seen: set[httpx.URL] = set()
    while url is not None:
        if reading.fetched >= bounds.pages or url in seen:
            raise FetchError(Outcome.TOO_MANY_PAGES)
        seen.add(url)
        body = await server.get(url)
        check_answer(body, query, bounds.depth)
        page = part_from_prefetch(msgspec.Raw(body), reading.key)
        if page.state is not Supply.SUPPLIED:
            raise FetchError(Outcome.NOT_AS_ASKED)
        reading.pages.append(page)
        reading.fetched += 1
        url = _next(server, page.next_url)


def _next(server: Server, link: str | None) -> httpx.URL | None:
    """Where the next page is; None when there is none. Raises FetchError when it lies outside the base."""
    if link is None:
        return None
    url = server.base.below(link)
    if url is None:
        raise FetchError(Outcome.NEXT_REFUSED)
    return url


def _joined(given: Part, reading: _Reading) -> Part:
    """What came by prefetch and from the server as one part, no different from a part that came at once."""
    pages = [given, *reading.pages] if _continues(given) else reading.pages
    if not pages:
        return given if reading.outcome in NEVER_ASKED else replace(given, state=Supply.FAILED)
    return replace(
        pages[0],
        resources=tuple(resource for page in pages for resource in page.resources),
        unreadable=sum(page.unreadable for page in pages),
        next_url=None,
        truncated=reading.outcome is not Outcome.FETCHED or _more_than_came(pages),
    )


def _more_than_came(pages: Sequence[Part]) -> bool:
    """True when pages that were read to the end still do not hold all that the server says there is."""
    total = pages[0].total
    if len(pages) == 1 or total is None:
        return pages[-1].truncated
    return total > count_distinct(resource for page in pages for resource in page.resources)


def _continues(given: Part) -> bool:
    """True when the client sent a first page that says there are more."""
    return given.state is Supply.SUPPLIED and given.next_url is not None
