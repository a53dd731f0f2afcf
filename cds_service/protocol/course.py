"""The course so far: intervals, counts, and whether it should go on.

It must not know words or the order's dose. Protocol section 9.
"""

from __future__ import annotations

from collections.abc import Sequence

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Order, Reading, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Fact, Finding, Missing, Say, Value, say
from cds_service.protocol.infusions import OWNER, Given, History, doubtful, history, hours_between, reported, undated
from cds_service.protocol.intervals import too_often
from cds_service.protocol.response import Effect, effect, responded_after
from cds_service.protocol.results import Course, Weight
from cds_service.protocol.scope import REASONS
from cds_service.protocol.scores import pooled, scales


def course(chart: Chart, order_: Order, weight: Weight | None, knowledge: Knowledge) -> Finding:
    """The criterion; `detail` is the Course unless the administrations were not supplied."""
    past = history(chart, weight, knowledge)
    gap = chart.administrations.gap or _procedures_gap(chart)
    unreadable = next(undated(chart, knowledge), None)
    measured = effect(past, chart, knowledge) if past.current else Effect()
    detail = _detail(past, measured) if chart.administrations.supplied or past.given else None
    facts = _facts(past, measured)
    next_at = _next(order_, chart)
    too_soon = _too_soon(past, next_at, knowledge)
    notes = _last_time(past)
    severity = knowledge.criteria[OWNER].severity
    if too_soon is None:
        too_soon = _too_often(order_, knowledge) or too_often(order_, knowledge)
    if too_soon is not None:
        return Finding(OWNER, Status.NOT_MET, severity, too_soon, facts, notes=notes, policy=True, detail=detail)
    if detail is not None and _ended_without_response(detail, knowledge) and not _responded(past, chart, knowledge):
        words = say(f"{OWNER}.not-met-no-response", infusions=detail.infusions)
        return Finding(OWNER, Status.NOT_MET, severity, words, facts, notes=notes, detail=detail)
    if gap is not None or unreadable is not None or detail is None:
        why = gap or unreadable or Why.NOT_SUPPLIED
        name = "procedures" if chart.administrations.gap is None and unreadable is None else "administrations"
        words = say("absence.unknown-list", list=say(f"lists.{name}"), gap=say(f"why.{why}"))
        missing = (Missing(say(f"lists.{name}"), why),)
        return Finding(OWNER, Status.UNKNOWN, severity, words, facts, missing, notes, detail=detail)
    if (unsure := _open_interval(past, next_at, chart, knowledge)) is not None:
        return _unsure_interval(unsure, facts, notes, detail, knowledge)
    return _judged(detail, past, facts, notes, knowledge)


def _responded(past: History, chart: Chart, knowledge: Knowledge) -> bool:
    """Whether a full course was a success when it was over: what comes back later comes back to a responder."""
    return responded_after(past, int(knowledge.limit(OWNER, "full-course")), chart, knowledge)


def _open_interval(past: History, next_at: When, chart: Chart, knowledge: Knowledge) -> tuple[str, When, str] | None:
    """What leaves open that the last ketamine is too recent, of which day, and its record where it is none given: a
    bare date, for days are no hours, a record that does not know whether it was given, or a statement alone."""
    if past.given and _may_be_too_soon(past.given[-1].until, next_at, knowledge):
        return "unknown-interval", past.given[-1].until, ""
    if (untold := doubtful(chart, knowledge)) is not None:
        return "unknown-given", untold[1], untold[0]
    for reference, end in reversed(reported(chart, knowledge)):
        recent = hours_between(end, next_at) < knowledge.limit(OWNER, "interval-hours")
        if recent or _may_be_too_soon(end, next_at, knowledge):
            return "unknown-reported", end, reference
    return None


def _may_be_too_soon(last: When, next_at: When, knowledge: Knowledge) -> bool:
    if last.instant is not None and next_at.instant is not None:
        return False
    return hours_between(last, next_at) <= knowledge.limit(OWNER, "interval-hours")


