"""Calendar reasoning of the protocol: windows of days, inclusive, read the cautious way for partial dates.

It must not know what the days are about. Protocol section 1, rules 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from cds_service.chart import When


class Dated(Protocol):
    @property
    def when(self) -> When | None: ...


D = TypeVar("D", bound=Dated)


def days(amount: Decimal) -> timedelta:
    """A limit in days as a time span."""
    return timedelta(days=int(amount))


def surely_within(when: When | None, first: date, last: date) -> bool:
    """True when every day the date may mean lies in the window [first, last]."""
    return when is not None and first <= when.first and when.last <= last


def possibly_within(when: When | None, first: date, last: date) -> bool:
    """True when some day the date may mean lies in the window [first, last]."""
    return when is not None and when.first <= last and first <= when.last


def order(when: When) -> tuple[datetime, datetime]:
    """A sort key by instant; a bare day sorts as its end, so that it is never older than an instant of that day."""
    if when.instant is not None:
        return when.instant, when.instant
    return (
        datetime.combine(when.last, time.max, UTC),
        datetime.combine(when.first, time.min, UTC),
    )


def latest(dated: Iterable[D]) -> list[D]:
    """The newest records: one, or several that no date can tell apart (same instant, or same day without time)."""
    known = [d for d in dated if d.when is not None]
    if not known:
        return []
    newest = max(known, key=lambda d: order(_when(d)))
    return [d for d in known if _cannot_tell_apart(_when(d), _when(newest))]


def _when(dated: Dated) -> When:
    if dated.when is None:
        raise ValueError("undated records have no order")
    return dated.when


def _cannot_tell_apart(one: When, newest: When) -> bool:
    if one.instant is not None and newest.instant is not None:
        return one.instant == newest.instant
    return one.last >= newest.first
