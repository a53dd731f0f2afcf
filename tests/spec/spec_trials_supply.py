"""How long an antidepressant was taken: prescriptions, dispenses, doses given on a ward, and gaps between them."""

from typing import Any

from tests.spec.story import Story, ago, nobody
from tests.spec.tried import NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2024-01-01"


def _requested(authored: str, **more: Any) -> Story:
    return one_failed().prescribed("sertraline", 100, authored, stopped="ineffective", **more)


def _dispensed(*fills: tuple[str, int | None], mg: float | None = 100) -> Story:
    story = one_failed()
    for on, days in fills:
        story = story.dispensed("sertraline", on, days, mg=mg)
    return story


def _given_daily(days: int) -> Story:
    story = one_failed()
    for number in range(days):
        story = story.given("sertraline", day(START, number), 100, route=None)
    return story


REQUESTS = [
    Vignette(
        "A prescription of 14 days with one repeat is a trial of 28 days",
        _requested(START, supply_days=14, repeats=1, status="completed"),
        counted("sertraline", adequate_days={"sertraline": 28}),
        "4.1",
        bounds=("treatment-resistance.adequate-days:in",),
    ),
    Vignette(
        "A prescription of 9 days with two repeats is a trial of 27 days and not adequate",
        _requested(START, supply_days=9, repeats=2, status="completed"),
        not_counted("sertraline", False, "failed", adequate_days={"sertraline": 27}),
        "4.1",
        bounds=("treatment-resistance.adequate-days:out",),
    ),
    Vignette(
        "A prescription of 28 days without repeats is a trial of 28 days",
        _requested(START, supply_days=28, status="completed"),
        counted("sertraline"),
        "4.1",
    ),
    Vignette(
        "The period of a prescription comes before its supply",
        _requested(START, bounds=(START, day(START, 20)), supply_days=90, status="completed"),
        not_counted("sertraline", False, "failed", adequate_days={"sertraline": 20}),
        "4.1",
    ),
    Vignette(
        "A prescription bounded to 28 days is a trial of 28 days",
        _requested(START, bounds=(START, day(START, 28)), status="completed"),
        counted("sertraline", adequate_days={"sertraline": 28}),
        "4.1",
    ),
    Vignette(
        "An active prescription without supply runs to today when it was written 180 days ago",
        one_failed().prescribed("sertraline", 100, ago(180)).score("PHQ-9", 19, ago(2)),
        counted("sertraline", adequate_days={"sertraline": 180}),
        "4.1",
        bounds=("treatment-resistance.evidence-window:in",),
    ),
    Vignette(
        "An active prescription without supply, written 181 days ago and never dispensed, does not run to today",
        one_failed().prescribed("sertraline", 100, ago(181)).score("PHQ-9", 19, ago(2)),
        OPEN,
        "4.1",
        bounds=("treatment-resistance.evidence-window:out",),
    ),
    Vignette(
        "An active prescription of two years ago runs to today when it was dispensed 180 days ago",
        one_failed()
        .prescribed("sertraline", 100, ago(700))
        .dispensed("sertraline", ago(180), 7)
        .score("PHQ-9", 19, ago(2)),
        counted("sertraline", adequate_days={"sertraline": 700}),
        "4.1",
        bounds=("treatment-resistance.evidence-window:in",),
    ),
    Vignette(
        "An active prescription of 190 days ago, dispensed 181 days ago, runs to that dispense only",
        one_failed()
        .prescribed("sertraline", 100, ago(190))
        .dispensed("sertraline", ago(181), 7, mg=100)
        .score("PHQ-9", 19, ago(2)),
        {**NOT, "adequate_days": {"sertraline": 16}},
        "4.1",
        bounds=("treatment-resistance.evidence-window:out",),
    ),
    Vignette(
        "A completed prescription without supply or period has an unknown length",
        _requested(START, status="completed"),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "An active prescription without any date has an unknown length",
        one_failed().prescribed("sertraline", 100).score("PHQ-9", 19, ago(2)),
        OPEN,
        "4.1",
    ),
]

