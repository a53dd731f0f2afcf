"""What a prefetch value supplies: five states told apart, odd Bundles survived, nothing guessed."""

from __future__ import annotations

import pytest
from fhir_cases import Json, bundle, chart, concept, condition, knowledge, part, raw

from cds_service.chart import Supply
from cds_service.fhir.parts import PREFETCH, Part, part_from_prefetch, prefetch_templates

MDD = condition(concept("F33.2"))
ERROR = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "informational"}]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Supply.SUPPLIED),
        (bundle(), Supply.SUPPLIED),
        (bundle(MDD), Supply.SUPPLIED),
        (bundle(MDD, WARNING), Supply.SUPPLIED),
        ({"resourceType": "Bundle"}, Supply.SUPPLIED),
        ({"resourceType": "Bundle", "entry": None}, Supply.SUPPLIED),
        (ERROR, Supply.FAILED),
        (WARNING, Supply.FAILED),
        (bundle(MDD, ERROR), Supply.FAILED),
        (bundle({"resourceType": "OperationOutcome", "issue": {"severity": "fatal"}}), Supply.FAILED),
        ("", Supply.FAILED),
        (7, Supply.FAILED),
        ([], Supply.FAILED),
        ({}, Supply.FAILED),
        (MDD, Supply.FAILED),
        ({"resourceType": "Patient", "id": "p1"}, Supply.FAILED),
    ],
)
def test_a_list_is_supplied_or_failed(value: Json, expected: Supply) -> None:
    """null and every Bundle without an error supply a list; an outcome, another resource or no object fails."""
    assert expected == part_from_prefetch(raw(value), "conditions").state


def test_a_key_that_is_not_there_is_absent() -> None:
    """No value at all is neither none nor failed."""
    assert Supply.ABSENT == part_from_prefetch(None, "conditions").state


def test_null_for_the_patient_is_no_patient() -> None:
    """A resource read by its id cannot be "looked, and there is none"."""
    assert Supply.ABSENT == part_from_prefetch(raw(None), "patient").state


def test_a_lone_resource_fills_a_key_that_is_read_by_id_and_no_list() -> None:
    """The patient comes as the resource; the same resource where a list belongs is a failure, also without a key."""
    patient = raw({"resourceType": "Patient", "id": "p1"})
    assert Supply.SUPPLIED == part_from_prefetch(patient, "patient").state
    assert Supply.FAILED == chart(conditions=part_from_prefetch(patient)).problems.supply


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, False),
        ({"total": 1}, False),
        ({"total": 2}, True),
        ({"total": "2"}, True),
        ({"total": -1}, False),
        ({"total": 1e300}, False),
        ({"link": [{"relation": "self", "url": "http://x/Condition"}]}, False),
        ({"link": [{"relation": "next", "url": "http://x/2"}]}, True),
        ({"link": {"relation": "next", "url": "http://x/2"}}, True),
        ({"link": [{"relation": "next"}]}, True),
    ],
)
def test_a_page_is_truncated_when_there_is_more(members: Json, expected: bool) -> None:
    """A next link, or a total above the matches that came, says that there is more."""
    assert expected == part(MDD, **members).truncated


def test_the_next_page_is_named() -> None:
    """The address of the next page is handed on as the Bundle gives it."""
    assert part(MDD, link=[{"relation": "next", "url": "http://x/2"}]).next_url == "http://x/2"


def test_included_resources_are_no_matches() -> None:
    """A total is held against matches, not against what was included with them."""
    entry = [
        {"resource": MDD, "search": {"mode": "match"}},
        {"resource": {"resourceType": "Patient", "id": "p1"}, "search": {"mode": "include"}},
    ]
    assert part_from_prefetch(raw({"resourceType": "Bundle", "total": 2, "entry": entry})).truncated


@pytest.mark.parametrize(
    "entry",
    [
        {"resource": MDD},
        [{"fullUrl": "urn:uuid:1"}, {"resource": MDD}],
        [{"resource": None}, {"resource": MDD}],
        [{"fullUrl": 7, "resource": MDD}],
        [{"resource": {**MDD, "category": {"text": "problem"}}}],
        [{"resource": {**MDD, "component": {"code": 5}}}],
    ],
)
def test_odd_entries_still_give_their_record(entry: Json) -> None:
    """A single entry, entries without a resource and members of odd type do not hide the condition."""
    found = chart(conditions=part_from_prefetch(raw({"resourceType": "Bundle", "entry": entry}))).problems
    assert ["Condition/c1"] == [p.source.reference for p in found.facts]
    assert found.complete


@pytest.mark.parametrize("entry", ["x", 5, [], True, {"resource": "x"}, {"resource": 5}])
def test_an_entry_that_is_no_record_makes_the_list_unreadable(entry: Json) -> None:
    """What is no record is counted, and spoils nothing else."""
    value = {"resourceType": "Bundle", "entry": [{"resource": MDD}, entry]}
    found = chart(conditions=part_from_prefetch(raw(value))).problems
    assert (1, 1) == (len(found.facts), len(found.unreadable))


def test_the_records_are_handed_on_as_received() -> None:
    """A part is a sequence of its records, undecoded, in the order received."""
    first, second = condition(concept("F33.2"), id="a"), condition(concept("F33.3"), id="b")
    found: Part = part(first, {"resourceType": "Patient"}, second)
    assert len(found.resources) == 3
    assert [b'"a"' in bytes(found.resources[0]), b'"b"' in bytes(list(found.resources)[2])] == [True, True]


def test_templates_ask_for_every_code_once() -> None:
    """The coded list names each confirmed code of its concepts, and no template repeats a parameter."""
    templates = prefetch_templates(knowledge())
    assert list(PREFETCH) == list(templates)
    assert "44261-6" in templates["observations"]
    for template in templates.values():
        names = [pair.split("=")[0] for pair in template.partition("?")[2].split("&") if pair]
        assert len(names) == len(set(names))
        assert "{codes}" not in template


def test_templates_use_only_plain_tokens() -> None:
    """Only the patient and the encounter of the context appear as tokens."""
    text = " ".join(prefetch_templates(knowledge()).values())
    plain = text.replace("{{context.patientId}}", "").replace("{{context.encounterId}}", "")
    assert "{" not in plain
