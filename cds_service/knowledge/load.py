"""Reads a protocol folder and refuses anything amiss with file, key and reason. Only this module reads TOML.

It must not know what the content means clinically; it checks shape, references and that words can be filled.
"""

from __future__ import annotations

import csv
import hashlib
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cds_service.knowledge.base import Knowledge, NamesBeside, Negation, Product, Timing, name_key
from cds_service.knowledge.checks import missing_evidence
from cds_service.knowledge.codes import ATC, RXNORM, SNOMED, SYSTEMS, WORDS, ValueSet, any_of
from cds_service.knowledge.content import (
    Criterion,
    DrugsFile,
    EvidenceFile,
    ObservationsFile,
    ProtocolFile,
    ReleaseFile,
    ReviewsFile,
    Rule,
)
from cds_service.knowledge.page import PageFile, fill, unknown_evidence
from cds_service.knowledge.products import PRODUCT_HEADER, PRODUCTS_FILE, RELEASE_FILE

GROUPS = ("problems", "reasons", "vocabulary")
"""Folders under `valuesets/`: what problems, order reasons and other chart words are matched against."""

_VALUE_SET_HEADER = ["system", "match", "code", "display", "verified", "note"]
_CODE_MATCHES = {"exact", "prefix", "exclude"}
_LABELLED = {"exact", "prefix", "word"}
_WORD_MATCHES = {"word", "not-word", "anywhere", "before", "after", "stated"}

_NOT_CONTENT = {"reviews.toml", "vignettes.csv", RELEASE_FILE}
"""Files that say something about the content and are no part of its digest."""

F = TypeVar("F")


class ContentError(ValueError):
    """Content in `cards/` that the service refuses to serve; the message names file, key and reason."""


def load(folder: Path) -> Knowledge:
    """Read and check a protocol folder such as `cards/ketamine-trd`. Raises ContentError."""
    protocol = _toml(folder / "protocol.toml", ProtocolFile)
    evidence = {
        e.id: e
        for e in _unique(
            folder / "evidence.toml", _toml(folder / "evidence.toml", EvidenceFile).evidence, lambda e: e.id
        )
    }
    drugs_file = _toml(folder / "drugs.toml", DrugsFile)
    observed = _toml(folder / "observations.toml", ObservationsFile)
    observations = observed.observation
    reviews = _toml(folder / "reviews.toml", ReviewsFile).review if (folder / "reviews.toml").is_file() else ()
    drugs = {d.name: d for d in _unique(folder / "drugs.toml", drugs_file.drug, lambda d: d.name)}
    value_sets = {vs.name: vs for vs in _value_sets(folder)}
    groups = {g: tuple(vs for vs in value_sets.values() if vs.group == g) for g in GROUPS}
    names, codes = _drug_index(folder, drugs_file, drugs)
    products = {p.rxcui: p for p in _products(folder / PRODUCTS_FILE, drugs)}
    words = _words(folder, protocol)
    template = folder / "card.md.jinja"
    if not template.is_file():
        raise ContentError(f"{template.name}: missing")
    for where, ref in missing_evidence(protocol, drugs_file, observations, evidence):
        raise ContentError(f"{where}: evidence {ref!r} is not in evidence.toml")
    negation = _negation(folder)
    drug_names = any_of(n for n in names)
    if drug_names is None:
        raise ContentError("drugs.toml: no drug has a name")
    seal = digest(folder)
    status = "reviewed" if any(r.digest == seal for r in reviews) else "draft"
    knowledge = Knowledge(
        protocol=msgspec.structs.replace(protocol, status=status),
        digest=seal,
        reviews=reviews,
        evidence=evidence,
        criteria={c.id: c for c in protocol.criterion},
        rules={r.id: r for r in protocol.rule},
        drugs=drugs,
        combinations=drugs_file.combination,
        interactions={c.role: c for c in drugs_file.interaction},
        products=products,
        products_release=_release(folder),
        observables={o.concept: o for o in _unique(folder / "observations.toml", observations, lambda o: o.concept)},
        names_beside=NamesBeside.of(observed.filler, observed.counted),
        value_sets=value_sets,
        groups=groups,
        words=words,
        timings=tuple(_timings(folder)),
        page=_toml(folder / "page.toml", PageFile),
        card_template=template.read_text(encoding="utf-8"),
        folder=folder,
        _drug_names=drug_names,
        _names=names,
        _codes=codes,
        _negation=negation,
    )
    return replace(knowledge, page=_filled(knowledge))


