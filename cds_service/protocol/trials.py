"""Joins exposures of one ingredient into trials and counts the days at or above the minimum dose.

It must not know outcomes. Protocol section 4, rules 3 to 5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days
from cds_service.protocol.exposures import Exposure


@dataclass(frozen=True, slots=True)
class Stretch:
    """The joined exposures of one ingredient, before anybody asks how it ended.

    `end` is exclusive, None when no part has a known length; `latest`: the last day it may have been.
    `sure_days`/`possible_days`: days at or above the minimum under the cautious and the generous reading.
    `open_ended`: some part at a sufficient or unknown dose has no known length, or one that its dates leave open.
    """

    ingredient: str
    parts: tuple[Exposure, ...]
    start: date | None
    end: date | None
    latest: date | None
    ongoing: bool
    peak_mg: Decimal | None
    sure_days: int
    possible_days: int
    open_ended: bool
    adequate: bool | None


def stretches(ingredient: str, parts: Sequence[Exposure], knowledge: Knowledge) -> list[Stretch]:
    """Every trial of an ingredient, oldest first; undated records stand alone: nobody knows whose they are."""
    gap = days(knowledge.limit("treatment-resistance", "gap"))
    groups: list[list[Exposure]] = []
    for part in sorted((p for p in parts if p.start), key=lambda p: (p.start or date.min, p.end or date.min)):
        if groups and part.start is not None and part.start - _reach(groups[-1]) <= gap:
            groups[-1].append(part)
        else:
            groups.append([part])
    undated = [p for p in parts if p.start is None]
    if undated:
        groups.append(undated)
    return [_stretch(ingredient, group, knowledge) for group in groups]


def _reach(group: list[Exposure]) -> date:
    return max(p.end or p.start or date.min for p in group)


def _stretch(ingredient: str, parts: list[Exposure], knowledge: Knowledge) -> Stretch:
    drug = knowledge.drugs[ingredient]
    minimum = drug.minimum_daily_dose.value if drug.minimum_daily_dose else None
    sure, possible = _days_at(parts, minimum)
    endless = any(p.latest is None and _may_reach(p, minimum) for p in parts)
    unsure = any(_is_unsure(p) and _may_reach(p, minimum) for p in parts)
    needed = int(knowledge.limit("treatment-resistance", "adequate-days"))
    adequate: bool | None = None
    if minimum is not None and sure >= needed:
        adequate = True
    elif possible < needed and not endless:
        adequate = False
    ends = [p.end for p in parts if p.end is not None]
    return Stretch(
        ingredient=ingredient,
        parts=tuple(parts),
        start=min((p.start for p in parts if p.start), default=None),
        end=max(ends, default=None),
        latest=max((p.latest for p in parts if p.latest is not None), default=None),
        ongoing=any(p.ongoing for p in parts),
        peak_mg=max((p.low for p in parts if p.low is not None), default=None),
        sure_days=sure,
        possible_days=possible,
        open_ended=endless or unsure,
        adequate=adequate,
    )


def _may_reach(part: Exposure, minimum: Decimal | None) -> bool:
    return minimum is None or part.high is None or part.high >= minimum


def _is_unsure(part: Exposure) -> bool:
    """Whether partial dates or a halted order leave the length of a part open."""
    return part.start != part.earliest or part.end != part.latest


def _days_at(parts: list[Exposure], minimum: Decimal | None) -> tuple[int, int]:
    """Days surely and days possibly at or above the minimum; gaps never count, doses are never added up."""
    sure = _length([(p.start, p.end, p) for p in parts], lambda cover: _surely(cover, minimum))
    possible = _length([(p.earliest, p.latest, p) for p in parts], lambda cover: _possibly(cover, minimum))
    return sure, possible


def _length(spans: list[tuple[date | None, date | None, Exposure]], holds: Callable[[list[Exposure]], bool]) -> int:
    """Days on which something holds of the exposures that cover them."""
    known = [(start, end, part) for start, end, part in spans if start is not None and end is not None]
    edges = sorted({day for start, end, _ in known for day in (start, end)})
    total = 0
    for first, last in pairwise(edges):
        cover = [part for start, end, part in known if start <= first and last <= end]
        if cover and holds(cover):
            total += (last - first).days
    return total


def _surely(cover: list[Exposure], minimum: Decimal | None) -> bool:
    return minimum is not None and any(p.low is not None and p.low >= minimum for p in cover)


def _possibly(cover: list[Exposure], minimum: Decimal | None) -> bool:
    """Whether these days may have reached the minimum. A source silent on dose yields to one that speaks."""
    if minimum is None:
        return True
    speaking = [p for p in cover if p.speaks]
    if not speaking:
        return True
    return any(p.high is None or p.high >= minimum for p in speaking)
