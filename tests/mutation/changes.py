"""The mutants of a module: its source with one place changed by an operator of cosmic-ray, and where that place is.

Mutants that only change what decides nothing (annotations) are left out. It must not know what a mutant does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = [
    *(f"ReplaceComparisonOperator_{a}_{b}" for a, b in (
        ("Lt", "LtE"), ("LtE", "Lt"), ("Gt", "GtE"), ("GtE", "Gt"), ("Lt", "Gt"), ("Gt", "Lt"), ("LtE", "GtE"),
        ("GtE", "LtE"), ("Eq", "NotEq"), ("NotEq", "Eq"), ("Is", "IsNot"), ("IsNot", "Is"),
    )),
    *(f"ReplaceBinaryOperator_{a}_{b}" for a, b in (
        ("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Div", "Mul"), ("BitOr", "BitAnd"), ("BitAnd", "BitOr"),
    )),
    "ReplaceAndWithOr", "ReplaceOrWithAnd", "AddNot", "NumberReplacer",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ZeroIterationForLoop",
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub",
    "ReplaceContinueWithBreak", "ReplaceBreakWithContinue",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: the operator, the line before and after, and the outermost function or class it lies in.

    `where` is "" for a place outside of all of them; `code` is the whole changed source.
    """

    module: str
    operator: str
    where: str
    number: int
    before: str
    after: str
    code: str

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What stays the same when other lines of the module change."""
        return (self.module, self.where, self.before, self.after)


class _Bare(ast.NodeTransformer):
    """Takes away what decides nothing: annotations, what kind of dataclass a class is, whether zip is strict."""

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = []  # a dataclass that is not frozen, or has no slots, decides the same
        return self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]  # where "*" or "/" stands decides nothing
        node.defaults = [*node.defaults, *(d for d in node.kw_defaults if d is not None)]
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg == "strict":  # of zip: it raises where lists differ in length, and they never do
            node.value = ast.Constant(None)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def shape(code: str) -> str:
    """What of a source is evaluated, lines and annotations apart. Raises SyntaxError."""
    return ast.dump(_Bare().visit(ast.parse(code)))


Span = tuple[int, int, str]
"""First line, last line and name."""


def functions(code: str) -> list[Span]:
    """Each outermost function, with its decorators."""
    return _spans(code, ast.FunctionDef)


def _spans(code: str, *kinds: type[ast.FunctionDef] | type[ast.ClassDef]) -> list[Span]:
    nodes = [n for n in ast.parse(code).body if isinstance(n, kinds)]
    return [(min([n.lineno, *(d.lineno for d in n.decorator_list)]), n.end_lineno or n.lineno, n.name) for n in nodes]


def mutants(module: str, code: str) -> Iterator[Mutant]:
    """Every mutant of a source that is Python and means something else, each once."""
    from cosmic_ray.mutating import mutate_code  # type: ignore[import-not-found, unused-ignore]
    from cosmic_ray.plugins import get_operator  # type: ignore[import-not-found, unused-ignore]

    seen, spans = {shape(code)}, _spans(code, ast.FunctionDef, ast.ClassDef)
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        for occurrence in range(10_000):
            changed = mutate_code(code, operator, occurrence)
            if changed is None:
                break
            try:
                made = shape(changed)
            except SyntaxError:
                continue
            if made in seen:
                continue
            seen.add(made)
            number, before, after = _place(code, changed)
            where = next((n for first, last, n in spans if first <= number <= last), "")
            yield Mutant(module, name, where, number, before, after, changed)


def _place(before: str, after: str) -> tuple[int, str, str]:
    """The first line that differs."""
    for number, (a, b) in enumerate(zip(before.splitlines(), after.splitlines(), strict=False), start=1):
        if a != b:
            return number, a.strip(), b.strip()
    return 0, "", ""
