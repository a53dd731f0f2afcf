"""The course so far: infusions, intervals, response and remission, and whether it should go on.

It must not know words or the order's dose. Protocol section 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Medication, Order, Procedure, Reading, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, order
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.results import Course, Weight
from cds_service.protocol.scores import last_in, newest, pooled, scales

OWNER = "course"
ANAESTHESIA = "reason-anaesthesia"
HALF = Decimal(2)
HOURS_PER_DAY = 24
GIVEN = frozenset({"completed", "stopped"})


@dataclass(frozen=True, slots=True)
class Given:
    """Ketamine given once: when, from which record, and whether it counts as an infusion of a course."""

    when: When
    reference: str
    counts: bool
    adverse: frozenset[str]
    by_name: bool


@dataclass(frozen=True, slots=True)
class History:
    """Everything given, oldest first, and the days of the latest course (current or not)."""

    given: tuple[Given, ...]
    days: tuple[date, ...]
    current: bool


def given(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> tuple[Given, ...]:
    """Every ketamine given, stopped ones too, oldest first."""
    ketamine = knowledge.with_role("ketamine")
    found: list[Given] = []
    for record in chart.administrations.facts:
        if record.ingredient in ketamine and record.on is not None and record.status in GIVEN:
            counts = record.status == "completed" and _is_infusion(record, weight, knowledge)
            found.append(Given(record.on, record.source.reference, counts, record.adverse, record.by_name))
    for procedure in chart.procedures.facts:
        if procedure.ingredient in ketamine and procedure.on is not None and procedure.status in GIVEN:
            found.append(_procedure(procedure))
    return tuple(sorted(found, key=lambda g: order(g.when)))


def _procedure(procedure: Procedure) -> Given:
    counts = procedure.status == "completed" and ANAESTHESIA not in procedure.purpose
    adverse = frozenset({"stopped"}) if procedure.status == "stopped" else frozenset[str]()
    return Given(
        procedure.on or When(date.min, date.min), procedure.source.reference, counts, adverse, procedure.by_name
    )


def _is_infusion(record: Medication, weight: Weight | None, knowledge: Knowledge) -> bool:
    """IV or route not stated, not for anaesthesia, and not an anaesthetic dose where that can be worked out."""
    if record.route == "other" or ANAESTHESIA in record.purpose:
        return False
    per_kg = record.given_mg_per_kg
    if per_kg is None and record.given_mg is not None and weight is not None:
        per_kg = record.given_mg / weight.kg
    return per_kg is None or per_kg <= knowledge.limit(OWNER, "anaesthetic-mg-per-kg")


def history(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> History:
    """The latest course: infusion days joined over short gaps; current if its last is recent."""
    everything = given(chart, weight, knowledge)
    gap = days(knowledge.limit(OWNER, "gap"))
    series: list[date] = []
    for day in sorted({g.when.last for g in everything if g.counts}):
        if series and day - series[-1] > gap:
            series = []
        series.append(day)
    current = bool(series) and chart.today - series[-1] <= gap
    return History(everything, tuple(series), current)


def course(chart: Chart, order_: Order, weight: Weight | None, knowledge: Knowledge) -> Finding:
    """The criterion; `detail` is the Course unless the administrations were not supplied."""
    past = history(chart, weight, knowledge)
    gap = chart.administrations.gap or _procedures_gap(chart)
    unreadable = next((why for why in _undated(chart, knowledge)), None)
    detail = _detail(past, chart, knowledge) if chart.administrations.supplied or past.given else None
    facts = _facts(past)
    next_at = order_.planned or _now(chart)
    too_soon = _too_soon(past, next_at, knowledge)
    notes = _last_time(past)
    severity = knowledge.criteria[OWNER].severity
    if too_soon is not None:
        return Finding(OWNER, Status.NOT_MET, severity, too_soon, facts, notes=notes, policy=True, detail=detail)
    if detail is not None and _ended_without_response(detail, knowledge):
        words = say(f"{OWNER}.not-met-no-response", infusions=detail.infusions)
        return Finding(OWNER, Status.NOT_MET, severity, words, facts, notes=notes, detail=detail)
    if gap is not None or unreadable is not None or detail is None:
        why = gap or unreadable or Why.NOT_SUPPLIED
        name = "procedures" if chart.administrations.gap is None and unreadable is None else "administrations"
        words = say("absence.unknown-list", list=say(f"lists.{name}"), gap=say(f"why.{why}"))
        missing = (Missing(say(f"lists.{name}"), why),)
        return Finding(OWNER, Status.UNKNOWN, severity, words, facts, missing, notes, detail=detail)
    return _judged(detail, facts, notes, knowledge)


def _procedures_gap(chart: Chart) -> Why | None:
    gap = chart.procedures.gap
    return None if gap is Why.NOT_SUPPLIED else gap


def _undated(chart: Chart, knowledge: Knowledge) -> Iterator[Why]:
    """Why each ketamine given on an unknown day has none: it may have been today."""
    ketamine = knowledge.with_role("ketamine")
    records: list[Medication | Procedure] = [*chart.administrations.facts, *chart.procedures.facts]
    for record in records:
        if record.ingredient in ketamine and record.on is None and record.status in GIVEN:
            yield record.dates_why or Why.NOT_RECORDED


def _judged(detail: Course, facts: tuple[Fact, ...], notes: tuple[Say, ...], knowledge: Knowledge) -> Finding:
    severity = knowledge.criteria[OWNER].severity
    full, enough = int(knowledge.limit(OWNER, "full-course")), int(knowledge.limit(OWNER, "early-remission"))
    count = detail.infusions
    if count >= enough and detail.remission is True:
        words, status = say(f"{OWNER}.met-complete", infusions=count), Status.MET
    elif count >= full and detail.response is None:
        missing = (Missing(say(f"{OWNER}.missing-response"), Why.NOT_RECORDED),)
        words = say(f"{OWNER}.unknown-response", infusions=count)
        return Finding(OWNER, Status.UNKNOWN, severity, words, facts, missing, notes, policy=True, detail=detail)
    elif count >= full:
        words, status = say(f"{OWNER}.met-maintenance", infusions=count), Status.MET
        notes = (*notes, say(f"{OWNER}.maintenance-checks"))
    elif count:
        words, status = say(f"{OWNER}.met-running", infusions=count, full=full, next=count + 1), Status.MET
    elif detail.last is not None:
        words, status = say(f"{OWNER}.met-past", date=detail.last), Status.MET
    else:
        words, status = say(f"{OWNER}.met-none"), Status.MET
    return Finding(OWNER, status, severity, words, facts, notes=notes, policy=bool(count), detail=detail)


def _ended_without_response(detail: Course, knowledge: Knowledge) -> bool:
    if detail.infusions < int(knowledge.limit(OWNER, "full-course")):
        return False
    return detail.response is False and detail.remission is not True


def _detail(past: History, chart: Chart, knowledge: Knowledge) -> Course:
    last = past.days[-1] if past.days else None
    if not past.current:
        return Course(0, last, None, None)
    response, remission = _effect(past, chart, knowledge)
    return Course(len(past.days), last, response, remission)


def _effect(past: History, chart: Chart, knowledge: Knowledge) -> tuple[bool | None, bool | None]:
    """Response and remission by every scale that may speak; scales that disagree leave it unknown."""
    answers = [_by_scale(c, past, chart, knowledge) for c in scales(knowledge)]
    return _agreed([r for r, _ in answers]), _agreed([r for _, r in answers])


def _agreed(answers: Sequence[bool | None]) -> bool | None:
    known = {a for a in answers if a is not None}
    return known.pop() if len(known) == 1 else None


def _by_scale(concept: str, past: History, chart: Chart, knowledge: Knowledge) -> tuple[bool | None, bool | None]:
    scale = knowledge.observables[concept].scale
    readings = pooled(chart, concept)
    after = newest(r for r in readings if follows(r, past, concept, knowledge))
    if scale is None or after is None or after.value is None:
        return None, None
    remission = after.value <= scale.remission_at_most.value
    first = past.days[0]
    before = [r for r in readings if not _same_day_after(r, past)]
    baseline = last_in(before, first - days(knowledge.limit(OWNER, "baseline-days")), first)
    if baseline is None or not baseline.value:
        return None, remission
    return (baseline.value - after.value) * HALF >= baseline.value, remission


def _same_day_after(reading: Reading, past: History) -> bool:
    """A score of the first infusion's own day, taken after it began, is no baseline."""
    first = next((g for g in past.given if g.counts and g.when.last == past.days[0]), None)
    if first is None or reading.when is None or first.when.instant is None or reading.when.instant is None:
        return False
    return reading.when.instant > first.when.instant


