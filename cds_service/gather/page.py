"""Whether a fetched body is the answer to the question asked: nesting, resource, Bundle type and self link.

It must not know HTTP, nor read any resource of the chart: what is inside is the reader's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from cds_service.gather.outcome import FetchError, Outcome
from cds_service.gather.query import Query

_KEPT = b'{}[]"'
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_STRING = re.compile(rb'"[^"]*"')


class _Head(msgspec.Struct):
    """The few members that say what a body is; of any type, because the sender may be anyone."""

    resourceType: Any = None  # noqa: N815
    id: Any = None
    type: Any = None
    link: msgspec.Raw = msgspec.Raw(b"[]")


_decoder = msgspec.json.Decoder(_Head)


def check_answer(body: bytes, query: Query, depth: int) -> None:
    """Raises FetchError when the body is no JSON, nests deeper than `depth` levels, or cannot be the answer to
    the query (a first or a following page)."""
    head = _head(body)
    if _deeper_than(depth, body):
        raise FetchError(Outcome.TOO_DEEP)
    if query.resource_id is not None:
        right = (head.resourceType, head.id) == (query.resource_type, query.resource_id)
    else:
        right = (
            head.resourceType == "Bundle"
            and head.type in {"searchset", None}
            and not any(_contradicts(link, query) for link in _self_links(head.link))
        )
    if not right:
        raise FetchError(Outcome.NOT_AS_ASKED)


def _deeper_than(depth: int, body: bytes) -> bool:
    """True when valid JSON nests deeper than `depth` levels, which would cost its readers their stack.

    Works in C over the whole body: first all strings go, then each round removes the innermost brackets.
    """
    shape = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _DROPPED)
    shape = _STRING.sub(b"", shape)
    for _ in range(depth):
        if not shape:
            return False
        shape = shape.replace(b"{}", b"").replace(b"[]", b"")
    return bool(shape)


def name_of(resource: msgspec.Raw) -> tuple[str, str]:
    """A record's type and id, each empty when it does not say."""
    try:
        head = _head(bytes(resource))
    except FetchError:
        return "", ""
    return str(head.resourceType or ""), str(head.id or "")


def count_distinct(resources: Iterable[msgspec.Raw]) -> int:
    """How many different records these are: a page that shifts while it is read repeats some and skips others.

    Records without an id count one each; an OperationOutcome beside the matches is no record.
    """
    names = [name for name in map(name_of, resources) if name[0] != "OperationOutcome"]
    return len({name for name in names if name[1]}) + sum(not name[1] for name in names)


def _head(body: bytes) -> _Head:
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise FetchError(Outcome.NOT_JSON) from None
    except RecursionError:
        raise FetchError(Outcome.TOO_DEEP) from None


def _self_links(raw: msgspec.Raw) -> list[str]:
    links = msgspec.json.decode(raw)
    listed = links if isinstance(links, list) else [links]
    return [
        link["url"]
        for link in listed
        if isinstance(link, dict) and link.get("relation") == "self" and isinstance(link.get("url"), str)
    ]


def _contradicts(link: str, query: Query) -> bool:
    """True when a self link names another resource type or another patient: the server answered another question.

    Servers behind a proxy write another host, and paging links hold opaque keys; neither says anything.
    """
    try:
        url = urlsplit(link)
    except ValueError:
        return False
    last = url.path.rstrip("/").rpartition("/")[2]
    if re.fullmatch(r"[A-Z][A-Za-z]+", last) and last in _SEARCHED and last != query.resource_type:
        return True
    mine = _patients(query.parameters)
    theirs = _patients(parse_qsl(url.query))
    return bool(mine and theirs) and mine != theirs


def _patients(parameters: Any) -> set[str]:
    names = {"patient", "subject", "patient:Patient", "subject:Patient"}
    return {value.rpartition("/")[2] for name, value in parameters if name in names}


_SEARCHED = frozenset(
    {
        "AllergyIntolerance",
        "Condition",
        "Encounter",
        "Medication",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Patient",
        "Procedure",
    }
)
"""Types a self link is compared by; another last word of a path ("R4", "FHIR") is the server's own base."""
