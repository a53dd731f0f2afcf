"""How ketamine that was given is found in the chart, whatever its shape, and when it is too recent."""

from typing import Any

from tests.spec.infused import MET, NOT, OPEN, infused
from tests.spec.story import RXNORM, SNOMED, Json, Story, ago, concept, concepts, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

ONE: dict[str, Any] = {"infusions": 1}
NONE: dict[str, Any] = {"infusions": 0}
IV = {"route": concept("47625008", "Intravenous", SNOMED)}
ACT_REASON = "http://terminology.hl7.org/CodeSystem/reason-medication-given"


def _given(dosage: Json | None = None, *, hours: float = 72, story: Story | None = None, **fields: Any) -> Story:
    """Ketamine given so many hours ago, with this dosage and any other fields."""
    made = infused(hours, story=story)
    return made.changed("medicationAdministrations", dosage=dosage or IV, **fields)


def _mass(value: float, unit: str) -> Json:
    return {**IV, "dose": quantity(value, unit)}


def _contained() -> Story:
    return _given(
        contained=[{"resourceType": "Medication", "id": "m", "code": concept("6130", "ketamine", RXNORM)}],
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m"},
    )


def _procedure(hours: float = 72, **fields: Any) -> Story:
    made: Json = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Ketamine infusion"},
        "performedDateTime": hours_ago(hours),
        **fields,
    }
    return typical().add("procedures", {k: v for k, v in made.items() if v is not None})


SHAPES = [
    Vignette("A route coded in SNOMED CT as intravenous counts", _given(), ONE, "9"),
    Vignette(
        "A route coded in SNOMED CT as intramuscular does not",
        _given({"route": concept("78421000", "Intramuscular", SNOMED)}),
        NONE,
        "9",
    ),
    Vignette(
        "Of several codings of the drug one suffices",
        _given(medicationCodeableConcept=concepts(("urn:local", "KET50"), (RXNORM, "6130"))),
        ONE,
        "9",
    ),
    Vignette("A drug in a contained Medication is found", _contained(), ONE, "9"),
    Vignette(
        "ATC's code of ketamine is ketamine",
        _given(medicationCodeableConcept=concept("N01AX03", None, "http://www.whocc.no/atc")),
        ONE,
        "9",
    ),
    Vignette(
        "1.1 mg/kg is an anaesthetic dose also without a weight",
        _given(_mass(1.1, "mg/kg"), story=typical().empty("vitalSigns")),
        NONE,
        "9",
    ),
    Vignette("1 mg/kg is not", _given(_mass(1, "mg/kg"), story=typical().empty("vitalSigns")), ONE, "9"),
    Vignette("0.14 g for 70 kg are 2 mg/kg: an anaesthetic dose", _given(_mass(0.14, "g")), NONE, "9"),
    Vignette("35,000 micrograms for 70 kg are an infusion", _given(_mass(35000, "ug")), ONE, "9"),
    Vignette("A dose in millilitres cannot be worked out, and counts", _given(_mass(3, "mL")), ONE, "9"),
    Vignette(
        "A reason in words 'procedural sedation' is no infusion of the course",
        _given(reasonCode=[{"text": "procedural sedation"}]),
        NONE,
        "9",
    ),
    Vignette(
        "A reason in words 'given as ordered' says nothing against the infusion",
        _given(reasonCode=[concept("b", "Given as Ordered", ACT_REASON)]),
        ONE,
        "9",
    ),
    Vignette(
        "A note 'for induction of anaesthesia' is a stated anaesthesia",
        _given(note=[{"text": "for induction of anaesthesia"}]),
        NONE,
        "9",
    ),
    Vignette(
        "A dosage text 'for analgesia' is a stated analgesia",
        _given({**IV, "text": "0.3 mg/kg for analgesia"}),
        NONE,
        "9",
    ),
    Vignette("A note 'no sedation, no pain' states neither", _given(note=[{"text": "no sedation, no pain"}]), ONE, "9"),
]

