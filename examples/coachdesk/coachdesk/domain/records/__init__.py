"""Plain records that the business rules work on."""

from .session import Session

__all__ = ["Session"]
