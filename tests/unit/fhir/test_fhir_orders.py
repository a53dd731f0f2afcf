"""Draft orders: which are ketamine, which are judged, what they say of dose, time, route and reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fhir_cases import (
    ICD10CM,
    KETAMINE,
    NOW,
    RXNORM,
    SHARED,
    SNOMED,
    UTC_ZONE,
    Json,
    chart,
    concept,
    condition,
    draft,
    drafts,
    instruction,
    knowledge,
    order,
    part,
    quantity,
    raw,
)

from cds_service.chart import Amount, Reason
from cds_service.fhir.orders import Drafts, complete_orders, read_orders


@pytest.mark.parametrize(
    ("code", "drug", "by_name"),
    [
        (concept("6130", RXNORM), "ketamine", False),
        (concept("N01AX03", "http://www.whocc.no/atc"), "ketamine", False),
        (concept(text="ketamine 50 mg/mL injection"), "ketamine", True),
        (concept("123", "urn:local", display="KETAMINE HCL 50MG/ML INJ,SOLN"), "ketamine", True),
        (concept(text="Ketalar"), "ketamine", True),
        (concept(text="Esketamine 56 mg nasal spray"), "esketamine", True),
        (concept(text="Spravato"), "esketamine", True),
        (concept(text="S-ketamine 25 mg/mL"), "esketamine", True),
        (concept(text="(S)-ketamine"), "esketamine", True),
        (concept("N06AX27", "http://www.whocc.no/atc"), "esketamine", False),
        (concept("6130", RXNORM, display="esketamine"), "esketamine", True),
    ],
)
def test_a_ketamine_order_is_known(code: Json, drug: str, by_name: bool) -> None:
    """By code, else by name as a word; esketamine is never ketamine."""
    found = order(medicationCodeableConcept=code)
    assert (drug, by_name) == (found.drug, found.by_name)


@pytest.mark.parametrize(
    "code",
    [
        concept(text="amoxicillin"),
        concept(text="arketamine"),
        concept(text="norketamine"),
        concept("36437", RXNORM, text="ketamine"),
        None,
        {},
    ],
)
def test_other_orders_are_not_judged(code: Json) -> None:
    """Another drug, a word that only contains the name, a known code of another drug, and no medication at all."""
    assert Drafts() == drafts(draft(medicationCodeableConcept=code))


def test_a_contained_and_a_bundled_medication_are_resolved() -> None:
    """The drug may stand in a contained Medication or in one beside the order."""
    contained = draft(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#k"},
        contained=[{"resourceType": "Medication", "id": "k", "code": KETAMINE}],
    )
    pointing = draft(medicationCodeableConcept=None, medicationReference={"reference": "Medication/k"})
    beside = {"resourceType": "Medication", "id": "k", "code": KETAMINE}
    assert ["ketamine", "ketamine"] == [d.orders[0].drug for d in (drafts(contained), drafts(pointing, beside))]


def test_a_medication_that_must_be_read_is_named_and_then_used() -> None:
    """An order whose drug is elsewhere is unresolved, until the Medication is handed in."""
    pointing = draft(medicationCodeableConcept=None, medicationReference={"reference": "Medication/k"})
    first = drafts(pointing)
    second = drafts(pointing, medications=(raw({"resourceType": "Medication", "id": "k", "code": KETAMINE}),))
    assert ((), ("Medication/k",)) == (first.orders, first.unresolved)
    assert (["ketamine"], ()) == ([o.drug for o in second.orders], second.unresolved)


def test_a_reference_with_a_display_names_its_drug() -> None:
    """A display is enough to know that it is ketamine, or that it is not."""
    for display, expected in (("ketamine 50 mg/mL", 1), ("amoxicillin 500 mg", 0)):
        found = drafts(
            draft(medicationCodeableConcept=None, medicationReference={"reference": "Medication/k", "display": display})
        )
        assert (expected, ()) == (len(found.orders), found.unresolved)


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        (None, ["MedicationRequest/a", "MedicationRequest/b"]),
        (["MedicationRequest/a"], ["MedicationRequest/a"]),
        (["b"], ["MedicationRequest/b"]),
        (["https://ehr.example/fhir/MedicationRequest/b"], ["MedicationRequest/b"]),
        (["MedicationRequest/z", "ServiceRequest/a"], []),
        ([], []),
        ([5, None, {}], []),
    ],
)
def test_only_selected_orders_are_judged(selections: Any, expected: list[str]) -> None:
    """Selections may be references or bare ids; without selections every order is judged."""
    found = drafts(draft(id="a"), draft(id="b"), selections=selections)
    assert expected == [o.source.reference for o in found.orders]


def test_an_order_without_an_id_is_judged_at_sign_and_cannot_be_selected() -> None:
    """It is known by its type alone."""
    assert ["MedicationRequest"] == [o.source.reference for o in drafts(draft(id=None)).orders]
    assert () == drafts(draft(id=None), selections=["MedicationRequest/d1"]).orders


def test_every_status_is_judged_but_error_and_refusal() -> None:
    """A re-signed active order is judged; one entered in error or not to be performed is not there."""
    assert 1 == len(drafts(draft(status="active")).orders)
    assert 1 == len(drafts(draft(status=None)).orders)
    assert 0 == len(drafts(draft(status="entered-in-error")).orders)
    assert 0 == len(drafts(draft(doNotPerform=True)).orders)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ketamine infusion 0.5 mg/kg IV over 40 min", 1),
        ("Ketamine infusion therapy", 1),
        ("Ketamine level, serum", 0),
        ("Drug screen: ketamine, urine", 0),
        ("MRI brain", 0),
    ],
)
def test_a_service_request_for_ketamine_is_an_order_and_a_level_is_not(text: str, expected: int) -> None:
    """A request to infuse is judged; one to measure is not."""
    service = {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "code": {"text": text}}
    assert expected == len(drafts(service).orders)


def test_the_other_drafts_are_context() -> None:
    """Lithium being started, ketamine itself and draft ServiceRequests are handed on; unknown drugs are not."""
    lithium = draft(id="li", medicationCodeableConcept=concept(text="lithium carbonate 300 mg"))
    service = {"resourceType": "ServiceRequest", "id": "s1", "code": {"text": "PHQ-9"}, "extra": 7.50}
    found = drafts(draft(), lithium, draft(id="x", medicationCodeableConcept=concept(text="amoxicillin")), service)
    named = [m.ingredient for m in found.medications]
    assert (["ketamine", "lithium"], [service]) == (named, list(found.service_requests))


def test_the_order_is_kept_as_received() -> None:
    """Unknown members and the digits of numbers survive."""
    found = order(
        note=[{"text": "x"}],
        x_extra={"y": [1, 7.25]},
        dosageInstruction=[{"doseAndRate": {"doseQuantity": {"value": 35}}}],
    )
    assert {"y": [1, Decimal("7.25")]} == found.raw["x_extra"]
    assert {"doseQuantity": {"value": 35}} == found.raw["dosageInstruction"][0]["doseAndRate"]


@pytest.mark.parametrize(
    ("reference", "expected"), [("Patient/p1", False), ("Patient/p2", True), ("urn:uuid:1", False), ("", False)]
)
def test_an_order_for_another_patient_is_marked(reference: str, expected: bool) -> None:
    """Only a literal reference to somebody else marks the order."""
    assert expected == order(subject={"reference": reference}).other_patient


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"dosageInstruction": [{"timing": {"event": ["2026-11-25T09:00:00Z"]}}]}, date(2026, 11, 25)),
        ({"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": "2026-12-01"}}}}]}, date(2026, 12, 1)),
        ({}, None),
        ({"dosageInstruction": [{"timing": {"event": "soon"}}]}, None),
    ],
)
def test_an_order_may_state_its_time(fields: Json, expected: date | None) -> None:
    """An event or the start of the bounds; it may lie ahead."""
    planned = order(**fields).planned
    assert expected == (planned.first if planned else None)


def amount(**parts: str | bool) -> Amount:
    units = {"other_unit", "volume_rate"}
    return Amount(**{k: Decimal(v) if isinstance(v, str) and k not in units else v for k, v in parts.items()})  # type: ignore[arg-type]


PARTS = ("mg", "mg_per_kg", "mg_per_min", "mg_per_kg_min", "minutes", "push", "other_unit", "volume_rate")


def worst(found: Amount) -> Amount:
    """Of a range, the end that is more dangerous."""
    return Amount(**{name: getattr(found, name) for name in PARTS})


@pytest.mark.parametrize(
    ("text", "expected", "route"),
    [
        ("0.5 mg/kg IV over 40 minutes", amount(mg_per_kg="0.5", minutes="40"), "IV"),
        ("35 mg IV over 40 min", amount(mg="35", minutes="40"), "IV"),
        ("0.5 mg/kg (35 mg) IV over 40 min", amount(mg="35", mg_per_kg="0.5", minutes="40"), "IV"),
        ("ketamine 40mg ivp", amount(mg="40", push=True), "IV"),
        ("35 mg slow IV push over 1 min", amount(mg="35", minutes="1", push=True), "IV"),
        ("35 mg bolus", amount(mg="35", push=True), None),
        ("0.7 mg/min", amount(mg_per_min="0.7"), None),
        ("0.75 mg/kg/h IV", amount(mg_per_kg_min="0.0125"), "IV"),
        ("0.5 mg/kg over 2 hours", amount(mg_per_kg="0.5", minutes="120"), None),
        ("35 mg over one hour", amount(mg="35", minutes="60"), None),
        ("0.5 mg per kg over 40 to 60 min", amount(mg_per_kg="0.5", minutes="40"), None),
        ("500 mcg/kg over 40min", amount(mg_per_kg="0.5", minutes="40"), None),
        ("35mg/40min iv", amount(mg="35", minutes="40"), "IV"),
        ("0.5mg/kg/40min", amount(mg_per_kg="0.5", minutes="40"), None),
        ("40-minute infusion of 35 mg", amount(mg="35", minutes="40"), None),
        ("35 mg in 100 mL NS IV over 40 minutes", amount(mg="35", minutes="40"), "IV"),
        ("ketamine 50 mg/mL: 35 mg IV over 40 min", amount(mg="35", minutes="40"), "IV"),
        ("35 mg in 100 mL at 150 mL/h", amount(mg="35", mg_per_min="0.875"), None),
        ("infuse 35 mg over 40 min, max 100 mg", amount(mg="35", minutes="40"), None),
        ("0.5-0.75 mg/kg IV", amount(mg_per_kg="0.75"), "IV"),
        (".5 mg/kg over .75 h", amount(mg_per_kg="0.5", minutes="45"), None),
        ("0,5 mg/kg over 40 min", amount(mg_per_kg="0.5", minutes="40"), None),
        ("do not push; 35 mg IV over 40 min", amount(mg="35", minutes="40"), "IV"),
        ("35 mg IM", amount(mg="35"), "other"),
        ("0.5 mg/kg PO", amount(mg_per_kg="0.5"), "other"),
        ("35 mg intranasally", amount(mg="35"), "other"),
        ("as directed", amount(), None),
        ("50 mg/mL", amount(), None),
        ("500 mg/10 mL", amount(), None),
    ],
)
def test_what_the_text_says(text: str, expected: Amount, route: str | None) -> None:
    """Dose, rate, duration, push and route in words; of a range what is more dangerous; a concentration is no dose."""
    found = instruction(text=text)
    assert (expected, Amount(), route) == (worst(found.text), found.structure, found.route)


MIN_40 = {"repeat": {"duration": 40, "durationUnit": "min"}}


def ratio(numerator: Json, denominator: Json) -> Json:
    return {"rateRatio": {"numerator": numerator, "denominator": denominator}}


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ({"doseQuantity": quantity(35, "mg")}, amount(mg="35")),
        ({"doseQuantity": quantity(0.035, "g")}, amount(mg="35")),
        ({"doseQuantity": {"value": 35, "unit": "MG"}}, amount(mg="35")),
        ({"doseQuantity": {"value": "35", "unit": "mg"}}, amount(mg="35")),
        ({"doseQuantity": quantity(0.5, "mg/kg")}, amount(mg_per_kg="0.5")),
        ({"doseQuantity": quantity(500, "ug/kg")}, amount(mg_per_kg="0.5")),
        ({"doseQuantity": {"value": 0.5, "unit": "mg/kg"}}, amount(mg_per_kg="0.5")),
        ({"doseRange": {"low": quantity(20, "mg"), "high": quantity(50, "mg")}}, amount(mg="50")),
        ({"doseQuantity": quantity(2, "{pill}")}, amount(other_unit="{pill}")),
        ({"doseQuantity": quantity(1, "mg", "kg")}, amount(other_unit="mg")),
        ({"doseQuantity": {"value": 35}}, amount(other_unit="")),
        ({"doseQuantity": quantity(1, "mL")}, amount(other_unit="mL")),
        ({"doseQuantity": {"value": 35, "unit": "mg", "comparator": "<"}}, amount(other_unit="mg")),
        ({"rateQuantity": quantity(52.5, "mg/h")}, amount(mg_per_min="0.875")),
        ({"rateQuantity": quantity(0.75, "mg/kg/h")}, amount(mg_per_kg_min="0.0125")),
        ({"rateQuantity": quantity(12.5, "ug/kg/min")}, amount(mg_per_kg_min="0.0125")),
        ({"rateQuantity": quantity(35, "mg/(40.min)")}, amount(mg_per_min="0.875")),
        ({"rateQuantity": quantity(50, "mL/h")}, amount(volume_rate="mL/h")),
        (ratio(quantity(150, "mL"), quantity(1, "h")), amount(volume_rate="mL/h")),
        (ratio(quantity(100, "mL"), quantity(40, "min")), amount(minutes="40")),
        (ratio(quantity(35, "mg"), quantity(40, "min")), amount(mg="35", mg_per_min="0.875", minutes="40")),
        (
            ratio(quantity(0.5, "mg/kg"), quantity(40, "min")),
            amount(mg_per_kg="0.5", mg_per_kg_min="0.0125", minutes="40"),
        ),
        (ratio(quantity(60, "mg"), quantity(1, "h")), amount(mg_per_min="1")),
        (ratio(quantity(35, "mg"), quantity(0, "min")), amount(other_unit="mg")),
        (
            {"doseQuantity": quantity(35, "mg"), **ratio(quantity(35, "mg"), quantity(40, "min"))},
            amount(mg="35", mg_per_min="0.875", minutes="40"),
        ),
        (
            {"doseQuantity": quantity(70, "mg"), **ratio(quantity(35, "mg"), quantity(40, "min"))},
            amount(mg="70", mg_per_min="0.875"),
        ),
        (
            {"doseQuantity": quantity(35, "mg"), **ratio(quantity(50, "mL"), quantity(40, "min"))},
            amount(mg="35", minutes="40"),
        ),
    ],
)
def test_what_the_structure_says(rate: Json, expected: Amount) -> None:
    """Masses, amounts per kilogram, rates and ratios in UCUM; the same as a list, an object, and in the old place."""
    for dosage in ({"doseAndRate": [rate]}, {"doseAndRate": rate}, rate):
        assert expected == worst(instruction(**dosage).structure)


def test_a_range_keeps_its_milder_end() -> None:
    """Of "20-35 mg" the worse end is read and the other kept; a plain dose has no other end."""
    spoken = instruction(text="20-35 mg over 40 to 60 min").text
    coded = instruction(doseRange={"low": quantity(20, "mg"), "high": quantity(35, "mg")}).structure
    assert (amount(mg="35", minutes="40"), amount(mg="20", minutes="60")) == (worst(spoken), spoken.mildest)
    assert (amount(mg="35"), amount(mg="20")) == (worst(coded), coded.mildest)
    assert instruction(text="35 mg over 40 min").text.mildest is None


def test_a_push_may_be_the_method() -> None:
    """dosageInstruction.method says how it is given."""
    assert instruction(method={"text": "IV push"}).structure.push


def test_a_duration_is_part_of_the_structure() -> None:
    """timing.repeat.duration, in its unit, beside the dose."""
    hour = {"repeat": {"duration": 1, "durationUnit": "h"}}
    assert amount(mg="35", minutes="40") == instruction(doseQuantity=quantity(35, "mg"), timing=MIN_40).structure
    assert amount(minutes="60") == instruction(timing=hour).structure


def test_two_statements_of_one_dose_are_one_amount() -> None:
    """A weight-based and a calculated dose are both kept; of two masses the larger counts, and the smaller is kept."""
    both = [{"doseQuantity": quantity(0.5, "mg/kg")}, {"doseQuantity": quantity(35, "mg")}]
    two = [{"doseQuantity": quantity(20, "mg")}, {"doseQuantity": quantity(35, "mg")}]
    assert amount(mg="35", mg_per_kg="0.5") == instruction(doseAndRate=both).structure
    found = instruction(doseAndRate=two).structure
    assert (amount(mg="35"), amount(mg="20")) == (worst(found), found.mildest)


def test_a_volume_counts_when_the_concentration_is_known() -> None:
    """1 mL of 50 mg/mL is 50 mg; beside a dose in mg the flow is that of the bag and says nothing."""
    vial = concept(text="ketamine 50 MG/ML Injectable Solution")
    volume = order(medicationCodeableConcept=vial, dosageInstruction=[{"doseQuantity": quantity(1, "mL")}])
    bag = order(
        medicationCodeableConcept=vial,
        dosageInstruction=[
            {"doseAndRate": [{"doseQuantity": quantity(35, "mg"), "rateQuantity": quantity(150, "mL/h")}]}
        ],
    )
    assert (Decimal(50), amount(mg="50")) == (volume.mg_per_ml, volume.instructions[0].structure)
    assert amount(mg="35", volume_rate="mL/h") == bag.instructions[0].structure


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ketamine 50 MG/ML Injectable Solution", 50),
        ("ketamine 500 mg/10 mL vial", 50),
        ("KETAMINE HCL 100MG/ML INJ", 100),
        ("ketamine 10 mg/ml or 50 mg/ml", None),
        ("ketamine", None),
    ],
)
def test_the_concentration_is_read_from_the_name(name: str, expected: int | None) -> None:
    """mg per mL where the name states one."""
    found = order(medicationCodeableConcept=concept(text=name)).mg_per_ml
    assert (Decimal(expected) if expected else None) == found


def test_the_concentration_is_read_from_the_medication() -> None:
    """Medication.ingredient.strength is mg per mL."""
    strength = {"numerator": quantity(50, "mg"), "denominator": quantity(1, "mL")}
    contained = [{"resourceType": "Medication", "id": "k", "code": KETAMINE, "ingredient": [{"strength": strength}]}]
    found = order(medicationCodeableConcept=None, medicationReference={"reference": "#k"}, contained=contained)
    assert Decimal(50) == found.mg_per_ml


@pytest.mark.parametrize(
    ("dosage", "route", "route_text"),
    [
        ({"route": concept("47625008", SNOMED, display="Intravenous route")}, "IV", "Intravenous route"),
        ({"route": {"text": "IV"}}, "IV", "IV"),
        ({"route": {"text": "Intramuscular"}}, "other", "Intramuscular"),
        ({"route": concept("78421000", SNOMED)}, "other", "intramuscular (78421000)"),
        ({"route": {"text": "IV"}, "text": "give IM"}, "other", "intramuscular"),
        ({"text": "35 mg i.m. once"}, "other", "intramuscular"),
        ({"route": {}}, None, None),
        ({}, None, None),
    ],
)
def test_the_route_is_iv_other_or_not_stated(dosage: Json, route: str | None, route_text: str | None) -> None:
    """Any stated route that is not intravenous is another; the text may contradict."""
    found = instruction(**dosage)
    assert (route, route_text) == (found.route, found.route_text)


def test_a_coded_push_is_a_push() -> None:
    """HL7's IV push route says how fast."""
    system = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration"
    assert instruction(route=concept("IVPUSH", system)).structure.push


