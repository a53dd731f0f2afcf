"""Clinical content (`cards/`) read once into frozen objects; anything amiss is refused with file, key and reason.

It must not know patients, FHIR resources or HTTP: it answers "which concept is this code", "which drug does this
text name" and "what is the limit", each with unit and evidence. Only this module reads TOML.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from cds_service.answers import Severity

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


class ContentError(ValueError):
    """Content in `cards/` that the service refuses to serve; the message names file, key and reason."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every TOML table: unknown keys are refused."""


Text = Annotated[str, msgspec.Meta(min_length=1)]


class Limit(_Table):
    """One clinical number: value, UCUM unit, and the evidence id it rests on."""

    value: Decimal
    unit: Text
    evidence: Text
    note: str = ""


class Evidence(_Table):
    """A source or a policy of ours. `verified`: checked against the text or a bibliographic record."""

    id: Text
    kind: Literal["source", "policy"]
    citation: Text
    verified: bool
    last_checked: date
    section: str = ""
    url: str = ""
    doi: str = ""
    note: str = ""


class Criterion(_Table):
    """One question of the protocol. `words`: sentence templates by status or circumstance."""

    id: Text
    title: Text
    question: Text
    core: bool
    severity: Severity
    none_recorded: Text
    evidence: tuple[Text, ...]
    limits: dict[str, Limit] = {}
    words: dict[str, Text]


class Rule(_Table):
    """A rule that has limits and words but no status of its own (scope, suicidality, patient-view ...)."""

    id: Text
    title: Text
    limits: dict[str, Limit] = {}
    words: dict[str, Text] = {}
    evidence: tuple[Text, ...] = ()


class Override(_Table):
    """A coded override reason with our display."""

    code: Text
    system: Text
    display: Text


class Topic(_Table):
    code: Text
    system: Text
    display: Text


class Monitoring(_Table):
    """A monitoring order the card can create. `kind` is how a draft that already holds it is recognised."""

    id: Text
    title: Text
    when: Text
    text: Text
    names: tuple[Text, ...]
    evidence: Text
    code: str = ""
    system: str = ""
    display: str = ""


class ProtocolFile(_Table):
    id: Text
    version: Text
    title: Text
    status: Literal["draft", "reviewed"]
    guideline: Text
    guideline_url: Text
    topic: Topic
    criterion: tuple[Criterion, ...]
    rule: tuple[Rule, ...]
    override: tuple[Override, ...]
    monitoring: tuple[Monitoring, ...]


class EvidenceFile(_Table):
    evidence: tuple[Evidence, ...]


class Drug(_Table):
    """One ingredient. `not_a_trial`: words of products that are no depression trial; `only_a_trial`: words at
    least one of which must be there; `not_a_trial_strength`: strengths at or below which it is none;
    `weekly`: words of products with another rhythm than a day."""

    name: Text
    drug_class: Text
    roles: tuple[Text, ...]
    rxnorm: tuple[Text, ...] = ()
    atc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    minimum_daily_dose: Limit | None = None
    not_a_trial: tuple[Text, ...] = ()
    only_a_trial: tuple[Text, ...] = ()
    not_a_trial_strength: Limit | None = None
    weekly: tuple[Text, ...] = ()
    verified: bool = False
    note: str = ""


class Combination(_Table):
    """A fixed combination: one product, several ingredients of the `drug` list."""

    name: Text
    parts: tuple[Text, ...]
    rxnorm: tuple[Text, ...] = ()
    atc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()


class DrugClass(_Table):
    """An interaction class (protocol section 3): its action and one line of advice."""

    role: Text
    title: Text
    action: Literal["avoid", "warn", "inform"]
    advice: Text
    evidence: Text
    atc_prefix: tuple[Text, ...] = ()


class DrugsFile(_Table):
    drug: tuple[Drug, ...]
    combination: tuple[Combination, ...] = ()
    interaction: tuple[DrugClass, ...] = ()


class Scale(_Table):
    """What the protocol holds a depression scale's total against."""

    remission_at_most: Limit
    severity_at_least: Limit
    recall_days: Limit | None = None


class Observable(_Table):
    """One concept read from Observations. `names`: matched case-insensitively in display and text;
    `not_names`: words that forbid a name match (items, stated weights). `unit`: canonical UCUM unit.
    `lists`: the prefetch lists it is read from ("surveys", "vitals", "coded")."""

    concept: Text
    title: Text
    unit: Text
    lists: tuple[Literal["surveys", "vitals", "coded"], ...]
    loinc: tuple[Text, ...] = ()
    snomed: tuple[Text, ...] = ()
    site_codes: tuple[Text, ...] = ()
    refused_loinc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    not_names: tuple[Text, ...] = ()
    lowest: Limit | None = None
    highest: Limit | None = None
    molar_mass: Limit | None = None
    unitless: bool = False
    scale: Scale | None = None
    verified: bool = False
    note: str = ""


