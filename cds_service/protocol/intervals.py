"""How soon an order wants its infusion repeated, held against the schedule of a course. Protocol section 9.

It must not know what was given before, nor words.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from cds_service.chart import Order, Rhythm
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Say, say
from cds_service.protocol.infusions import HOURS_PER_DAY, OWNER

MINUTES_PER_HOUR = 60
TENTH = Decimal("0.1")


def too_often(order: Order, knowledge: Knowledge) -> Say | None:
    """Why an order repeats its infusion faster than a course allows; None when it does not."""
    least = knowledge.limit(OWNER, "interval-hours")
    week, most = knowledge.limit(OWNER, "week-hours"), knowledge.limit(OWNER, "most-per-week")
    for rhythm in (i.rhythm for i in order.instructions if i.rhythm is not None):
        if rhythm.hours < 1:
            minutes = (rhythm.hours * MINUTES_PER_HOUR).quantize(Decimal(1))
            return say(f"{OWNER}.not-met-rhythm-minutes", minutes=minutes, limit=least)
        if rhythm.hours < least:
            return say(f"{OWNER}.not-met-rhythm-hours", hours=_hours(rhythm), limit=least)
        if _in_a_week(rhythm, week) > most:
            return say(f"{OWNER}.not-met-rhythm", count=_in_a_week(rhythm, week), limit=most)
    return None


def times_a_day(rhythm: Rhythm) -> Decimal:
    """How often within one day the infusion is to be given, by this rhythm and as often as the order says at most."""
    often = max(Decimal(1), HOURS_PER_DAY / rhythm.regular) if rhythm.regular else Decimal(1)
    return often if rhythm.count is None else min(often, rhythm.count)


def _in_a_week(rhythm: Rhythm, week: Decimal) -> Decimal:
    often = Decimal(rhythm.days) if rhythm.days else (week / rhythm.hours).to_integral_value(ROUND_CEILING)
    return often if rhythm.count is None else min(often, rhythm.count)


def _hours(rhythm: Rhythm) -> Decimal:
    rounded = rhythm.hours.quantize(TENTH)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
