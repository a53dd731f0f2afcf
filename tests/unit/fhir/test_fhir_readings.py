"""Observations: which concept, which value, and why there is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from fhir_cases import LOINC, SNOMED, Json, chart, concept, observation, part, quantity, readings

from cds_service.answers import Why

PHQ9 = concept("44261-6", LOINC)
WEIGHT = concept("29463-7", LOINC)
LITHIUM = concept("14334-7", LOINC)
PREGNANCY = concept("2106-3", LOINC)


@pytest.mark.parametrize(
    ("key", "code", "fields", "expected"),
    [
        ("surveys", PHQ9, {"valueInteger": 19}, ("phq-9", Decimal(19), False)),
        ("observations", PHQ9, {"valueInteger": 19}, ("phq-9", Decimal(19), False)),
        ("surveys", concept("720433000", SNOMED), {"valueInteger": 19}, ("phq-9", Decimal(19), False)),
        ("surveys", PHQ9, {"valueQuantity": quantity(19, "{score}")}, ("phq-9", Decimal(19), False)),
        ("surveys", PHQ9, {"valueQuantity": {"value": 19}}, ("phq-9", Decimal(19), False)),
        ("surveys", PHQ9, {"valueString": "19"}, ("phq-9", Decimal(19), False)),
        ("surveys", PHQ9, {"valueString": " 19.0 "}, ("phq-9", Decimal("19.0"), False)),
        ("surveys", PHQ9, {"valueCodeableConcept": {"text": "19"}}, ("phq-9", Decimal(19), False)),
        ("surveys", concept(text="PHQ-9"), {"valueInteger": 19}, ("phq-9", Decimal(19), True)),
        ("surveys", concept(text="phq9 total score"), {"valueInteger": 19}, ("phq-9", Decimal(19), True)),
        (
            "surveys",
            concept("x", "urn:local", display="PHQ-9 Total"),
            {"valueInteger": 19},
            ("phq-9", Decimal(19), True),
        ),
        ("surveys", concept(text="MADRS total score"), {"valueInteger": 30}, ("madrs", Decimal(30), True)),
        (
            "surveys",
            concept(text="Montgomery-Åsberg Depression Rating Scale (MADRS)"),
            {"valueInteger": 30},
            ("madrs", Decimal(30), True),
        ),
        ("surveys", concept(text="MADRS week 4"), {"valueInteger": 12}, ("madrs", Decimal(12), True)),
        ("surveys", concept(text="HAM-D 17 item total"), {"valueInteger": 20}, ("ham-d17", Decimal(20), True)),
        ("surveys", concept(text="QIDS-SR16"), {"valueInteger": 18}, ("qids-sr16", Decimal(18), True)),
        ("surveys", concept(text="BDI-II"), {"valueInteger": 33}, ("bdi-ii", Decimal(33), True)),
        ("vitalSigns", WEIGHT, {"valueQuantity": quantity(70, "kg")}, ("weight", Decimal(70), False)),
        (
            "vitalSigns",
            WEIGHT,
            {"valueQuantity": quantity(154, "lbs", "[lb_av]")},
            ("weight", Decimal("69.85322498"), False),
        ),
        ("vitalSigns", WEIGHT, {"valueQuantity": quantity(70000, "g")}, ("weight", Decimal(70), False)),
        ("vitalSigns", WEIGHT, {"valueQuantity": {"value": 70, "unit": "kg"}}, ("weight", Decimal(70), False)),
        (
            "vitalSigns",
            concept(text="Weight (kg)"),
            {"valueQuantity": quantity(70, "kg")},
            ("weight", Decimal(70), True),
        ),
        ("vitalSigns", WEIGHT, {"valueQuantity": {"value": 7.20e1, "unit": "kg"}}, ("weight", Decimal("72.0"), False)),
        ("observations", LITHIUM, {"valueQuantity": quantity(0.8, "mmol/L")}, ("lithium-level", Decimal("0.8"), False)),
        ("observations", LITHIUM, {"valueQuantity": quantity(0.8, "meq/L")}, ("lithium-level", Decimal("0.8"), False)),
        (
            "observations",
            LITHIUM,
            {"valueQuantity": quantity(0.5552, "mg/dL")},
            ("lithium-level", Decimal("0.8"), False),
        ),
    ],
)
def test_a_value_is_read_in_its_unit(key: str, code: Json, fields: Json, expected: tuple[str, Decimal, bool]) -> None:
    """Scores by code or name in any form of number; measurements converted to the concept's unit."""
    (found,) = readings(key, code, **fields)
    assert (*expected, None) == (found.concept, found.value, found.by_name, found.why)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("surveys", concept(text="PHQ-9 item 9")),
        ("surveys", concept(text="PHQ-9 question 3")),
        ("surveys", concept("44255-8", LOINC, display="Feeling down, depressed, or hopeless [Reported.PHQ-9]")),
        ("surveys", concept("44250-9", LOINC, text="PHQ-9")),
        (
            "surveys",
            concept("89204-2", LOINC, display="Patient Health Questionnaire-9: Modified for Teens total score"),
        ),
        ("surveys", concept(text="PHQ-2 total score")),
        ("surveys", concept(text="PHQ-8")),
        ("surveys", concept(text="MADRS item 3")),
        ("surveys", concept(text="MADRS - Reported sadness")),
        ("surveys", concept(text="HAM-D 21 item total")),
        ("surveys", concept(text="BDI")),
        ("vitalSigns", concept("3142-7", LOINC, text="Body weight")),
        ("vitalSigns", concept(text="Stated weight")),
        ("vitalSigns", concept(text="Ideal body weight")),
        ("vitalSigns", concept(text="Birth weight")),
        ("vitalSigns", concept(text="Weight bearing status")),
        ("vitalSigns", concept("8867-4", "urn:local")),
        ("vitalSigns", PHQ9),
        ("surveys", WEIGHT),
        ("observations", WEIGHT),
        ("observations", concept("21198-7", LOINC, text="pregnancy test")),
        ("observations", concept("4087-3", LOINC, text="valproate")),
        ("surveys", concept("45755-6", LOINC, display="Hospice care")),
    ],
)
def test_what_is_something_else_is_no_reading(key: str, code: Json) -> None:
    """Items, other scales, stated and ideal weights, and concepts of another list are not read."""
    found = [r for r in readings(key, code, valueQuantity=quantity(12, "kg")) if r.concept != "phq-9-item-9"]
    assert [] == found


