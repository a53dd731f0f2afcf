"""MedicationStatement, -Request, -Dispense and -Administration as medication facts, one per known ingredient.

It must not know which medication helps or harms, nor turn dates into exposures: that is the protocol's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import attrgetter

import msgspec

from cds_service.answers import Why
from cds_service.chart import Dosage, Instruction, Kind, Medication, Source, Unreadable, When
from cds_service.fhir import beside, dates, infusion, routes, units, wire
from cds_service.fhir.concepts import said
from cds_service.fhir.concepts import said_in as words_in
from cds_service.fhir.dosage import dosages, is_as_needed
from cds_service.fhir.drugs import Product, of_concept, product
from cds_service.fhir.forms import FORM_SET
from cds_service.fhir.given import given_amount
from cds_service.fhir.indications import indications
from cds_service.fhir.lenient import UNDECODABLE, decode, is_there
from cds_service.fhir.listing import IN_ERROR, Found, ReadAs, Reading
from cds_service.fhir.memory import remembered
from cds_service.fhir.purposes import purposes
from cds_service.fhir.stopping import stop_text, stopped_for
from cds_service.fhir.subjects import reference
from cds_service.knowledge import DrugMatch, Knowledge

_ADVERSE = {"adverse-blood-pressure": "blood-pressure", "adverse-stopped": "stopped"}
_STOPPED = "stopped"
_DOSAGES = msgspec.json.Decoder(list[wire.Dosage])


@remembered
def is_known_or_unreadable(raw: bytes, knowledge: Knowledge) -> bool:
    """True unless the medication is readable and none that we know."""
    concept = decode(raw, wire.Concept)
    if concept is None:
        return True
    item = of_concept(concept, knowledge)
    return not item.readable or bool(item.drugs)


def statement(record: wire.MedicationRecord, about: Reading) -> Found[Medication]:
    """A MedicationStatement: its period, or one effective date with an unknown length."""
    clock = about.clock
    begun = clock.any if record.status == "intended" else clock.past
    start, end = begun(dates.start(record.effective_period)), clock.any(dates.end(record.effective_period))
    on, told = begun(record.effective_date_time), clock.past(record.date_asserted)
    return _facts(record, about, Kind.STATEMENT, _Dates(start, end, on, told), _dosage_list(record.dosage))


def request(record: wire.MedicationRecord, about: Reading) -> Found[Medication]:
    """A MedicationRequest: bounds of its instructions, widest; supply and repeats; nothing if it forbids."""
    if record.do_not_perform:
        return ()
    start, end = _bounds(record.dosage_instruction, about.clock)
    written = _Dates(start, end, None, about.clock.past(record.authored_on))
    return _facts(record, about, Kind.REQUEST, written, record.dosage_instruction)


def dispense(record: wire.MedicationRecord, about: Reading) -> Found[Medication]:
    """A MedicationDispense: handed over, else prepared, and the days it was for."""
    on = about.clock.past(record.when_handed_over or record.when_prepared)
    return _facts(record, about, Kind.DISPENSE, _Dates(None, None, on, None), record.dosage_instruction)


def administration(record: wire.MedicationRecord, about: Reading) -> Found[Medication]:
    """A MedicationAdministration: the day given, and how much."""
    start = dates.start(record.effective_period) or record.effective_date_time
    on = about.clock.past(start)
    return _facts(record, about, Kind.ADMINISTRATION, _Dates(None, None, on, None), [])


class _Dates:
    """The dates of one record, each read or not."""

    def __init__(self, start: dates.Moment, end: dates.Moment, on: dates.Moment, told: dates.Moment) -> None:
        self.start, self.end = dates.known(start), dates.known(end)
        self.on, self.told = dates.known(on), dates.known(told)
        self.why = dates.trouble(start, end, on, told)
        if self.start is not None and self.end is not None and self.end.last < self.start.first:
            self.why = self.why or Why.CONTRADICTORY

    @property
    def day(self) -> When | None:
        return self.start or self.on or self.told


def _facts(
    record: wire.MedicationRecord,
    about: Reading,
    kind: Kind,
    when: _Dates,
    instructions: list[wire.Dosage],
) -> Found[Medication]:
    if record.status == IN_ERROR:
        return ()
    name = reference(record, kind.value)
    item = product(
        record.medication_codeable_concept, record.medication_reference, record.contained, about.shelf, about.knowledge
    )
    if not item.readable:
        return Unreadable(name, "no code and no name of the medication")
    if not item.drugs:
        return ()
    if not record.status.strip():
        # Whether it was ever taken is not known: neither a medicine nor the absence of one.
        return Unreadable(name, "no status")
    return _of_drugs(record, about, kind, when, instructions, item)


def _of_drugs(
    record: wire.MedicationRecord,
    about: Reading,
    kind: Kind,
    when: _Dates,
    instructions: list[wire.Dosage],
    item: Product,
) -> Iterator[Medication]:
    given = _given(record) if kind is Kind.ADMINISTRATION else None
    ours = frozenset(match.ingredient for match in item.drugs)
    for match in item.drugs:
        doses = _dosages(instructions, match, item, about)
        yield Medication(
            source=Source(reference(record, kind.value), when.day.day if when.day else None),
            kind=kind,
            ingredient=match.ingredient,
            display=item.display,
            status=record.status,
            by_name=match.by_name,
            counts=match.counts,
            intent=record.intent or None,
            start=when.start,
            end=when.end,
            on=when.on,
            until=_until(record, about) if kind is Kind.ADMINISTRATION else None,
            authored=when.told,
            dates_why=when.why,
            supply_days=_supply_days(record),
            repeats=_repeats(record),
            prn=any(is_as_needed(one, about.knowledge) for one in instructions),
            dosages=doses,
            infusions=_infusions(instructions, match, item, about),
            stopped_for=stopped_for(record, match, doses, when.end is not None, about),
            stop_text=stop_text(record),
            route=routes.together(_route(record, instructions, given, about), _route_of(item, match, about)),
            given_mg=given_amount(record, given, item.mg_per_ml, units.MG, about.clock, about.knowledge),
            given_mg_per_kg=given_amount(record, given, item.mg_per_ml, units.MG_PER_KG, about.clock, about.knowledge),
            purpose=purposes(record.reason_code, record.reason_reference, _notes(record, given), about, record.request),
            stated=indications(record, instructions, ours, about),
            adverse=_adverse(record, about),
        )


def _until(record: wire.MedicationRecord, about: Reading) -> When | None:
    return dates.known(about.clock.any(dates.end(record.effective_period)))


def _dosages(instructions: list[wire.Dosage], match: DrugMatch, item: Product, about: Reading) -> tuple[Dosage, ...]:
    """The daily doses of the instructions; without any, the one that the medication's own text may say."""
    if instructions:
        return dosages(instructions, match, item.mg_per_ml, about.clock, about.knowledge)
    told = dosages([wire.Dosage(text=item.display)], match, item.mg_per_ml, about.clock, about.knowledge)
    return told if told[0].low is not None else ()


