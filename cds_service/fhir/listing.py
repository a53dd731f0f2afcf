"""Turns one part into one list of facts, record by record: a bad record becomes unreadable and spoils nothing else.

It must not know any kind of record: how one is read is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import msgspec

from cds_service.chart import Listing, Supply, Unreadable
from cds_service.fhir import wire
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Shelf
from cds_service.fhir.parts import Part
from cds_service.fhir.records import Records, heads, whole
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
    conditions: Callable[[str], wire.Concept | None] = lambda name: None
    requests: Callable[[str], wire.MedicationRecord | None] = lambda name: None
    """What a reference of another record points to, when it is at hand."""


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
        record = whole(part.resources, position, as_.record) if head is not None else None
        found = read_one(record, as_.read, about) if record is not None else Unreadable(as_.resource_type, NO_RECORD)
        if isinstance(found, Unreadable):
            bad.append(found)
        else:
            facts.extend(found)
    return Listing(Supply.SUPPLIED, tuple(facts), part.truncated, tuple(bad), covers_from)


NO_RECORD = "not a record"


Numbered = tuple[int, wire.Head | None]


def _to_be_read(part: Part, as_: ReadAs[R, F], about: Reading) -> Iterable[Numbered]:
    """The records of the type (or of none) that matter, or are somebody else's, or are none.

    A chart is thousands of records of which a few matter, and it repeats itself: what a code means, and whose a
    subject is, is asked once of each there is.
    """
    if isinstance(part.resources, Records) and _all_ours(part.resources.heads, as_.resource_type, about.patient_id):
        found = part.resources.heads
        codes = [bytes(raw) for raw in map(as_.told_by, found)]
        matters = {code: not code or as_.matters(code, about.knowledge) for code in set(codes)}
        if not any(matters.values()):
            return ()
        return [(position, found[position]) for position, code in enumerate(codes) if matters[code]]
    return _one_by_one(part, as_, about)


def _all_ours(found: Sequence[wire.Head], resource_type: str, patient_id: str) -> bool:
    """Whether all are of the type (or of none), and none names another patient."""
    if not {head.resource_type for head in found} <= {resource_type, ""}:
        return False
    owners = {bytes(head.subject) or bytes(head.patient) for head in found}
    return not any(names_another(owner, patient_id) for owner in owners)


def _one_by_one(part: Part, as_: ReadAs[R, F], about: Reading) -> Iterator[Numbered]:
    """As `_to_be_read`, for a list of several types or people."""
    wanted, told_by, knowledge = as_.resource_type, as_.told_by, about.knowledge
    for position, head in enumerate(heads(part.resources)):
        if head is not None:
            if head.resource_type not in (wanted, ""):
                continue
            code = bytes(told_by(head))
            matters = not code or as_.matters(code, knowledge)
            if not matters and not names_another(bytes(head.subject or head.patient), about.patient_id):
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