def test_a_scale_among_unknown_words_is_there_and_not_readable() -> None:
    """A name that could be the total or one item is neither taken for the total nor overlooked."""
    (found,) = readings("surveys", concept(text="MADRS zebra"), valueInteger=3)
    assert (None, Why.UNCODED) == (found.value, found.why)


@pytest.mark.parametrize(
    ("code", "fields", "why"),
    [
        (WEIGHT, {"valueQuantity": {"value": 154}}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": {"value": 154, "unit": "lbs"}}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": quantity(154, "lb", "kg")}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": quantity(154, "{score}")}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": {"value": 70, "unit": "kg", "comparator": ">"}}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": {"value": "heavy", "unit": "kg"}}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": {"value": "NaN", "unit": "kg"}}, Why.UNREADABLE),
        (WEIGHT, {"valueString": "70"}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": quantity(29.9, "kg")}, Why.OUT_OF_RANGE),
        (WEIGHT, {"valueQuantity": quantity(250.1, "kg")}, Why.OUT_OF_RANGE),
        (WEIGHT, {}, Why.NOT_RECORDED),
        (WEIGHT, {"dataAbsentReason": {"text": "refused"}}, Why.NOT_RECORDED),
        (WEIGHT, {"valueQuantity": quantity(70, "kg"), "effectiveDateTime": None}, Why.NOT_RECORDED),
        (WEIGHT, {"valueQuantity": quantity(70, "kg"), "effectiveDateTime": "today"}, Why.UNREADABLE),
        (WEIGHT, {"valueQuantity": quantity(70, "kg"), "effectiveDateTime": "2026-11-25"}, Why.UNREADABLE),
    ],
)
def test_a_weight_that_is_no_value_keeps_its_reason(code: Json, fields: Json, why: Why) -> None:
    """No unit, an unknown or contradictory one, out of range, missing or undated: the record stays, without a value."""
    (found,) = readings("vitalSigns", code, **fields)
    assert (None, why) == (found.value, found.why)


