"""Puts a changed module of the protocol in the place of the real one, and back. It must not know what is judged.

Modules are run anew where they stand; classes stay the ones the rest of the service compares with, and take over
changed methods. Modules that use the changed one are run anew after it: some make their criteria when imported.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MODULES = "cds_service.protocol."
ASSESS = "cds_service.assess"


def _source(module: types.ModuleType) -> str:
    return Path(module.__file__ or "").read_text(encoding="utf-8")


def _without_classes(code: str, name: str) -> types.CodeType:
    tree = ast.parse(code)
    tree.body = [node for node in tree.body if not isinstance(node, ast.ClassDef)]
    return compile(tree, name, "exec")


def _classes(code: str) -> list[str]:
    return [ast.dump(node) for node in ast.parse(code).body if isinstance(node, ast.ClassDef)]


class Swap:
    """The modules as they are; `changed` holds one of them changed for a while."""

    def __init__(self) -> None:
        names = [n for n in sys.modules if n.startswith(MODULES) or n == ASSESS]
        self.modules = {n.rpartition(".")[2]: sys.modules[n] for n in names}
        self._real = {stem: dict(vars(m)) for stem, m in self.modules.items()}
        self._plain = {stem: _without_classes(_source(m), m.__file__ or "") for stem, m in self.modules.items()}
        self._shapes = {stem: _classes(_source(m)) for stem, m in self.modules.items()}
        self._below: dict[str, frozenset[str]] = {}
        self._order = sorted(self.modules, key=lambda stem: len(self._made_of(stem)))
        self._borrowers = list(self._borrowing())

    def _made_of(self, stem: str) -> frozenset[str]:
        """The modules of the protocol that this one is made of."""
        if stem not in self._below:
            found: set[str] = set()
            for node in ast.parse(_source(self.modules[stem])).body:
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(MODULES):
                    below = (node.module or "").rpartition(".")[2]
                    found |= {below, *self._made_of(below)}
            self._below[stem] = frozenset(found)
        return self._below[stem]

    def _borrowing(self) -> Iterator[tuple[types.ModuleType, str, str]]:
        """Where the rest of the service holds a function of these modules: module, name, and whose it is."""
        ours = {m.__name__: stem for stem, m in self.modules.items()}
        for module_name, other in list(sys.modules.items()):
            if module_name.startswith("cds_service.") and module_name not in ours:
                for name, value in vars(other).items():
                    stem = ours.get(getattr(value, "__module__", None) or "")
                    if isinstance(value, types.FunctionType) and stem and self._real[stem].get(name) is value:
                        yield other, name, stem

    @contextmanager
    def changed(self, stem: str, code: str) -> Iterator[None]:
        """For a while, the module is made of this code."""
        users = [s for s in self._order if stem in self._made_of(s)]
        kept: list[tuple[type, str, Any]] = []
        try:
            kept = self._put_methods(stem, code)
            exec(_without_classes(code, self.modules[stem].__file__ or ""), vars(self.modules[stem]))  # noqa: S102
            for user in users:
                exec(self._plain[user], vars(self.modules[user]))  # noqa: S102 (our own modules)
            for other, name, at in self._borrowers:
                setattr(other, name, vars(self.modules[at])[name])
            yield
        finally:
            for owner, name, value in kept:
                setattr(owner, name, value)
            for other, name, at in self._borrowers:
                setattr(other, name, self._real[at][name])
            for at in (stem, *users):
                space = vars(self.modules[at])
                space.clear()
                space.update(self._real[at])

    def _put_methods(self, stem: str, code: str) -> list[tuple[type, str, Any]]:
        """Gives the real classes the methods of the changed ones; tells what they had."""
        real = self._real[stem]
        if _classes(code) == self._shapes[stem]:
            return []
        space = {**real}
        exec(compile(code, self.modules[stem].__file__ or "", "exec"), space)  # noqa: S102 (our own module)
        kept: list[tuple[type, str, Any]] = []
        for name, new in space.items():
            old = real.get(name)
            if not isinstance(old, type) or old is new or old.__module__ != self.modules[stem].__name__:
                continue
            for method, value in vars(new).items():
                if isinstance(value, types.FunctionType | property | staticmethod | classmethod):
                    kept.append((old, method, vars(old)[method]))
                    setattr(old, method, value)
        return kept
