"""By what way a drug is given: "IV", "other", "unclear" ("injection" says not into what), or None when nothing says.

It must not know which way is right. Structure and text are both read: a word for another way outweighs.
"""

from __future__ import annotations

import re

from cds_service.fhir import wire
from cds_service.fhir.concepts import named, shown, texts, vocabulary
from cds_service.fhir.infusion_words import MASS
from cds_service.knowledge import Knowledge

IV, OTHER, UNCLEAR = "IV", "other", "unclear"
IV_SET, OTHER_SET, UNCLEAR_SET = "iv-route", "other-route", "unclear-route"

_NASAL = re.compile(
    rf"(?<=\d)(?P<mass>\s*-?(?i:{MASS}))\s+IN\b(?=\s*(?:\Z|[.,;]|(?i:over|once|now|prn|daily|each|every|per|via|x\s*\d|q\s*\d)))"
)
"""The capitals of "35 mg IN once" are a route; those of "35 MG IN 100 ML" a preposition."""


def of_concept(concept: wire.Concept | None, knowledge: Knowledge) -> str | None:
    """The coded or written route; any route that is stated and not intravenous is another."""
    if concept is None or not shown(concept):
        return None
    if IV_SET in (sets := vocabulary(concept, knowledge)):
        return IV
    return UNCLEAR if UNCLEAR_SET in sets and _is_unclear(concept, knowledge) else OTHER


def _is_unclear(concept: wire.Concept, knowledge: Knowledge) -> bool:
    """Whether every text of a route is such a word and nothing else: "intraocular injection" is a route."""
    words = knowledge.value_sets[UNCLEAR_SET].words
    said = texts(concept)
    return words is not None and bool(said) and all(words.fullmatch(text.strip()) for text in said)


def of_text(text: str, knowledge: Knowledge) -> str | None:
    """The route a dosage text names."""
    if not text:
        return None
    if other_in_text(text, knowledge):
        return OTHER
    return IV if IV_SET in knowledge.sets_said("vocabulary", text) else None


_INTO_THE_NOSE = "i.n."


def other_in_text(text: str, knowledge: Knowledge) -> str:
    """The route a dosage text names that is not intravenous, as the content calls it; "" when it names none."""
    others = knowledge.value_sets[OTHER_SET]
    if " IN" in text:
        text = _NASAL.sub(rf"\g<mass> {_INTO_THE_NOSE}", text)
    if not others.may_say(text):
        return ""  # most texts: what is denied need not be looked for
    return others.said(knowledge.without_negated(text))


def called(concept: wire.Concept | None, knowledge: Knowledge) -> str:
    """A stated route as a reader would call it; "" when none is stated."""
    return named(concept, "vocabulary", knowledge) if concept is not None else ""


def together(*routes: str | None) -> str | None:
    """What structure and text say together: another way, if either says so."""
    stated = [route for route in routes if route is not None]
    return next((route for route in (OTHER, IV, UNCLEAR) if route in stated), None)
