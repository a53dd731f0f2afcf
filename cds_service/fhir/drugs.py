"""Which drug a medication is, by code or by name, with the strength and concentration of the product.

It must not know what the drug is taken for or how often.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import msgspec

from cds_service.fhir import units, wire
from cds_service.fhir.concepts import codes, shown, texts
from cds_service.fhir.lenient import decode
from cds_service.fhir.memory import remembered_concept
from cds_service.fhir.records import heads, whole
from cds_service.fhir.subjects import last_id
from cds_service.knowledge import DrugMatch, Knowledge, is_trial, says

NUMBER = r"(?<!\d)(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:[.,]\d+)?|[.,]\d+)"
"""A number as people write it; from its first digit on, so that a long row of digits is looked at once."""
_BLANKS = re.compile(r"\s{2,}")
_STRENGTH = re.compile(
    rf"(?P<value>{NUMBER})\s*-?(?P<unit>milligrams?|micrograms?|grams?|mg|mcg|ug|µg|μg|g)\b(?!\s*/(?!\s*24\s*h))(?!\s+per\b)",
    re.IGNORECASE,
)
_CONCENTRATION = re.compile(
    rf"(?P<value>{NUMBER})\s*(?P<unit>milligrams?|micrograms?|mg|mcg|ug|µg|μg|g)\s*(?:/|per|in)\s*"
    rf"(?P<volume>{NUMBER})?\s*ml\b",
    re.IGNORECASE,
)

HELPFUL_ROLES = ("antidepressant", "mood-stabiliser")
"""Roles a second name in one text must not confer: they help the patient qualify."""


@dataclass(frozen=True, slots=True)
class Product:
    """A medication as recorded: the known drugs in it, and how a reader would call it.

    `readable`: it has a code or a name at all, known to us or not. `mg_per_ml`: concentration if stated.
    `words`: everything written about it, for words such as "weekly".
    """

    drugs: tuple[DrugMatch, ...] = ()
    display: str = ""
    readable: bool = False
    mg_per_ml: Decimal | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The Medication resources at hand, by "Medication/id"."""

    by_reference: Mapping[str, wire.Medication] = field(default_factory=dict)

    @classmethod
    def of(cls, *lists: Sequence[msgspec.Raw]) -> Shelf:
        """The Medications among the records of these lists."""
        found: dict[str, wire.Medication] = {}
        for resources in lists:
            for position, head in enumerate(heads(resources)):
                if head is None or head.resource_type != "Medication" or not head.id:
                    continue
                medication = whole(resources, position, wire.Medication)
                if medication is not None:
                    found.setdefault(f"Medication/{head.id}", medication)
        return cls(found)


def product(
    concept: wire.Concept | None,
    reference: wire.Reference | None,
    contained: list[msgspec.Raw],
    shelf: Shelf,
    knowledge: Knowledge,
) -> Product:
    """The medication of a record: its concept, else the Medication it points to, else the reference's display."""
    if concept is not None and shown(concept):
        return of_concept(concept, knowledge)
    if reference is None:
        return Product()
    medication = _resolve(reference, contained, shelf)
    if medication is not None:
        return _of_medication(medication, reference, knowledge)
    return of_concept(wire.Concept(text=reference.display), knowledge) if reference.display else Product()


def is_unresolved(
    concept: wire.Concept | None, reference: wire.Reference | None, contained: list[msgspec.Raw], shelf: Shelf
) -> str | None:
    """The reference that must be read before the medication can be told; None when it can be already."""
    if (concept is not None and shown(concept)) or reference is None or not reference.reference:
        return None
    if reference.reference.startswith("#") or _resolve(reference, contained, shelf) is not None:
        return None
    return reference.reference


def _resolve(reference: wire.Reference, contained: list[msgspec.Raw], shelf: Shelf) -> wire.Medication | None:
    target = reference.reference.strip()
    if not target.startswith("#"):
        return shelf.by_reference.get(last_id(target)) if target else None
    for raw in contained:
        medication = decode(raw, wire.Medication)
        if medication is not None and medication.id.lstrip("#") == target[1:]:
            return medication
    return None


