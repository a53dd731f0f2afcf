"""Both sides of every limit of the ordered dose, and what is dangerous under any reading."""

from typing import Any

from tests.spec.drafted import DANGER, MET, NOT, OPEN, WARNED, drafted, instruction, milligrams, texted
from tests.spec.story import Json, Story, concept, quantity
from tests.spec.vignette import Vignette

Q = quantity
RIGHT_ONES = ("35 mg over 40 min", "35 mg over 100 min", "monitoring")


def _one(dose: Json | None = None, rate: Json | None = None, *, kg: float | None = 70, **more: Any) -> Story:
    return drafted(instruction(dose, rate, **more), kg=kg)


def _push(code: str) -> Json:
    return concept(code, None, "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration")


def _sign(says: str, story: Story, expect: dict[str, Any], *bounds: str) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign", bounds=bounds)


WITHIN = [
    _sign("55 mg for 100 kg are 10 % above: within the protocol", milligrams(55, kg=100), MET, "dose.tolerance:in"),
    _sign(
        "56 mg for 100 kg are more than 10 % above: a warning, not a stop",
        milligrams(56, kg=100),
        WARNED,
        "dose.tolerance:out",
    ),
    _sign("45 mg for 100 kg are 10 % below: within the protocol", milligrams(45, kg=100), MET),
    _sign("44 mg for 100 kg are more than 10 % below: a warning", milligrams(44, kg=100), WARNED),
    _sign("0.55 mg/kg is within the protocol", _one(Q(0.55, "mg/kg"), minutes=40), MET),
    _sign("0.551 mg/kg is not within the protocol", _one(Q(0.551, "mg/kg"), minutes=40), WARNED),
    _sign("0.1 mg/kg has been reported, and is a warning", _one(Q(0.1, "mg/kg"), minutes=40), WARNED),
    _sign("0.05 mg/kg is a warning", _one(Q(0.05, "mg/kg"), minutes=40), WARNED),
    _sign("36 minutes are within the protocol", milligrams(35, 36), MET, "dose.from-minutes:in"),
    _sign("35 minutes are outside the protocol: a warning", milligrams(35, 35), WARNED, "dose.from-minutes:out"),
    _sign("110 minutes are within the protocol", milligrams(35, 110), MET, "dose.to-minutes:in"),
    _sign("111 minutes are outside the protocol: a warning", milligrams(35, 111), WARNED, "dose.to-minutes:out"),
    _sign("A whole day is outside the protocol: a warning", milligrams(35, 1440), WARNED),
]

