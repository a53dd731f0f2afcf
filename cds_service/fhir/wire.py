"""The fields of FHIR R4 resources that we read, and no others; every one of them may be missing.

It must not know what the fields mean. Members that older releases or careless clients put elsewhere (a dose
directly under the dosage, `periodUnits`) have a place here too.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

NOTHING = msgspec.Raw()
"""A raw member that is not there."""


class Wire(msgspec.Struct, gc=False, kw_only=True, rename="camel"):
    """Unknown fields pass; defaults stand for what is not there."""


class _Fixed(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """As `Wire`, and hashable, so that what it means can be remembered."""


class Coding(_Fixed, frozen=True):
    system: str = ""
    code: str = ""
    display: str = ""


class Concept(_Fixed, frozen=True):
    coding: tuple[Coding, ...] = ()
    text: str = ""


class Reference(Wire):
    reference: str = ""
    display: str = ""
    type: str = ""


class Quantity(Wire):
    value: Decimal | None = None
    comparator: str = ""
    unit: str = ""
    system: str = ""
    code: str = ""


class Range(Wire):
    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Wire):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Period(Wire):
    start: str = ""
    end: str = ""


class Note(Wire):
    text: str = ""


class Repeat(Wire):
    count: Decimal | None = None
    bounds_period: Period | None = None
    bounds_duration: Quantity | None = None
    bounds_range: Range | None = None
    count_max: Decimal | None = None
    duration: Decimal | None = None
    duration_max: Decimal | None = None
    duration_unit: str = ""
    frequency: Decimal | None = None
    frequency_max: Decimal | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str = ""
    period_units: str = ""
    day_of_week: list[str] = []
    time_of_day: list[str] = []
    when: list[str] = []


class Timing(Wire):
    event: list[str] = []
    repeat: Repeat | None = None
    code: Concept | None = None


class DoseAndRate(Wire):
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    rate_quantity: Quantity | None = None
    rate_range: Range | None = None
    rate_ratio: Ratio | None = None


class Dosage(Wire):
    text: str = ""
    patient_instruction: str = ""
    additional_instruction: list[Concept] = []
    timing: Timing | None = None
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: Concept | None = None
    route: Concept | None = None
    method: Concept | None = None
    max_dose_per_administration: Quantity | None = None
    max_dose_per_period: Ratio | None = None
    max_dose_per_lifetime: Quantity | None = None
    dose_and_rate: list[DoseAndRate] = []
    # Where DSTU2 and STU3 put the dose.
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    rate_quantity: Quantity | None = None
    rate_range: Range | None = None
    rate_ratio: Ratio | None = None


class Ingredient(Wire):
    item_codeable_concept: Concept | None = None
    item_reference: Reference | None = None
    strength: Ratio | None = None


class Resource(Wire):
    """What every record has."""

    resource_type: str = ""
    id: str = ""


class Medication(Resource):
    code: Concept | None = None
    ingredient: list[Ingredient] = []


class DispenseRequest(Wire):
    expected_supply_duration: Quantity | None = None
    number_of_repeats_allowed: Decimal | None = None


class AdministrationDosage(Wire):
    text: str = ""
    route: Concept | None = None
    dose: Quantity | None = None
    rate_ratio: Ratio | None = None
    rate_quantity: Quantity | None = None


class MedicationRecord(Resource):
    """MedicationStatement, -Request, -Dispense and -Administration: their fields do not clash."""

    status: str = ""
    intent: str = ""
    do_not_perform: bool | None = None
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    contained: list[msgspec.Raw] = []
    subject: Reference | None = None
    patient: Reference | None = None
    status_reason: list[Concept] = []
    status_reason_codeable_concept: Concept | None = None
    reason_code: list[Concept] = []
    reason_reference: list[Reference] = []
    note: list[Note] = []
    effective_period: Period | None = None
    effective_date_time: str = ""
    date_asserted: str = ""
    authored_on: str = ""
    when_handed_over: str = ""
    when_prepared: str = ""
    days_supply: Quantity | None = None
    dispense_request: DispenseRequest | None = None
    dosage_instruction: list[Dosage] = []
    dosage: msgspec.Raw = NOTHING
    request: Reference | None = None


class Condition(Resource):
    """`clinical_status` and `verification_status` stay raw: DSTU2 clients send plain strings."""

    code: Concept | None = None
    clinical_status: msgspec.Raw = NOTHING
    verification_status: msgspec.Raw = NOTHING
    subject: Reference | None = None
    patient: Reference | None = None
    onset_date_time: str = ""
    onset_period: Period | None = None
    abatement_date_time: str = ""
    abatement_period: Period | None = None
    recorded_date: str = ""
    date_recorded: str = ""
    asserted_date: str = ""


class Reaction(Wire):
    substance: Concept | None = None


class AllergyIntolerance(Resource):
    code: Concept | None = None
    substance: Concept | None = None
    reaction: list[Reaction] = []
    clinical_status: msgspec.Raw = NOTHING
    verification_status: msgspec.Raw = NOTHING
    patient: Reference | None = None
    subject: Reference | None = None


class Procedure(Resource):
    status: str = ""
    code: Concept | None = None
    used_code: list[Concept] = []
    reason_code: list[Concept] = []
    reason_reference: list[Reference] = []
    note: list[Note] = []
    subject: Reference | None = None
    patient: Reference | None = None
    performed_date_time: str = ""
    performed_period: Period | None = None


class Value(Wire):
    """The value of an Observation or of one of its components."""

    code: Concept | None = None
    value_quantity: Quantity | None = None
    value_integer: Decimal | None = None
    value_string: str = ""
    value_boolean: bool | None = None
    value_codeable_concept: Concept | None = None
    data_absent_reason: Concept | None = None


class Observation(Resource):
    status: str = ""
    code: Concept | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    effective_date_time: str = ""
    effective_instant: str = ""
    effective_period: Period | None = None
    value_quantity: Quantity | None = None
    value_integer: Decimal | None = None
    value_string: str = ""
    value_boolean: bool | None = None
    value_codeable_concept: Concept | None = None
    data_absent_reason: Concept | None = None
    interpretation: list[Concept] = []
    component: list[Value] = []
    has_member: list[Reference] = []


class Head(Resource):
    """Just enough of any record to see whether it matters: what it is about and whose it is, undecoded."""

    code: msgspec.Raw = NOTHING
    medication_codeable_concept: msgspec.Raw = NOTHING
    medication_reference: msgspec.Raw = NOTHING
    used_code: msgspec.Raw = NOTHING
    substance: msgspec.Raw = NOTHING
    reaction: msgspec.Raw = NOTHING
    component: msgspec.Raw = NOTHING
    subject: msgspec.Raw = NOTHING
    patient: msgspec.Raw = NOTHING
    issue: msgspec.Raw = NOTHING


class ObservationDate(Resource):
    """Just enough of an Observation to see whether a page is newest first."""

    effective_date_time: str = ""
    effective_instant: str = ""
    effective_period: Period | None = None


class Patient(Resource):
    birth_date: str = ""
    gender: str = ""


class Order(Resource):
    """A draft MedicationRequest or ServiceRequest."""

    status: str = ""
    do_not_perform: bool | None = None
    code: Concept | None = None
    order_detail: list[Concept] = []
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    contained: list[msgspec.Raw] = []
    subject: Reference | None = None
    reason_code: list[Concept] = []
    reason_codeable_concept: list[Concept] = []
    reason_reference: list[Reference] = []
    dosage_instruction: list[Dosage] = []
    quantity_quantity: Quantity | None = None
    occurrence_date_time: str = ""
    occurrence_period: Period | None = None
    occurrence_timing: Timing | None = None
    patient_instruction: str = ""
    category: list[Concept] = []
    performer_type: Concept | None = None
    note: list[Note] = []
