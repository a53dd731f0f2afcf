"""Sorts the findings of one order into the sections of a card's detail, in the order a reader needs them.

It must not know words: it hands findings, already said and escaped, to `card.md.jinja`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2

from cds_service.answers import Severity, Status, Why
from cds_service.assess import OrderAssessment
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Finding, Say
from cds_service.render.entries import ALWAYS_SHOWN, SHOWN_FIRST, Entry, entry
from cds_service.render.evidence import References, references
from cds_service.render.gaps import Gap, gaps, titles
from cds_service.render.markdown import escaped
from cds_service.render.wording import Wording, number

BEFORE_INFUSION = ("blood-pressure", "not-pregnant")
"""Unknown at order time is normal for these: they are looked at on the day (protocol section 3)."""

LIST_NOT_SEEN = "absence.unknown-list"
"""Says no more than the line about the missing list does."""

NOTHING_ORDERED = "dose.unknown-none"


@dataclass(frozen=True, slots=True)
class Sections:
    """The findings of an order, sorted for reading. `fine` and `not_applicable` hold titles.

    `agrees`: the order's own dose was found right.
    """

    first: tuple[str, ...]
    why: tuple[Entry, ...]
    missing: tuple[Gap, ...]
    fine: tuple[str, ...]
    not_applicable: tuple[str, ...]
    before: tuple[Entry, ...]
    remarks: tuple[Entry, ...]
    evidence: References
    agrees: bool


def by_weight(findings: Iterable[Finding], knowledge: Knowledge) -> list[Finding]:
    """Worst first: critical, core not met, core unknown, then the rest; stable.

    A dose or a blood pressure that can be put right comes after a contraindication of the same weight. Of the
    rest a wrong dose leads, then the suspicion of a contraindication, then other not-mets, then unknowns.
    """

    def weight(finding: Finding) -> tuple[int, int]:
        criterion = knowledge.criteria[finding.id]
        grave = criterion.severity is Severity.CRITICAL
        if finding.status is Status.NOT_MET:
            if finding.severity is Severity.CRITICAL:
                return 0, int(finding.id in {"dose", "blood-pressure"})
            return (1, 0) if criterion.core else (3, 0 if finding.id == "dose" else 2)
        if finding.status is Status.UNKNOWN:
            if criterion.core:
                return 2, 0
            suspected = grave and any(m.why is Why.UNCODED for m in finding.missing)
            return (3, 1) if suspected else (4, int(not grave))
        return 5, 0

    return sorted(findings, key=weight)


def sections(assessed: OrderAssessment, hook: str, wording: Wording) -> Sections:
    """Everything the findings of an in-scope order have to say, each finding in one section."""
    knowledge = wording.knowledge
    ordered = by_weight(assessed.findings, knowledge)
    before = [f for f in ordered if f.status is Status.UNKNOWN and f.id in BEFORE_INFUSION]
    later = {f.id for f in before}
    closed = [f for f in ordered if f.status is Status.MET or f.status is Status.NOT_APPLICABLE]
    why = [f for f in ordered if f.status is Status.NOT_MET or (f.id not in later and _is_told(f, hook, knowledge))]
    why += [f for f in closed if f.status is Status.MET and (f.id in ALWAYS_SHOWN or (f.id == "course" and f.facts))]
    told = {f.id for f in why}
    fine = [f for f in closed if f.id not in told]
    asked = [f for f in ordered if f.id not in later and not _not_yet_ordered(f, hook)]
    stopped = [f.id for f in why if f.status is Status.NOT_MET and f.severity is Severity.CRITICAL]
    dosed = ["dose"] if assessed.dose is not None and not assessed.suggest_removal else []
    shown = [*stopped, *dosed, *(f.id for f in (*why, *before))]
    order = assessed.order.source.reference
    return Sections(
        first=tuple(wording.markdown(n) for f in ordered for n in f.notes if n.key in SHOWN_FIRST),
        why=tuple(entry(f, wording, order if f.id == "dose" else None) for f in why),
        missing=tuple(gaps(asked, why, wording)),
        fine=titles((f for f in fine if f.status is Status.MET), knowledge),
        not_applicable=titles((f for f in fine if f.status is Status.NOT_APPLICABLE), knowledge),
        before=tuple(entry(f, wording) for f in before),
        remarks=tuple(e for e in (entry(f, wording) for f in fine if f.notes) if e.notes),
        evidence=references(shown, knowledge),
        agrees=any(f.id == "dose" and f.status is Status.MET for f in assessed.findings),
    )


def _is_told(unknown: Finding, hook: str, knowledge: Knowledge) -> bool:
    """Whether it is an unknown with more to say than what is missing: facts, or a sentence a reader decides by."""
    if unknown.status is not Status.UNKNOWN:
        return False
    if unknown.facts:
        return True
    if unknown.say.key == LIST_NOT_SEEN or _not_yet_ordered(unknown, hook):
        return False
    return unknown.id in ALWAYS_SHOWN or unknown.id == "dose" or knowledge.criteria[unknown.id].core


def _not_yet_ordered(finding: Finding, hook: str) -> bool:
    """At order-select a draft without any dose is no gap to nag about: the card offers the dose."""
    return hook == "order-select" and finding.say.key == NOTHING_ORDERED


@lru_cache(maxsize=8)
def _compiled(template: str) -> jinja2.Template:
    # The output is Markdown: every chart value is escaped where it is said, HTML escaping would add to that.
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"n": number, "md": escaped, "cap": _capitalised}
    return environment.from_string(template)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def written(kind: str, wording: Wording, **values: Any) -> str:
    """The detail of a card of this kind, as the template of `cards/` lays it out."""

    def say(what: Say) -> str:
        return wording.markdown(what)

    text = _compiled(wording.knowledge.card_template).render(
        kind=kind, say=say, day=wording.day, protocol=wording.knowledge.protocol, **values
    )
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept)
