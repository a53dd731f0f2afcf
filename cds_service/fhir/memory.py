"""Remembers what codes and words mean, because a chart repeats them; never anything long, and never too many.

It must not know what is remembered. What is remembered depends on the content alone, not on a patient.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from cds_service.fhir import wire

Question = TypeVar("Question", bound=Callable[..., Any])

LONGEST = 1000
"""Characters of a key that is worth remembering."""

MOST = 4096


def remembered(ask: Question) -> Question:
    """Remembers the answers to a question about an undecoded element or a text, its first argument."""
    return _remembered(ask, len)


def remembered_concept(ask: Question) -> Question:
    """Remembers the answers to a question about a CodeableConcept, its first argument."""
    return _remembered(ask, _size)


def _remembered(ask: Question, size: Callable[[Any], int]) -> Question:
    cached = lru_cache(maxsize=MOST)(ask)

    @wraps(ask)
    def answer(first: Any, *args: Any, **kwargs: Any) -> Any:
        return (cached if size(first) <= LONGEST else ask)(first, *args, **kwargs)

    return cast(Question, answer)


def _size(concept: wire.Concept) -> int:
    return len(concept.text) + sum(len(c.system) + len(c.code) + len(c.display) for c in concept.coding)
