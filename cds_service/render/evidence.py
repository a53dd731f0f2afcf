"""The evidence line of a card: the sources behind what it shows, shortened, and our own policies by name.

It must not know what the evidence says; the page the card links to lists it in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cds_service.knowledge import Evidence, Knowledge

PER_CRITERION = 2
MOST_SOURCES = 6
"""How many sources a card names; all of them stand on the page behind its link."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as the card names it; `url` empty when there is none to link."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """`policies`: names of our own decisions ("trial gap")."""

    sources: tuple[Reference, ...] = ()
    policies: tuple[str, ...] = ()


def references(owners: Iterable[str], knowledge: Knowledge) -> References:
    """The first sources of each criterion or rule, in the order given, and all their policies."""
    return _references(tuple(dict.fromkeys(owners)), knowledge)


@lru_cache(maxsize=1024)
def _references(owners: tuple[str, ...], knowledge: Knowledge) -> References:
    sources: dict[str, Evidence] = {}
    policies: dict[str, None] = {}
    for owner in owners:
        holder = knowledge.criteria.get(owner) or knowledge.rules[owner]
        found = [knowledge.evidence[ref] for ref in holder.evidence]
        sources |= {e.id: e for e in [e for e in found if e.kind == "source"][:PER_CRITERION]}
        policies |= dict.fromkeys(_policy(e.id) for e in found if e.kind == "policy")
    shown = [_reference(e) for e in list(sources.values())[:MOST_SOURCES]]
    return References(tuple(shown), tuple(policies))


def _policy(name: str) -> str:
    return name.removeprefix("policy-").replace("-", " ")


def _reference(evidence: Evidence) -> Reference:
    url = f"https://doi.org/{evidence.doi}" if evidence.doi else evidence.url
    return Reference(_short(evidence.citation), url)


def _short(citation: str) -> str:
    """Authors, year and title; a citation of another form is taken whole."""
    authors, *rest = citation.split(". ")
    year = _YEAR.search(rest[-1]) if len(rest) > 1 else None
    return f"{authors} {year[0]}: {rest[0]}" if year else citation
