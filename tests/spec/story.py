"""A patient's story in a few readable words, written as the FHIR chart an EHR would send.

It must not know what the service answers. Every method returns a new story; days are ISO dates, `ago(n)` is a date
n days before TODAY. `typical()` is the story in which every criterion is met.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
PATIENT = "p1"

Json = dict[str, Any]

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

LISTS = {
    "Condition": "conditions",
    "MedicationStatement": "medicationStatements",
    "MedicationRequest": "medicationRequests",
    "MedicationDispense": "medicationDispenses",
    "MedicationAdministration": "medicationAdministrations",
    "AllergyIntolerance": "allergies",
    "Procedure": "procedures",
    "survey": "surveys",
    "vital-signs": "vitalSigns",
    "coded": "observations",
}
"""Which prefetch key a kind of record belongs to."""

INGREDIENTS = {
    "sertraline": "36437",
    "venlafaxine": "39786",
    "fluoxetine": "4493",
    "citalopram": "2556",
    "escitalopram": "321988",
    "bupropion": "42347",
    "mirtazapine": "15996",
    "duloxetine": "72625",
    "lithium": "6448",
    "ketamine": "6130",
}
"""RxNorm ingredient codes that the content holds as verified."""

SCALES = {"PHQ-9": "44261-6", "BDI-II": "89209-1", "PHQ-9 item 9": "44260-8"}
"""Scales with a LOINC code; the others are matched by name."""


def ago(days: int) -> str:
    """The date so many days before today."""
    return (TODAY - timedelta(days=days)).isoformat()


def hours_ago(hours: float) -> str:
    """The instant so many hours before now."""
    return (NOW - timedelta(hours=hours)).isoformat()


def concept(code: str | None = None, text: str | None = None, system: str = ICD10CM) -> Json:
    """A CodeableConcept."""
    made: Json = {}
    if code is not None:
        made["coding"] = [{"system": system, "code": code}]
    if text is not None:
        made["text"] = text
    return made


def concepts(*codings: tuple[str, str], text: str | None = None) -> Json:
    """A CodeableConcept with several codings, each (system, code)."""
    return _without_nothing({"coding": [{"system": s, "code": c} for s, c in codings], "text": text})


def drug(name: str) -> Json:
    """A medication by its verified RxNorm ingredient code, or by name where there is none."""
    made: Json = {"text": name}
    if name in INGREDIENTS:
        made["coding"] = [{"system": RXNORM, "code": INGREDIENTS[name], "display": name}]
    return made


def daily(mg: float | str | None) -> Json:
    """A dosage of so many mg once a day; a text is a dosage text; None says nothing."""
    if mg is None:
        return {}
    if isinstance(mg, str):
        return {"text": mg}
    return {
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": mg, "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


def quantity(value: float, unit: str) -> Json:
    """A Quantity in a UCUM unit."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _without_nothing(record: Json) -> Json:
    return {k: v for k, v in record.items() if v is not None}


