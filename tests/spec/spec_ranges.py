"""Values outside what a body or a scale can have are unreadable: both sides of every range the other pages leave."""

from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette


def _pressure(systolic: float, diastolic: float) -> Story:
    return typical().empty("vitalSigns").weighs(70, ago(3)).pressure(systolic, diastolic, hours_ago(1))


def _bipolar(code: str, value: float, unit: str) -> Story:
    drug = "lithium" if code == "14334-7" else "valproate"
    return typical().problem("F31.9").took(drug, 900, "2026-06-01", asserted=ago(10)).lab(code, value, unit, ago(5))


PRESSURE = [
    Vignette(
        "A systolic pressure of 300 is believed: a stop",
        _pressure(300, 90),
        {"blood-pressure": "not-met", "severity_of": {"blood-pressure": "critical"}},
        "3 blood-pressure",
        bounds=("systolic.highest:in",),
    ),
    Vignette(
        "A systolic pressure of 301 is unreadable",
        _pressure(301, 90),
        {"blood-pressure": "unknown"},
        "3 blood-pressure",
        bounds=("systolic.highest:out",),
    ),
    Vignette(
        "A systolic pressure of 50 is believed: a stop",
        _pressure(50, 40),
        {"blood-pressure": "not-met", "severity_of": {"blood-pressure": "critical"}},
        "3 blood-pressure",
        bounds=("systolic.lowest:in",),
    ),
    Vignette(
        "A systolic pressure of 49 is unreadable",
        _pressure(49, 40),
        {"blood-pressure": "unknown"},
        "3 blood-pressure",
        bounds=("systolic.lowest:out",),
    ),
    Vignette(
        "A diastolic pressure of 200 is believed: a stop",
        _pressure(130, 200),
        {"blood-pressure": "not-met", "severity_of": {"blood-pressure": "critical"}},
        "3 blood-pressure",
        bounds=("diastolic.highest:in",),
    ),
    Vignette(
        "A diastolic pressure of 201 is unreadable",
        _pressure(130, 201),
        {"blood-pressure": "unknown"},
        "3 blood-pressure",
        bounds=("diastolic.highest:out",),
    ),
    Vignette(
        "A diastolic pressure of 20 is believed",
        _pressure(120, 20),
        {"blood-pressure": "met"},
        "3 blood-pressure",
        bounds=("diastolic.lowest:in",),
    ),
    Vignette(
        "A diastolic pressure of 19 is unreadable",
        _pressure(120, 19),
        {"blood-pressure": "unknown"},
        "3 blood-pressure",
        bounds=("diastolic.lowest:out",),
    ),
]

SCALES = [
    Vignette(
        "A PHQ-9 item 9 of 3 is the highest there is: assess today",
        typical().score("PHQ-9 item 9", 3, ago(1)),
        {"suicidality": True},
        "10 suicidality",
        bounds=("phq-9-item-9.highest:in",),
    ),
    Vignette(
        "A PHQ-9 item 9 of 4 is no score of that item",
        typical().score("PHQ-9 item 9", 4, ago(1)),
        {"suicidality": False},
        "10 suicidality",
        bounds=("phq-9-item-9.highest:out",),
    ),
    Vignette(
        "A YMRS of 60 is the highest there is: mania",
        typical().score("YMRS", 60, ago(1)),
        {"no-mania": "not-met"},
        "3 no-mania",
        bounds=("ymrs.highest:in",),
    ),
    Vignette(
        "A YMRS of 61 is no score of that scale",
        typical().score("YMRS", 61, ago(1)),
        {"no-mania": "met"},
        "3 no-mania",
        bounds=("ymrs.highest:out",),
    ),
]

LEVELS = [
    Vignette(
        "A lithium level of 10 mmol/L is believed: toxicity is said",
        _bipolar("14334-7", 10, "mmol/L"),
        {"bipolar-coverage": "unknown", "card": ("10 mmol/L", "toxic")},
        "6",
        bounds=("lithium-level.highest:in",),
    ),
    Vignette(
        "A lithium level of 11 mmol/L is unreadable",
        _bipolar("14334-7", 11, "mmol/L"),
        {"bipolar-coverage": "unknown", "card_lacks": ("toxic",)},
        "6",
        bounds=("lithium-level.highest:out",),
    ),
    Vignette(
        "A valproate level of 500 ug/mL is believed: toxicity is said",
        _bipolar("4086-5", 500, "ug/mL"),
        {"bipolar-coverage": "unknown", "card": ("500 ug/mL", "toxic")},
        "6",
        bounds=("valproate-level.highest:in",),
    ),
    Vignette(
        "A valproate level of 501 ug/mL is unreadable",
        _bipolar("4086-5", 501, "ug/mL"),
        {"bipolar-coverage": "unknown", "card_lacks": ("toxic",)},
        "6",
        bounds=("valproate-level.highest:out",),
    ),
    Vignette(
        "A lithium level of 0 is believed, and below the range",
        _bipolar("14334-7", 0, "mmol/L"),
        {"bipolar-coverage": "unknown", "card": ("0 mmol/L",)},
        "6",
        bounds=("lithium-level.lowest:in",),
    ),
    Vignette(
        "A lithium level of -1 is unreadable",
        _bipolar("14334-7", -1, "mmol/L"),
        {
            "bipolar-coverage": "unknown",
            "card_lacks": ("mmol/L mmol/L",),
            "missing": {"bipolar-coverage": "out-of-range"},
        },
        "6",
        bounds=("lithium-level.lowest:out",),
    ),
    Vignette(
        "A valproate level of 0 is believed, and below the range",
        _bipolar("4086-5", 0, "ug/mL"),
        {"bipolar-coverage": "unknown", "card": ("0 ug/mL",)},
        "6",
        bounds=("valproate-level.lowest:in",),
    ),
    Vignette(
        "A valproate level of -1 is unreadable",
        _bipolar("4086-5", -1, "ug/mL"),
        {"bipolar-coverage": "unknown", "missing": {"bipolar-coverage": "out-of-range"}},
        "6",
        bounds=("valproate-level.lowest:out",),
    ),
]

VIGNETTES = [*PRESSURE, *SCALES, *LEVELS]
