"""Whatever comes under a prefetch key, there is a chart; and real charts nobody here wrote are read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from fhir_cases import (
    KETAMINE,
    LOINC,
    NOW,
    RXNORM,
    SHARED,
    UTC_ZONE,
    Json,
    bundle,
    chart,
    concept,
    condition,
    draft,
    knowledge,
    observation,
    part,
    quantity,
    raw,
    statement,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.chart import Chart, Supply
from cds_service.fhir.lenient import coerce, decode, plain
from cds_service.fhir.medications import ADMINISTRATIONS, DISPENSES, REQUESTS, STATEMENTS
from cds_service.fhir.orders import Drafts, read_orders
from cds_service.fhir.parts import PREFETCH, part_from_prefetch
from cds_service.fhir.problems import ALLERGIES, CONDITIONS
from cds_service.fhir.procedures import PROCEDURES
from cds_service.fhir.reader import read_chart, unresolved_medications

RECORDS: dict[str, Json] = {
    "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1980-05-01", "gender": "female"},
    "encounter": {"resourceType": "Encounter", "id": "e1", "class": {"code": "EMER"}, "status": "in-progress"},
    "conditions": condition(
        concept("F33.2", text="depression"), onsetDateTime="2024-01-01", clinicalStatus={"coding": [{"code": "active"}]}
    ),
    "medicationStatements": statement(
        effectivePeriod={"start": "2024-01-01"},
        statusReason=[{"text": "x"}],
        dosage=[
            {
                "text": "50 mg daily",
                "doseAndRate": [{"doseQuantity": quantity(50, "mg")}],
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            }
        ],
    ),
    "medicationRequests": statement(
        resourceType="MedicationRequest",
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m"},
        contained=[
            {
                "resourceType": "Medication",
                "id": "m",
                "code": concept("36437", RXNORM),
                "ingredient": [{"strength": {"numerator": quantity(50, "mg")}}],
            }
        ],
        dosageInstruction=[{"text": "1 tablet daily", "asNeededBoolean": False}],
        dispenseRequest={"expectedSupplyDuration": quantity(30, "d"), "numberOfRepeatsAllowed": 1},
    ),
    "medicationDispenses": statement(
        resourceType="MedicationDispense", daysSupply=quantity(30, "d"), whenHandedOver="2024-01-01"
    ),
    "medicationAdministrations": statement(
        resourceType="MedicationAdministration",
        medicationCodeableConcept=KETAMINE,
        effectiveDateTime="2026-11-20T09:00:00Z",
        dosage={"dose": quantity(35, "mg"), "route": {"text": "IV"}},
    ),
    "allergies": {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "code": {"text": "ketamine"},
        "reaction": [{"substance": {"text": "x"}}],
    },
    "procedures": {
        "resourceType": "Procedure",
        "id": "x1",
        "status": "completed",
        "code": {"text": "Ketamine infusion"},
        "performedDateTime": "2026-11-20",
    },
    "surveys": observation(concept("44261-6", LOINC), valueInteger=19),
    "vitalSigns": observation(
        concept("85354-9", LOINC),
        component=[{"code": concept("8480-6", LOINC), "valueQuantity": quantity(120, "mm[Hg]")}],
    ),
    "observations": observation(concept("2106-3", LOINC), valueCodeableConcept={"text": "negative"}),
}

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "2026-11-20",
            "9999-12-31T23:59:59+14:00",
            "1e999",
            "Patient/p2",
            "#m",
            "entered-in-error",
            "next",
            "50 mg 9/0 daily",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["coding", "code", "text", "value", "unit", "start", "resource", "entry", "repeat", "period"]
            )
            | st.text(max_size=6),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def all_charts(value: Json) -> Chart:
    """The chart in which every key holds this value."""
    bytes_ = json.dumps(value).encode()
    parts = {key: part_from_prefetch(msgspec.Raw(bytes_), key) for key in PREFETCH}
    parts["medications"] = parts["conditions"]
    unresolved_medications(parts)
    return read_chart(parts, Drafts(), "p1", NOW, UTC_ZONE, knowledge())


@CALM
@given(ANY_JSON)
def test_any_json_under_a_key_gives_a_chart(value: Json) -> None:
    """No prefetch value makes the reader fail, and only a Bundle or null supplies a list."""
    found = all_charts(value)
    is_list = value is None or (isinstance(value, dict) and value.get("resourceType") == "Bundle")
    assert is_list or found.problems.supply is Supply.FAILED


@CALM
@given(st.sampled_from(sorted(RECORDS)), ANY_JSON)
def test_any_json_as_an_entry_gives_a_chart(key: str, value: Json) -> None:
    """An entry of any shape leaves the good record beside it readable."""
    entry = {"resourceType": "Bundle", "entry": [value, {"resource": RECORDS[key]}, {"resource": value}]}
    assert isinstance(all_charts(entry), Chart)


def paths(value: Json, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, child in inner for path in paths(child, (*here, key)))]


def replaced(value: Json, path: tuple[Any, ...], other: Json) -> Json:
    """A copy with another value at one place."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], other)
    return copy


