"""Levels of lithium and valproate: the newest that counts, and what it says.

It must not know who takes the medicine. Protocol section 6.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.answers import Why
from cds_service.chart import Chart, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, latest
from cds_service.protocol.finding import Fact, Say, say
from cds_service.protocol.scores import pooled

OWNER = "bipolar-coverage"
TOXIC = f"{OWNER}.unknown-level-high"
"""The sentence that asks to check for toxicity first."""


def level_of(drug: str, chart: Chart, knowledge: Knowledge) -> Reading | None:
    """The newest level of the drug that may lie within the window; of ties the worst, older ones are ignored."""
    first = chart.today - days(knowledge.limit(OWNER, "evidence-window"))
    newest = latest(r for r in pooled(chart, f"{drug}-level") if r.when is not None and r.when.last >= first)
    low, high = knowledge.limit(OWNER, f"{drug}-level-low"), knowledge.limit(OWNER, f"{drug}-level-high")
    too_high = [r for r in newest if r.value is not None and r.value > high]
    unusable = [r for r in newest if r.value is None]
    too_low = [r for r in newest if r.value is not None and r.value < low]
    return next(iter([*too_high, *unusable, *too_low, *newest]), None)


def shows(level: Reading, knowledge: Knowledge) -> bool:
    """Whether a level shows that the medicine is taken: it reaches the range."""
    return level.value is not None and level.value >= knowledge.limit(OWNER, f"{level.concept}-low")


def judged(drug: str, level: Reading, knowledge: Knowledge) -> tuple[Say, Why] | None:
    """Why a level leaves the question open; None when it is in range."""
    if level.value is None:
        why = level.why or Why.UNREADABLE
        return say(f"{OWNER}.unknown-level-unreadable", drug=drug, gap=say(f"why.{why}")), why
    low, high = knowledge.limit(OWNER, f"{drug}-level-low"), knowledge.limit(OWNER, f"{drug}-level-high")
    if low <= level.value <= high:
        return None
    word = "unknown-level-high" if level.value > high else "unknown-level-low"
    return (
        say(
            f"{OWNER}.{word}",
            drug=drug,
            value=_tidy(level.value),
            unit=_unit(drug, knowledge),
            low=low,
            high=high,
            date=level.when.day if level.when is not None else "",
        ),
        Why.OUT_OF_RANGE,
    )


def level_fact(drug: str, level: Reading, knowledge: Knowledge) -> Fact:
    """The level beside its range, with its day and its record."""
    return Fact(
        say(
            f"{OWNER}.{'level' if level.value is not None else 'level-unreadable'}",
            drug=drug,
            value=_tidy(level.value) if level.value is not None else level.shown,
            unit=_unit(drug, knowledge),
            low=knowledge.limit(OWNER, f"{drug}-level-low"),
            high=knowledge.limit(OWNER, f"{drug}-level-high"),
        ),
        level.source.reference,
        level.source.date,
    )


def _unit(drug: str, knowledge: Knowledge) -> str:
    return knowledge.limit_of(OWNER, f"{drug}-level-low").unit


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01")).normalize()
