"""By what way a drug is given: "IV", "other", or None when nothing says.

It must not know which way is right. Structure and text are both read: a word for another way outweighs.
"""

from __future__ import annotations

import re

from cds_service.fhir import wire
from cds_service.fhir.concepts import shown, vocabulary
from cds_service.knowledge import Knowledge

IV, OTHER = "IV", "other"
IV_SET = "iv-route"

_OTHER_WORDS = re.compile(
    r"\b(?:i\.?m\.?|intramuscular(?:ly)?|intra-?nasal(?:ly)?|nasal(?:ly)?|nasal spray|p\.?o\.?|oral(?:ly)?|by mouth|"
    r"sub-?cut(?:aneous(?:ly)?)?|s\.?c\.?|subq|sq|sub-?lingual(?:ly)?|s\.?l\.?|rectal(?:ly)?|topical(?:ly)?|"
    r"trans-?dermal(?:ly)?|buccal(?:ly)?|intra-?osseous(?:ly)?|epidural(?:ly)?|intrathecal(?:ly)?|neb(?:ulised|ulized)?)"
    r"(?!\w)",
    re.IGNORECASE,
)


def of_concept(concept: wire.Concept | None, knowledge: Knowledge) -> str | None:
    """The coded or written route; any route that is stated and not intravenous is another."""
    if concept is None or not shown(concept):
        return None
    return IV if IV_SET in vocabulary(concept, knowledge) else OTHER


def of_text(text: str, knowledge: Knowledge) -> str | None:
    """The route a dosage text names."""
    if not text:
        return None
    if other_in_text(text, knowledge):
        return OTHER
    return IV if IV_SET in knowledge.sets_said("vocabulary", text) else None


def other_in_text(text: str, knowledge: Knowledge) -> str:
    """The word by which a dosage text names a route that is not intravenous; "" when it names none."""
    if _OTHER_WORDS.search(text) is None:
        return ""  # most texts: what is denied need not be looked for
    found = _OTHER_WORDS.search(knowledge.without_negated(text))
    return found.group(0) if found is not None else ""


def together(*routes: str | None) -> str | None:
    """What structure and text say together: another way, if either says so."""
    stated = [route for route in routes if route is not None]
    if OTHER in stated:
        return OTHER
    return stated[0] if stated else None
