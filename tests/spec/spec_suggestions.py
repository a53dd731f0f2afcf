"""What the card offers to change: the user's own draft, whole; and when it offers no dose."""

from typing import Any

from tests.spec.drafted import drafted, instruction, milligrams, patient, texted
from tests.spec.story import Json, Story, ago, concept, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

Q = quantity
BOTH = ("35 mg over 40 min", "35 mg over 100 min", "monitoring")
WATCH = ("Vital signs during the ketamine infusion", "Depression scale and suicidality at 24 h")
MONITORING: dict[str, Any] = {"offers": ("monitoring",), "removes": False}


def _wrong(story: Story | None = None, **fields: Any) -> Story:
    """A draft of 40 mg for 70 kg, which is not the protocol's dose."""
    return (story or typical()).orders(mg=40, minutes=40, **fields)


def _dosage(**more: Any) -> Story:
    """The wrong draft with further elements in its dosage instruction."""
    return drafted({**instruction(Q(40, "mg"), minutes=40), **more})


def _route_push() -> Json:
    return concept("IVPUSH", None, "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration")


OFFERED = [
    Vignette(
        "A draft of 40 mg is offered 35 mg over 40 minutes, the same over 100, and the monitoring alone",
        _wrong(),
        {"offers": BOTH, "recommended": ("35 mg over 40 min",), "selection": "at-most-one"},
        "8",
    ),
    Vignette(
        "The labels say dose, route, minutes and mg per kg",
        _wrong(),
        {
            "labels": (
                "Ketamine 35 mg IV over 40 min (0.5 mg/kg)",
                "Slower: ketamine 35 mg IV over 100 min (0.5 mg/kg)",
                "Add the monitoring orders only",
            )
        },
        "8",
    ),
    Vignette("A draft without a dose is offered the dose", typical().orders(), {"offers": BOTH}, "8"),
    Vignette(
        "A draft without any dosage instruction is offered the dose",
        typical().orders(route=None),
        {"offers": BOTH},
        "8",
    ),
    Vignette(
        "The offered draft is the user's own: same id, status, subject, reason and drug",
        _wrong(),
        {
            "keeps": {
                "resourceType": "MedicationRequest",
                "id": "draft-1",
                "status": "draft",
                "intent": "order",
                "subject.reference": "Patient/p1",
                "reasonCode.0.coding.0.code": "F33.2",
                "medicationCodeableConcept.coding.0.code": "6130",
            }
        },
        "8",
    ),
    Vignette(
        "The offered draft says the dose in mg, the rate as dose over minutes, the route and a text",
        _wrong(),
        {
            "keeps": {
                "dosageInstruction.0.doseAndRate.0.doseQuantity.value": 35,
                "dosageInstruction.0.doseAndRate.0.doseQuantity.code": "mg",
                "dosageInstruction.0.doseAndRate.0.rateRatio.numerator.value": 35,
                "dosageInstruction.0.doseAndRate.0.rateRatio.denominator.value": 40,
                "dosageInstruction.0.doseAndRate.0.rateRatio.denominator.code": "min",
                "dosageInstruction.0.route.coding.0.code": "47625008",
                "dosageInstruction.0.text": "35 mg (0.5 mg/kg, 70 kg) IV over 40 minutes",
            }
        },
        "8",
    ),
    Vignette(
        "Whatever else the user wrote stays: requester, priority, note, times, substitution, extensions",
        _wrong(
            requester={"reference": "Practitioner/dr"},
            priority="urgent",
            note=[{"text": "second line"}],
            groupIdentifier={"value": "g-1"},
            extension=[{"url": "https://ehr.example.org/x", "valueString": "y"}],
            encounter={"reference": "Encounter/e1"},
        ),
        {
            "keeps": {
                "requester.reference": "Practitioner/dr",
                "priority": "urgent",
                "note.0.text": "second line",
                "groupIdentifier.value": "g-1",
                "extension.0.valueString": "y",
                "encounter.reference": "Encounter/e1",
            }
        },
        "8",
    ),
    Vignette(
        "The time the user gave stays in the offered draft",
        _dosage(timing={"event": ["2026-11-25T09:00:00Z"], "repeat": {"duration": 40, "durationUnit": "min"}}),
        {"keeps": {"dosageInstruction.0.timing.event.0": "2026-11-25T09:00:00Z"}},
        "8",
    ),
    Vignette(
        "A dose in mg/kg is replaced by the dose in mg, never kept beside it",
        drafted(instruction(Q(0.7, "mg/kg"), Q(1, "mg/kg/h"))),
        {
            "offers": BOTH,
            "keeps": {
                "dosageInstruction.0.doseAndRate.0.doseQuantity.value": 35,
                "dosageInstruction.0.doseAndRate.0.rateQuantity": None,
                "dosageInstruction.0.doseAndRate.1": None,
            },
        },
        "8",
    ),
    Vignette(
        "A duration the user stated is changed with the dose",
        milligrams(40, 60),
        {"keeps": {"dosageInstruction.0.timing.repeat.duration": 40}},
        "8",
    ),
    Vignette(
        "A route is added where none was stated",
        milligrams(40, route=None),
        {"offers": BOTH, "keeps": {"dosageInstruction.0.route.coding.0.code": "47625008"}},
        "8",
    ),
    Vignette(
        "A dangerous dose is exactly when the right one is offered",
        milligrams(70),
        {"verdict": "stop", "offers": BOTH, "removes": False, "recommended": ("35 mg over 40 min",)},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A push in the text is replaced by the infusion",
        texted("35 mg IV push"),
        {"verdict": "stop", "offers": BOTH, "removes": False},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A route coded as intravenous push is replaced by intravenous",
        milligrams(35, route=_route_push()),
        {
            "verdict": "stop",
            "offers": BOTH,
            "keeps": {
                "dosageInstruction.0.route.coding.0.code": "47625008",
                "dosageInstruction.0.route.coding.1": None,
            },
        },
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A method of push is taken out of the offered draft",
        _dosage(method={"text": "IV push"}),
        {"verdict": "stop", "offers": BOTH, "keeps": {"dosageInstruction.0.method": None}},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "Criteria that are not met take no dose away: the decision stays with the clinician",
        typical().empty("medicationStatements").orders(mg=40, minutes=40),
        {"verdict": "criteria-not-met", "offers": BOTH},
        "8",
    ),
    Vignette(
        "Criteria that are not known take no dose away",
        typical().empty("surveys").orders(mg=40, minutes=40),
        {"verdict": "cannot-verify", "offers": BOTH},
        "8",
    ),
    Vignette(
        "A blood pressure of 150/95 warns and takes no dose away",
        typical().empty("vitalSigns").weighs(70).pressure(150, 95, hours_ago(1)).orders(mg=40, minutes=40),
        {"blood-pressure": "not-met", "verdict": "caution", "offers": BOTH},
        "8",
    ),
    Vignette(
        "An order already right is offered the monitoring alone",
        typical(),
        {"dose": "met", "offers": ("monitoring",), "creates": WATCH},
        "8",
    ),
    Vignette(
        "An order over 100 minutes is right too: the faster one is not pressed",
        typical().orders(mg=35, minutes=100),
        {"dose": "met", **MONITORING},
        "8",
        bounds=("dose.minutes:out",),
    ),
    Vignette(
        "A right order at a rate over 60 minutes is left alone",
        typical().orders(mg=35, minutes=60),
        {"dose": "met", **MONITORING},
        "8",
    ),
]

