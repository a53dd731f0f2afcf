"""The path of one call: orders, then the chart, then the assessment, then the answer.

It must not know HTTP, clients or storage: whoever holds a call in hand (a route, a command) walks it here.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from cds_service.assess import Assessment, Options, ScopeUndecidable, assess
from cds_service.fhir.late import in_turns
from cds_service.fhir.orders import Drafts, complete_orders, read_orders
from cds_service.fhir.parts import Part, prefetch_templates
from cds_service.fhir.reader import read_chart, unresolved_medications
from cds_service.gather import UNTOLD, FhirAccess, Gathered, Note, gather, read_references
from cds_service.knowledge import Knowledge
from cds_service.render import RenderOptions, Unread, render

MOST_ORDERS = 200
"""Orders of ketamine judged in one call. Each is a card of milliseconds; thousands would hold up everybody else."""

HOOKS = ("order-select", "order-sign", "patient-view")

_IDS = uuid.UUID("6b1d3f0e-6f0c-5f0d-9a55-1f6d1c2b7a10")
_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class Call:
    """One hook call as received. `selections` and `draft_orders` are None where the hook has none.

    Draft orders and prefetch values are undecoded JSON. `prefetch` is called only once an order is to be judged: the
    common call is about another drug, and must not cost a look at its chart. The access token goes to `fhir_server`,
    nowhere else.
    """

    hook: str
    hook_instance: str
    patient_id: str
    encounter_id: str | None = None
    selections: tuple[str, ...] | None = None
    draft_orders: msgspec.Raw | None = None
    prefetch: Callable[[], Mapping[str, msgspec.Raw]] = dict
    fhir_server: str | None = None
    access_token: str | None = field(default=None, repr=False)
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body, and what journal, log and metrics may know of it.

    `assessment` is None when there was nothing to judge; `uuids`: card and suggestion ids in the order made.
    """

    body: bytes
    cards: Sequence[Mapping[str, Any]] = ()
    assessment: Assessment | None = None
    uuids: Sequence[str] = ()
    notes: tuple[Note, ...] = ()
    fetch_ms: float = 0.0


class Undecided(ScopeUndecidable):
    """No order states a reason and no problem list can tell; `notes` and `fetch_ms` as in `Answer`."""

    def __init__(self, notes: tuple[Note, ...], fetch_ms: float) -> None:
        super().__init__()
        self.notes = notes
        self.fetch_ms = fetch_ms


_SILENT = Answer(b'{"cards":[]}')


