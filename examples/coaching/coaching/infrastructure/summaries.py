"""The one query that every status in this application comes from."""

from __future__ import annotations

from coaching.domain.status import STATUS
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.models import TranscriptSegment
from session_status import SummaryQuery

SESSIONS = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)
