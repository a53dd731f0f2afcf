"""The specification, vignette by vignette."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tests.spec
from cds_service.knowledge.checks import limits_in
from tests.spec.run import knowledge
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


CONSTANTS = {"lithium-level.molar_mass", "valproate-level.molar_mass"}
"""Numbers of chemistry, with which values are converted: they bound nothing."""


def limits() -> set[str]:
    """Every limit of the content, as "owner.name"."""
    content = knowledge()
    owners = (*content.criteria.values(), *content.rules.values())
    found = {f"{owner.id}.{name}" for owner in owners for name in owner.limits}
    found |= {f"{o.concept}.{name}" for o in content.observables.values() for name, _ in limits_in(o)}
    return found | {f"{d.name}.{name}" for d in content.drugs.values() for name, _ in limits_in(d)}


def test_every_limit_is_shown_on_both_sides() -> None:
    """No number can be changed in the content without a vignette that stands on each side of it."""
    shown = {bound for vignette in ALL for bound in vignette.bounds}
    wanted = {f"{name}:{side}" for name in limits() - CONSTANTS for side in ("in", "out")}
    assert set() == wanted - shown


def test_no_bound_is_of_a_limit_that_is_gone() -> None:
    """Every bound a vignette claims to show is of a limit in the content."""
    shown = {bound.rpartition(":")[0] for vignette in ALL for bound in vignette.bounds}
    assert set() == shown - limits()


def test_every_criterion_has_a_vignette_for_each_status_it_can_have() -> None:
    """Met, not met and unknown are shown for every criterion; only the weight is never not met."""
    shown = {(word, status) for v in ALL for word, status in v.expect.items() if isinstance(status, str)}
    wanted = {(c, s) for c in knowledge().criteria for s in ("met", "not-met", "unknown")} - {("weight", "not-met")}
    assert set() == wanted - shown


def test_no_sentence_is_said_twice() -> None:
    """Every vignette has a sentence of its own."""
    said = [v.says for v in ALL]
    assert sorted(set(said)) == sorted(said)
