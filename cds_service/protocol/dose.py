"""Which dose, over how long: the computed infusion and the check of the order's own.

It must not know how an order is written in FHIR nor how a suggestion is made. Protocol section 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from cds_service.answers import Severity, Status, Why
from cds_service.chart import Amount, Chart, Instruction, Order, Reading, Rhythm
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import latest
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.intervals import times_a_day
from cds_service.protocol.meaning import Meaning, contradicts_itself, is_bare_rate, is_endless, meaning, together
from cds_service.protocol.plausible import names_another_weight, plausible
from cds_service.protocol.results import Dose, Ordered, Weight

OWNER = "dose"
THOUSANDTH = Decimal("0.001")
HUNDREDTH = Decimal("0.01")
CM_PER_M = Decimal(100)


def infusion(order: Order, weight: Weight, chart: Chart, knowledge: Knowledge) -> Dose:
    """The standard infusion for a usable weight: mg rounded half up, the same dose slower, volume if known."""
    limit = knowledge.limit
    per_kg, minutes, slower = limit(OWNER, "mg-per-kg"), limit(OWNER, "minutes"), limit(OWNER, "slower-minutes")
    mg = round_half_up(weight.kg * per_kg, limit(OWNER, "rounding"))
    ml = (mg / order.mg_per_ml).quantize(HUNDREDTH, ROUND_HALF_UP) if order.mg_per_ml else None
    bmi, ideal = _body(weight, chart, knowledge)
    return Dose(
        mg_per_kg=per_kg,
        mg=mg,
        minutes=minutes,
        rate_mg_per_min=(mg / minutes).quantize(THOUSANDTH, ROUND_HALF_UP),
        slower_minutes=slower,
        slower_rate_mg_per_min=(mg / slower).quantize(THOUSANDTH, ROUND_HALF_UP),
        above_ceiling=mg > limit(OWNER, "ceiling"),
        ml=ml,
        mg_per_ml=order.mg_per_ml,
        dilute=order.mg_per_ml is not None and order.mg_per_ml >= limit(OWNER, "dilute-from"),
        bmi=bmi,
        ideal_kg=ideal,
        ideal_mg=round_half_up(ideal * per_kg, limit(OWNER, "rounding")) if ideal is not None else None,
    )


def round_half_up(value: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of `step`, halves up."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _body(weight: Weight, chart: Chart, knowledge: Knowledge) -> tuple[Decimal | None, Decimal | None]:
    """Body mass index at or above the limit and, where height and sex are known, the ideal weight."""
    height = _newest(chart, "height")
    if height is not None:
        metres = height / CM_PER_M
        bmi = weight.kg / (metres * metres)
    else:
        recorded = _newest(chart, "bmi")
        if recorded is None:
            return None, None
        bmi = recorded
    if bmi < knowledge.limit(OWNER, "bmi"):
        return None, None
    return bmi.quantize(Decimal("0.1"), ROUND_HALF_UP), _ideal(height, chart, knowledge)


def _ideal(height: Decimal | None, chart: Chart, knowledge: Knowledge) -> Decimal | None:
    patient = chart.patient.facts[0] if chart.patient.facts else None
    if height is None or patient is None or patient.gender not in {"male", "female"}:
        return None
    limit = knowledge.limit
    base = limit(OWNER, f"ideal-base-{patient.gender}")
    above = max(height - limit(OWNER, "ideal-reference-height"), Decimal(0))
    return (base + above * limit(OWNER, "ideal-per-cm")).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _newest(chart: Chart, concept: str) -> Decimal | None:
    last = latest(r for r in chart.vitals.facts if r.concept == concept)
    reading: Reading | None = last[0] if last else None
    return reading.value if reading is not None and reading.value else None


def check(
    order: Order, weight: Weight | None, hook: str, knowledge: Knowledge, weight_gap: Why | None = None
) -> tuple[Finding, Ordered | None]:
    """The criterion `dose`: the worst finding of any instruction under any reading weighs.

    `weight_gap`: why there is no usable weight, as the criterion `weight` said it.
    """
    kg = weight.kg if weight is not None else None
    tolerance = knowledge.limit(OWNER, "tolerance")
    readings = [_read(i, kg, tolerance) for i in order.instructions]
    ordered = _ordered(readings[0]) if len(readings) == 1 else None
    danger = list({d.key: d for r in readings for m in r.all for d in _dangers(m, r.of.rhythm, knowledge)}.values())
    if any(one.push for one in order.beside) and not any(d.key == f"{OWNER}.not-met-push" for d in danger):
        danger.append(say(f"{OWNER}.not-met-push"))
    serious = Severity.CRITICAL if hook == "order-sign" else Severity.WARNING
    facts = _facts(order, ordered)
    if danger:
        found = _not_met(danger[0], serious, facts, order, ordered, kg, knowledge)
        return replace(found, notes=(*danger[1:], *found.notes)), ordered
    mild = [w for r in readings if (w := _outside(r, knowledge)) is not None]
    if mild and len(readings) == 1:
        return _not_met(mild[0], Severity.WARNING, facts, order, ordered, kg, knowledge), ordered
    other_route = [i for i in order.instructions if i.route == "other"]
    if other_route:
        words = say(f"{OWNER}.not-met-route", route=other_route[0].route_text or "")
        return _not_met(words, Severity.WARNING, facts, order, ordered, kg, knowledge), ordered
    gap = _gap(order, readings, kg, knowledge, tolerance)
    if gap is not None:
        words, why = gap
        if words.key == f"{OWNER}.unknown-weight":
            missing = (Missing(say("weight.missing"), weight_gap or why),)
        else:
            missing = (Missing(say(f"{OWNER}.{_MISSING.get(words.key.removeprefix(f'{OWNER}.'), 'missing')}"), why),)
        notes = _notes(order, ordered, kg, knowledge)
        return Finding(OWNER, Status.UNKNOWN, serious, words, facts, missing, notes), ordered
    words = say(f"{OWNER}.met", what=facts[0].say if facts else "")
    notes = _notes(order, ordered, kg, knowledge)
    return Finding(OWNER, Status.MET, serious, words, facts, notes=notes, policy=True), ordered


@dataclass(frozen=True, slots=True)
class _Readings:
    """One instruction by its structure, by its text, and by both taken together."""

    of: Instruction
    structure: Meaning
    text: Meaning
    both: Meaning

    @property
    def all(self) -> tuple[Meaning, ...]:
        return self.structure, self.text, self.both


def _read(i: Instruction, kg: Decimal | None, tolerance: Decimal) -> _Readings:
    places = (i.structure, i.text, together(i.structure, i.text))
    return _Readings(i, *(meaning(amount, kg, tolerance) for amount in places))


def _dangers(m: Meaning, rhythm: Rhythm | None, knowledge: Knowledge) -> Iterator[Say]:
    """What is dangerous under any reading: too much, a push, or too fast."""
    top, fast = knowledge.limit(OWNER, "highest-mg-per-kg"), knowledge.limit(OWNER, "shortest-minutes")
    heaviest = knowledge.observables["weight"].highest
    if m.mg_per_kg is not None and m.mg_per_kg > top:
        yield say(f"{OWNER}.not-met-high", value=tidy(m.mg_per_kg), limit=top)
    elif m.mg_per_kg is None and m.mg is not None and heaviest is not None and m.mg > top * heaviest.value:
        yield say(f"{OWNER}.not-met-high-any-weight", mg=tidy(m.mg), limit=top, kg=heaviest.value)
    if m.mg_per_kg is not None and rhythm is not None and m.mg_per_kg <= top < m.mg_per_kg * times_a_day(rhythm):
        often = times_a_day(rhythm)
        yield say(f"{OWNER}.not-met-often", times=tidy(often), value=tidy(m.mg_per_kg * often), limit=top)
    if m.push:
        yield say(f"{OWNER}.not-met-push")
    if m.minutes is not None and m.minutes < fast:
        yield say(f"{OWNER}.not-met-fast", minutes=tidy(m.minutes), limit=fast)


def _outside(r: _Readings, knowledge: Knowledge) -> Say | None:
    """Dose or duration outside the standard under every reading that speaks of it."""
    standard, share = knowledge.limit(OWNER, "mg-per-kg"), knowledge.limit(OWNER, "tolerance")
    doses = [m.mg_per_kg for m in r.all if m.mg_per_kg is not None]
    if doses and all(abs(d - standard) > share * standard for d in doses):
        return say(f"{OWNER}.not-met-dose", value=tidy(doses[0]), standard=standard)
    shortest, longest = knowledge.limit(OWNER, "from-minutes"), knowledge.limit(OWNER, "to-minutes")
    times = [m.minutes for m in r.all if m.minutes is not None]
    if times and all(not shortest <= t <= longest for t in times):
        return say(f"{OWNER}.not-met-duration", minutes=tidy(times[0]), first=shortest, last=longest)
    return None


def _gap(
    order: Order, readings: list[_Readings], kg: Decimal | None, knowledge: Knowledge, tolerance: Decimal
) -> tuple[Say, Why] | None:
    """Why the order's dose cannot be judged, or None."""
    unfit = next((i for i in order.instructions if i.form and i.route != "other"), None)
    if unfit is not None:
        return say(f"{OWNER}.unknown-form", form=unfit.form or ""), Why.CONTRADICTORY
    if all(i.structure == i.text == Amount() for i in order.instructions):
        return say(f"{OWNER}.unknown-none"), Why.NOT_RECORDED
    if len(readings) > 1:
        return say(f"{OWNER}.unknown-several", count=len(readings)), Why.CONTRADICTORY
    (read,) = readings
    stated = read.of.structure
    named = names_another_weight((*read.of.weights, *order.weights), kg, tolerance, knowledge)
    if named is not None and kg is not None:
        return say(f"{OWNER}.unknown-other-weight", stated=tidy(named), kg=tidy(kg)), Why.CONTRADICTORY
    if read.of.basis is not None:
        return say(f"{OWNER}.unknown-basis", basis=read.of.basis), Why.CONTRADICTORY
    if _leaves_a_choice(read.of, kg, tolerance, knowledge):
        return say(f"{OWNER}.unknown-range"), Why.CONTRADICTORY
    if is_endless(read.of):
        return say(f"{OWNER}.unknown-endless"), Why.NOT_RECORDED
    if is_bare_rate(read.of):
        return say(f"{OWNER}.unknown-bare-rate"), Why.NOT_RECORDED
    if (again := read.of.again or order.again) is not None:
        return say(f"{OWNER}.unknown-again", text=again), Why.NOT_RECORDED
    bag = knowledge.limit(OWNER, "bag-ratio")
    if contradicts_itself(read.of, order.beside, kg, tolerance, plausible(knowledge), bag):
        return say(f"{OWNER}.unknown-contradictory"), Why.CONTRADICTORY
    if stated.volume_rate and read.both.minutes is None:
        return say(f"{OWNER}.unknown-volume-rate", unit=stated.volume_rate), Why.NOT_RECORDED
    if stated.other_unit:
        return say(f"{OWNER}.unknown-unit", unit=stated.other_unit), Why.UNREADABLE
    if read.both.mg_per_kg is None:
        return say(f"{OWNER}.{'unknown-weight' if read.both.mg is not None else 'unknown-dose'}"), Why.NOT_RECORDED
    if read.both.minutes is None:
        return say(f"{OWNER}.unknown-duration"), Why.NOT_RECORDED
    if read.of.route == "unclear":
        return say(f"{OWNER}.unknown-route", route=read.of.route_text or ""), Why.NOT_RECORDED
    if stated.unread or read.of.text.unread:
        return say(f"{OWNER}.unknown-unread"), Why.UNREADABLE
    return None


