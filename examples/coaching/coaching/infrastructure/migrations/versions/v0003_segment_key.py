"""A segment is told by its transcription and its number: one index fewer, whose places were random."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_GIVE_KEYS = {
    "sqlite": "UPDATE transcript_segment SET id = lower(hex(randomblob(16)))",
    "postgresql": "UPDATE transcript_segment SET id = gen_random_uuid()",
    "mysql": "UPDATE transcript_segment SET id = uuid()",
    "mariadb": "UPDATE transcript_segment SET id = uuid()",
}


def upgrade() -> None:
    """Let both be the primary key, which a foreign key of MariaDB needs before the other index goes."""
    with op.batch_alter_table("transcript_segment") as table:
        table.drop_constraint("pk_transcript_segment", type_="primary")
        table.drop_column("id")
        table.create_primary_key("pk_transcript_segment", ["session_id", "number"])
    with op.batch_alter_table("transcript_segment") as table:
        table.drop_constraint("uq_transcript_segment_session_id", type_="unique")


def downgrade() -> None:
    """Give each segment a key of its own again."""
    op.add_column("transcript_segment", sa.Column("id", sa.Uuid(), nullable=True))
    op.execute(_GIVE_KEYS[op.get_bind().dialect.name])
    with op.batch_alter_table("transcript_segment") as table:
        table.create_unique_constraint("uq_transcript_segment_session_id", ["session_id", "number"])
    with op.batch_alter_table("transcript_segment") as table:
        table.drop_constraint("pk_transcript_segment", type_="primary")
        table.alter_column("id", existing_type=sa.Uuid(), nullable=False)
        table.create_primary_key("pk_transcript_segment", ["id"])
