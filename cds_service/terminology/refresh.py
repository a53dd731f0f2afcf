"""The products of the protocol's ingredients as RxNorm has them now, and how they differ from the file's.

It must not write or print anything. What a person decided, whether a product counts as a trial, it keeps; codes that
RxNorm has retired stay, because old charts hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds_service.knowledge import Drug, Knowledge, ProductRow, is_trial
from cds_service.terminology.rxnav import Concept, Part, RxNav

Progress = Callable[[str, int, int], None]
"""Told after every request: the ingredient at hand, how many of its products are done, how many there are."""

_ANTIDEPRESSANT = "antidepressant"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A code that was not taken over, and why."""

    drug: str
    rxcui: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the address told: rows by code, the ingredients that were read whole, and what stays doubtful."""

    release: date
    rows: dict[str, ProductRow]
    drugs: frozenset[str]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`rows`: what the file should hold. `retired`: rows RxNorm has no longer; they are among `rows`."""

    rows: tuple[ProductRow, ...]
    added: tuple[ProductRow, ...]
    changed: tuple[tuple[ProductRow, ProductRow], ...]
    retired: tuple[ProductRow, ...]


def known_drugs(content: Knowledge) -> tuple[Drug, ...]:
    """The ingredients that have a RxNorm code."""
    return tuple(drug for drug in content.drugs.values() if drug.rxnorm)


def read_again(rxnav: RxNav, content: Knowledge, drugs: Sequence[Drug], progress: Progress) -> Reading:
    """Ask for every product of these ingredients. Raises RxNavUnavailable: half an answer is none."""
    release = rxnav.release()
    by_code = {code: drug.name for drug in known_drugs(content) for code in drug.rxnorm}
    rows: dict[str, ProductRow] = {}
    doubts: list[Doubt] = []
    whole: set[str] = set()
    for drug in drugs:
        doubtful = [doubt for code in drug.rxnorm if (doubt := _doubt(rxnav, content, drug, code))]
        doubts += doubtful
        if not doubtful:
            whole.add(drug.name)
        sound = [code for code in drug.rxnorm if code not in {doubt.rxcui for doubt in doubtful}]
        concepts = {found.rxcui: found for code in sound for found in rxnav.products_of(code)}
        for done, concept in enumerate(concepts.values()):
            progress(drug.name, done, len(concepts))
            if concept.rxcui in rows and not concept.pack:
                continue
            read = _row(rxnav, content, drug, concept, by_code, rows.get(concept.rxcui))
            if isinstance(read, Doubt):
                doubts.append(read)
            else:
                rows[concept.rxcui] = read
        progress(drug.name, len(concepts), len(concepts))
    return Reading(release, rows, frozenset(whole), tuple(doubts))


def compare(before: Sequence[ProductRow], reading: Reading) -> Difference:
    """What the reading adds, changes and no longer has. Whether a known product counts stays as the file says."""
    known = {row.rxcui: row for row in before}
    told = {*reading.rows, *(doubt.rxcui for doubt in reading.doubts)}
    read = {
        code: replace(row, counts=known[code].counts) if code in known else row for code, row in reading.rows.items()
    }
    return Difference(
        rows=tuple((known | read).values()),
        added=tuple(row for code, row in read.items() if code not in known),
        changed=tuple((known[code], row) for code, row in read.items() if code in known and row != known[code]),
        retired=tuple(row for row in before if row.rxcui not in told and reading.drugs.issuperset(row.ingredients)),
    )


def _doubt(rxnav: RxNav, content: Knowledge, drug: Drug, code: str) -> Doubt | None:
    """Why a code of ours is not to be followed: it names another drug, or nothing any more."""
    name = rxnav.ingredient_name(code)
    if name is None:
        return Doubt(drug.name, code, "not an active RxNorm concept")
    if drug.name not in {match.ingredient for match in content.drugs_by_name(name)}:
        return Doubt(drug.name, code, f"RxNorm calls it {name}")
    return None


def _row(
    rxnav: RxNav, content: Knowledge, drug: Drug, concept: Concept, by_code: dict[str, str], seen: ProductRow | None
) -> ProductRow | Doubt:
    """A product by its known ingredients; others in it do not matter here. `seen`: the row another part of it gave."""
    if concept.pack:
        strengths = dict.fromkeys((*(seen.ingredients if seen else ()), drug.name))
    else:
        strengths = _strengths(rxnav.parts_of(concept.rxcui), by_code)
    if drug.name not in strengths:
        return Doubt(drug.name, concept.rxcui, "RxNorm does not list the ingredient among its parts")
    ordered = dict(sorted(strengths.items()))
    counts = _counts(content, ordered, concept.name)
    return ProductRow(concept.rxcui, tuple(ordered), tuple(ordered.values()), counts, concept.name)


def _strengths(parts: Sequence[Part], by_code: dict[str, str]) -> dict[str, Decimal | None]:
    """mg by ingredient; two salts of one ingredient in one tablet leave it unknown."""
    found: dict[str, Decimal | None] = {}
    for part in parts:
        if name := by_code.get(part.rxcui):
            found[name] = None if name in found else part.strength_mg
    return found


def _counts(content: Knowledge, strengths: dict[str, Decimal | None], name: str) -> bool:
    """A depression trial: it holds an antidepressant, and nothing about it says that it is for something else."""
    antidepressants = [drug for drug in strengths if _ANTIDEPRESSANT in content.drugs[drug].roles]
    return bool(antidepressants) and all(is_trial(content.drugs[d], name, strengths[d]) for d in antidepressants)
