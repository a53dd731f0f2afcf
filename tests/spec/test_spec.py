"""The specification, vignette by vignette."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tests.spec
from tests.spec.vignette import Vignette


def vignettes() -> list[Vignette]:
    """Every vignette of the `spec_*` modules of this folder."""
    found: list[Vignette] = []
    for module in pkgutil.iter_modules(tests.spec.__path__):
        if module.name.startswith("spec_"):
            found += importlib.import_module(f"tests.spec.{module.name}").VIGNETTES
    return found


ALL = vignettes()


@pytest.mark.parametrize("vignette", ALL, ids=[v.says for v in ALL])
def test_vignette(vignette: Vignette) -> None:
    """What the sentence says is what the service answers."""
    vignette.check()


def test_no_sentence_is_said_twice() -> None:
    """Every vignette has a sentence of its own."""
    said = [v.says for v in ALL]
    assert sorted(set(said)) == sorted(said)
