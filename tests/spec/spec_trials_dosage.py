"""The daily dose of a trial from the parts of a dosage: amount, frequency, product strength, several lines."""

from typing import Any

from tests.spec.story import RXNORM, UCUM, Json, Story, ago, concept, quantity
from tests.spec.tried import NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2024-01-01", "2024-06-01"
ADEQUATE, TOO_LOW, NOT_KNOWN = "adequate", "too low", "not known"


def _trial(*dosage: Json, medication: Json | None = None) -> Story:
    """Five months of venlafaxine (minimum 150 mg a day), stopped as ineffective."""
    record = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": medication or concept("39786", "venlafaxine", RXNORM),
        "effectivePeriod": {"start": START, "end": END},
        "statusReason": [{"text": "ineffective"}],
        "dosage": list(dosage),
    }
    return one_failed().add("medicationStatements", record)


def _each(dose: Json, frequency: int | None = 1, period: float = 1, unit: str = "d", **more: Any) -> Json:
    repeat = {"period": period, "periodUnit": unit}
    return {
        "timing": {"repeat": repeat if frequency is None else {"frequency": frequency, **repeat}},
        "doseAndRate": [{"doseQuantity": dose}],
        **more,
    }


def _mg(amount: float) -> Json:
    return quantity(amount, "mg")


TABLET = {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tbl}"}
TWO_TABLETS = {**TABLET, "value": 2}


def _told(drug: str, verdict: str) -> Json:
    if verdict == ADEQUATE:
        return counted(drug)
    return not_counted(drug, False, "failed") if verdict == TOO_LOW else left_open(drug, "unknown", "failed")


STRUCTURE = [
    Vignette(f"Venlafaxine as {said} is {verdict}", _trial(dosage), _told("venlafaxine", verdict), "4.4")
    for said, dosage, verdict in (
        ("150 mg once a day", _each(_mg(150)), ADEQUATE),
        ("149 mg once a day", _each(_mg(149)), TOO_LOW),
        ("75 mg twice a day", _each(_mg(75), 2), ADEQUATE),
        ("37.5 mg three times a day", _each(_mg(37.5), 3), TOO_LOW),
        ("75 mg every 12 hours", _each(_mg(75), 1, 12, "h"), ADEQUATE),
        ("75 mg every 24 hours", _each(_mg(75), 1, 24, "h"), TOO_LOW),
        ("300 mg every other day", _each(_mg(300), 1, 2), ADEQUATE),
        ("150 mg every other day", _each(_mg(150), 1, 2), TOO_LOW),
        ("0.15 g once a day", _each(quantity(0.15, "g")), ADEQUATE),
        (
            "75 mg at the code BID",
            {
                "timing": {"code": concept("BID", None, "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation")},
                "doseAndRate": [{"doseQuantity": _mg(75)}],
            },
            ADEQUATE,
        ),
        (
            "a range of 75 to 225 mg once a day",
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseRange": {"low": _mg(75), "high": _mg(225)}}],
            },
            TOO_LOW,
        ),
        (
            "a range of 150 to 225 mg once a day",
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseRange": {"low": _mg(150), "high": _mg(225)}}],
            },
            ADEQUATE,
        ),
        ("150 mg without any rhythm", {"doseAndRate": [{"doseQuantity": _mg(150)}]}, NOT_KNOWN),
        ("one tablet of unknown strength a day", _each(TABLET), NOT_KNOWN),
        ("150 mg when needed", _each(_mg(150), asNeededBoolean=True), NOT_KNOWN),
        ("minus 150 mg a day", _each(_mg(-150)), NOT_KNOWN),
        ("0 mg a day", _each(_mg(0)), NOT_KNOWN),
        ("150 in a unit that is no mass", _each(quantity(150, "mL")), NOT_KNOWN),
        ("150 mg once a day in structure and 75 mg daily in text", _each(_mg(150), text="75 mg daily"), NOT_KNOWN),
        ("75 mg twice a day in structure and 150 mg daily in text", _each(_mg(75), 2, text="150 mg daily"), ADEQUATE),
    )
]

TABLETS = [
    Vignette(
        f"{said} of sertraline {strength} mg a day {'is' if said == 'One tablet' else 'are'} {verdict}",
        _trial(_each(dose), medication=concept(code, None, RXNORM)),
        _told("sertraline", verdict),
        "4.4",
    )
    for said, dose, code, strength, verdict in (
        ("One tablet", TABLET, "312941", 50, ADEQUATE),
        ("One tablet", TABLET, "312940", 25, TOO_LOW),
        ("Two tablets", TWO_TABLETS, "312940", 25, ADEQUATE),
    )
]