@pytest.mark.parametrize(
    ("score", "why"), [(0, None), (27, None), (28, Why.OUT_OF_RANGE), (-1, Why.OUT_OF_RANGE), (300, Why.OUT_OF_RANGE)]
)
def test_a_score_outside_its_scale_is_out_of_range(score: int, why: Why | None) -> None:
    """A PHQ-9 goes from 0 to 27; 300 is no score."""
    (found,) = readings("surveys", PHQ9, valueInteger=score)
    assert ((None if why else Decimal(score)), why) == (found.value, found.why)


@pytest.mark.parametrize(("kg", "why"), [(30, None), (250, None)])
def test_the_ends_of_a_range_belong_to_it(kg: int, why: Why | None) -> None:
    """30 and 250 kg are weights."""
    (found,) = readings("vitalSigns", WEIGHT, valueQuantity=quantity(kg, "kg"))
    assert (Decimal(kg), why) == (found.value, found.why)


def test_a_score_in_words_is_unreadable() -> None:
    """ "Severe" is not a number."""
    (found,) = readings("surveys", PHQ9, valueString="severe")
    assert (None, Why.UNREADABLE) == (found.value, found.why)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"valueCodeableConcept": concept("260385009", SNOMED)}, "negative"),
        ({"valueCodeableConcept": concept("10828004", SNOMED)}, "positive"),
        ({"valueCodeableConcept": {"text": "Negative"}}, "negative"),
        ({"valueCodeableConcept": concept("LA6577-6", LOINC)}, "negative"),
        ({"valueString": "not detected"}, "negative"),
        ({"valueString": "POSITIVE"}, "positive"),
        ({"valueBoolean": True}, "positive"),
        ({"valueBoolean": False}, "negative"),
        (
            {"interpretation": [concept("NEG", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")]},
            "negative",
        ),
    ],
)
def test_a_test_has_an_answer(fields: Json, expected: str) -> None:
    """A pregnancy test is positive or negative by code, words, boolean or interpretation."""
    (found,) = readings("observations", PREGNANCY, **fields)
    assert (expected, None) == (found.answer, found.why)


@pytest.mark.parametrize("text", ["positive or negative", "indeterminate", "?", "see report"])
def test_an_answer_that_is_neither_is_unreadable(text: str) -> None:
    """Both, neither and nonsense are no answer."""
    (found,) = readings("observations", PREGNANCY, valueString=text)
    assert (None, Why.UNREADABLE) == (found.answer, found.why)


def test_a_number_is_no_answer() -> None:
    """A pregnancy test with a number needs the laboratory's limit."""
    (found,) = readings("observations", PREGNANCY, valueQuantity=quantity(25, "m[IU]/mL"))
    assert (None, None, Why.UNREADABLE) == (found.value, found.answer, found.why)


def test_blood_pressure_is_read_from_its_components() -> None:
    """A panel gives a systolic and a diastolic reading, and none of its own."""
    components = [
        {"code": concept("8480-6", LOINC), "valueQuantity": quantity(124, "mmHg", "mm[Hg]")},
        {"code": concept("8462-4", LOINC), "valueQuantity": quantity(78, "mmHg", "mm[Hg]")},
    ]
    found = readings("vitalSigns", concept("85354-9", LOINC), component=components)
    assert [("systolic", Decimal(124)), ("diastolic", Decimal(78))] == [(r.concept, r.value) for r in found]


def test_one_bad_component_does_not_spoil_the_other() -> None:
    """A component without a value keeps its reason; a lone component object is read."""
    components = [
        {"code": concept("8480-6", LOINC), "dataAbsentReason": {"text": "unknown"}},
        {"code": concept("8462-4", LOINC), "valueQuantity": {"value": 78, "unit": "mmHg"}},
    ]
    both = readings("vitalSigns", concept("85354-9", LOINC), component=components)
    single = readings("vitalSigns", concept("85354-9", LOINC), component=components[1])
    assert [Why.NOT_RECORDED, None] == [r.why for r in both]
    assert [Decimal(78)] == [r.value for r in single]


def test_a_panel_holds_the_total_in_a_component() -> None:
    """The PHQ-9 panel is no score; its total component is."""
    components = [
        {"code": concept("44250-9", LOINC), "valueInteger": 3},
        {"code": PHQ9, "valueInteger": 19},
        {"code": concept("44260-8", LOINC), "valueInteger": 1},
    ]
    found = readings("surveys", concept("44249-1", LOINC, text="PHQ-9"), component=components)
    assert [("phq-9", Decimal(19)), ("phq-9-item-9", Decimal(1))] == [(r.concept, r.value) for r in found]


def test_a_panel_of_members_is_no_reading() -> None:
    """A score without a value that points to its members is not a missing score."""
    assert () == readings("surveys", concept(text="PHQ-9"), hasMember=[{"reference": "Observation/2"}])


@pytest.mark.parametrize(
    ("status", "facts", "gaps"),
    [
        ("final", 1, 0),
        ("amended", 1, 0),
        ("corrected", 1, 0),
        ("Final", 1, 0),
        ("preliminary", 0, 0),
        ("registered", 0, 0),
        ("cancelled", 0, 0),
        ("entered-in-error", 0, 0),
        ("unknown", 0, 1),
        (None, 0, 1),
        (5, 0, 1),
    ],
)
def test_only_final_observations_count(status: Json, facts: int, gaps: int) -> None:
    """Preliminary ones are ignored; a missing or unknown status leaves a gap."""
    found = chart(vitalSigns=part(observation(WEIGHT, status=status, valueQuantity=quantity(70, "kg")))).vitals
    assert (facts, gaps) == (len(found.facts), len(found.unreadable))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"effectiveDateTime": "2026-11-20"}, date(2026, 11, 20)),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-11-20T09:00:00Z"}, date(2026, 11, 20)),
        (
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-11-18", "end": "2026-11-20"}},
            date(2026, 11, 20),
        ),
        ({"effectiveDateTime": None, "effectivePeriod": {"start": "2026-11-18"}}, date(2026, 11, 18)),
    ],
)
def test_an_observation_is_dated_by_when_it_was_made(fields: Json, expected: date) -> None:
    """A date, an instant, or the end of a period."""
    (found,) = readings("vitalSigns", WEIGHT, valueQuantity=quantity(70, "kg"), **fields)
    assert found.when is not None and expected == found.when.first


