"""Blood pressure today and the weight a dose may rest on.

It must not know words or doses. Protocol sections 3 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cds_service.answers import Severity, Status, Why
from cds_service.chart import Chart, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, latest, possibly_within, surely_within
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.results import Weight, to_ten_grams
from cds_service.protocol.scores import covers

PRESSURES = ("systolic", "diastolic")


def _readings(chart: Chart, *concepts: str) -> list[Reading]:
    return [r for r in chart.vitals.facts if r.concept in concepts]


def blood_pressure(chart: Chart, knowledge: Knowledge) -> Finding:
    """The latest reading, from today, against the limits; no reading today is unknown, never fine."""
    owner = "blood-pressure"
    readings = _readings(chart, *PRESSURES)
    last = latest(readings)
    if not last:
        why = chart.vitals.gap or (Why.UNREADABLE if readings else Why.NONE_RECORDED)
        return _bp_unknown(say(f"{owner}.unknown-none"), why, (), knowledge)
    facts = _bp_facts(last, chart, knowledge)
    if not any(possibly_within(r.when, chart.today, chart.today) for r in last):
        shown = say(f"{owner}.unknown-old", what=facts[0].say, date=facts[0].date or "")
        return _bp_unknown(shown, Why.TOO_OLD, facts, knowledge)
    if not covers(chart.vitals, chart.today):
        return _bp_unknown(say(f"{owner}.unknown-none"), Why.TRUNCATED, facts, knowledge)
    seen = [*last, *_other_half(readings, last, chart)]
    worst = _bp_worst(seen, knowledge)
    if worst is not None:
        word, weight, policy = worst
        facts = _bp_facts(seen, chart, knowledge)
        return Finding(owner, Status.NOT_MET, weight, say(f"{owner}.{word}", what=facts[0].say), facts, policy=policy)
    unusable = [r for r in last if r.value is None or not surely_within(r.when, chart.today, chart.today)]
    if unusable or not _values(last, "systolic") or not _values(last, "diastolic"):
        why = unusable[0].why or Why.UNREADABLE if unusable else Why.NOT_RECORDED
        return _bp_unknown(say(f"{owner}.unknown-unusable", what=facts[0].say), why, facts, knowledge)
    return Finding(owner, Status.MET, Severity.WARNING, say(f"{owner}.met", what=facts[0].say), facts)


def _other_half(readings: list[Reading], last: list[Reading], chart: Chart) -> list[Reading]:
    """Today's latest reading of the pressure that the latest record lacks: taken apart, and no less dangerous."""
    found: list[Reading] = []
    for concept in PRESSURES:
        if not any(r.concept == concept for r in last):
            half = latest(r for r in readings if r.concept == concept)
            found += [r for r in half if possibly_within(r.when, chart.today, chart.today)]
    return found


def _likely(readings: list[Reading], concept: str) -> list[Decimal]:
    """What the readings say, no more exactly than it is shown; also those that only the usual unit makes readable."""
    said = [_whole(r.value) if r.value is not None else r.likely for r in readings if r.concept == concept]
    return [value for value in said if value is not None]


def _values(readings: list[Reading], concept: str) -> list[Decimal]:
    return [r.value for r in readings if r.concept == concept and r.value is not None]


def _bp_worst(readings: list[Reading], knowledge: Knowledge) -> tuple[str, Severity, bool] | None:
    owner = "blood-pressure"
    systolic, diastolic = _likely(readings, "systolic"), _likely(readings, "diastolic")

    def above(end: str) -> bool:
        return any(v > knowledge.limit(owner, f"systolic-{end}") for v in systolic) or any(
            v > knowledge.limit(owner, f"diastolic-{end}") for v in diastolic
        )

    if above("stop"):
        return "not-met-stop", Severity.CRITICAL, knowledge.is_policy(owner, "systolic-stop")
    if any(v < knowledge.limit(owner, "systolic-low") for v in systolic):
        return "not-met-low", Severity.CRITICAL, knowledge.is_policy(owner, "systolic-low")
    if above("high"):
        return "not-met-high", Severity.WARNING, knowledge.is_policy(owner, "systolic-high")
    return None


def _bp_rank(readings: list[Reading], knowledge: Knowledge) -> int:
    worst = _bp_worst(readings, knowledge)
    return 0 if worst is None else 1 if worst[1] is Severity.WARNING else 2


def _bp_facts(last: list[Reading], chart: Chart, knowledge: Knowledge) -> tuple[Fact, ...]:
    """One fact for each reading, the worst first: of several that no date tells apart the one that weighs is named."""
    records: dict[str, list[Reading]] = {}
    for reading in last:
        records.setdefault(reading.source.reference, []).append(reading)
    alone = [r for record in records.values() if len(record) == 1 for r in record]
    groups = [record for record in records.values() if len(record) > 1] + ([alone] if alone else [])
    groups.sort(key=lambda group: _bp_rank(group, knowledge), reverse=True)
    return tuple(_bp_fact(group, chart, knowledge) for group in groups)


def _bp_fact(group: list[Reading], chart: Chart, knowledge: Knowledge) -> Fact:
    ranked = sorted(group, key=lambda r: _bp_rank([r], knowledge), reverse=True)
    parts = {c: next((r for r in ranked if r.concept == c), None) for c in ("systolic", "diastolic")}
    return Fact(_bp_words(parts), ranked[0].source.reference, ranked[0].source.date)