def test_an_orderable_whose_name_is_the_dose_is_read() -> None:
    """ "Ketamine 0.5 mg/kg IV over 40 min" is a dose; "ketamine 500 mg vial" is a product."""
    dose = order(medicationCodeableConcept=concept(text="Ketamine 0.5 mg/kg IV over 40 min"))
    product = order(medicationCodeableConcept=concept(text="ketamine 500 mg vial"))
    assert [amount(mg_per_kg="0.5", minutes="40")] == [i.text for i in dose.instructions]
    assert () == product.instructions


def test_a_service_request_says_its_dose_in_words() -> None:
    """The name and details of a ServiceRequest are its only instruction; a bare name has none."""
    told = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "code": {"text": "Ketamine infusion"},
        "orderDetail": [{"text": "35 mg over 40 min"}],
    }
    bare = {"resourceType": "ServiceRequest", "id": "s", "code": {"text": "Ketamine infusion therapy"}}
    assert [amount(mg="35", minutes="40")] == [i.text for i in drafts(told).orders[0].instructions]
    assert () == drafts(bare).orders[0].instructions


@pytest.mark.parametrize(
    ("reason", "sets", "recognised"),
    [
        (concept("F33.2"), {"mdd-active", "depressive-disorder"}, True),
        (concept("F332"), {"mdd-active", "depressive-disorder"}, True),
        (concept("F43.10"), set(), True),
        (concept("397923000", SNOMED, display="Somatic complaints"), set(), True),
        (concept(text="TRD"), {"depressive-disorder"}, True),
        (concept(text="suicidal ideation"), {"suicidal-ideation"}, True),
        (concept("R45.851"), {"suicidal-ideation"}, True),
        (concept(text="respiratory depression"), set(), False),
        (concept(text="because"), set(), False),
        (concept("X9", "urn:local", text="zzz"), set(), False),
        ({}, set(), False),
    ],
)
def test_a_reason_is_recognised_by_code_or_words(reason: Json, sets: set[str], recognised: bool) -> None:
    """A diagnosis code is recognised whatever it is; words only when they are ours."""
    (found,) = order(reasonCode=[reason]).reasons
    assert recognised == found.recognised
    assert sets <= found.sets and bool(sets) == bool(found.sets)


