"""A desk -> the application on a port of its own, which can be stopped and started again."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field

import uvicorn
from sse_starlette.sse import AppStatus
from tests.coaching.desk import Desk


@dataclass
class Site:
    """The application on a port of its own, which can be stopped and started again."""

    desk: Desk
    port: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    requested: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self.desk.app, log_config=None, timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        self._server, self._thread = server, threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        self._thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server and self._thread:
            AppStatus.should_exit = self._server.should_exit = True  # what a signal would do to a process of its own
            self._thread.join(30)
            AppStatus.should_exit = False