def test_what_was_recorded_is_shown_as_recorded() -> None:
    """The card shows the value and unit that the chart has."""
    (found,) = readings("vitalSigns", WEIGHT, valueQuantity={"value": 154.0, "unit": "lb", "code": "[lb_av]"})
    assert "154.0 lb" == found.shown


def weights(*days: str | None) -> list[Json]:
    return [
        observation(WEIGHT, id=f"w{n}", valueQuantity=quantity(70, "kg"), effectiveDateTime=day)
        for n, day in enumerate(days)
    ]


NEXT = [{"relation": "next", "url": "http://x/2"}]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2026-11-20", "2026-11-01", "2026-10-05"), date(2026, 10, 5)),
        (("2026-11-20T10:00:00Z", "2026-11-20T09:00:00Z"), date(2026, 11, 20)),
        (("2026-11-20", "2026-11-20T09:00:00Z"), date(2026, 11, 20)),
        (("2026-11-20T01:00:00+02:00", "2026-11-19T22:30:00Z"), date(2026, 11, 19)),
        (("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"), None),
        (("2026-10-05", "2026-11-20"), None),
        (("2026-11-20", None, "2026-10-05"), None),
        (("2026-11-20", "someday"), None),
        (("2026-11-20", "2026-10"), None),
        ((), None),
    ],
)
def test_a_page_that_is_newest_first_covers_time(days: tuple[str | None, ...], expected: date | None) -> None:
    """Only a page whose every entry is dated and in order answers for the time since its oldest entry."""
    found = chart(vitalSigns=part(*weights(*days), link=NEXT)).vitals
    assert (expected, True) == (found.covers_from, found.truncated)


def test_a_complete_list_needs_no_cover() -> None:
    """Only a truncated page says from when on it answers."""
    assert chart(vitalSigns=part(*weights("2026-11-20"))).vitals.covers_from is None


def test_entries_we_do_not_read_cover_time_too() -> None:
    """The oldest entry of a page counts, whatever was observed."""
    other = observation(concept("8310-5", LOINC), id="t", effectiveDateTime="2026-01-01")
    found = chart(vitalSigns=part(*weights("2026-11-20"), other, link=NEXT)).vitals
    assert date(2026, 1, 1) == found.covers_from
