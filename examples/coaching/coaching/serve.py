"""Nothing -> the application with sample data, a worker or two, and the address at which to look at it.

python -m coaching.serve                 an SQLite file in a temporary folder, or DATABASE_URL
python -m coaching.serve --workers 0     without workers: whatever is pending stays so
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import uvicorn
from alembic.util import CommandError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError

from coaching.api.app import create_app
from coaching.infrastructure.database import AddressError, Sessions, open_engine, sessions_on
from coaching.infrastructure.migrating import migrate
from coaching.sample import fill, send_recording

_ROOT = Path(__file__).parents[1]
_WAIT = 20
_PAUSE = 10.0
_LAST_PORT = 65_535


def main() -> None:
    """Serve until SIGTERM or SIGINT; what prevents it is said in one line, with the remedy."""
    given = _arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    with tempfile.TemporaryDirectory(prefix="coaching-") as folder, _listener(given.port) as listener:
        address = given.database or f"sqlite:///{folder}/coaching.db"
        engine, token = _filled(address)
        with _workers(address, given), _movement(sessions_on(engine)):
            print(f"http://127.0.0.1:{listener.getsockname()[1]}/#token={token}", flush=True)
            app = create_app(engine, interval=given.interval)
            config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
            uvicorn.Server(config).run(sockets=[listener])
        engine.dispose()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave by way of every `finally`; uvicorn ends gracefully first, then raises the signal again."""
    raise SystemExit(0)


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        sys.exit(
            f"coaching: port {port}: {os.strerror(error.errno or 0)}. Choose another with --port; 0 takes a free one."
        )


def _filled(address: str) -> tuple[Engine, str]:
    """Open a database, bring it up to date and fill it; give the sample user's token, too."""
    try:
        engine = open_engine(address)
        migrate(engine)
        return engine, fill(sessions_on(engine))
    except AddressError as error:
        sys.exit(f"coaching: DATABASE_URL or --database: {error}.")
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        sys.exit(f"coaching: {_shown(address)} cannot be used: {reason}. Is it running, and may this user change it?")
    except CommandError as error:
        sys.exit(f"coaching: {_shown(address)} has tables of another program or version: {error}. Choose an empty one.")


def _shown(address: str) -> str:
    return make_url(address).render_as_string(hide_password=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m coaching.serve", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--port", type=_port, default=0, help="0, the default, takes a free one")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds-per-piece", type=float, default=0.5, help="how slow the simulated recogniser is")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between two looks for changes")
    return parser.parse_args()


def _port(given: str) -> int:
    if given.isdecimal() and int(given) <= _LAST_PORT:
        return int(given)
    raise argparse.ArgumentTypeError(f"{given!r} is no port: give a number from 0 to {_LAST_PORT}")


@contextmanager
def _workers(address: str, given: argparse.Namespace) -> Generator[None]:
    command = [sys.executable, "-m", "coaching.worker", "--database", address]
    command += ["--seconds-per-piece", str(given.seconds_per_piece), "--stop-with-stdin"]
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}
    # A session of their own: the terminal's Ctrl-C reaches this process alone, which then ends them in order. However it
    # ends itself, their standard input ends with it.
    workers = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, start_new_session=True)
        for _ in range(given.workers)
    ]
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            _await_end(worker)


@contextmanager
def _movement(sessions: Sessions) -> Generator[None]:
    """See that something of the sample is always under way: whoever opens the page shall see a status change."""
    stop = threading.Event()

    def send() -> None:
        while not stop.wait(_PAUSE):
            with suppress(DBAPIError):  # the database is away for a while
                send_recording(sessions)

    sending = threading.Thread(target=send)
    sending.start()
    try:
        yield
    finally:
        stop.set()
        sending.join()


def _await_end(worker: subprocess.Popen[bytes]) -> None:
    try:
        worker.wait(_WAIT)
    except subprocess.TimeoutExpired:  # another worker will go on with whatever it holds
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    main()
