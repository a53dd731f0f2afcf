"""The conformance matrix: what CDS Hooks asks of a service, and the tests that prove it.

It must not test anything itself: `page()` prints the matrix, `python -m tests.conformance.matrix` runs every proof
and fails when a row has none that passed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).with_name("matrix.csv")

HERE = "tests/conformance/test_conformance"
FILES = {
    "a": "tests/unit/gather/test_gather_address.py",
    "c": f"{HERE}_cards.py",
    "d": f"{HERE}_discovery.py",
    "f": "tests/http/test_http_feedback.py",
    "g": "tests/unit/gather/test_gather_trust.py",
    "h": "tests/http/test_http_calls.py",
    "i": "tests/test_docs.py",
    "k": f"{HERE}_calls.py",
    "n": "tests/unit/gather/test_gather_collect.py::TestPages",
    "p": "tests/http/test_http_pages.py",
    "q": "tests/unit/gather/test_gather_scope.py",
    "r": "tests/unit/render/",
    "s": "tests/unit/test_settings.py",
    "t": "tests/http/test_http_clients.py",
    "v": "tests/unit/gather/test_gather_collect.py",
}
"""Where the tests of each letter of matrix.csv are; a folder stands for the one file in it that has the test."""

SECTIONS = (
    ("Requirements of CDS Hooks 2.0 on a service", "", "The numbers are those of HL7's requirement list."),
    ("Additions of the 3.0 ballot", "B", "What the coming release adds and one service can do beside 2.0."),
    ("What the Inferno CRD kit checks of a server", "I", "Written again here; the kit itself has not been run."),
    ("What real clients do", "P", "Not in the specification's sentences, and met in practice."),
)

HEAD = """# Conformance

What CDS Hooks asks of a service, requirement by requirement, and the test that proves it. Each proof runs against the
running service or the part that does it; `.ci/run` runs them all and fails when a row has no passing one. A row without
a proof says why it does not apply. Written by `make fixtures` from `tests/conformance/matrix.csv`.
"""


@dataclass(frozen=True)
class Row:
    """One requirement in our words: `proofs` are node ids, `note` says why there is none, or what we do instead."""

    id: str
    level: str
    asks: str
    proofs: tuple[str, ...]
    note: str


def rows() -> tuple[Row, ...]:
    """The matrix, in its order."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(each["id"], each["level"], each["asks"], tuple(map(_node, each["proof"].split())), each["note"])
            for each in csv.DictReader(file)
        )


def _node(short: str) -> str:
    """The node id of "c::test_name"."""
    letter, _, test = short.partition("::")
    where = FILES[letter]
    if where.endswith("/"):
        holding = [p for p in sorted((ROOT / where).glob("test_*.py")) if f"def {test}(" in p.read_text("utf-8")]
        where = holding[0].relative_to(ROOT).as_posix() if holding else where
    return f"{where}::{test}"


def page() -> str:
    """The matrix as Markdown."""
    return HEAD + "".join("\n".join(("", f"## {title}", says, "", *_table(kind), "")) for title, kind, says in SECTIONS)


def _table(kind: str) -> Iterator[str]:
    yield from ("| | level | asks | proof |", "|---|---|---|---|")
    for row in rows():
        if row.id.rstrip("0123456789") == kind:
            proofs = [f"[{node.rpartition('::')[2]}](../{node.partition('::')[0]})" for node in row.proofs]
            yield f"| {row.id} | {row.level} | {row.asks} | {'; '.join([*proofs, row.note] if row.note else proofs)} |"


class Outcomes:
    """A pytest plugin that keeps which tests passed, by node id without parameters; one bad case spoils a test."""

    def __init__(self) -> None:
        self.passed: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            node = report.nodeid.partition("[")[0]
            self.passed[node] = self.passed.get(node, True) and report.passed


def main() -> int:
    """Run every proof; the exit code. Prints each row whose proof did not pass."""
    nodes = sorted({node for row in rows() for node in row.proofs})
    outcomes = Outcomes()
    code = pytest.main(["-q", "-p", "no:cacheprovider", *nodes], plugins=[outcomes])
    bad = [row for row in rows() if not (row.proofs or row.note) or not all(map(outcomes.passed.get, row.proofs))]
    for row in bad:
        print(f"no passing proof for {row.id}: {row.asks}", file=sys.stderr)
    print(f"{len(rows()) - len(bad)} of {len(rows())} rows hold, proved by {len(nodes)} tests")
    return int(code) or bool(bad)


if __name__ == "__main__":
    sys.exit(main())
