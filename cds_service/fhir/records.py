"""The records of one Bundle: what each is about is decoded at once, the whole of it only when asked for.

It must not know which records matter. Most of a chart does not: decoding it would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, overload

import msgspec

from cds_service.fhir import wire, wire_bundle
from cds_service.fhir.lenient import decode, is_there

R = TypeVar("R", bound=wire.Resource)


def _head(name: str, *kinds: type[wire.Resource]) -> type[Any]:
    """A head that also holds, undecoded, every element of these kinds of records."""
    taken = set(wire.Head.__struct_fields__)
    elements = dict.fromkeys(field for kind in kinds for field in kind.__struct_fields__ if field not in taken)
    fields = [(element, msgspec.Raw, wire.NOTHING) for element in elements]
    return msgspec.defstruct(name, fields, bases=(wire.Head,), gc=False, kw_only=True, rename="camel")


def _bundle(head: type[Any]) -> msgspec.json.Decoder[wire_bundle.Bundle]:
    """Reads Bundles of such records; one pass over the bytes is all they cost."""
    entry = msgspec.defstruct(
        "Entry", [("resource", head | None, None)], bases=(wire_bundle.Entry,), gc=False, kw_only=True
    )
    many = tuple[entry, ...]  # type: ignore[valid-type]
    bundle = msgspec.defstruct(
        "Bundle", [("entry", many, ())], bases=(wire_bundle.Bundle,), gc=False, kw_only=True, rename="camel"
    )
    return msgspec.json.Decoder(bundle)


_MEDICATIONS = _bundle(_head("MedicationHead", wire.MedicationRecord, wire.Medication))
_OBSERVATIONS = _bundle(_head("ObservationHead", wire.Observation))
_BUNDLES: Mapping[str, msgspec.json.Decoder[wire_bundle.Bundle]] = {
    "conditions": _bundle(_head("ConditionHead", wire.Condition)),
    "medicationStatements": _MEDICATIONS,
    "medicationRequests": _MEDICATIONS,
    "medicationDispenses": _MEDICATIONS,
    "medicationAdministrations": _MEDICATIONS,
    "allergies": _bundle(_head("AllergyHead", wire.AllergyIntolerance)),
    "procedures": _bundle(_head("ProcedureHead", wire.Procedure)),
    "surveys": _OBSERVATIONS,
    "vitalSigns": _OBSERVATIONS,
    "observations": _OBSERVATIONS,
}
_ANY = msgspec.json.Decoder(wire_bundle.Bundle)


def read_bundle(raw: msgspec.Raw, key: str = "") -> wire_bundle.Bundle:
    """The Bundle of one prefetch key with the heads of its entries. Raises what msgspec raises."""
    return _BUNDLES.get(key, _ANY).decode(raw)


class Records(Sequence[msgspec.Raw]):
    """The resources of a Bundle in its order, undecoded; `heads` are theirs, one by one."""

    __slots__ = ("_body", "_raws", "heads")

    def __init__(self, body: msgspec.Raw, heads: Sequence[wire.Head]) -> None:
        self._body = body
        self._raws: list[msgspec.Raw] | None = None
        self.heads = heads

    def whole(self, index: int, kind: type[R]) -> R | None:
        """One record in full. Where its head holds all that `kind` reads, the Bundle is not gone over again."""
        head = self.heads[index]
        elements = _elements(type(head), kind)
        return decode(self[index] if elements is None else _joined(head, elements), kind)

    def _all(self) -> list[msgspec.Raw]:
        if self._raws is None:
            raws = [entry.resource for entry in _ENTRIES.decode(self._body).entry]
            # As many as there are heads: then none is missing or null, and none needs to be looked at.
            self._raws = raws if len(raws) == len(self.heads) else [raw for raw in raws if is_there(raw)]
        return self._raws

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, index: int) -> msgspec.Raw: ...

    @overload
    def __getitem__(self, index: slice) -> list[msgspec.Raw]: ...

    def __getitem__(self, index: int | slice) -> msgspec.Raw | list[msgspec.Raw]:
        return self._all()[index]

    def __iter__(self) -> Iterator[msgspec.Raw]:
        return iter(self._all())


_ENTRIES = msgspec.json.Decoder(wire_bundle.RawBundle)


@lru_cache(maxsize=64)
def _elements(head: type[wire.Head], kind: type[wire.Resource]) -> tuple[tuple[str, bytes], ...] | None:
    """The elements of `kind` with their names in JSON; None when such a head lacks one of them."""
    if not set(kind.__struct_fields__) <= set(head.__struct_fields__):
        return None
    names = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return tuple((own, f'"{name}":'.encode()) for own, name in names)


def _joined(head: wire.Head, elements: Sequence[tuple[str, bytes]]) -> bytes:
    """The record's JSON again, of those elements that are there."""
    parts: list[bytes] = []
    for own, name in elements:
        if value := getattr(head, own):
            parts.append(name + (msgspec.json.encode(value) if isinstance(value, str) else bytes(value)))
    return b"{" + b",".join(parts) + b"}"


def whole(resources: Sequence[msgspec.Raw], index: int, kind: type[R]) -> R | None:
    """One of these records in full; None when it is no JSON object."""
    return resources.whole(index, kind) if isinstance(resources, Records) else decode(resources[index], kind)


def heads(resources: Sequence[msgspec.Raw]) -> Iterable[wire.Head | None]:
    """What each record is about; None for one that is no JSON object."""
    return resources.heads if isinstance(resources, Records) else (decode(raw, wire.Head) for raw in resources)
