"""One thing that was said: who, when, and the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a transcript.

    Attributes:
        start_ms: When it begins, in milliseconds from the start of the recording.
        end_ms: When it ends; later than it begins.
        speaker: Who speaks; None where that is not known.
        text: What is said: no empty line, and at least one word.
    """

    start_ms: int
    end_ms: int
    speaker: str | None
    text: str
