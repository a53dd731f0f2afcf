"""Actual against ideal weight: what the card says at a high body mass index, and how the ideal weight is worked out."""

from tests.spec.drafted import patient
from tests.spec.story import Json, Story, ago, quantity
from tests.spec.vignette import Vignette


def _built(kg: float, cm: float | None, *, gender: str | None = "male") -> Story:
    story = patient(kg).born("1980-05-01", gender)
    return (story.tall(cm, ago(30)) if cm is not None else story).orders()


def _indexed(bmi: float) -> Story:
    record: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "39156-5"}]},
        "effectiveDateTime": ago(3),
        "valueQuantity": quantity(bmi, "kg/m2"),
    }
    return patient(100).add("vitalSigns", record).orders()


SIZE = [
    Vignette(
        "At a body mass index of 30 the card says that actual against ideal weight is unsettled and shows both doses",
        _built(120, 200),
        {"card": ("BMI 30", "unsettled", "60 mg", "47 mg"), "dose_mg": 60},
        "8",
        bounds=("dose.bmi:in",),
    ),
    Vignette(
        "Just under a body mass index of 30 the card speaks of one dose only",
        _built(119.9, 200),
        {"card_lacks": ("BMI", "unsettled"), "dose_mg": 60},
        "8",
        bounds=("dose.bmi:out",),
    ),
    Vignette(
        "For a woman of 160 cm and 80 kg the ideal weight is 52.4 kg: 40 mg by actual, 26 mg by ideal weight",
        _built(80, 160, gender="female"),
        {"card": ("BMI 31.3", "40 mg", "26 mg"), "dose_mg": 40},
        "8",
    ),
    Vignette(
        "For a man of 160 cm and 80 kg the ideal weight is 56.9 kg: 28 mg",
        _built(80, 160),
        {"card": ("BMI 31.3", "40 mg", "28 mg")},
        "8",
    ),
    Vignette(
        "Of unknown sex no ideal weight is worked out, but the open question is said",
        _built(80, 160, gender="unknown"),
        {"card": ("BMI 31.3", "unsettled"), "card_lacks": ("26 mg", "28 mg"), "dose_mg": 40},
        "8",
    ),
    Vignette(
        "A recorded body mass index of 34 is used where no height is known",
        _indexed(34),
        {"card": ("BMI 34", "unsettled"), "dose_mg": 50},
        "8",
    ),
    Vignette(
        "Without height and body mass index nothing is said about size",
        _built(120, None),
        {"card_lacks": ("BMI",), "dose_mg": 60},
        "8",
    ),
    Vignette(
        "A man of 152.4 cm has an ideal weight of 50 kg: 25 mg",
        _built(80, 152.4),
        {"card": ("ideal weight (50 kg) 25 mg",)},
        "8",
        bounds=("dose.ideal-base-male:in", "dose.ideal-reference-height:in"),
    ),
    Vignette(
        "A smaller man has no smaller ideal weight",
        _built(80, 140),
        {"card": ("ideal weight (50 kg) 25 mg",)},
        "8",
        bounds=("dose.ideal-base-male:out",),
    ),
    Vignette(
        "A man of 162.4 cm has an ideal weight of 59.1 kg, nine more: 30 mg",
        _built(90, 162.4),
        {"card": ("ideal weight (59.1 kg) 30 mg",)},
        "8",
        bounds=("dose.ideal-per-cm:in", "dose.ideal-reference-height:out"),
    ),
    Vignette(
        "A woman of 152.4 cm has an ideal weight of 45.5 kg: 23 mg",
        _built(80, 152.4, gender="female"),
        {"card": ("ideal weight (45.5 kg) 23 mg",)},
        "8",
        bounds=("dose.ideal-base-female:in",),
    ),
    Vignette(
        "A woman of 162.4 cm has an ideal weight of 54.6 kg: 27 mg",
        _built(90, 162.4, gender="female"),
        {"card": ("ideal weight (54.6 kg) 27 mg",)},
        "8",
        bounds=("dose.ideal-base-female:out", "dose.ideal-per-cm:out"),
    ),
    Vignette(
        "A height of 250 cm is believed",
        _built(200, 250),
        {"card": ("BMI 32",)},
        "8",
        bounds=("height.highest:in",),
    ),
    Vignette(
        "A height of 251 cm is not: nothing is said about size",
        _built(200, 251),
        {"card_lacks": ("BMI",)},
        "8",
        bounds=("height.highest:out",),
    ),
    Vignette(
        "A height of 100 cm is believed",
        _built(60, 100),
        {"card": ("BMI 60",)},
        "8",
        bounds=("height.lowest:in",),
    ),
    Vignette(
        "A height of 99 cm is not: nothing is said about size",
        _built(60, 99),
        {"card_lacks": ("BMI",)},
        "8",
        bounds=("height.lowest:out",),
    ),
    Vignette(
        "A recorded body mass index of 100 is believed",
        _indexed(100),
        {"card": ("BMI 100",)},
        "8",
        bounds=("bmi.highest:in",),
    ),
    Vignette(
        "A recorded body mass index of 101 is not",
        _indexed(101),
        {"card_lacks": ("BMI",)},
        "8",
        bounds=("bmi.highest:out",),
    ),
    Vignette(
        "The suggested dose is by actual weight also at a high body mass index",
        _built(120, 170),
        {"offers": ("60 mg over 40 min", "60 mg over 100 min", "monitoring")},
        "8",
    ),
]

VIGNETTES = SIZE
