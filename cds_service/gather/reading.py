"""One part of the chart read from one server, page after page, and joined into what came with the request.

It must not know which parts a hook needs, nor what any resource means.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import httpx
import msgspec

from cds_service.chart import Supply
from cds_service.fhir.parts import ABSENT, Part, part_from_prefetch
from cds_service.gather.access import FhirAccess
from cds_service.gather.outcome import NEVER_ASKED, FetchError, Note, Outcome
from cds_service.gather.page import check_answer, count_distinct
from cds_service.gather.query import Query
from cds_service.gather.scope import read_scopes
from cds_service.gather.server import Server, usable_token


@dataclass(slots=True)
class Reading:
    """One part while it is being read: pages from the server so far, and how it ended."""

    key: str
    given: Part = ABSENT
    pages: list[Part] = field(default_factory=list)
    outcome: Outcome = Outcome.FETCHED
    status: int | None = None

    @property
    def note(self) -> Note:
        return Note(self.key, self.outcome, self.status, len(self.pages))

    @property
    def part(self) -> Part:
        """What came by prefetch and from the server as one part, no different from a part that came at once."""
        pages = [self.given, *self.pages] if continues(self.given) else self.pages
        if not pages:
            return self.given if self.outcome in NEVER_ASKED else replace(self.given, state=Supply.FAILED)
        return replace(
            pages[0],
            resources=_joined(pages),
            unreadable=sum(page.unreadable for page in pages),
            next_url=None,
            truncated=self.outcome is not Outcome.FETCHED or _more_than_came(pages),
        )


def server_for(
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


async def read_part(server: Server, key: str, query: Query | None, given: Part = ABSENT) -> Reading:
    """One part from the server, every page of it that may be had; never raises but for cancellation."""
    reading = Reading(key, given)
    if query is None:
        reading.outcome = Outcome.NOT_IN_CONTEXT
    elif not server.scopes.permit(query):
        reading.outcome = Outcome.NOT_IN_SCOPE
    else:
        try:
            async with asyncio.timeout_at(server.deadline):
                await _read_pages(server, query, reading)
        except TimeoutError:
            reading.outcome = Outcome.TIMED_OUT
        except FetchError as failure:
            reading.outcome, reading.status = failure.outcome, failure.status
        except Exception:
            # Another's bytes through other people's parsers: one part is lost, the answer is not.
            reading.outcome = Outcome.UNEXPECTED
    return reading


async def _read_pages(server: Server, query: Query, reading: Reading) -> None:
    """Reads page after page into `reading`; raises FetchError at the first that is no answer."""
    bounds = server.access.bounds
    given = reading.given
    url = _next(server, given.next_url) if continues(given) else server.base.at(query.path)
    seen: set[httpx.URL] = set()
    while url is not None:
        if len(reading.pages) >= bounds.pages or url in seen:
            raise FetchError(Outcome.TOO_MANY_PAGES)
        seen.add(url)
        body = await server.get(url)
        check_answer(body, query, bounds.depth)
        page = part_from_prefetch(msgspec.Raw(body), reading.key)
        if page.state is not Supply.SUPPLIED:
            raise FetchError(Outcome.NOT_AS_ASKED)
        reading.pages.append(page)
        url = _next(server, page.next_url)


def _joined(pages: Sequence[Part]) -> Sequence[msgspec.Raw]:
    """All their records; those of a single page stay as they were split."""
    return pages[0].resources if len(pages) == 1 else tuple(record for page in pages for record in page.resources)


def _next(server: Server, link: str | None) -> httpx.URL | None:
    """Where the next page is; None when there is none. Raises FetchError when it lies outside the base."""
    if link is None:
        return None
    url = server.base.below(link)
    if url is None:
        raise FetchError(Outcome.NEXT_REFUSED)
    return url


def _more_than_came(pages: Sequence[Part]) -> bool:
    """True when pages that were read to the end still do not hold all that the server says there is.

    A total is of the whole search, on whichever page it stands: some servers know it only on the last one.
    """
    totals = [page.total for page in pages if page.total is not None]
    if len(pages) == 1 or not totals:
        return pages[-1].truncated
    return max(totals) > count_distinct(resource for page in pages for resource in page.resources)


def continues(given: Part) -> bool:
    """True when the client sent a first page that says there are more."""
    return given.state is Supply.SUPPLIED and given.next_url is not None
