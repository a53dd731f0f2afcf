"""Every vignette and fixture, and charts that hypothesis spoils, get the same answer by the fast and the slow path."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.assess import ScopeUndecidable
from tests.equality import reference
from tests.spec.run import answer, knowledge
from tests.spec.story import NOW
from tests.spec.test_spec import ALL
from tests.spec.vignette import Vignette

Json = dict[str, Any]
REQUESTS = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "requests").glob("*.json"))


def without_ids(value: Any) -> Any:
    """The answer without the ids of cards and suggestions: they are the caller's to make."""
    if isinstance(value, dict):
        return {name: without_ids(item) for name, item in value.items() if name != "uuid"}
    return [without_ids(item) for item in value] if isinstance(value, list) else value


def slowly(request: Json) -> tuple[int, Any]:
    """Status and body by the slow path."""
    numbers = itertools.count()
    try:
        body, _ = reference.answer(request, NOW, knowledge(), lambda: str(next(numbers)))
    except ScopeUndecidable:
        return 412, {}
    return 200, without_ids(json.loads(json.dumps(body, default=float)))


def fast(request: Json) -> tuple[int, Any]:
    """Status and body as the service answers."""
    status, body = answer(request)
    return status, without_ids(body)


@pytest.mark.parametrize("path", REQUESTS, ids=[path.stem for path in REQUESTS])
def test_every_fixture_is_answered_alike(path: Path) -> None:
    """The shipped requests."""
    request = json.loads(path.read_text("utf-8"))
    assert slowly(request) == fast(request)


@pytest.mark.parametrize("vignette", ALL, ids=[v.says for v in ALL])
def test_every_vignette_is_answered_alike(vignette: Vignette) -> None:
    """The whole specification."""
    request = vignette.story.request(vignette.hook)
    assert slowly(request) == fast(request)


Spoil = Callable[[Json, st.DataObject], Json | list[Json]]


def _entered_in_error(record: Json, _: st.DataObject) -> Json:
    status = {"coding": [{"code": "entered-in-error"}]}
    return record | ({"verificationStatus": status} if "clinicalStatus" in record else {"status": "entered-in-error"})


def _twice(record: Json, _: st.DataObject) -> list[Json]:
    return [record, copy.deepcopy(record)]


def _without_id(record: Json, _: st.DataObject) -> Json:
    return {name: value for name, value in record.items() if name != "id"}


def _of_somebody_else(record: Json, _: st.DataObject) -> Json:
    return record | {"subject": {"reference": "Patient/somebody-else"}}


def _with_unknown_fields(record: Json, data: st.DataObject) -> Json:
    name = data.draw(st.sampled_from(["x", "code2", "_status", "extension2", "note2"]))
    return {name: {"code": "F31.9", "resourceType": "Condition"}} | record


def _other_way_round(record: Json, _: st.DataObject) -> Json:
    return dict(reversed(record.items()))


def _more_codings(record: Json, data: st.DataObject) -> Json:
    name = "code" if "code" in record else "medicationCodeableConcept"
    concept = record.get(name)
    if not isinstance(concept, dict):
        return record
    local = {"system": "urn:oid:1.2.3.4", "code": "local-1", "display": "as we call it"}
    codings = [*concept.get("coding", []), local]
    return record | {name: concept | {"coding": data.draw(st.permutations(codings))}}


def _contained(record: Json, _: st.DataObject) -> Json:
    concept = record.get("medicationCodeableConcept")
    if concept is None:
        return record
    drug = {"resourceType": "Medication", "id": "m", "code": concept}
    rest = {name: value for name, value in record.items() if name != "medicationCodeableConcept"}
    return {"contained": [drug]} | rest | {"medicationReference": {"reference": "#m"}}


def _referenced(record: Json, data: st.DataObject) -> list[Json]:
    concept = record.get("medicationCodeableConcept")
    if concept is None:
        return [record]
    drug = {"resourceType": "Medication", "id": f"m-{record.get('id', 'x')}", "code": concept}
    rest = {name: value for name, value in record.items() if name != "medicationCodeableConcept"}
    order = rest | {"medicationReference": {"reference": f"Medication/{drug['id']}"}}
    return list(data.draw(st.permutations([order, drug])))


def _without_status(record: Json, _: st.DataObject) -> Json:
    return {name: value for name, value in record.items() if name not in ("status", "clinicalStatus")}


def _with_a_code_that_is_none(record: Json, data: st.DataObject) -> Json:
    name = "code" if "code" in record else "medicationCodeableConcept"
    return record | {name: data.draw(st.sampled_from([7, "F33.2", [], {}, {"coding": [{}]}, {"coding": None}]))}


SPOILS: list[Spoil] = [
    _without_status,
    _with_a_code_that_is_none,
    _entered_in_error, _twice, _without_id, _of_somebody_else, _with_unknown_fields, _other_way_round, _more_codings,
    _contained, _referenced,
]  # fmt: skip
NULLS = [None, "absent", {"resourceType": "Bundle", "type": "searchset"}]


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_spoiled_chart_is_answered_alike(data: st.DataObject) -> None:
    """Order of entries, doubles, nulls, codings, contained and referenced drugs, unknown fields, withdrawn records."""
    request = json.loads(data.draw(st.sampled_from(REQUESTS)).read_text("utf-8"))
    for key, part in list(request["prefetch"].items()):
        if data.draw(st.integers(0, 9)) == 0:
            nothing = data.draw(st.sampled_from(NULLS))
            request["prefetch"].pop(key) if nothing == "absent" else request["prefetch"].update({key: nothing})
        elif isinstance(part, dict) and part.get("resourceType") == "Bundle":
            part["entry"] = data.draw(st.permutations(_spoiled(part.get("entry", []), data)))
    assert slowly(request) == fast(request)


def _spoiled(entries: list[Json], data: st.DataObject) -> list[Json]:
    found: list[Json] = []
    for entry in entries:
        spoil = data.draw(st.sampled_from([None, *SPOILS]))
        records = [entry["resource"]] if spoil is None else spoil(entry["resource"], data)
        found += [entry | {"resource": r} for r in (records if isinstance(records, list) else [records])]
    return found


def test_the_slow_path_reads_most_records_through_their_models() -> None:
    """The comparison means something: of the fixtures' records the models refuse next to none."""
    slow = reference.Reference()
    total = 0
    for path in REQUESTS:
        request = json.loads(path.read_text("utf-8"))
        slow.assess(request, NOW, knowledge())
        total += sum(len(v.get("entry", [1])) for v in request["prefetch"].values() if v)
    assert len(slow.refused) * 20 < total, slow.refused