WITHHELD = [
    Vignette(
        "Without a weight no dose is offered, but the monitoring is",
        patient(None).orders(mg=40, minutes=40),
        {"weight": "unknown", **MONITORING},
        "8",
    ),
    Vignette(
        "With two weights that disagree no dose is offered",
        patient(70, ago(40)).weighs(154, ago(2)).orders(mg=77, minutes=40),
        {"weight": "unknown", "suggests": 0, "dose_mg": None},
        "8",
    ),
    Vignette(
        "Above 100 mg no dose is offered, but the monitoring is",
        patient(210).orders(mg=60, minutes=40),
        {"dose_mg": 105, **MONITORING},
        "8",
    ),
    Vignette("For a draft by mouth no dose is offered", milligrams(40, route="oral"), MONITORING, "8"),
    Vignette("For a draft into the muscle no dose is offered", milligrams(40, route="IM"), MONITORING, "8"),
    Vignette(
        "For a draft whose text says IM no dose is offered",
        milligrams(40, route=None, text="40 mg IM"),
        MONITORING,
        "8",
    ),
    Vignette(
        "Two days too early no dose is offered, but the monitoring is",
        typical().given("ketamine", hours_ago(30)).orders(mg=40, minutes=40),
        {"course": "not-met", **MONITORING},
        "8",
    ),
    Vignette(
        "A draft with two dosage instructions is offered no dose: which one would change?",
        drafted(instruction(Q(40, "mg"), minutes=40), instruction(Q(45, "mg"), minutes=40)),
        MONITORING,
        "8",
    ),
    Vignette(
        "A draft without an id cannot be changed, so no dose is offered",
        typical().orders(mg=40, minutes=40, id=None)._with(selections=()),
        {"suggests": 0},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A patient's instruction that still says 70 mg would contradict the offer: none is made",
        _dosage(patientInstruction="70 mg over 40 minutes"),
        {"suggests": 0},
        "8",
    ),
    Vignette(
        "An unknown course takes no dose away",
        typical().not_supplied("medicationAdministrations").orders(mg=40, minutes=40),
        {"course": "unknown", "offers": BOTH},
        "8",
    ),
]

VIGNETTES = [*OFFERED, *WITHHELD]
