"""Doses written in words, and words held against the structure beside them."""

from typing import Any

from tests.spec.drafted import DANGER, MET, NOT, OPEN, WARNED, drafted, instruction, milligrams, patient, texted
from tests.spec.story import Json, Story, quantity
from tests.spec.vignette import Vignette

Q = quantity
RIGHT = {**MET, "ordered": {"doseMg": 35, "mgPerKg": 0.5, "durationMinutes": 40}}
APART = {**OPEN, "missing": {"dose": "contradictory"}, "verdict": "caution"}


def _sign(says: str, story: Story, expect: dict[str, Any], *bounds: str) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign", bounds=bounds)


def _beside(text: str, mg: float = 50, minutes: float | None = 40, *, kg: float = 100, **more: Any) -> Story:
    """A structured dose for 100 kg with a text beside it."""
    return milligrams(mg, minutes, kg=kg, text=text, **more)


SPELLINGS = [
    *[
        _sign(f"'{text}' is 35 mg over 40 minutes", texted(text), RIGHT)
        for text in (
            "35 mg IV over 40 minutes",
            "35mg iv over 40min",
            "35 MG INTRAVENOUSLY OVER 40 MIN",
            "Infuse 35 mg over 40 mins",
            "0.5 mg/kg IV over 40 minutes",
            "0.5mg/kg over 40 min once",
            "0.5 mg per kg over 40 minutes",
            "35 mg (0.5 mg/kg) IV over 40 minutes",
            "35 mg/40 min",
            "40-minute infusion of 35 mg",
            "35 mg at 0.875 mg/min",
            "35 mg at 52.5 mg/h",
            "0.5 mg/kg at 0.75 mg/kg/h",
            "0.875 mg/min over 40 minutes",
            "0.75 mg/kg/hr for 40 min",
            "35 mg in 100 mL normal saline, over 40 minutes",
            "ketamine 50 mg/mL, 35 mg over 40 minutes",
            "35,0 mg over 40 minutes",
            "35 mg IV over 40 minutes, max 60 mg",
        )
    ],
    _sign("'over 1 hour' is 60 minutes", texted("35 mg IV over 1 hour"), {**MET, "ordered": {"durationMinutes": 60}}),
    _sign("'over an hour' is 60 minutes", texted("35 mg IV over an hour"), {**MET, "ordered": {"durationMinutes": 60}}),
    _sign("'over 40 seconds' is a stop", texted("35 mg IV over 40 seconds"), DANGER),
    _sign("'over 2 minutes' is a stop", texted("35 mg IV over 2 minutes"), DANGER),
    _sign("'70 mg over 40 minutes' is a stop", texted("70 mg IV over 40 minutes"), DANGER),
    _sign("'1 mg/kg over 40 minutes' is a stop", texted("1 mg/kg IV over 40 minutes"), DANGER),
    _sign("'2 mg/kg IM' is a stop", texted("2 mg/kg IM", route=None), DANGER),
    _sign("'40 mg over 40 minutes' is a warning", texted("40 mg IV over 40 minutes"), WARNED),
    _sign("'35 mg' without minutes is not judged as right", texted("35 mg IV"), OPEN),
    _sign("'as directed' says no dose", texted("as directed"), OPEN),
    _sign("'per protocol over 40 minutes' says no dose", texted("per protocol, over 40 minutes"), OPEN),
    _sign(
        "A dose only in the patient's instruction is read",
        drafted({**instruction(), "patientInstruction": "35 mg over 40 minutes"}),
        RIGHT,
    ),
    _sign(
        "A dose only in an additional instruction is read",
        drafted({**instruction(), "additionalInstruction": [{"text": "35 mg over 40 minutes"}]}),
        RIGHT,
    ),
    _sign(
        "'over 1 h 40 min' is 100 minutes",
        texted("35 mg IV over 1 h 40 min"),
        {**MET, "ordered": {"durationMinutes": 100}},
    ),
    _sign(
        "'over 1 hour and 55 minutes' is 115 minutes: outside the protocol",
        texted("35 mg IV over 1 hour and 55 minutes"),
        {**WARNED, "ordered": {"durationMinutes": 115}},
    ),
    _sign("'over 40-60 minutes' is right at both ends", texted("35 mg IV over 40-60 minutes"), MET),
    _sign("'over 40-120 minutes' leaves the duration open", texted("35 mg IV over 40-120 minutes"), OPEN),
    _sign("'1,000 mg' is a thousand: a stop", texted("1,000 mg IV over 40 minutes"), DANGER),
    _sign("'.5 mg/kg' is a half, not five", texted(".5 mg/kg IV over 40 minutes"), RIGHT),
    _sign(
        "'5 mg bolus then 30 mg over 40 minutes' holds a bolus: a stop",
        texted("5 mg bolus then 30 mg over 40 minutes"),
        DANGER,
    ),
    _sign(
        "'may repeat in 10 minutes' is no duration, and too soon for the next infusion",
        texted("35 mg IV over 40 min, may repeat in 10 minutes"),
        {**RIGHT, "course": "not-met", "verdict": "caution"},
    ),
    _sign("'observe for 2 hours' is no duration", texted("35 mg IV over 40 min, observe for 2 hours"), RIGHT),
    _sign("'do not give IM' names no route", texted("do not give IM; 35 mg IV over 40 min"), RIGHT),
    _sign(
        "'IM' in the text beside an intravenous route is named as what was ordered",
        texted("35 mg IM over 40 min"),
        {**WARNED, "text": {"dose": "ordered route intramuscular"}},
    ),
    _sign(
        "A rate alone is a dose that cannot be used, not an order without one",
        texted("ketamine drip 5 mcg/kg/min"),
        {**OPEN, "text": {"dose": "neither a dose nor how long"}},
    ),
    _sign(
        "'20-35 mg over 40 minutes' leaves the dose open",
        texted("20-35 mg IV over 40 minutes"),
        OPEN,
    ),
    _sign(
        "'35-70 mg over 40 minutes' is a stop: its upper end is dangerous",
        texted("35-70 mg IV over 40 minutes"),
        DANGER,
    ),
    _sign(
        "'over 20-40 minutes' is a stop: its lower end is dangerous",
        texted("35 mg IV over 20-40 minutes"),
        DANGER,
    ),
]

