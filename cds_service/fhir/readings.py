"""Observations and their components as readings in canonical units, or the reason why they are none.

It must not know limits of the protocol: only what a value can be at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import msgspec

from cds_service.answers import Why
from cds_service.chart import Listing, Reading, Source, Unreadable, When
from cds_service.fhir import dates, units, wire
from cds_service.fhir import listing as lists
from cds_service.fhir.answers import answer_of, is_plain_yes, one_answer
from cds_service.fhir.concepts import said, texts, vocabulary
from cds_service.fhir.lenient import ODD, decode
from cds_service.fhir.observables import Match, is_one_or_unreadable, match, part_of
from cds_service.fhir.parts import Part
from cds_service.fhir.subjects import reference
from cds_service.knowledge import Knowledge, Observable

_COUNTS = frozenset({"final", "amended", "corrected"})
_IGNORED = frozenset({"registered", "preliminary", "cancelled", lists.IN_ERROR})
_PAIR = re.compile(r"(?:(?:NI)?BP\s?[:=]?\s?)?(\d{2,3})\s*/\s*(\d{2,3})(?:\s*mm\s*\[?Hg\]?)?", re.IGNORECASE)
PRESSURE, PRESSURES = "blood-pressure", ("systolic", "diastolic")
_DIGITS = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?")
ANSWER = "{answer}"
"""The unit of concepts that have answers and no numbers."""


def read_readings(part: Part, name: str, about: lists.Reading) -> Listing[Reading]:
    """One list of Observations: only those of the concepts that are read from the list `name`."""
    oldest = covers_from(part, about.clock) if part.truncated else None
    matters, read = partial(_matters, name=name), partial(observation, name=name)
    return lists.read_list(
        part, lists.ReadAs("Observation", wire.Observation, _only_code, matters, read), about, oldest
    )


def _only_code(head: wire.Head) -> msgspec.Raw:
    """The observation's code; nothing for a panel, which may matter by any of its components."""
    return wire.NOTHING if head.component else head.code


def _matters(raw: bytes, knowledge: Knowledge, name: str) -> bool:
    return is_one_or_unreadable(raw, knowledge, name)


def observation(record: wire.Observation, about: lists.Reading, name: str) -> lists.Found[Reading]:
    """Every reading in the record: its own value and those of its components."""
    status = record.status.strip().lower()
    if status in _IGNORED:
        return ()
    if status not in _COUNTS:
        return Unreadable(reference(record, "Observation"), "no status that says whether it counts")
    return tuple(_readings(record, name, about))


def _readings(record: wire.Observation, name: str, about: lists.Reading) -> Iterator[Reading]:
    when = taken(record, about.clock)
    own = match(record.code, about.knowledge, name) if record.code is not None else None
    if own is not None and (written := _both_pressures(record)) and own.observable.concept == PRESSURE:
        for concept, value in zip(PRESSURES, written, strict=True):
            part = Match(about.knowledge.observables[concept], own.by_name, own.sure)
            yield _reading(record, part, value, when, about)
    elif own is not None and (_has_value(record) or not (record.component or record.has_member)):
        yield _reading(record, own, record, when, about)
    for component in record.component:
        if component.code is None:
            continue
        found = match(component.code, about.knowledge, name) or part_of(component.code, own)
        if found is not None:
            yield _reading(record, found, component, when, about)


def _both_pressures(record: wire.Observation) -> tuple[wire.Value, ...]:
    """The two numbers of a blood pressure that is written as one text ("170/105"), without the unit nobody wrote."""
    both = _PAIR.fullmatch(record.value_string.strip())
    return tuple(wire.Value(value_quantity=wire.Quantity(value=Decimal(n))) for n in both.groups()) if both else ()


def taken(record: wire.Observation | wire.ObservationDate, clock: dates.Clock) -> dates.Moment:
    """When it was observed; the end of a period, for that is when a score was complete."""
    period = dates.end(record.effective_period) or dates.start(record.effective_period)
    return clock.past(record.effective_date_time or record.effective_instant or period)


Valued = wire.Observation | wire.Value


def _has_value(holder: Valued) -> bool:
    values = (holder.value_quantity, holder.value_integer, holder.value_boolean, holder.value_codeable_concept)
    return any(v is not None for v in values) or bool(holder.value_string or holder.data_absent_reason)


def _reading(
    record: wire.Observation, found: Match, holder: Valued, when: dates.Moment, about: lists.Reading
) -> Reading:
    value, answer, why = _value(holder, record, found.observable, about)
    if not found.sure:
        value, answer, why = None, None, Why.UNCODED
    if found.about_form and is_plain_yes(holder, found.observable):
        value, answer, why = None, None, Why.NOT_RECORDED
    if not isinstance(when, When):
        value, answer, why = None, None, when or Why.NOT_RECORDED
    day = when.day if isinstance(when, When) else None
    return Reading(
        source=Source(reference(record, "Observation"), day),
        concept=found.observable.concept,
        when=dates.known(when),
        value=value,
        answer=answer,
        why=why,
        by_name=found.by_name,
        shown=_shown(holder),
        likely=_likely(holder, found.observable) if value is None and found.sure else None,
    )


