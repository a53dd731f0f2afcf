"""Mutation testing of the protocol: `python -m tests.mutation [MODULE ...]` (needs cosmic-ray, which is not locked).

cosmic-ray's operators change one place of a protocol module at a time; every vignette's chart, read beforehand, is
judged again. A mutant is *killed* when something a vignette expects differs; it *survives* when a status, verdict,
scope, trial, dose or suggestion differs on some chart and no vignette expected that. Others change words at most.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from cds_service import assess as assessing
from cds_service.chart import Chart, Order
from cds_service.fhir.orders import complete_orders, read_orders
from cds_service.fhir.parts import part_from_prefetch, prefetch_templates
from cds_service.fhir.reader import read_chart
from cds_service.http.wire import read_call
from cds_service.protocol.scope import ScopeUndecidable
from tests.spec.run import knowledge
from tests.spec.story import NOW
from tests.spec.test_spec import ALL

ROOT = Path(__file__).resolve().parents[2]
DATA_ONLY = {"__init__", "finding", "results"}
UTC = ZoneInfo("UTC")

OPERATORS = [
    *(f"core/ReplaceComparisonOperator_{a}_{b}" for a, b in (
        ("Lt", "LtE"), ("LtE", "Lt"), ("Gt", "GtE"), ("GtE", "Gt"), ("Lt", "Gt"), ("Gt", "Lt"), ("LtE", "GtE"),
        ("GtE", "LtE"), ("Eq", "NotEq"), ("NotEq", "Eq"), ("Is", "IsNot"), ("IsNot", "Is"),
    )),
    *(f"core/ReplaceBinaryOperator_{a}_{b}" for a, b in (
        ("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Div", "Mul"), ("BitOr", "BitAnd"), ("BitAnd", "BitOr"),
    )),
    "core/ReplaceAndWithOr", "core/ReplaceOrWithAnd", "core/AddNot", "core/NumberReplacer",
    "core/ReplaceTrueWithFalse", "core/ReplaceFalseWithTrue", "core/ZeroIterationForLoop",
    "core/ReplaceUnaryOperator_Delete_Not", "core/ReplaceUnaryOperator_Delete_USub",
    "core/ReplaceContinueWithBreak", "core/ReplaceBreakWithContinue",
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One vignette, read: what is judged, and which parts of the answer it speaks of."""

    says: str
    hook: str
    orders: tuple[Order, ...]
    chart: Chart
    words: frozenset[str]


def cases() -> Iterator[Case]:
    """Every vignette with an order or a patient-view, its chart read once."""
    content = knowledge()
    for vignette in ALL:
        request = vignette.story.request(vignette.hook)
        call = read_call(json.dumps(request).encode(), vignette.hook)
        prefetch = call.prefetch()
        parts = {key: part_from_prefetch(prefetch.get(key), key) for key in prefetch_templates(content)}
        drafts = (
            read_orders(call.draft_orders, call.selections, call.patient_id, content, UTC, NOW)
            if call.draft_orders
            else None
        )
        if drafts is None:
            from cds_service.fhir.orders import Drafts

            drafts = Drafts()
        chart = read_chart(parts, drafts, call.patient_id, NOW, UTC, content)
        orders = complete_orders(drafts.orders, parts, content)
        words = set(vignette.expect)
        for nested in ("severity_of", "text", "missing"):
            words |= set(vignette.expect.get(nested, ()))
        yield Case(vignette.says, vignette.hook, tuple(orders), chart, frozenset(words))


def judged(case: Case) -> dict[str, Any]:
    """Everything decided about a case, by the words vignettes use."""
    try:
        made = assessing.assess(case.hook, case.orders, case.chart, knowledge())
    except ScopeUndecidable:
        return {"http": 412}
    found: dict[str, Any] = {"http": 200, "suicidality": made.suicidality is not None, "cards": len(made.patient_view)}
    for number, order in enumerate(made.orders):
        mark = "" if number == 0 else f"#{number}"
        found |= {f"{f.id}{mark}": (str(f.status), str(f.severity)) for f in order.findings}
        found[f"scope{mark}"], found[f"verdict{mark}"] = str(order.scope), str(order.verdict)
        found[f"suggests{mark}"], found[f"removes{mark}"] = order.suggest_dose, order.suggest_removal
        found[f"monitors{mark}"] = order.suggest_monitoring
        found[f"dose_mg{mark}"] = order.dose and (
            order.dose.mg,
            order.dose.rate_mg_per_min,
            order.dose.above_ceiling,
            order.dose.ideal_mg,
        )
        found[f"weight_kg{mark}"] = order.weight and (order.weight.kg, order.weight.stale)
        found[f"ordered{mark}"] = order.ordered and (order.ordered.mg, order.ordered.mg_per_kg, order.ordered.minutes)
        found[f"infusions{mark}"] = order.course and (
            order.course.infusions,
            order.course.last,
            order.course.response,
            order.course.remission,
        )
        trials = order.resistance.trials if order.resistance else ()
        found[f"trials{mark}"] = [
            (t.ingredient, t.adequate, t.outcome.value, t.start, t.end, t.adequate_days, t.peak_mg) for t in trials
        ]
    return found


