"""Whether a product of a drug is a depression trial, by what is written about it and its strength.

It must not know charts: the same rule reads a chart's words and a product's name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from cds_service.knowledge.codes import any_of
from cds_service.knowledge.content import Drug


def is_trial(drug: Drug, words: str, strength_mg: Decimal | None) -> bool:
    """False for products marketed for something else ("Zyban", 3 mg doxepin). `strength_mg`: of one tablet."""
    if says(drug.not_a_trial, words) or (drug.only_a_trial and not says(drug.only_a_trial, words)):
        return False
    limit = drug.not_a_trial_strength
    return limit is None or strength_mg is None or strength_mg > limit.value


def says(phrases: tuple[str, ...], words: str) -> bool:
    """True when the words use one of the phrases, whole words, any case."""
    pattern = _pattern(phrases)
    return pattern is not None and pattern.search(words) is not None


@lru_cache(maxsize=1024)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    return any_of(phrases)