LINES = [
    Vignette(
        "75 mg in the morning and 75 mg at night on two lines may be 75 or 150 mg a day: adequacy is not known",
        _trial(
            _each(_mg(75), text="75 mg every morning"),
            _each(_mg(75), text="75 mg at bedtime"),
        ),
        {"treatment-resistance": "unknown"},
        "4.4",
    ),
    Vignette(
        "The same line of 75 mg a day written twice is one line",
        _trial(_each(_mg(75)), _each(_mg(75))),
        _told("venlafaxine", TOO_LOW),
        "4.4",
    ),
    Vignette(
        "37.5 mg in the morning and 75 mg at night on two lines stay below the minimum even when added up",
        _trial(_each(_mg(37.5)), _each(_mg(75))),
        _told("venlafaxine", TOO_LOW),
        "4.4",
    ),
    Vignette(
        "75 mg and later 225 mg on two lines without days leave it unknown how long the full dose was taken",
        _trial(_each(_mg(75)), _each(_mg(225))),
        _told("venlafaxine", NOT_KNOWN),
        "4.4",
    ),
    Vignette(
        "Two lines, both at the minimum or above, are adequate either way",
        _trial(_each(_mg(150)), _each(_mg(225))),
        _told("venlafaxine", ADEQUATE),
        "4.4",
    ),
]

SOURCES = [
    Vignette(
        "A dispense of another drug is no evidence that sertraline is still taken",
        one_failed()
        .took("sertraline", 100, ago(400), asserted=ago(395))
        .dispensed("lithium", ago(5), 30)
        .score("PHQ-9", 19, ago(2)),
        {**NOT, "adequate_days": {"sertraline": 5}},
        "4.1",
    ),
    Vignette(
        "A prescription with a start and no end runs to today while it is active and recently written",
        one_failed().prescribed("sertraline", 100, ago(40), bounds=(ago(40), None)).score("PHQ-9", 19, ago(2)),
        counted("sertraline", adequate_days={"sertraline": 40}),
        "4.1",
    ),
    Vignette(
        "A supply of 90 days handed over 10 days ago has been taken for 10 days",
        one_failed().dispensed("sertraline", ago(10), 90, mg=100),
        {**NOT, "adequate_days": {"sertraline": 10}},
        "4.1",
    ),
    Vignette(
        "A prescription of 90 days written 10 days ago has been taken for 10 days",
        one_failed().prescribed("sertraline", 100, ago(10), supply_days=90),
        {**NOT, "adequate_days": {"sertraline": 10}},
        "4.1",
    ),
    Vignette(
        "An order stopped as ineffective and followed by months at a higher dose did not end the trial",
        one_failed()
        .prescribed("sertraline", 50, START, bounds=(START, day(START, 30)), status="stopped", stopped="ineffective")
        .prescribed("sertraline", 200, day(START, 30), bounds=(day(START, 30), day(START, 180)), status="completed"),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "A first form stopped for nausea and a second one without effect are one trial that was not tolerated",
        one_failed()
        .took("venlafaxine", 150, START, day(START, 30), stopped="nausea")
        .took("Effexor XR", 225, day(START, 30), day(START, 90), stopped="ineffective"),
        not_counted("venlafaxine", True, "not-tolerated"),
        "4.6",
    ),
    Vignette(
        "Where one scale shows a response at the end of a trial and another none, the response wins",
        one_failed()
        .took("sertraline", 100, START, END)
        .score("PHQ-9", 20, START)
        .score("PHQ-9", 8, END)
        .score("MADRS", 30, START)
        .score("MADRS", 28, END),
        not_counted("sertraline", True, "responded"),
        "4.6",
    ),
    Vignette(
        "A score dated only by a month that may lie outside the window is no end score",
        one_failed().took("sertraline", 100, START, "2024-06-20").score("PHQ-9", 19, "2024-07"),
        left_open("sertraline", True, "outcome-unknown"),
        "1.7",
    ),
    Vignette(
        "A score dated only by a month that lies wholly within the window is an end score",
        one_failed().took("sertraline", 100, START, "2024-06-10").score("PHQ-9", 19, "2024-06"),
        counted("sertraline"),
        "1.7",
    ),
    Vignette(
        "Two open trials, one of unknown dose and one of unknown outcome, may be two failures",
        one_failed()
        .empty("medicationStatements")
        .took("sertraline", None, START, END, stopped="ineffective")
        .took("citalopram", 40, "2022-01-01", "2022-06-01"),
        OPEN,
        "4.7",
    ),
]

VIGNETTES = [*STRUCTURE, *TABLETS, *LINES, *SOURCES]
