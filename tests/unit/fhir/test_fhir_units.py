"""Quantities by UCUM: exact, and silent where the unit could mean something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cds_service.fhir import units
from cds_service.fhir.wire import Quantity


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        ("154", "[lb_av]", "kg", "69.85322498"),
        ("70000", "g", "kg", "70"),
        ("2469", "[oz_av]", "kg", "69.994972595625"),
        ("7.20", "kg", "kg", "7.20"),
        ("68", "[in_i]", "cm", "172.72"),
        ("0.5", "g", "mg", "500"),
        ("500", "ug", "mg", "0.5"),
        ("500", "ug/kg", "mg/kg", "0.5"),
        ("52.5", "mg/h", "mg/min", "0.875"),
        ("0.75", "mg/kg/h", "mg/(kg.min)", "0.0125"),
        ("35", "mg/(40.min)", "mg/min", "0.875"),
        ("2", "wk", "d", "14"),
        ("1", "mo", "d", "30.4375"),
        ("0.8", "meq/L", "mmol/L", "0.8"),
        ("80", "mg/L", "ug/mL", "80"),
        ("72", "{beats}/min", "/min", "72"),
    ],
)
def test_conversion_is_exact(value: str, unit: str, target: str, expected: str) -> None:
    """A conversion gives the decimal number one would write down."""
    assert Decimal(expected) == units.convert(Decimal(value), unit, target)


@pytest.mark.parametrize(
    ("unit", "target"),
    [
        ("{tablet}", "mg"),
        ("1", "mg/kg"),
        ("%", "mg/kg"),
        ("mg/kg", "mg"),
        ("mg", "mg/kg"),
        ("mg/min", "mg/(kg.min)"),
        ("mg/m2", "mg/kg"),
        ("lbs", "kg"),
        ("", "kg"),
        ("kg)(", "kg"),
        ("m" * 5000, "kg"),
        ("kg" + "/kg" * 20, "kg"),
    ],
)
def test_other_kinds_of_unit_do_not_convert(unit: str, target: str) -> None:
    """A piece is no mass, a fraction no amount per kilogram, and rubbish no unit."""
    assert units.convert(Decimal(1), unit, target) is None


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "1e-400", "sNaN"])
def test_absurd_numbers_are_none(value: str) -> None:
    """What no instrument shows is not a number to us."""
    assert units.sane(Decimal(value)) is None


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(unit="kg"), "kg"),
        (Quantity(unit="g"), "g"),
        (Quantity(unit="mmHg"), "mm[Hg]"),
        (Quantity(unit="%"), "%"),
        (Quantity(unit="KG"), "kg"),
        (Quantity(unit="mEq/L"), "meq/L"),
        (Quantity(unit="mmol/l"), "mmol/L"),
        (Quantity(unit="MMOL/L"), "mmol/L"),
        (Quantity(unit="mcg/mL"), "ug/mL"),
        (Quantity(unit="mEq/L", code="mEq/L", system=units.UCUM), "meq/L"),
        (Quantity(unit="mEq"), ""),
        (Quantity(unit="ug/dL"), ""),
        (Quantity(unit="[lb_av]"), "[lb_av]"),
        (Quantity(unit="pound", code="[lb_av]", system="http://unitsofmeasure.org/"), "[lb_av]"),
        (Quantity(unit="lb"), ""),
        (Quantity(unit="lbs"), ""),
        (Quantity(unit="pounds"), ""),
        (Quantity(), ""),
        (Quantity(unit="lbs", code="[lb_av]"), "[lb_av]"),
        (Quantity(unit="pounds", code="[lb_av]", system=units.UCUM), "[lb_av]"),
        (Quantity(unit="lb", code="kg", system=units.UCUM), ""),
        (Quantity(unit="kg", code="258683005", system="http://snomed.info/sct"), "kg"),
    ],
)
def test_a_measurement_needs_a_unit_that_cannot_be_mistaken(quantity: Quantity, expected: str) -> None:
    """Pounds without their code, no unit, and a code that contradicts the unit are no unit."""
    assert expected == units.measured_unit(quantity)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MG", "mg"),
        ("mg/kg", "mg/kg"),
        ("MG/KG/hr", "mg/kg/h"),
        ("mcg/kg/min", "ug/kg/min"),
        ("mg per min", "mg/min"),
        ("mL/hr", "mL/h"),
        ("milligrams", "mg"),
        ("mg/kg/dose", "mg/kg"),
        ("tablet", "tablet"),
        ("x" * 100, ""),
    ],
)
def test_spellings_that_mean_one_thing_are_understood(text: str, expected: str) -> None:
    """A unit as people write it is UCUM where there is no choice."""
    assert expected == units.spelled(text)


def test_a_value_with_a_comparator_is_no_value() -> None:
    """ "less than 5" is not 5."""
    assert units.amount(Quantity(value=Decimal(5), comparator="<")) is None
