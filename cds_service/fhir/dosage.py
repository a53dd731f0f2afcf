"""Dosage instructions of the chart's medications as milligrams a day, cautious and generous.

It must not know which daily dose is enough. Protocol section 4, rule 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from cds_service.answers import Why
from cds_service.chart import Dosage, When
from cds_service.fhir import sig, timing, units, wire
from cds_service.fhir.dates import Clock, known, trouble
from cds_service.fhir.timing import Times
from cds_service.knowledge import DrugMatch, Knowledge

_PIECE_UNIT = re.compile(
    r"\{?\[?(?:tab(?:let)?s?|tbl|caps?(?:ule)?s?|pills?|each|ea|unit dose|patch(?:es)?|lozenges?|1)\]?\}?"
    r"(?:\(s\))?(?:\s*\(?(?:oral|dosing unit)\)?)?",
    re.IGNORECASE,
)
_UNSPOKEN = Dosage(why=Why.NOT_RECORDED)


def dosages(
    instructions: Sequence[wire.Dosage],
    match: DrugMatch,
    mg_per_ml: Decimal | None,
    clock: Clock,
    knowledge: Knowledge,
) -> tuple[Dosage, ...]:
    """The daily dose of each step that has bounds of its own; one dose for all where they have none."""
    found = [_dosage(one, match, mg_per_ml, clock, knowledge) for one in instructions]
    if len(found) < 2:
        return tuple(found)
    if not all(d.start is not None or d.end is not None for d in found):
        return (_together(found, all(one == instructions[0] for one in instructions)),)
    return tuple(_of_one_step(found, instructions))


def _of_one_step(found: list[Dosage], instructions: Sequence[wire.Dosage]) -> Iterator[Dosage]:
    """Each step by its days; what is to be taken on the same days is taken together."""
    steps: dict[tuple[When | None, When | None], list[int]] = {}
    for position, dosage in enumerate(found):
        steps.setdefault((dosage.start, dosage.end), []).append(position)
    for (start, end), positions in steps.items():
        same = all(instructions[p] == instructions[positions[0]] for p in positions)
        one = found[positions[0]] if len(positions) == 1 else _together([found[p] for p in positions], same)
        yield replace(one, start=start, end=end)


def is_as_needed(instruction: wire.Dosage, knowledge: Knowledge) -> bool:
    if instruction.as_needed_boolean or instruction.as_needed_codeable_concept is not None:
        return True
    return timing.is_as_needed(spoken(instruction), knowledge)


NOT_TAKEN_SET = "not-taken"
"""Words of a dosage text that say that it is not taken."""

NO_LONGER_SET = "no-longer-taken"
"""Words that say so of what is listed as active; of a trial that is over they say nothing."""


def _is_not_taken(instruction: wire.Dosage, knowledge: Knowledge) -> bool:
    said = (text for text in (instruction.text, instruction.patient_instruction) if text)
    return any(knowledge.value_sets[NOT_TAKEN_SET].says(text) for text in said)


def spoken(instruction: wire.Dosage) -> str:
    """What the instruction says in words, the pharmacist's wording before the patient's."""
    return instruction.text or instruction.patient_instruction


def _together(found: list[Dosage], is_repeated: bool) -> Dosage:
    """Instructions without days of their own: word for word the same, they repeat each other; else one or all may
    hold (75 mg in the morning and 75 mg at night)."""
    shown = " ; ".join(dict.fromkeys(d.shown for d in found if d.shown))
    lows = [d.low for d in found if d.low is not None]
    highs = [d.high for d in found if d.high is not None]
    lasts = min((d.lasts for d in found if d.lasts is not None), default=None)
    unsteady = next((d.unsteady for d in found if d.unsteady), None)
    if len(lows) < len(found) or len(highs) < len(found):
        why = next((d.why for d in found if d.why), Why.NOT_RECORDED)
        unread = Dosage(why=why, shown=shown, named=any(d.named for d in found))
        return replace(unread, lasts=lasts, unsteady=unsteady)
    high = highs[0] if is_repeated else sum(highs, Decimal(0))
    return Dosage(low=min(lows), high=high, shown=shown, lasts=lasts, unsteady=unsteady)


def _dosage(
    instruction: wire.Dosage,
    match: DrugMatch,
    mg_per_ml: Decimal | None,
    clock: Clock,
    knowledge: Knowledge,
) -> Dosage:
    begins, ends = (clock.any(text) for text in timing.bounds(instruction.timing))
    said = sig.read(spoken(instruction), match.strength_mg, knowledge)
    low, high, why = _daily(instruction, said, match, mg_per_ml, knowledge)
    if (odd := trouble(begins, ends)) is not None:
        low, high, why = None, None, odd
    # It says how much, however little it says of how often.
    named = low is None and (bool(_doses(instruction)) or said.low is not None or said.ceiling)
    rhythm = timing.of_structure(instruction.timing, knowledge) or said.times
    return Dosage(
        low=low,
        high=high,
        why=why,
        shown=_shown(instruction),
        start=known(begins),
        end=known(ends),
        named=named,
        lasts=_lasts(instruction, said, rhythm),
        unsteady=_unsteady(instruction, said, rhythm, knowledge),
    )


def _unsteady(instruction: wire.Dosage, said: sig.Sig, rhythm: Times | None, knowledge: Knowledge) -> Why | None:
    """Why the instruction does not testify that the medicine is taken every few days: its words say that it is not
    taken, it names an aim alone, or a rhythm of weeks."""
    said_of_it = (text for text in (instruction.text, instruction.patient_instruction) if text)
    is_past = any(knowledge.value_sets[NO_LONGER_SET].says(text) for text in said_of_it)
    if is_past or _is_not_taken(instruction, knowledge):
        return Why.CONTRADICTORY
    is_rare = rhythm is not None and rhythm.high * len(_WEEK) <= 1
    return Why.NOT_RECORDED if said.ceiling or is_rare else None


_ONCE = re.compile(r"\b(?:once|one time|1 time)\b", re.IGNORECASE)
""" "900 mg once", where no rhythm is told."""


def _lasts(instruction: wire.Dosage, said: sig.Sig, rhythm: Times | None) -> Decimal | None:
    """The days the dose is taken for: as the structure bounds them, or as the text tells; the shortest of all."""
    repeat = instruction.timing.repeat if instruction.timing is not None else None
    found = [said.lasts]
    if repeat is not None:
        found += [_days(repeat.bounds_duration), _days(_quantity(repeat.bounds_range) if repeat.bounds_range else None)]
        count = units.sane(repeat.count) if repeat.count is not None else units.sane(repeat.count_max)
        if count is not None and count > 0:
            often = rhythm.low if rhythm is not None else Decimal(1)
            found.append((count / often).to_integral_value(ROUND_CEILING))
    if rhythm is None and _ONCE.search(spoken(instruction)):
        found.append(Decimal(1))
    return min((days for days in found if days is not None), default=None)


def _days(bounds: wire.Quantity | None) -> Decimal | None:
    length = units.amount(bounds)
    return units.convert(length, units.unit_of(bounds), units.DAY) if bounds is not None and length else None


def _shown(instruction: wire.Dosage) -> str:
    if spoken(instruction):
        return spoken(instruction)
    doses = [q for q in map(_quantity, _doses(instruction)) if q is not None]
    return units.written(doses[0]) if doses else ""


def _daily(
    instruction: wire.Dosage, said: sig.Sig, match: DrugMatch, mg_per_ml: Decimal | None, knowledge: Knowledge
) -> tuple[Decimal | None, Decimal | None, Why | None]:
    """mg a day (cautious, generous) or why not, from structure and text together."""
    if match.weekly or said.ceiling or _is_not_taken(instruction, knowledge):
        return None, None, Why.NOT_RECORDED
    doses = [mg for dose in _doses(instruction) if (mg := _mg(dose, match, mg_per_ml)) is not None]
    if len(set(doses)) > 1:
        return None, None, Why.CONTRADICTORY
    times = timing.of_structure(instruction.timing, knowledge)
    structured = doses[0] if doses else None
    if _disagree(structured, times, said):
        return None, None, Why.CONTRADICTORY
    low, high = (structured, structured) if structured is not None else (said.low, said.high)
    rhythm = times or said.times
    if low is None or high is None or rhythm is None or low <= 0:
        return None, None, Why.NOT_RECORDED
    if knowledge.drugs[match.ingredient].weekly and rhythm.days >= len(_WEEK):
        return None, None, Why.NOT_RECORDED
    if is_as_needed(instruction, knowledge):
        most = _at_most(instruction, match, mg_per_ml, said)
        # At most that, where it is told; how much it was nobody knows.
        return None, most * rhythm.high if most is not None else None, Why.NOT_RECORDED
    return low * rhythm.low, high * rhythm.high, None


def _at_most(instruction: wire.Dosage, match: DrugMatch, mg_per_ml: Decimal | None, said: sig.Sig) -> Decimal | None:
    """The largest dose in mg that structure and text allow at a time; None where either leaves that open."""
    stated = [_mg(_upper(dose), match, mg_per_ml) for dose in _doses(instruction)]
    limits = (instruction.max_dose_per_administration, instruction.max_dose_per_period)
    repeat = instruction.timing.repeat if instruction.timing is not None else None
    is_open = repeat is not None and (repeat.frequency_max is not None or repeat.period_max is not None)
    if is_open or any(limit is not None for limit in limits) or (said.low is not None and said.most is None):
        return None
    if not stated and said.most is None:
        return None
    found = [mg for mg in (*stated, said.most) if mg is not None]
    return max(found) if len(found) >= len(stated) + (said.most is not None) else None


def _upper(dose: Dose) -> Dose:
    """A range as its upper end alone; without one, as nothing that can be read."""
    return dose if isinstance(dose, wire.Quantity) else dose.high or wire.Quantity()


_WEEK = range(7)


def _disagree(structured: Decimal | None, times: Times | None, said: sig.Sig) -> bool:
    """True when structure and text cannot both be right about the day's dose."""
    if structured is not None and times is not None and said.low is not None and said.times is not None:
        daily = structured * times.low
        highest = (said.high or said.low) * said.times.high
        return not said.low * said.times.low <= daily <= highest
    if structured is not None and said.low is not None:
        return not said.low <= structured <= (said.high or said.low)
    if times is not None and said.times is not None:
        return not said.times.low <= times.low <= said.times.high
    return False