def _bp_words(parts: Mapping[str, Reading | None]) -> Say:
    """The two pressures; as recorded, each with the unit it came with, where one of them cannot be read."""
    owner = "blood-pressure"
    found = {name: r.value for name, r in parts.items() if r is not None and r.value is not None}
    if len(found) == len(parts):
        return say(f"{owner}.reading", **{name: _whole(value) for name, value in found.items()})

    def part(name: str, reading: Reading | None) -> Say:
        if reading is None or not (reading.shown or name in found):
            return say(f"{owner}.part-none")
        return (
            say(f"{owner}.part", value=_whole(found[name]))
            if name in found
            else say("fact.problem", text=reading.shown)
        )

    return say(f"{owner}.reading-as-recorded", **{name: part(name, r) for name, r in parts.items()})


def _whole(value: Decimal) -> Decimal:
    """At most one decimal: a converted pressure carries more digits than any cuff."""
    rounded = value.quantize(Decimal("0.1"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _bp_unknown(words: Say, why: Why, facts: tuple[Fact, ...], knowledge: Knowledge) -> Finding:
    owner = "blood-pressure"
    missing = (Missing(say(f"{owner}.missing"), why),)
    return Finding(owner, Status.UNKNOWN, knowledge.criteria[owner].severity, words, facts, missing)


def weight(chart: Chart, knowledge: Knowledge) -> Finding:
    """The latest measured weight, in `detail` when it may carry a dose."""
    owner = "weight"
    readings = _readings(chart, "weight")
    undated = [r for r in readings if r.when is None]
    last = latest(readings)
    if undated:
        return _no_weight("unknown-unusable", undated[0].why or Why.UNREADABLE, undated, knowledge)
    if not last:
        return _no_weight("unknown-none", chart.vitals.gap or Why.NONE_RECORDED, (), knowledge)
    unusable = [r for r in last if r.value is None]
    if unusable:
        return _no_weight("unknown-unusable", unusable[0].why or Why.UNREADABLE, last, knowledge)
    # Of weights that no date can tell apart the lowest carries the dose, whichever the client sent first.
    newest = min(last, key=lambda r: r.value or Decimal(0))
    if newest.when is None or newest.value is None:
        return _no_weight("unknown-unusable", Why.UNREADABLE, last, knowledge)
    oldest_day = chart.today - days(knowledge.limit(owner, "usable-days"))
    if newest.when.first < oldest_day:
        return _no_weight("unknown-old", Why.TOO_OLD, [newest], knowledge)
    if not covers(chart.vitals, newest.when.first):
        return _no_weight("unknown-none", Why.TRUNCATED, (), knowledge)
    rival = _contradiction(readings, newest, last, chart, knowledge)
    if rival is not None:
        return _no_weight("unknown-contradictory", Why.CONTRADICTORY, [newest, rival], knowledge)
    stale = newest.when.first < chart.today - days(knowledge.limit(owner, "fresh-days"))
    detail = Weight(newest.value, newest.when.day, newest.source.reference, stale)
    fact = _weight_fact(newest)
    words = say(f"{owner}.{'met-stale' if stale else 'met'}", kg=detail.shown, date=newest.when.day)
    return Finding(owner, Status.MET, knowledge.criteria[owner].severity, words, (fact,), policy=True, detail=detail)


def _contradiction(
    readings: list[Reading], newest: Reading, last: list[Reading], chart: Chart, knowledge: Knowledge
) -> Reading | None:
    """The previous measured weight of the window, or a rival of the same moment, that is too far away.

    The share is one of the older weight; of the lower one where neither is the older.
    """
    first = chart.today - days(knowledge.limit("weight", "compare-days"))
    previous = latest(
        r for r in readings if r not in last and r.value is not None and possibly_within(r.when, first, chart.today)
    )
    share = knowledge.limit("weight", "tolerated-change")
    rivals = [*((r, newest.value) for r in last if r is not newest), *((r, r.value) for r in previous)]
    for rival, base in rivals:
        if newest.value is not None and rival.value and base and abs(newest.value - rival.value) > share * base:
            return rival
    return None


def _no_weight(word: str, why: Why, shown: Sequence[Reading], knowledge: Knowledge) -> Finding:
    owner = "weight"
    facts = tuple(_weight_fact(r) for r in shown)
    values = {
        "one": facts[0].say if facts else "",
        "other": facts[-1].say if facts else "",
        "date": facts[0].date or "" if facts else "",
        "other_date": facts[-1].date or "" if facts else "",
        "gap": say(f"why.{why}"),
    }
    missing = (Missing(say(f"{owner}.missing"), why),)
    severity = knowledge.criteria[owner].severity
    return Finding(owner, Status.UNKNOWN, severity, say(f"{owner}.{word}", **values), facts, missing, policy=True)


def _weight_fact(reading: Reading) -> Fact:
    value: Decimal | str = to_ten_grams(reading.value) if reading.value is not None else reading.shown
    word = "weight.reading" if reading.value is not None else "weight.reading-unusable"
    if reading.by_name and reading.value is not None:
        word = "weight.reading-by-name"
    return Fact(
        say(word, kg=value, shown=reading.shown),
        reading.source.reference,
        reading.source.date,
    )
