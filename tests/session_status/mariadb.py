"""Debian's MariaDB -> a server of our own, on a socket in a folder of its own, for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

CREATE = "CREATE DATABASE coaching CHARACTER SET utf8mb4"
"""Makes the one database of a server."""
PATIENCE = 60.0
"""Seconds that a server may take to start, or to stop."""
PLAIN = ["--no-defaults"]
USUAL = ["--sql-mode=STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO"]
"""What Debian sets, but that a key of 0 is a key, as it is everywhere else."""
QUICK = [
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-fast-shutdown=2",
]
"""Nothing of it outlives the tests, so nothing is flushed, neither at a commit nor at the end."""


def server_program() -> str | None:
    """Find the server; None where Debian's package mariadb-server is absent."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")


@contextmanager
def mariadb() -> Generator[str]:
    """Start a server with an empty database, and stop it at the end.

    Yields:
        What follows the driver's name in its address.
    """
    with tempfile.TemporaryDirectory(prefix="mariadb", ignore_cleanup_errors=True) as name:
        folder, user = Path(name), _unprivileged()
        if user:
            shutil.chown(folder, user)  # only this user and root can come in
        _make(folder, [f"--user={user}"] if user else [])
        with _running(folder, [f"--user={user}"] if user else []):
            yield f"://root@/coaching?unix_socket={folder}/socket&charset=utf8mb4"


def _unprivileged() -> str | None:
    """Name whom the server is to run as: it refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return getpwnam("mysql").pw_name
    except KeyError:
        return "nobody"


def _make(folder: Path, user: list[str]) -> None:
    made = subprocess.run(
        [
            "mariadb-install-db",
            *PLAIN,
            f"--datadir={folder}/data",
            f"--tmpdir={folder}",  # two that are made at once would take each other's temporary tables
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *user,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"mariadb-install-db failed:\n{made.stdout}\n{made.stderr}")


@contextmanager
def _running(folder: Path, user: list[str]) -> Generator[None]:
    log = folder / "log"
    places = [f"--datadir={folder}/data", f"--tmpdir={folder}", f"--socket={folder}/socket", f"--pid-file={folder}/pid"]
    with log.open("w") as written:
        server = subprocess.Popen(
            [server_program() or "mariadbd", *PLAIN, *places, *USUAL, *QUICK, *user], stderr=written
        )
    try:
        _await_start(folder, server)
        yield
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await_start(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not (folder / "socket").exists():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"MariaDB did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
    engine = create_engine(f"mariadb+pymysql://root@/?unix_socket={folder}/socket", poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(CREATE))