def _leaves_a_choice(i: Instruction, kg: Decimal | None, tolerance: Decimal, knowledge: Knowledge) -> bool:
    """Whether the other end of a range is outside the standard: one end may be right, and the other not."""
    if i.structure.mildest is None and i.text.mildest is None:
        return False
    other = replace(i, structure=i.structure.mildest or i.structure, text=i.text.mildest or i.text)
    ends = _read(other, kg, tolerance)
    spoken = [m for m, a in ((ends.structure, i.structure), (ends.text, i.text)) if a.mildest is not None]
    return any(_outside(_Readings(i, m, m, m), knowledge) is not None for m in (*spoken, ends.both))


_MISSING = {
    "unknown-other-weight": "missing-weight",
    "unknown-basis": "missing-weight",
    "unknown-again": "missing-once",
    "unknown-endless": "missing-end",
    "unknown-route": "missing-route",
}
"""What is asked for where it is not the dose."""

_POLICY = frozenset({"not-met-fast", "not-met-dose", "not-met-duration", "not-met-high-any-weight"})
"""What rests on a limit of local policy; the highest dose, the route and the ban of a push do not."""


def _not_met(
    words: Say,
    severity: Severity,
    facts: tuple[Fact, ...],
    order: Order,
    ordered: Ordered | None,
    kg: Decimal | None,
    knowledge: Knowledge,
) -> Finding:
    notes = _notes(order, ordered, kg, knowledge)
    policy = words.key.removeprefix(f"{OWNER}.") in _POLICY
    named = facts or (Fact(words, order.source.reference, order.source.date),)
    return Finding(OWNER, Status.NOT_MET, severity, words, named, notes=notes, policy=policy)


