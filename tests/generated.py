"""Files of the repository that are written by it: `make fixtures` writes them, tests/test_docs.py keeps them fresh.

It must not judge: fixtures are what the service answers, sentences are what the vignettes say.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cds_service.knowledge import load, review_sheet
from cds_service.settings import describe, read_settings
from tests import fixtures
from tests.conformance import matrix
from tests.faults import hostile
from tests.spec.run import CARDS
from tests.spec.test_spec import vignettes
from tests.spec.vignette import Vignette

ROOT = Path(__file__).resolve().parents[1]
VIGNETTES = CARDS / "vignettes.csv"
SHEET = ROOT / "docs" / "review" / "ketamine-trd.md"
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
CONFORMANCE = ROOT / "docs" / "conformance.md"

SECTIONS = {
    "2": "scope",
    "4": "treatment-resistance",
    "5": "severity",
    "6": "bipolar-coverage",
    "7": "weight",
    "8": "dose",
    "9": "course",
    "10": "card",
    "10 suicidality": "suicidality",
    "11": "card",
    "11 patient-view": "patient-view",
}
"""Sections of the protocol that are about one criterion or rule."""

CONSOLE = re.compile(r"(?ms)^```console\n(?P<text>.*?)^```$")
FAULTS_TABLE = re.compile(r"(?s)(?<=<!-- faults: written by make fixtures -->\n).*?(?=<!-- /faults -->)")
SETTINGS_TABLE = re.compile(r"(?s)(?<=<!-- settings: written by make fixtures -->\n).*?(?=<!-- /settings -->)")


def written() -> Iterator[tuple[Path, bytes]]:
    """Every generated file with what it should hold, in the order in which one is made of another."""
    for name, content in fixtures.files().items():
        yield fixtures.FOLDER / name, content
    yield VIGNETTES, sentences().encode()
    yield SHEET, review_sheet(load(CARDS)).encode()
    yield README, with_outputs(README.read_text(encoding="utf-8")).encode()
    yield OPERATIONS, with_faults(with_settings(OPERATIONS.read_text(encoding="utf-8"))).encode()
    yield CONFORMANCE, matrix.page().encode()


def sentences() -> str:
    """The vignettes as `criterion,rule,sentence`, by section of the protocol; no criterion: about the whole."""
    known = load(CARDS)
    criteria, rules = frozenset(known.criteria), frozenset(known.rules)
    order = [*known.criteria, *known.rules, ""]
    rows = [(owner(v, criteria, rules), v.rule, v.says) for v in vignettes()]
    rows.sort(key=lambda row: (order.index(row[0]), _place(row[1])))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("criterion", "rule", "sentence"))
    writer.writerows(rows)
    return file.getvalue()


def owner(vignette: Vignette, criteria: frozenset[str], rules: frozenset[str]) -> str:
    """The criterion or rule under which a sentence is printed: its section's, else the only one it speaks of."""
    section, _, named = vignette.rule.partition(" ")
    if named in criteria:
        return named
    for name in (vignette.rule, section, section.partition(".")[0]):
        if SECTIONS.get(name) in criteria | rules:
            return SECTIONS[name]
    told = [word for word in vignette.expect if word in criteria]
    return told[0] if len(told) == 1 else ""


def _place(rule: str) -> tuple[list[int], str]:
    section, _, named = rule.partition(" ")
    return [int(part) for part in section.split(".")], named


def with_outputs(text: str) -> str:
    """The same page, every `console` block holding what its commands print today."""
    return CONSOLE.sub(lambda block: f"```console\n{''.join(map(_said, commands(block['text'])))}```", text)


def commands(block: str) -> list[str]:
    """The lines after a `$` of a console block."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def _said(command: str) -> str:
    done = run_command(command)
    return f"$ {command}\n" + "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def run_command(command: str) -> subprocess.CompletedProcess[str]:
    """A `cds-service` command of a page, run by this very Python in the repository, with default settings."""
    program, *arguments = shlex.split(command)
    assert program in ("cds-service", ".venv/bin/cds-service"), command
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
    return subprocess.run(
        [sys.executable, "-m", "cds_service", *arguments],
        cwd=ROOT,
        env=clean | {"COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


def with_settings(text: str) -> str:
    """The same page, its table holding every setting there is."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for shown in describe(read_settings()):
        default = "`cards/` of this repository" if shown.name == "CDS_CONTENT_DIR" else f"`{shown.default}`"
        rows.append(f"| `{shown.name}` | {'' if shown.default == '–' else default} | {shown.meaning} |")
    return SETTINGS_TABLE.sub(lambda _: "\n".join(rows) + "\n", text)


def with_faults(text: str) -> str:
    """The same page, its table holding every fault of a record system that is tried."""
    return FAULTS_TABLE.sub(lambda _: hostile.table(), text)


def main() -> None:
    """Write every file whose content is not what it should be, and say which."""
    for path, content in written():
        before = None
        with suppress(FileNotFoundError):
            before = path.read_bytes()
        if before != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print("written:", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
