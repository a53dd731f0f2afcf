"""Splitting a body in one pass says the same as splitting it member by member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from cds_service.http import wire
from cds_service.http.errors import NotACall, NotJson

NAMES = ["hook", "hookInstance", "context", "fhirServer", "extension", "other", "é", 'a"b', "prefetch"]
values = st.one_of(
    st.none(),
    st.text('aé"\\ {},', max_size=4),
    st.integers(),
    st.dictionaries(st.sampled_from(["a", "é", "b"]), st.text("x}", max_size=3), max_size=2),
)
prefetches = st.dictionaries(st.sampled_from(["patient", "conditions", "é"]), values, max_size=3)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """JSON objects with the members of a request, some of them twice, written in one of several ways."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=6))
    spaced = draw(st.sampled_from([(",", ":"), (" , ", " : "), (",\n", ":")]))
    is_ascii = draw(st.booleans())

    def text(value: Any) -> str:
        return json.dumps(value, separators=spaced, ensure_ascii=is_ascii)

    members = [f"{text(n)}{spaced[1]}{text(draw(prefetches if n == 'prefetch' else values))}" for n in names]
    return ("{" + spaced[0].join(members) + "}").encode()


def plainly(body: bytes) -> Any:
    """Members and prefetch as the slower way reads them, or what it refuses."""
    try:
        members = wire.members_of_body(body)
        prefetch = wire._prefetch(members)()
    except NotACall as refused:
        return type(refused), refused.args
    members.pop("prefetch", None)
    return written(members), written(prefetch)


def in_one_pass(body: bytes) -> Any:
    """The same through the faster way."""
    try:
        members, prefetch = wire._members_and_prefetch(body)
        prefetch = wire._prefetch(members)() if prefetch is None else prefetch
    except NotACall as refused:
        return type(refused), refused.args
    members.pop("prefetch", None)
    return written(members), written(prefetch)


def written(members: Mapping[str, Raw]) -> dict[str, bytes]:
    """Members as bytes, to be compared."""
    return {name: bytes(raw) for name, raw in members.items()}


@given(bodies())
def test_both_ways_read_or_refuse_a_body_alike(body: bytes) -> None:
    """Whatever members it has, in whatever order, once or twice."""
    assert plainly(body) == in_one_pass(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"hook":"a","hook":"b","prefetch":{}}',
        b'{"prefetch":{"a":{}},"prefetch":{"a":{}}}',
        b'{"prefetch":{"a":1,"a":1},"hook":"x"}',
        b'{"prefetch":{},"hook":"x"',
        b'{"prefetch":{},"hook":"\xff"}',
    ],
)
def test_what_has_two_readings_or_none_is_refused(body: bytes) -> None:
    """A member that is there twice, half a body, a byte that is no UTF-8."""
    kind, _ = in_one_pass(body)
    assert NotJson is kind


def test_an_ordinary_request_is_split_in_one_pass() -> None:
    """Otherwise nothing would be saved."""
    _, prefetch = wire._members_and_prefetch(b'{"hook":"x","context":{},"prefetch":{"patient":{"a":1}}}')
    assert {"patient": b'{"a":1}'} == written(prefetch or {})
