"""Section 3, `blood-pressure`: readings that are not written as they should be. High under any reading weighs."""

from __future__ import annotations

from typing import Any

from tests.spec.story import CATEGORY, LOINC, Json, Story, concept, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

ROW = "3 blood-pressure"
MET: dict[str, Any] = {"blood-pressure": "met", "verdict": "criteria-met"}
OPEN: dict[str, Any] = {"blood-pressure": "unknown"}
HIGH: dict[str, Any] = {"blood-pressure": "not-met", "severity_of": {"blood-pressure": "warning"}, "verdict": "caution"}
STOP: dict[str, Any] = {"blood-pressure": "not-met", "severity_of": {"blood-pressure": "critical"}, "suggests": 0}


def _record(code: str, hours: float, **fields: Any) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [concept("vital-signs", None, CATEGORY)],
        "code": concept(code, None, LOINC),
        "effectiveDateTime": hours_ago(hours),
        **fields,
    }


def _read(*records: Json) -> Story:
    """The typical story with only these blood pressures."""
    story = typical()
    kept = [r for r in story.lists["vitalSigns"] if "component" not in r]
    return story._with(lists={**story.lists, "vitalSigns": kept}).add("vitalSigns", *records)


def _panel(systolic: Json, diastolic: Json) -> Story:
    parts = (("8480-6", systolic), ("8462-4", diastolic))
    made = [{"code": concept(code, None, LOINC), "valueQuantity": value} for code, value in parts]
    return _read(_record("85354-9", 1, component=made))


def _both(systolic: float, diastolic: float, unit: str | None) -> Story:
    named = {"unit": unit} if unit else {}
    return _panel({"value": systolic, **named}, {"value": diastolic, **named})


def _asked(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, ROW)


UNITS = [
    _asked(f"{systolic}/{diastolic} {unit} is a blood pressure: {said}", _both(systolic, diastolic, unit), expect)
    for unit in (
        *("mm Hg", "mmHg", "MMHG", "mm hg", "mmHG", "mm/Hg", "torr", "mm of Hg", "mmHg."),
        "millimeters of mercury",
    )
    for systolic, diastolic, said, expect in (
        (120, 80, "fine", MET),
        (141, 80, "high", HIGH),
        (170, 105, "a stop", STOP),
    )
]

BARE = [
    _asked("120/80 without a unit proves nothing", _both(120, 80, None), OPEN),
    _asked("141/80 without a unit is high under any reading", _both(141, 80, None), HIGH),
    _asked("170/105 without a unit is a stop under any reading", _both(170, 105, None), STOP),
    _asked("18/12 without a unit is not readable", _both(18, 12, None), OPEN),
    _asked("120/80 in a unit nobody knows proves nothing", _both(120, 80, "blips"), OPEN),
]

MORE = [
    _asked(
        f"A systolic pressure of {sign}{value}: {said}",
        _panel({**quantity(value, "mm[Hg]"), "comparator": sign}, quantity(80, "mm[Hg]")),
        expect,
    )
    for sign, value, said, expect in (
        (">", 160, "above 160", STOP),
        (">=", 160, "160 at least, above 140", HIGH),
        (">", 140, "above 140", HIGH),
        ("<", 160, "it may be anything below", OPEN),
        ("<", 140, "it may be anything below", OPEN),
    )
]

WRITTEN = [
    _asked(f"'{text}' as one text {said}", _read(_record("85354-9", 1, valueString=text)), expect)
    for text, said, expect in (
        ("170/105", "is a stop", STOP),
        ("BP 170/105", "is a stop", STOP),
        ("NIBP: 150/85 mmHg", "is high", HIGH),
        ("150 / 85 mmHg", "is high", HIGH),
        ("120/80", "without a unit is shown and proves nothing", {**OPEN, "card": ("systolic 120, diastolic 80",)}),
        ("high", "is none", OPEN),
    )
]

APART = [
    _asked(
        f"A systolic pressure of 120 and a minute {when} a diastolic one of {diastolic}, taken apart: {said}",
        _read(
            _record("8480-6", 1, valueQuantity=quantity(120, "mm[Hg]")),
            _record("8462-4", hours, valueQuantity=quantity(diastolic, "mm[Hg]")),
        ),
        expect,
    )
    for when, hours in (("before", 1.02), ("after", 0.98))
    for diastolic, said, expect in ((110, "a stop", STOP), (80, "nobody knows of one moment", OPEN))
]

KPA = [
    _asked(
        f"{systolic}/{diastolic} kPa: {said}",
        _panel(quantity(systolic, "kPa"), quantity(diastolic, "kPa")),
        expect,
    )
    for systolic, diastolic, said, expect in (
        (18.6, 12.0, "139.5/90, which is not above 140/90", MET),
        (18.67, 12.0, "140/90, which is not above 140/90", MET),
        (18.68, 12.0, "140.1/90, which is above 140/90", HIGH),
        (18.6, 12.02, "139.5/90.2, which is above 140/90", HIGH),
        (21.34, 13.3, "160.1/99.8, which is a stop", STOP),
    )
]

VIGNETTES = [*UNITS, *BARE, *MORE, *WRITTEN, *APART, *KPA]
