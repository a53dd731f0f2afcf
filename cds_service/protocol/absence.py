"""Criteria that are met by absence on the problem list: none recorded on a complete, readable list.

It must not know which concepts are dangerous: each criterion names its value sets. Protocol section 1 rule 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cds_service.answers import Severity, Status, Why
from cds_service.chart import Chart, Problem
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.stated import is_stated


def problem_fact(problem: Problem) -> Fact:
    """A problem as a fact, by its own words and the day it began or was recorded."""
    word = "fact.stated" if is_stated(problem) else "fact.problem" if problem.confirmed else "fact.unconfirmed"
    return Fact(say(word, text=problem.text), problem.source.reference, problem.source.date)


def hits(chart: Chart, *sets: str, ever: bool = False) -> list[Problem]:
    """Problems coded in one of the value sets; only active ones unless `ever`."""
    return [p for p in chart.problems.facts if (ever or p.active) and not p.sets.isdisjoint(sets)]


def suspects(chart: Chart, *sets: str, ever: bool = False) -> list[Problem]:
    """Problems that name one of the value sets in words only, whatever else their codes say."""
    return [p for p in chart.problems.facts if (ever or p.active) and not p.suspected.isdisjoint(sets)]


def uncoded(chart: Chart, *sets: str) -> list[Problem]:
    """Active problems that name one of the value sets in words and that no code of ours explains."""
    return [p for p in suspects(chart, *sets) if not p.sets]


def absent(
    owner: str,
    chart: Chart,
    knowledge: Knowledge,
    found: Iterable[tuple[Problem, Severity]],
    suspected: Iterable[Problem],
    extra: Iterable[Fact] = (),
) -> Finding:
    """Not-met by anything found, unknown by a suspicion or an incomplete list, else met."""
    found, suspected, extra = list(found), list(suspected), tuple(extra)
    severity = knowledge.criteria[owner].severity
    if found or extra:
        worst = max((s for _, s in found), key=_rank, default=severity)
        facts = (*extra, *(problem_fact(p) for p, _ in found))
        return Finding(owner, Status.NOT_MET, worst, say(f"{owner}.not-met", what=facts[0].say), facts)
    if suspected:
        return Finding(
            owner,
            Status.UNKNOWN,
            severity,
            suspicion(suspected[0]),
            tuple(problem_fact(p) for p in suspected),
            tuple(Missing(_unproven(p), Why.UNCODED) for p in suspected),
        )
    gap = chart.problems.gap
    if gap is not None:
        return unknown_list(owner, "problems", gap, knowledge)
    return Finding(owner, Status.MET, severity, say(f"{owner}.met"))


def suspicion(problem: Problem) -> Say:
    """That a problem has to be confirmed, and what it is known by."""
    if is_stated(problem):
        return say("absence.unknown-stated", text=problem.text)
    word = "unknown-other-words" if problem.sets else "unknown-other-code" if problem.coded else "unknown-uncoded"
    return say(f"absence.{word}", text=problem.text)


def _unproven(problem: Problem) -> Say:
    return say("absence.missing-stated" if is_stated(problem) else "absence.missing-code", text=problem.text)


def unknown_list(owner: str, name: str, gap: Why, knowledge: Knowledge) -> Finding:
    """Unknown because a list cannot prove absence; `name` is a word of the rule `lists`."""
    return Finding(
        owner,
        Status.UNKNOWN,
        knowledge.criteria[owner].severity,
        say("absence.unknown-list", list=say(f"lists.{name}"), gap=say(f"why.{gap}")),
        missing=(Missing(say(f"lists.{name}"), gap),),
    )


def _rank(severity: Severity) -> int:
    return [Severity.INFO, Severity.WARNING, Severity.CRITICAL].index(severity)


def criterion(
    owner: str, *sets: str, ever: bool = False, possible: tuple[str, ...] = ()
) -> Callable[[Chart, Knowledge], Finding]:
    """A plain criterion of this kind: any of the value sets, active (or ever), weighs the criterion's severity.

    `possible`: sets whose codes ask for confirmation, as words do.
    """

    def ask(chart: Chart, knowledge: Knowledge) -> Finding:
        weight = knowledge.criteria[owner].severity
        found = [(p, weight) for p in hits(chart, *sets, ever=ever)]
        worded = suspects(chart, *sets, ever=ever)
        unsure = [p for p in hits(chart, *possible, ever=ever) if p not in worded]
        return absent(owner, chart, knowledge, found, [*worded, *unsure])

    return ask
