"""What became of the cards: counted by verdict, criterion, reason, suggestion and week.

It must not know words or pages: it gives numbers beside the service's own ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Subquery, distinct, func, select

from cds_service.answers import Status
from cds_service.store.feedback import FeedbackOutcome
from cds_service.store.tables import accepted_suggestion, card, decision, feedback, judged_order, suggestion

_read_criteria = msgspec.json.Decoder(list[list[str]]).decode


@dataclass(frozen=True, slots=True)
class Tally:
    """Cards of one kind. `name`: what they have in common; `status`: how it stood, for a criterion.

    A card's outcome is the one with the latest timestamp; `ignored`: no feedback came.
    """

    name: str
    shown: int
    accepted: int
    overridden: int
    status: Status | None = None

    @property
    def ignored(self) -> int:
        return self.shown - self.accepted - self.overridden


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given for an override; code and system are None where none was given."""

    code: str | None
    system: str | None
    count: int


@dataclass(frozen=True, slots=True)
class UnknownCount:
    """In how many judged orders a criterion was unknown for this reason."""

    criterion: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class SuggestionCount:
    """How often a suggestion of this kind was shown, and how often the card's last outcome accepted it."""

    kind: str
    shown: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Report:
    """The cards shown from `since` on and before `until` (UTC).

    `by_week`: ISO weeks in UTC ("2026-W48"), from the first with a card to the last, empty ones included.

    `unknown_cards`: distinct cards that feedback of the period names and no kept decision has shown.
    """

    since: datetime
    until: datetime
    decisions: int
    total: Tally
    unknown_cards: int
    by_verdict: tuple[Tally, ...]
    by_criterion: tuple[Tally, ...]
    by_week: tuple[Tally, ...]
    reasons: tuple[ReasonCount, ...]
    suggestions: tuple[SuggestionCount, ...]
    unknown_because: tuple[UnknownCount, ...]


_Key = tuple[str, Status | None]


@dataclass(slots=True)
class _Sheet:
    """Cards counted under several keys."""

    shown: Counter[_Key] = field(default_factory=Counter)
    outcomes: Counter[tuple[_Key, str]] = field(default_factory=Counter)

    def count(self, name: str, outcome: str | None, status: Status | None = None) -> None:
        self.shown[name, status] += 1
        if outcome is not None:
            self.outcomes[(name, status), outcome] += 1

    def tally(self, key: _Key) -> Tally:
        accepted = self.outcomes[key, FeedbackOutcome.ACCEPTED.value]
        overridden = self.outcomes[key, FeedbackOutcome.OVERRIDDEN.value]
        return Tally(key[0], self.shown[key], accepted, overridden, key[1])

    def by_size(self) -> tuple[Tally, ...]:
        keys = sorted(self.shown, key=lambda key: (-self.shown[key], key[0], key[1] or ""))
        return tuple(self.tally(key) for key in keys)


def read_report(connection: Connection, since: datetime, until: datetime) -> Report:
    """Counts within one reading transaction. A card of no judged order is counted under its kind."""
    period = (decision.c.at >= since) & (decision.c.at < until)
    latest = _latest_outcomes(period)
    total, verdicts, criteria, weeks = _Sheet(), _Sheet(), _Sheet(), _Sheet()
    reasons: Counter[tuple[str | None, str | None]] = Counter()
    for row in _cards(connection, period, latest):
        total.count("", row.outcome)
        verdicts.count(row.verdict or row.scope or row.kind, row.outcome)
        weeks.count(_monday(row.at).isoformat(), row.outcome)
        for criterion, status, *_ in _read_criteria(row.criteria or "[]"):
            if status in (Status.NOT_MET, Status.UNKNOWN):
                criteria.count(criterion, row.outcome, Status(status))
        if row.outcome == FeedbackOutcome.OVERRIDDEN:
            reasons[row.reason_code, row.reason_system] += 1
    return Report(
        since=since,
        until=until,
        decisions=connection.scalar(select(func.count()).select_from(decision).where(period)) or 0,
        total=total.tally(("", None)),
        unknown_cards=_unknown_cards(connection, since, until),
        by_verdict=verdicts.by_size(),
        by_criterion=criteria.by_size(),
        by_week=_by_week(weeks),
        reasons=_by_count(ReasonCount(*key, count) for key, count in reasons.items()),
        suggestions=_suggestions(connection, period, latest),
        unknown_because=_unknown_because(connection, period),
    )


