"""Turns one part into one list of facts, record by record: a bad record becomes unreadable and spoils nothing else.

It must not know any kind of record: how one is read is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from cds_service.fhir.subjects import names_another, of_another, reference
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

    `told_by`: the one element of a head that tells whether the record matters, empty when only the whole can.
    `matters` judges that element; it may say yes too often, never no to a record that holds a fact or cannot be
    read.
    """

    resource_type: str
    record: type[R]
    told_by: Callable[[wire.Head], msgspec.Raw]
    matters: Callable[[bytes, Knowledge], bool]
    read: Callable[[R, Reading], Found[F]]


def read_list(part: Part, as_: ReadAs[R, F], about: Reading, covers_from: date | None = None) -> Listing[F]:
    """Every record of the wanted type that matters, once each; other types in the list are not its business."""
    if (missing := no_list(part)) is not None:
        return Listing(supply=missing)
    facts: list[F] = []
    bad = [Unreadable(as_.resource_type, NO_RECORD)] * part.unreadable
    seen: set[str] = set()
    for position, head in _to_be_read(part, as_, about):
        if head is not None and not is_new(head, seen):
            continue
        record = decode(part.resources[position], as_.record) if head is not None else None
        found = read_one(record, as_.read, about) if record is not None else Unreadable(as_.resource_type, NO_RECORD)
        if isinstance(found, Unreadable):
            bad.append(found)
        else:
            facts.extend(found)
    return Listing(Supply.SUPPLIED, tuple(facts), part.truncated, tuple(bad), covers_from)


NO_RECORD = "not a record"


def _to_be_read(part: Part, as_: ReadAs[R, F], about: Reading) -> Iterator[tuple[int, wire.Head | None]]:
    """The records of the type (or of none) that matter, or are somebody else's, or are none.

    A chart is thousands of records of which a few matter, and it repeats itself: this loop asks once what each
    code means, and once whose each subject is.
    """
    wanted, told_by, knowledge, patient_id = as_.resource_type, as_.told_by, about.knowledge, about.patient_id
    matters: dict[bytes, bool] = {}
    strangers: dict[bytes, bool] = {}
    for position, head in enumerate(heads(part.resources)):
        if head is not None:
            if head.resource_type != wanted and head.resource_type:
                continue
            code = bytes(told_by(head))
            if (is_read := matters.get(code)) is None:
                is_read = matters[code] = not code or as_.matters(code, knowledge)
            if not is_read:
                owner = bytes(head.subject or head.patient)
                if (is_strange := strangers.get(owner)) is None:
                    is_strange = strangers[owner] = names_another(owner, patient_id)
                if not is_strange:
                    continue
        yield position, head


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
