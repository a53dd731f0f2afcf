"""Finds the ketamine and esketamine orders among the drafts, and reads what they say.

It must not know whether an order is wise. Nothing is read of a draft before its drug is known to matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from cds_service.chart import Amount, Instruction, Medication, Order, Source, When
from cds_service.fhir import again, dates, dosed_by, forms, infusion, infusion_text, routes, timing, units, wire
from cds_service.fhir.concepts import texts
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Product, Shelf, is_unresolved, product
from cds_service.fhir.lenient import decode, plain
from cds_service.fhir.listing import IN_ERROR, Reading, read_one
from cds_service.fhir.medications import request
from cds_service.fhir.notes import noted
from cds_service.fhir.parts import Part, part_from_prefetch
from cds_service.fhir.reasons import Lookup, is_as_needed, lookup, mentions, reasons, with_conditions
from cds_service.fhir.services import gives_nothing
from cds_service.fhir.subjects import bare_id, last_id, of_another, reference
from cds_service.knowledge import Knowledge

MEDICATION, SERVICE = "MedicationRequest", "ServiceRequest"
ESKETAMINE, KETAMINE = "esketamine", "ketamine"
DRAFT = "draft"
THEATRE_SET, ANAESTHESIA = "theatre-medicine", "reason-anaesthesia"


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the draft orders hold that matters.

    `orders`: ketamine and esketamine orders to be judged. `medications`: other drafts, as context.
    `service_requests`: draft ServiceRequests as received. `unresolved`: Medication references without which a
    draft's drug cannot be told; read them and call `read_orders` again with `medications`.
    """

    orders: tuple[Order, ...] = ()
    medications: tuple[Medication, ...] = ()
    service_requests: tuple[dict[str, Any], ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    raw: msgspec.Raw
    record: wire.Order
    item: Product
    drug: str | None
    by_name: bool = False


def read_orders(
    draft_orders: msgspec.Raw,
    selections: Sequence[str] | None,
    patient_id: str,
    knowledge: Knowledge,
    tz: ZoneInfo,
    now: datetime,
    medications: Sequence[msgspec.Raw] = (),
) -> Drafts:
    """The orders to judge: the selected ones, or every one when `selections` is None (order-sign).

    `medications` are Medication resources read for references an earlier call left unresolved.
    """
    resources = part_from_prefetch(draft_orders).resources
    shelf = Shelf.of(resources, medications)
    drafts = [draft for raw in resources if (draft := _draft(raw, shelf, knowledge)) is not None]
    wanted = [draft for draft in drafts if _is_selected(draft.record, selections)]
    missing = tuple(dict.fromkeys(m for d in wanted if (m := _missing(d, shelf)) is not None))
    judged = [draft for draft in wanted if draft.drug is not None]
    if not judged:
        return Drafts(unresolved=missing)
    about = Reading(bare_id(patient_id), Clock.at(now, tz, knowledge), knowledge, shelf)
    find = lookup(resources)
    hints = _hints(drafts, knowledge)
    return Drafts(
        orders=tuple(_order(draft, about, find, hints) for draft in judged),
        medications=_context(drafts, about),
        service_requests=tuple(
            _as_received(d.raw)
            for d in drafts
            if d.record.resource_type == SERVICE and not of_another(d.record, about.patient_id)
        ),
        unresolved=missing,
    )


def complete_orders(orders: Sequence[Order], parts: Mapping[str, Part], knowledge: Knowledge) -> tuple[Order, ...]:
    """The orders with the reasons that point to conditions of the chart, once the chart is at hand."""
    part = parts.get("conditions")
    if part is None or not part.resources or not any(order.raw.get("reasonReference") for order in orders):
        return tuple(orders)
    find = lookup(part.resources)
    return tuple(replace(order, reasons=with_conditions(order, find, knowledge)) for order in orders)


def _draft(raw: msgspec.Raw, shelf: Shelf, knowledge: Knowledge) -> _Draft | None:
    record = decode(raw, wire.Order)
    if record is None or record.resource_type not in (MEDICATION, SERVICE) or record.status == IN_ERROR:
        return None
    if record.resource_type == SERVICE:
        item = product(record.code, None, [], shelf, knowledge)
        item = replace(item, drugs=()) if gives_nothing(record.code, knowledge) else item
    else:
        item = product(
            record.medication_codeable_concept, record.medication_reference, record.contained, shelf, knowledge
        )
    drug, by_name = _ketamine(item, knowledge)
    return _Draft(raw, record, item, None if record.do_not_perform else drug, by_name)


def _ketamine(item: Product, knowledge: Knowledge) -> tuple[str | None, bool]:
    """Which of the two it is, and whether told by name. Named esketamine is never ketamine, whatever the code."""
    found = {
        role: match
        for match in item.drugs
        for role in knowledge.drugs[match.ingredient].roles
        if role in (KETAMINE, ESKETAMINE)
    }
    if not found:
        return None, False
    named = knowledge.drugs_by_name(knowledge.without_negated(item.words)) or knowledge.drugs_by_name(item.words)
    is_named = any(ESKETAMINE in knowledge.drugs[m.ingredient].roles for m in named)
    if is_named and ESKETAMINE not in found:
        return ESKETAMINE, True
    if not is_named and len(found) > 1 and found[ESKETAMINE].by_name:
        del found[ESKETAMINE]  # "ketamine - NOT esketamine"
    drug = ESKETAMINE if ESKETAMINE in found else KETAMINE
    return drug, found[drug].by_name


def _is_selected(record: wire.Order, selections: Sequence[str] | None) -> bool:
    if selections is None:
        return True
    if not record.id:
        return False
    names = {last_id(s) for s in selections if isinstance(s, str)}
    return reference(record) in names or record.id in names


def _missing(draft: _Draft, shelf: Shelf) -> str | None:
    """The Medication to be read, unless the reference's own display already names a drug."""
    record = draft.record
    if record.resource_type != MEDICATION or draft.item.readable:
        return None
    return is_unresolved(record.medication_codeable_concept, record.medication_reference, record.contained, shelf)


def _hints(drafts: Sequence[_Draft], knowledge: Knowledge) -> frozenset[str]:
    """What the other drafts say that this is about: who orders a muscle relaxant too gives an anaesthetic."""
    of_theatre = knowledge.value_sets[THEATRE_SET]
    found = any(not draft.record.do_not_perform and of_theatre.says(draft.item.words) for draft in drafts)
    return frozenset({ANAESTHESIA}) if found else frozenset()


def _order(draft: _Draft, about: Reading, find: Lookup, hints: frozenset[str]) -> Order:
    record = draft.record
    return Order(
        source=Source(reference(record)),
        resource_type=record.resource_type,
        drug=draft.drug or KETAMINE,
        display=draft.item.display if draft.item.words else f"{draft.drug} ({draft.item.display})",
        by_name=draft.by_name,
        status=record.status or None,
        reasons=reasons(record, find, about.knowledge),
        mentions=mentions(record, draft.item.words, about.knowledge) | hints,
        as_needed=is_as_needed(record, about.knowledge),
        instructions=_instructions(draft, about.knowledge),
        beside=_beside(draft, about.knowledge),
        again=next((words for note in record.note if (words := again.in_note(note.text, about.knowledge))), None),
        weights=tuple(kg for note in record.note for kg in dosed_by.weights(note.text, about.knowledge)),
        planned=_planned(record, about.clock),
        a_week=_a_week(record, about),
        mg_per_ml=draft.item.mg_per_ml,
        other_patient=of_another(record, about.patient_id),
        raw=_as_received(draft.raw),
    )


def _instructions(draft: _Draft, knowledge: Knowledge) -> tuple[Instruction, ...]:
    record, concentration = draft.record, draft.item.mg_per_ml
    if record.dosage_instruction:
        read = (infusion.instruction(d, concentration, knowledge) for d in record.dosage_instruction)
        return tuple(forms.of_product(one, draft.item.words, knowledge) for one in read)
    bare = forms.of_product(Instruction(), draft.item.words, knowledge)
    if bare.form is not None:
        return (bare,)
    if record.resource_type == SERVICE:
        return _of_service(record, concentration, knowledge)
    return _of_name(draft.item.words, concentration, knowledge)


def _beside(draft: _Draft, knowledge: Knowledge) -> tuple[Amount, ...]:
    """What the notes say of the dose, and the product's name where it is not the instruction itself. A bare mass or
    volume in a name is that of the product, and a push in it no order."""
    said = [noted(note.text, draft.item.mg_per_ml, knowledge) for note in draft.record.note]
    if draft.record.dosage_instruction:
        named = infusion_text.amount(draft.item.words, None, knowledge)
        mild = _without_product(named.mildest) if named.mildest is not None else None
        said.append(replace(_without_product(named), mildest=mild))
    return tuple(one for one in said if one != Amount())


def _without_product(named: Amount) -> Amount:
    return replace(named, mg=None, mildest=None, loose_minutes=(), push=False, unread=named.push)


def _of_service(record: wire.Order, concentration: Any, knowledge: Knowledge) -> tuple[Instruction, ...]:
    """A ServiceRequest has no dosage: its quantity, its name and its details may say one."""
    details = [text for concept in record.order_detail for text in texts(concept)]
    words = " ; ".join([*texts(record.code), *details, record.patient_instruction]).strip(" ;")
    dose = wire.Dosage(dose_quantity=record.quantity_quantity, text=words)
    read = infusion.instruction(dose, concentration, knowledge)
    return (read,) if read != Instruction() else ()


def _of_name(words: str, concentration: Any, knowledge: Knowledge) -> tuple[Instruction, ...]:
    """An orderable whose name is the dose ("ketamine 40 mg IVP"). A bare mass in a name is the product's."""
    text = infusion_text.amount(words, concentration, knowledge)
    if text.mg_per_kg is None and text.minutes is None and not text.push:
        return ()
    other = routes.other_in_text(words, knowledge) or None
    return (Instruction(text=text, route=routes.of_text(words, knowledge), route_text=other),)


def _planned(record: wire.Order, clock: Clock) -> When | None:
    """The order's own stated time: an occurrence, an event, or the start of its bounds."""
    timings = [d.timing for d in record.dosage_instruction if d.timing is not None]
    timings += [record.occurrence_timing] if record.occurrence_timing is not None else []
    stated = [record.occurrence_date_time, dates.start(record.occurrence_period)]
    stated += [event for timing in timings for event in timing.event[:1]]
    stated += [dates.start(t.repeat.bounds_period) for t in timings if t.repeat is not None]
    return next((when for text in stated if (when := dates.known(clock.any(text))) is not None), None)


_WEEK = 7


def _a_week(record: wire.Order, about: Reading) -> Decimal | None:
    """The most frequent of its instructions; of a rhythm that is not sure, the slowest reading."""
    timings = [d.timing for d in record.dosage_instruction if d.timing is not None]
    timings += [record.occurrence_timing] if record.occurrence_timing is not None else []
    read = [(timing.of_structure(each, about.knowledge), each) for each in timings]
    often = [times.low for times, each in read if times is not None and not _is_once(each, times.low, about.clock)]
    if not often:
        return None
    rounded = round(max(often) * _WEEK, 1)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def _is_once(each: wire.Timing, a_day: Decimal, clock: Clock) -> bool:
    """True when a count, or bounds that hold one only, make a rhythm a single time."""
    repeat = each.repeat
    if repeat is None:
        return False
    count, lasts = units.sane(repeat.count), repeat.bounds_duration
    if count is not None:
        return count <= 1
    value = units.amount(lasts)
    length = units.convert(value, units.unit_of(lasts), units.DAY) if lasts is not None and value is not None else None
    if length is None:
        begins, ends = (dates.known(clock.any(text)) for text in timing.bounds(each))
        length = Decimal((ends.last - begins.first).days) if begins is not None and ends is not None else None
    return length is not None and length * a_day <= 1


def _context(drafts: list[_Draft], about: Reading) -> tuple[Medication, ...]:
    """Drafts of known drugs, ketamine too: never evidence, but worth a word (lithium or a second infusion)."""
    found: list[Medication] = []
    for draft in drafts:
        if draft.record.resource_type != MEDICATION or not draft.item.drugs:
            continue
        record = decode(draft.raw, wire.MedicationRecord)
        drafted = structs.replace(record, status=record.status or DRAFT) if record is not None else None
        facts = read_one(drafted, request, about) if drafted is not None else ()
        found += facts if isinstance(facts, tuple) else ()
    return tuple(found)


def _as_received(raw: msgspec.Raw) -> dict[str, Any]:
    value = plain(raw)
    return value if isinstance(value, dict) else {}
