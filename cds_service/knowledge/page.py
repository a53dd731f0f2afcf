"""What the evidence page says beyond the protocol: expectations, harms, comparisons and corrections, as content.

It must not know how a page looks: it holds statements with their evidence, and fills in the protocol's own limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar

import msgspec

from cds_service.answers import Verdict
from cds_service.knowledge.content import Text, _Table

_LIMIT = re.compile(r"\{([^{}]*)\}")
T = TypeVar("T", bound=msgspec.Struct)


class Statement(_Table, frozen=True):
    """One sentence or two, and what they rest on. `checked`: held against the source, not only recalled."""

    text: Text
    evidence: tuple[Text, ...]
    checked: bool


class Meaning(_Table, frozen=True):
    """What one verdict means."""

    name: Verdict
    means: Text


class Moment(_Table, frozen=True):
    """What to expect at one time after an infusion began, in order."""

    when: Text
    what: Text
    evidence: tuple[Text, ...]
    checked: bool


class Harm(_Table, frozen=True):
    """One harm, and how often it was seen, in whom."""

    what: Text
    how_often: Text
    evidence: tuple[Text, ...]
    checked: bool


class Arm(_Table, frozen=True):
    """One treatment of a trial: percent of those treated with the outcome."""

    name: Text
    percent: Decimal
    of: Text
    evidence: Text


class Comparison(_Table, frozen=True):
    """Two treatments against each other, and what has to be said beside the figures."""

    title: Text
    measure: Text
    arm: tuple[Arm, ...]
    statement: tuple[Statement, ...]


class Article(_Table, frozen=True):
    """The text the protocol was first drawn from."""

    title: Text
    publisher: Text
    date: date
    about: Text


class Correction(_Table, frozen=True):
    """One claim of the article in our words, what is wrong with it, and what is said instead."""

    kind: Literal["dangerous", "unsupported", "overstated", "ambiguous", "missing", "right"]
    article: Text
    problem: Text
    instead: Text
    evidence: tuple[Text, ...]
    checked: bool


class PageFile(_Table, frozen=True):
    """The file `page.toml`. `{owner.limit}` in a text stands for the value of that limit."""

    lead: Text
    article: Article
    glance: tuple[Statement, ...]
    verdict: tuple[Meaning, ...]
    moment: tuple[Moment, ...]
    harm: tuple[Harm, ...]
    comparison: Comparison
    correction: tuple[Correction, ...]
    unsettled: tuple[Statement, ...] = ()


def fill(page: T, limit: Callable[[str, str], Decimal]) -> T:
    """The same page with every `{owner.limit}` replaced. Raises KeyError with the name of one that is unknown."""

    def value(hit: re.Match[str]) -> str:
        owner, _, name = hit.group(1).partition(".")
        try:
            return str(limit(owner, name))
        except KeyError:
            raise KeyError(hit.group()) from None

    def filled(part: Any) -> Any:
        if isinstance(part, str):
            return _LIMIT.sub(value, part)
        if isinstance(part, tuple):
            return tuple(filled(each) for each in part)
        if isinstance(part, msgspec.Struct):
            return msgspec.structs.replace(part, **{n: filled(getattr(part, n)) for n in part.__struct_fields__})
        return part

    return filled(page)  # type: ignore[no-any-return]


def unknown_evidence(page: msgspec.Struct, known: Collection[str]) -> Iterator[str]:
    """Evidence ids the page names and `evidence.toml` does not."""
    for name in page.__struct_fields__:
        part = getattr(page, name)
        if name == "evidence":
            yield from (each for each in ((part,) if isinstance(part, str) else part) if each not in known)
        else:
            for each in part if isinstance(part, tuple) else (part,):
                if isinstance(each, msgspec.Struct):
                    yield from unknown_evidence(each, known)