def follows(reading: Reading, past: History, concept: str, knowledge: Knowledge) -> bool:
    """Whether a score speaks of the time after the last infusion, its recall window after the first one."""
    if reading.when is None or not past.days:
        return False
    last = next((g for g in reversed(past.given) if g.counts), None)
    if last is None or hours_between(last.when, reading.when) < knowledge.limit(OWNER, "score-after-hours"):
        return False
    scale = knowledge.observables[concept].scale
    recall = days(scale.recall_days.value) if scale is not None and scale.recall_days is not None else timedelta(0)
    return reading.when.first - recall >= past.days[0]


def hours_between(earlier: When, later: When) -> Decimal:
    """Hours from one moment to a later one; whole days where either is a bare date."""
    if earlier.instant is not None and later.instant is not None:
        return Decimal(str((later.instant - earlier.instant).total_seconds())) / 3600
    return Decimal((later.first - earlier.last).days * HOURS_PER_DAY)


def _too_soon(past: History, next_at: When, knowledge: Knowledge) -> Say | None:
    if not past.given:
        return None
    latest = past.given[-1]
    least = knowledge.limit(OWNER, "interval-hours")
    hours = hours_between(latest.when, next_at)
    if hours < least:
        return say(f"{OWNER}.not-met-interval", hours=int(hours), limit=least, date=latest.when.last)
    week, most = knowledge.limit(OWNER, "week-hours"), int(knowledge.limit(OWNER, "most-per-week"))
    by_day = {g.when.last: g for g in past.given if g.counts}
    recent = [g for g in by_day.values() if hours_between(g.when, next_at) < week]
    if len(recent) >= most:
        return say(f"{OWNER}.not-met-week", count=len(recent) + 1, hours=week)
    return None


