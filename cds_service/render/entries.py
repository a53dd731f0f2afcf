"""One finding as the card says it: sentence, sources, facts, notes and what to do, all harmless in Markdown.

It must not know in which section a finding stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cds_service.answers import Severity, Status
from cds_service.protocol.finding import Fact, Finding
from cds_service.render.markdown import escaped
from cds_service.render.wording import Wording

ALWAYS_SHOWN = ("treatment-resistance", "severity", "bipolar-coverage")
"""Shown with their facts even when met: the trial list, the score, and the mood stabiliser with its level."""

MOST_FACTS = 8
"""Facts printed under one finding; further ones are counted. Of `ALWAYS_SHOWN` every fact is printed."""

SHOWN_FIRST = ("course.last-stopped", "course.last-blood-pressure", "bipolar-coverage.unknown-level-high")
"""What went wrong last time, and a toxic level: they come before everything else (protocol sections 6 and 9)."""

_TOKEN = re.compile(r"[\w.%/-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding; every text is Markdown-safe. `source`: of the facts the sentence itself tells."""

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


def entry(finding: Finding, wording: Wording, known: str | None = None) -> Entry:
    """One finding, said. Facts read from the resource `known` are left out: the card has told them already."""
    text = wording.markdown(finding.say)
    said = [(f, wording.markdown(f.say)) for f in finding.facts if known is None or f.reference != known]
    told = [f for f, words in said if _tells(text, words)]
    others = [(f, words) for f, words in said if f not in told]
    most = len(others) if finding.id in ALWAYS_SHOWN else MOST_FACTS
    shown = [_with_source(f, words, wording) for f, words in others[:most]]
    if len(others) > most:
        shown.append(wording.card("more-facts", count=len(others) - most))
    return Entry(
        id=finding.id,
        title=wording.title(finding.id),
        status=finding.status,
        critical=finding.status is Status.NOT_MET and finding.severity is Severity.CRITICAL,
        text=text,
        source="; ".join(filter(None, (_source(f, text, wording) for f in told))),
        policy=finding.policy and wording.card("local-policy") not in text,
        facts=tuple(shown),
        notes=tuple(wording.markdown(n) for n in finding.notes if n.key not in SHOWN_FIRST),
        action=action(finding, wording),
    )


def action(finding: Finding, wording: Wording) -> str:
    """What to do about a finding, if the content says so: by its sentence, else by its status."""
    words = (f"do-{finding.say.key.replace('.', '-')}", f"do-{finding.id}-{finding.status}")
    return next((wording.card(word) for word in words if wording.has(word)), "")


def with_source(fact: Fact, wording: Wording) -> str:
    """A fact and, in brackets, the day and the resource it was read from."""
    return _with_source(fact, wording.markdown(fact.say), wording)


def _with_source(fact: Fact, text: str, wording: Wording) -> str:
    source = _source(fact, text, wording)
    return f"{text} ({source})" if source else text


def _source(fact: Fact, text: str, wording: Wording) -> str:
    """The fact's day, unless the text tells it, and its reference."""
    on = wording.day(fact.date) if fact.date is not None else ""
    reference = escaped(fact.reference) if fact.reference else ""
    return reference if not on or on in text else f"{on}, {reference}" if reference else on


def _tells(sentence: str, fact: str) -> bool:
    """Whether the sentence holds the fact: its words, or its subject and every number of it."""
    if fact in sentence:
        return True
    tokens = _TOKEN.findall(fact)
    if not tokens or tokens[0] not in sentence:
        return False
    numbers = [t for t in tokens if any(c.isdigit() for c in t)]
    return bool(numbers) and set(_TOKEN.findall(sentence)).issuperset([tokens[0], *numbers])