def _monday(instant: datetime) -> date:
    day = instant.date()
    return day - timedelta(days=day.weekday())


def _by_week(sheet: _Sheet) -> tuple[Tally, ...]:
    mondays = sorted(date.fromisoformat(name) for name, _ in sheet.shown)
    if not mondays:
        return ()
    weeks = range((mondays[-1] - mondays[0]).days // 7 + 1)
    every = (mondays[0] + timedelta(weeks=week) for week in weeks)
    tallies = ((day, sheet.tally((day.isoformat(), None))) for day in every)
    return tuple(replace(tally, name=day.strftime("%G-W%V")) for day, tally in tallies)


def _latest_outcomes(period: ColumnElement[bool]) -> Subquery:
    """For each card of the period the feedback with the latest timestamp, marked `place` 1."""
    shown = select(card.c.id).join(decision).where(period)
    newest = (feedback.c.outcome_timestamp.desc(), feedback.c.received.desc(), feedback.c.identity.desc())
    place = func.row_number().over(partition_by=feedback.c.card, order_by=newest).label("place")
    return select(feedback, place).where(feedback.c.card.in_(shown)).subquery()


def _cards(connection: Connection, period: ColumnElement[bool], latest: Subquery) -> Iterable[Any]:
    of_order = (judged_order.c.decision == card.c.decision) & (judged_order.c.position == card.c.position)
    query = (
        select(
            card.c.kind,
            decision.c.at,
            judged_order.c.scope,
            judged_order.c.verdict,
            judged_order.c.criteria,
            latest.c.outcome,
            latest.c.reason_code,
            latest.c.reason_system,
        )
        .select_from(card)
        .join(decision, decision.c.id == card.c.decision)
        .outerjoin(judged_order, of_order)
        .outerjoin(latest, (latest.c.card == card.c.id) & (latest.c.place == 1))
        .where(period)
    )
    return connection.execute(query.execution_options(yield_per=1000))


def _unknown_cards(connection: Connection, since: datetime, until: datetime) -> int:
    query = (
        select(func.count(distinct(feedback.c.card)))
        .where((feedback.c.received >= since) & (feedback.c.received < until))
        .where(feedback.c.card.not_in(select(card.c.id)))
    )
    return connection.scalar(query) or 0


def _suggestions(connection: Connection, period: ColumnElement[bool], latest: Subquery) -> tuple[SuggestionCount, ...]:
    taken = (
        select(accepted_suggestion.c.suggestion)
        .join(latest, (latest.c.identity == accepted_suggestion.c.feedback) & (latest.c.place == 1))
        .subquery()
    )
    query = (
        select(suggestion.c.kind, func.count(), func.count(taken.c.suggestion))
        .select_from(suggestion)
        .join(card, card.c.id == suggestion.c.card)
        .join(decision, decision.c.id == card.c.decision)
        .outerjoin(taken, taken.c.suggestion == suggestion.c.id)
        .where(period)
        .group_by(suggestion.c.kind)
    )
    found = (SuggestionCount(kind, shown, accepted) for kind, shown, accepted in connection.execute(query))
    return tuple(sorted(found, key=lambda each: (-each.shown, each.kind)))


def _unknown_because(connection: Connection, period: ColumnElement[bool]) -> tuple[UnknownCount, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    query = select(judged_order.c.criteria).join(decision).where(period)
    for criteria in connection.scalars(query.execution_options(yield_per=1000)):
        for criterion, status, *whys in _read_criteria(criteria):
            if status == Status.UNKNOWN:
                counts.update((criterion, why) for why in set(whys))
    return _by_count(UnknownCount(*key, count) for key, count in counts.items())


def _by_count(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda each: (-each.count, str(each))))
