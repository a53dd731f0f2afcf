"""The explanations of surviving mutants are about lines that still stand, and a run would tell where one is missing."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import cds_service.assess  # noqa: F401 (what is to be swapped has to be there)
from tests.mutation.changes import shape
from tests.mutation.survivors import ANY, KINDS, Explained, Survivor, explained, outdated, unexplained
from tests.mutation.swap import Swap

CODE = Path(__file__).resolve().parents[2] / "cds_service"
KNOWN = explained()


def _source(module: str) -> str:
    file = CODE / "assess.py" if module == "assess" else CODE / "protocol" / f"{module}.py"
    return file.read_text(encoding="utf-8")


def _lines(one: Explained) -> list[str]:
    """The lines of the function or class an explanation names, without their indent; of the module where it is ""."""
    code = _source(one.module)
    if not one.where:
        return [line.strip() for line in code.splitlines()]
    kinds = (ast.FunctionDef, ast.ClassDef)
    node = next(n for n in ast.parse(code).body if isinstance(n, kinds) and n.name == one.where)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return [line.strip() for line in code.splitlines()[first - 1 : node.end_lineno]]


def test_each_explained_line_still_stands_where_it_is_said_to_stand() -> None:
    """An explanation of a line that was changed since has to be thought about again."""
    gone = [f"{k.module} {k.where}: {k.before}" for k in KNOWN if k.before != ANY and k.before not in _lines(k)]
    assert [] == gone
    assert all(_lines(k) for k in KNOWN)


def test_each_explanation_says_of_what_kind_it_is_and_why() -> None:
    """One known kind, one sentence, something that the line may become, and no mutant that is no change."""
    for one in KNOWN:
        assert one.kind in KINDS, one
        assert one.why[:1].isupper() or one.why.startswith("`"), one
        assert one.why.endswith("."), one
        assert one.after and (one.before == ANY or one.before not in one.after), one


def test_only_what_writes_sentences_is_explained_as_a_whole() -> None:
    """Every other explanation names the lines that a mutant makes."""
    assert [] == [k for k in KNOWN if ANY in (k.before, *k.after) and k.kind != "words"]


def test_no_mutant_is_explained_twice() -> None:
    """Two explanations of one mutant would hide that one of them is wrong."""
    named = Counter((k.module, k.where, k.before, after) for k in KNOWN for after in k.after)
    assert [] == [name for name, count in named.items() if count > 1]


WORDED = Explained("days", "order", ANY, (ANY,), "words", "It only writes.")
NAMED = Explained("days", "latest", "return a", ("return b",), "equivalent", "Both are the same.")


def test_a_survivor_that_changes_a_status_is_never_explained_as_words() -> None:
    """What stands for every line of a function covers words only."""
    harmless = Survivor("days", "order", "x", "y", status=False)
    harmful = Survivor("days", "order", "x", "y", status=True)
    assert [harmful] == unexplained([harmless, harmful], [WORDED])


def test_an_explanation_of_what_no_longer_survives_is_told() -> None:
    """It would hide the next mutant that looks like it."""
    assert ["days latest: return b"] == outdated([], [NAMED])
    assert [] == outdated([Survivor("days", "latest", "return a", "return b", status=True)], [NAMED])
    other = Survivor("days", "latest", "return a", "return c", status=False)
    assert [other] == unexplained([other], [NAMED])


def test_what_decides_nothing_is_no_mutant() -> None:
    """Annotations, where the parameters of a function may stand, frozen classes and strict zips."""
    code = (
        "@dataclass(frozen=True)\nclass A:\n    b: int | None = 1\n"
        "def f(a: int | None, *, b=1) -> int: zip(a, b, strict=True)"
    )
    same = code.replace("|", "&").replace("*", "/").replace("frozen=True", "frozen=False")
    same = same.replace("strict=True", "strict=False")
    assert shape(code) == shape(same)
    assert shape(code) != shape(code.replace("b=1", "b=2"))
    assert shape(code) != shape(code.replace("None = 1", "None = 2"))


def test_a_changed_module_is_in_the_place_of_the_real_one_and_goes_again() -> None:
    """Also where another module has made something of it when it was imported, and what its classes do."""
    swap = Swap()
    assess = vars(swap.modules["assess"])
    criterion = assess["no_raised_icp"]
    absence, results = _source("absence"), _source("results")
    with swap.changed("absence", absence.replace("worded = suspects(", "worded = hits(")):
        assert criterion is not assess["no_raised_icp"]
    assert criterion is assess["no_raised_icp"]
    weight = swap.modules["results"].Weight(Decimal("70.004"), date(2026, 11, 23), "Observation/1", False)
    with swap.changed("results", results.replace("return to_ten_grams(self.kg)", "return self.kg")):
        assert Decimal("70.004") == weight.shown
    assert Decimal(70) == weight.shown
