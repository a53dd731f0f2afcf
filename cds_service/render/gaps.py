"""What was missing, each thing once, with the criteria that wait for it and the one action that closes it.

It must not know what the missing thing means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cds_service.answers import Status, Why
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Finding, Missing
from cds_service.render.entries import action
from cds_service.render.wording import Wording

MOST_TITLES = 3
"""Criteria named beside a gap; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Markdown-safe. `titles`: the criteria that asked, in protocol order; `more`: how many are not named."""

    what: str
    why: str
    titles: tuple[str, ...]
    more: int = 0
    action: str = ""


def gaps(findings: Sequence[Finding], told: Sequence[Finding], wording: Wording) -> list[Gap]:
    """What these findings miss, in their order.

    An unknown that names nothing missing is listed by its own sentence, unless it is among `told`.
    """
    needed: dict[tuple[str, Why], list[Finding]] = {}
    already = {f.id for f in told}
    for finding in findings:
        wanted = finding.missing
        if finding.status is Status.UNKNOWN and not wanted and finding.id not in already:
            wanted = (Missing(finding.say, Why.NOT_RECORDED),)
        for missing in wanted:
            needed.setdefault((wording.markdown(missing.say), missing.why), []).append(finding)
    found = [_gap(what, why, asking, wording) for (what, why), asking in needed.items()]
    return [_short(gap) for gap in _joined(found)]


def titles(findings: Iterable[Finding], knowledge: Knowledge) -> tuple[str, ...]:
    """The titles of the findings' criteria, in protocol order."""
    ids = {f.id for f in findings}
    return tuple(c.title for c in knowledge.protocol.criterion if c.id in ids)


def _gap(what: str, why: Why, asking: Sequence[Finding], wording: Wording) -> Gap:
    unknown = {f.id: f for f in asking if f.status is Status.UNKNOWN}
    todo = action(next(iter(unknown.values())), wording) if len(unknown) == 1 else ""
    if unknown and not todo and wording.has(f"do-{why}"):
        todo = wording.card(f"do-{why}")
    return Gap(what, wording.why(why), titles(asking, wording.knowledge), action=todo)


def _joined(found: Iterable[Gap]) -> Iterable[Gap]:
    """Things missing for the same reason and the same criteria, in one line."""
    lines: dict[tuple[str, tuple[str, ...], str], Gap] = {}
    for gap in found:
        key = (gap.why, gap.titles, gap.action)
        lines[key] = replace(lines[key], what=f"{lines[key].what}, {gap.what}") if key in lines else gap
    return lines.values()


def _short(gap: Gap) -> Gap:
    if len(gap.titles) <= MOST_TITLES + 1:
        return gap
    return replace(gap, titles=gap.titles[:MOST_TITLES], more=len(gap.titles) - MOST_TITLES)