def test_anaesthesia_is_another_reason() -> None:
    """Stated, recognised, and not depression."""
    (found,) = order(reasonCode={"text": "procedural sedation"}).reasons
    assert (True, True, False) == (found.recognised, "reason-other" in found.sets, "depressive-disorder" in found.sets)


def test_a_reason_reference_is_resolved_where_it_can_be() -> None:
    """Contained, beside the order, in the chart once it is there; else by its display."""
    depressed = condition(concept("F33.2"), id="r1")
    inside = draft(contained=[{**depressed, "id": "r"}], reasonReference=[{"reference": "#r"}])
    beside = draft(reasonReference=[{"reference": "Condition/r1"}])
    display = draft(reasonReference=[{"reference": "Condition/r9", "display": "TRD"}])
    for found in (drafts(inside), drafts(beside, depressed), drafts(display)):
        assert "depressive-disorder" in found.orders[0].reasons[0].sets
    unknown = drafts(beside).orders
    assert (Reason("", frozenset(), False),) == unknown[0].reasons
    completed = complete_orders(unknown, {"conditions": part(depressed)}, knowledge())
    assert "depressive-disorder" in completed[0].reasons[0].sets


def test_completing_keeps_what_was_already_known() -> None:
    """A recognised reason stays, and one that cannot be found stays unknown."""
    found = drafts(draft(reasonCode=[concept("F33.2")], reasonReference=[{"reference": "Condition/zz"}])).orders
    completed = complete_orders(found, {"conditions": part(condition(concept("E11.9")))}, knowledge())
    assert found == completed
    assert found == complete_orders(found, {}, knowledge())


