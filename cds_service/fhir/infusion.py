"""What a ketamine order's dosage instructions say: dose, rate, duration and route, structure and text apart.

It must not know which dose is right. Of a choice the more dangerous reading is taken: larger dose, shorter time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cds_service.chart import Amount, Instruction
from cds_service.fhir import again, dosed_by, infusion_text, infusion_volumes, rhythm, routes, units, wire
from cds_service.fhir.beside import PUSH_SET, of_the_drug, own_words
from cds_service.fhir.concepts import texts
from cds_service.fhir.drugs import concentration_in
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge

OPEN_SET = "dose-left-open"
"""Words that leave dose or speed to whoever gives it."""

CONTINUOUS_SET = "continuous"

_HIGHEST, _LOWEST = "high", "low"


def instruction(dosage: wire.Dosage, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Instruction:
    """One dosageInstruction of a draft order."""
    told = spoken(dosage)
    words = own_words(told, knowledge)
    # Whom a clause is about is dear to tell, and seldom matters.
    speaks_on = any(knowledge.value_sets[name].may_say(told) for name in (OPEN_SET, CONTINUOUS_SET, again.AGAIN_SET))
    ours = of_the_drug(told, knowledge) if speaks_on else told
    stated = routes.of_concept(dosage.route, knowledge)
    route = routes.together(stated, routes.of_text(words, knowledge))
    route_text = routes.called(dosage.route, knowledge)
    if route == routes.OTHER != stated:
        route_text = routes.other_in_text(words, knowledge)
    coded = _said_in_codes(dosage)
    everything = " ; ".join(t for t in (words, *coded) if t)
    structure = _structure(dosage, _strength(dosage, words, mg_per_ml), knowledge)
    text = _in_words(everything, structure, mg_per_ml, knowledge)
    if structure.volume_rate and (ran := infusion_volumes.runs_out(dosage, everything, knowledge)) is not None:
        text = infusion_volumes.timed(text, ran, knowledge)
        structure = replace(structure, volume_rate=None)
    often = rhythm.rhythm(dosage.timing, words, knowledge, ours if speaks_on else words)
    in_words = " ; ".join(t for t in (told, *coded) if t)
    has_mass = structure.mg is not None or text.mg is not None
    return Instruction(
        structure=structure,
        text=replace(text, unread=True) if _says(ours, OPEN_SET, knowledge) else text,
        route=route,
        route_text=route_text or None,
        most_mg=_most(dosage, mg_per_ml, dosed_by.most_mg(told, knowledge)),
        within=_within(dosage.timing),
        rhythm=often,
        continuous=_is_continuous(dosage, ours, knowledge),
        again=again.in_order(in_words, knowledge, is_rhythmic=often is not None) or None,
        weights=dosed_by.weights(in_words, knowledge),
        basis=dosed_by.basis(in_words, has_mass, knowledge) or None,
    )


def _is_continuous(dosage: wire.Dosage, ours: str, knowledge: Knowledge) -> bool:
    timed = dosage.timing.code if dosage.timing is not None else None
    concepts = (dosage.route, dosage.method, timed)
    coded = any(CONTINUOUS_SET in infusion_text.vocabulary_of(concept, knowledge) for concept in concepts)
    # A timing is seldom of a system that anybody knows: its code is read as the word it is.
    local = " ; ".join(one.code for one in timed.coding) if timed is not None else ""
    return coded or any(_says(text, CONTINUOUS_SET, knowledge) for text in (ours, local) if text)


@remembered
def _says(text: str, name: str, knowledge: Knowledge) -> bool:
    return knowledge.value_sets[name].says(text)


def _strength(dosage: wire.Dosage, words: str, mg_per_ml: Decimal | None) -> Decimal | None:
    """The product's, else for a dose in mL the text's own ("0.7 mL", "35 mg of 50 mg/mL")."""
    doses = [dosage.dose_quantity, *(one.dose_quantity for one in dosage.dose_and_rate)]
    if mg_per_ml is None and words and any(dose is not None and _is_volume(dose) for dose in doses):
        return concentration_in(words)
    return mg_per_ml


def _in_words(text: str, structure: Amount, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Amount:
    """What the text says. Beside a dose in mg a flow is that of the bag: the vial's strength says nothing about it."""
    said = infusion_text.amount(text, mg_per_ml, knowledge)
    if not infusion_volumes.is_vial(mg_per_ml, knowledge) or (structure.mg is None and structure.mg_per_kg is None):
        return said
    flow = infusion_text.amount(text, None, knowledge)
    return replace(flow, mg_of_volume=said.mg_of_volume, may_be_bag=said.may_be_bag)