@CALM
@given(st.data(), st.sampled_from(sorted(RECORDS)), ANY_JSON)
def test_any_json_in_any_place_of_a_record_gives_a_chart(data: st.DataObject, key: str, value: Json) -> None:
    """One odd member never stops the reader, and never hides the other records of the list."""
    record = RECORDS[key]
    place = data.draw(st.sampled_from([p for p in paths(record) if p and p[0] != "resourceType"]))
    other = {**RECORDS[key], "id": "good"}
    parts = {key: part_from_prefetch(raw(bundle(replaced(record, place, value), other)), key)}
    found = read_chart(parts, Drafts(), "p1", NOW, UTC_ZONE, knowledge())
    if key == "conditions":
        assert "Condition/good" in [p.source.reference for p in found.problems.facts]
    if key == "surveys":
        assert "Observation/good" in [r.source.reference for r in found.surveys.facts]


@CALM
@given(st.data(), ANY_JSON)
def test_any_json_in_any_place_of_a_draft_is_survived(data: st.DataObject, value: Json) -> None:
    """An odd draft never stops the reader, and never hides the other draft."""
    record = draft(
        dosageInstruction=[
            {
                "text": "35 mg IV over 40 min",
                "route": {"text": "IV"},
                "timing": {"event": ["2026-11-24"], "repeat": {"duration": 40, "durationUnit": "min"}},
                "doseAndRate": [
                    {
                        "doseQuantity": quantity(35, "mg"),
                        "rateRatio": {"numerator": quantity(35, "mg"), "denominator": quantity(40, "min")},
                    }
                ],
            }
        ],
        reasonCode=[concept("F33.2")],
        reasonReference=[{"reference": "Condition/c1"}],
    )
    place = data.draw(st.sampled_from([p for p in paths(record) if p]))
    made = raw(bundle(replaced(record, place, value), {**draft(), "id": "good"}))
    found = read_orders(made, None, "p1", knowledge(), UTC_ZONE, NOW)
    assert "MedicationRequest/good" in [o.source.reference for o in found.orders]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"resourceType":"Bundle","entry":[{]}',
        b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"\xff\xfe"}}]}',
        b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","code":{"text":"\\ud800"}}}]}',
        b'{"resourceType":"Bundle","total":1e99999999999,"entry":[]}',
        b'{"resourceType":"Bundle","total":NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"resourceType":"Bundle","entry":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","code":{"coding":'
        + b"[" * 9000
        + b"]" * 9000
        + b"}}}]}",
    ],
)
def test_bytes_that_are_no_proper_json_are_survived(body: bytes) -> None:
    """Broken, deep and badly encoded bytes give a part and a chart."""
    found = part_from_prefetch(msgspec.Raw(body), "conditions")
    assert found.state in (Supply.FAILED, Supply.SUPPLIED)
    assert isinstance(read_chart({"conditions": found}, Drafts(), "p1", NOW, UTC_ZONE, knowledge()), Chart)


def test_long_texts_are_read_in_time() -> None:
    """A text of a hundred thousand characters is read without haste and without trouble."""
    long = "1 tablet every 1 day and ketamine 0.5 mg/kg over 40 min 1/2 " * 2000
    found = chart(medicationStatements=part(statement(dosage=[{"text": long}])))
    assert 1 == len(found.statements.facts)
    assert 1 == len(
        read_orders(
            raw(bundle(draft(dosageInstruction=[{"text": long}]))), None, "p1", knowledge(), UTC_ZONE, NOW
        ).orders
    )


READ_AS = {
    "conditions": CONDITIONS,
    "allergies": ALLERGIES,
    "medicationStatements": STATEMENTS,
    "medicationRequests": REQUESTS,
    "medicationDispenses": DISPENSES,
    "medicationAdministrations": ADMINISTRATIONS,
    "procedures": PROCEDURES,
}


@pytest.mark.parametrize("key", sorted(READ_AS))
def test_the_careful_way_of_reading_gives_the_same_record(key: str) -> None:
    """A record read field by field, as after an odd member, is the record that the fast way reads."""
    kind = READ_AS[key].record
    encoded = json.dumps(RECORDS[key]).encode()
    fast, careful = decode(encoded, kind), coerce(plain(encoded), kind)
    # Raw members are compared by what they say.
    assert [_told(careful, name) for name in kind.__struct_fields__] == [
        _told(fast, name) for name in kind.__struct_fields__
    ]