REQUEST_STATUS = (
    [
        Vignette(
            f'A prescription with the status "{status}" is no trial',
            _requested(START, supply_days=60, status=status),
            NOT,
            "4.1",
        )
        for status in ("draft", "cancelled", "unknown", "entered-in-error")
    ]
    + [
        Vignette(
            f'A prescription with the intent "{intent}" was never an order and is no trial',
            _requested(START, supply_days=60, status="completed", intent=intent),
            NOT,
            "4.1",
        )
        for intent in ("proposal", "plan", "option")
    ]
    + [
        Vignette(
            f'A prescription with the intent "{intent}" is an order',
            _requested(START, supply_days=60, status="completed", intent=intent),
            counted("sertraline"),
            "4.1",
        )
        for intent in ("order", "original-order", "reflex-order", "filler-order", "instance-order")
    ]
)

DISPENSES = [
    Vignette(
        "Twenty-eight days handed over are 28 days, though nobody recorded how it went",
        _dispensed((START, 28)),
        left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 28}),
        "4.1",
        bounds=("treatment-resistance.adequate-days:in",),
    ),
    Vignette(
        "Twenty-seven days handed over are no adequate trial",
        _dispensed((START, 27)),
        not_counted("sertraline", False, "outcome-unknown"),
        "4.1",
        bounds=("treatment-resistance.adequate-days:out",),
    ),
    Vignette(
        "A dispense without its days of supply has an unknown length",
        _dispensed((START, None)),
        OPEN,
        "4.1",
    ),
    Vignette(
        "A dispense without a dose leaves adequacy unknown",
        _dispensed((START, 60), mg=None),
        left_open("sertraline", "unknown", "outcome-unknown"),
        "4.4",
    ),
    Vignette(
        "A cancelled dispense was not taken",
        one_failed().dispensed("sertraline", START, 60, mg=100, status="cancelled"),
        NOT,
        "4.1",
    ),
    Vignette(
        "A dispense of unknown status was not taken for sure and does not count",
        one_failed().dispensed("sertraline", START, 60, mg=100, status="unknown"),
        NOT,
        "4.1",
    ),
    Vignette(
        "Two fills of 14 days with a gap of 30 days are one trial of 28 days: the gap itself never counts",
        _dispensed((START, 14), (day(START, 44), 14)),
        left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 28}),
        "4.3",
        bounds=("treatment-resistance.gap:in",),
    ),
    Vignette(
        "Two fills of 14 days with a gap of 31 days are two short trials",
        _dispensed((START, 14), (day(START, 45), 14)),
        NOT,
        "4.3",
        bounds=("treatment-resistance.gap:out",),
    ),
    Vignette(
        "Refills in a row are one trial, not several",
        _dispensed(*[(day(START, 30 * n), 30) for n in range(6)]),
        left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 180}),
        "4.3",
    ),
    Vignette(
        "A statement, its prescription and its dispenses are one trial",
        _dispensed((START, 30), (day(START, 30), 30))
        .took("sertraline", 100, START, day(START, 60), stopped="ineffective")
        .prescribed("sertraline", 100, START, supply_days=60, status="completed"),
        counted("sertraline", adequate_days={"sertraline": 60}),
        "4.3",
    ),
    Vignette(
        "Two failed trials of sertraline, years apart, count as one failed drug",
        nobody()
        .problem("F33.2")
        .took("sertraline", 100, "2015-01-01", "2015-06-01", stopped="ineffective")
        .took("sertraline", 200, "2020-01-01", "2020-06-01", stopped="ineffective"),
        NOT,
        "4.7",
    ),
]

GIVEN = [
    Vignette(
        f"Sertraline given on {days} days running on a ward is taken on {days} days",
        _given_daily(days),
        expect,
        "4.1",
        bounds=(f"treatment-resistance.adequate-days:{side}",),
    )
    for days, expect, side in [(28, OPEN, "in"), (27, NOT, "out")]
]

VIGNETTES = [*REQUESTS, *REQUEST_STATUS, *DISPENSES, *GIVEN]