Dose = wire.Quantity | wire.Range


def _doses(instruction: wire.Dosage) -> list[Dose]:
    pairs = [(d.dose_quantity, d.dose_range) for d in instruction.dose_and_rate]
    pairs.append((instruction.dose_quantity, instruction.dose_range))
    return [dose for pair in pairs for dose in pair if dose is not None]


def _quantity(dose: Dose) -> wire.Quantity | None:
    """The quantity itself, or the lower end of a range."""
    return dose if isinstance(dose, wire.Quantity) else dose.low


def _mg(dose: Dose, match: DrugMatch, mg_per_ml: Decimal | None) -> Decimal | None:
    """One dose in mg: a mass, or pieces of a known strength, or millilitres of a known concentration."""
    quantity = _quantity(dose)
    value = units.amount(quantity)
    if quantity is None or value is None:
        return None
    unit = units.unit_of(quantity) or (quantity.unit or quantity.code)
    if (mass := units.convert(value, unit, units.MG)) is not None:
        return mass
    if mg_per_ml is not None and (volume := units.convert(value, unit, units.ML)) is not None:
        return volume * mg_per_ml
    strength = match.strength_mg
    if strength is None:
        return None
    if not unit:
        return value * strength if _counts_pieces(value, strength) else None
    return value * strength if _PIECE_UNIT.fullmatch(unit.strip()) else None


_MOST_PIECES, _SMALLEST_PART = 4, 4


def _counts_pieces(value: Decimal, strength: Decimal) -> bool:
    """A bare 3 of a 50 mg tablet is a count; 25 or 12.5 may as well be the milligrams of a part: that says nothing."""
    return value <= _MOST_PIECES and value * _SMALLEST_PART < strength