SAME = {"response": "infusions", "remission": "infusions", "stale": "weight_kg", "orders": "scope", "order": "ordered"}
"""Words of vignettes that look at a part of what `judged` holds under another word."""


def killed_by(case: Case, base: dict[str, Any], now: dict[str, Any]) -> bool:
    words = {SAME.get(w, w) for w in case.words}
    changed = {k.split("#")[0] for k in base.keys() | now.keys() if base.get(k) != now.get(k)}
    return bool(changed & words) or ("http" in changed)


class Mutated:
    """Swaps a module's functions for mutated ones, everywhere they were imported, and back."""

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module
        self.original = dict(vars(module))
        self.users = [
            m for n, m in sys.modules.items() if n.startswith("cds_service.protocol") or n == "cds_service.assess"
        ]

    def put(self, code: str) -> None:
        space = dict(self.original)
        exec(compile(code, self.module.__file__ or "", "exec"), space)  # noqa: S102 (our own module, one place changed)
        for name, value in space.items():
            if isinstance(value, type) and name in self.original:
                space[name] = self.original[name]
        for user in self.users:
            for name, value in list(vars(user).items()):
                old = self.original.get(name)
                if value is old and isinstance(value, types.FunctionType) and value.__module__ == self.module.__name__:
                    setattr(user, name, space[name])
        self.space = space

    def restore(self) -> None:
        for user in self.users:
            for name, value in list(vars(user).items()):
                if isinstance(value, types.FunctionType) and value is self.space.get(name) and name in self.original:
                    setattr(user, name, self.original[name])


def mutants(code: str) -> Iterator[tuple[str, str]]:
    """Each mutant with the name of its operator; mutants that are no Python are left out."""
    seen = {ast.dump(ast.parse(code))}
    for name in OPERATORS:
        operator = get_operator(name)()
        for occurrence in range(10_000):
            mutant = mutate_code(code, operator, occurrence)
            if mutant is None:
                break
            try:
                shape = ast.dump(ast.parse(mutant))
            except SyntaxError:
                continue
            if shape not in seen:
                seen.add(shape)
                yield name.removeprefix("core/"), mutant


def place(before: str, after: str) -> str:
    """The first line that differs."""
    for number, (a, b) in enumerate(zip(before.splitlines(), after.splitlines(), strict=False), start=1):
        if a != b:
            return f"{number}: {a.strip()}  ->  {b.strip()}"
    return "?"


def main(names: list[str]) -> None:
    everything = list(cases())
    base = [judged(c) for c in everything]
    order = list(range(len(everything)))
    folder = ROOT / "cds_service" / "protocol"
    modules = names or sorted(p.stem for p in folder.glob("*.py") if p.stem not in DATA_ONLY)
    total = [0, 0, 0]
    for stem in modules:
        module = importlib.import_module(f"cds_service.protocol.{stem}" if stem != "assess" else "cds_service.assess")
        code = Path(module.__file__ or "").read_text(encoding="utf-8")
        swap = Mutated(module)
        counts = [0, 0, 0]
        for operator, mutant in mutants(code):
            verdict, witness = 2, ""
            try:
                swap.put(mutant)
            except Exception:
                counts[0] += 1
                continue
            try:
                for at, index in enumerate(order):
                    try:
                        now = judged(everything[index])
                    except Exception:
                        verdict = 0
                    else:
                        if now == base[index]:
                            continue
                        verdict = 0 if killed_by(everything[index], base[index], now) else 1
                        witness = witness or everything[index].says
                    if verdict == 0:
                        order.insert(0, order.pop(at))
                        break
            finally:
                swap.restore()
            counts[verdict] += 1
            if verdict == 1:
                print(f"SURVIVES {stem} {operator} {place(code, mutant)}   [{witness}]", flush=True)
            elif verdict == 2:
                print(f"words    {stem} {operator} {place(code, mutant)}", flush=True)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print(
            f"== {stem}: {counts[0]} killed, {counts[1]} survive, {counts[2]} change no status on any chart", flush=True
        )
    print(f"== all: {total[0]} killed, {total[1]} survive, {total[2]} change no status on any chart")


if __name__ == "__main__":
    main(sys.argv[1:])
