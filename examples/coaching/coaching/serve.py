"""Nothing -> the application with sample data, a worker or two, and the address at which to look at it.

python -m coaching.serve                 an SQLite file in a temporary folder, or DATABASE_URL
python -m coaching.serve --workers 0     without workers: whatever is pending stays so
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from coaching.api.app import create_app
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.infrastructure.migrating import migrate
from coaching.sample import fill

_ROOT = Path(__file__).parents[1]
_WAIT = 20


def main() -> None:
    """Serve until interrupted."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="coaching-") as folder:
        address = given.database or f"sqlite:///{folder}/coaching.db"
        engine = open_engine(address)
        migrate(engine)
        token = fill(sessions_on(engine))
        with socket.create_server(("127.0.0.1", given.port)) as listener, _workers(address, given):
            print(f"http://127.0.0.1:{listener.getsockname()[1]}/#token={token}", flush=True)
            app = create_app(engine, interval=given.interval)
            config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
            uvicorn.Server(config).run(sockets=[listener])
        engine.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m coaching.serve", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds-per-piece", type=float, default=0.5, help="how slow the simulated recogniser is")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between two looks for changes")
    return parser.parse_args()


@contextmanager
def _workers(address: str, given: argparse.Namespace) -> Generator[None]:
    command = [sys.executable, "-m", "coaching.worker", "--database", address]
    command += ["--seconds-per-piece", str(given.seconds_per_piece)]
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}
    workers = [subprocess.Popen(command, env=environment) for _ in range(given.workers)]
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(_WAIT)


if __name__ == "__main__":
    main()
