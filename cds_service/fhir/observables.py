"""Which observed concept an Observation or component is: by code, else by the name of the whole.

It must not know values. A name counts when nothing else is said: "PHQ-9 total score" is the PHQ-9, one of its
items is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cds_service.fhir import wire
from cds_service.fhir.concepts import codes, texts
from cds_service.fhir.lenient import decode
from cds_service.fhir.memory import remembered, remembered_concept
from cds_service.knowledge import LOINC, SNOMED, Knowledge, Observable
from cds_service.knowledge.codes import any_of


@dataclass(frozen=True, slots=True)
class Match:
    """The concept, and how it was told. `sure` False: its name is there among words we do not know. `about_form`: the
    name is of the form rather than of the patient ("completed")."""

    observable: Observable
    by_name: bool = False
    sure: bool = True
    about_form: bool = False


@dataclass(frozen=True)
class _Named:
    observable: Observable
    names: re.Pattern[str]
    not_names: re.Pattern[str] | None
    filler: frozenset[str]
    counted: re.Pattern[str]
    about_form: re.Pattern[str] | None


@dataclass(frozen=True)
class Index:
    """The concepts of one list, by code and by name."""

    by_code: Mapping[tuple[str, str], Observable]
    site: Mapping[str, Observable]
    refused: Mapping[str, frozenset[str]]
    named: tuple[_Named, ...]
    any_name: re.Pattern[str] | None


@lru_cache(maxsize=32)
def index(knowledge: Knowledge, name: str) -> Index:
    """The concepts read from the list `name` ("surveys", "vitals", "coded")."""
    wanted = [o for o in knowledge.observables.values() if name in o.lists]
    by_code = {(LOINC, code): o for o in wanted for code in o.loinc}
    by_code |= {(SNOMED, code): o for o in wanted for code in o.snomed}
    refused = {o.concept: frozenset(o.refused_loinc) for o in wanted}
    site = {code: o for o in wanted for code in o.site_codes}
    named = tuple(n for o in wanted if (n := _named(o, knowledge)) is not None)
    return Index(by_code, site, refused, named, any_of(_fold(name) for o in wanted for name in o.names))


def _named(observable: Observable, knowledge: Knowledge) -> _Named | None:
    names = any_of(_fold(name) for name in observable.names)
    if names is None:
        return None
    own = " ".join(map(_fold, (*observable.names, observable.title)))
    beside = knowledge.names_beside
    filler = beside.filler | set(own.split())
    not_names, about_form = any_of(map(_fold, observable.not_names)), any_of(map(_fold, observable.about_form))
    return _Named(observable, names, not_names, filler, beside.counted, about_form)


def _fold(text: str) -> str:
    """Lower case without accents, hyphens and punctuation as blanks; a trailing `*` stays."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w*]+", " ", plain).strip()


@remembered
def is_one_or_unreadable(raw: bytes, knowledge: Knowledge, name: str) -> bool:
    """True unless a `code` element as received can be read and is no concept of the list; a chart repeats its codes."""
    concept = decode(raw, wire.Concept)
    return concept is None or match(concept, knowledge, name) is not None


@remembered_concept
def match(concept: wire.Concept, knowledge: Knowledge, name: str) -> Match | None:
    """The concept among those of one list; None when it is none of them."""
    known = index(knowledge, name)
    found = codes(concept)
    for coded in found:
        if (observable := known.by_code.get(coded)) is not None:
            return None if _told_otherwise(observable, concept, known) else Match(observable)
    for coding in concept.coding:
        local = known.site.get(f"{coding.system}|{coding.code}") or known.site.get(coding.code)
        if local is not None and coding.code:
            return Match(local)
    loinc = {code for system, code in found if system == LOINC}
    return _by_name([_fold(text) for text in texts(concept)], loinc, known)


def part_of(concept: wire.Concept, whole: Match | None) -> Match | None:
    """The whole a component answers for, where any component does ("wish to be dead" for a suicide screen)."""
    if whole is None or whole.observable.other_parts is None:
        return None
    excepted = any_of(map(_fold, whole.observable.other_parts))
    written = [_fold(text) for text in texts(concept)]
    if not written or (excepted is not None and any(excepted.search(text) for text in written)):
        return None
    return whole


def _told_otherwise(observable: Observable, concept: wire.Concept, known: Index) -> bool:
    """True for a measurement's general code whose words say that it was stated, estimated or an ideal."""
    if not observable.refused_loinc:
        return False
    denied = next(named.not_names for named in known.named if named.observable is observable)
    return denied is not None and any(denied.search(_fold(text)) for text in texts(concept))


def _by_name(written: list[str], loinc: set[str], known: Index) -> Match | None:
    if known.any_name is None or not any(known.any_name.search(text) for text in written):
        return None
    unsure: Match | None = None
    for named in known.named:
        if loinc & known.refused[named.observable.concept]:
            continue
        if named.not_names is not None and any(named.not_names.search(text) for text in written):
            continue
        hits = [text for text in written if named.names.search(text)]
        if any(_is_whole(text, named) for text in hits):
            return Match(named.observable, by_name=True)
        if hits and named.observable.unitless and unsure is None:
            # A scale among unknown words may be the total or one item: it is there, and not readable.
            form = named.about_form is not None and any(named.about_form.search(text) for text in hits)
            unsure = Match(named.observable, by_name=True, sure=named.observable.scale is None, about_form=form)
    return unsure


def _is_whole(text: str, named: _Named) -> bool:
    """True when the text is the concept's name and nothing that could make it something else."""
    rest = named.counted.sub(" ", named.names.sub(" ", text))
    return all(word in named.filler for word in rest.split())
