"""One protocol's clinical content, checked and frozen, and the questions it answers.

It must not know patients, FHIR resources or HTTP: it answers "which concept is this code", "which drug does
this text name" and "what is the limit", each with unit and evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from cds_service.knowledge.codes import RXNORM, Cue, Cues, ValueSet
from cds_service.knowledge.content import (
    Combination,
    Criterion,
    Drug,
    DrugClass,
    Evidence,
    Limit,
    Observable,
    ProtocolFile,
    Review,
    Rule,
)
from cds_service.knowledge.page import PageFile


@dataclass(frozen=True, slots=True)
class Product:
    """One RxNorm product: the strengths of its ingredients in mg, and whether it is a depression trial."""

    rxcui: str
    ingredients: tuple[str, ...]
    strengths_mg: tuple[Decimal | None, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Timing:
    """A code or phrase that says how often a dose is taken. `times`: a day; None for "as needed".

    `part_of_day`: the phrase names one part of the day ("in the morning"); several add up.
    """

    code: str
    phrase: bool
    times: Fraction | None
    part_of_day: bool = False


@dataclass(frozen=True, slots=True)
class DrugMatch:
    """Which ingredient a coded or written medication is. `strength_mg` per tablet, capsule or patch."""

    ingredient: str
    by_name: bool
    counts: bool = True
    strength_mg: Decimal | None = None
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class NamesBeside:
    """What may stand beside the name of an observed concept without making it another one."""

    filler: frozenset[str]
    counted: re.Pattern[str]

    @classmethod
    def of(cls, filler: Iterable[str], counted: Iterable[str]) -> NamesBeside:
        return cls(frozenset(filler), re.compile(rf"\b(?:{'|'.join(map(re.escape, counted))})\s*\d+\b"))


@dataclass(frozen=True, slots=True)
class Negation:
    """Words that deny, ask or speak of others. `anywhere` in a clause drops it, `after` at its end too, `before`
    drops what follows; `harmless` phrases hold such a word and deny nothing ("no change", "on screening"); `stated`
    ones hold it and name the thing ("suicide risk")."""

    anywhere: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    harmless: re.Pattern[str]
    stated: re.Pattern[str]

    def at_end(self, clause: str) -> re.Match[str] | None:
        """The denial a clause ends with, unless it is part of what the clause states."""
        found = self._unstated(self.after, clause)
        return found[-1] if found and not re.search(r"\w", clause[found[-1].end() :]) else None

    def beginning(self, clause: str) -> re.Match[str] | None:
        """The first denial of what follows in a clause, unless it is part of what the clause states."""
        return next(iter(self._unstated(self.before, clause)), None)

    def _unstated(self, denials: re.Pattern[str], clause: str) -> list[re.Match[str]]:
        found = list(denials.finditer(clause))
        named = [hit.span() for hit in self.stated.finditer(clause)] if found else []
        return [hit for hit in found if not any(a <= hit.start() and hit.end() <= b for a, b in named)]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything in one protocol folder, checked."""

    protocol: ProtocolFile
    digest: str
    reviews: tuple[Review, ...]
    evidence: Mapping[str, Evidence]
    criteria: Mapping[str, Criterion]
    rules: Mapping[str, Rule]
    drugs: Mapping[str, Drug]
    combinations: tuple[Combination, ...]
    interactions: Mapping[str, DrugClass]
    products: Mapping[str, Product]
    products_release: date | None
    observables: Mapping[str, Observable]
    names_beside: NamesBeside
    value_sets: Mapping[str, ValueSet]
    groups: Mapping[str, tuple[ValueSet, ...]]
    words: Mapping[str, str]
    timings: tuple[Timing, ...]
    page: PageFile
    card_template: str
    folder: Path
    _drug_names: re.Pattern[str] = field(repr=False)
    _names: Mapping[str, tuple[str, ...]] = field(repr=False)
    _codes: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    _negation: Negation = field(repr=False)

    def limit(self, owner: str, name: str) -> Decimal:
        """The value of a limit of a criterion or rule. KeyError is a programming error caught by a test."""
        return self.limit_of(owner, name).value

    def limit_of(self, owner: str, name: str) -> Limit:
        holder = self.criteria.get(owner) or self.rules[owner]
        return holder.limits[name]

    def is_policy(self, owner: str, name: str) -> bool:
        """True when a limit is ours and must be shown as "local policy"."""
        return self.evidence[self.limit_of(owner, name).evidence].kind == "policy"

    def sets_of(self, group: str, system: str, code: str) -> frozenset[str]:
        """Names of the group's value sets that hold this code ("problems", "reasons", "vocabulary")."""
        return _sets_of(self, group, system, code)

    def display_of(self, group: str, system: str, code: str) -> str:
        """Our own label of a code, from the value set that knows it most exactly; "" when none does."""
        return max((vs.display(system, code) for vs in self.groups[group]), default=(0, ""))[1]

    def without_negated(self, text: str) -> str:
        """The text without clauses that deny, ask or speak of others ("no aneurysm", "mother had ...")."""
        return _without_negated(self, text) if len(text) <= _LONGEST_REMEMBERED else self._affirmed(text)

    def _affirmed(self, text: str) -> str:
        negation = self._negation
        kept: list[str] = []
        for clause in re.split(r"[,;.()\n]|\bbut\b|\band (?=positive\b)", negation.harmless.sub(" ", text)):
            if not clause or clause.isspace():
                continue  # between two signs nothing is said, and a denial is of what was said before them
            denial = negation.anywhere.search(clause) or negation.at_end(clause)
            denied = negation.beginning(clause)
            alone = denial or denied
            if alone and not re.search(r"\w", clause[: alone.start()] + clause[alone.end() :]):
                while kept and _LETTER.search(kept.pop()) is None:
                    pass  # "schizophrenia (2011), ruled out": the denial is of what was said before the year
            if denial:
                continue
            kept.append(clause[: denied.start()] if denied else clause)
        return " , ".join(kept)

    def sets_said(self, group: str, text: str) -> frozenset[str]:
        """Names of the group's value sets whose words the text uses, negated phrases set aside."""
        return _sets_said(self, group, text) if len(text) <= _LONGEST_REMEMBERED else self._sets_in(group, text)

    def _sets_in(self, group: str, text: str) -> frozenset[str]:
        possible = _cues_of(self, group).named_by(text)
        if not possible:
            return frozenset()
        plain = self.without_negated(text)
        return frozenset(value_set.name for value_set in possible if value_set.says(plain))

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
        return _drugs_named(self, text) if len(text) <= _LONGEST_REMEMBERED else self._drugs_in(text)

    def _drugs_in(self, text: str) -> tuple[DrugMatch, ...]:
        found: dict[str, None] = {}
        text = _JOINED.sub(" ", text)
        if not _cue_of_drugs(self).may_be_in(text):
            return ()
        for hit in self._drug_names.finditer(text):
            for name in self._names[name_key(hit.group())]:
                found.setdefault(name)
        return tuple(DrugMatch(name, by_name=True) for name in found)

    def with_role(self, role: str) -> frozenset[str]:
        """Names of the ingredients that have a role ("antidepressant", "mood-stabiliser" ...)."""
        return _with_role(self, role)


