"""Medication records: which drug, which dates, why stopped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from fhir_cases import RXNORM, Json, chart, concept, part, quantity, requested, statement, taken

from cds_service.answers import Why
from cds_service.chart import Kind

ATC = "http://www.whocc.no/atc"


@pytest.mark.parametrize(
    ("code", "ingredient", "by_name"),
    [
        (concept("36437", RXNORM), "sertraline", False),
        (concept("312941", RXNORM, display="sertraline 50 MG Oral Tablet"), "sertraline", False),
        (concept("N06AB06", ATC), "sertraline", False),
        (concept(text="Zoloft 50 mg"), "sertraline", True),
        (concept(text="ZOLOFT"), "sertraline", True),
        (concept("99999999", RXNORM, display="sertraline 50 MG Oral Tablet [Zoloft]"), "sertraline", True),
        (concept("x", "urn:local", text="Venlafaxine XR 75 mg cap"), "venlafaxine", True),
        (
            {"coding": [{"system": "urn:local", "code": "1"}, {"system": RXNORM, "code": "36437"}], "text": "x"},
            "sertraline",
            False,
        ),
        (concept(text="sertraline 100 mg (was citalopram)"), "sertraline", True),
    ],
)
def test_a_drug_is_known_by_code_or_by_name(code: Json, ingredient: str, by_name: bool) -> None:
    """Any known code wins; else a generic or brand name in text or display, which is said."""
    found = taken(medicationCodeableConcept=code)
    assert (ingredient, by_name) == (found.ingredient, found.by_name)


def test_a_combination_is_a_record_for_each_ingredient() -> None:
    """Fluoxetine with olanzapine gives both, each with its own strength."""
    code = concept("403969", RXNORM, display="fluoxetine 25 MG / olanzapine 6 MG Oral Capsule")
    dosage = [{"text": "1 capsule daily"}]
    facts = chart(medicationStatements=part(statement(medicationCodeableConcept=code, dosage=dosage))).statements.facts
    assert [("fluoxetine", Decimal(25)), ("olanzapine", Decimal(6))] == [
        (f.ingredient, f.dosages[0].low) for f in facts
    ]


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        (concept(text="bupropion SR 150 mg"), True),
        (concept(text="Zyban 150 mg"), False),
        (concept(text="bupropion for smoking cessation"), False),
        (concept(text="doxepin 25 mg capsule"), True),
        (concept(text="doxepin 6 mg tablet"), False),
        (concept("2532163", RXNORM), False),
        (concept(text="selegiline 5 mg tablet"), False),
        (concept(text="Emsam 6 MG/24HR patch"), True),
    ],
)
def test_products_that_are_no_depression_trial_do_not_count(code: Json, counts: bool) -> None:
    """Zyban, low-dose doxepin, PMDD fluoxetine and oral selegiline are shown and do not count."""
    assert counts == taken(medicationCodeableConcept=code).counts


def test_an_unknown_drug_is_no_fact() -> None:
    """A medication we do not know leaves the list complete; one that has no name does not."""
    other = chart(medicationStatements=part(statement(medicationCodeableConcept=concept(text="amoxicillin"))))
    nameless = chart(medicationStatements=part(statement(medicationCodeableConcept=None)))
    assert ((0, True), (0, False)) == (
        (len(other.statements.facts), other.statements.complete),
        (len(nameless.statements.facts), nameless.statements.complete),
    )


MEDICATION = {"resourceType": "Medication", "id": "med1", "code": concept("36437", RXNORM)}


@pytest.mark.parametrize(
    "reference", ["Medication/med1", "https://ehr.example/fhir/Medication/med1", "Medication/med1/_history/2"]
)
def test_a_referenced_medication_is_found_in_the_same_list_and_in_its_own(reference: str) -> None:
    """Medication entries beside the statement and Medications read separately both resolve the reference."""
    pointing = statement(medicationCodeableConcept=None, medicationReference={"reference": reference})
    beside = chart(medicationStatements=part(pointing, MEDICATION))
    apart = chart(medicationStatements=part(pointing), medications=part(MEDICATION))
    assert ["sertraline"] * 2 == [c.statements.facts[0].ingredient for c in (beside, apart)]


def test_a_contained_medication_is_found() -> None:
    """ "#m" points to a resource inside the record."""
    contained = [{"resourceType": "Medication", "id": "m", "code": concept("36437", RXNORM)}]
    found = taken(medicationCodeableConcept=None, medicationReference={"reference": "#m"}, contained=contained)
    assert found.ingredient == "sertraline"


def test_the_display_of_a_reference_is_a_name() -> None:
    """A Medication that is not at hand is known by its display; without one the record is unreadable."""
    named = {"reference": "Medication/9", "display": "venlafaxine 75 mg"}
    assert ("venlafaxine", True) == (
        (found := taken(medicationCodeableConcept=None, medicationReference=named)).ingredient,
        found.by_name,
    )
    nameless = statement(medicationCodeableConcept=None, medicationReference={"reference": "Medication/9"})
    assert not chart(medicationStatements=part(nameless)).statements.complete


def test_a_statement_keeps_its_dates() -> None:
    """Period, assertion and status are kept as recorded; an open end stays open."""
    found = taken(
        effectivePeriod={"start": "2024-12-15", "end": "2025-03-02"}, dateAsserted="2025-03-05", status="stopped"
    )
    assert (date(2024, 12, 15), date(2025, 3, 2), date(2025, 3, 5), "stopped") == (
        found.start.first if found.start else None,
        found.end.first if found.end else None,
        found.authored.first if found.authored else None,
        found.status,
    )
    assert (Kind.STATEMENT, None, None) == (found.kind, found.on, found.dates_why)


def test_a_single_effective_date_is_not_a_period() -> None:
    """effectiveDateTime says when, not how long."""
    found = taken(effectiveDateTime="2025-01-05")
    assert (None, date(2025, 1, 5)) == (found.start, found.on.first if found.on else None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"effectivePeriod": {"start": "last spring"}}, Why.UNREADABLE),
        ({"effectivePeriod": {"start": "2026-11-25"}}, Why.UNREADABLE),
        ({"effectivePeriod": {"start": "2026-11-24"}}, None),
        ({"effectivePeriod": {"start": "2026-01-01", "end": "2027-01-01"}}, None),
        ({"effectivePeriod": {"start": "2026-03-01", "end": "2026-02-01"}}, Why.CONTRADICTORY),
        ({"status": "intended", "effectivePeriod": {"start": "2027-01-01"}}, None),
        ({"dateAsserted": "2027-01-01"}, Why.UNREADABLE),
        ({"effectivePeriod": {"start": {"year": 2025}}}, Why.UNREADABLE),
    ],
)
def test_dates_that_cannot_be_are_said(fields: Json, expected: Why | None) -> None:
    """Garbage, a start in the future and an end before the start are reasons; an end may lie ahead."""
    assert expected == taken(**fields).dates_why


def test_a_request_keeps_its_bounds_and_supply() -> None:
    """The widest bounds of its instructions, the days of each fill, and the repeats."""
    found = requested(
        authoredOn="2025-01-02",
        dosageInstruction=[
            {"timing": {"repeat": {"boundsPeriod": {"start": "2025-01-15", "end": "2025-02-01"}}}},
            {"timing": {"repeat": {"boundsPeriod": {"start": "2025-01-02", "end": "2025-01-15"}}}},
        ],
        dispenseRequest={"expectedSupplyDuration": {"value": 4, "unit": "weeks"}, "numberOfRepeatsAllowed": 2},
    )
    assert (date(2025, 1, 2), date(2025, 2, 1)) == (found.start and found.start.first, found.end and found.end.first)
    assert (Decimal(28), 2, "order") == (found.supply_days, found.repeats, found.intent)


def test_an_instruction_without_an_end_leaves_the_request_open() -> None:
    """One step that ends does not end a request whose next step goes on."""
    bounded = {"timing": {"repeat": {"boundsPeriod": {"start": "2025-01-02", "end": "2025-01-15"}}}}
    opened = {"timing": {"repeat": {"boundsPeriod": {"start": "2025-01-15"}}}}
    assert requested(dosageInstruction=[bounded, opened]).end is None


def test_an_order_not_to_give_is_no_medication() -> None:
    """doNotPerform forbids the drug."""
    made = statement(resourceType="MedicationRequest", intent="order", doNotPerform=True)
    assert () == chart(medicationRequests=part(made)).requests.facts


@pytest.mark.parametrize(
    ("supply", "expected"),
    [
        ({"value": 30, "unit": "days", "code": "d"}, Decimal(30)),
        ({"value": 10, "code": "days", "system": "http://unitsofmeasure.org"}, Decimal(10)),
        ({"value": 30}, Decimal(30)),
        ({"value": 2, "unit": "wk"}, Decimal(14)),
        ({"value": 30, "unit": "{tablet}"}, None),
        ({"value": -5}, None),
        ({"value": "NaN"}, None),
        ({}, None),
    ],
)
def test_a_dispense_is_for_days(supply: Json, expected: Decimal | None) -> None:
    """daysSupply in any unit of time; tablets are no days."""
    made = statement(
        resourceType="MedicationDispense", status="completed", whenHandedOver="2025-01-01", daysSupply=supply
    )
    (found,) = chart(medicationDispenses=part(made)).dispenses.facts
    assert (expected, date(2025, 1, 1)) == (found.supply_days, found.on and found.on.first)


def test_what_was_prepared_stands_in_for_what_was_handed_over() -> None:
    """whenPrepared dates a dispense without a hand-over."""
    made = statement(resourceType="MedicationDispense", status="completed", whenPrepared="2025-01-01T10:00:00Z")
    (found,) = chart(medicationDispenses=part(made)).dispenses.facts
    assert found.on is not None and date(2025, 1, 1) == found.on.first


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("lack of effect", {"failed"}),
        ("no response", {"failed"}),
        ("not effective", {"failed"}),
        ("ineffective after 8 weeks", {"failed"}),
        ("side effects: nausea", {"not-tolerated"}),
        ("no side effects", set()),
        ("no side effects, but no response", {"failed"}),
        ("remission", {"responded"}),
        ("patient moved away", set()),
        ("ineffective and nausea", {"failed", "not-tolerated"}),
    ],
)
def test_the_reason_for_stopping_is_understood(reason: str, expected: set[str]) -> None:
    """Denials that are findings count; denied findings say nothing; two reasons are both kept."""
    found = taken(status="stopped", statusReason=[{"text": reason}])
    assert expected == set(found.stopped_for)


@pytest.mark.parametrize(
    "reason", [{"text": "ineffective"}, [{"text": "ineffective"}], [{"coding": [{"display": "Ineffective"}]}]]
)
def test_a_reason_may_be_an_object_a_list_or_a_display(reason: Json) -> None:
    """R4 has a list on statements and an object on requests; clients mix them."""
    assert {"failed"} == set(taken(status="stopped", statusReason=reason).stopped_for)


def test_a_medication_still_taken_has_not_failed_yet() -> None:
    """ "Ineffective" on an active record without an end is no outcome; with an end it is."""
    reason = [{"text": "ineffective"}]
    ongoing = taken(status="active", statusReason=reason, effectivePeriod={"start": "2026-01-01"})
    ended = taken(status="active", statusReason=reason, effectivePeriod={"start": "2026-01-01", "end": "2026-03-01"})
    assert (set(), {"failed"}) == (set(ongoing.stopped_for), set(ended.stopped_for))


def given(**fields: Json) -> Json:
    made = statement(
        resourceType="MedicationAdministration",
        status="completed",
        medicationCodeableConcept=concept("6130", RXNORM),
        effectivePeriod={"start": "2026-11-20T09:00:00Z", "end": "2026-11-20T09:40:00Z"},
    )
    return made | fields


def test_an_administration_tells_what_was_given() -> None:
    """Day, mass, route and purpose of one infusion."""
    made = given(
        dosage={"dose": quantity(35, "mg"), "route": {"text": "Intravenous"}},
        reasonCode=[{"text": "procedural sedation"}],
    )
    (found,) = chart(medicationAdministrations=part(made)).administrations.facts
    assert (date(2026, 11, 20), Decimal(35), "IV") == (found.on and found.on.first, found.given_mg, found.route)
    assert "reason-anaesthesia" in found.purpose


@pytest.mark.parametrize(
    ("dose", "mg", "per_kg"),
    [
        (quantity(35, "mg"), Decimal(35), None),
        (quantity(0.5, "mg/kg"), None, Decimal("0.5")),
        (quantity(0.035, "g"), Decimal(35), None),
        (quantity(0.7, "mL"), None, None),
        (quantity(1, "{vial}"), None, None),
        ({"value": 35}, None, None),
        (None, None, None),
    ],
)
def test_what_was_given_is_a_mass_or_not_known(dose: Json, mg: Decimal | None, per_kg: Decimal | None) -> None:
    """A volume without a concentration, a piece and a bare number are no mass."""
    (found,) = chart(medicationAdministrations=part(given(dosage={"dose": dose}))).administrations.facts
    assert (mg, per_kg) == (found.given_mg, found.given_mg_per_kg)


def test_a_volume_of_a_known_concentration_is_a_mass() -> None:
    """0.7 mL of 50 mg/mL is 35 mg."""
    code = concept(text="ketamine 50 MG/ML Injectable Solution")
    made = given(medicationCodeableConcept=code, dosage={"dose": quantity(0.7, "mL")})
    (found,) = chart(medicationAdministrations=part(made)).administrations.facts
    assert Decimal(35) == found.given_mg


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, set()),
        ({"status": "stopped"}, {"stopped"}),
        ({"status": "stopped", "statusReason": [{"text": "hypertension"}]}, {"stopped", "blood-pressure"}),
        ({"note": [{"text": "infusion stopped early for severe hypertension"}]}, {"stopped", "blood-pressure"}),
    ],
)
def test_what_went_wrong_is_kept(fields: Json, expected: set[str]) -> None:
    """A stopped infusion and a rise of blood pressure are remembered."""
    (found,) = chart(medicationAdministrations=part(given(**fields))).administrations.facts
    assert expected == set(found.adverse)


@pytest.mark.parametrize(
    ("dosage", "expected"),
    [
        ({}, None),
        ({"route": concept("47625008", "http://snomed.info/sct")}, "IV"),
        ({"route": {"text": "IM"}}, "other"),
        ({"text": "35 mg IV"}, "IV"),
        ({"text": "35 mg intranasally"}, "other"),
        ({"route": {"text": "IV"}, "text": "given intramuscularly"}, "other"),
    ],
)
def test_the_route_is_what_structure_and_text_say(dosage: Json, expected: str | None) -> None:
    """Another way outweighs, in whichever place it is said."""
    (found,) = chart(medicationAdministrations=part(given(dosage=dosage))).administrations.facts
    assert expected == found.route


def test_a_record_in_error_does_not_exist() -> None:
    """entered-in-error is neither a fact nor a gap."""
    found = chart(medicationStatements=part(statement(status="entered-in-error"))).statements
    assert ((), True) == (found.facts, found.complete)


def test_a_record_without_a_status_is_unreadable() -> None:
    """Without a status nothing says that it was taken, nor that it was not."""
    made = {k: v for k, v in statement().items() if k != "status"}
    found = chart(medicationStatements=part(made)).statements
    assert ((), 1) == (found.facts, len(found.unreadable))


def procedure(**fields: Json) -> Json:
    made = {
        "resourceType": "Procedure",
        "id": "x1",
        "status": "completed",
        "code": {"text": "Ketamine infusion"},
        "performedDateTime": "2026-11-20T09:00:00Z",
    }
    return {k: v for k, v in (made | fields).items() if v is not None}


def test_a_procedure_that_gave_ketamine_is_a_fact() -> None:
    """By name or by what was used; a level is none, and one in the future has no date."""
    (named,) = chart(procedures=part(procedure())).procedures.facts
    (used,) = chart(
        procedures=part(procedure(code={"text": "Infusion"}, usedCode=concept("6130", RXNORM)))
    ).procedures.facts
    (ahead,) = chart(procedures=part(procedure(performedDateTime="2026-12-24"))).procedures.facts
    assert [("ketamine", True), ("ketamine", False)] == [(p.ingredient, p.by_name) for p in (named, used)]
    assert (None, Why.UNREADABLE) == (ahead.on, ahead.dates_why)


@pytest.mark.parametrize(
    "name", ["Appendectomy", "Ketamine level, serum", "Sedation, no ketamine given", "Electroconvulsive therapy"]
)
def test_other_procedures_are_no_facts(name: str) -> None:
    """A level and a denied drug gave nothing."""
    found = chart(procedures=part(procedure(code={"text": name}))).procedures
    assert ((), True) == (found.facts, found.complete)


def test_a_procedure_for_anaesthesia_says_so() -> None:
    """The reason, or the name itself, tells that it was no antidepressant infusion."""
    (reason,) = chart(procedures=part(procedure(reasonCode=[{"text": "procedural sedation"}]))).procedures.facts
    (name,) = chart(procedures=part(procedure(code={"text": "General anesthesia with ketamine"}))).procedures.facts
    assert [True, True] == ["reason-anaesthesia" in p.purpose for p in (reason, name)]
