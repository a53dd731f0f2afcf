"""Who the patient is and what is being treated: age, diagnosis, severity today.

It must not know words or codes. Protocol sections 3 and 5.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Order, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.absence import hits, problem_fact, uncoded, unknown_list
from cds_service.protocol.days import days, latest
from cds_service.protocol.finding import Fact, Finding, Missing, say
from cds_service.protocol.safety import age, is_later
from cds_service.protocol.scores import covers, lists_missing, newest, pooled, scales, score_gap


def adult(chart: Chart, knowledge: Knowledge) -> Finding:
    """At least 18 years old today; a partial birth date is judged only where both its ends agree."""
    owner = "adult"
    severity = knowledge.criteria[owner].severity
    limit = knowledge.limit(owner, "minimum-age")
    if not chart.patient.facts:
        gap = chart.patient.gap or Why.NOT_SUPPLIED
        return _unknown(owner, "unknown-patient", "missing-patient", gap, knowledge)
    patient = chart.patient.facts[0]
    if patient.birth is None:
        return _unknown(owner, "unknown-birth", "missing-birth", patient.birth_why or Why.NOT_RECORDED, knowledge)
    oldest, youngest = age(patient.birth.first, chart.today), age(patient.birth.last, chart.today)
    if youngest >= limit:
        fact = Fact(say("adult.age", years=youngest, limit=limit), patient.reference)
        return Finding(owner, Status.MET, severity, say("adult.met", years=youngest, limit=limit), (fact,))
    if oldest < limit:
        fact = Fact(say("adult.age", years=oldest, limit=limit), patient.reference)
        return Finding(owner, Status.NOT_MET, severity, say("adult.not-met", years=oldest, limit=limit), (fact,))
    return _unknown(owner, "unknown-coarse", "missing-birth", Why.NOT_RECORDED, knowledge)


def depression_diagnosis(chart: Chart, order: Order, knowledge: Knowledge) -> Finding:
    """An active major depressive or bipolar depressed episode on the problem list."""
    owner = "depression-diagnosis"
    severity = knowledge.criteria[owner].severity
    listed = [p for p in hits(chart, "mdd-active", "bipolar-depressed") if p.confirmed]
    remitted = hits(chart, "depression-remission", "bipolar-remission", ever=True)
    found = [p for p in listed if not p.ended and not any(is_later(r, p) for r in remitted)]
    if listed and not found:
        facts = tuple(problem_fact(p) for p in (*listed, *remitted))
        word = "unknown-ended" if any(p.ended for p in listed) else "unknown-remitted"
        other = problem_fact(remitted[0]).say if remitted else ""
        return Finding(
            owner,
            Status.UNKNOWN,
            severity,
            say(f"{owner}.{word}", what=facts[0].say, other=other),
            facts,
            (Missing(say(f"{owner}.missing-current"), Why.CONTRADICTORY),),
        )
    if found:
        facts = tuple(problem_fact(p) for p in found)
        return Finding(owner, Status.MET, severity, say(f"{owner}.met", what=facts[0].say), facts)
    vague = hits(chart, "depression-unspecified", "mdd-active", "bipolar-depressed")
    wordy = uncoded(chart, "depressive-disorder", "mdd-active", "bipolar-any", "bipolar-depressed")
    if vague or wordy:
        facts = tuple(problem_fact(p) for p in (vague or wordy))
        word = "unknown-unconfirmed" if any(not p.confirmed for p in vague) else "unknown-unspecified"
        why = Why.UNCODED if not vague else Why.NOT_RECORDED
        return Finding(
            owner,
            Status.UNKNOWN,
            severity,
            say(f"{owner}.{word if vague else 'unknown-uncoded'}", what=facts[0].say),
            facts,
            (Missing(say(f"{owner}.missing-specific"), why),),
        )
    if chart.problems.gap is not None:
        return unknown_list(owner, "problems", chart.problems.gap, knowledge)
    past = hits(chart, "depression-remission", "bipolar-remission", "depressive-disorder", "bipolar-any", ever=True)
    facts = tuple(problem_fact(p) for p in past)
    if any(_depressed(r.sets) for r in order.reasons):
        if not past:
            return _unknown(owner, "unknown-order-only", "missing-problem", Why.NONE_RECORDED, knowledge)
        words = say(f"{owner}.unknown-order-past", what=facts[0].say)
        missing = (Missing(say(f"{owner}.missing-problem"), Why.NOT_RECORDED),)
        return Finding(owner, Status.UNKNOWN, severity, words, facts, missing)
    return Finding(owner, Status.NOT_MET, severity, say(f"{owner}.{'not-met-past' if past else 'not-met'}"), facts)


def _depressed(sets: frozenset[str]) -> bool:
    return not sets.isdisjoint({"depressive-disorder", "mdd-active", "bipolar-depressed", "depression-unspecified"})


def severity(chart: Chart, knowledge: Knowledge) -> Finding:
    """The latest valid total of a known scale within the window, held against that scale's limit."""
    owner = "severity"
    window = days(knowledge.limit(owner, "window"))
    first = chart.today - window
    known = scales(knowledge)
    readings = pooled(chart, *known)
    undated = [r for r in readings if r.when is None]
    if undated:
        return _unusable(undated[0], knowledge)
    gap = score_gap(chart, first)
    leading = newest(readings)
    if leading is None:
        return _unknown(owner, "unknown-none", "missing-score", gap or Why.NONE_RECORDED, knowledge)
    if leading.when is not None and leading.when.first < first:
        return _too_old(leading, gap, knowledge)
    if leading.value is None:
        return _unusable(leading, knowledge)
    if not _page_holds(chart, leading):
        return _unknown(owner, "unknown-truncated", "missing-score", Why.TRUNCATED, knowledge)
    judged = _judged(leading, [r for c in known for r in latest(pooled(chart, c))], knowledge)
    return replace(judged, missing=(*judged.missing, *lists_missing(chart, first)))