@dataclass(frozen=True)
class Story:
    """A chart and a draft order. `lists`: prefetch key -> records; a key that is missing is not supplied.

    `raw`: prefetch key -> any JSON sent instead of a Bundle of the list (null, OperationOutcome ...).
    """

    patient: Json | None = None
    lists: dict[str, list[Json]] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    order: Json | None = None
    other_drafts: list[Json] = field(default_factory=list)
    encounter: Json | None = None
    selections: tuple[str, ...] | None = None

    # ------------------------------------------------------------------ the patient

    def born(self, birth_date: str | None, gender: str | None = "male") -> Story:
        """The patient record."""
        made = {"resourceType": "Patient", "id": PATIENT, "birthDate": birth_date, "gender": gender}
        return self._with(patient=_without_nothing(made))

    def no_patient(self) -> Story:
        """The patient record is not supplied."""
        return self._with(patient=None)

    # ------------------------------------------------------------------ lists as such

    def empty(self, *keys: str) -> Story:
        """Lists that were supplied and hold nothing."""
        return self._with(lists={**self.lists, **{k: [] for k in keys}}, raw=self._raw_without(*keys))

    def not_supplied(self, *keys: str) -> Story:
        """Lists that the client did not send."""
        kept = {k: v for k, v in self.lists.items() if k not in keys}
        return self._with(lists=kept, raw=self._raw_without(*keys))

    def failed(self, *keys: str) -> Story:
        """Lists for which an OperationOutcome came."""
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
        return self._with(raw={**self.raw, **dict.fromkeys(keys, outcome)})

    def null(self, *keys: str) -> Story:
        """Lists that came as null: the client looked and has nothing."""
        return self.not_supplied(*keys)._with(raw={**self.raw, **dict.fromkeys(keys)})

    def truncated(self, *keys: str) -> Story:
        """Lists that came with a next page which nobody can follow."""
        made = {
            k: {
                **bundle(self.lists.get(k, [])),
                "link": [{"relation": "next", "url": "https://ehr.invalid/fhir?page=2"}],
            }
            for k in keys
        }
        return self._with(raw={**self.raw, **made})

    def unreadable(self, key: str) -> Story:
        """One record of a list is garbage."""
        kind = next(t for t, k in LISTS.items() if k == key)
        resource_type = "Observation" if kind in {"survey", "vital-signs", "coded"} else kind
        garbage = {"resourceType": resource_type, "id": "garbage", "code": 7, "medicationCodeableConcept": 7}
        return self.add(key, garbage)

    def add(self, key: str, *records: Json) -> Story:
        """Further records of a list, which is thereby supplied."""
        records_now = [*self.lists.get(key, []), *copy.deepcopy(list(records))]
        for number, record in enumerate(records_now):
            record.setdefault("id", f"{key}-{number + 1}")
            record.setdefault("subject", {"reference": f"Patient/{PATIENT}"})
        return self._with(lists={**self.lists, key: records_now})

    def changed(self, key: str, **fields: Any) -> Story:
        """The last record of a list with these fields; None takes a field away."""
        *before, last = self.lists[key]
        return self._with(lists={**self.lists, key: [*before, _without_nothing({**last, **fields})]})

    # ------------------------------------------------------------------ problems and allergies

    def problem(
        self,
        code: str | Json | None = None,
        *,
        text: str | None = None,
        system: str = ICD10CM,
        status: str | None = "active",
        onset: str | None = None,
        recorded: str | None = None,
        verification: str | None = "confirmed",
    ) -> Story:
        """One entry of the problem list, by code, by text, or by a whole concept."""
        made = {
            "resourceType": "Condition",
            "code": code if isinstance(code, dict) else concept(code, text, system),
            "clinicalStatus": concept(status, system="http://terminology.hl7.org/CodeSystem/condition-clinical")
            if status
            else None,
            "verificationStatus": concept(
                verification, system="http://terminology.hl7.org/CodeSystem/condition-ver-status"
            )
            if verification
            else None,
            "onsetDateTime": onset,
            "recordedDate": recorded,
        }
        return self.add("conditions", _without_nothing(made))

    def without_problems(self) -> Story:
        """A supplied and empty problem list."""
        return self.empty("conditions")

    def allergy(self, text: str, *, code: str | None = None, status: str | None = "active") -> Story:
        """One entry of the allergy list, by text or by RxNorm code."""
        made = {
            "resourceType": "AllergyIntolerance",
            "code": concept(code, text, RXNORM),
            "patient": {"reference": f"Patient/{PATIENT}"},
            "clinicalStatus": concept(
                status, system="http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
            )
            if status
            else None,
        }
        return self.add("allergies", _without_nothing(made))

    # ------------------------------------------------------------------ medication

    def took(
        self,
        name: str,
        mg: float | str | None,
        start: str | None = None,
        end: str | None = None,
        *,
        stopped: str | None = None,
        status: str | None = None,
        asserted: str | None = None,
        at: str | None = None,
    ) -> Story:
        """A MedicationStatement: dose a day, effectivePeriod (or a bare `at`), stop reason."""
        period = _without_nothing({"start": start, "end": end})
        made = {
            "resourceType": "MedicationStatement",
            "status": status or ("completed" if end else "active"),
            "medicationCodeableConcept": drug(name),
            "effectivePeriod": period or None,
            "effectiveDateTime": at,
            "dateAsserted": asserted,
            "statusReason": [{"text": stopped}] if stopped else None,
            "dosage": [daily(mg)] if mg is not None else None,
        }
        return self.add("medicationStatements", _without_nothing(made))

    def prescribed(
        self,
        name: str,
        mg: float | str | None,
        authored: str | None = None,
        *,
        bounds: tuple[str | None, str | None] | None = None,
        supply_days: int | None = None,
        repeats: int | None = None,
        status: str = "active",
        intent: str = "order",
        stopped: str | None = None,
    ) -> Story:
        """A MedicationRequest."""
        dosage = daily(mg)
        if bounds is not None:
            period = _without_nothing({"start": bounds[0], "end": bounds[1]})
            repeat = dosage.setdefault("timing", {}).setdefault("repeat", {})
            repeat["boundsPeriod"] = period
        dispense: Json = {}
        if supply_days is not None:
            dispense["expectedSupplyDuration"] = quantity(supply_days, "d")
        if repeats is not None:
            dispense["numberOfRepeatsAllowed"] = repeats
        made = {
            "resourceType": "MedicationRequest",
            "status": status,
            "intent": intent,
            "medicationCodeableConcept": drug(name),
            "authoredOn": authored,
            "dosageInstruction": [dosage] if dosage else None,
            "dispenseRequest": dispense or None,
            "statusReason": {"text": stopped} if stopped else None,
        }
        return self.add("medicationRequests", _without_nothing(made))

    def dispensed(
        self, name: str, on: str, days: int | None, *, mg: float | str | None = None, status: str = "completed"
    ) -> Story:
        """A MedicationDispense."""
        made = {
            "resourceType": "MedicationDispense",
            "status": status,
            "medicationCodeableConcept": drug(name),
            "whenHandedOver": on,
            "daysSupply": quantity(days, "d") if days is not None else None,
            "dosageInstruction": [daily(mg)] if mg is not None else None,
        }
        return self.add("medicationDispenses", _without_nothing(made))

    def given(
        self,
        name: str = "ketamine",
        on: str = "",
        mg: float | None = 35,
        *,
        status: str = "completed",
        route: str | None = "IV",
        reason: str | None = None,
        stopped: str | None = None,
    ) -> Story:
        """A MedicationAdministration: one dose given."""
        dosage = _without_nothing(
            {"route": concept(text=route) if route else None, "dose": quantity(mg, "mg") if mg is not None else None}
        )
        made = {
            "resourceType": "MedicationAdministration",
            "status": status,
            "medicationCodeableConcept": drug(name),
            "effectiveDateTime": on,
            "dosage": dosage or None,
            "reasonCode": [{"text": reason}] if reason else None,
            "statusReason": [{"text": stopped}] if stopped else None,
        }
        return self.add("medicationAdministrations", _without_nothing(made))

    # ------------------------------------------------------------------ observations

    def score(self, scale: str, value: Any, on: str | None = None, *, key: str = "surveys") -> Story:
        """A scale's total, by LOINC code where there is one, else by name."""
        code = concept(SCALES[scale], scale, LOINC) if scale in SCALES else {"text": f"{scale} total score"}
        return self.add(key, self._observation(code, "survey", on or ago(0), value, "{score}"))

    def weighs(self, value: float, on: str | None = None, unit: str | None = "kg", code: str = "29463-7") -> Story:
        """A body weight; LOINC 29463-7 is the measured one."""
        record = self._observation(concept(code, None, LOINC), "vital-signs", on or ago(0), value, unit)
        return self.add("vitalSigns", record)

    def tall(self, cm: float, on: str | None = None) -> Story:
        """A body height in cm."""
        record = self._observation(concept("8302-2", None, LOINC), "vital-signs", on or ago(0), cm, "cm")
        return self.add("vitalSigns", record)

    def pressure(self, systolic: float | None, diastolic: float | None, on: str | None = None) -> Story:
        """A blood pressure panel in mmHg."""
        parts = [("8480-6", systolic), ("8462-4", diastolic)]
        made = {
            "resourceType": "Observation",
            "status": "final",
            "category": [concept("vital-signs", None, CATEGORY)],
            "code": concept("85354-9", None, LOINC),
            "effectiveDateTime": on or ago(0),
            "component": [
                {"code": concept(c, None, LOINC), "valueQuantity": quantity(v, "mm[Hg]")}
                for c, v in parts
                if v is not None
            ],
        }
        return self.add("vitalSigns", made)

    def lab(self, code: str, value: Any, unit: str | None = None, on: str | None = None) -> Story:
        """A laboratory result by LOINC code: a level, or a test answered in words ("Negative")."""
        record = self._observation(concept(code, None, LOINC), "laboratory", on or ago(0), value, unit)
        return self.add("observations", record)

    def _observation(self, code: Json, category: str, on: str, value: Any, unit: str | None) -> Json:
        made: Json = {
            "resourceType": "Observation",
            "status": "final",
            "category": [concept(category, None, CATEGORY)],
            "code": code,
            "effectiveDateTime": on,
        }
        if isinstance(value, str):
            made["valueCodeableConcept"] = {"text": value}
        elif isinstance(value, dict):
            made |= value
        else:
            made["valueQuantity"] = quantity(value, unit) if unit else {"value": value}
        return made

    # ------------------------------------------------------------------ the order

    def orders(
        self,
        *,
        mg: float | None = None,
        mg_per_kg: float | None = None,
        minutes: float | None = None,
        mg_per_min: float | None = None,
        route: str | None = "IV",
        text: str | None = None,
        reason: Json | str | None = "F33.2",
        medication: Json | None = None,
        status: str = "draft",
        **fields: Any,
    ) -> Story:
        """The ketamine draft: dose in mg or mg/kg, over minutes or at a rate; `reason` an ICD-10-CM code or concept."""
        dosage: Json = {}
        rate: Json = {}
        if mg is not None:
            rate["doseQuantity"] = quantity(mg, "mg")
        if mg_per_kg is not None:
            rate["doseQuantity"] = quantity(mg_per_kg, "mg/kg")
        if mg_per_min is not None:
            rate["rateQuantity"] = quantity(mg_per_min, "mg/min")
        if minutes is not None:
            dosage["timing"] = {"repeat": {"duration": minutes, "durationUnit": "min"}}
        if rate:
            dosage["doseAndRate"] = [rate]
        if route is not None:
            dosage["route"] = concept("47625008", route, SNOMED) if route == "IV" else {"text": route}
        if text is not None:
            dosage["text"] = text
        stated = concept(reason, None, ICD10CM) if isinstance(reason, str) else reason
        made = {
            "resourceType": "MedicationRequest",
            "id": "draft-1",
            "status": status,
            "intent": "order",
            "subject": {"reference": f"Patient/{PATIENT}"},
            "medicationCodeableConcept": medication or drug("ketamine"),
            "reasonCode": [stated] if stated else None,
            "dosageInstruction": [dosage] if dosage else None,
            **fields,
        }
        return self._with(order=_without_nothing(made))

    def needed_for(self, reason: str) -> Story:
        """The order is to be given as needed, for this."""
        order = copy.deepcopy(self.order) or {}
        for dosage in order.get("dosageInstruction", []):
            dosage["asNeededCodeableConcept"] = {"text": reason}
        return self._with(order=order)

    def also_orders(self, *drafts: Json) -> Story:
        """Other drafts of the same session."""
        return self._with(other_drafts=[*self.other_drafts, *copy.deepcopy(list(drafts))])

    def selects(self, *references: str) -> Story:
        """What the user has selected at order-select; otherwise it is the order."""
        return self._with(selections=references)

    def emergency(self) -> Story:
        """The encounter is an emergency."""
        system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
        made = {
            "resourceType": "Encounter",
            "id": "e1",
            "status": "in-progress",
            "class": {"system": system, "code": "EMER"},
        }
        return self._with(encounter=made)

    # ------------------------------------------------------------------ what is sent

    def prefetch(self) -> Json:
        """The prefetch object of the request."""
        made: Json = {k: bundle(v) for k, v in self.lists.items()}
        if self.patient is not None:
            made["patient"] = self.patient
        if self.encounter is not None:
            made["encounter"] = self.encounter
        return {**made, **self.raw}

    def request(self, hook: str = "order-select") -> Json:
        """The whole CDS Hooks request."""
        context: Json = {"userId": "Practitioner/dr", "patientId": PATIENT}
        if self.encounter is not None:
            context["encounterId"] = "e1"
        if hook != "patient-view":
            drafts = [self.order, *self.other_drafts] if self.order else self.other_drafts
            context["draftOrders"] = bundle(copy.deepcopy(drafts))
        if hook == "order-select":
            drafted = [f"{self.order['resourceType']}/{self.order['id']}"] if self.order else []
            context["selections"] = drafted if self.selections is None else list(self.selections)
        return {
            "hook": hook,
            "hookInstance": "5a4ee6a1-2d1c-4c0a-9d9b-0c6b1b6b0001",
            "context": context,
            "prefetch": copy.deepcopy(self.prefetch()),
        }

    def _with(self, **changes: Any) -> Story:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Story(**{**values, **changes})

    def _raw_without(self, *keys: str) -> dict[str, Any]:
        return {k: v for k, v in self.raw.items() if k not in keys}


def bundle(records: list[Json]) -> Json:
    """A searchset Bundle."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(records),
        "entry": [{"resource": r} for r in records],
    }


def nobody() -> Story:
    """A man of 46 of whom nothing is known but who he is; every list is supplied and empty; ketamine is ordered
    without a dose, for recurrent severe depression."""
    return Story().born("1980-05-01").empty(*LISTS.values()).orders()


def typical() -> Story:
    """The story in which every criterion is met: two failed adequate trials, PHQ-9 19, weight 70 kg, BP 120/80."""
    return (
        nobody()
        .problem("F33.2", onset="2023-03-01")
        .took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective")
        .took("venlafaxine", 225, "2025-04-01", "2025-08-01", stopped="no response")
        .score("PHQ-9", 19, ago(3))
        .weighs(70, ago(3))
        .pressure(120, 80, hours_ago(1))
        .orders(mg=35, minutes=40)
    )