def _of_medication(medication: wire.Medication, reference: wire.Reference, knowledge: Knowledge) -> Product:
    code = medication.code if medication.code is not None and shown(medication.code) else None
    concept = code or wire.Concept(text=reference.display)
    return _of_concept(concept, tuple(medication.ingredient), knowledge)


@remembered_concept
def of_concept(concept: wire.Concept, knowledge: Knowledge) -> Product:
    """The medication that a code or a name alone tells."""
    return _of_concept(concept, (), knowledge)


def _of_concept(concept: wire.Concept, ingredients: tuple[wire.Ingredient, ...], knowledge: Knowledge) -> Product:
    parts = [i.item_codeable_concept for i in ingredients if i.item_codeable_concept is not None]
    words = " ; ".join(dict.fromkeys(t for c in (concept, *parts) for t in texts(c)))
    matches = (
        _by_code(concept, knowledge)
        or tuple(m for part in parts for m in _by_code(part, knowledge))
        or _by_name(words, knowledge)
    )
    matches = tuple(_qualified(m, matches, words, ingredients, knowledge) for m in dict.fromkeys(matches))
    return Product(
        drugs=matches,
        display=shown(concept) or next((shown(p) for p in parts if shown(p)), ""),
        readable=bool(shown(concept) or parts),
        mg_per_ml=_concentration(words, ingredients),
        words=words,
    )


def _by_code(concept: wire.Concept, knowledge: Knowledge) -> tuple[DrugMatch, ...]:
    """The drugs of the first known coding, a product with its strength before a bare ingredient."""
    known = [matches for s, c in codes(concept) if (matches := knowledge.drugs_by_code(s, c))]
    products = [matches for matches in known if any(m.strength_mg is not None for m in matches)]
    return next(iter(products or known), ())


def _by_name(words: str, knowledge: Knowledge) -> tuple[DrugMatch, ...]:
    """The drugs named. A second name counts only in a combination: "sertraline (was citalopram)" is sertraline."""
    named = knowledge.drugs_by_name(words)
    if len(named) < 2 or _is_combination(named, words, knowledge):
        return named
    helpful = frozenset[str]().union(*(knowledge.with_role(role) for role in HELPFUL_ROLES))
    return named[:1] + tuple(m for m in named[1:] if m.ingredient not in helpful)


def _is_combination(named: tuple[DrugMatch, ...], words: str, knowledge: Knowledge) -> bool:
    ingredients = {m.ingredient for m in named}
    if any(set(c.parts) == ingredients for c in knowledge.combinations):
        return True
    return bool(re.search(r"\w\s*/\s*[a-z]", re.sub(r"(?i)/\s*(?:ml|hr|h|actuat|\d)", " ", words), re.IGNORECASE))


def _qualified(
    match: DrugMatch,
    among: tuple[DrugMatch, ...],
    words: str,
    ingredients: tuple[wire.Ingredient, ...],
    knowledge: Knowledge,
) -> DrugMatch:
    """The match with its strength, and whether this very product is a depression trial."""
    drug = knowledge.drugs[match.ingredient]
    strength = match.strength_mg
    stated = {strength, _structured_strength(ingredients, match, len(among))}
    known = (stated | _written_strengths(words, match, len(among), knowledge)) - {None}
    strength = known.pop() if len(known) == 1 else None  # a code and words that differ tell nothing
    return replace(
        match,
        strength_mg=strength,
        counts=match.counts and is_trial(drug, words, strength),
        weekly=match.weekly or says(drug.weekly, f"{words} ; {strength} mg"),
    )


def closed_up(text: str) -> str:
    """The text with one blank, or one line break, where several stood: patterns would try each of them in turn."""
    return _BLANKS.sub(lambda hit: "\n" if "\n" in hit[0] else " ", text)


