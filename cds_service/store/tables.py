"""The tables of feedback, decisions and replay protection, the same in SQLite and PostgreSQL.

It must not know who writes or reads them; migrations/ builds them, and a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

SCHEMA = "0001"
"""The migration these tables stand at."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC; SQLite has no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_CASCADE = "CASCADE"
_ID = String(80)  # a uuid, or "sha256:" and 64 digits

decision = Table(
    "decision",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("hook", Text, nullable=False),
    Column("service_id", Text, nullable=False),
    Column("protocol_id", Text, nullable=False),
    Column("protocol_version", Text, nullable=False),
    Column("protocol_digest", Text, nullable=False),
    Column("milliseconds", Float, CheckConstraint("milliseconds >= 0", "not_negative"), nullable=False),
    Column("client", Text),
)

# The statuses stand as one JSON array of [criterion, status, why, ...]: twenty rows an order would make the
# journal the dearest part of a call, and only the report reads them.
judged_order = Table(
    "judged_order",
    metadata,
    Column("decision", _ID, ForeignKey("decision.id", ondelete=_CASCADE), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column(
        "scope",
        Text,
        CheckConstraint("scope IN ('in-scope', 'out-of-scope', 'ambiguous', 'esketamine')", "scope"),
        nullable=False,
    ),
    Column(
        "verdict",
        Text,
        CheckConstraint(
            "verdict IN ('stop', 'criteria-not-met', 'cannot-verify', 'caution', 'criteria-met')", "verdict"
        ),
    ),
    Column("criteria", Text, nullable=False),
)

card = Table(
    "card",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("decision", _ID, ForeignKey("decision.id", ondelete=_CASCADE), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("position", Integer),
    ForeignKeyConstraint(
        ["decision", "position"], ["judged_order.decision", "judged_order.position"], ondelete=_CASCADE
    ),
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("card", _ID, ForeignKey("card.id", ondelete=_CASCADE), nullable=False, index=True),
    Column("kind", Text, nullable=False),
)

# No foreign key to card: feedback may arrive before the decision is drained, or for a card we never showed.
feedback = Table(
    "feedback",
    metadata,
    Column("identity", String(64), primary_key=True),
    Column("service_id", Text, nullable=False),
    Column("card", _ID, nullable=False),
    Column(
        "outcome",
        Text,
        CheckConstraint("outcome IN ('accepted', 'overridden')", "outcome"),
        nullable=False,
    ),
    Column("outcome_timestamp", Instant, nullable=False),
    Column("reason_code", _ID),
    Column("reason_system", String(200)),
    Column("commented", Boolean, nullable=False),
    Column("received", Instant, nullable=False, index=True),
    CheckConstraint("(reason_code IS NULL) = (reason_system IS NULL)", "whole_reason"),
    Index("ix_feedback_card", "card", "outcome_timestamp"),
)

accepted_suggestion = Table(
    "accepted_suggestion",
    metadata,
    Column("feedback", String(64), ForeignKey("feedback.identity", ondelete=_CASCADE), primary_key=True),
    Column("suggestion", _ID, primary_key=True),
)

seen_jti = Table(
    "seen_jti",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("expires", Instant, nullable=False, index=True),
)