TWO_DAYS = [
    Vignette(
        "Half an hour before and after midnight are two days, and two infusions",
        typical().given("ketamine", "2026-11-17T23:30:00Z").given("ketamine", "2026-11-18T00:30:00Z"),
        {"infusions": 2},
        "9",
    ),
    Vignette(
        "An instant in another time zone belongs to the day of the service's clock",
        typical().given("ketamine", "2026-11-18T01:30:00+02:00").given("ketamine", "2026-11-17T10:00:00Z"),
        ONE,
        "1.6",
    ),
    Vignette(
        "A stopped attempt and a completed infusion of one day are one infusion",
        infused(74, story=infused(76, status="stopped")),
        ONE,
        "9",
    ),
]

PROCEDURES = [
    Vignette("A procedure 30 hours ago is too recent", _procedure(30), NOT, "9"),
    Vignette(
        "A stopped procedure 30 hours ago is too recent as well", _procedure(30, status="stopped"), {**NOT, **NONE}, "9"
    ),
    Vignette("A procedure that was not done is not", _procedure(30, status="not-done"), {**MET, **NONE}, "9"),
    Vignette(
        "A procedure 'ketamine infusion for chronic pain' is no infusion of the course",
        _procedure(reasonCode=[{"text": "chronic pain"}]),
        NONE,
        "9",
    ),
    Vignette(
        "A procedure 'Ketamine sedation for fracture reduction' is no infusion of the course",
        _procedure(code={"text": "Ketamine sedation for fracture reduction"}),
        NONE,
        "9",
    ),
    Vignette(
        "A procedure over a period counts from its start",
        _procedure(performedDateTime=None, performedPeriod={"start": hours_ago(72), "end": hours_ago(71)}),
        ONE,
        "9",
    ),
    Vignette(
        "A procedure 'electroconvulsive therapy' is no infusion",
        _procedure(code={"text": "Electroconvulsive therapy"}),
        NONE,
        "9",
    ),
    Vignette(
        "A procedure 'esketamine treatment' is no infusion of ketamine",
        _procedure(code={"text": "Esketamine treatment"}),
        NONE,
        "9",
    ),
    Vignette(
        "Without the list of procedures the administrations decide",
        infused(72).not_supplied("procedures"),
        {**MET, **ONE},
        "9",
    ),
    Vignette(
        "With a failed list of procedures the course is not known",
        infused(72).failed("procedures"),
        {**OPEN, **ONE, "text": {"course": "procedures"}},
        "9",
    ),
    Vignette(
        "A stopped procedure last time is the first thing the card says",
        _procedure(72, status="stopped"),
        {"first_to_do": ("stopped early",)},
        "9",
    ),
    Vignette(
        "A completed procedure last time puts nothing first",
        _procedure(72),
        {"card_lacks": ("stopped early",)},
        "9",
    ),
    Vignette(
        "With a truncated list of procedures the course is not known", typical().truncated("procedures"), OPEN, "9"
    ),
    Vignette(
        "An infusion among the procedures is seen without the list of administrations",
        _procedure(30).not_supplied("medicationAdministrations"),
        NOT,
        "9",
    ),
]

CLOCK = [
    Vignette("Ketamine recorded four minutes ahead of our clock was given now", infused(-4 / 60), NOT, "1.6"),
    Vignette(
        "Ketamine recorded ten minutes ahead of our clock is unreadable",
        infused(-10 / 60),
        {**OPEN, "missing": {"course": "unreadable"}},
        "1.6",
    ),
    Vignette(
        "Ketamine dated tomorrow, without a time of day, is within the clock's tolerance: too recent",
        typical().given("ketamine", ago(-1)),
        NOT,
        "1.6",
    ),
    Vignette("Ketamine dated the day after tomorrow is unreadable", typical().given("ketamine", ago(-2)), OPEN, "1.6"),
    Vignette("Ketamine 'on 31 February' is unreadable", typical().given("ketamine", "2026-02-31"), OPEN, "1.3"),
]

VIGNETTES = [*SHAPES, *TWO_DAYS, *PROCEDURES, *CLOCK]