def decimal(text: str) -> Decimal:
    """A number as people write it: "1,000" is a thousand, "0,5" a half, ".5" too."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def _mass(value: str, unit: str) -> Decimal | None:
    try:
        return units.convert(decimal(value), units.spelled(unit.lower()), units.MG)
    except ArithmeticError:
        return None


def _written_strengths(words: str, match: DrugMatch, count: int, knowledge: Knowledge) -> set[Decimal | None]:
    """The masses per tablet in "sertraline 50 MG Oral Tablet"; of a combination, that of this ingredient."""
    if count == 1:
        return {_mass(hit["value"], hit["unit"]) for hit in _STRENGTH.finditer(words)}
    for part in re.split(r"\s/\s|;", words):
        named = [m.ingredient for m in knowledge.drugs_by_name(part)]
        if match.ingredient in named and _STRENGTH.search(part) is not None:
            return {_own_strength(part, match.ingredient, named)}
    return set()


_SEVERAL = re.compile(rf"(?P<one>{NUMBER})\s*(?:mg)?\s*[-–/]\s*(?P<other>{NUMBER})\s*-?mg\b(?!\s*/)", re.IGNORECASE)
""" "25-6 mg" of two drugs: the numbers stand as the names do."""


def _own_strength(part: str, ingredient: str, named: Sequence[str]) -> Decimal | None:
    """The mass of one ingredient among several that are named together: by the order of the names, else the one
    behind its name. Of a brand, whose names are not there, the drug that is named last on its label comes last."""
    places = {name: part.lower().find(name) for name in named}
    if len(named) == 1 or min(places.values()) < 0:
        hit = _STRENGTH.search(part)
        return _mass(hit["value"], hit["unit"]) if hit is not None else None
    order = sorted(places, key=places.__getitem__)
    if (both := _SEVERAL.search(part)) is not None:
        number = both["one" if order[0] == ingredient else "other"]
        return _mass(number, "mg") if len(order) == 2 else None
    ends = [place for place in places.values() if place > places[ingredient]]
    own = _STRENGTH.search(part, places[ingredient], min(ends, default=len(part)))
    return _mass(own["value"], own["unit"]) if own is not None else None


def _structured_strength(ingredients: tuple[wire.Ingredient, ...], match: DrugMatch, count: int) -> Decimal | None:
    """Medication.ingredient.strength in mg per one unit of the product, for a product of one ingredient."""
    if len(ingredients) != 1 or count != 1 or ingredients[0].strength is None:
        return None
    ratio = ingredients[0].strength
    mass, per = _in(ratio.numerator, units.MG), ratio.denominator
    if mass is None or (per is not None and _in(per, units.ML) is not None):
        return None
    pieces = units.amount(per) if per is not None else Decimal(1)
    return mass / pieces if pieces else None


def _in(quantity: wire.Quantity | None, unit: str) -> Decimal | None:
    value = units.amount(quantity)
    if quantity is None or value is None:
        return None
    return units.convert(value, units.unit_of(quantity), unit)


def _concentration(words: str, ingredients: tuple[wire.Ingredient, ...]) -> Decimal | None:
    """mg per mL from the product's structure and its name; None when not stated once and clearly."""
    stated: set[Decimal | None] = set()
    if len(ingredients) == 1 and (ratio := ingredients[0].strength) is not None:
        mass, volume = _in(ratio.numerator, units.MG), _in(ratio.denominator, units.ML)
        if mass is not None and volume:
            stated.add(mass / volume)
    found = stated | _concentrations_in(words)
    return found.pop() if len(found) == 1 else None


def concentration_in(words: str) -> Decimal | None:
    """mg per mL as written; None when none is there, or several that differ."""
    found = _concentrations_in(words)
    return found.pop() if len(found) == 1 else None


def without_concentrations(words: str) -> str:
    """The words without "50 mg/mL": the volume of a strength is no volume of a dose."""
    return _CONCENTRATION.sub(" ", words)


def _concentrations_in(words: str) -> set[Decimal]:
    return {per_ml for hit in _CONCENTRATION.finditer(words) if (per_ml := _per_ml(hit)) is not None}


def _per_ml(hit: re.Match[str]) -> Decimal | None:
    mass = _mass(hit["value"], hit["unit"])
    volume = decimal(hit["volume"]) if hit["volume"] else Decimal(1)
    return mass / volume if mass is not None and volume else None
