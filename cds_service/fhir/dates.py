"""FHIR dates and times as calendar days and instants, and the rule that nothing recorded lies ahead of now.

It must not know which record a date belongs to. Protocol section 1, principle 6.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cds_service.answers import Why
from cds_service.chart import When
from cds_service.fhir import wire
from cds_service.knowledge import Knowledge

Moment = When | Why | None
"""A date that was read, why it could not be, or None when none was there."""

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[Tt ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    r"\s?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Clock:
    """Now, the zone whose calendar counts, and the limits beyond which a record cannot have been made."""

    now: datetime
    tz: ZoneInfo
    latest_instant: datetime
    latest_day: date

    @classmethod
    def at(cls, now: datetime, tz: ZoneInfo, knowledge: Knowledge) -> Clock:
        minutes = int(knowledge.limit("clock", "future-minutes"))
        days = int(knowledge.limit("clock", "future-days"))
        today = now.astimezone(tz).date()
        return cls(now, tz, now + timedelta(minutes=minutes), today + timedelta(days=days))

    def any(self, text: str) -> Moment:
        """A date that may lie ahead: an end, a supply, a planned time."""
        if not text:
            return None
        return read(text, self.tz) or Why.UNREADABLE

    def past(self, text: str) -> Moment:
        """A date of something observed, given, recorded or begun; unreadable when it lies ahead."""
        when = self.any(text)
        return Why.UNREADABLE if isinstance(when, When) and self.ahead(when) else when

    def ahead(self, when: When) -> bool:
        if when.instant is not None:
            return when.instant > self.latest_instant
        return when.first > self.latest_day


def known(moment: Moment) -> When | None:
    """The date if there is one that could be read."""
    return moment if isinstance(moment, When) else None


def trouble(*moments: Moment) -> Why | None:
    """Why one of the dates could not be read; None when all could."""
    return next((moment for moment in moments if isinstance(moment, Why)), None)


def start(period: wire.Period | None) -> str:
    return period.start if period else ""


def end(period: wire.Period | None) -> str:
    return period.end if period else ""


def read(text: str, tz: ZoneInfo) -> When | None:
    """A FHIR date, dateTime or instant, a time without zone being local; None when it is none of them."""
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.groups())
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return _when(found, tz)
    except (ValueError, OverflowError):
        return None


def _when(found: re.Match[str], tz: ZoneInfo) -> When:
    year, month, day = int(found["year"]), found["month"], found["day"]
    if month is None:
        return When(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return When(date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1]))
    on = date(year, int(month), int(day))
    if found["hour"] is None:
        return When(on, on)
    instant = _instant(found, on, tz)
    local = instant.astimezone(tz).date()
    return When(local, local, instant)


def _instant(found: re.Match[str], on: date, tz: ZoneInfo) -> datetime:
    second = min(int(found["second"] or 0), 59)  # a leap second
    micro = int((found["part"] or "0")[:6].ljust(6, "0"))
    naive = datetime(on.year, on.month, on.day, int(found["hour"]), int(found["minute"]), second, micro)
    zone = found["zone"]
    if zone is None:
        return naive.replace(tzinfo=tz).astimezone(UTC)
    if zone in "Zz":
        return naive.replace(tzinfo=UTC)
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError("no such time zone")
    offset = timedelta(hours=hours, minutes=minutes)
    return (naive - offset if zone[0] == "+" else naive + offset).replace(tzinfo=UTC)
