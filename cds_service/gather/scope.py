"""What a SMART on FHIR token says it may read, versions 1 and 2 of the scope language.

It must not know the token itself, HTTP or the chart: it only answers "is it of any use to ask".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from cds_service.gather.query import Query

_SCOPE = re.compile(r"(?:patient|user|system)/(\*|[A-Za-z]+)\.(read|write|\*|[cruds]+)(?:\?(.+))?")

_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}


@dataclass(frozen=True, slots=True)
class Grant:
    """One granted scope: `resource` a type or "*", `rights` letters of "cruds", `only` its search limits."""

    resource: str
    rights: str
    only: tuple[tuple[str, str], ...] = ()

    def covers(self, query: Query) -> bool:
        """True when this grant lets the whole answer of the query through.

        A grant limited to a category answers a wider question with a part of the list, and that part would
        pass for the whole; so it only covers a search that asks for no more than the grant allows.
        """
        if self.resource not in {"*", query.resource_type}:
            return False
        if query.resource_id is not None:
            return "r" in self.rights
        return "s" in self.rights and all(_narrower(query, name, value) for name, value in self.only)


def _narrower(query: Query, name: str, value: str) -> bool:
    allowed = {_code(each) for each in value.split(",")}
    asked = [{_code(each) for each in given.split(",")} for key, given in query.parameters if key == name]
    return any(codes <= allowed for codes in asked)


def _code(token: str) -> str:
    return token.rpartition("|")[2]


@dataclass(frozen=True, slots=True)
class Scopes:
    """All that a token says of itself; `grants` None when it says nothing, and then asking is the way to know."""

    grants: tuple[Grant, ...] | None = None

    def permit(self, query: Query) -> bool:
        """True when the answer to this query could be whole under these scopes."""
        return self.grants is None or any(grant.covers(query) for grant in self.grants)


def read_scopes(text: str | None) -> Scopes:
    """The scopes of `fhirAuthorization.scope`; words that are no clinical scope ("launch", "openid") grant
    nothing, and a blank or absent text says nothing."""
    words = (text or "").split()
    if not words:
        return Scopes()
    matches = [match for word in words if (match := _SCOPE.fullmatch(word))]
    return Scopes(tuple(_grant(*match.groups()) for match in matches))


def _grant(resource: str, rights: str, only: str | None) -> Grant:
    return Grant(resource, _VERSION_1.get(rights, rights), tuple(parse_qsl(only or "", keep_blank_values=True)))