def _now(chart: Chart) -> When:
    return When(chart.today, chart.today, chart.now)


def _last_time(past: History) -> tuple[Say, ...]:
    """A severe rise of blood pressure or a stopped infusion last time, to be shown first."""
    if not past.given:
        return ()
    last = past.given[-1]
    return tuple(say(f"{OWNER}.last-{what}", date=last.when.last) for what in sorted(last.adverse))


def _facts(past: History) -> tuple[Fact, ...]:
    if not past.given:
        return ()
    last = past.given[-1]
    word = "given-by-name" if last.by_name else "given"
    return (Fact(say(f"{OWNER}.{word}", date=last.when.last), last.reference, last.when.last),)


def due(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> tuple[Say, ...]:
    """What an opened chart should say of a running acute course: the next infusion, the missing score."""
    past = history(chart, weight, knowledge)
    detail = _detail(past, chart, knowledge)
    running = 0 < detail.infusions < int(knowledge.limit(OWNER, "full-course")) and detail.remission is not True
    if not running:
        return ()
    last = next(g for g in reversed(past.given) if g.counts)
    hours = hours_between(last.when, _now(chart))
    lines: list[Say] = []
    values: dict[str, Decimal | date | int] = {"date": last.when.last, "next": detail.infusions + 1}
    if hours > knowledge.limit("patient-view", "overdue-hours"):
        lines.append(say("patient-view.overdue", **values))
    elif hours >= knowledge.limit("patient-view", "due-hours"):
        lines.append(say("patient-view.due", **values))
    scored = any(
        r.value is not None
        and r.when is not None
        and hours_between(last.when, r.when) >= 0
        and _is_after(r, last, knowledge)
        for c in scales(knowledge)
        for r in pooled(chart, c)
    )
    if hours >= knowledge.limit(OWNER, "score-after-hours") and not scored:
        lines.append(say("patient-view.score", **values))
    return tuple(lines)


def _is_after(reading: Reading, last: Given, knowledge: Knowledge) -> bool:
    if reading.when is None:
        return False
    return hours_between(last.when, reading.when) >= knowledge.limit(OWNER, "score-after-hours")
