"""If bipolar, is lithium or valproate on board, with evidence and a level in range?

It must not know words or codes. Protocol section 6: this warns and never stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Medication, Order
from cds_service.knowledge import Knowledge
from cds_service.protocol.absence import hits, problem_fact, suspects, suspicion, unknown_list
from cds_service.protocol.days import days
from cds_service.protocol.exposures import evidence_day, lasting, medications, was_taken
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.levels import OWNER, TOXIC, judged, level_fact, level_of, shows
from cds_service.protocol.medicines import (
    Taking,
    is_closed,
    is_denied,
    is_halted,
    left_open,
    lists_gap,
    lists_missing,
    taking,
)
from cds_service.protocol.safety import age
from cds_service.protocol.scores import pooled

MANIA = ("mania-current", "mania-ever")
"""Value sets of manic episodes: one of them, ever, makes a mood disorder bipolar."""


def bipolar_coverage(chart: Chart, order: Order, knowledge: Knowledge) -> Finding:
    """The criterion; not-applicable only when a complete problem list names no bipolar disorder."""
    recorded = hits(chart, "bipolar-any", ever=True)
    stated = any("bipolar-any" in r.sets - r.suspected for r in order.reasons)
    if not recorded and not stated:
        finding = _not_bipolar(chart, order, knowledge)
        return replace(finding, notes=(*finding.notes, *_too_much(chart, knowledge)))
    disorder = tuple(problem_fact(p) for p in recorded[:1])
    window = days(knowledge.limit(OWNER, "evidence-window"))
    may_be = taking(chart, knowledge.with_role("mood-stabiliser"), window, at_latest=True, halted=False)
    on_board = taking(chart, knowledge.with_role("mood-stabiliser"), window, halted=False)
    scheduled = [t for t in on_board if _doubt(t, chart, knowledge) is None]
    if scheduled:
        return _covered(scheduled, disorder, chart, knowledge)
    if may_be:
        return _doubtful(may_be[0], disorder, chart, knowledge)
    gap = lists_gap(chart)
    notes = (*_other_antimanics(chart, knowledge),)
    unlisted = _unlisted((), disorder, chart, knowledge)
    if unlisted:
        told = next((one for one in unlisted if one.say.key == TOXIC), unlisted[0])
        return replace(told, missing=(*told.missing, *lists_missing(chart)), notes=(*told.notes, *notes))
    drafted = [d for d in chart.drafts if d.ingredient in knowledge.with_role("mood-stabiliser")]
    if drafted:
        words = say(f"{OWNER}.unknown-draft", drug=drafted[0].ingredient)
        missing = (Missing(say(f"{OWNER}.missing-evidence", drug=drafted[0].ingredient), Why.NOT_RECORDED),)
        return _finding(Status.UNKNOWN, words, disorder, missing, notes, knowledge)
    unfinished = left_open(chart, knowledge.with_role("mood-stabiliser"), window)
    if unfinished:
        return _seen(unfinished[0], disorder, notes, knowledge)
    if gap is not None:
        words = say("absence.unknown-list", list=say("lists.medications"), gap=say(f"why.{gap}"))
        return _finding(Status.UNKNOWN, words, disorder, lists_missing(chart), notes, knowledge)
    return _finding(Status.NOT_MET, say(f"{OWNER}.not-met"), disorder, lists_missing(chart), notes, knowledge)


def _doubt(one: Taking, chart: Chart, knowledge: Knowledge) -> tuple[str, Why] | None:
    """Why an active record does not show that the medicine is taken every day now; None when it does."""
    record = one.record
    seen = _last_seen(one, chart, knowledge)
    if is_denied(chart, record.ingredient, seen):
        return "denied", Why.CONTRADICTORY
    if is_halted(chart, record, seen):
        return "stopped", Why.CONTRADICTORY
    if _is_said_not_taken(record, chart, knowledge):
        return "denied", Why.CONTRADICTORY
    if not record.counts:
        return "supplement", Why.NOT_RECORDED
    unsteady = next((d.unsteady for d in record.dosages if d.unsteady is not None), None)
    if unsteady is not None or _is_used_up(record, chart, knowledge):
        return "dosage", unsteady or Why.NOT_RECORDED
    if record.prn:
        return "as-needed", Why.NOT_RECORDED
    if record.start is None and record.dates_why is not None:
        return "dates", record.dates_why
    if record.end is not None and record.end.first <= chart.today:
        return "dates", Why.NOT_RECORDED
    return None


def _is_said_not_taken(record: Medication, chart: Chart, knowledge: Knowledge) -> bool:
    """Whether the dosage of another active record, no older than all other evidence, says that it is not taken."""
    mine = [r for r in medications(chart) if r.ingredient == record.ingredient and was_taken(r)]
    denying = [r for r in mine if r.status == "active" and any(d.unsteady is Why.CONTRADICTORY for d in r.dosages)]
    if not denying or record in denying:
        return False
    seen = [
        evidence_day([r for r in mine if r not in denying], chart.today),
        _tested(record.ingredient, chart, knowledge),
    ]
    last = max((day for day in seen if day is not None), default=None)
    told = evidence_day(denying, chart.today)
    return last is None or (told is not None and told >= last)


def _is_used_up(record: Medication, chart: Chart, knowledge: Knowledge) -> bool:
    """Whether its dosage was for a few days only, and they are not known to reach today."""
    begun = record.start or record.on or record.authored
    told = [lasts for d in record.dosages if (lasts := lasting(record, d, knowledge)) is not None]
    return bool(told) and (begun is None or begun.first + days(min(told)) <= chart.today)


def _doubtful(one: Taking, disorder: tuple[Fact, ...], chart: Chart, knowledge: Knowledge) -> Finding:
    """On the list as active, but as needed only, or on days that the record leaves open."""
    drug = one.record.ingredient
    found = _covered([one], disorder, chart, knowledge)
    doubt = _doubt(one, chart, knowledge)
    if doubt is None or found.say.key == TOXIC:
        return found
    word, why = doubt
    missing = (Missing(say(f"{OWNER}.missing-{word}", drug=drug), why),)
    return replace(found, status=Status.UNKNOWN, say=say(f"{OWNER}.unknown-{word}", drug=drug), missing=missing)


def _seen(record: Medication, disorder: tuple[Fact, ...], notes: tuple[Say, ...], knowledge: Knowledge) -> Finding:
    """Given or handed over not long ago, and on no list as taken today: neither there nor absent."""
    drug = record.ingredient
    day = record.on.first if record.on is not None else None
    facts = (*disorder, Fact(say(f"{OWNER}.seen", drug=drug), record.source.reference, day))
    missing = (Missing(say(f"{OWNER}.missing-evidence", drug=drug), Why.NOT_RECORDED),)
    return _finding(Status.UNKNOWN, say(f"{OWNER}.unknown-seen", drug=drug), facts, missing, notes, knowledge)


def _last_seen(one: Taking, chart: Chart, knowledge: Knowledge) -> date | None:
    """The last day that testifies to the medicine: its records, or a level that shows it in the blood."""
    tested = _tested(one.record.ingredient, chart, knowledge)
    return max((day for day in (one.evidence, tested) if day is not None), default=None)


def _tested(drug: str, chart: Chart, knowledge: Knowledge) -> date | None:
    level = level_of(drug, chart, knowledge)
    return level.when.last if level is not None and level.when is not None and shows(level, knowledge) else None


def _unlisted(
    on_board: Collection[str], disorder: tuple[Fact, ...], chart: Chart, knowledge: Knowledge
) -> list[Finding]:
    """What levels say of a medicine that no list says is taken: too much of it, or that the lists are not right.
    A medicine that was stopped on the day of its level or later is explained, but for too much of it: that is often
    why it was stopped, and it stays in the blood."""
    found: list[Finding] = []
    for drug in sorted(knowledge.with_role("mood-stabiliser").difference(on_board)):
        level = level_of(drug, chart, knowledge)
        if level is None or level.when is None or not shows(level, knowledge):
            continue
        bad = judged(drug, level, knowledge)
        if bad is None and is_closed(chart, drug, level.when.first):
            continue
        fact = level_fact(drug, level, knowledge)
        words = bad[0] if bad is not None else say(f"{OWNER}.unknown-level-only", drug=drug, level=fact.say)
        gap = (Missing(say(f"{OWNER}.missing-evidence", drug=drug), Why.CONTRADICTORY),)
        notes = (words,) if bad is not None else ()
        found.append(_finding(Status.UNKNOWN, words, (*disorder, fact), gap, notes, knowledge))
    return found


def _too_much(chart: Chart, knowledge: Knowledge) -> Iterable[Say]:
    """Levels above the range are told whatever the medicine is given for, and also where it was stopped since."""
    for drug in sorted(knowledge.with_role("mood-stabiliser")):
        level = level_of(drug, chart, knowledge)
        told = judged(drug, level, knowledge) if level is not None else None
        if told is not None and told[0].key == TOXIC:
            yield told[0]


def _not_bipolar(chart: Chart, order: Order, knowledge: Knowledge) -> Finding:
    suspected = suspects(chart, "bipolar-any", ever=True)
    worded = [r for r in order.reasons if "bipolar-any" in r.suspected]
    manic = [*hits(chart, *MANIA, ever=True), *suspects(chart, *MANIA, ever=True)]
    if not suspected and manic:
        words = say(f"{OWNER}.unknown-mania", text=manic[0].text)
        missing = (Missing(say(f"{OWNER}.missing-mania"), Why.NOT_RECORDED),)
        return _finding(Status.UNKNOWN, words, tuple(problem_fact(p) for p in manic), missing, (), knowledge)
    if suspected:
        words = suspicion(suspected[0])
        missing = (Missing(say("absence.missing-code", text=suspected[0].text), Why.UNCODED),)
        return _finding(Status.UNKNOWN, words, tuple(problem_fact(p) for p in suspected), missing, (), knowledge)
    if worded:
        words = say(f"{OWNER}.unknown-order-words", text=worded[0].text)
        missing = (Missing(say("absence.missing-code", text=worded[0].text), Why.UNCODED),)
        fact = Fact(say("fact.problem", text=worded[0].text), order.source.reference)
        return _finding(Status.UNKNOWN, words, (fact,), missing, (), knowledge)
    if chart.problems.gap is not None:
        return unknown_list(OWNER, "problems", chart.problems.gap, knowledge)
    return Finding(OWNER, Status.NOT_APPLICABLE, knowledge.criteria[OWNER].severity, say(f"{OWNER}.not-applicable"))


def _covered(on_board: list[Taking], disorder: tuple[Fact, ...], chart: Chart, knowledge: Knowledge) -> Finding:
    """The best answer any one of the two medicines gives, unless too much of one is in the blood: that comes first."""
    by_drug: dict[str, Taking] = {}
    for record in on_board:
        by_drug.setdefault(record.record.ingredient, record)
    answers = [_one(t, disorder, chart, knowledge) for t in by_drug.values()]
    toxic = [a for a in (*answers, *_unlisted(by_drug, disorder, chart, knowledge)) if a.say.key == TOXIC]
    best = next((a for a in (*toxic, *answers) if a in toxic or a.status is Status.MET), answers[0])
    warnings = tuple(a.say for a in toxic)
    notes = (*warnings, *_valproate_caution(by_drug, chart, knowledge), *_other_antimanics(chart, knowledge))
    levels = (Missing(say("lists.coded"), chart.coded.gap),) if chart.coded.gap is not None else ()
    missing = (*best.missing, *lists_missing(chart), *levels)
    return Finding(OWNER, best.status, best.severity, best.say, best.facts, missing, notes, policy=True)


def _one(record: Taking, disorder: tuple[Fact, ...], chart: Chart, knowledge: Knowledge) -> Finding:
    drug = record.record.ingredient
    level = level_of(drug, chart, knowledge)
    tested = (r.when.first for r in pooled(chart, f"{drug}-level") if r.when is not None)
    evidence = max((d for d in (record.evidence, *tested) if d is not None), default=None)
    window = days(knowledge.limit(OWNER, "evidence-window"))
    shown = Fact(
        say(f"{OWNER}.taking-by-name" if record.record.by_name else f"{OWNER}.taking", drug=drug),
        record.record.source.reference,
        record.evidence,
    )
    facts = (*disorder, shown)
    if level is not None:
        facts = (*facts, level_fact(drug, level, knowledge))
        verdict = judged(drug, level, knowledge)
        if verdict is not None:
            words, why = verdict
            missing = (Missing(say(f"{OWNER}.missing-level", drug=drug), why),)
            return _finding(Status.UNKNOWN, words, facts, missing, (), knowledge)
    if evidence is None or chart.today - evidence > window:
        why = Why.NOT_RECORDED if evidence is None else Why.TOO_OLD
        words = say(f"{OWNER}.unknown-evidence", drug=drug, gap=say(f"why.{why}"))
        missing = (Missing(say(f"{OWNER}.missing-evidence", drug=drug), why),)
        return _finding(Status.UNKNOWN, words, facts, missing, (), knowledge)
    word = "met-level" if level is not None else "met"
    words = say(f"{OWNER}.{word}", drug=drug, date=evidence, level=facts[-1].say)
    return _finding(Status.MET, words, facts, (), (), knowledge)


def _other_antimanics(chart: Chart, knowledge: Knowledge) -> Iterable[Say]:
    window = days(knowledge.limit(OWNER, "evidence-window"))
    others = knowledge.with_role("antimanic") - knowledge.with_role("mood-stabiliser")
    names = dict.fromkeys(t.record.ingredient for t in taking(chart, others, window) if t.current)
    return [say(f"{OWNER}.other-antimanic", drugs=", ".join(names))] if names else []


def _valproate_caution(on_board: dict[str, Taking], chart: Chart, knowledge: Knowledge) -> Iterable[Say]:
    """Valproate in a woman who may become pregnant: said unless age, sex or sterilisation rule it out."""
    patient = chart.patient.facts[0] if chart.patient.facts else None
    male = patient is not None and patient.gender == "male"
    if "valproate" not in on_board or male or hits(chart, "sterilised", ever=True):
        return []
    if patient is not None and patient.birth is not None:
        least, most = knowledge.limit("not-pregnant", "age-from"), knowledge.limit("not-pregnant", "age-to")
        if age(patient.birth.first, chart.today) < least or age(patient.birth.last, chart.today) > most:
            return []
    return [say(f"{OWNER}.valproate-caution")]


def _finding(
    status: Status,
    words: Say,
    facts: tuple[Fact, ...],
    missing: tuple[Missing, ...],
    notes: tuple[Say, ...],
    knowledge: Knowledge,
) -> Finding:
    return Finding(OWNER, status, knowledge.criteria[OWNER].severity, words, facts, missing, notes, policy=True)
