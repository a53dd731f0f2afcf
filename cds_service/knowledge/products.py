"""The RxNorm products of a protocol as files: their rows, written back in order, and the release they came from.

It must not know where newer products come from.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

PRODUCTS_FILE = "products.csv"
RELEASE_FILE = "products-release.toml"
PRODUCT_HEADER = ["rxcui", "ingredients", "strengths_mg", "counts", "display"]

_RELEASE_TEXT = """\
# The RxNorm release products.csv was last read from; written by `cds-service terminology refresh --write`.
release = {release}
"""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One line of `products.csv`: `strengths_mg` per tablet, capsule or patch; `counts`: it is a depression trial."""

    rxcui: str
    ingredients: tuple[str, ...]
    strengths_mg: tuple[Decimal | None, ...]
    counts: bool
    display: str


def product_rows(folder: Path) -> tuple[ProductRow, ...]:
    """The rows of a folder that `load` has found sound."""
    with (folder / PRODUCTS_FILE).open(encoding="utf-8", newline="") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def write_products(folder: Path, rows: Iterable[ProductRow], release: date) -> None:
    """Replace `products.csv` and the note of its release. Rows are ordered by ingredients, then by code."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PRODUCT_HEADER)
    for row in sorted(rows, key=lambda row: ("/".join(row.ingredients), int(row.rxcui))):
        strengths = "/".join("" if mg is None else plain(mg) for mg in row.strengths_mg)
        counts = "yes" if row.counts else "no"
        writer.writerow([row.rxcui, "/".join(row.ingredients), strengths.strip("/") and strengths, counts, row.display])
    note = _RELEASE_TEXT.format(release=release.isoformat())
    fresh = [_beside(folder / PRODUCTS_FILE, text.getvalue()), _beside(folder / RELEASE_FILE, note)]
    for path in fresh:
        path.replace(path.with_suffix(""))


def plain(amount: Decimal) -> str:
    """A number without an exponent or closing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _row(line: dict[str, str]) -> ProductRow:
    ingredients = tuple(part.strip() for part in line["ingredients"].split("/"))
    strengths = line["strengths_mg"].split("/") if line["strengths_mg"].strip() else [""] * len(ingredients)
    return ProductRow(
        rxcui=line["rxcui"].strip(),
        ingredients=ingredients,
        strengths_mg=tuple(Decimal(mg.strip()) if mg.strip() else None for mg in strengths),
        counts=line["counts"].strip() == "yes",
        display=line["display"].strip(),
    )


def _beside(path: Path, text: str) -> Path:
    """The text in a file beside its place, so that a reader never sees half of it and a full disk costs nothing."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    return fresh