def _infusions(
    instructions: list[wire.Dosage], match: DrugMatch, item: Product, about: Reading
) -> tuple[Instruction, ...]:
    """How ketamine is to be given, which tells a course from an infusion that goes on and on."""
    if match.ingredient not in about.knowledge.with_role("ketamine"):
        return ()
    return tuple(infusion.instruction(one, item.mg_per_ml, about.knowledge) for one in instructions)


def _bounds(instructions: list[wire.Dosage], clock: dates.Clock) -> tuple[dates.Moment, dates.Moment]:
    """The widest period of all instructions; an instruction without an end leaves the end open."""
    periods = [i.timing.repeat.bounds_period for i in instructions if i.timing is not None and i.timing.repeat]
    starts = [clock.any(p.start) for p in periods if p is not None and p.start]
    ends = [clock.any(p.end) for p in periods if p is not None and p.end]
    return _first(starts), _last(ends) if len(ends) == len(instructions) else _trouble(ends)


def _first(moments: list[dates.Moment]) -> dates.Moment:
    known = [m for m in moments if isinstance(m, When)]
    return dates.trouble(*moments) or min(known, key=lambda w: w.first, default=None)


def _last(moments: list[dates.Moment]) -> dates.Moment:
    known = [m for m in moments if isinstance(m, When)]
    return dates.trouble(*moments) or max(known, key=lambda w: w.last, default=None)