def _said_in_codes(dosage: wire.Dosage) -> list[str]:
    """What the texts of timing, route and method say: "once over 5 minutes"."""
    timed = dosage.timing.code if dosage.timing is not None else None
    return [text for concept in (timed, dosage.route, dosage.method) for text in texts(concept)]


def _most(dosage: wire.Dosage, mg_per_ml: Decimal | None, in_words: Decimal | None) -> Decimal | None:
    """The largest dose the instruction allows at a time, by any of its limits, and by its words."""
    period = dosage.max_dose_per_period
    limits = (dosage.max_dose_per_administration, dosage.max_dose_per_lifetime, period.numerator if period else None)
    read = [in_words, *(_dose(limit, mg_per_ml).mg for limit in limits if limit is not None)]
    return min((mg for mg in read if mg is not None), default=None)


def spoken(dosage: wire.Dosage) -> str:
    """Everything the instruction says in words."""
    extra = [text for concept in dosage.additional_instruction for text in texts(concept)]
    return " ; ".join(t for t in (dosage.text, dosage.patient_instruction, *extra) if t)


def _within(timing: wire.Timing | None) -> Decimal | None:
    """Minutes of the bounds; an infusion cannot be longer."""
    bounds = timing.repeat.bounds_duration if timing is not None and timing.repeat is not None else None
    value = units.amount(bounds)
    if bounds is None or value is None:
        return None
    return units.convert(value, units.unit_of(bounds), units.MINUTE)


