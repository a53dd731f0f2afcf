"""The terminology command: a bar while products are read again, then the difference, written only when asked to.

It must not know how RxNav answers. Whatever it writes has to pass the content check, else the files stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cds_service.app import load_content
from cds_service.cli.failure import Failure
from cds_service.knowledge import ContentError, Drug, Knowledge, ProductRow, load, product_rows, write_products
from cds_service.knowledge.products import PRODUCTS_FILE, RELEASE_FILE, plain
from cds_service.settings import PREFIX, read_settings
from cds_service.terminology import (
    Difference,
    Reading,
    RxNav,
    RxNavUnavailable,
    compare,
    known_drugs,
    read_again,
    rxnav_client,
)


def refresh_products(only: Sequence[str], write: bool) -> int:
    """Prints what RxNorm has changed; with `write` takes it over. 1 when something stays doubtful. Raises Failure."""
    settings = read_settings()
    if settings.rxnav_url is None:
        raise Failure(f"{PREFIX}RXNAV_URL is not set; it names a RxNav-compatible address that ends in /REST")
    content = load_content(settings)
    drugs = _chosen(content, only)
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=160)
    reading = _read(settings.rxnav_url, content, drugs, console)
    _not_older(content.products_release, reading.release)
    difference = compare(product_rows(content.folder), reading)
    _show(difference, reading, len(drugs), console)
    if write:
        _write(content.folder, difference.rows, reading.release)
        console.print(f"Written: {PRODUCTS_FILE}, {len(difference.rows)} products, RxNorm {reading.release}.")
        console.print("Read the new lines before anybody is served by them; a sealed review no longer covers them.")
    else:
        console.print("Nothing was written; --write takes this over.")
    return 1 if reading.doubts else 0


def _chosen(content: Knowledge, only: Sequence[str]) -> tuple[Drug, ...]:
    known = {drug.name: drug for drug in known_drugs(content)}
    unknown = [name for name in only if name.lower() not in known]
    if unknown:
        raise Failure(f"--drug {unknown[0]!r} is no ingredient with a RxNorm code in drugs.toml")
    return tuple(known[name.lower()] for name in only) or tuple(known.values())


def _read(address: str, content: Knowledge, drugs: Sequence[Drug], console: Console) -> Reading:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar, rxnav_client() as client:
        whole = bar.add_task("ingredients", total=len(drugs))
        one = bar.add_task("products")
        order = {drug.name: place for place, drug in enumerate(drugs)}

        def told(name: str, done: int, total: int) -> None:
            bar.update(whole, completed=order[name] + (done == total))
            bar.update(one, description=name, completed=done, total=total)

        try:
            return read_again(RxNav(address, client), content, drugs, told)
        except RxNavUnavailable as failure:
            raise Failure(f"RxNorm could not be read: {failure}") from None


def _not_older(ours: date | None, theirs: date) -> None:
    if ours is not None and theirs < ours:
        raise Failure(f"the address serves the RxNorm release of {theirs}, {PRODUCTS_FILE} is from {ours} already")


def _show(difference: Difference, reading: Reading, drugs: int, console: Console) -> None:
    console.print(
        f"RxNorm {reading.release}, {drugs} ingredients, {len(reading.rows)} products: {len(difference.added)} new, "
        f"{len(difference.changed)} changed, {len(difference.retired)} retired (kept: old charts hold them), "
        f"{len(reading.doubts)} doubtful"
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("", "RxCUI", "Ingredients", "mg", "Trial", "Name"):
        table.add_column(heading, overflow="fold")
    for mark, row in _lines(difference):
        counts = "yes" if row.counts else "no"
        cells = (mark, row.rxcui, "/".join(row.ingredients), _mg(row), counts, row.display)
        table.add_row(*(Text(cell) for cell in cells))
    for doubt in reading.doubts:
        table.add_row(*(Text(cell) for cell in ("?", doubt.rxcui, doubt.drug, "", "", doubt.why)))
    if table.row_count:
        console.print(table)


def _lines(difference: Difference) -> Iterator[tuple[str, ProductRow]]:
    yield from (("+", row) for row in difference.added)
    for before, after in difference.changed:
        yield from (("<", before), (">", after))
    yield from (("=", row) for row in difference.retired)


def _mg(row: ProductRow) -> str:
    return "/".join("?" if mg is None else plain(mg) for mg in row.strengths_mg)


def _write(folder: Path, rows: Sequence[ProductRow], release: date) -> None:
    """Raises Failure, with the files as they were, when the content would not be sound any more."""
    undo = [_keeper(folder / name) for name in (PRODUCTS_FILE, RELEASE_FILE)]
    try:
        write_products(folder, rows, release)
        load(folder)
    except ContentError as problem:
        for restore in undo:
            restore()
        raise Failure(f"nothing was changed: {problem}") from None
    except OSError as problem:
        raise Failure(f"{PRODUCTS_FILE} cannot be written ({problem.strerror})") from None


def _keeper(path: Path) -> Callable[[], None]:
    before = path.read_bytes() if path.is_file() else None

    def restore() -> None:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)

    return restore
