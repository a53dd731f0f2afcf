"""Section 7, body weight: how far from the one before, what is no measured weight, and which list was sent."""

from typing import Any

from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

ROW = "7"


def unweighed() -> Story:
    """The typical story without a weight; the blood pressure of today stays."""
    return typical().empty("vitalSigns").pressure(120, 80, hours_ago(1))


def weight(value: float, days: int = 3, unit: str | None = "kg") -> Story:
    """A patient weighed once, so many days ago."""
    return unweighed().weighs(value, ago(days), unit)


def met(kg: float, stale: bool = False) -> dict[str, Any]:
    """The weight that is used."""
    return {"weight": "met", "weight_kg": kg, "stale": stale}


def unknown(why: str) -> dict[str, Any]:
    """No usable weight: no dose and no suggestion."""
    return {"weight": "unknown", "missing": {"weight": why}, "weight_kg": None, "dose_mg": None, "suggests": 0}


VIGNETTES = [
    # contradiction
    Vignette(
        "A weight 10 % above the one before is used",
        weight(70, 60).weighs(77, ago(3)),
        met(77),
        ROW,
        bounds=("weight.tolerated-change:in",),
    ),
    Vignette(
        "A weight more than 10 % above the one before contradicts it: both are shown",
        weight(70, 60).weighs(77.1, ago(3)),
        {**unknown("contradictory"), "card": ("77.1", "70 kg"), "verdict": "caution"},
        ROW,
        bounds=("weight.tolerated-change:out",),
    ),
    Vignette(
        "A weight 10 % below the one before is used",
        weight(70, 60).weighs(63, ago(3)),
        met(63),
        ROW,
        bounds=("weight.tolerated-change:in",),
    ),
    Vignette(
        "A weight more than 10 % below the one before contradicts it",
        weight(70, 60).weighs(62.9, ago(3)),
        unknown("contradictory"),
        ROW,
        bounds=("weight.tolerated-change:out",),
    ),
    Vignette(
        "The 10 % are of the older weight: from 100 kg to 90 kg is no contradiction",
        weight(100, 60).weighs(90, ago(3)),
        met(90),
        ROW,
    ),
    Vignette(
        "Pounds written as kilograms contradict the weight before",
        weight(70, 20).weighs(154, ago(1)),
        unknown("contradictory"),
        ROW,
    ),
    Vignette(
        "Pounds written as pounds agree with kilograms",
        weight(70, 20).weighs(154, ago(1), "[lb_av]"),
        {"weight": "met"},
        ROW,
    ),
    Vignette(
        "A contradicting weight 90 days ago is compared",
        weight(100, 90).weighs(70, ago(3)),
        unknown("contradictory"),
        ROW,
        bounds=("weight.compare-days:in",),
    ),
    Vignette(
        "A contradicting weight 91 days ago is not compared",
        weight(100, 91).weighs(70, ago(3)),
        met(70),
        ROW,
        bounds=("weight.compare-days:out",),
    ),
    Vignette(
        "Only the weight just before is compared: 100 kg, then 92 kg, then 85 kg is a slow loss",
        weight(100, 60).weighs(92, ago(30)).weighs(85, ago(3)),
        met(85),
        ROW,
    ),
    Vignette(
        "Two weights of the same day that differ by more than 10 % contradict each other",
        weight(70, 3).weighs(80, ago(3)),
        unknown("contradictory"),
        ROW,
    ),
    Vignette(
        "Two weights of the same day that agree are used",
        weight(70, 3).weighs(70, ago(3)),
        met(70),
        ROW,
    ),
    Vignette(
        "The latest weight is found by its date, whatever the order of the list",
        weight(72, 3).weighs(70, ago(40)),
        met(72),
        ROW,
    ),
    Vignette(
        "Two weights of one day in different time zones are ordered as instants",
        unweighed().weighs(70, "2026-11-20T08:00:00+00:00").weighs(74, "2026-11-20T12:30:00+05:00"),
        met(70),
        "1.6",
    ),
    # no measured weight
    *[
        Vignette(
            f"{name} is not used for dosing",
            unweighed().weighs(70, ago(3), code=code),
            unknown("none-recorded"),
            ROW,
        )
        for code, name in (
            ("3142-7", "A stated weight (LOINC 3142-7)"),
            ("8335-2", "An estimated weight (LOINC 8335-2)"),
            ("50064-5", "An ideal weight (LOINC 50064-5)"),
        )
    ],
    Vignette(
        "A newer stated weight does not replace an older measured one",
        weight(70, 20).weighs(90, ago(1), code="3142-7"),
        met(70),
        ROW,
    ),
    Vignette(
        "A stated weight does not contradict a measured one",
        weight(70, 3).weighs(100, ago(20), code="3142-7"),
        met(70),
        ROW,
    ),
    *[
        Vignette(
            f"A weight measured {how} (LOINC {code}) is used",
            unweighed().weighs(70, ago(3), code=code),
            met(70),
            ROW,
        )
        for code, how in (("3141-9", "as such"), ("8350-1", "with clothes"), ("8351-9", "without clothes"))
    ],
    Vignette(
        "A weight known only by the name 'Body weight' is used",
        unweighed().weighs(70, ago(3)).changed("vitalSigns", code={"text": "Body weight"}),
        met(70),
        ROW,
    ),
    *[
        Vignette(
            f"'{name}' is no measured weight",
            unweighed().weighs(70, ago(3)).changed("vitalSigns", code={"text": name}),
            unknown("none-recorded"),
            ROW,
        )
        for name in (
            "Stated weight",
            "Ideal body weight",
            "Estimated body weight",
            "Body weight, self-reported",
            "Birth weight",
        )
    ],
    Vignette(
        "A preliminary weight does not count",
        weight(70).changed("vitalSigns", status="preliminary"),
        unknown("none-recorded"),
        "1.5",
    ),
    *[
        Vignette(
            f"A weight whose status is {status} counts",
            weight(70).changed("vitalSigns", status=status),
            met(70),
            "1.5",
        )
        for status in ("amended", "corrected")
    ],
    Vignette(
        "A weight entered in error does not exist, and the one before is used",
        weight(70, 20).weighs(150, ago(1)).changed("vitalSigns", status="entered-in-error"),
        met(70),
        "1.5",
    ),
    # lists
    Vignette(
        "No weight on a supplied list: no dose", unweighed(), {**unknown("none-recorded"), "verdict": "caution"}, ROW
    ),
    Vignette(
        "Vital signs that came as null hold no weight",
        typical().null("vitalSigns"),
        unknown("none-recorded"),
        "1.3",
    ),
    Vignette(
        "Without vital signs the weight is not known",
        typical().not_supplied("vitalSigns"),
        unknown("not-supplied"),
        ROW,
    ),
    Vignette("With failed vital signs the weight is not known", typical().failed("vitalSigns"), unknown("failed"), ROW),
    Vignette(
        "A cut-off list that is newest first shows the latest weight",
        typical().empty("vitalSigns").pressure(120, 80, hours_ago(1)).weighs(70, ago(3)).truncated("vitalSigns"),
        met(70),
        "1.3",
    ),
    Vignette(
        "A cut-off list that is not newest first does not show which weight is the latest",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(120, 80, hours_ago(1)).truncated("vitalSigns"),
        unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A cut-off list without a weight does not prove that there is none",
        unweighed().truncated("vitalSigns"),
        unknown("truncated"),
        "1.3",
    ),
]
