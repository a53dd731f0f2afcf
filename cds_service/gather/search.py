"""Whom a FHIR server's records are about: searches that name patients, and whether the server speaks R4 at all.

It must not know why those records are looked for, nor read anything in them but their subject.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from cds_service.chart import Supply
from cds_service.fhir.lenient import decode
from cds_service.fhir.parts import part_from_prefetch
from cds_service.gather.access import FhirAccess
from cds_service.gather.outcome import FetchError, Outcome
from cds_service.gather.page import check_answer
from cds_service.gather.query import Query, plain_id
from cds_service.gather.reading import server_for


class _Reference(msgspec.Struct):
    reference: str = ""


class _About(msgspec.Struct):
    subject: _Reference = msgspec.field(default_factory=_Reference)


class _Capabilities(msgspec.Struct):
    fhir_version: str = msgspec.field(name="fhirVersion", default="")


@dataclass(frozen=True, slots=True)
class Reader:
    """One server to be read: `base` must be one that `access` allows; the token, if any, goes to it alone."""

    access: FhirAccess
    base: str
    token: str | None = None

    async def fhir_version(self) -> str:
        """As its CapabilityStatement tells ("4.0.1"); "" when it does not say. Raises FetchError."""
        told = decode(await self._read("metadata"), _Capabilities)
        return told.fhir_version if told is not None else ""

    async def patients(self, resource_type: str, codes: Sequence[str], count: int) -> tuple[str, ...]:
        """Ids of the patients whom the first `count` records with one of the codes ("system|code") are about.

        Each id once, in the server's order. Raises FetchError.
        """
        query = Query(resource_type, parameters=(("code", ",".join(codes)), ("_count", str(count))))
        body = await self._read(query.path)
        check_answer(body, query, self.access.bounds.depth)
        found = part_from_prefetch(msgspec.Raw(body), resource_type)
        if found.state is not Supply.SUPPLIED:
            raise FetchError(Outcome.NOT_AS_ASKED)
        about = [decode(each, _About) for each in found.resources]
        ids = [self._patient(each.subject.reference) for each in about if each is not None]
        return tuple(dict.fromkeys(each for each in ids if each))

    async def _read(self, path: str) -> bytes:
        """The JSON at a path below the base, within one budget. Raises FetchError."""
        server = server_for(self.base, self.token, None, self.access, None)
        if isinstance(server, Outcome):
            raise FetchError(server)
        try:
            async with asyncio.timeout_at(server.deadline):
                return await server.get(server.base.at(path))
        except TimeoutError:
            raise FetchError(Outcome.TIMED_OUT) from None

    def _patient(self, reference: str) -> str | None:
        relative = reference.removeprefix(f"{self.base.rstrip('/')}/")
        return plain_id(relative.partition("/_history/")[0], "Patient") if relative.startswith("Patient/") else None
