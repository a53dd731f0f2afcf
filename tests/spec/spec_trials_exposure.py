"""What counts as having taken an antidepressant, for how many days, from which record."""

from typing import Any

from tests.spec.story import Json, Story, ago, drug, nobody
from tests.spec.tried import NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2024-01-01"


def _taken(days: int, **more: Any) -> Story:
    return one_failed().took("sertraline", 100, START, day(START, days), **{"stopped": "ineffective", **more})


def _ongoing(start: str, *, asserted: str | None = None, **more: Any) -> Story:
    """Sertraline that still runs, with depression as bad as before."""
    return one_failed().took("sertraline", 100, start, asserted=asserted, **more).score("PHQ-9", 19, ago(2))


def _requested(authored: str, **more: Any) -> Story:
    return one_failed().prescribed("sertraline", 100, authored, stopped="ineffective", **more)


def _dispensed(*fills: tuple[str, int | None], mg: float | None = 100) -> Story:
    story = one_failed()
    for on, days in fills:
        story = story.dispensed("sertraline", on, days, mg=mg)
    return story


def _plain(record: Json, **changes: Any) -> Story:
    """One statement as it stands, for shapes that the builder does not write."""
    made = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": drug("sertraline"),
        "statusReason": [{"text": "ineffective"}],
        "dosage": [{"text": "100 mg daily"}],
        **record,
    }
    return one_failed().add("medicationStatements", {**made, **changes})


def _given_daily(days: int) -> Story:
    story = one_failed()
    for number in range(days):
        story = story.given("sertraline", day(START, number), 100, route=None)
    return story