def _unsure_interval(
    what: tuple[str, When, str], facts: tuple[Fact, ...], notes: tuple[Say, ...], detail: Course, knowledge: Knowledge
) -> Finding:
    word, when, reference = what
    limit, severity = knowledge.limit(OWNER, "interval-hours"), knowledge.criteria[OWNER].severity
    if reference:
        facts = (Fact(say(f"{OWNER}.told"), reference, when.day), *facts)
    words = say(f"{OWNER}.{word}", date=when.day, limit=limit)
    asked = "missing-given" if word == "unknown-given" else "missing-time"
    missing = (Missing(say(f"{OWNER}.{asked}"), Why.NOT_RECORDED),)
    return Finding(OWNER, Status.UNKNOWN, severity, words, facts, missing, notes, policy=True, detail=detail)


def _procedures_gap(chart: Chart) -> Why | None:
    gap = chart.procedures.gap
    return None if gap is Why.NOT_SUPPLIED else gap


def _judged(
    detail: Course, past: History, facts: tuple[Fact, ...], notes: tuple[Say, ...], knowledge: Knowledge
) -> Finding:
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
        word = "met-maintenance" if detail.response or detail.remission else "met-relapse"
        words, status = say(f"{OWNER}.{word}", infusions=count), Status.MET
        notes = (*notes, say(f"{OWNER}.maintenance-checks"))
    elif count:
        words, status = say(f"{OWNER}.met-running", infusions=count, full=full, next=count + 1), Status.MET
    elif detail.last is not None:
        last = next(g for g in past.given if g.counts and g.when.last == detail.last)
        words, status = say(f"{OWNER}.met-past", date=last.when.day), Status.MET
    else:
        words, status = say(f"{OWNER}.met-none"), Status.MET
    return Finding(OWNER, status, severity, words, facts, notes=notes, policy=bool(count), detail=detail)


def _ended_without_response(detail: Course, knowledge: Knowledge) -> bool:
    if detail.infusions < int(knowledge.limit(OWNER, "full-course")):
        return False
    return detail.response is False and detail.remission is not True


def _detail(past: History, measured: Effect) -> Course:
    last = past.days[-1] if past.days else None
    if not past.current:
        return Course(0, last, None, None)
    return Course(len(past.days), last, measured.response, measured.remission)


def _too_soon(past: History, next_at: When, knowledge: Knowledge) -> Say | None:
    if not past.given:
        return None
    latest = past.given[-1]
    least = knowledge.limit(OWNER, "interval-hours")
    if hours_between(latest.until, next_at) < least:
        told = latest.when if latest.running else latest.until
        hours = hours_between(told, next_at)
        if hours >= least:
            return say(f"{OWNER}.not-met-running", date=told.day)
        timed = told.instant is not None and next_at.instant is not None
        word = "not-met-interval" if timed else "not-met-interval-days"
        return say(f"{OWNER}.{word}", hours=int(hours), limit=least, date=told.day)
    week, most = knowledge.limit(OWNER, "week-hours"), int(knowledge.limit(OWNER, "most-per-week"))
    by_day = {g.when.last: g for g in past.given if g.counts}
    recent = [g for g in by_day.values() if hours_between(g.when, next_at) < week]
    if len(recent) >= most:
        return say(f"{OWNER}.not-met-week", count=len(recent) + 1, hours=week)
    return None


def _too_often(order_: Order, knowledge: Knowledge) -> Say | None:
    """An order that repeats itself is a schedule: it has to leave the same room as one infusion after another."""
    most = knowledge.limit(OWNER, "most-per-week")
    if order_.a_week is None or order_.a_week <= most:
        return None
    return say(f"{OWNER}.not-met-rhythm", count=order_.a_week, limit=most)


def _next(order_: Order, chart: Chart) -> When:
    """When the next infusion is to be: the order's stated time if it still lies ahead, else now."""
    planned, now = order_.planned, _now(chart)
    if planned is None:
        return now
    ahead = planned.instant > chart.now if planned.instant is not None else planned.first > chart.today
    return planned if ahead else now