def test_a_refuted_condition_is_no_reason() -> None:
    """What does not exist gives no reason."""
    refuted = condition(concept("F33.2"), id="r1", verificationStatus={"coding": [{"code": "refuted"}]})
    assert not drafts(draft(reasonReference=[{"reference": "Condition/r1"}]), refuted).orders[0].reasons[0].recognised


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "x",
        [],
        {},
        {"resourceType": "Bundle", "entry": 7},
        {"resourceType": "Bundle", "entry": [1, None, {"resource": "x"}]},
    ],
)
def test_draft_orders_of_any_shape_are_survived(value: Json) -> None:
    """What is no Bundle of orders holds no ketamine."""
    assert Drafts() == read_orders(raw(value), None, "p1", knowledge(), UTC_ZONE, NOW)


def test_a_bundle_without_a_type_and_odd_members_is_read() -> None:
    """The reference client sends no Bundle type, category and reasonCode as objects."""
    odd = draft(
        category={"text": "x"},
        reasonCode={"coding": {"system": ICD10CM, "code": "F33.2"}},
        dosageInstruction={"text": "35 mg IV over 40 min"},
    )
    (found,) = read_orders(
        raw({"resourceType": "Bundle", "entry": {"resource": odd}}), ["d1"], "p1", knowledge(), UTC_ZONE, NOW
    ).orders
    assert (True, amount(mg="35", minutes="40")) == (found.reasons[0].recognised, found.instructions[0].text)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not here")
def test_the_published_examples_hold_no_ketamine() -> None:
    """HL7's printed order-select and order-sign contexts are read, and none wakes the service."""
    import json

    for path in sorted((SHARED / "cds-hooks" / "examples").glob("order-*.json")):
        context = json.loads(path.read_text())["context"]
        made = raw(context["draftOrders"])
        found = read_orders(made, context.get("selections"), context["patientId"], knowledge(), UTC_ZONE, NOW)
        assert Drafts() == found, path.name


def test_an_order_in_the_chart_is_untouched_by_the_drafts() -> None:
    """Drafts become context of the chart and never its requests."""
    assert () == chart(medicationRequests=part()).requests.facts
