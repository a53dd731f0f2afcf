"""Orders whose parts have to be read together: structure and text, several doses, limits, rhythm, names and notes."""

from typing import Any

from tests.spec.drafted import DANGER, MET, NOT, OPEN, WARNED, drafted, instruction, milligrams, patient, texted
from tests.spec.story import Json, Story, quantity
from tests.spec.vignette import Vignette

Q = quantity
BOTH = {"dose": "not-met", "course": "not-met", "verdict": "stop", "suggests": 0}
TOO_SOON = {"dose": "met", "course": "not-met", "verdict": "caution", "suggests": 0}
FINE = {"dose": "met", "course": "met", "verdict": "criteria-met"}


def _sign(says: str, story: Story, expect: dict[str, Any], *bounds: str) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign", bounds=bounds)


def _several(*rates: Json, minutes: float | None = 40) -> Story:
    step = instruction(minutes=minutes)
    return drafted({**step, "doseAndRate": list(rates)})


def _rate(mg: float, minutes: float | None = None) -> Json:
    made: Json = {"doseQuantity": Q(mg, "mg")}
    if minutes is not None:
        made["rateRatio"] = {"numerator": Q(mg, "mg"), "denominator": Q(minutes, "min")}
    return made


def _range(dose: tuple[float, float], minutes: float = 40) -> Story:
    step = instruction(minutes=minutes)
    return drafted({**step, "doseAndRate": [{"doseRange": {"low": Q(dose[0], "mg"), "high": Q(dose[1], "mg")}}]})


TOGETHER = [
    _sign("35 mg with '52.5 mg/h' in the text runs 40 minutes", milligrams(35, None, text="52.5 mg/h"), MET),
    _sign("35 mg with '7 mg/min' in the text runs 5 minutes: a stop", milligrams(35, None, text="at 7 mg/min"), DANGER),
    _sign(
        "A rate of 7 mg/min with '35 mg' in the text runs 5 minutes: a stop",
        drafted(instruction(rate=Q(7, "mg/min"), text="35 mg")),
        DANGER,
    ),
    _sign(
        "40 minutes with '2 mg/min' in the text are 80 mg: a stop",
        drafted(instruction(minutes=40, text="2 mg/min")),
        DANGER,
    ),
    _sign("Two doses of 35 mg and 17.5 mg in one instruction leave a choice", _several(_rate(35), _rate(17.5)), OPEN),
    _sign(
        "35 mg over 40 and over 120 minutes in one instruction leave a choice",
        _several(_rate(35, 40), _rate(35, 120), minutes=None),
        OPEN,
    ),
    _sign("A range that falls from 70 to 35 mg is a stop by its first end", _range((70, 35)), DANGER),
    _sign("A range that falls from 36 to 35 mg is right at both ends", _range((36, 35)), MET),
    _sign(
        "40 minutes with a maximum of 20 are a stop",
        drafted(
            {
                **instruction(Q(35, "mg"), duration=(40, "min")),
                "timing": {"repeat": {"duration": 40, "durationMax": 20, "durationUnit": "min"}},
            }
        ),
        DANGER,
    ),
    _sign(
        "At most 5 minutes are a stop",
        drafted({**instruction(Q(35, "mg")), "timing": {"repeat": {"durationMax": 5, "durationUnit": "min"}}}),
        DANGER,
    ),
    _sign(
        "At most 40 minutes leave open how fast",
        drafted({**instruction(Q(35, "mg")), "timing": {"repeat": {"durationMax": 40, "durationUnit": "min"}}}),
        OPEN,
    ),
    _sign(
        "35 mg at 600 mL per 60 minutes is a flow, not a time",
        drafted(instruction(Q(35, "mg"), ratio=(Q(600, "mL"), Q(60, "min")))),
        OPEN,
    ),
    _sign(
        "35 mg at 600 mL per hour is a flow, not a time",
        drafted(instruction(Q(35, "mg"), ratio=(Q(600, "mL"), Q(1, "h")))),
        OPEN,
    ),
    _sign(
        "The text's 35 mg over 40 minutes and the patient's '20 mg over 60 minutes' leave a choice",
        drafted({**instruction(text="35 mg over 40 min"), "patientInstruction": "You get 20 mg over 60 minutes"}),
        OPEN,
    ),
    _sign(
        "0.5 mg/kg beside 150 mg fits no plausible weight",
        drafted(instruction(Q(0.5, "mg/kg"), minutes=40, text="150 mg"), kg=None),
        OPEN,
    ),
]

