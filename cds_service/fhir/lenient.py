"""Decodes one resource into the few fields we read, and survives whatever shape those fields have.

It must not know what any field means. The fast way is a typed decode; when a field is not of the type R4 gives
it, the record is read again, field by field: a single object where a list belongs is a list of one, and what
cannot be read leaves its field empty.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

ODD = "?"
"""Stands where a text belongs and something that is no text was sent: it is there, and it cannot be read."""

_PLAIN = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")

UNDECODABLE = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What decoding may raise on hostile input."""


def decode(raw: msgspec.Raw | bytes, kind: type[S]) -> S | None:
    """The record as `kind`; None when it is no JSON object at all."""
    try:
        return _decoder(kind).decode(raw)  # type: ignore[no-any-return]
    except UNDECODABLE:
        value = plain(raw)
        return coerce(value, kind) if isinstance(value, dict) else None


def plain(raw: msgspec.Raw | bytes) -> Any:
    """Any JSON as Python values with Decimal numbers; None when it is no JSON."""
    try:
        return _PLAIN.decode(raw)
    except UNDECODABLE:
        return None


def is_there(raw: msgspec.Raw) -> bool:
    """True for a member that was sent and is not null."""
    return bool(raw) and starts_with(raw) != b"n"


def starts_with(raw: msgspec.Raw) -> bytes:
    """The first character that is not blank; a view, not a copy: the value may be megabytes long."""
    return bytes(memoryview(raw)[:_HEAD]).lstrip()[:1]


_HEAD = 64


def encode(value: Any) -> bytes:
    """Python values as JSON, Decimals as numbers."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=64)
def _decoder(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@lru_cache(maxsize=64)
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    hints = get_type_hints(kind)
    names = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return tuple((own, wire, hints[own]) for own, wire in names)


def coerce(value: dict[str, Any], kind: type[S]) -> S:
    """A struct from a decoded object; fields that do not fit keep their default."""
    found: dict[str, Any] = {}
    for own, wire, hint in _fields(kind):
        if value.get(wire) is not None and (read := _as(value[wire], hint)) is not None:
            found[own] = read
    return kind(**found)


def _as(value: Any, hint: Any) -> Any:
    """The value as the hinted type, or None."""
    if (many := get_origin(hint)) in (list, tuple):
        items = value if isinstance(value, list) else [value]
        return many(read for item in items if (read := _as(item, get_args(hint)[0])) is not None)
    if hint is msgspec.Raw:
        return msgspec.Raw(_ENCODER.encode(value))
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if value is None:
        return ODD if hint is str else None
    options = [option for option in (get_args(hint) or (hint,)) if option is not type(None)]
    return _scalar(value, options[0])


def _scalar(value: Any, kind: Any) -> Any:
    if kind is str:
        return _text(value)
    if kind is Decimal:
        return _number(value)
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind is int:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if isinstance(value, dict):
        return coerce(value, kind)
    return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ODD


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return Decimal(value)
    except ArithmeticError:
        return None
