"""Everything that is a table."""

from coachdesk.models.coaching import CoachingSession
from coachdesk.models.declarative import Base
from coachdesk.models.session import SessionStatus, TranscriptSegment

__all__ = ["Base", "CoachingSession", "SessionStatus", "TranscriptSegment"]
