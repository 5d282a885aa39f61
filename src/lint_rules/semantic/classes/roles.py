"""The two roles that one name is confused between: values."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """What a use shows that a name was meant to be."""

    MODEL = "a mapped class"
    SESSION = "the database session class"
    NOTHING = "nothing"
