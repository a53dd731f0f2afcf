"""The strict writer: what leaves the service holds no empty value and only numbers every JSON writer knows.

It must not know what the values mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

LARGEST_EXPONENT = 15
"""Whole numbers up to here are written as integers; beyond it a float says as much."""

BEYOND_FLOATS = 300
"""Numbers with more digits than this cannot be written by every JSON writer and are left out."""

_NOTHING = object()


def as_number(value: Decimal) -> int | float:
    """A Decimal as the JSON number with the same digits: 35 for 35.0, 0.875 for 0.8750."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0 and short.adjusted() <= LARGEST_EXPONENT:
        return int(short)
    return float(short)


def writable(value: Decimal) -> int | float | None:
    """As `as_number`; None for what no JSON number can say."""
    return as_number(value) if value.is_finite() and value.adjusted() < BEYOND_FLOATS else None


def without_empties(value: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON-able copy without null, "", [] and {} at any depth, Decimals as numbers, dates as ISO text.

    Arrays that a FHIR sibling ("_given" beside "given") aligns by position keep their nulls: there a null
    is a place, not a value.
    """
    clean = _object(value)
    return clean if isinstance(clean, dict) else {}


def _object(value: Mapping[str, Any]) -> Any:
    kept: dict[str, Any] = {}
    for name, item in value.items():
        if type(item) is str:  # the common case, without a call
            if item and not item.isspace():
                kept[name] = item
            continue
        clean = _places(item) if isinstance(item, list) and _is_aligned(name, value) else _clean(item)
        if clean is not _NOTHING:
            kept[name] = clean
    return kept or _NOTHING


def _is_aligned(name: str, value: Mapping[str, Any]) -> bool:
    return isinstance(value.get(name[1:] if name.startswith("_") else f"_{name}"), list)


def _places(items: list[Any]) -> list[Any]:
    return [None if (clean := _clean(x)) is _NOTHING else clean for x in items]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if value and not value.isspace() else _NOTHING
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return [x for x in map(_clean, value) if x is not _NOTHING] or _NOTHING
    if isinstance(value, Decimal):
        number = writable(value)
        return _NOTHING if number is None else number
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _object(value)
    return _NOTHING if value is None else value
