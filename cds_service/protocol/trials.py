"""Joins exposures of one ingredient into trials and counts the days at or above the minimum dose.

It must not know outcomes. Protocol section 4, rules 3 to 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cds_service.answers import Why
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days
from cds_service.protocol.exposures import Exposure


@dataclass(frozen=True, slots=True)
class Stretch:
    """The joined exposures of one ingredient, before anybody asks how it ended.

    `end` is exclusive, None when no part has a known length. `sure_days`/`possible_days`: days at or above the
    minimum under the cautious and the generous reading. `open_ended`: some part at a sufficient or unknown dose
    has no known length.
    """

    ingredient: str
    parts: tuple[Exposure, ...]
    start: date | None
    end: date | None
    ongoing: bool
    peak_mg: Decimal | None
    sure_days: int
    possible_days: int
    open_ended: bool
    adequate: bool | None


def stretches(ingredient: str, parts: Sequence[Exposure], knowledge: Knowledge) -> list[Stretch]:
    """Every trial of an ingredient, oldest first; undated records join the last one, or stand alone."""
    gap = days(knowledge.limit("treatment-resistance", "gap"))
    groups: list[list[Exposure]] = []
    for part in sorted((p for p in parts if p.start), key=lambda p: (p.start or date.min, p.end or date.min)):
        if groups and part.start is not None and part.start - _reach(groups[-1]) <= gap:
            groups[-1].append(part)
        else:
            groups.append([part])
    undated = [p for p in parts if p.start is None]
    if undated and groups:
        groups[-1] += undated
    elif undated:
        groups.append(undated)
    return [_stretch(ingredient, group, knowledge) for group in groups]


def _reach(group: list[Exposure]) -> date:
    return max(p.end or p.start or date.min for p in group)


def _stretch(ingredient: str, parts: list[Exposure], knowledge: Knowledge) -> Stretch:
    drug = knowledge.drugs[ingredient]
    minimum = drug.minimum_daily_dose.value if drug.minimum_daily_dose else None
    sure, possible = _days_at(parts, minimum)
    open_ended = any(p.end is None and _may_reach(p, minimum) for p in parts)
    needed = int(knowledge.limit("treatment-resistance", "adequate-days"))
    adequate: bool | None = None
    if minimum is not None and sure >= needed:
        adequate = True
    elif possible < needed and not open_ended:
        adequate = False
    ends = [p.end for p in parts if p.end is not None]
    return Stretch(
        ingredient=ingredient,
        parts=tuple(parts),
        start=min((p.start for p in parts if p.start), default=None),
        end=max(ends, default=None),
        ongoing=any(p.ongoing for p in parts),
        peak_mg=max((p.low for p in parts if p.low is not None), default=None),
        sure_days=sure,
        possible_days=possible,
        open_ended=open_ended,
        adequate=adequate,
    )


def _may_reach(part: Exposure, minimum: Decimal | None) -> bool:
    return minimum is None or part.high is None or part.high >= minimum


def _days_at(parts: list[Exposure], minimum: Decimal | None) -> tuple[int, int]:
    """Days surely and days possibly at or above the minimum; gaps never count, doses are never added up."""
    known = [p for p in parts if p.start is not None and p.end is not None]
    edges = sorted({d for p in known for d in (p.start, p.end) if d is not None})
    sure = possible = 0
    for first, last in pairwise(edges):
        cover = [p for p in known if p.start and p.end and p.start <= first and last <= p.end]
        if not cover:
            continue
        length = (last - first).days
        if minimum is not None and any(p.low is not None and p.low >= minimum for p in cover):
            sure += length
        if _possibly(cover, minimum):
            possible += length
    return sure, possible


def _possibly(cover: list[Exposure], minimum: Decimal | None) -> bool:
    """Whether these days may have reached the minimum. A source silent on dose yields to one that speaks."""
    if minimum is None:
        return True
    speaking = [p for p in cover if p.low is not None or p.dose_why is not Why.NOT_RECORDED]
    if not speaking:
        return True
    return any(p.high is None or p.high >= minimum for p in speaking)