Read = tuple[Decimal | None, str | None, Why | None]


def _value(holder: Valued, record: wire.Observation, observable: Observable, about: lists.Reading) -> Read:
    """Value in the canonical unit, or an answer, or why neither."""
    if not _has_value(holder):
        return None, _interpreted(record, about), None if _interpreted(record, about) else Why.NOT_RECORDED
    number, unit = _number(holder)
    if observable.unitless and holder.value_quantity is not None and units.is_of_something(holder.value_quantity):
        return None, None, Why.UNREADABLE
    if number is not None:
        return _measured(number, unit, observable)
    answer = answer_of(holder, observable, about.knowledge)
    if answer is not None and (observable.unitless and observable.scale is None):
        return None, answer, None
    return None, None, Why.NOT_RECORDED if holder.data_absent_reason is not None else Why.UNREADABLE


def _number(holder: Valued) -> tuple[Decimal | None, str | None]:
    """The number and its unit; unit None where the element cannot carry one."""
    if holder.value_quantity is not None:
        return units.amount(holder.value_quantity), units.measured_unit(holder.value_quantity)
    if holder.value_integer is not None:
        return units.sane(holder.value_integer), None
    text = holder.value_string or next(iter(texts(holder.value_codeable_concept)), "")
    digits = _DIGITS.fullmatch(text.strip())
    return (Decimal(digits.group().replace(",", ".")), None) if digits else (None, None)


def _measured(number: Decimal, unit: str | None, observable: Observable) -> Read:
    value = number if observable.unitless else _converted(number, unit or "", observable)
    if value is None or observable.unit == ANSWER or (observable.whole and value != value.to_integral_value()):
        return None, None, Why.UNREADABLE
    below = observable.lowest is not None and value < observable.lowest.value
    above = observable.highest is not None and value > observable.highest.value
    if below or above:
        return None, None, Why.OUT_OF_RANGE
    return value, None, None


def _likely(holder: Valued, observable: Observable) -> Decimal | None:
    """The number in the usual unit where none is written; just above it where it only says that it is more."""
    written = holder.value_quantity
    number = units.sane(written.value) if written is not None else None
    if written is None or number is None or observable.unitless or written.comparator.startswith("<"):
        return None
    bare = not written.unit.strip() and not written.code.strip()
    value = number if bare else _converted(number, units.measured_unit(written), observable)
    if value is None or _measured(value, observable.unit, observable)[0] is None:
        return None
    return value.next_plus() if written.comparator == ">" else value


def _converted(number: Decimal, unit: str, observable: Observable) -> Decimal | None:
    """The number in the concept's unit, from mass to amount of substance where the molar mass is known."""
    if not unit:
        return None
    if (value := units.convert(number, unit, observable.unit)) is not None or observable.molar_mass is None:
        return value
    grams = units.convert(number, unit, "g/L")
    if grams is not None:
        return units.convert(grams / observable.molar_mass.value, "mol/L", observable.unit)
    moles = units.convert(number, unit, "mol/L")
    return units.convert(moles * observable.molar_mass.value, "g/L", observable.unit) if moles is not None else None


def _interpreted(record: wire.Observation, about: lists.Reading) -> str | None:
    found = frozenset[str]().union(*(vocabulary(i, about.knowledge) for i in record.interpretation))
    return one_answer(found)


def _shown(holder: Valued) -> str:
    if holder.value_quantity is not None:
        return units.written(holder.value_quantity).removesuffix("{score}").strip()
    if holder.value_integer is not None:
        return str(holder.value_integer)
    text = holder.value_string or said(holder.value_codeable_concept)
    return "" if text == ODD else text


def covers_from(part: Part, clock: dates.Clock) -> date | None:
    """The day of the oldest entry of a page that really is newest first; None when that cannot be shown."""
    previous: When | None = None
    for raw in part.resources:
        head = decode(raw, wire.ObservationDate)
        if head is None or head.resource_type != "Observation":
            if head is not None and head.resource_type:
                continue
            return None
        when = taken(head, clock)
        if not isinstance(when, When) or (previous is not None and _is_later(when, previous)):
            return None
        previous = when
    return previous.first if previous is not None and previous.first == previous.last else None


def _is_later(when: When, than: When) -> bool:
    if when.instant is not None and than.instant is not None:
        return when.instant > than.instant
    return when.last > than.last
