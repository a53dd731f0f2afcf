"""Sorts the findings of one order into the sections of a card's detail, in the order a reader needs them.

It must not know words: it hands findings, already said and escaped, to `card.md.jinja`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jinja2

from cds_service.answers import Severity, Status, Why
from cds_service.assess import OrderAssessment
from cds_service.knowledge import Evidence, Knowledge
from cds_service.protocol.finding import Fact, Finding, Missing, Say
from cds_service.render.markdown import escaped
from cds_service.render.wording import Wording, day, number

BEFORE_INFUSION = ("blood-pressure", "not-pregnant")
"""Unknown at order time is normal for these: they are looked at on the day (protocol section 3)."""

ALWAYS_SHOWN = ("treatment-resistance", "severity")
"""Shown with their facts even when met: the trial list and the score are what a reader looks for."""

MOST_FACTS = 12
"""Facts printed under one finding; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding as the card says it; every text is Markdown-safe. `action`: what to do about it, or ""."""

    id: str
    title: str
    status: Status
    critical: bool
    text: str
    source: str = ""
    policy: bool = False
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    action: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: what and why, whom it concerns, and the one action that closes it."""

    what: str
    why: str
    titles: tuple[str, ...]
    action: str = ""


@dataclass(frozen=True, slots=True)
class Sections:
    """The findings of an order, sorted for reading. `fine` and `not_applicable` hold titles."""

    why: tuple[Entry, ...] = ()
    missing: tuple[Gap, ...] = ()
    fine: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    before: tuple[Entry, ...] = ()
    remarks: tuple[Entry, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())


def by_weight(findings: Iterable[Finding], knowledge: Knowledge) -> list[Finding]:
    """Worst first: critical, core not met, core unknown, other not met, other unknown, the rest; stable.

    A dose or a blood pressure that can be put right comes after a contraindication of the same weight.
    """

    def weight(finding: Finding) -> tuple[int, int]:
        core = knowledge.criteria[finding.id].core
        correctable = int(finding.id in {"dose", "blood-pressure"})
        if finding.status is Status.NOT_MET:
            if finding.severity is Severity.CRITICAL:
                return 0, correctable
            return (1 if core else 3), 0
        if finding.status is Status.UNKNOWN:
            return (2 if core else 4), 0
        return 5, 0

    return sorted(findings, key=weight)


def sections(assessed: OrderAssessment, wording: Wording) -> Sections:
    """Everything the findings of an in-scope order have to say, each finding in one section."""
    knowledge = wording.knowledge
    ordered = by_weight(assessed.findings, knowledge)
    before = [f for f in ordered if f.id in BEFORE_INFUSION and f.status is Status.UNKNOWN]
    open_ = [f for f in ordered if f not in before and f.status in {Status.NOT_MET, Status.UNKNOWN}]
    closed = [f for f in ordered if f not in before and f not in open_]
    why = [f for f in open_ if f.status is Status.NOT_MET or f.facts or f.id in ALWAYS_SHOWN]
    why += [f for f in closed if f.id in ALWAYS_SHOWN and f.status is Status.MET]
    remarks = [f for f in closed if f not in why and f.notes]
    fine = [f for f in closed if f not in why]
    return Sections(
        why=tuple(entry(f, wording) for f in why),
        missing=tuple(_gaps([f for f in ordered if f not in before], why, wording)),
        fine=_titles((f for f in fine if f.status is Status.MET), knowledge),
        not_applicable=_titles((f for f in fine if f.status is Status.NOT_APPLICABLE), knowledge),
        before=tuple(entry(f, wording) for f in before),
        remarks=tuple(entry(f, wording) for f in remarks),
        evidence=tuple(_evidence([*why, *before], assessed, knowledge)),
    )


