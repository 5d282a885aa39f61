"""DATABASE_URL and a few options -> a worker that runs until it gets SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading
from types import FrameType

from coaching.infrastructure.database import AddressError, open_engine, sessions_on
from coaching.worker.loop import Worker
from coaching.worker.recogniser import Recogniser


def main() -> None:
    """Run a worker."""
    parser = argparse.ArgumentParser(prog="python -m coaching.worker", description=__doc__)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", "sqlite:///coaching.db"))
    parser.add_argument("--lease", type=float, default=30.0, help="seconds for which work is held without a word")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two looks into an empty queue")
    parser.add_argument("--seconds-per-piece", type=float, default=0.5, help="how slow the recogniser is")
    parser.add_argument("--fails-at", type=int, help="the segment at which the recogniser fails")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop, too, when whoever started this has died")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="worker %(process)d: %(message)s")
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    if given.stop_with_stdin:
        threading.Thread(target=_await_end_of_stdin, args=(stop,), daemon=True).start()
    try:
        engine = open_engine(given.database)
    except AddressError as error:
        parser.error(f"DATABASE_URL or --database: {error}")
    recogniser = Recogniser(given.seconds_per_piece, given.fails_at)
    Worker(sessions_on(engine), recogniser, lease=given.lease, pause=given.pause).run(stop)
    engine.dispose()


def _await_end_of_stdin(stop: threading.Event) -> None:
    """Wait for the other end of the pipe to be closed, which happens however a process ends."""
    while os.read(0, 1024):
        pass
    stop.set()


if __name__ == "__main__":
    main()