EXACT = [
    _sign("35 mg at 70 mg/h is 30 minutes and not less", drafted(instruction(Q(35, "mg"), Q(70, "mg/h"))), WARNED),
    _sign(
        "0.5 mg/kg at 1 mg/kg/h is 30 minutes and not less",
        drafted(instruction(Q(0.5, "mg/kg"), Q(1, "mg/kg/h"))),
        WARNED,
    ),
    _sign("24 mg for 48 kg at 40 mg/h is 36 minutes", drafted(instruction(Q(24, "mg"), Q(40, "mg/h")), kg=48), MET),
    _sign("70.996 kg are 35 mg, not the 36 of 71 kg", patient(70.996).orders(), {"dose_mg": 35, "weight_kg": 71}),
    _sign("150 mg for 199.996 kg are above 0.75 mg/kg", milligrams(150, 40, kg=199.996), DANGER),
    _sign("150 mg for 200 kg are not above 0.75 mg/kg", milligrams(150, 40, kg=200), WARNED),
]


def _repeated(text: str | None = None, **repeat: Any) -> Story:
    step = instruction(Q(35, "mg"), minutes=40, text=text)
    step["timing"]["repeat"] |= repeat
    return drafted(step)


def _every(period: float, unit: str, often: int = 1, **more: Any) -> Story:
    return _repeated(frequency=often, period=period, periodUnit=unit, **more)


def _at(*events: str) -> Story:
    step = instruction(Q(35, "mg"), minutes=40)
    step["timing"]["event"] = list(events)
    return drafted(step)


RHYTHM = [
    _sign("The right dose every hour is 12 mg/kg a day: a stop", _every(1, "h"), BOTH),
    _sign("The right dose every 6 hours is a stop", _every(6, "h"), BOTH),
    _sign("The right dose four times a day is a stop", _every(1, "d", 4), BOTH),
    _sign("The right dose every hour, once in all, is one infusion", _every(1, "h", count=1), FINE),
    _sign("The right dose on Monday and Tuesday is too soon", _repeated(dayOfWeek=["mon", "tue"]), TOO_SOON),
    _sign("The right dose on Monday, Wednesday and Friday is fine", _repeated(dayOfWeek=["mon", "wed", "fri"]), FINE),
    _sign("The right dose at 9 and at 15 o'clock is a stop", _at("2026-11-24T09:00:00Z", "2026-11-24T15:00:00Z"), BOTH),
    _sign("The right dose on two days running is too soon", _at("2026-11-24", "2026-11-25"), TOO_SOON),
    _sign("The right dose on three named days is fine", _at("2026-11-24", "2026-11-27", "2026-12-01"), FINE),
    *[
        _sign(f"'{text}' in the text is a stop", texted(f"35 mg IV over 40 min {text}"), BOTH)
        for text in ("q6h", "twice daily", "BID", "every 30 minutes x4", "repeat q10min x3")
    ],
    *[
        _sign(f"'{text}' in the text is too soon for a course", texted(f"35 mg IV over 40 min {text}"), TOO_SOON)
        for text in ("daily", "every morning", "every other day", "every 24 hours", "may repeat in 24 hours")
    ],
    *[
        _sign(f"'{text}' in the text is no rhythm that is too fast", texted(f"35 mg IV over 40 min {text}"), FINE)
        for text in (
            "twice weekly",
            "three times a week for 2 weeks",
            "every 72 hours",
            "in the morning",
            "x 6 infusions",
            "; assess daily",
            "; vitals every 5 minutes",
            "; repeat blood pressure every 15 min",
        )
    ],
]


def _also(**more: Any) -> Story:
    """35 mg over 40 minutes, which is right, with further members of the dosage instruction."""
    return drafted({**instruction(Q(35, "mg"), minutes=40), **more})


def _named(name: str) -> Story:
    return milligrams(35, 40)._with(
        order={**(milligrams(35, 40).order or {}), "medicationCodeableConcept": {"text": name}}
    )


def _noted(note: str, mg: float = 35) -> Story:
    story = milligrams(mg, 40)
    return story._with(order={**(story.order or {}), "note": [{"text": note}]})


