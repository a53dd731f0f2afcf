"""Turns one part into one list of facts, record by record: a bad record becomes unreadable and spoils nothing else.

It must not know any kind of record: how one is read is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import msgspec

from cds_service.chart import Listing, Supply, Unreadable
from cds_service.fhir import wire
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Shelf
from cds_service.fhir.lenient import decode
from cds_service.fhir.parts import Part
from cds_service.fhir.records import heads
from cds_service.fhir.subjects import head_of_another, of_another, reference
from cds_service.knowledge import Knowledge

F = TypeVar("F")
R = TypeVar("R", bound=wire.Resource)

IN_ERROR = "entered-in-error"
"""FHIR's word, in every status, for a record that does not exist."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every reader of a record needs to know."""

    patient_id: str
    clock: Clock
    knowledge: Knowledge
    shelf: Shelf


Found = Iterable[F] | Unreadable
"""The facts of one record, or why it could not be read."""


def no_list(part: Part) -> Supply | None:
    """Absent or failed; also a lone resource where a list belongs. None when there is a list to read."""
    if part.state is not Supply.SUPPLIED:
        return part.state
    return Supply.FAILED if part.single else None


@dataclass(frozen=True, slots=True)
class ReadAs(Generic[R, F]):
    """How records of one type are read: what is decoded, which of them matter, and what facts they hold.

    `matters` sees only the head of a record; it may say yes too often, never no to a record that holds a fact
    or cannot be read.
    """

    resource_type: str
    record: type[R]
    matters: Callable[[wire.Head, Knowledge], bool]
    read: Callable[[R, Reading], Found[F]]


def read_list(part: Part, as_: ReadAs[R, F], about: Reading, covers_from: date | None = None) -> Listing[F]:
    """Every record of the wanted type that matters, once each; other types in the list are not its business."""
    if (missing := no_list(part)) is not None:
        return Listing(supply=missing)
    facts: list[F] = []
    bad = [Unreadable(as_.resource_type, NO_RECORD)] * part.unreadable
    seen: set[str] = set()
    for position, head in enumerate(heads(part.resources)):
        if head is not None and not (_is_wanted(head, as_, about) and is_new(head, seen)):
            continue
        record = decode(part.resources[position], as_.record) if head is not None else None
        found = read_one(record, as_.read, about) if record is not None else Unreadable(as_.resource_type, NO_RECORD)
        if isinstance(found, Unreadable):
            bad.append(found)
        else:
            facts.extend(found)
    return Listing(Supply.SUPPLIED, tuple(facts), part.truncated, tuple(bad), covers_from)


NO_RECORD = "not a record"


def _is_wanted(head: wire.Head, as_: ReadAs[R, F], about: Reading) -> bool:
    """True for records of the type (or of none) that matter, or that are somebody else's."""
    if head.resource_type != as_.resource_type and head.resource_type:
        return False
    return as_.matters(head, about.knowledge) or head_of_another(head, about.patient_id)


def is_new(record: wire.Resource, seen: set[str]) -> bool:
    """True for a record whose id has not been read before, or that has none."""
    if not record.id:
        return True
    is_first = record.id not in seen
    seen.add(record.id)
    return is_first


def read_one(record: R, read: Callable[[R, Reading], Found[F]], about: Reading) -> tuple[F, ...] | Unreadable:
    """One record's facts; nothing it holds can stop the others from being read."""
    name = reference(record)
    if of_another(record, about.patient_id):
        return Unreadable(name, "the record of another patient")
    try:
        found = read(record, about)
        return found if isinstance(found, Unreadable) else tuple(found)
    except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, RecursionError, msgspec.MsgspecError):
        return Unreadable(name, "not readable")
