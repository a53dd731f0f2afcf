"""An order taken for valid without asking fhir.resources is valid by fhir.resources."""

from __future__ import annotations

import copy
import typing
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.fhir import plain_order
from cds_service.fhir.plain_order import is_plain

PLAIN: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "draft-1",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "authoredOn": "2026-11-23T10:00:00+01:00",
    "medicationCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "1"}], "text": "ketamine"},
    "dosageInstruction": [
        {
            "text": "35 mg IV over 40 min",
            "doseAndRate": [{"doseQuantity": {"value": 35, "unit": "mg", "code": "mg"}}],
            "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
        }
    ],
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """JSON values of a type of the plain order."""
    if get_origin(hint) is typing.Annotated:
        kind, meta = get_args(hint)[0], get_args(hint)[1]
        if kind is str:
            return st.from_regex(meta.pattern)
        if kind is float:
            return st.floats(meta.ge, meta.le)
        if kind is int:
            return st.integers(meta.ge, meta.le)
        return st.lists(values(get_args(kind)[0]), min_size=1, max_size=2)
    if get_origin(hint) is typing.Literal:
        return st.sampled_from(get_args(hint))
    if hint is bool:
        return st.booleans()
    return objects(hint)


def objects(kind: type[msgspec.Struct]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the required members of a plain type and some of the others, never empty."""
    hints = get_type_hints(kind, include_extras=True)
    names = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    members: dict[bool, dict[str, Any]] = {True: {}, False: {}}
    for own, hint in hints.items():
        is_optional = msgspec.UnsetType in get_args(hint) and get_origin(hint) is not typing.Annotated
        (only,) = [one for one in get_args(hint) if one is not msgspec.UnsetType] if is_optional else [hint]
        members[not is_optional][names[own]] = values(only)
    made = st.fixed_dictionaries(members[True], optional=members[False])
    return made.filter(bool)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(objects(plain_order.Order))
def test_whatever_is_plain_is_valid(order: dict[str, Any]) -> None:
    """Every order that fits the plain shape passes fhir.resources' model of R4."""
    if is_plain(order):
        MedicationRequest.model_validate(order)


def test_the_order_of_an_ordinary_draft_is_plain() -> None:
    """Otherwise nothing would be saved."""
    assert is_plain(PLAIN)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("note",), [{"text": "given slowly"}]),
        (("status",), "finished"),
        (("id",), "not_an_id"),
        (("authoredOn",), "2026-02-30"),
        (("authoredOn",), "yesterday"),
        (("medicationCodeableConcept", "coding"), []),
        (("medicationCodeableConcept", "coding", 0, "code"), " "),
        (("medicationCodeableConcept", "text"), "two\nlines"),
        (("dosageInstruction", 0, "doseAndRate", 0, "doseQuantity", "value"), "35"),
        (("dosageInstruction", 0, "doseAndRate", 0, "rateQuantity"), {"value": 1}),
        (("dosageInstruction", 0, "timing", "repeat", "durationUnit"), "minutes"),
    ],
)
def test_anything_unusual_is_left_to_the_library(path: tuple[Any, ...], value: Any) -> None:
    """An unknown member, an odd code, date or number: fhir.resources decides."""
    order = copy.deepcopy(PLAIN)
    holder: Any = order
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert not is_plain(order)
