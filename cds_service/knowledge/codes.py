"""Code systems, and one clinical concept as codes and words.

It must not know which concepts exist: the value sets are content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"

WORDS = "words"
"""Stands in `cards/` where a code system would, for a word or phrase."""

SYSTEMS = {"icd10cm": ICD10CM, "icd10": ICD10, "snomed": SNOMED, "rxnorm": RXNORM, "atc": ATC, "loinc": LOINC}
"""Short names used in `cards/` for the code systems."""

DIAGNOSIS_SYSTEMS = frozenset({ICD10CM, ICD10, SNOMED})
"""A problem with a code in one of these is coded; ICD-9 and local codes are no codes (protocol section 3)."""

_SYSTEM_ALIASES = {
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "urn:oid:2.16.840.1.113883.6.3": ICD10,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "http://hl7.org/fhir/sid/icd-10-us": ICD10CM,
    "http://www.whocc.no/atc": ATC,
}


def canonical_system(system: str) -> str:
    """The canonical URI of a code system, for the OID and legacy spellings EHRs send."""
    return _SYSTEM_ALIASES.get(system, system.rstrip("/"))


def _phrase(phrase: str) -> str:
    """A phrase of the content as a regular expression: `*` ends a stem, a space also matches a hyphen."""
    stem = phrase.endswith("*")
    parts = [re.escape(part) for part in re.split(r"[\s]+", phrase.rstrip("*").strip().lower())]
    return r"[\s\-]+".join(parts) + (r"\w*" if stem else "")


def any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({p for p in phrases if p.strip()}, key=lambda p: (-len(p), p))
    if not ordered:
        return None
    return re.compile(r"(?<![\w'’])(?:" + "|".join(_phrase(p) for p in ordered) + r")(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """The first words of phrases: a text that holds none of them cannot hold a phrase. Searching is dear, this is not.

    `stems`: beginnings of first words that the content ends with `*`. `unsure`: a phrase has no plain word in it.
    """

    words: frozenset[str]
    stems: tuple[str, ...]
    unsure: bool

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Cue:
        words, stems, unsure = set[str](), set[str](), False
        for phrase in phrases:
            first = _FIRST_WORD.search(phrase.lower())
            if first is None or not _PLAIN.fullmatch(first[1]):
                unsure = True
            elif first[2] == "*":
                stems.add(first[1])
            else:
                words.add(first[1])
        return cls(frozenset(words), tuple(sorted(stems)), unsure)

    def may_be_in(self, text: str) -> bool:
        """False only for a text that holds none of the phrases."""
        spoken = words_of(text)
        if self.unsure or spoken is None or not self.words.isdisjoint(spoken):
            return True
        if not self.stems:
            return False
        return any(word.startswith(self.stems) for word in spoken)


_FIRST_WORD = re.compile(r"(\w+)(\*?)")
_WORD = re.compile(r"\w+")
_PLAIN = re.compile("[a-z0-9_à-öø-þ]+")
"""Words whose letters a search without case takes for nothing else than their own capitals."""

_ODD_CASE = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters that a search without case takes for i, s or k, and that are no such letter in lower case."""


@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str] | None:
    """The words of a text in lower case; None where case is not so simple."""
    return None if _ODD_CASE.search(text) else frozenset(_WORD.findall(text.lower()))


@dataclass(frozen=True)
class ValueSet:
    """One clinical concept as codes (exact or by prefix, with exclusions) and words."""

    name: str
    group: str
    exact: frozenset[tuple[str, str]]
    prefixes: frozenset[tuple[str, str]]
    excluded: frozenset[tuple[str, str]]
    words: re.Pattern[str] | None
    not_words: re.Pattern[str] | None
    phrases: tuple[str, ...] = ()
    displays: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Our own short labels, by canonical system and code (or the beginning of codes)."""

    def has(self, system: str, code: str) -> bool:
        """True when the code belongs to the set; `system` is a canonical URI."""
        if (system, code) in self.exact:
            return True
        stems = [(system, code[:n]) for n in range(1, len(code) + 1)]
        return any(s in self.prefixes for s in stems) and not any(s in self.excluded for s in stems)

    def display(self, system: str, code: str) -> tuple[int, str]:
        """Our label of the code, with how much of the code it is about; (0, "") for a code outside of the set."""
        stems = (code[:length] for length in range(len(code), 0, -1)) if self.has(system, code) else ()
        return next(
            ((len(stem), self.displays[system, stem]) for stem in stems if (system, stem) in self.displays), (0, "")
        )

    @cached_property
    def cue(self) -> Cue:
        """What a text must hold to name the concept."""
        return Cue.of(self.phrases)

    def may_say(self, text: str) -> bool:
        """False only for a text that cannot name the concept, whatever it denies."""
        return self.words is not None and self.cue.may_be_in(text)

    def says(self, text: str) -> bool:
        """True when the text (already without negated phrases) names the concept."""
        return bool(self.said(text))

    def said(self, text: str) -> str:
        """The word by which such a text names the concept, or our label of it; "" when it does not."""
        if self.words is None or not self.cue.may_be_in(text):
            return ""
        if self.not_words is not None:
            text = self.not_words.sub(" ", text)
        hit = self.words.search(text)
        return self.displays.get((WORDS, re.sub(r"[\s\-]+", " ", hit.group()).lower()), hit.group()) if hit else ""


@dataclass(frozen=True)
class Cues:
    """The cues of many value sets turned round: from a text's own words to the sets that it may name."""

    by_word: Mapping[str, frozenset[int]]
    by_stem: Mapping[str, frozenset[int]]
    lengths: tuple[int, ...]
    always: frozenset[int]
    sets: tuple[ValueSet, ...]

    @classmethod
    def of(cls, sets: Iterable[ValueSet]) -> Cues:
        spoken = tuple(value_set for value_set in sets if value_set.words is not None)
        words, stems = dict[str, set[int]](), dict[str, set[int]]()
        for number, value_set in enumerate(spoken):
            for word in value_set.cue.words:
                words.setdefault(word, set()).add(number)
            for stem in value_set.cue.stems:
                stems.setdefault(stem, set()).add(number)
        return cls(
            by_word={word: frozenset(numbers) for word, numbers in words.items()},
            by_stem={stem: frozenset(numbers) for stem, numbers in stems.items()},
            lengths=tuple(sorted({len(stem) for stem in stems})),
            always=frozenset(number for number, value_set in enumerate(spoken) if value_set.cue.unsure),
            sets=spoken,
        )

    def named_by(self, text: str) -> tuple[ValueSet, ...]:
        """The sets for which `may_say(text)` is true."""
        spoken = words_of(text)
        if spoken is None:
            return self.sets
        found = set(self.always)
        for word in spoken:
            found |= self.by_word.get(word, _NONE)
            for length in self.lengths:
                if length > len(word):
                    break
                found |= self.by_stem.get(word[:length], _NONE)
        return tuple(self.sets[number] for number in sorted(found))


_NONE: frozenset[int] = frozenset()