def digest(folder: Path) -> str:
    """SHA-256 over every content file but the reviews, so that a changed limit breaks a seal."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in _NOT_CONTENT):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(b"\0")
        whole.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"sha256:{whole.hexdigest()}"


def _toml(path: Path, shape: type[F]) -> F:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return msgspec.convert(raw, shape, strict=True)
    except FileNotFoundError:
        raise ContentError(f"{path.name}: missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as problem:
        raise ContentError(f"{path.name}: {problem}") from None


def _unique(path: Path, items: Iterable[F], key: Callable[[F], str]) -> Iterator[F]:
    seen: set[str] = set()
    for item in items:
        if key(item) in seen:
            raise ContentError(f"{path.name}: {key(item)!r} is there twice")
        seen.add(key(item))
        yield item


def _rows(path: Path, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise ContentError(f"{path.name}: missing")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != header:
            raise ContentError(f"{path.name}: the header is {reader.fieldnames}, not {header}")
        for line, row in enumerate(reader, start=2):
            if None in row or any(v is None for v in row.values()):
                raise ContentError(f"{path.name}:{line}: {len(header)} columns expected")
            yield line, {k: v.strip() for k, v in row.items()}


def _value_sets(folder: Path) -> Iterator[ValueSet]:
    seen: set[str] = set()
    for group in GROUPS:
        for path in sorted((folder / "valuesets" / group).glob("*.csv")):
            if path.stem in seen:
                raise ContentError(f"valuesets/{group}/{path.name}: the name is used twice")
            seen.add(path.stem)
            yield _value_set(group, path)


def _value_set(group: str, path: Path) -> ValueSet:
    displays: dict[tuple[str, str], str] = {}
    by_match: dict[str, set[tuple[str, str]]] = {m: set() for m in _CODE_MATCHES | _WORD_MATCHES}
    for line, row in _rows(path, _VALUE_SET_HEADER):
        where = f"valuesets/{group}/{path.name}:{line}"
        match, system = row["match"], row["system"]
        if match not in by_match or not row["code"]:
            raise ContentError(f"{where}: match {match!r} with code {row['code']!r}")
        if (match in _WORD_MATCHES) != (system == WORDS):
            raise ContentError(f"{where}: match {match!r} does not go with system {system!r}")
        if system != WORDS and system not in SYSTEMS and "://" not in system:
            raise ContentError(f"{where}: unknown code system {system!r}")
        entry = (SYSTEMS.get(system, system), row["code"])
        if entry in by_match[match]:
            raise ContentError(f"{where}: {row['code']!r} is there twice")
        if match in _CODE_MATCHES and row["verified"] != "yes":
            raise ContentError(f"{where}: code {row['code']!r} is not verified; match it by name instead")
        by_match[match].add(entry)
        if match in _LABELLED and row["display"]:
            displays[entry] = row["display"]
    words = [code for _, code in by_match["word"]]
    return ValueSet(
        name=path.stem,
        group=group,
        exact=frozenset(by_match["exact"]),
        prefixes=frozenset(by_match["prefix"]),
        excluded=frozenset(by_match["exclude"]),
        words=any_of(words),
        not_words=any_of(code for _, code in by_match["not-word"]),
        phrases=tuple(sorted(words)),
        displays=displays,
    )


def _timings(folder: Path) -> Iterator[Timing]:
    path = folder / "valuesets" / "vocabulary" / "timing.csv"
    for line, row in _rows(path, _VALUE_SET_HEADER):
        phrase = row["match"] == "word"
        if row["note"] == "as needed":
            yield Timing(row["code"], phrase, None)
            continue
        try:
            yield Timing(row["code"], phrase, Fraction(row["note"]), row["display"] == "part of day")
        except (ValueError, ZeroDivisionError):
            raise ContentError(f"{path.name}:{line}: times a day {row['note']!r} is no number") from None


def _negation(folder: Path) -> Negation:
    path = folder / "valuesets" / "vocabulary" / "negation.csv"
    kinds: dict[str, list[str]] = {"anywhere": [], "before": [], "after": [], "not-word": [], "stated": []}
    for line, row in _rows(path, _VALUE_SET_HEADER):
        if row["match"] not in kinds:
            raise ContentError(f"{path.name}:{line}: match is one of {', '.join(kinds)}, not {row['match']!r}")
        kinds[row["match"]].append(row["code"])
    patterns = [any_of(kinds[kind]) for kind in kinds]
    if any(pattern is None for pattern in patterns):
        raise ContentError(f"{path.name}: needs rows of every kind: {', '.join(kinds)}")
    return Negation(*(pattern for pattern in patterns if pattern is not None))


def _drug_index(
    folder: Path, file: DrugsFile, drugs: dict[str, Any]
) -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, str], tuple[str, ...]]]:
    names: dict[str, tuple[str, ...]] = {}
    codes: dict[tuple[str, str], tuple[str, ...]] = {}
    entries: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]]
    entries = [(d.name, (d.name,), d.names, d.rxnorm, d.atc) for d in file.drug]
    entries += [(c.name, c.parts, c.names, c.rxnorm, c.atc) for c in file.combination]
    for title, parts, synonyms, rxnorm, atc in entries:
        for part in parts:
            if part not in drugs:
                raise ContentError(f"drugs.toml: combination {title!r} names the unknown drug {part!r}")
        for name in (title, *synonyms):
            if names.setdefault(name_key(name), parts) != parts:
                raise ContentError(f"drugs.toml: the name {name!r} means two drugs")
        for code in [(RXNORM, c) for c in rxnorm] + [(ATC, c) for c in atc]:
            if codes.setdefault(code, parts) != parts:
                raise ContentError(f"drugs.toml: the code {code[1]!r} means two drugs")
    for drug in file.drug:
        codes |= {(SNOMED, code): (drug.name,) for code in drug.snomed}
    return names, codes


def _products(path: Path, drugs: dict[str, Any]) -> Iterator[Product]:
    seen: set[str] = set()
    for line, row in _rows(path, PRODUCT_HEADER):
        ingredients = tuple(part.strip() for part in row["ingredients"].split("/"))
        strengths = tuple(part.strip() for part in row["strengths_mg"].split("/"))
        if len(strengths) != len(ingredients) and strengths != ("",):
            raise ContentError(f"{path.name}:{line}: {len(ingredients)} ingredients but {len(strengths)} strengths")
        if unknown := [i for i in ingredients if i not in drugs]:
            raise ContentError(f"{path.name}:{line}: unknown drug {unknown[0]!r}")
        if row["rxcui"] in seen or row["counts"] not in {"yes", "no"}:
            raise ContentError(f"{path.name}:{line}: rxcui there twice, or counts is neither yes nor no")
        seen.add(row["rxcui"])
        padded = strengths if strengths != ("",) else ("",) * len(ingredients)
        try:
            amounts = tuple(Decimal(s) if s else None for s in padded)
        except InvalidOperation:
            raise ContentError(f"{path.name}:{line}: strengths_mg {row['strengths_mg']!r} is no number") from None
        yield Product(row["rxcui"], ingredients, amounts, row["counts"] == "yes")


def _release(folder: Path) -> date | None:
    path = folder / RELEASE_FILE
    return _toml(path, ReleaseFile).release if path.is_file() else None


def _words(folder: Path, protocol: ProtocolFile) -> dict[str, str]:
    words: dict[str, str] = {}
    owners: tuple[Criterion | Rule, ...] = (*protocol.criterion, *protocol.rule)
    for owner in owners:
        for name, template in owner.words.items():
            key = f"{owner.id}.{name}"
            if key in words:
                raise ContentError(f"protocol.toml: {key!r} is there twice")
            try:
                list(string.Formatter().parse(template))
            except ValueError as problem:
                raise ContentError(f"protocol.toml: words of {key!r}: {problem}") from None
            words[key] = template
    return words


def _filled(knowledge: Knowledge) -> PageFile:
    """The evidence page with the protocol's own limits in its sentences."""
    for unknown in unknown_evidence(knowledge.page, knowledge.evidence):
        raise ContentError(f"page.toml: evidence {unknown!r} is not in evidence.toml")
    try:
        return fill(knowledge.page, knowledge.limit)
    except KeyError as unknown:
        raise ContentError(f"page.toml: no limit of protocol.toml is called {unknown.args[0]}") from None
