"""Conditions and allergies: which concepts they are, whether they exist, whether they are active."""

from __future__ import annotations

from datetime import date

import pytest
from fhir_cases import ICD10CM, LOINC, RXNORM, SNOMED, Json, chart, concept, condition, part, problem

from cds_service.chart import Allergy, Source, Unreadable

MDD = concept("F33.2", text="Recurrent depression, severe")
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (concept("F33.2"), "mdd-active"),
        (concept("F332"), "mdd-active"),
        (concept("f33.2"), "mdd-active"),
        (concept("F33.2", "urn:oid:2.16.840.1.113883.6.90"), "mdd-active"),
        (concept("370143000", SNOMED), "mdd-active"),
        (concept("F31.30"), "bipolar-depressed"),
        (concept("F32.A"), "depression-unspecified"),
        (concept("F33.41"), "depression-remission"),
        (concept("I71.40"), "vascular-lesion"),
        (concept("R45.851"), "suicidal-ideation"),
        ({"coding": {"system": ICD10CM, "code": "F33.2"}}, "mdd-active"),
        ({"coding": [{"system": ICD9, "code": "296.33"}, {"system": ICD10CM, "code": "F33.2"}]}, "mdd-active"),
    ],
)
def test_a_code_tells_the_concept(code: Json, expected: str) -> None:
    """ICD-10-CM with and without its dot, SNOMED CT and legacy system names hit the value sets."""
    found = problem(code)
    assert found is not None
    assert expected in found.sets
    assert found.suspected == frozenset()


@pytest.mark.parametrize(
    "code",
    [
        concept(text="abdominal aortic aneurysm"),
        concept("441.4", ICD9, text="abdominal aortic aneurysm"),
        concept("441.4", ICD9, display="Abdominal aortic aneurysm"),
        concept("Z86.79", text="history of ruptured cerebral aneurysm"),
        concept("X1", "urn:local", text="cerebral aneurysm"),
    ],
)
def test_words_only_raise_a_suspicion(code: Json) -> None:
    """Without a code of ours the words of text and display may suspect a concept, and never establish it."""
    found = problem(code)
    assert found is not None
    assert (frozenset(), True) == (found.sets, "vascular-lesion" in found.suspected)


@pytest.mark.parametrize(
    "code",
    [
        concept("E11.9", text="Type 2 diabetes"),
        concept(text="No known aneurysm"),
        concept(text="family history of cerebral aneurysm"),
        concept(text="rule out aortic aneurysm"),
        concept("Z82.49", text="Family history of aortic aneurysm"),
    ],
)
def test_what_hits_nothing_is_no_fact(code: Json) -> None:
    """Other problems, denied ones and those of the family are neither facts nor unreadable."""
    found = chart(conditions=part(condition(code))).problems
    assert ((), True) == (found.facts, found.complete)


def test_words_beside_a_code_are_a_suspicion_and_no_more() -> None:
    """The display of a remission code says "depressive disorder": the code decides what it is."""
    found = problem(concept("F33.42", display="Major depressive disorder, recurrent, in full remission"))
    assert found is not None
    assert ({"depression-remission"}, True) == (set(found.sets), "depressive-disorder" in found.suspected)


@pytest.mark.parametrize(
    "code", [None, {}, {"text": ""}, {"coding": []}, {"coding": [{"system": ICD10CM}]}, 5, "F33.2"]
)
def test_a_condition_that_says_nothing_is_unreadable(code: Json) -> None:
    """A condition without code and words leaves a gap in the list."""
    found = chart(conditions=part(condition(code))).problems
    assert [Unreadable("Condition/c1", "no code and no text")] == list(found.unreadable)


def status(code: str) -> Json:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": code}]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"clinicalStatus": status("active")}, True),
        ({"clinicalStatus": status("recurrence")}, True),
        ({"clinicalStatus": status("relapse")}, True),
        ({"clinicalStatus": status("inactive")}, False),
        ({"clinicalStatus": status("remission")}, False),
        ({"clinicalStatus": status("resolved")}, False),
        ({"clinicalStatus": "resolved"}, False),
        ({"clinicalStatus": [status("resolved")]}, False),
        ({"clinicalStatus": {"text": "Resolved"}}, False),
        ({"clinicalStatus": {"coding": status("resolved")["coding"][0]}}, False),
        ({"clinicalStatus": status("active"), "abatementDateTime": "2020-01-01"}, True),
        ({"abatementDateTime": "2026-11-23"}, False),
        ({"abatementDateTime": "2026-11-24"}, True),
        ({"abatementDateTime": "whenever"}, True),
    ],
)
def test_active_unless_it_says_otherwise(fields: Json, expected: bool) -> None:
    """A missing status counts as active; a date of abatement ends only what has no status."""
    found = problem(MDD, **fields)
    assert found is not None
    assert expected == found.active


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_what_is_refuted_does_not_exist(verification: str) -> None:
    """A refuted condition is neither a fact nor a gap."""
    found = chart(conditions=part(condition(MDD, verificationStatus=status(verification)))).problems
    assert ((), True) == (found.facts, found.complete)


@pytest.mark.parametrize(
    ("verification", "expected"),
    [("confirmed", True), ("provisional", False), ("differential", False), ("unconfirmed", False)],
)
def test_an_unsure_diagnosis_is_marked(verification: str, expected: bool) -> None:
    """A provisional diagnosis is kept and is not confirmed."""
    found = problem(MDD, verificationStatus=status(verification))
    assert found is not None
    assert expected == found.confirmed


