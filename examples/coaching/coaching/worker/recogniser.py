"""How much there is to recognise -> segments, piece by piece; simulated, so that everybody can run it.

It can be slow, fail, and be stopped: whatever a real recogniser does to the worker that calls it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from coaching.domain.segment import Segment

PIECE = 5
"""Segments that are recognised at once."""
_LENGTH_MS = 4_000
_TURNS = (
    ("Coach", "What would make this hour worth your while?"),
    ("Client", "I would like to leave with one decision, not five."),
    ("Coach", "Which one is the hardest to put off?"),
    ("Client", "Whether I ask for the new role, or wait to be asked."),
    ("Coach", "And if you knew that nobody was going to ask?"),
    ("Client", "Then I would write the letter tonight."),
    ("Coach", "What do you need for the first sentence?"),
)


class RecognitionError(Exception):
    """The recording cannot be recognised."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Recognises, after a while.

    Attributes:
        seconds_per_piece: How long one piece takes.
        fails_at: The segment at which it fails; None for never.
    """

    seconds_per_piece: float = 0.5
    fails_at: int | None = None

    def recognise(self, key: UUID, *, first: int, expected: int) -> Iterator[Sequence[Segment]]:
        """Recognise a recording from a segment on.

        Args:
            key: The transcription; the same one always gives the same segments.
            first: The number of the first segment to recognise.
            expected: How many there are in all.

        Yields:
            The next few segments.

        Raises:
            RecognitionError: It failed, and will again.
        """
        for begin in range(first, expected, PIECE):
            time.sleep(self.seconds_per_piece)
            numbers = range(begin, min(begin + PIECE, expected))
            if self.fails_at is not None and self.fails_at in numbers:
                raise RecognitionError(f"{key}: nothing but noise from segment {self.fails_at} on")
            yield [_segment(number) for number in numbers]


def _segment(number: int) -> Segment:
    speaker, text = _TURNS[number % len(_TURNS)]
    return Segment(number * _LENGTH_MS, (number + 1) * _LENGTH_MS - 200, speaker, text)
