"""Code systems, and one clinical concept as codes and words.

It must not know which concepts exist: the value sets are content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"

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

    def has(self, system: str, code: str) -> bool:
        """True when the code belongs to the set; `system` is a canonical URI."""
        if (system, code) in self.exact:
            return True
        stems = [(system, code[:n]) for n in range(1, len(code) + 1)]
        return any(s in self.prefixes for s in stems) and not any(s in self.excluded for s in stems)

    def says(self, text: str) -> bool:
        """True when the text (already without negated phrases) names the concept."""
        if self.words is None:
            return False
        if self.not_words is not None:
            text = self.not_words.sub(" ", text)
        return self.words.search(text) is not None
