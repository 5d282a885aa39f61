"""The business side, which knows no database."""

from coachdesk.domain.records import Session

__all__ = ["Session"]