DANGEROUS = [
    _sign(
        "75 mg for 100 kg are 0.75 mg/kg, the top of what was reported: a warning",
        milligrams(75, kg=100),
        WARNED,
        "dose.highest-mg-per-kg:in",
    ),
    _sign(
        "76 mg for 100 kg are above 0.75 mg/kg: a stop at order-sign",
        milligrams(76, kg=100),
        DANGER,
        "dose.highest-mg-per-kg:out",
    ),
    Vignette(
        "At order-select the same 76 mg for 100 kg only warn",
        milligrams(76, kg=100),
        {**WARNED, "suggests": 2},
        "8",
    ),
    _sign(
        "0.76 mg/kg without a weight is a stop",
        _one(Q(0.76, "mg/kg"), minutes=40, kg=None),
        {"dose": "not-met", "severity_of": {"dose": "critical"}, "verdict": "stop"},
    ),
    _sign("30 minutes are outside the protocol: a warning", milligrams(35, 30), WARNED, "dose.shortest-minutes:in"),
    _sign("29 minutes are a stop at order-sign", milligrams(35, 29), DANGER, "dose.shortest-minutes:out"),
    Vignette("At order-select 29 minutes only warn", milligrams(35, 29), WARNED, "8"),
    _sign("35 mg at 3.5 mg a minute run in 10 minutes: a stop", _one(Q(35, "mg"), Q(3.5, "mg/min")), DANGER),
    _sign("2 mg a minute for 40 minutes are 80 mg: a stop", _one(None, Q(2, "mg/min"), minutes=40), DANGER),
    _sign(
        "10 minutes are a stop also when the weight is unknown",
        milligrams(35, 10, kg=None),
        {"dose": "not-met", "severity_of": {"dose": "critical"}, "verdict": "stop"},
    ),
    _sign("10 minutes are a stop also without a dose", _one(minutes=10), DANGER),
    _sign("A dose in vials over 10 minutes is a stop", _one(Q(1, "{vial}"), minutes=10), DANGER),
    _sign("53 mg for 70 kg without a duration are above 0.75 mg/kg: a stop", _one(Q(53, "mg")), DANGER),
    _sign(
        "52 mg for 70 kg without a duration are outside the protocol, not dangerous: a warning",
        _one(Q(52, "mg")),
        WARNED,
    ),
    _sign(
        "187.5 mg could be 0.75 mg/kg for someone of 250 kg: without a weight not known",
        milligrams(187.5, kg=None),
        OPEN,
        "weight.highest:in",
    ),
    _sign(
        "188 mg are above 0.75 mg/kg at every plausible weight: a stop without a weight",
        milligrams(188, kg=None),
        {"dose": "not-met", "severity_of": {"dose": "critical"}, "verdict": "stop"},
        "weight.highest:out",
    ),
    _sign(
        "Of two instructions one of 70 mg is enough for a stop",
        drafted(instruction(Q(35, "mg"), minutes=40), instruction(Q(70, "mg"), minutes=40)),
        {**DANGER, "suggests": 0},
    ),
    _sign(
        "Of two instructions one over 5 minutes is enough for a stop",
        drafted(instruction(Q(35, "mg"), minutes=5), instruction(Q(35, "mg"), minutes=40)),
        {**DANGER, "suggests": 0},
    ),
    _sign(
        "Of two rates in one instruction the dangerous one counts",
        drafted(
            {
                "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
                "doseAndRate": [{"doseQuantity": Q(35, "mg")}, {"doseQuantity": Q(70, "mg")}],
            }
        ),
        DANGER,
    ),
    _sign("70 mg into a muscle are above 0.75 mg/kg: a stop by any route", milligrams(70, None, route="IM"), DANGER),
    _sign("70 mg by mouth are above 0.75 mg/kg: a stop by any route", milligrams(70, None, route="oral"), DANGER),
]

PUSHES = [
    _sign("A push in the text is a stop", texted("35 mg IV push"), DANGER),
    _sign("A bolus in the text is a stop", texted("0.5 mg/kg IV bolus"), DANGER),
    _sign("A route coded as intravenous push is a stop", milligrams(35, None, route=_push("IVPUSH")), DANGER),
    _sign(
        "A route coded as intravenous push is a stop beside 40 minutes",
        milligrams(35, 40, route=_push("IVPUSH")),
        DANGER,
    ),
    _sign("A route in words 'IV push' is a stop", milligrams(35, None, route="IV push"), DANGER),
    _sign(
        "A method of push is a stop",
        drafted({**instruction(Q(35, "mg"), minutes=40), "method": {"text": "IV push"}}),
        DANGER,
    ),
    _sign("A push in the text beats 40 minutes in the structure", milligrams(35, 40, text="35 mg IV push"), DANGER),
    _sign("A push of an unknown dose is a stop", texted("ketamine slow IV push"), DANGER),
    _sign(
        "A push in the patient's instruction is a stop",
        milligrams(35, 40, patientInstruction="given as an IV push"),
        DANGER,
    ),
    _sign("'Do not push' is no push", milligrams(35, 40, text="35 mg IV over 40 minutes, do not push"), MET),
    _sign("'Not as a bolus' is no bolus", milligrams(35, 40, text="35 mg IV over 40 minutes, not as a bolus"), MET),
    Vignette(
        "At order-select a push only warns, and the right dose is offered",
        texted("35 mg IV push"),
        {**WARNED, "offers": RIGHT_ONES},
        "8",
    ),
]

