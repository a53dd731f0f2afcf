"""Decisions with their orders, cards and suggestions; feedback; tokens seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.String(80)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Builds everything."""
    _decisions()
    _cards()
    _feedback()
    op.create_table(
        "seen_jti",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("expires", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_seen_jti"),
    )
    op.create_index("ix_seen_jti_expires", "seen_jti", ["expires"])


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("hook", sa.Text, nullable=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("protocol_id", sa.Text, nullable=False),
        sa.Column("protocol_version", sa.Text, nullable=False),
        sa.Column("protocol_digest", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Float, nullable=False),
        sa.Column("client", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_decision_not_negative")),
    )
    op.create_index("ix_decision_at", "decision", ["at"])
    op.create_table(
        "judged_order",
        sa.Column("decision", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("criteria", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("decision", "position", name="pk_judged_order"),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], ondelete="CASCADE", name="fk_judged_order_decision"),
        sa.CheckConstraint(
            "scope IN ('in-scope', 'out-of-scope', 'ambiguous', 'esketamine')",
            name=op.f("ck_judged_order_scope"),
        ),
        sa.CheckConstraint(
            "verdict IN ('stop', 'criteria-not-met', 'cannot-verify', 'caution', 'criteria-met')",
            name=op.f("ck_judged_order_verdict"),
        ),
    )


def _cards() -> None:
    op.create_table(
        "card",
        sa.Column("id", _ID, nullable=False),
        sa.Column("decision", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("position", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], ondelete="CASCADE", name="fk_card_decision"),
        sa.ForeignKeyConstraint(
            ["decision", "position"],
            ["judged_order.decision", "judged_order.position"],
            ondelete="CASCADE",
            name="fk_card_judged_order",
        ),
    )
    op.create_index("ix_card_decision", "card", ["decision"])
    op.create_table(
        "suggestion",
        sa.Column("id", _ID, nullable=False),
        sa.Column("card", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sa.ForeignKeyConstraint(["card"], ["card.id"], ondelete="CASCADE", name="fk_suggestion_card"),
    )
    op.create_index("ix_suggestion_card", "suggestion", ["card"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("card", _ID, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("outcome_timestamp", _INSTANT, nullable=False),
        sa.Column("reason_code", _ID),
        sa.Column("reason_system", sa.String(200)),
        sa.Column("commented", sa.Boolean, nullable=False),
        sa.Column("received", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_feedback"),
        sa.CheckConstraint("outcome IN ('accepted', 'overridden')", name=op.f("ck_feedback_outcome")),
        sa.CheckConstraint("(reason_code IS NULL) = (reason_system IS NULL)", name=op.f("ck_feedback_whole_reason")),
    )
    op.create_index("ix_feedback_received", "feedback", ["received"])
    op.create_index("ix_feedback_card", "feedback", ["card", "outcome_timestamp"])
    op.create_table(
        "accepted_suggestion",
        sa.Column("feedback", sa.String(64), nullable=False),
        sa.Column("suggestion", _ID, nullable=False),
        sa.PrimaryKeyConstraint("feedback", "suggestion", name="pk_accepted_suggestion"),
        sa.ForeignKeyConstraint(
            ["feedback"], ["feedback.identity"], ondelete="CASCADE", name="fk_accepted_suggestion_feedback"
        ),
    )
