"""By what way a drug is given: "IV", "other", or None when nothing says.

It must not know which way is right. Structure and text are both read: a word for another way outweighs.
"""

from __future__ import annotations

from cds_service.fhir import wire
from cds_service.fhir.concepts import named, shown, vocabulary
from cds_service.knowledge import Knowledge

IV, OTHER = "IV", "other"
IV_SET, OTHER_SET = "iv-route", "other-route"


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
    """The route a dosage text names that is not intravenous, as the content calls it; "" when it names none."""
    others = knowledge.value_sets[OTHER_SET]
    if not others.may_say(text):
        return ""  # most texts: what is denied need not be looked for
    return others.said(knowledge.without_negated(text))


def called(concept: wire.Concept | None, knowledge: Knowledge) -> str:
    """A stated route as a reader would call it; "" when none is stated."""
    return named(concept, "vocabulary", knowledge) if concept is not None else ""


def together(*routes: str | None) -> str | None:
    """What structure and text say together: another way, if either says so."""
    stated = [route for route in routes if route is not None]
    if OTHER in stated:
        return OTHER
    return stated[0] if stated else None
