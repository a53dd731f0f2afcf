"""Turns one part into one list of facts, record by record: a bad record becomes unreadable and spoils nothing else.

It must not know any kind of record: how one is read is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from cds_service.chart import Listing, Supply, Unreadable
from cds_service.fhir import wire
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Shelf
from cds_service.fhir.lenient import decode
from cds_service.fhir.parts import Part
from cds_service.fhir.subjects import of_another, reference
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


def read_list(
    part: Part,
    kind: type[R],
    resource_type: str,
    read: Callable[[R, Reading], Found[F]],
    about: Reading,
    covers_from: date | None = None,
) -> Listing[F]:
    """Every record of the wanted type, once each; other types in the list are not its business."""
    if (missing := no_list(part)) is not None:
        return Listing(supply=missing)
    facts: list[F] = []
    bad = [Unreadable(resource_type, "not a record")] * part.unreadable
    seen: set[str] = set()
    for raw in part.resources:
        record = decode(raw, kind)
        if record is None:
            bad.append(Unreadable(resource_type, "not a record"))
        elif is_new(record, resource_type, seen):
            found = read_one(record, read, about)
            if isinstance(found, Unreadable):
                bad.append(found)
            else:
                facts.extend(found)
    return Listing(Supply.SUPPLIED, tuple(facts), part.truncated, tuple(bad), covers_from)


def is_new(record: wire.Resource, resource_type: str, seen: set[str]) -> bool:
    """True for a record of the wanted type (or of none) whose id has not been read before."""
    if record.resource_type not in (resource_type, ""):
        return False
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