def _structure(dosage: wire.Dosage, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Amount:
    own = wire.DoseAndRate(
        dose_quantity=dosage.dose_quantity,
        dose_range=dosage.dose_range,
        rate_quantity=dosage.rate_quantity,
        rate_range=dosage.rate_range,
        rate_ratio=dosage.rate_ratio,
    )
    stated = [*dosage.dose_and_rate, own]
    flowing = None if infusion_volumes.is_vial(mg_per_ml, knowledge) else mg_per_ml
    worst = _read_at(_HIGHEST, stated, dosage.timing, mg_per_ml, flowing)
    mildest = (
        _read_at(_LOWEST, stated, dosage.timing, mg_per_ml, flowing) if _has_range(stated, dosage.timing) else worst
    )
    push = any(says_push(concept, knowledge) for concept in (dosage.route, dosage.method))
    worst, mildest = _without_volume(worst, stated), _without_volume(mildest, stated)
    return replace(worst, push=push, mildest=mildest if mildest != worst else None)


def _without_volume(read: Amount, stated: Sequence[wire.DoseAndRate]) -> Amount:
    """A volume of unknown strength beside a dose in mg takes nothing from that dose."""
    if read.other_unit is None or (read.mg is None and read.mg_per_kg is None):
        return read
    doses = [one.dose_quantity for one in stated if one.dose_quantity is not None]
    odd = [one for one in doses if _unit_text(one) == read.other_unit]
    return replace(read, other_unit=None) if odd and all(map(_is_volume, odd)) else read


def _has_range(stated: Sequence[wire.DoseAndRate], timing: wire.Timing | None) -> bool:
    """Whether anything is stated of which there are two ends."""
    repeat = timing.repeat if timing is not None else None
    longest = repeat is not None and repeat.duration_max is not None
    return longest or len(stated) > 2 or any(one.dose_range is not None or one.rate_range is not None for one in stated)


def _read_at(
    end: str,
    stated: Sequence[wire.DoseAndRate],
    timing: wire.Timing | None,
    mg_per_ml: Decimal | None,
    flowing: Decimal | None,
) -> Amount:
    """What the structure says when of every range one end is taken."""
    read = dangerous([_dose_and_rate(one, mg_per_ml, flowing, end) for one in stated if one != _NOTHING_STATED], end)
    minutes = _duration(timing, end)
    return replace(read, minutes=minutes, unread=_is_only_at_most(timing)) if minutes is not None else read


def _is_only_at_most(timing: wire.Timing | None) -> bool:
    """Whether only the longest time is stated: how much shorter it may be is left open."""
    repeat = timing.repeat if timing is not None else None
    return repeat is not None and repeat.duration is None and repeat.duration_max is not None


_NOTHING_STATED = wire.DoseAndRate()


def says_push(concept: wire.Concept | None, knowledge: Knowledge) -> bool:
    """Whether a route or method is that of a push or bolus."""
    return PUSH_SET in infusion_text.vocabulary_of(concept, knowledge)


def dangerous(amounts: Sequence[Amount], end: str = _HIGHEST) -> Amount:
    """Several statements as one: of each kind the largest dose and rate, and the shortest time (or the mildest)."""
    if len(amounts) == 1:
        (only,) = amounts
        return only if only.mildest is None else replace(only, mildest=None)
    most, shortest = (max, min) if end == _HIGHEST else (min, max)
    return Amount(
        mg=most((a.mg for a in amounts if a.mg is not None), default=None),
        mg_per_kg=most((a.mg_per_kg for a in amounts if a.mg_per_kg is not None), default=None),
        mg_per_min=most((a.mg_per_min for a in amounts if a.mg_per_min is not None), default=None),
        mg_per_kg_min=most((a.mg_per_kg_min for a in amounts if a.mg_per_kg_min is not None), default=None),
        minutes=shortest((a.minutes for a in amounts if a.minutes is not None), default=None),
        push=any(a.push for a in amounts),
        other_unit=next((a.other_unit for a in amounts if a.other_unit is not None), None),
        volume_rate=next((a.volume_rate for a in amounts if a.volume_rate is not None), None),
    )


def _dose_and_rate(one: wire.DoseAndRate, mg_per_ml: Decimal | None, flowing: Decimal | None, end: str) -> Amount:
    """`flowing`: the strength of what runs beside a dose in mg; of a vial it is not the product's."""
    dose = one.dose_quantity or _end(one.dose_range, end)
    rate = one.rate_quantity or _end(one.rate_range, end)
    found = [_dose(dose, mg_per_ml)] if dose is not None else []
    has_mass = any(a.mg is not None or a.mg_per_kg is not None for a in found)
    flowing = flowing if has_mass else mg_per_ml
    found += [_rate(rate, flowing)] if rate is not None else []
    if one.rate_ratio is not None:
        found.append(_ratio(one.rate_ratio, flowing))
    return _settled(dangerous(found), found)


def _settled(whole: Amount, found: list[Amount]) -> Amount:
    """ "35 mg / 40 min" is a duration only if 35 mg is the dose; beside another dose it is just a rate."""
    first = found[0] if found else whole
    if any(_names_another(other, first) for other in found[1:]):
        return replace(whole, mg=first.mg, mg_per_kg=first.mg_per_kg, minutes=first.minutes)
    return whole


def _names_another(other: Amount, dose: Amount) -> bool:
    pairs = ((other.mg, dose.mg), (other.mg_per_kg, dose.mg_per_kg))
    return any(theirs is not None and theirs != own for theirs, own in pairs)


def _end(span: wire.Range | None, end: str) -> wire.Quantity | None:
    """One end of a range, or the only one: an order must be safe at its highest and right at both."""
    if span is None:
        return None
    wanted, other = (span.high, span.low) if end == _HIGHEST else (span.low, span.high)
    if _falls(span):
        wanted, other = other, wanted
    return wanted if units.amount(wanted) is not None else other


def _falls(span: wire.Range) -> bool:
    """Whether the "low" end is the higher one: which of them was meant, the order does not say."""
    low, high = units.amount(span.low), units.amount(span.high)
    if low is None or high is None or span.low is None or span.high is None:
        return False
    in_high_unit = units.convert(low, units.unit_of(span.low), units.unit_of(span.high))
    return in_high_unit is not None and in_high_unit > high


def _dose(quantity: wire.Quantity, mg_per_ml: Decimal | None) -> Amount:
    value, unit = units.amount(quantity), units.unit_of(quantity)
    if value is None or not unit:
        return Amount(other_unit=_unit_text(quantity)) if quantity.value is not None else Amount()
    if (mg := units.convert(value, unit, units.MG)) is not None:
        return Amount(mg=mg)
    if (per_kg := units.convert(value, unit, units.MG_PER_KG)) is not None:
        return Amount(mg_per_kg=per_kg)
    if mg_per_ml is not None and (volume := units.convert(value, unit, units.ML)) is not None:
        return Amount(mg=volume * mg_per_ml)
    return Amount(other_unit=_unit_text(quantity))


def _rate(quantity: wire.Quantity, mg_per_ml: Decimal | None) -> Amount:
    value, unit = units.amount(quantity), units.unit_of(quantity)
    if value is None or not unit:
        return Amount(other_unit=_unit_text(quantity)) if quantity.value is not None else Amount()
    if (rate := units.convert(value, unit, units.MG_PER_MIN)) is not None:
        return Amount(mg_per_min=rate)
    if (rate := units.convert(value, unit, units.MG_PER_KG_MIN)) is not None:
        return Amount(mg_per_kg_min=rate)
    flow = units.convert(value, unit, units.ML_PER_MIN)
    if flow is not None:
        return Amount(volume_rate=_unit_text(quantity)) if mg_per_ml is None else Amount(mg_per_min=flow * mg_per_ml)
    return Amount(other_unit=_unit_text(quantity))


def _ratio(ratio: wire.Ratio, mg_per_ml: Decimal | None) -> Amount:
    """Dose over time as numerator and denominator; a denominator other than one unit is the duration."""
    time = ratio.denominator
    value = units.amount(time)
    minutes = units.convert(value, units.unit_of(time), units.MINUTE) if time is not None and value else None
    if ratio.numerator is None or minutes is None or minutes <= 0:
        return Amount(other_unit=_unit_text(ratio.numerator or wire.Quantity()))
    dose = _dose(ratio.numerator, mg_per_ml)
    if dose.other_unit is not None and _is_volume(ratio.numerator):
        per = f"{dose.other_unit}/{_unit_text(time) if time is not None else ''}"
        return Amount(volume_rate=per) if value == 1 or minutes == _HOUR else Amount(minutes=minutes)
    rate = replace(
        dose,
        mg=None,
        mg_per_kg=None,
        mg_per_min=dose.mg / minutes if dose.mg is not None else None,
        mg_per_kg_min=dose.mg_per_kg / minutes if dose.mg_per_kg is not None else None,
    )
    if value == 1:
        return rate
    return replace(rate, mg=dose.mg, mg_per_kg=dose.mg_per_kg, minutes=minutes)


_HOUR = Decimal(60)
"""A volume per 60 minutes is a rate, as one per hour is; per any other time it is what runs in that time."""


def _is_volume(quantity: wire.Quantity) -> bool:
    return units.convert(Decimal(1), units.unit_of(quantity), units.ML) is not None


def _duration(timing: wire.Timing | None, end: str) -> Decimal | None:
    """Minutes the infusion is to run; where a range is stated, its shortest is the highest speed."""
    repeat = timing.repeat if timing is not None else None
    stated = (units.sane(repeat.duration), units.sane(repeat.duration_max)) if repeat is not None else ()
    known = [value for value in stated if value is not None and value > 0]
    if repeat is None or not known:
        return None
    value = min(known) if end == _HIGHEST else max(known)
    return units.convert(value, units.spelled(repeat.duration_unit), units.MINUTE)


def _unit_text(quantity: wire.Quantity) -> str:
    return quantity.unit or quantity.code
