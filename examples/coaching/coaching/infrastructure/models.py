"""The tables: users, their clients and coaching sessions, transcription sessions and transcript segments.

The transcription's class is called `Session`, as in many applications. Whoever imports it calls it
`TranscriptionSession`, and SQLAlchemy's own class `DatabaseSession`: one name never means two classes.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Double, Enum, ForeignKey, Index, MetaData, String, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coaching.domain.status import SessionStatus


class Base(DeclarativeBase):
    """The tables' registry; each constraint has a name, so that a migration can speak of it on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class User(Base):
    """A coach, who sees nothing but what is theirs."""

    __tablename__ = "user_account"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class Client(Base):
    """Somebody who is coached."""

    __tablename__ = "client"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id), index=True)
    name: Mapped[str] = mapped_column(String(200))


class Session(Base):
    """A transcription of one recording, or a transcript that was brought along."""

    __tablename__ = "transcription_session"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    status: Mapped[SessionStatus] = mapped_column(Enum(SessionStatus, name="session_status"))
    segments_expected: Mapped[int | None]
    """How many segments there will be; known once the recording is there."""
    worker: Mapped[str | None] = mapped_column(String(64))
    """Who uploads or recognises it at present."""
    lease_until: Mapped[float | None] = mapped_column(Double)
    """Until when that holds, in seconds since the epoch; later, somebody else may go on with it."""
    queued: Mapped[int] = mapped_column(BigInteger, default=0)
    """When it was queued, in nanoseconds since the epoch: the oldest comes first."""

    upload_key: Mapped[str | None] = mapped_column(String(64))
    """Stands for the upload that brought it, so that the same one, sent again, is no second one."""

    __table_args__ = (Index("ix_transcription_session_queue", status, queued),)


class CoachingSession(Base):
    """A meeting of a coach and a client, recorded or not."""

    __tablename__ = "coaching_session"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id))
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), index=True)
    held_on: Mapped[date] = mapped_column()
    minutes: Mapped[int]
    fee_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    transcription_session_id: Mapped[UUID | None] = mapped_column(ForeignKey(Session.id), unique=True)

    __table_args__ = (Index("ix_coaching_session_list", "user_id", "held_on", "id"),)


class TranscriptSegment(Base):
    """One thing that was said."""

    __tablename__ = "transcript_segment"

    # The two are the key: a worker that was slow and one that took over cannot both write the same piece, and a long
    # transcript is written, and deleted, in one place of one index.
    session_id: Mapped[UUID] = mapped_column(ForeignKey(Session.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_ms: Mapped[int] = mapped_column(BigInteger)
    end_ms: Mapped[int] = mapped_column(BigInteger)
    speaker: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