class Service:
    """Everything an answer needs, put together once; `answer` may run for many calls at once."""

    def __init__(
        self,
        knowledge: Knowledge,
        access: FhirAccess,
        *,
        zone: ZoneInfo,
        options: Options,
        base_url: str,
        extension_prefix: str,
    ) -> None:
        self.knowledge = knowledge
        self.templates = prefetch_templates(knowledge)
        self._access = access
        self._zone = zone
        self._options = options
        self._base_url = base_url
        self._extension_prefix = extension_prefix

    async def answer(self, call: Call, now: datetime) -> Answer:
        """The answer to one call at an aware instant.

        Raises Undecided when no reason can be known, TwoReadings for ambiguous draft orders, TooManyOrders.
        The same call at the same instant gets the same bytes, card ids included.
        """
        deadline = self._access.deadline()
        drafts = await self._drafts(call, now, deadline)
        if call.draft_orders is not None and not drafts.orders:
            return _SILENT
        if len(drafts.orders) > MOST_ORDERS:
            raise TooManyOrders
        if call.draft_orders is not None:
            refuse_two_readings(call.draft_orders)
        gathered = await self._gather(call, deadline)
        try:
            return await in_turns(lambda: self._judged(call, now, drafts, gathered))
        except ScopeUndecidable:
            raise Undecided(gathered.notes, gathered.fetch_ms) from None

    def _judged(self, call: Call, now: datetime, drafts: Drafts, gathered: Gathered) -> Answer:
        chart = read_chart(gathered.parts, drafts, call.patient_id, now, self._zone, self.knowledge)
        orders = complete_orders(drafts.orders, gathered.parts, self.knowledge)
        assessment = assess(call.hook, orders, chart, self.knowledge, self._options)
        ids = _Ids(call, self.knowledge.digest, now)
        options = RenderOptions(self._base_url, self._extension_prefix, ids.next, _unread(call, gathered.notes))
        response = render(assessment, self.knowledge, options, drafts.service_requests)
        return Answer(
            body=_encode(response),
            cards=response["cards"],
            assessment=assessment,
            uuids=ids.made,
            notes=gathered.notes,
            fetch_ms=gathered.fetch_ms,
        )

    async def _drafts(self, call: Call, now: datetime, deadline: float) -> Drafts:
        """The orders to judge; a drug that is only referenced is read from the FHIR server first."""
        if call.draft_orders is None:
            return Drafts()
        arguments = (call.draft_orders, call.selections, call.patient_id, self.knowledge, self._zone, now)
        drafts = await in_turns(lambda: read_orders(*arguments))
        if not drafts.unresolved or not call.fhir_server:
            return drafts
        found = await self._medications(drafts.unresolved, call, deadline)
        if not found.resources:
            return drafts
        return await in_turns(lambda: read_orders(*arguments, medications=found.resources))

    async def _gather(self, call: Call, deadline: float) -> Gathered:
        """The parts of the chart, and the Medication resources its medication lists point to."""
        context = {"patientId": call.patient_id}
        if call.encounter_id is not None:
            context["encounterId"] = call.encounter_id
        gathered = await gather(
            call.prefetch(),
            self.templates,
            call.fhir_server,
            call.access_token,
            context,
            self._access,
            scope=call.scope,
            deadline=deadline,
        )
        if call.fhir_server and (missing := unresolved_medications(gathered.parts)):
            gathered.parts["medications"] = await self._medications(missing, call, deadline)
        return gathered

    async def _medications(self, references: Sequence[str], call: Call, deadline: float) -> Part:
        return await read_references(
            references, call.fhir_server, call.access_token, self._access, scope=call.scope, deadline=deadline
        )


def _unread(call: Call, notes: Sequence[Note]) -> tuple[Unread, ...]:
    """What the card says of parts that did not come; a call without an encounter misses none."""
    return tuple(
        Unread(note.part, note.outcome.value, note.status or 0)
        for note in notes
        if note.outcome not in UNTOLD and not (note.part == "encounter" and call.encounter_id is None)
    )


class TooManyOrders(ValueError):
    """More orders to judge than MOST_ORDERS."""


class TwoReadings(ValueError):
    """A draft order that names one member twice: which one the clinician sees cannot be known."""


def refuse_two_readings(drafts: msgspec.Raw) -> None:
    """Raises TwoReadings when any object among the draft orders holds a name twice."""
    # Numbers stay text: making one of thousands of digits is refused by Python, and nobody looks at it here.
    json.loads(bytes(drafts), object_pairs_hook=_unambiguous, parse_int=str, parse_float=str)


def _unambiguous(members: list[tuple[str, object]]) -> None:
    if len({name for name, _ in members}) != len(members):
        raise TwoReadings


class _Ids:
    """Card and suggestion ids that depend on the call, the content and the instant, and on nothing else."""

    def __init__(self, call: Call, digest: str, now: datetime) -> None:
        drafts = hashlib.sha256(bytes(call.draft_orders or b"")).hexdigest()
        parts = (call.hook, call.hook_instance, call.patient_id, drafts, digest, now.isoformat())
        self._seed = uuid.uuid5(_IDS, "\n".join(parts)).bytes
        self.made: list[str] = []

    def next(self) -> str:
        made = _uuid5(self._seed, str(len(self.made)))
        self.made.append(made)
        return made


def _uuid5(namespace: bytes, name: str) -> str:
    """As uuid.uuid5, without an object for each."""
    digest = bytearray(hashlib.sha1(namespace + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
