"""The evidence line of a card: the sources behind what it shows, shortened, and our own policies by name.

It must not know what the evidence says; the page the card links to lists it in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cds_service.knowledge import Evidence, Knowledge

MOST_SOURCES = 4
"""How many sources a card names, one for each criterion; all of them stand on the page behind its link."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as the card names it; `url` empty when there is none to link."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """`policies`: what our own decisions are about ("trials")."""

    sources: tuple[Reference, ...] = ()
    policies: tuple[str, ...] = ()


def references(owners: Iterable[str], knowledge: Knowledge) -> References:
    """The first source of each criterion or rule that can be opened, in the order given, and all their policies."""
    return _references(tuple(dict.fromkeys(owners)), knowledge)


@lru_cache(maxsize=1024)
def _references(owners: tuple[str, ...], knowledge: Knowledge) -> References:
    sources: dict[str, Evidence] = {}
    policies: dict[str, None] = {}
    for owner in owners:
        holder = knowledge.criteria.get(owner) or knowledge.rules[owner]
        found = [knowledge.evidence[ref] for ref in holder.evidence]
        cited = sorted((e for e in found if e.kind == "source"), key=lambda e: not _address(e))
        sources |= {e.id: e for e in cited[:1]}
        policies |= dict.fromkeys(_policy(e) for e in found if e.kind == "policy")
    shown = [_reference(e) for e in list(sources.values())[:MOST_SOURCES]]
    return References(tuple(shown), tuple(policies))


def _policy(evidence: Evidence) -> str:
    return evidence.short or evidence.id.removeprefix("policy-").replace("-", " ")


def _address(evidence: Evidence) -> str:
    return f"https://doi.org/{evidence.doi}" if evidence.doi else evidence.url


def _reference(evidence: Evidence) -> Reference:
    return Reference(evidence.short or _short(evidence.citation), _address(evidence))


def _short(citation: str) -> str:
    """Authors, year and title; a citation of another form is taken whole."""
    authors, *rest = citation.split(". ")
    year = _YEAR.search(rest[-1]) if len(rest) > 1 else None
    return f"{authors} {year[0]}: {rest[0]}" if year else citation