def _trouble(moments: list[dates.Moment]) -> dates.Moment:
    return dates.trouble(*moments)


def _supply_days(record: wire.MedicationRecord) -> Decimal | None:
    """Days of supply of a dispense or of each fill of a request; a dispense's bare number is days."""
    if record.days_supply is not None:
        value = units.amount(record.days_supply)
        unit = units.unit_of(record.days_supply) or units.DAY
    elif record.dispense_request is not None and record.dispense_request.expected_supply_duration is not None:
        duration = record.dispense_request.expected_supply_duration
        value, unit = units.amount(duration), units.unit_of(duration)
    else:
        return None
    days = units.convert(value, unit, units.DAY) if value is not None else None
    return days if days is not None and days > 0 else None


def _repeats(record: wire.MedicationRecord) -> int:
    allowed = units.sane(record.dispense_request.number_of_repeats_allowed) if record.dispense_request else None
    return max(0, int(allowed)) if allowed is not None else 0


def _adverse(record: wire.MedicationRecord, about: Reading) -> frozenset[str]:
    reasons = [said(reason) for reason in record.status_reason]
    notes = [note.text for note in record.note]
    found = frozenset[str]().union(*(words_in(text, about.knowledge) for text in (*reasons, *notes)))
    stopped = {"stopped"} if record.status == _STOPPED else set()
    return frozenset(stopped | {word for name, word in _ADVERSE.items() if name in found})


def _dosage_list(raw: msgspec.Raw) -> list[wire.Dosage]:
    """MedicationStatement.dosage, also when it is a single object or holds odd members."""
    if not is_there(raw):
        return []
    try:
        return _DOSAGES.decode(raw)
    except UNDECODABLE:
        holder = decode(b'{"dosageInstruction":' + bytes(raw) + b"}", wire.MedicationRecord)
        return holder.dosage_instruction if holder is not None else []


def _given(record: wire.MedicationRecord) -> wire.AdministrationDosage | None:
    return decode(record.dosage, wire.AdministrationDosage) if is_there(record.dosage) else None


def _route(
    record: wire.MedicationRecord,
    instructions: list[wire.Dosage],
    given: wire.AdministrationDosage | None,
    about: Reading,
) -> str | None:
    if given is not None:
        said_of_it = beside.own_words(given.text, about.knowledge)
        return routes.together(
            routes.of_concept(given.route, about.knowledge), routes.of_text(said_of_it, about.knowledge)
        )
    stated = [routes.of_concept(i.route, about.knowledge) for i in instructions]
    return routes.together(*stated, *(routes.of_text(i.text, about.knowledge) for i in instructions))


def _route_of(item: Product, match: DrugMatch, about: Reading) -> str | None:
    """Another route, where the product of a ketamine is one that cannot be infused (a troche, a nasal spray)."""
    ketamine = about.knowledge.with_role("ketamine")
    form = match.ingredient in ketamine and about.knowledge.value_sets[FORM_SET].says(item.words)
    return routes.OTHER if form else None


def _notes(record: wire.MedicationRecord, given: wire.AdministrationDosage | None) -> list[str]:
    return [*(note.text for note in record.note), *([given.text] if given is not None else [])]


def _read_as(kind: Kind, read: Callable[[wire.MedicationRecord, Reading], Found[Medication]]) -> _ReadAs:
    return ReadAs(kind.value, wire.MedicationRecord, _told_by, is_known_or_unreadable, read)


_told_by = attrgetter("medication_codeable_concept")
_ReadAs = ReadAs[wire.MedicationRecord, Medication]

STATEMENTS = _read_as(Kind.STATEMENT, statement)
REQUESTS = _read_as(Kind.REQUEST, request)
DISPENSES = _read_as(Kind.DISPENSE, dispense)
ADMINISTRATIONS = _read_as(Kind.ADMINISTRATION, administration)
