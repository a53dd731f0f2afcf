"""Section 3, `blood-pressure`: today's latest reading beside its limits; no reading is no alarm at order time."""

from tests.spec.story import LOINC, Story, ago, concept, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

PRESSURE = "3 blood-pressure"
BP = "blood-pressure"


def without_pressure() -> Story:
    """The typical story, the blood pressure not measured; the weight stays."""
    return typical().empty("vitalSigns").weighs(70, ago(3))


def read(systolic: float | None, diastolic: float | None, on: str | None = None) -> Story:
    """The typical story with this blood pressure, an hour ago unless told."""
    return without_pressure().pressure(systolic, diastolic, on or hours_ago(1))


def high(severity: str, verdict: str) -> dict:
    """A blood pressure that does not allow the infusion."""
    return {BP: "not-met", "severity_of": {BP: severity}, "verdict": verdict}


def unknown(why: str) -> dict:
    """Today's blood pressure is not known, which is no alarm at order time."""
    return {BP: "unknown", "missing": {BP: why}, "verdict": "criteria-met"}


def single(code: str, value: float, on: str) -> dict:
    """A blood pressure value recorded on its own."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [concept("vital-signs", None, "http://terminology.hl7.org/CodeSystem/observation-category")],
        "code": concept(code, None, LOINC),
        "effectiveDateTime": on,
        "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
    }


VIGNETTES = [
    # blood pressure: limits
    Vignette(
        "A blood pressure of 140/90 today allows the infusion",
        read(140, 90),
        {BP: "met", "verdict": "criteria-met"},
        PRESSURE,
        bounds=("blood-pressure.systolic-high:in", "blood-pressure.diastolic-high:in"),
    ),
    Vignette(
        "A blood pressure of 141/90 today warns",
        read(141, 90),
        high("warning", "caution"),
        PRESSURE,
        bounds=("blood-pressure.systolic-high:out",),
    ),
    Vignette(
        "A blood pressure of 140/91 today warns",
        read(140, 91),
        high("warning", "caution"),
        PRESSURE,
        bounds=("blood-pressure.diastolic-high:out",),
    ),
    Vignette(
        "A blood pressure of 160/100 today warns and does not yet stop",
        read(160, 100),
        high("warning", "caution"),
        PRESSURE,
        bounds=("blood-pressure.systolic-stop:in", "blood-pressure.diastolic-stop:in"),
    ),
    Vignette(
        "A blood pressure of 161/80 today stops; the order is delayed, not removed",
        read(161, 80),
        {**high("critical", "stop"), "removes": False, "card": ("Delay",)},
        PRESSURE,
        bounds=("blood-pressure.systolic-stop:out",),
    ),
    Vignette(
        "A blood pressure of 130/101 today stops",
        read(130, 101),
        high("critical", "stop"),
        PRESSURE,
        bounds=("blood-pressure.diastolic-stop:out",),
    ),
    Vignette(
        "A systolic blood pressure of 90 today allows the infusion",
        read(90, 60),
        {BP: "met"},
        PRESSURE,
        bounds=("blood-pressure.systolic-low:in",),
    ),
    Vignette(
        "A systolic blood pressure of 89 today stops",
        read(89, 60),
        high("critical", "stop"),
        PRESSURE,
        bounds=("blood-pressure.systolic-low:out",),
    ),
    # blood pressure: when
    Vignette(
        "A blood pressure of the first minute of today counts",
        read(120, 80, "2026-11-23T00:00:00+00:00"),
        {BP: "met"},
        PRESSURE,
    ),
    Vignette("A blood pressure dated today without a time counts", read(120, 80, ago(0)), {BP: "met"}, PRESSURE),
    Vignette(
        "A blood pressure of the last minute of yesterday is not today's: it is shown with its date, and no alarm",
        read(120, 80, "2026-11-22T23:59:00+00:00"),
        {**unknown("too-old"), "card": ("120/80", "2026-11-22")},
        PRESSURE,
    ),
    Vignette(
        "A high blood pressure of yesterday is not today's: it neither warns nor stops",
        read(180, 110, ago(1)),
        unknown("too-old"),
        PRESSURE,
    ),
    Vignette(
        "The latest of several readings of today counts, whatever their order: a fallen pressure allows the infusion",
        read(120, 80, hours_ago(1)).pressure(170, 105, hours_ago(3)),
        {BP: "met"},
        PRESSURE,
    ),
    Vignette(
        "The latest of several readings of today counts, whatever their order: a risen pressure stops",
        read(170, 105, hours_ago(1)).pressure(120, 80, hours_ago(3)),
        high("critical", "stop"),
        PRESSURE,
    ),
    Vignette(
        "Readings in different time zones are compared as instants",
        read(120, 80, "2026-11-23T10:00:00+00:00").pressure(170, 105, "2026-11-23T12:30:00+05:00"),
        {BP: "met"},
        "1.6",
    ),
    Vignette(
        "A reading six minutes ahead of the clock is unreadable and proves nothing",
        read(120, 80, "2026-11-23T12:06:00+00:00"),
        {BP: "unknown"},
        "1.6",
    ),
    Vignette(
        "A reading five minutes ahead of the clock is read",
        read(120, 80, "2026-11-23T12:05:00+00:00"),
        {BP: "met"},
        "1.6",
    ),
    # blood pressure: what is not known
    Vignette("No reading at all is no alarm at order time", without_pressure(), unknown("none-recorded"), PRESSURE),
    Vignette(
        "Without vital signs the blood pressure is not known",
        typical().not_supplied("vitalSigns"),
        {BP: "unknown", "missing": {BP: "not-supplied"}},
        PRESSURE,
    ),
    Vignette(
        "With failed vital signs the blood pressure is not known",
        typical().failed("vitalSigns"),
        {BP: "unknown", "missing": {BP: "failed"}},
        PRESSURE,
    ),
    Vignette("A systolic value without a diastolic one cannot be fine", read(120, None), {BP: "unknown"}, PRESSURE),
    Vignette(
        "A systolic value of 180 without a diastolic one stops all the same",
        read(180, None),
        high("critical", "stop"),
        PRESSURE,
    ),
    Vignette("A systolic value of 700 is out of range", read(700, 80), unknown("out-of-range"), PRESSURE),
    Vignette(
        "An impossible latest reading is not replaced by an earlier one of today",
        read(120, 80, hours_ago(3)).pressure(700, 80, hours_ago(1)),
        {BP: "unknown"},
        PRESSURE,
    ),
    Vignette(
        "A preliminary reading does not count",
        read(180, 110).changed("vitalSigns", status="preliminary"),
        {BP: "unknown"},
        "1.5",
    ),
    Vignette(
        "An amended reading counts", read(180, 110).changed("vitalSigns", status="amended"), {BP: "not-met"}, "1.5"
    ),
    Vignette(
        "Systolic and diastolic recorded on their own at the same time are one reading",
        without_pressure().add("vitalSigns", single("8480-6", 150, hours_ago(1)), single("8462-4", 80, hours_ago(1))),
        high("warning", "caution"),
        PRESSURE,
    ),
    Vignette(
        "Two readings of one moment that disagree: the worse one weighs and is named",
        read(120, 80).pressure(150, 95, hours_ago(1)),
        {**high("warning", "caution"), "text": {BP: "150/95"}},
        PRESSURE,
    ),
    Vignette(
        "A reading dated today without a time may be the latest: if it is the worse one, it weighs",
        read(120, 80).pressure(170, 105, ago(0)),
        {**high("critical", "stop"), "text": {BP: "170/105"}},
        PRESSURE,
    ),
    Vignette(
        "A reading with a time weighs beside one of today without a time",
        read(170, 105).pressure(120, 80, ago(0)),
        {**high("critical", "stop"), "text": {BP: "170/105"}},
        PRESSURE,
    ),
    Vignette(
        "A diastolic value of 110 without a systolic one stops all the same",
        read(None, 110),
        high("critical", "stop"),
        PRESSURE,
    ),
    Vignette(
        "A blood pressure in kilopascals is converted: 16/10.7 kPa are 120/80.3",
        read(120, 80).changed(
            "vitalSigns",
            component=[
                {"code": concept(code, None, LOINC), "valueQuantity": quantity(value, "kPa")}
                for code, value in (("8480-6", 16), ("8462-4", 10.7))
            ],
        ),
        {BP: "met", "text": {BP: "120/80.3 mmHg"}},
        PRESSURE,
    ),
    Vignette(
        "A cut-off list that is newest first shows today's blood pressure",
        without_pressure().empty("vitalSigns").pressure(120, 80, hours_ago(1)).truncated("vitalSigns"),
        {BP: "met"},
        "1.3",
    ),
    Vignette(
        "A cut-off list that is not newest first may hide a later reading of today",
        without_pressure().pressure(120, 80, hours_ago(1)).truncated("vitalSigns"),
        {BP: "unknown", "missing": {BP: "truncated"}},
        "1.3",
    ),
    Vignette(
        "An unknown blood pressure stands under what is done before the infusion, not under what is missing",
        without_pressure(),
        {"card": ("**Before the infusion**\n- **Blood pressure today**",), "card_lacks": ("**Missing**",)},
        "3 before the infusion",
    ),
]
