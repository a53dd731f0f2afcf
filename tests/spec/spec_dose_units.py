"""How the draft's dose, rate and duration are read, whatever their form: all resolve to mg per kg and minutes."""

from typing import Any

from tests.spec.drafted import MET, NOT, OPEN, drafted, instruction, milligrams
from tests.spec.story import Json, Story, quantity
from tests.spec.vignette import Vignette

RIGHT = {**MET, "ordered": {"doseMg": 35, "mgPerKg": 0.5, "durationMinutes": 40}}

Q = quantity


def _one(dose: Json | None = None, rate: Json | None = None, *, kg: float | None = 70, **more: Any) -> Story:
    return drafted(instruction(dose, rate, **more), kg=kg)


def _plain(value: float, unit: str) -> Json:
    """A Quantity whose unit is only words."""
    return {"value": value, "unit": unit}


def _both(mg: float, mg_per_kg: float, *, kg: float | None = 70) -> Story:
    """The dose stated twice, in mg and in mg/kg."""
    doses = [{"doseQuantity": Q(mg, "mg")}, {"doseQuantity": Q(mg_per_kg, "mg/kg")}]
    return drafted({**instruction(minutes=40), "doseAndRate": doses}, kg=kg)


READ = [
    Vignette("35 mg over 40 minutes is right for 70 kg", milligrams(35), RIGHT, "8"),
    Vignette("0.5 mg/kg over 40 minutes is right", _one(Q(0.5, "mg/kg"), minutes=40), RIGHT, "8"),
    Vignette("0.035 g over 40 minutes is 35 mg", _one(Q(0.035, "g"), minutes=40), RIGHT, "8"),
    Vignette("35,000 micrograms over 40 minutes are 35 mg", _one(Q(35000, "ug"), minutes=40), RIGHT, "8"),
    Vignette("500 micrograms per kg over 40 minutes are 0.5 mg/kg", _one(Q(500, "ug/kg"), minutes=40), RIGHT, "8"),
    Vignette("A dose in 'mg' without a unit system is read", _one(_plain(35, "mg"), minutes=40), RIGHT, "8"),
    Vignette("A dose in 'mg/kg' without a unit system is read", _one(_plain(0.5, "mg/kg"), minutes=40), RIGHT, "8"),
    Vignette("35 mg at 0.875 mg a minute take 40 minutes", _one(Q(35, "mg"), Q(0.875, "mg/min")), RIGHT, "8"),
    Vignette("35 mg at 52.5 mg an hour take 40 minutes", _one(Q(35, "mg"), Q(52.5, "mg/h")), RIGHT, "8"),
    Vignette("35 mg at 0.75 mg/kg an hour take 40 minutes", _one(Q(35, "mg"), Q(0.75, "mg/kg/h")), RIGHT, "8"),
    Vignette("0.5 mg/kg at 0.75 mg/kg an hour take 40 minutes", _one(Q(0.5, "mg/kg"), Q(0.75, "mg/kg/h")), RIGHT, "8"),
    Vignette(
        "0.5 mg/kg at 0.0125 mg/kg a minute take 40 minutes", _one(Q(0.5, "mg/kg"), Q(0.0125, "mg/kg/min")), RIGHT, "8"
    ),
    Vignette(
        "0.5 mg/kg at 12.5 micrograms per kg a minute take 40 minutes",
        _one(Q(0.5, "mg/kg"), Q(12.5, "ug/kg/min")),
        RIGHT,
        "8",
    ),
    Vignette(
        "0.5 mg/kg at 0.875 mg a minute take 40 minutes for 70 kg",
        _one(Q(0.5, "mg/kg"), Q(0.875, "mg/min")),
        RIGHT,
        "8",
    ),
    Vignette("0.875 mg a minute for 40 minutes are 35 mg", _one(None, Q(0.875, "mg/min"), minutes=40), RIGHT, "8"),
    Vignette("52.5 mg an hour for 40 minutes are 35 mg", _one(None, Q(52.5, "mg/h"), minutes=40), RIGHT, "8"),
    Vignette("0.75 mg/kg an hour for 40 minutes are 0.5 mg/kg", _one(None, Q(0.75, "mg/kg/h"), minutes=40), RIGHT, "8"),
    Vignette(
        "A rate of 35 mg in 40 minutes, written as a ratio, is right",
        _one(ratio=(Q(35, "mg"), Q(40, "min"))),
        RIGHT,
        "8",
    ),
    Vignette(
        "35 mg at a ratio of 52.5 mg to 1 hour take 40 minutes",
        _one(Q(35, "mg"), ratio=(Q(52.5, "mg"), Q(1, "h"))),
        RIGHT,
        "8",
    ),
    Vignette("A ratio of 0.5 mg/kg in 40 minutes is right", _one(ratio=(Q(0.5, "mg/kg"), Q(40, "min"))), RIGHT, "8"),
    Vignette("35 mg over 2400 seconds is 40 minutes", _one(Q(35, "mg"), duration=(2400, "s")), RIGHT, "8"),
    Vignette(
        "35 mg over 1 hour is 60 minutes, which is within the protocol",
        _one(Q(35, "mg"), duration=(1, "h")),
        {**MET, "ordered": {"durationMinutes": 60}},
        "8",
    ),
    Vignette(
        "35 mg at a ratio of 35 mg to 100 minutes is the slower infusion",
        _one(ratio=(Q(35, "mg"), Q(100, "min"))),
        {**MET, "ordered": {"doseMg": 35, "durationMinutes": 100}},
        "8",
    ),
    Vignette(
        "0.5 mg/kg needs no weight: it is right also when none is known",
        _one(Q(0.5, "mg/kg"), minutes=40, kg=None),
        {**MET, "weight": "unknown", "ordered": {"mgPerKg": 0.5, "durationMinutes": 40, "doseMg": None}},
        "8",
    ),
    Vignette(
        "0.5 mg/kg at 0.75 mg/kg an hour needs no weight either",
        _one(Q(0.5, "mg/kg"), Q(0.75, "mg/kg/h"), kg=None),
        {**MET, "ordered": {"mgPerKg": 0.5, "durationMinutes": 40}},
        "8",
    ),
    Vignette(
        "What is known of the order is told: dose, mg per kg, minutes and route",
        milligrams(35),
        {"ordered": {"doseMg": 35, "mgPerKg": 0.5, "durationMinutes": 40, "route": "IV"}},
        "8",
    ),
    Vignette(
        "Another route is told as the order states it",
        milligrams(35, route="oral"),
        {"ordered": {"route": "oral"}},
        "8",
    ),
    Vignette(
        "Of a route alone only the route is told",
        drafted(instruction()),
        {"ordered": {"route": "IV", "doseMg": None, "durationMinutes": None}},
        "8",
    ),
    Vignette(
        "Of a duration alone only the duration is told",
        drafted(instruction(minutes=40, route=None)),
        {"ordered": {"route": None, "doseMg": None, "durationMinutes": 40}},
        "8",
    ),
    Vignette(
        "Of an order that says nothing, nothing is told",
        drafted(instruction(route=None, asNeededBoolean=False)),
        {"holds": {"ordered": False, "dose": True, "weight": True}},
        "8",
    ),
    Vignette(
        "The order is a fact of its dose, with all that could be worked out",
        milligrams(35),
        {"facts": {"dose": ("35 mg (0.5 mg/kg) over 40 min",)}},
        "1.2",
    ),
    Vignette(
        "Without a weight the fact gives mg and minutes",
        milligrams(35, kg=None),
        {"facts": {"dose": ("35 mg over 40 min",)}},
        "1.2",
    ),
    Vignette(
        "Without a duration the fact gives mg and mg per kg",
        milligrams(35, None),
        {"facts": {"dose": ("35 mg (0.5 mg/kg)",)}},
        "1.2",
    ),
    Vignette(
        "A dose in mg/kg without a weight is a fact as ordered",
        _one(Q(0.5, "mg/kg"), minutes=40, kg=None),
        {"facts": {"dose": ("0.5 mg/kg over 40 min",)}},
        "1.2",
    ),
    Vignette(
        "0.75 mg/kg an hour for 40 minutes needs no weight",
        _one(None, Q(0.75, "mg/kg/h"), minutes=40, kg=None),
        {**MET, "ordered": {"mgPerKg": 0.5, "durationMinutes": 40}},
        "8",
    ),
    Vignette(
        "2 mg/kg an hour for 40 minutes are 1.33 mg/kg, also without a weight: not the protocol",
        _one(None, Q(2, "mg/kg/h"), minutes=40, kg=None),
        {**NOT, "ordered": {"mgPerKg": 1.333}},
        "8",
    ),
    Vignette("A dose stated in mg and in mg/kg that agree is right", _both(35, 0.5), RIGHT, "8"),
    Vignette(
        "A dose stated in mg and in mg/kg that do not agree: the larger one is held against the limit",
        _both(35, 0.8),
        {**NOT, "text": {"dose": "0.8 mg/kg, above 0.75 mg/kg"}},
        "8",
    ),
    Vignette(
        "A dose stated in mg that exceeds what mg/kg says is held against the limit as well",
        _both(56, 0.5),
        {**NOT, "text": {"dose": "0.8 mg/kg, above 0.75 mg/kg"}},
        "8",
    ),
    Vignette(
        "Without a weight a dose stated in mg and in mg/kg is read by mg/kg",
        _both(35, 0.5, kg=None),
        {**MET, "ordered": {"doseMg": 35, "mgPerKg": 0.5}},
        "8",
    ),
    Vignette(
        "0.7 mL of a product of 50 mg/mL are 35 mg",
        drafted(instruction(Q(0.7, "mL"), minutes=40), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        RIGHT,
        "8",
    ),
    Vignette(
        "7 mL of a product of 50 mg/mL are 350 mg: far above 0.75 mg/kg",
        drafted(instruction(Q(7, "mL"), minutes=40), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        {**NOT, "ordered": {"doseMg": 350, "mgPerKg": 5}, "card": ("strength",)},
        "8",
    ),
    Vignette(
        "A bag's rate of 150 mL an hour beside 35 mg says nothing about the product: the duration is missing",
        drafted(instruction(Q(35, "mg"), Q(150, "mL/h")), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        OPEN,
        "8",
    ),
    Vignette(
        "A weight of 80 days ago still judges the dose, and the card says to re-weigh",
        milligrams(35).empty("vitalSigns").weighs(70, "2026-09-04"),
        {**RIGHT, "stale": True, "card": ("re-weigh",)},
        "8",
    ),
]

VIGNETTES = READ