def entry(finding: Finding, wording: Wording) -> Entry:
    """One finding, said: the source of a fact its sentence already tells stands behind the sentence."""
    text = wording.markdown(finding.say)
    told = [f for f in finding.facts if wording.markdown(f.say) in text]
    others = [f for f in finding.facts if f not in told]
    facts = [with_source(f, wording) for f in others[:MOST_FACTS]]
    if len(others) > MOST_FACTS:
        facts.append(wording.card("more-facts", count=len(others) - MOST_FACTS))
    return Entry(
        id=finding.id,
        title=wording.title(finding.id),
        status=finding.status,
        critical=finding.status is Status.NOT_MET and finding.severity is Severity.CRITICAL,
        text=text,
        source="; ".join(filter(None, (_source(f, text) for f in told))),
        policy=finding.policy and wording.card("local-policy") not in text,
        facts=tuple(facts),
        notes=tuple(wording.markdown(n) for n in finding.notes),
        action=_action(finding, wording),
    )


def with_source(fact: Fact, wording: Wording) -> str:
    """A fact and, in brackets, the day and the resource it was read from."""
    text = wording.markdown(fact.say)
    source = _source(fact, text)
    return f"{text} ({source})" if source else text


def _source(fact: Fact, text: str) -> str:
    """The fact's day, unless the text tells it, and its reference."""
    shown = [day(fact.date)] if fact.date is not None and day(fact.date) not in text else []
    return ", ".join([*shown, *([escaped(fact.reference)] if fact.reference else [])])


def _action(finding: Finding, wording: Wording) -> str:
    word = f"do-{finding.id}-{finding.status}"
    return wording.card(word) if wording.has(word) else ""


def _titles(findings: Iterable[Finding], knowledge: Knowledge) -> tuple[str, ...]:
    ids = {f.id for f in findings}
    return tuple(c.title for c in knowledge.protocol.criterion if c.id in ids)


def _gaps(findings: Sequence[Finding], told: Sequence[Finding], wording: Wording) -> Iterable[Gap]:
    """What is missing, the same thing once, with the findings it would answer.

    An unknown that names nothing missing is listed by its own sentence, unless that was told already.
    """
    needed: dict[tuple[str, Why], list[Finding]] = {}
    for finding in findings:
        wanted = finding.missing
        if finding.status is Status.UNKNOWN and not wanted and finding not in told:
            wanted = (Missing(finding.say, Why.NOT_RECORDED),)
        for missing in wanted:
            needed.setdefault((wording.markdown(missing.say), missing.why), []).append(finding)
    for (what, why), asking in needed.items():
        unknown = [f for f in asking if f.status is Status.UNKNOWN]
        action = _action(unknown[0], wording) if len({f.id for f in unknown}) == 1 else ""
        if not action:
            action = wording.card(f"do-{why}") if wording.has(f"do-{why}") else ""
        yield Gap(what, wording.why(why), _titles(asking, wording.knowledge), action)


def _evidence(shown: Sequence[Finding], assessed: OrderAssessment, knowledge: Knowledge) -> Iterable[Evidence]:
    """The evidence behind what the card shows, sources before our own policies, each once."""
    owners = [f.id for f in shown]
    if assessed.dose is not None and "dose" not in owners and "dose" in knowledge.criteria:
        owners.append("dose")
    ids = dict.fromkeys(ref for owner in owners for ref in knowledge.criteria[owner].evidence)
    found = [knowledge.evidence[ref] for ref in ids]
    return sorted(found, key=lambda e: e.kind == "policy")


@lru_cache(maxsize=8)
def _compiled(template: str) -> jinja2.Template:
    # The output is Markdown: every chart value is escaped where it is said, HTML escaping would add to that.
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["n"] = number
    environment.filters["day"] = day
    environment.filters["md"] = escaped
    return environment.from_string(template)


def written(kind: str, wording: Wording, **values: Any) -> str:
    """The detail of a card of this kind, as the template of `cards/` lays it out."""

    def say(what: Say) -> str:
        return wording.markdown(what)

    text = _compiled(wording.knowledge.card_template).render(
        kind=kind, say=say, protocol=wording.knowledge.protocol, knowledge=wording.knowledge, **values
    )
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept)
