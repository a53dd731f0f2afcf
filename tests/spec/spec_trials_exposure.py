"""How long an antidepressant was taken: the length of a trial, and what a medication statement proves."""

from typing import Any

from tests.spec.story import Json, Story, ago, drug
from tests.spec.tried import NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2024-01-01"


def _taken(days: int, **more: Any) -> Story:
    return one_failed().took("sertraline", 100, START, day(START, days), **{"stopped": "ineffective", **more})


def _ongoing(start: str, *, asserted: str | None = None, **more: Any) -> Story:
    """Sertraline that still runs, with depression as bad as before."""
    return one_failed().took("sertraline", 100, start, asserted=asserted, **more).score("PHQ-9", 19, ago(2))


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
        "A trial from some day of January to some day of February may have lasted a day or two months: unknown",
        one_failed().took("sertraline", 100, "2024-01", "2024-02", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
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

VIGNETTES = [*LENGTH, *STATEMENTS, *STATEMENT_STATUS]
