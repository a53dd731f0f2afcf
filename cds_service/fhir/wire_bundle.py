"""The fields of Bundles and OperationOutcomes that we read.

It must not know what the entries hold.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from cds_service.fhir.wire import NOTHING, Head, Wire


class Link(Wire):
    relation: str = ""
    url: str = ""


class Search(Wire):
    mode: str = ""


class Entry(Wire):
    resource: Head | None = None
    search: Search | None = None


class RawEntry(Wire):
    resource: msgspec.Raw = NOTHING
    search: Search | None = None


class Bundle(Wire):
    resource_type: str = ""
    total: Decimal | None = None
    link: tuple[Link, ...] = ()
    entry: tuple[Entry, ...] = ()


class RawBundle(Wire):
    entry: tuple[RawEntry, ...] = ()


class LooseBundle(Wire):
    """A Bundle whose entries are not what R4 says they are."""

    entry: msgspec.Raw = NOTHING


class BundleHead(Wire):
    resource_type: str = ""
    total: Decimal | None = None
    link: tuple[Link, ...] = ()


class Issue(Wire):
    severity: str = ""
