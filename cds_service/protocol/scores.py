"""Depression scores and other readings, pooled from the lists that may hold them.

It must not know limits of severity or response; it only finds the right reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cds_service.answers import Why
from cds_service.chart import Chart, Listing, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import latest, surely_within
from cds_service.protocol.finding import Missing, say


def pooled(chart: Chart, *concepts: str) -> list[Reading]:
    """Readings of these concepts from the survey and the code list, each record once."""
    found: dict[tuple[str, str], Reading] = {}
    for listing in (chart.surveys, chart.coded):
        for reading in listing.facts:
            if reading.concept in concepts:
                found.setdefault((reading.source.reference, reading.concept), reading)
    return list(found.values())


def scales(knowledge: Knowledge) -> list[str]:
    """The concepts that are depression scales with a total."""
    return [name for name, o in knowledge.observables.items() if o.scale is not None]


def score_gap(chart: Chart, since: date) -> Why | None:
    """Why the absence of a score since that day proves nothing, the worst reason first; None when it does."""
    listings = (chart.surveys, chart.coded)
    failed = any(listing.gap is Why.FAILED for listing in listings)
    supplied = [listing for listing in listings if listing.supplied]
    if not supplied:
        return Why.FAILED if failed else Why.NOT_SUPPLIED
    if any(not covers(listing, since) for listing in supplied):
        return Why.TRUNCATED
    if failed:
        return Why.FAILED
    return Why.UNREADABLE if any(listing.unreadable for listing in supplied) else None


def lists_missing(chart: Chart, since: date) -> tuple[Missing, ...]:
    """One entry for each of the two lists that was not seen as far back as that day."""
    return tuple(
        Missing(say(f"lists.{name}"), listing.gap)
        for name, listing in (("surveys", chart.surveys), ("coded", chart.coded))
        if listing.gap is not None and not (listing.gap is Why.TRUNCATED and covers(listing, since))
    )


def covers(listing: Listing[Reading], since: date) -> bool:
    """Whether a list answers questions about the time from `since` on."""
    return not listing.truncated or (listing.covers_from is not None and listing.covers_from <= since)


def newest(readings: Iterable[Reading]) -> Reading | None:
    """The newest reading; of several that cannot be told apart an unusable one wins, else the lowest value."""
    last = latest(readings)
    return next((r for r in last if r.value is None), min(last, key=lambda r: r.value or 0, default=None))


def last_in(readings: Iterable[Reading], first: date, last: date) -> Reading | None:
    """The newest reading that surely lies in the window [first, last]."""
    return newest(r for r in readings if surely_within(r.when, first, last))


def highest_in(readings: Iterable[Reading], first: date, last: date) -> Reading | None:
    """The newest reading that surely lies in the window [first, last]; of several an unusable one, else the highest."""
    ties = latest(r for r in readings if surely_within(r.when, first, last))
    return next((r for r in ties if r.value is None), max(ties, key=lambda r: r.value or 0, default=None))
