"""Rows -> what leaves the program, and what comes in -> what may be written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coaching.domain.status import STATUS, SessionStatus
from coaching.infrastructure.listing import Recorded, Row
from session_status.schemas import SummaryOut

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="An ISO 4217 code.", examples=["EUR"])]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
Cents = Annotated[int, Field(ge=0, le=100_000_000, description="In the hundredth part of the currency.")]


Status = Annotated[SessionStatus, STATUS]
"""A status: the member in the program, the word outside."""


class TranscriptionOut(SummaryOut[UUID, Status]):
    """The state of a transcript, as it was stored when the answer was written."""

    segments_expected: int | None = Field(default=None, ge=0)

    @classmethod
    def of(cls, recorded: Recorded, expected: int | None) -> Self:
        """Show a summary.

        Args:
            recorded: The summary.
            expected: How many segments there will be.
        """
        return cls.model_validate(
            {
                "id": recorded.id,
                "status": recorded.status,
                "title": recorded.title,
                "segments_count": recorded.segments_count,
                "segments_expected": expected,
            }
        )


class ClientOut(BaseModel):
    """Somebody who is coached."""

    id: UUID
    name: str


class CoachingSessionOut(BaseModel):
    """A meeting; `transcription_session` is null where it has no transcript."""

    id: UUID
    client: ClientOut
    held_on: date
    minutes: int
    fee_cents: int
    currency: str
    transcription_session: TranscriptionOut | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Show a row.

        Args:
            row: The row.
        """
        return cls(
            id=row.id,
            client=ClientOut(id=row.client_id, name=row.client),
            held_on=row.held_on,
            minutes=row.minutes,
            fee_cents=row.fee_cents,
            currency=row.currency,
            transcription_session=None if row.recorded is None else TranscriptionOut.of(row.recorded, row.expected),
        )


class PageOut(BaseModel):
    """One page of a list."""

    items: list[CoachingSessionOut]
    total: int = Field(ge=0, description="Rows on all pages.")
    next: str | None = Field(description="Give it as `after` for the page behind this one; null on the last page.")


class CountsOut(BaseModel):
    """How many coaching sessions there are of each kind."""

    total: int = Field(ge=0)
    without_transcript: int = Field(ge=0)
    statuses: dict[str, int] = Field(description="For each status, how many have a transcript with it.")


class CoachingSessionIn(BaseModel):
    """A meeting to be noted."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID
    held_on: date
    minutes: Minutes
    fee_cents: Cents
    currency: Currency


class CoachingSessionChange(BaseModel):
    """What is to be changed of a meeting; what is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID | None = None
    held_on: date | None = None
    minutes: Minutes | None = None
    fee_cents: Cents | None = None
    currency: Currency | None = None


class ClientIn(BaseModel):
    """Somebody who is coached from now on."""

    model_config = ConfigDict(extra="forbid")

    name: Name


class StatusOut(BaseModel):
    """A status that a transcript may have."""

    status: Status
    terminal: bool = Field(description="It is never left.")
    after: list[Status] = Field(description="What may follow it.")


class Problem(BaseModel):
    """Why a request was refused, as RFC 9457 writes it."""

    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str
    status: int = Field(description="The answer's status.")
    detail: str = Field(description="What is the matter, as a sentence.")


class Fault(BaseModel):
    """One thing that is wrong in a request."""

    loc: list[str | int] = Field(description="Where: in the body, in a query parameter, and under which name.")
    msg: str
    type: str


class Invalid(Problem):
    """What is wrong in a request, place by place; what stood there is not repeated."""

    errors: list[Fault]


class NotReady(Problem):
    """The transcript's status does not allow what was asked."""

    transcription_status: Status | None = Field(description="Its status; null where there is no transcript.")
