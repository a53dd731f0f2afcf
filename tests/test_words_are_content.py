"""How charts put things is content: the source is read with `ast` and searched for lists of clinical words."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import ROOT, inside, name_of, parse


def spoken_words() -> dict[str, set[str]]:
    """The words of each vocabulary in `cards/` that a chart may put something in; timing and denial are grammar."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "cards").glob("*/valuesets/*/*.csv")):
        if path.stem not in {"timing", "negation"}:
            with path.open(encoding="utf-8", newline="") as file:
                phrases = [row["code"] for row in csv.DictReader(file) if row["match"] == "word"]
            found[path.stem] = {w for phrase in phrases for w in re.findall(r"[a-z]{2,}", phrase.lower())}
    for path in (ROOT / "cards").glob("*/observations.toml"):
        found["filler"] = set(tomllib.loads(path.read_text(encoding="utf-8"))["filler"])
    return found


def word_lists(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts, and collections of texts, that are no docstrings: where a list of words would stand."""
    nodes = list(ast.walk(tree))
    silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
            yield node.lineno, " ".join(texts)


def clinical_lists(tree: ast.AST, vocabularies: dict[str, set[str]]) -> list[str]:
    """Lists that hold several words of one vocabulary, as "vocabulary: words"; names of value sets are none."""
    found: list[str] = []
    for line, text in word_lists(tree):
        words = set(re.findall(r"(?<![\\a-z-])[a-z]{2,}(?![a-z-])", text.lower()))
        hits = ((name, sorted(words & known)) for name, known in vocabularies.items())
        found += [f"line {line}: {name}: {', '.join(held)}" for name, held in hits if len(held) >= A_LIST]
    return found


A_LIST = 4
"""So many words of one vocabulary in one place are a list of them."""

GRAMMAR = {
    *("infusion_text.py", "infusion_volumes.py", "dosed_by.py", "timing.py"),
    *("sig.py", "units.py", "common_units.py", "dosage.py", "listed.py"),
}
"""How doses, times and units are written: patterns with numbers in them, which no list of words can hold."""


@pytest.mark.parametrize(
    "module", [m for m in inside("fhir", "protocol", "gather", "render") if m.name not in GRAMMAR], ids=name_of
)
def test_no_clinical_vocabulary_stands_in_the_code(module: Path) -> None:
    """How charts put things is content: no list of its words stands in a module."""
    assert not clinical_lists(parse(module), spoken_words())


def test_a_list_of_clinical_words_is_seen() -> None:
    """A list is found in a pattern, in a collection and in one text; the names of value sets are not one."""
    routes = {"other-route": {"im", "po", "oral", "sublingual", "rectal"}}
    for line in (
        're.compile(r"\\b(?:im|oral(?:ly)?|rectal|sublingual)")',
        'x = {"im", "po", "oral", "rectal"}',
        'x = "im po oral rectal"',
    ):
        assert clinical_lists(ast.parse(line), routes)
    assert not clinical_lists(ast.parse('x = ("oral-route", "rectal-route", "im-route", "po-route")'), routes)
