"""What the comparison rests on: the export, the words, and that no difference passes unseen. The engine: .ci/run."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cql import compare
from tests.cql.compare import Difference, differences, explanations, report
from tests.cql.probes import PROBES
from tests.cql.stories import exported, is_fhir
from tests.cql.vocabulary import any_of, vocabulary
from tests.spec.story import RXNORM, Story, concept, nobody, typical
from tests.spec.test_spec import ALL

Json = dict[str, Any]


def _export(story: Story) -> Json:
    return exported(story.request(), story.order)


def _state(story: Story, key: str) -> tuple[str, int]:
    return next((one["state"], one["unreadable"]) for one in _export(story)["lists"] if one["key"] == key)


def _records(story: Story, kind: str) -> list[Json]:
    entries = [entry["resource"] for entry in _export(story)["bundle"]["entry"]]
    return [record for record in entries if record["resourceType"] == kind]


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (nobody(), ("supplied", 0)),
        (nobody().null("conditions"), ("supplied", 0)),
        (nobody().not_supplied("conditions"), ("absent", 0)),
        (nobody().failed("conditions"), ("failed", 0)),
        (nobody().truncated("conditions"), ("truncated", 0)),
        (nobody().unreadable("conditions"), ("supplied", 1)),
    ],
)
def test_the_state_of_a_list(story: Story, state: tuple[str, int]) -> None:
    """How a list came, and how many of its entries are no FHIR, stand beside the Bundle."""
    assert _state(story, "conditions") == state


def test_an_entry_that_is_no_fhir_is_not_exported() -> None:
    """The engine is given only what has the shape of FHIR."""
    assert _records(nobody().unreadable("conditions"), "Condition") == []
    assert is_fhir({"resourceType": "Condition", "code": 7}, "Condition") is False
    assert is_fhir({"resourceType": "Condition", "code": {"text": "x"}}, "Condition") is True


def test_every_entry_says_where_it_came_from() -> None:
    """A tag names the list and the place in it."""
    tags = [record["meta"]["tag"][0] for record in _records(typical(), "MedicationStatement")]
    assert [(tag["code"], tag["version"]) for tag in tags] == [
        ("medicationStatements", "0"),
        ("medicationStatements", "1"),
    ]


def test_a_contained_medication_takes_the_place_of_its_reference() -> None:
    """The evaluation has no server to ask: what a reference means is written out."""
    code = concept("36437", None, RXNORM)
    record = {
        "resourceType": "MedicationStatement",
        "contained": [{"resourceType": "Medication", "id": "m", "code": code}],
        "medicationReference": {"reference": "#m"},
    }
    (made,) = _records(nobody().add("medicationStatements", record), "MedicationStatement")
    assert made["medicationCodeableConcept"] == code
    assert "medicationReference" not in made


def test_the_order_is_exported_apart_from_the_other_drafts() -> None:
    """Of the order that is judged the rules read the reasons, of the other drafts the medicines."""
    other = {"resourceType": "MedicationRequest", "id": "draft-2", "medicationCodeableConcept": {"text": "lithium"}}
    exported_drafts = _records(nobody().also_orders(other), "MedicationRequest")
    told = {record["meta"]["tag"][0]["code"]: record["medicationCodeableConcept"]["text"] for record in exported_drafts}
    assert {"draftOrders": "lithium", "order": "ketamine"} == told


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["side effect"], "side-effect", True),
        (["side effect"], "side effects", False),
        (["intoleran*"], "intolerance", True),
        (["venlafaxine"], "desvenlafaxine", False),
        (["/day"], "50 mg/day", True),
        ([], "anything", False),
    ],
)
def test_phrases_are_whole_words(phrases: list[str], text: str, found: bool) -> None:
    """A phrase begins and ends with a word; a blank is also a hyphen; a star ends a stem."""
    assert bool(re.search(any_of(phrases), text)) is found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm|f31.9", True),
        ("http://hl7.org/fhir/sid/icd-10|f31", True),
        ("http://hl7.org/fhir/sid/icd-10-cm|f32.9", False),
        ("http://snomed.info/sct|13746004", True),
        ("http://snomed.info/sct|137460040", False),
    ],
)
def test_codes_are_prefixes_or_exact(code: str, found: bool) -> None:
    """An ICD code covers what begins with it, a SNOMED code only itself."""
    assert bool(re.fullmatch(vocabulary()["Bipolar"]["codes"], code)) is found


SERVICE = {"treatment-resistance": "met", "severity": "met", "bipolar-coverage": "not-applicable", "trials": []}
STORY: Json = {"says": "A sentence", "service": SERVICE}


def test_equal_opinions_do_not_differ() -> None:
    """The same statuses and the same trials are no difference."""
    trial = {"drug": "sertraline", "adequate": "true", "outcome": "failed"}
    story = {**STORY, "service": {**SERVICE, "trials": [{**trial, "days": 60}]}}
    assert differences(story, {**SERVICE, "trials": [{**trial, "sure": 60}]}) == []


def test_another_status_is_a_difference() -> None:
    """A status on which the opinions differ is told with both."""
    assert differences(STORY, {**SERVICE, "severity": "unknown"}) == [
        Difference("A sentence", "severity", "met", "unknown")
    ]


@pytest.mark.parametrize("changed", [{"adequate": "unknown"}, {"outcome": "inferred"}, {"sure": 59}, None])
def test_another_trial_is_a_difference(changed: Json | None) -> None:
    """Adequacy, outcome, days, and whether there is a trial at all are compared, drug by drug."""
    trial = {"drug": "sertraline", "adequate": "true", "outcome": "failed"}
    story = {**STORY, "service": {**SERVICE, "trials": [{**trial, "days": 60}]}}
    opinion = [] if changed is None else [{**trial, "sure": 60, **changed}]
    assert [d.about for d in differences(story, {**SERVICE, "trials": opinion})] == ["trials of sertraline"]


def test_an_evaluation_that_broke_is_a_difference() -> None:
    """A fault of the engine is no agreement."""
    assert [d.about for d in differences(STORY, {"fault": "no such function"})] == ["evaluation"]


def test_what_is_not_explained_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference without a reason and a reason without a difference are both counted and told."""
    known = {("one", "severity"): "because", ("two", "severity"): "because"}
    monkeypatch.setattr(compare, "explanations", lambda: known)
    found = [Difference("one", "severity", "met", "unknown"), Difference("three", "severity", "met", "unknown")]
    assert report(3, found) == 2
    told = capsys.readouterr().out
    assert "three\n  severity: service met | second opinion unknown" in told
    assert "two\n  severity: a reason is written, but the opinions agree" in told


def test_reasons_are_given_for_sentences_that_are_said() -> None:
    """Every sentence that the reasons name is one of the specification or of the probes."""
    assert sorted({says for says, _ in explanations()} - {v.says for v in ALL} - set(PROBES)) == []


def test_no_probe_is_a_vignette() -> None:
    """What the specification decides is not asked a second time."""
    assert sorted(set(PROBES) & {v.says for v in ALL}) == []