LENGTH = [
    Vignette(
        "A trial from 15 December to 2 March has 77 days: the day of its end is not one of them",
        one_failed().took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective"),
        counted("sertraline", adequate_days={"sertraline": 77}),
        "4.1",
    ),
    Vignette(
        "Twenty-eight days of sertraline without effect are an adequate trial, and the card says it was under 6 weeks",
        _taken(28),
        counted("sertraline", card=("under 6 weeks",)),
        "4.5",
        bounds=("treatment-resistance.adequate-days:in",),
    ),
    Vignette(
        "Twenty-seven days of sertraline without effect are not an adequate trial",
        _taken(27),
        not_counted("sertraline", False, "failed"),
        "4.5",
        bounds=("treatment-resistance.adequate-days:out",),
    ),
    Vignette(
        "At 41 days the card still says under 6 weeks",
        _taken(41),
        counted("sertraline", card=("under 6 weeks",)),
        "4.5",
        bounds=("treatment-resistance.full-length-days:out",),
    ),
    Vignette(
        "At 42 days the card no longer says under 6 weeks",
        _taken(42),
        counted("sertraline", card_lacks=("under 6 weeks",)),
        "4.5",
        bounds=("treatment-resistance.full-length-days:in",),
    ),
    Vignette(
        "A trial of a lifetime counts: sertraline failed in 1998",
        one_failed().took("sertraline", 100, "1998-01-01", "1998-04-01", stopped="ineffective"),
        counted("sertraline"),
        "4.7",
    ),
    Vignette(
        "A trial known only by months is as short as those months allow: January to March may be 30 days and counts",
        one_failed().took("sertraline", 100, "2024-01", "2024-03", stopped="ineffective"),
        counted("sertraline", adequate_days={"sertraline": 30}),
        "1.7",
    ),
    Vignette(
        "A trial from some day of January to some day of February may have been one day long and is not adequate",
        one_failed().took("sertraline", 100, "2024-01", "2024-02", stopped="ineffective"),
        not_counted("sertraline", False, "failed"),
        "1.7",
    ),
    Vignette(
        "A trial known only by years, 2021 to 2023, is at least a year long",
        one_failed().took("sertraline", 100, "2021", "2023", stopped="ineffective"),
        counted("sertraline"),
        "1.7",
    ),
    Vignette(
        "A trial known only by one year, 2023 to 2023, may have lasted a day or a year: its length is unknown",
        one_failed().took("sertraline", 100, "2023", "2023", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "1.7",
    ),
]

STATEMENTS = [
    Vignette(
        "An active statement without an end runs to today when it was confirmed 180 days ago",
        _ongoing(ago(190), asserted=ago(180)),
        counted("sertraline", adequate_days={"sertraline": 190}),
        "4.1",
        bounds=("treatment-resistance.evidence-window:in",),
    ),
    Vignette(
        "An active statement without an end runs only to its confirmation when that is 181 days old",
        _ongoing(ago(190), asserted=ago(181)),
        {**NOT, "adequate_days": {"sertraline": 9}},
        "4.1",
        bounds=("treatment-resistance.evidence-window:out",),
    ),
    Vignette(
        "An active statement without an end runs to today when the drug was dispensed 180 days ago",
        _ongoing(ago(190)).dispensed("sertraline", ago(180), 7, mg=100),
        counted("sertraline", adequate_days={"sertraline": 190}),
        "4.1",
        bounds=("treatment-resistance.evidence-window:in",),
    ),
    Vignette(
        "An active statement without an end runs to its last dispense when that is 181 days old, and its supply on top",
        _ongoing(ago(190)).dispensed("sertraline", ago(181), 7, mg=100),
        {**NOT, "adequate_days": {"sertraline": 16}},
        "4.1",
        bounds=("treatment-resistance.evidence-window:out",),
    ),
    Vignette(
        "An active statement without an end runs to today when the drug was prescribed again 180 days ago",
        _ongoing(ago(190)).prescribed("sertraline", 100, ago(180)),
        counted("sertraline", adequate_days={"sertraline": 190}),
        "4.1",
        bounds=("treatment-resistance.evidence-window:in",),
    ),
    Vignette(
        "An active statement with a start and nothing else has an unknown length",
        _ongoing(ago(100)),
        OPEN,
        "4.1",
    ),
    Vignette(
        "A statement with a single date has a start and an unknown length",
        one_failed().took("sertraline", 100, at="2024-01-01", status="completed", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed", missing={"treatment-resistance": "not-recorded"}),
        "4.1",
    ),
    Vignette(
        "A statement without any date has an unknown length",
        one_failed().took("sertraline", 100, status="completed", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A completed statement with a start and no end has an unknown length",
        one_failed().took("sertraline", 100, START, status="completed", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A statement with an end and no start has an unknown length",
        one_failed().took("sertraline", 100, None, "2024-03-01", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A statement whose start cannot be read has an unknown length",
        _plain({"effectivePeriod": {"start": "spring 2024", "end": "2024-09-01"}}),
        OPEN,
        "1.3",
    ),
    Vignette(
        "A trial that ends before it begins proves nothing",
        one_failed().took("sertraline", 100, "2024-06-01", "2024-01-01", stopped="ineffective"),
        {"treatment-resistance": "unknown"},
        "1.3",
    ),
    Vignette(
        "An ongoing trial of 28 days is adequate",
        _ongoing(ago(28), asserted=ago(1)),
        counted("sertraline", adequate_days={"sertraline": 28}),
        "4.6",
        bounds=("treatment-resistance.adequate-days:in",),
    ),
    Vignette(
        "An ongoing trial of 27 days is not adequate yet",
        _ongoing(ago(27), asserted=ago(1)),
        {**NOT, "adequate_days": {"sertraline": 27}},
        "4.6",
        bounds=("treatment-resistance.adequate-days:out",),
    ),
    Vignette(
        "A trial that ends next month has lasted only until today",
        one_failed().took("sertraline", 100, ago(20), ago(-30), status="active", asserted=ago(1)).score("PHQ-9", 19),
        {**NOT, "adequate_days": {"sertraline": 20}},
        "4.1",
    ),
    Vignette(
        "A statement that begins the day after tomorrow is unreadable and leaves the trials open",
        one_failed().took("sertraline", 100, ago(-2), status="active", asserted=ago(1)),
        OPEN,
        "1.6",
    ),
]

STATEMENT_STATUS = [
    Vignette(
        f'A statement with the status "{status}" was not taken and is no trial',
        _taken(60, status=status),
        {**NOT, "trials": {"sertraline": None}},
        "4.1",
    )
    for status in ("not-taken", "intended", "unknown", "entered-in-error")
] + [
    Vignette(
        f'A statement with the status "{status}" and a period was taken in that period',
        _taken(60, status=status),
        counted("sertraline"),
        "4.1",
    )
    for status in ("completed", "stopped", "on-hold", "active")
]

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

VIGNETTES = [*LENGTH, *STATEMENTS, *STATEMENT_STATUS, *REQUESTS, *REQUEST_STATUS, *DISPENSES, *GIVEN]
