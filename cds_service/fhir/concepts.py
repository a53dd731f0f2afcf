"""Codes and words of a CodeableConcept, and which value sets of the content they hit.

It must not know what the value sets mean for a patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from cds_service.fhir import wire
from cds_service.fhir.lenient import ODD, decode, is_there, plain
from cds_service.fhir.memory import remembered, remembered_concept
from cds_service.knowledge import DIAGNOSIS_SYSTEMS, ICD10, ICD10CM, Knowledge, canonical_system
from cds_service.knowledge.codes import any_of

_STEM = 3
"""ICD-10 categories have three characters; the rest stands behind a dot."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Value sets hit by a code, and value sets that only words name. `coded`: a usable code was there."""

    by_code: frozenset[str] = frozenset()
    by_words: frozenset[str] = frozenset()
    coded: bool = False

    @property
    def told(self) -> frozenset[str]:
        """What the concept is: by its code, by its words only where no code tells."""
        return self.by_code or self.by_words


def codes(concept: wire.Concept | None) -> list[tuple[str, str]]:
    """(canonical system, code) of every coding that has both."""
    if concept is None:
        return []
    return [_code(c) for c in concept.coding if c.system and c.code and ODD not in (c.system, c.code)]


def _code(coding: wire.Coding) -> tuple[str, str]:
    system, code = canonical_system(coding.system.strip()), coding.code.strip()
    if system in (ICD10CM, ICD10):
        code = code.upper().rstrip(".")
        if len(code) > _STEM and "." not in code:
            code = f"{code[:_STEM]}.{code[_STEM:]}"
    return system, code


def texts(concept: wire.Concept | None) -> list[str]:
    """Text and displays, without repetition."""
    if concept is None:
        return []
    found = [concept.text, *(c.display for c in concept.coding)]
    return list(dict.fromkeys(t.strip() for t in found if t.strip() and t != ODD))


def said(concept: wire.Concept | None) -> str:
    """Text and displays in one line, each a clause of its own."""
    return " ; ".join(texts(concept))


def shown(concept: wire.Concept | None) -> str:
    """What a reader would call the concept: its text, else a display, else a code; "" when it has nothing."""
    if concept is None:
        return ""
    named = texts(concept) or [c.code for c in concept.coding if c.code and c.code != ODD]
    return named[0] if named else ""


@remembered_concept
def named(concept: wire.Concept, group: str, knowledge: Knowledge) -> str:
    """As `shown`; of a concept that is only a code, our label of it and the code: "Schizophrenia (F20.9)"."""
    if texts(concept):
        return shown(concept)
    labels = ((knowledge.display_of(group, system, code), code) for system, code in codes(concept))
    return next((f"{label} ({code})" for label, code in labels if label), shown(concept))


@remembered_concept
def diagnosis(concept: wire.Concept, knowledge: Knowledge, groups: tuple[str, ...]) -> Hits:
    """Value sets of a diagnosis by codes of ICD-10-CM, ICD-10 and SNOMED CT, and those its words name beside them:
    "depression, unspecified" may be written out as "with psychotic features"."""
    usable = [(system, code) for system, code in codes(concept) if system in DIAGNOSIS_SYSTEMS]
    found = frozenset[str]().union(*(knowledge.sets_of(g, s, c) for g in groups for s, c in usable))
    words = frozenset[str]().union(*(knowledge.sets_said(g, said(concept)) for g in groups))
    return Hits(found, words - found, coded=bool(usable))


def vocabulary(concept: wire.Concept | None, knowledge: Knowledge) -> frozenset[str]:
    """Vocabulary sets hit by any code or by the words of a concept; none for no concept."""
    return _vocabulary(concept, knowledge) if concept is not None else frozenset()


@remembered_concept
def _vocabulary(concept: wire.Concept, knowledge: Knowledge) -> frozenset[str]:
    by_code = (knowledge.sets_of("vocabulary", system, code) for system, code in codes(concept))
    return frozenset[str]().union(*by_code) | said_in(said(concept), knowledge)


@remembered
def said_in(text: str, knowledge: Knowledge) -> frozenset[str]:
    """Vocabulary sets whose words a text uses. Phrases that deny in themselves ("no response") count; others
    count only outside of denied clauses ("no side effects" says nothing)."""
    if not text:
        return frozenset()
    denying: set[str] = set()
    ends: set[int] = set()
    for name, phrases, excepted in _denying(knowledge):
        if phrases.search(excepted.sub(" ", text)):
            denying.add(name)
            goes_on = (_GOES_ON.match(text, hit.end()) for hit in phrases.finditer(text))
            ends.update(hit.end() for hit in goes_on if hit is not None)
    for end in sorted(ends, reverse=True):
        text = f"{text[:end]}, {text[end:]}"
    return frozenset(denying) | knowledge.sets_said("vocabulary", text)


_GOES_ON = re.compile(r"\s*(?:\band\b|&|\+|\bplus\b|\bwith\b|\bw/|\bdue\s+to\b)", re.IGNORECASE)
"""What such a phrase does not deny any more: "no response and side effects"."""


@lru_cache(maxsize=8)
def _denying(knowledge: Knowledge) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Per vocabulary set, its phrases that begin with a word of denial, and what only looks like its words."""
    found = []
    for value_set in knowledge.groups.get("vocabulary", ()):
        phrases = [p for p in value_set.phrases if not knowledge.without_negated(p.rstrip("*")).strip(" ,")]
        if (pattern := any_of(phrases)) is not None:
            found.append((value_set.name, pattern, value_set.not_words or _NOTHING))
    return tuple(found)


_NOTHING = re.compile(r"(?!)")


def status_code(raw: msgspec.Raw) -> str:
    """A status that is a CodeableConcept in R4 and was a plain string before; "" when missing."""
    return _status_code(bytes(raw)) if is_there(raw) else ""


@remembered
def _status_code(raw: bytes) -> str:
    value = plain(raw)
    if isinstance(value, str):
        return value.strip().lower()
    concept = decode(raw, wire.Concept) if isinstance(value, dict) else None
    if isinstance(value, list):
        concept = wire.Concept(coding=tuple(wire.Coding(code=c) for c in _codes_in(value)))
    if concept is None:
        return ""
    return next((c.code for c in concept.coding if c.code), concept.text).strip().lower()


def _codes_in(value: list[object]) -> list[str]:
    found: list[str] = []
    for item in value:
        if isinstance(item, dict):
            found += [c for c in (item.get("code"), *_codes_in(item.get("coding") or [])) if isinstance(c, str)]
    return found
