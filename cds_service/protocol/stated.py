"""What the order itself says of the patient: its stated reasons, read beside the problem list for what is dangerous.

It must not know which concepts are dangerous, nor turn anything it reads into proof that helps: only the criteria of
safety are shown the chart made here. Protocol section 1, rule 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cds_service.chart import Chart, Order, Problem
from cds_service.knowledge import Knowledge


def with_stated(chart: Chart, order: Order, knowledge: Knowledge, only: Iterable[str] = ()) -> Chart:
    """The chart with the order's reasons among its problems, those left out that an active problem tells already.
    `only`: the value sets to look for, where not every one matters."""
    known = frozenset(only) or frozenset(value_set.name for value_set in knowledge.groups["problems"])
    active = [problem for problem in chart.problems.facts if problem.active]
    coded = frozenset[str]().union(*(problem.sets for problem in active))
    worded = coded.union(*(problem.suspected for problem in active))
    stated = [
        Problem(order.source, reason.text, by_code, by_words)
        for reason in order.reasons
        for by_code, by_words in [((reason.sets - reason.suspected) & known, reason.suspected & known)]
        if by_code - coded or by_words - worded
    ]
    return replace(chart, problems=replace(chart.problems, facts=(*chart.problems.facts, *stated)))


def is_stated(problem: Problem) -> bool:
    """Whether this is a reason of an order and no entry of the problem list."""
    return not problem.source.reference.startswith("Condition")
