"""A database and a recogniser -> transcriptions that are carried out, one after another, until told to stop.

Between any two statements the process may be killed. Each transaction leaves a state that another worker can go on
from: a piece is written together with the lease that allows it, and a status is only left by a step of the lifecycle.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy.exc import DBAPIError

from coaching.domain.segment import Segment
from coaching.infrastructure import queue
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.queue import Work
from coaching.worker.recogniser import Recogniser, RecognitionError

LOG = logging.getLogger(__name__)
_PAUSE_AFTER_FAILURE = 1.0


@dataclass(slots=True)
class Worker:
    """Carries transcriptions out.

    Attributes:
        sessions: The database.
        recogniser: What recognises.
        lease: Seconds for which a transcription is held without a word; longer than any piece takes.
        pause: Seconds between two looks into an empty queue.
        name: What tells this worker from all others.
    """

    sessions: Sessions
    recogniser: Recogniser = field(default_factory=Recogniser)
    lease: float = 30.0
    pause: float = 0.5
    name: str = field(default_factory=lambda: uuid4().hex)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; the piece at hand is finished, and another worker goes on with the rest.

        Args:
            stop: Set to stop.
        """
        while not stop.is_set():
            try:
                worked = self.work_once(stop)
            except DBAPIError as error:  # the database is away for a while: nothing is lost, and the lease runs on
                LOG.warning("the database does not answer: %s", type(error.orig).__name__)
                stop.wait(_PAUSE_AFTER_FAILURE)
                continue
            if not worked:
                stop.wait(self.pause)

    def work_once(self, stop: threading.Event | None = None) -> bool:
        """Take one transcription, if there is one, and carry it out.

        Args:
            stop: Set to stop after the piece at hand.

        Returns:
            Whether there was one.
        """
        with self.sessions.begin() as db:
            queue.fail_abandoned_uploads(db)
        with self.sessions.begin() as db:
            work = queue.take(db, self.name, lease=self.lease)
        if work is None:
            return False
        try:
            self._carry_out(work, stop or threading.Event())
        except RecognitionError as error:
            LOG.warning("%s", error)
            with self.sessions.begin() as db:
                queue.fail(db, work.key, self.name)
        return True

    def _carry_out(self, work: Work, stop: threading.Event) -> None:
        for piece in self.recogniser.recognise(work.key, first=work.done, expected=work.expected):
            if not self._written(work, piece):
                LOG.info("%s was cancelled or taken over", work.key)
                return
            work = Work(work.key, done=work.done + len(piece), expected=work.expected)
            if stop.is_set():
                with self.sessions.begin() as db:
                    queue.renew(db, work.key, self.name, lease=0)  # somebody else may go on at once
                return
        with self.sessions.begin() as db:
            queue.finish(db, work.key, self.name)

    def _written(self, work: Work, piece: Sequence[Segment]) -> bool:
        with self.sessions.begin() as db:
            return queue.write(db, work, self.name, piece, lease=self.lease)