def _page_holds(chart: Chart, reading: Reading) -> bool:
    """Whether the cut lists still cover the day of the reading, so that it really is the latest."""
    day = reading.when.first if reading.when else chart.today
    return all(covers(listing, day) for listing in (chart.surveys, chart.coded) if listing.supplied)


def _judged(leading: Reading, current: list[Reading], knowledge: Knowledge) -> Finding:
    owner = "severity"
    near = days(knowledge.limit(owner, "disagreement-window"))
    at_limit = _reaches(leading, knowledge)
    against = [
        r
        for r in current
        if r.value is not None
        and r.when is not None
        and leading.when is not None
        and leading.when.first - r.when.last <= near
        and _reaches(r, knowledge) is not at_limit
    ]
    facts = tuple(_score_fact(r, knowledge) for r in [leading, *against])
    if against:
        other = against[0]
        return Finding(
            owner,
            Status.UNKNOWN,
            knowledge.criteria[owner].severity,
            say(f"{owner}.unknown-contradictory", one=facts[0].say, other=facts[1].say),
            facts,
            (Missing(say(f"{owner}.missing-agreement", scale=_title(other, knowledge)), Why.CONTRADICTORY),),
            policy=True,
        )
    status, word = (Status.MET, "met") if at_limit else (Status.NOT_MET, "not-met")
    limit = _limit(leading, knowledge)
    policy = knowledge.evidence[_limit_evidence(leading, knowledge)].kind == "policy"
    words = say(
        f"{owner}.{word}",
        scale=_title(leading, knowledge),
        value=leading.value or Decimal(0),
        limit=limit,
        date=leading.when.day if leading.when else "",
        policy=say("phrase.local-policy") if policy else "",
        name=say("phrase.by-name") if leading.by_name else "",
    )
    return Finding(owner, status, knowledge.criteria[owner].severity, words, facts, policy=policy)


def _reaches(reading: Reading, knowledge: Knowledge) -> bool:
    return reading.value is not None and reading.value >= _limit(reading, knowledge)


def _limit(reading: Reading, knowledge: Knowledge) -> Decimal:
    scale = knowledge.observables[reading.concept].scale
    if scale is None:
        raise KeyError(reading.concept)
    return scale.severity_at_least.value


def _limit_evidence(reading: Reading, knowledge: Knowledge) -> str:
    scale = knowledge.observables[reading.concept].scale
    return scale.severity_at_least.evidence if scale else ""


def _title(reading: Reading, knowledge: Knowledge) -> str:
    return knowledge.observables[reading.concept].title


def _score_fact(reading: Reading, knowledge: Knowledge) -> Fact:
    return Fact(
        say(
            "severity.score-by-name" if reading.by_name else "severity.score",
            scale=_title(reading, knowledge),
            value=reading.value if reading.value is not None else reading.shown,
            limit=_limit(reading, knowledge),
        ),
        reading.source.reference,
        reading.source.date,
    )


def _unusable(reading: Reading, knowledge: Knowledge) -> Finding:
    """The latest score says nothing: an impossible value is shown beside what is possible, anything else is not."""
    why = reading.why or Why.UNREADABLE
    scale = _title(reading, knowledge)
    observable = knowledge.observables[reading.concept]
    shown = say("severity.unusable-score", scale=scale)
    words = say("severity.unknown-unusable", scale=scale, gap=say(f"why.{why}"))
    if why is Why.UNCODED:
        words = say("severity.unknown-part", scale=scale)
    if reading.when is None:
        words = say("severity.unknown-undated", scale=scale)
    elif why is Why.OUT_OF_RANGE and observable.lowest is not None and observable.highest is not None:
        possible = {"low": observable.lowest.value, "high": observable.highest.value}
        shown = say("severity.impossible-score", scale=scale, value=reading.shown.partition(" ")[0], **possible)
        words = say("severity.unknown-impossible", what=shown, date=reading.when.day)
    return Finding(
        "severity",
        Status.UNKNOWN,
        knowledge.criteria["severity"].severity,
        words,
        (Fact(shown, reading.source.reference, reading.source.date),),
        (Missing(say("severity.missing-usable", scale=scale), why),),
    )


def _too_old(reading: Reading, gap: Why | None, knowledge: Knowledge) -> Finding:
    fact = _score_fact(reading, knowledge)
    return Finding(
        "severity",
        Status.UNKNOWN,
        knowledge.criteria["severity"].severity,
        say("severity.unknown-old", what=fact.say, date=fact.date or "", window=knowledge.limit("severity", "window")),
        (fact,),
        (Missing(say("severity.missing-score"), gap or Why.TOO_OLD),),
        policy=True,
    )


def _unknown(owner: str, word: str, missing: str, why: Why, knowledge: Knowledge) -> Finding:
    return Finding(
        owner,
        Status.UNKNOWN,
        knowledge.criteria[owner].severity,
        say(f"{owner}.{word}", gap=say(f"why.{why}")),
        missing=(Missing(say(f"{owner}.{missing}"), why),),
    )
