"""What tells an upload that is sent again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("transcription_session", sa.Column("upload_key", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("transcription_session", "upload_key")
