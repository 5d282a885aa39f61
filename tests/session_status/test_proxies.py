"""Streams arrive at once behind nginx, and a hub reads behind pgbouncer in transaction mode."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from tests.session_status.models import SessionStatus
from tests.session_status.test_fastapi_server import Client, serving
from tests.session_status.watching import all_of, rig, soon

S = SessionStatus
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{upstream}; }} }}
}}
"""
PGBOUNCER = """
[databases]
postgres = host={host} port={server_port} dbname=postgres user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
"""


def program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        pytest.skip(f"{name} is absent: install Debian's package {name}")
    return path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], port: int) -> Generator[None]:
    """Run a server until it is no longer needed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            for _ in range(400):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
                    break
                if server.poll() is not None:
                    pytest.fail(f"{command[0]} did not start: {server.stderr and server.stderr.read()}")
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def test_a_state_arrives_at_once_behind_nginx_which_holds_answers_back_by_default(tmp_path: Path) -> None:
    path = program("nginx")

    async def scene() -> None:
        async with rig(f"sqlite+aiosqlite:///{tmp_path}/rows.db") as db:
            (key,) = await db.add()
            async with serving(db.hub()) as upstream:
                port = free_port()
                (tmp_path / "conf").write_text(NGINX.format(folder=tmp_path, port=port, upstream=upstream))
                with running([path, "-c", str(tmp_path / "conf"), "-e", str(tmp_path / "log")], port):
                    client = Client()
                    async with asyncio.timeout(60):
                        await client.read(port, key, until="waiting")  # the stream has not ended
                        await db.put(S.COMPLETED)
                        await client.read(port, key)
            assert client.states[-1] == "completed"

    asyncio.run(scene())


@pytest.mark.postgres
def test_a_hub_reads_behind_pgbouncer_in_transaction_mode(postgres_url: str, tmp_path: Path) -> None:
    path, url, port = program("pgbouncer"), make_url(postgres_url), free_port()
    host = str(url.query["host"])
    (tmp_path / "ini").write_text(PGBOUNCER.format(host=host, server_port=url.port or 5432, port=port))
    user = ["-u", Path(host).owner()] if os.geteuid() == 0 else []  # it refuses root

    async def scene() -> None:
        async with rig(
            f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres", connect_args={"prepare_threshold": None}
        ) as db:
            keys = await db.add(3)
            reading = asyncio.create_task(all_of(db.hub().watch(key) for key in keys))
            await soon(lambda: len(db.pool.statements) > 10)  # more than psycopg sends before it prepares
            await db.put(S.COMPLETED)
            assert await reading == [["waiting", "completed"]] * 3

    with running([path, *user, str(tmp_path / "ini")], port):
        asyncio.run(scene())