class ObservationsFile(_Table):
    observation: tuple[Observable, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One RxNorm product: the strengths of its ingredients in mg, and whether it is a depression trial."""

    rxcui: str
    ingredients: tuple[str, ...]
    strengths_mg: tuple[Decimal | None, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class DrugMatch:
    """Which ingredient a coded or written medication is. `strength_mg` per tablet, capsule or patch."""

    ingredient: str
    by_name: bool
    counts: bool = True
    strength_mg: Decimal | None = None
    weekly: bool = False


def _phrase(phrase: str) -> str:
    """A phrase of the content as a regular expression: `*` ends a word stem, spaces match any blank or hyphen."""
    stem = phrase.endswith("*")
    parts = [re.escape(part) for part in re.split(r"[\s]+", phrase.rstrip("*").strip().lower())]
    return r"[\s\-]+".join(parts) + (r"\w*" if stem else "")


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({p for p in phrases if p.strip()}, key=lambda p: (-len(p), p))
    if not ordered:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(_phrase(p) for p in ordered) + r")(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class ValueSet:
    """One clinical concept as codes (exact or by prefix, with exclusions) and words."""

    name: str
    exact: frozenset[tuple[str, str]]
    prefixes: frozenset[tuple[str, str]]
    excluded: frozenset[tuple[str, str]]
    words: re.Pattern[str] | None
    not_words: re.Pattern[str] | None

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


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything in one protocol folder, checked."""

    protocol: ProtocolFile
    digest: str
    reviews: tuple[Mapping[str, Any], ...]
    evidence: Mapping[str, Evidence]
    criteria: Mapping[str, Criterion]
    rules: Mapping[str, Rule]
    drugs: Mapping[str, Drug]
    combinations: tuple[Combination, ...]
    interactions: Mapping[str, DrugClass]
    products: Mapping[str, Product]
    observables: Mapping[str, Observable]
    value_sets: Mapping[str, ValueSet]
    card_template: str
    folder: Path
    _drug_names: re.Pattern[str] = field(repr=False)
    _names: Mapping[str, tuple[str, ...]] = field(repr=False)
    _codes: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    _negation: tuple[re.Pattern[str], re.Pattern[str]] = field(repr=False)

    def limit(self, owner: str, name: str) -> Decimal:
        """The value of a limit of a criterion or rule. KeyError is a programming error caught by a test."""
        return self.limit_of(owner, name).value

    def limit_of(self, owner: str, name: str) -> Limit:
        holder = self.criteria.get(owner) or self.rules[owner]
        return holder.limits[name]

    def is_policy(self, owner: str, name: str) -> bool:
        """True when a limit is ours and must be shown as "local policy"."""
        return self.evidence[self.limit_of(owner, name).evidence].kind == "policy"

    def sets_of(self, system: str, code: str) -> frozenset[str]:
        """Names of the value sets that hold this code."""
        return _sets_of(self, system, code)

    def without_negated(self, text: str) -> str:
        """The text without clauses that deny, ask or speak of others ("no aneurysm", "family history of ...")."""
        anywhere, before = self._negation
        kept: list[str] = []
        for clause in re.split(r"[,;.()\n]|\bbut\b", text):
            if anywhere.search(clause):
                continue
            denied = before.search(clause)
            kept.append(clause[: denied.start()] if denied else clause)
        return " , ".join(kept)

    def sets_said(self, text: str) -> frozenset[str]:
        """Names of the value sets whose words the text uses, negated phrases set aside."""
        plain = self.without_negated(text)
        return frozenset(name for name, vs in self.value_sets.items() if vs.says(plain))

    def drugs_by_code(self, system: str, code: str) -> tuple[DrugMatch, ...]:
        """The ingredients of a coded medication (RxNorm product or ingredient, ATC); () when unknown."""
        if system == RXNORM and (product := self.products.get(code)):
            return tuple(
                DrugMatch(name, by_name=False, counts=product.counts, strength_mg=strength)
                for name, strength in zip(product.ingredients, product.strengths_mg, strict=True)
            )
        return tuple(DrugMatch(name, by_name=False) for name in self._codes.get((system, code), ()))

    def drugs_by_name(self, text: str) -> tuple[DrugMatch, ...]:
        """The ingredients a text names, generic or brand, longest name first; () when none."""
        found: dict[str, None] = {}
        for hit in self._drug_names.finditer(text):
            for name in self._names[_key(hit.group())]:
                found.setdefault(name)
        return tuple(DrugMatch(name, by_name=True) for name in found)

    def with_role(self, role: str) -> frozenset[str]:
        """Names of the ingredients that have a role ("antidepressant", "mood-stabiliser" ...)."""
        return frozenset(name for name, drug in self.drugs.items() if role in drug.roles)


@lru_cache(maxsize=65536)
def _sets_of(knowledge: Knowledge, system: str, code: str) -> frozenset[str]:
    return frozenset(name for name, vs in knowledge.value_sets.items() if vs.has(system, code))


def _key(name: str) -> str:
    return re.sub(r"[\s\-]+", " ", name).lower()


def canonical_system(system: str) -> str:
    """The canonical URI of a code system, for the OID and legacy spellings EHRs send."""
    return _SYSTEM_ALIASES.get(system, system.rstrip("/"))