BESIDE = [
    _sign("A text that says the same as the structure is fine", _beside("50 mg IV over 40 minutes"), MET),
    _sign(
        "A text 10 % above the structure is fine",
        _beside("55 mg IV over 40 minutes"),
        MET,
        "dose.tolerance:in",
    ),
    _sign(
        "A text of 56 mg beside 50 mg is more than 10 % away: they contradict each other",
        _beside("56 mg IV over 40 minutes"),
        APART,
        "dose.tolerance:out",
    ),
    _sign("A text 10 % below the structure is fine", _beside("45 mg IV over 40 minutes"), MET),
    _sign("A text of 44 mg beside 50 mg contradicts it", _beside("44 mg IV over 40 minutes"), APART),
    _sign("A text in mg/kg 10 % above the structure is fine", _beside("0.55 mg/kg over 40 minutes"), MET),
    _sign("A text of 0.6 mg/kg contradicts 50 mg for 100 kg", _beside("0.6 mg/kg over 40 minutes"), APART),
    _sign("A text of 44 minutes is within 10 % of 40", _beside("50 mg over 44 minutes"), MET),
    _sign("A text of 60 minutes contradicts 40", _beside("50 mg over 60 minutes"), APART),
    _sign("A text of 100 minutes contradicts 40", _beside("50 mg over 100 minutes"), APART),
    _sign(
        "A text of 120 minutes contradicts 40 too: which one is meant is not known",
        _beside("50 mg over 120 minutes"),
        APART,
    ),
    _sign("A text with another route contradicts intravenous: not the protocol", _beside("50 mg IM over 40 min"), NOT),
    _sign("A text that gives only the minutes completes the structure", _beside("over 40 minutes", minutes=None), MET),
    _sign(
        "A text that gives only the dose completes the structure",
        drafted(instruction(minutes=40, text="35 mg IV")),
        RIGHT,
    ),
    _sign(
        "A structure in mg and a text in mg/kg that agree need no weight",
        milligrams(35, kg=None, text="0.5 mg/kg over 40 minutes"),
        MET,
    ),
    _sign(
        "A structure and a text that agree in mg cannot be judged without a weight",
        milligrams(35, kg=None, text="35 mg over 40 minutes"),
        OPEN,
    ),
]

WORST = [
    _sign(
        "A text of 1 mg/kg beside a right structure is a stop, not an open question",
        _beside("1 mg/kg IV over 40 minutes"),
        DANGER,
    ),
    _sign("A text of 100 mg beside 50 mg is a stop", _beside("100 mg IV over 40 minutes"), DANGER),
    _sign("A text of 10 minutes beside 40 is a stop", _beside("50 mg IV over 10 minutes"), DANGER),
    _sign("A structure of 100 mg beside a right text is a stop", _beside("50 mg IV over 40 minutes", mg=100), DANGER),
    _sign(
        "A structure of 10 minutes beside a right text is a stop",
        _beside("50 mg IV over 40 minutes", minutes=10),
        DANGER,
    ),
    _sign(
        "A dose in vials with a push in the text is a stop",
        drafted(instruction(Q(1, "{vial}"), minutes=40, text="1 vial IV push")),
        DANGER,
    ),
    _sign(
        "A text of 200 mg is above 0.75 mg/kg at every weight",
        texted("200 mg IV over 40 minutes", kg=None),
        {"dose": "not-met", "severity_of": {"dose": "critical"}, "verdict": "stop"},
    ),
    _sign(
        "Of a wrong route and a dangerous speed the speed weighs",
        milligrams(35, 5, route="IM"),
        DANGER,
    ),
    _sign(
        "Of a wrong dose and a contradicting text the wrong dose weighs, and warns",
        _beside("70 mg IV over 40 minutes", mg=60),
        WARNED,
    ),
]


def _service(text: str, **more: Any) -> Story:
    """The order is a ServiceRequest that names its dose in words."""
    made: Json = {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": text},
        "reasonCode": [{"text": "depression"}],
        **more,
    }
    story = patient()
    return story._with(order=made)


ELSEWHERE = [
    _sign(
        "A service request 'ketamine infusion 35 mg IV over 40 minutes' is judged by its name",
        _service("ketamine infusion 35 mg IV over 40 minutes"),
        RIGHT,
    ),
    _sign("A service request 'ketamine 70 mg IV push' is a stop", _service("ketamine 70 mg IV push"), DANGER),
    _sign("A service request 'ketamine infusion' has no dose", _service("ketamine infusion"), OPEN),
    _sign(
        "A service request gets no dose suggestion, but the monitoring orders",
        _service("ketamine infusion 40 mg IV over 40 minutes"),
        {**NOT, "offers": ("monitoring",)},
    ),
]

VIGNETTES = [*SPELLINGS, *BESIDE, *WORST, *ELSEWHERE]
