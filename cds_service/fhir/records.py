"""The records of one Bundle: what each is about is decoded at once, the whole of it only when asked for.

It must not know which records matter. Most of a chart does not: decoding it would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import msgspec

from cds_service.fhir import wire, wire_bundle
from cds_service.fhir.lenient import decode, is_there


class Records(Sequence[msgspec.Raw]):
    """The resources of a Bundle in its order, undecoded; `heads` are theirs, one by one."""

    __slots__ = ("_body", "_raws", "heads")

    def __init__(self, body: msgspec.Raw, heads: Sequence[wire.Head]) -> None:
        self._body = body
        self._raws: list[msgspec.Raw] | None = None
        self.heads = heads

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


def heads(resources: Sequence[msgspec.Raw]) -> Iterable[wire.Head | None]:
    """What each record is about; None for one that is no JSON object."""
    return resources.heads if isinstance(resources, Records) else (decode(raw, wire.Head) for raw in resources)