_LETTER = re.compile(r"[^\W\d_]")

_JOINED = re.compile(r"_|(?<=[a-z]{4})(?=\d)", re.IGNORECASE)
"""Where a name is written in one with its dose or what follows: "Ketamine_IV", "ketamine35mg"."""

_LONGEST_REMEMBERED = 200
"""Characters of a text worth remembering: orders and problem lists say the same few things, notes do not."""


@lru_cache(maxsize=1024)
def _sets_said(knowledge: Knowledge, group: str, text: str) -> frozenset[str]:
    return knowledge._sets_in(group, text)


@lru_cache(maxsize=1024)
def _without_negated(knowledge: Knowledge, text: str) -> str:
    return knowledge._affirmed(text)


@lru_cache(maxsize=1024)
def _drugs_named(knowledge: Knowledge, text: str) -> tuple[DrugMatch, ...]:
    return knowledge._drugs_in(text)


@lru_cache(maxsize=64)
def _cues_of(knowledge: Knowledge, group: str) -> Cues:
    return Cues.of(knowledge.groups[group])


@lru_cache(maxsize=8)
def _cue_of_drugs(knowledge: Knowledge) -> Cue:
    return Cue.of(knowledge._names)


@lru_cache(maxsize=256)
def _with_role(knowledge: Knowledge, role: str) -> frozenset[str]:
    return frozenset(name for name, drug in knowledge.drugs.items() if role in drug.roles)


@lru_cache(maxsize=65536)
def _sets_of(knowledge: Knowledge, group: str, system: str, code: str) -> frozenset[str]:
    return frozenset(vs.name for vs in knowledge.groups[group] if vs.has(system, code))


def name_key(name: str) -> str:
    return re.sub(r"[\s\-]+", " ", name).lower()