def test_onset_and_recording_are_kept() -> None:
    """The onset dates the problem, no closer than it was recorded; a period counts by its start, an age is no date."""
    found = problem(MDD, onsetPeriod={"start": "2024-05"}, recordedDate="2024-06-01", onsetAge={"value": 40})
    assert found is not None and found.onset is not None and found.recorded is not None
    assert Source("Condition/c1", found.onset) == found.source
    assert (date(2024, 5, 31), date(2024, 6, 1)) == (found.onset.last, found.recorded.first)


@pytest.mark.parametrize("field", ["onsetDateTime", "recordedDate", "dateRecorded", "assertedDate"])
def test_a_diagnosis_from_the_future_is_unreadable(field: str) -> None:
    """What begins or was recorded later than tomorrow cannot be read; tomorrow still can."""
    ahead = chart(conditions=part(condition(MDD, **{field: "2026-11-25"}))).problems
    allowed = chart(conditions=part(condition(MDD, **{field: "2026-11-24"}))).problems
    assert ((0, 1), (1, 0)) == (
        (len(ahead.facts), len(ahead.unreadable)),
        (len(allowed.facts), len(allowed.unreadable)),
    )


@pytest.mark.parametrize(
    ("reference", "is_ours"),
    [
        ("Patient/p1", True),
        ("https://ehr.example/fhir/Patient/p1", True),
        ("Patient/p1/_history/3", True),
        ("urn:uuid:8adf7251-257f-4b45-8ef5-0a6b3b9fe0ef", True),
        ("#p", True),
        ("", True),
        ("Patient/p2", False),
        ("https://ehr.example/fhir/Patient/p2", False),
        ("Patient/p11", False),
    ],
)
def test_the_record_of_another_patient_is_refused(reference: str, is_ours: bool) -> None:
    """Only a reference that literally names another patient is refused, and then the list is not complete."""
    found = chart(conditions=part(condition(MDD, subject={"reference": reference}))).problems
    assert (is_ours, is_ours) == (bool(found.facts), found.complete)


def test_another_patients_record_is_refused_even_where_it_would_not_matter() -> None:
    """A list that holds somebody else's records proves nothing."""
    stranger = condition(concept("E11.9"), subject={"reference": "Patient/p2"})
    assert not chart(conditions=part(stranger)).problems.complete


def test_the_patient_in_context_may_be_a_reference() -> None:
    """Some clients send "Patient/p1" as the patient's id."""
    assert chart(patient="Patient/p1", conditions=part(condition(MDD))).problems.complete


def test_one_record_counts_once() -> None:
    """The same id twice in a list is one fact; records without an id are each their own."""
    assert 1 == len(chart(conditions=part(condition(MDD), condition(MDD))).problems.facts)
    assert 2 == len(chart(conditions=part(condition(MDD, id=None), condition(MDD, id=None))).problems.facts)


def test_other_types_in_the_list_are_not_its_business() -> None:
    """Provenance, Patient and Medication resources beside the conditions change nothing."""
    found = chart(
        conditions=part(condition(MDD), {"resourceType": "Provenance"}, {"resourceType": "Patient", "id": "p9"})
    )
    assert (1, True) == (len(found.problems.facts), found.problems.complete)


def allergy(code: Json, **fields: Json) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": {"reference": "Patient/p1"},
        "code": code,
        **fields,
    }


@pytest.mark.parametrize(
    ("code", "fields", "by_name"),
    [
        (concept("6130", RXNORM), {}, False),
        (concept(text="Ketamine"), {}, True),
        (concept(text="Ketalar"), {}, True),
        (concept(text="esketamine nasal spray"), {}, True),
        (concept("N01AX03", "http://www.whocc.no/atc"), {}, False),
        (concept(text="anaesthetics"), {"reaction": [{"substance": concept("6130", RXNORM)}]}, False),
        (None, {"reaction": {"substance": concept(text="ketamine")}}, True),
    ],
)
def test_an_allergy_to_ketamine_is_found(code: Json, fields: Json, by_name: bool) -> None:
    """By code, by name, and by the substance of a reaction."""
    (found,) = chart(allergies=part(allergy(code, **fields))).allergies.facts
    assert (frozenset({"ketamine-allergy"}), by_name, True) == (found.sets, found.by_name, found.active)


@pytest.mark.parametrize(
    "code",
    [
        concept(text="Penicillin"),
        concept(text="No known allergies"),
        concept("716186003", SNOMED),
        concept(text="not allergic to ketamine"),
    ],
)
def test_other_allergies_are_no_facts(code: Json) -> None:
    """An allergy to something else, and the statement that there is none, leave the list complete and empty."""
    found = chart(allergies=part(allergy(code))).allergies
    assert ((), True) == (found.facts, found.complete)


def test_an_allergy_that_names_nothing_is_unreadable() -> None:
    """An allergy without a substance may be one to ketamine."""
    assert not chart(allergies=part(allergy(None))).allergies.complete


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"clinicalStatus": status("active")}, (True,)),
        ({"clinicalStatus": status("inactive")}, (False,)),
        ({"clinicalStatus": status("resolved")}, (False,)),
        ({"verificationStatus": status("refuted")}, ()),
        ({"verificationStatus": "entered-in-error"}, ()),
    ],
)
def test_an_allergy_may_be_past_or_no_allergy(fields: Json, expected: tuple[bool, ...]) -> None:
    """An inactive allergy is kept as inactive; a refuted one does not exist."""
    found: tuple[Allergy, ...] = chart(allergies=part(allergy(concept(text="ketamine"), **fields))).allergies.facts
    assert expected == tuple(a.active for a in found)


def test_a_code_of_another_kind_of_system_is_no_diagnosis() -> None:
    """A LOINC code on a problem is no diagnosis code: the words may suspect."""
    found = problem(concept("44261-6", LOINC, display="major depression"))
    assert found is not None
    assert (frozenset(), True) == (found.sets, bool(found.suspected))
