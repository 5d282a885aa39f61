"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_STATUSES = ("UPLOADING", "PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("token_hash", name="uq_user_account_token_hash"),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_client_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
    )
    op.create_index("ix_client_user_id", "client", ["user_id"])
    op.create_table(
        "transcription_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("status", sa.Enum(*_STATUSES, name="session_status"), nullable=False),
        sa.Column("segments_expected", sa.Integer(), nullable=True),
        sa.Column("worker", sa.String(64), nullable=True),
        sa.Column[float | None]("lease_until", sa.Double[float](), nullable=True),
        sa.Column("queued", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_transcription_session_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transcription_session"),
    )
    op.create_index("ix_transcription_session_user_id", "transcription_session", ["user_id"])
    op.create_index("ix_transcription_session_queue", "transcription_session", ["status", "queued"])
    op.create_table(
        "coaching_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("transcription_session_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_coaching_session_user_id"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_coaching_session_client_id"),
        sa.ForeignKeyConstraint(
            ["transcription_session_id"],
            ["transcription_session.id"],
            name="fk_coaching_session_transcription_session_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_session"),
        sa.UniqueConstraint("transcription_session_id", name="uq_coaching_session_transcription_session_id"),
    )
    op.create_index("ix_coaching_session_client_id", "coaching_session", ["client_id"])
    op.create_index("ix_coaching_session_list", "coaching_session", ["user_id", "held_on", "id"])
    op.create_table(
        "transcript_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("speaker", sa.String(200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["transcription_session.id"], name="fk_transcript_segment_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transcript_segment"),
        sa.UniqueConstraint("session_id", "number", name="uq_transcript_segment_session_id"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("transcript_segment", "coaching_session", "transcription_session", "client", "user_account"):
        op.drop_table(table)
    sa.Enum(name="session_status").drop(op.get_bind(), checkfirst=True)
