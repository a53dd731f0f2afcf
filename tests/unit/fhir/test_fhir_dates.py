"""FHIR dates as days and instants, and the rule that what is recorded cannot lie ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from fhir_cases import NOW, UTC_ZONE, knowledge

from cds_service.answers import Why
from cds_service.chart import When
from cds_service.fhir.dates import Clock, read

WARSAW = ZoneInfo("Europe/Warsaw")
DAY = date(2025, 3, 2)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", When(date(2025, 1, 1), date(2025, 12, 31))),
        ("2025-03", When(date(2025, 3, 1), date(2025, 3, 31))),
        ("2024-02", When(date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-03-02", When(DAY, DAY)),
        ("20250302", When(DAY, DAY)),
        (" 2025-3-2 ", When(DAY, DAY)),
        ("2025-03-02T10:00:00Z", When(DAY, DAY, at(2025, 3, 2, 10))),
        ("2025-03-02T10:00:00+02:00", When(DAY, DAY, at(2025, 3, 2, 8))),
        ("2025-03-02T10:00:00.123456789-05:00", When(DAY, DAY, datetime(2025, 3, 2, 15, 0, 0, 123456, tzinfo=UTC))),
        ("2025-03-02T10:00", When(DAY, DAY, at(2025, 3, 2, 10))),
        ("2025-03-02 10:00:00", When(DAY, DAY, at(2025, 3, 2, 10))),
        ("2025-03-02T23:59:60Z", When(DAY, DAY, at(2025, 3, 2, 23, 59, 59))),
        ("2025-03-02T23:30:00-02:00", When(date(2025, 3, 3), date(2025, 3, 3), at(2025, 3, 3, 1, 30))),
    ],
)
def test_dates_are_read(text: str, expected: When) -> None:
    """Partial dates span their days, times name an instant, and a time without zone is local."""
    assert expected == read(text, UTC_ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "2025-13",
        "2025-02-30",
        "02/03/2025",
        "2025-03-02T25:00:00Z",
        "2025-03-02T10:00:00+99:00",
        "0000",
        "?",
        "20251399",
        "2025-03-02T10",
    ],
)
def test_garbage_is_no_date(text: str) -> None:
    """What is no FHIR date, or could be read two ways, is not read."""
    assert read(text, UTC_ZONE) is None


def test_days_are_those_of_the_zone() -> None:
    """Half past eleven at night in UTC is already the next day in Warsaw; a time without zone is Warsaw's."""
    assert read("2025-03-02T23:30:00Z", WARSAW) == When(date(2025, 3, 3), date(2025, 3, 3), at(2025, 3, 2, 23, 30))
    assert read("2025-03-02T10:00:00", WARSAW) == When(DAY, DAY, at(2025, 3, 2, 9))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_the_calendar_do_not_break(text: str) -> None:
    """An instant beyond the calendar is unreadable, not an error."""
    assert read(text, ZoneInfo("Pacific/Auckland")) is None


@pytest.mark.parametrize(
    ("text", "is_ahead"),
    [
        ("2026-11-23T12:05:00Z", False),
        ("2026-11-23T12:05:01Z", True),
        ("2026-11-24", False),
        ("2026-11-25", True),
        ("2026-11", False),
        ("2026-12", True),
        ("2026", False),
        ("2027", True),
    ],
)
def test_recorded_dates_cannot_lie_ahead(text: str, is_ahead: bool) -> None:
    """Five minutes for an instant and a day for a date are allowed; a partial date counts by its first day."""
    clock = Clock.at(NOW, UTC_ZONE, knowledge())
    assert (Why.UNREADABLE if is_ahead else read(text, UTC_ZONE)) == clock.past(text)
    assert read(text, UTC_ZONE) == clock.any(text)


def test_no_date_is_not_an_unreadable_date() -> None:
    """Nothing written is None; something written that is no date is unreadable."""
    clock = Clock.at(NOW, UTC_ZONE, knowledge())
    assert (None, Why.UNREADABLE) == (clock.any(""), clock.any("soon"))