ASIDE = [
    _sign("A largest dose of 20 mg beside 35 mg is a doubt", _also(maxDosePerAdministration=Q(20, "mg")), OPEN),
    _sign("A largest dose of 35 mg beside 35 mg is fine", _also(maxDosePerAdministration=Q(35, "mg")), MET),
    _sign("'Infuse over 5 minutes' as the method is a stop", _also(method={"text": "infuse over 5 minutes"}), DANGER),
    _sign(
        "'Once over 5 minutes' as the timing is a stop",
        _also(timing={"repeat": {"duration": 40, "durationUnit": "min"}, "code": {"text": "once over 5 minutes"}}),
        DANGER,
    ),
    _sign("A product named 'ketamine 1 mg/kg IVPB' is a doubt", _named("ketamine 1 mg/kg IVPB"), OPEN),
    _sign("A product named '… over 5 min' is a doubt", _named("ketamine in NS over 5 min"), OPEN),
    _sign("A product named 'ketamine 500 mg/10 mL vial' is fine", _named("ketamine 500 mg/10 mL vial"), MET),
    _sign("A note 'give as IV push over 2 min' is a stop", _noted("give as IV push over 2 min"), DANGER),
    _sign("A note 'second of six infusions' is fine", _noted("second of six infusions"), MET),
    _sign("A note 'monitor BP every 5 minutes' is fine", _noted("monitor BP every 5 minutes"), MET),
]


def _draft_of_25(**more: Any) -> Story:
    return drafted({**instruction(Q(25, "mg"), minutes=40), **more})


KEPT = {**NOT, "suggests": 0}
EMITTED = [
    _sign("A draft of 25 mg gets both suggestions", _draft_of_25(), {**NOT, "suggests": 2}),
    _sign(
        "No suggestion stands beside a largest dose of 25 mg",
        _draft_of_25(maxDosePerAdministration=Q(25, "mg")),
        KEPT,
    ),
    _sign(
        "No suggestion stands beside a largest dose of 25 mg a day",
        _draft_of_25(maxDosePerPeriod={"numerator": Q(25, "mg"), "denominator": Q(1, "d")}),
        KEPT,
    ),
    _sign(
        "A largest dose of 50 mg contradicts no suggestion",
        _draft_of_25(maxDosePerAdministration=Q(50, "mg")),
        {**NOT, "suggests": 2},
    ),
    _sign(
        "No suggestion stands beside bounds of 5 minutes",
        _draft_of_25(timing={"repeat": {"boundsDuration": Q(5, "min")}}),
        {"suggests": 0},
    ),
    _sign(
        "No suggestion stands beside 'once over 5 minutes' as the timing",
        _draft_of_25(timing={"code": {"text": "once over 5 minutes"}}),
        {"suggests": 0},
    ),
    _sign(
        "No suggestion stands beside 'give in 5 minutes' as a further instruction",
        _draft_of_25(additionalInstruction=[{"text": "give in 5 minutes"}]),
        {"suggests": 0},
    ),
    _sign(
        "No suggestion stands beside '25 mg over 60 minutes' told to the patient",
        _draft_of_25(patientInstruction="25 mg over 60 minutes"),
        {"suggests": 0},
    ),
    _sign(
        "No suggestion stands beside a note '25 mg IV push over 2 min'", _noted("25 mg IV push over 2 min", 25), KEPT
    ),
    _sign(
        "No suggestion stands beside a product named '… over 10 min IVPB'",
        drafted(
            instruction(Q(25, "mg"), minutes=40), medication={"text": "ketamine 25 mg in NS 50 mL over 10 min IVPB"}
        ),
        {"suggests": 0},
    ),
]


def _of(strength: Json, text: str) -> Story:
    contained = [
        {"resourceType": "Medication", "id": "k", "code": {"text": text}, "ingredient": [{"strength": strength}]}
    ]
    story = drafted(instruction(Q(25, "mg"), minutes=40))
    order = {k: v for k, v in (story.order or {}).items() if k != "medicationCodeableConcept"}
    return story._with(order={**order, "medicationReference": {"reference": "#k"}, "contained": contained})


PER_ML = {"numerator": Q(50, "mg"), "denominator": Q(1, "mL")}
STRENGTH = [
    _sign("Of 50 mg/mL the dose is 0.7 mL", _of(PER_ML, "Ketamine 50 mg/mL injection"), {"card": ("0.7 mL",)}),
    _sign(
        "Of a product of 50 mg/mL that is written as 10 mg/mL no volume is told",
        _of(PER_ML, "Ketamine 10 mg/mL injection"),
        {"card_lacks": ("0.7 mL", "3.5 mL")},
    ),
]

VIGNETTES = [*TOGETHER, *EXACT, *RHYTHM, *ASIDE, *EMITTED, *STRENGTH]
