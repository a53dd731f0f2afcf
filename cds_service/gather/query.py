"""One prefetch template filled from the hook's context: the read or search that asks for a part of the chart.

It must not know servers, tokens or what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

_TOKEN = re.compile(r"\{\{\s*context\.(\w+)\s*\}\}")

_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._~:-]{1,128}")
"""Ids as real servers make them, a little wider than FHIR's; never a separator that would widen a search
to other patients (",", "|", "$") or walk up the path."""


@dataclass(frozen=True, slots=True)
class Query:
    """A read (`resource_id` set) or a type search (`parameters` set) relative to a FHIR base."""

    resource_type: str
    resource_id: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The encoded relative URL; "," and "|" stay as they are, some servers do not decode them first."""
        if self.resource_id is not None:
            return f"{self.resource_type}/{self.resource_id}"
        return f"{self.resource_type}?{urlencode(self.parameters, safe=',|:/')}"

    def in_pages(self, size: int) -> Query:
        """The same search, asking for so many records a page where it does not say how many; a read as it is."""
        if self.resource_id is not None or any(name == "_count" for name, _ in self.parameters):
            return self
        return replace(self, parameters=(*self.parameters, ("_count", str(size))))


def plain_id(value: str, resource_type: str) -> str | None:
    """The id in "123" or "Patient/123"; None when the text cannot be the id of one resource."""
    bare = value.strip().removeprefix(f"{resource_type}/")
    return bare if _ID.fullmatch(bare) else None


def fill(template: str, context: Mapping[str, str]) -> Query | None:
    """The query a template means in this context; None when the context lacks a usable value for it."""
    usable = True

    def value(token: re.Match[str]) -> str:
        nonlocal usable
        name = token.group(1)
        given = context.get(name)
        filled = plain_id(given, name.removesuffix("Id").capitalize()) if isinstance(given, str) else None
        usable = usable and filled is not None
        return filled or ""

    text = _TOKEN.sub(value, template)
    if not usable or "{{" in text:
        return None
    head, _, search = text.partition("?")
    if search:
        return Query(head, parameters=tuple(parse_qsl(search, keep_blank_values=True)))
    resource_type, _, resource_id = head.partition("/")
    return Query(resource_type, resource_id=resource_id)