def planned_apart(order_: Order, orders: Sequence[Order], knowledge: Knowledge) -> frozenset[str]:
    """References of the other orders that are planned at least the least interval before or after this one."""
    least = knowledge.limit(OWNER, "interval-hours")
    mine = order_.planned
    if mine is None:
        return frozenset()
    between = ((o, max(hours_between(o.planned, mine), hours_between(mine, o.planned))) for o in orders if o.planned)
    return frozenset(o.source.reference for o, hours in between if hours >= least)


def _now(chart: Chart) -> When:
    return When(chart.today, chart.today, chart.now)


def _last_time(past: History) -> tuple[Say, ...]:
    """A severe rise of blood pressure or a stopped infusion last time, to be shown first."""
    if not past.given:
        return ()
    last = past.given[-1]
    return tuple(say(f"{OWNER}.last-{what}", date=last.when.day) for what in sorted(last.adverse))


def _facts(past: History, measured: Effect) -> tuple[Fact, ...]:
    """The scores that were compared, the last ketamine given, and the other infusions of a running course."""
    if not past.given:
        return ()
    last = past.given[-1]
    others = [g for g in reversed(past.course) if g is not last] if past.current else []
    return (*measured.facts, _given(last), *(_given(g) for g in others))


def _given(one: Given) -> Fact:
    word = "given-by-name" if one.by_name else "given"
    return Fact(say(f"{OWNER}.{word}"), one.reference, one.when.day)


def due(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> tuple[Say, ...]:
    """What an opened chart should say of a running acute course: the next infusion, the missing score."""
    past = history(chart, weight, knowledge)
    detail = _detail(past, effect(past, chart, knowledge) if past.current else Effect())
    running = 0 < detail.infusions < int(knowledge.limit(OWNER, "full-course")) and detail.remission is not True
    if not running or not _is_of_depression(past, chart, knowledge):
        return ()
    last = next(g for g in reversed(past.given) if g.counts)
    hours = hours_between(last.when, _now(chart))
    # The least interval counts all ketamine, that of the theatre too.
    rested = hours_between(past.given[-1].until, _now(chart)) >= knowledge.limit(OWNER, "interval-hours")
    lines: list[Say] = []
    values: dict[str, Value] = {"date": last.when.day, "next": detail.infusions + 1, "source": last.reference}
    if rested and hours > knowledge.limit("patient-view", "overdue-hours"):
        lines.append(say("patient-view.overdue", **values))
    elif rested and hours >= knowledge.limit("patient-view", "due-hours"):
        lines.append(say("patient-view.due", **values))
    scored = any(r.value is not None and _is_after(r, last, knowledge) for r in _scores(chart, knowledge))
    if hours >= knowledge.limit(OWNER, "score-after-hours") and not scored:
        lines.append(say("patient-view.score", **values))
    return tuple(lines)


def _is_of_depression(past: History, chart: Chart, knowledge: Knowledge) -> bool:
    """Anything says that the ketamine was for depression: its own reason, the problem list, a severe score. Ketamine
    of the theatre or the emergency room, which seldom says what it was for, is no course."""
    listed = any(not (p.sets | p.suspected).isdisjoint(REASONS) for p in chart.problems.facts)
    severe = any(_is_severe(reading, knowledge) for reading in _scores(chart, knowledge))
    return listed or severe or any(g.ours for g in past.course)


def _scores(chart: Chart, knowledge: Knowledge) -> list[Reading]:
    return [reading for concept in scales(knowledge) for reading in pooled(chart, concept)]


def _is_severe(reading: Reading, knowledge: Knowledge) -> bool:
    scale = knowledge.observables[reading.concept].scale
    return scale is not None and reading.value is not None and reading.value >= scale.severity_at_least.value


def _is_after(reading: Reading, last: Given, knowledge: Knowledge) -> bool:
    if reading.when is None:
        return False
    return hours_between(last.when, reading.when) >= knowledge.limit(OWNER, "score-after-hours")