def _told(record: Any, name: str) -> Any:
    value = getattr(record, name)
    if isinstance(value, msgspec.Raw):
        return plain(value)
    return [plain(v) if isinstance(v, msgspec.Raw) else v for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("key", sorted(RECORDS))
def test_an_odd_member_that_does_not_matter_changes_no_fact(key: str) -> None:
    """The same chart comes of a Bundle that must be read entry by entry."""
    plainly = part_from_prefetch(raw(bundle(RECORDS[key])), key)
    oddly = part_from_prefetch(
        raw({**bundle(RECORDS[key]), "entry": [{"resource": RECORDS[key], "search": {"mode": 5}}]}), key
    )
    charts = [read_chart({key: p}, Drafts(), "p1", NOW, UTC_ZONE, knowledge()) for p in (plainly, oddly)]
    assert charts[0] == charts[1]


KEYS = {
    "Condition": "conditions",
    "MedicationStatement": "medicationStatements",
    "MedicationRequest": "medicationRequests",
    "MedicationDispense": "medicationDispenses",
    "MedicationAdministration": "medicationAdministrations",
    "AllergyIntolerance": "allergies",
    "Procedure": "procedures",
}

CHARTS = sorted(SHARED.glob("charts/*/*.json"))


@pytest.mark.skipif(not CHARTS, reason="the shared charts are not here")
@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_charts_nobody_here_wrote_are_read(path: Any) -> None:
    """Synthea patients and the test deck of a quality measure: every list is read, and nothing in it is unreadable."""
    records = [entry["resource"] for entry in json.loads(path.read_text())["entry"]]
    (patient,) = [r for r in records if r["resourceType"] == "Patient"]
    parts = {"patient": part_from_prefetch(raw(patient), "patient")}
    for kind, key in KEYS.items():
        parts[key] = part(*(r for r in records if r["resourceType"] == kind))
    for key in ("surveys", "vitalSigns", "observations"):
        parts[key] = part(*(r for r in records if r["resourceType"] == "Observation"))
    found = read_chart(parts, Drafts(), patient["id"], NOW, UTC_ZONE, knowledge())
    lists = (found.patient, found.problems, found.requests, found.dispenses, found.allergies, found.vitals, found.coded)
    assert [True] * len(lists) == [listing.complete for listing in lists]
    assert found.patient.facts[0].birth is not None


def test_the_patient_and_the_encounter_are_read() -> None:
    """Birth date and gender; an emergency encounter; the patient also as a Bundle with one."""
    found = chart(encounter=part_from_prefetch(raw(RECORDS["encounter"]), "encounter"))
    assert found.encounter is not None and found.encounter.emergency
    for value in (RECORDS["patient"], bundle(RECORDS["patient"])):
        parts = {"patient": part_from_prefetch(raw(value), "patient")}
        (person,) = read_chart(parts, Drafts(), "p1", NOW, UTC_ZONE, knowledge()).patient.facts
        assert ("Patient/p1", "female", None) == (person.reference, person.gender, person.birth_why)


@pytest.mark.parametrize(
    ("encounter", "expected"),
    [
        ({"resourceType": "Encounter", "class": {"code": "AMB"}}, False),
        ({"resourceType": "Encounter", "class": "EMER"}, True),
        ({"resourceType": "Encounter", "class": [{"coding": [{"code": "EMER"}]}]}, True),
        ({"resourceType": "Encounter"}, False),
        ({"resourceType": "Encounter", "status": "entered-in-error", "class": {"code": "EMER"}}, None),
        ({"resourceType": "Encounter", "subject": {"reference": "Patient/p2"}, "class": {"code": "EMER"}}, None),
        (None, None),
    ],
)
def test_an_encounter_is_an_emergency_or_not_known(encounter: Json, expected: bool | None) -> None:
    """Only class EMER is an emergency, in whatever shape it comes."""
    found = chart(encounter=part_from_prefetch(raw(encounter), "encounter")).encounter
    assert expected == (found.emergency if found else None)


@pytest.mark.parametrize(
    ("fields", "birth_why", "gender"),
    [
        ({"birthDate": "1980-05-01", "gender": "Female"}, None, "female"),
        ({"birthDate": "1980"}, None, None),
        ({}, "not-recorded", None),
        ({"birthDate": "May"}, "unreadable", None),
        ({"birthDate": "2026-11-25"}, "unreadable", None),
        ({"gender": "f"}, "not-recorded", None),
    ],
)
def test_what_is_missing_of_the_patient_is_said(fields: Json, birth_why: str | None, gender: str | None) -> None:
    """A missing and an impossible birth date are different reasons; an unknown gender code is none."""
    made = {"resourceType": "Patient", "id": "p1", **fields}
    parts = {"patient": part_from_prefetch(raw(made), "patient")}
    (person,) = read_chart(parts, Drafts(), "p1", NOW, UTC_ZONE, knowledge()).patient.facts
    assert (birth_why, gender) == (person.birth_why, person.gender)


@pytest.mark.parametrize(
    ("value", "supply", "unreadable"),
    [
        ({"resourceType": "Patient", "id": "p2"}, Supply.SUPPLIED, 1),
        ({"resourceType": "Patient"}, Supply.SUPPLIED, 0),
        (bundle(), Supply.ABSENT, 0),
        (None, Supply.ABSENT, 0),
        ({"resourceType": "Practitioner", "id": "p1"}, Supply.FAILED, 0),
    ],
)
def test_only_the_patient_in_context_is_the_patient(value: Json, supply: Supply, unreadable: int) -> None:
    """Another patient is refused; no patient is absent; a resource without an id is taken at its word."""
    parts = {"patient": part_from_prefetch(raw(value), "patient")}
    found = read_chart(parts, Drafts(), "p1", NOW, UTC_ZONE, knowledge()).patient
    assert (supply, unreadable) == (found.supply, len(found.unreadable))