def _ordered(read: _Readings) -> Ordered | None:
    """The one instruction's resolved parts, structure before text."""
    mg, per_kg, minutes = (
        next((value for m in read.all if (value := getattr(m, name)) is not None), None)
        for name in ("mg", "mg_per_kg", "minutes")
    )
    route = "IV" if read.of.route == "IV" else read.of.route_text if read.of.route else None
    if mg is None and per_kg is None and minutes is None and route is None:
        return None
    return Ordered(_rounded(mg), _rounded(per_kg), _rounded(minutes), route)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else tidy(value)


def tidy(value: Decimal) -> Decimal:
    """At most three decimals, without trailing zeros or an exponent."""
    rounded = value.quantize(THOUSANDTH, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _facts(order: Order, ordered: Ordered | None) -> tuple[Fact, ...]:
    if ordered is None or (ordered.mg is None and ordered.mg_per_kg is None and ordered.minutes is None):
        return ()
    per_kg = "part-mg-per-kg" if ordered.mg is not None else "part-mg-per-kg-alone"
    known = {
        "mg": say(f"{OWNER}.part-mg", mg=ordered.mg) if ordered.mg is not None else "",
        "per": say(f"{OWNER}.{per_kg}", value=ordered.mg_per_kg) if ordered.mg_per_kg is not None else "",
        "over": say(f"{OWNER}.part-minutes", minutes=ordered.minutes) if ordered.minutes is not None else "",
    }
    return (Fact(say(f"{OWNER}.ordered", **known), order.source.reference, order.source.date),)


def _notes(order: Order, ordered: Ordered | None, kg: Decimal | None, knowledge: Knowledge) -> tuple[Say, ...]:
    """ "No route stated", and the two slips a ratio gives away: pounds for kilograms, and product strength."""
    notes: list[Say] = []
    if order.instructions and all(i.route is None for i in order.instructions):
        notes.append(say(f"{OWNER}.note-no-route"))
    fluid = next((i.structure.volume_rate for i in order.instructions if i.structure.volume_rate), None)
    if fluid is not None and ordered is not None and ordered.minutes is not None:
        notes.append(say(f"{OWNER}.note-volume-rate", unit=fluid))
    if ordered is not None and ordered.mg_per_kg is not None:
        ratio = ordered.mg_per_kg / knowledge.limit(OWNER, "mg-per-kg")
        share = knowledge.limit(OWNER, "tolerance")
        for word, name in (("note-pounds", "pounds-ratio"), ("note-strength", "strength-ratio")):
            suspicious = knowledge.limit(OWNER, name)
            if abs(ratio - suspicious) <= share * suspicious:
                notes.append(say(f"{OWNER}.{word}", ratio=tidy(ratio)))
    return tuple(notes)
