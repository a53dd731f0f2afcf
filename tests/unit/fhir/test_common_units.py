"""The table of common units says what the library that knows all of UCUM says."""

from __future__ import annotations

from itertools import product

import pytest

from cds_service.fhir import units
from cds_service.fhir.common_units import COMMON, measure, ratio

COMPOUND = (
    "mg/kg", "ug/kg", "mg/min", "mg/h", "mg/(kg.min)", "mg/kg/min", "ug/kg/min", "mg/(kg.h)", "mg/kg/h", "mg/mL",
    "mg/dL", "ug/mL", "ng/mL", "g/L", "mmol/L", "meq/L", "mol/L", "umol/L", "/min", "1/min", "kg/m2", "mL/min", "mL/h",
    "mg/d", "mg/wk", "/d", "mg/L", "g/m2", "mg.min", "m3", "mg/kg.min",
)  # fmt: skip
ALL = (*COMMON, *COMPOUND)


@pytest.mark.parametrize("unit", ALL)
def test_every_pair_of_common_units_converts_as_the_library_converts_it(unit: str) -> None:
    """Same factor to twelve digits, and no factor where the library has none."""
    for target in ALL:
        theirs, ours = units._of_library(unit, target), ratio(unit, target)
        if ours is None:
            assert (target, None) == (target, theirs)
        else:
            assert (target, pytest.approx(float(ours), rel=1e-12)) == (target, theirs and float(theirs))


@pytest.mark.parametrize("unit", ["mg/24.h", "[iU]", "mEq", "mg/", "/", "", "mg//kg", "(mg", "mg)", "mg/(kg.(min))"])
def test_what_is_not_made_of_common_units_is_left_to_the_library(unit: str) -> None:
    """A rare unit, an unknown one and half a unit are none of the table's business."""
    assert measure(unit) is None


@pytest.mark.parametrize(
    ("piece", "target"), list(product([*sorted(units._PIECES), "{tbl}", "{score}"], ["mg", "mL", "d", "min"]))
)
def test_pieces_are_units_neither_to_us_nor_to_the_library(piece: str, target: str) -> None:
    """A tablet has no mass of its own."""
    assert (None, None) == (units.factor(piece, target), units._of_library(piece, target))


def test_a_rare_unit_still_converts() -> None:
    """What the table lacks the library knows: a grain is 64.79891 mg."""
    assert pytest.approx(64.79891) == float(units.factor("[gr]", "mg") or 0)