ROUTES = [
    _sign("By mouth is not the protocol: a warning, no stop", milligrams(35, 40, route="oral"), WARNED),
    _sign(
        "Into a muscle is not the protocol: a warning",
        milligrams(35, 40, route="IM"),
        {**WARNED, "text": {"dose": "intravenous only"}},
    ),
    _sign("Into the nose is not the protocol: a warning", milligrams(35, 40, route="intranasal"), WARNED),
    _sign("Under the skin is not the protocol: a warning", milligrams(35, 40, route="subcutaneous"), WARNED),
    _sign(
        "Another route without a duration is a warning, not an open question", milligrams(35, None, route="IM"), WARNED
    ),
    _sign(
        "Another route is not the protocol also when the order has no dose", drafted({"route": {"text": "oral"}}), NOT
    ),
    _sign(
        "A peripheral vein is intravenous",
        milligrams(35, 40, route=concept("419993007", None, "http://snomed.info/sct")),
        MET,
    ),
    _sign("A route in words 'intravenous' is intravenous", milligrams(35, 40, route="intravenous"), MET),
    _sign("A route in words 'IV infusion' is intravenous", milligrams(35, 40, route="IV infusion"), MET),
    _sign(
        "No route stated is judged as intravenous, and the card says so",
        milligrams(35, 40, route=None),
        {**MET, "card": ("No route stated",)},
    ),
    _sign(
        "Of two instructions one names a route: then it is not said that none was stated",
        drafted(instruction(Q(35, "mg"), minutes=40), instruction(Q(35, "mg"), minutes=100, route=None)),
        {**OPEN, "card_lacks": ("No route stated",)},
    ),
    _sign(
        "An intravenous order is not told that no route was stated",
        milligrams(35, 40),
        {**MET, "card_lacks": ("No route stated",)},
    ),
    _sign(
        "A route in the text alone is a route: by mouth",
        milligrams(35, 40, route=None, text="35 mg PO over 40 min"),
        NOT,
    ),
]

RATIOS = [
    Vignette(
        "77 mg for 70 kg are 2.2 times the standard: were pounds taken as kilograms?",
        milligrams(77),
        {**NOT, "card": ("pounds",)},
        "8",
        bounds=("dose.pounds-ratio:in",),
    ),
    Vignette(
        "60 mg for 70 kg are no question of pounds",
        milligrams(60),
        {**NOT, "card_lacks": ("pounds",)},
        "8",
        bounds=("dose.pounds-ratio:out",),
    ),
    Vignette(
        "350 mg for 70 kg are ten times the standard: the product strength is asked",
        milligrams(350),
        {**NOT, "card": ("strength",)},
        "8",
        bounds=("dose.strength-ratio:in",),
    ),
    Vignette(
        "140 mg for 70 kg are four times the standard: neither pounds nor strength is asked",
        milligrams(140),
        {**NOT, "card_lacks": ("pounds", "strength")},
        "8",
        bounds=("dose.strength-ratio:out",),
    ),
    Vignette(
        "1.21 mg/kg are 10 % above 2.2 times the standard: still a question of pounds",
        _one(Q(1.21, "mg/kg"), minutes=40),
        {"card": ("pounds",)},
        "8",
    ),
    Vignette(
        "1.22 mg/kg are not",
        _one(Q(1.22, "mg/kg"), minutes=40),
        {"card_lacks": ("pounds",)},
        "8",
    ),
    Vignette(
        "4.5 mg/kg are 10 % below ten times the standard: still a question of strength",
        _one(Q(4.5, "mg/kg"), minutes=40),
        {"card": ("strength",)},
        "8",
    ),
    Vignette(
        "4.4 mg/kg are not",
        _one(Q(4.4, "mg/kg"), minutes=40),
        {"card_lacks": ("product strength",)},
        "8",
    ),
    Vignette(
        "1.1 mg/kg is 2.2 times the standard also without a weight",
        _one(Q(1.1, "mg/kg"), minutes=40, kg=None),
        {**NOT, "card": ("pounds",)},
        "8",
    ),
    Vignette(
        "5 mg/kg is ten times the standard also without a weight",
        _one(Q(5, "mg/kg"), minutes=40, kg=None),
        {**NOT, "card": ("strength",)},
        "8",
    ),
]

VIGNETTES = [*WITHIN, *DANGEROUS, *PUSHES, *ROUTES, *RATIOS]
