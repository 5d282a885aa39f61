"""An application and a token -> how fast it answers many at once, and whom of those who watch it tells."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit
from uuid import UUID

_FACTORS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What asking one page again and again gave.

    Attributes:
        rate: Answers a second.
        half: Milliseconds in which half of them came.
        most: Milliseconds in which 99 of 100 came.
        errors: Answers other than 2xx, and connections that broke.
    """

    rate: float
    half: float
    most: float
    errors: int


def has_wrk() -> bool:
    """Tell whether wrk is installed."""
    return shutil.which("wrk") is not None


def ask(url: str, token: str, *, seconds: float, connections: int) -> Answered:
    """Ask one page again and again.

    Args:
        url: The page.
        token: Whose it is.
        seconds: How long; whole ones.
        connections: How many ask at once.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "10s", "--latency"]
    told = subprocess.run(
        [*command, "-H", f"Authorization: Bearer {token}", url], capture_output=True, text=True, check=True
    ).stdout
    figures = re.search(r"50% +(\S+)[\s\S]* 99% +(\S+)[\s\S]*Requests/sec: +(\S+)", told)
    if figures is None or not float(figures[3]):
        raise RuntimeError(f"no answer came in {seconds:.0f} s:\n{told}")
    refused = re.findall(r"Non-2xx[^:]*: (\d+)", told)
    broken = re.findall(r"(?:connect|read|write|timeout) (\d+)", told)
    return Answered(
        float(figures[3]), _milliseconds(figures[1]), _milliseconds(figures[2]), sum(map(int, refused + broken))
    )


def _milliseconds(told: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", told).groups()  # type: ignore[union-attr]
    return float(number) * _FACTORS[unit]


def together(rounds: Sequence[Answered]) -> Answered:
    """Put several rounds into one: the median of each figure, and all errors.

    Args:
        rounds: What each gave.
    """
    return Answered(
        median(one.rate for one in rounds),
        median(one.half for one in rounds),
        median(one.most for one in rounds),
        sum(one.errors for one in rounds),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What became of many who watched at once.

    Attributes:
        clients: How many there were.
        opened: Seconds until each had been told the first state.
        late: Seconds from the change until the last of them had been told of it, and its stream had ended.
        missed: How many were not told of every change.
    """

    clients: int
    opened: float
    late: float
    missed: int


async def watched(address: str, token: str, keys: Sequence[UUID], clients: int, change: Callable[[], None]) -> Told:
    """Let many watch the same sessions, cancel these, and see who is told.

    Args:
        address: Where the application answers.
        token: Whose the sessions are.
        keys: Coaching sessions whose transcripts have not ended.
        clients: How many watch.
        change: Cancels all of them.
    """
    began = time.perf_counter()
    ready = [asyncio.Event() for _ in range(clients)]
    path = f"/api/v1/coaching-session-events?{'&'.join(f'id={key}' for key in keys)}"
    reading = [asyncio.create_task(_read(address, path, token, event)) for event in ready]
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in ready)), PATIENCE)
    opened = time.perf_counter() - began
    await asyncio.to_thread(change)
    began = time.perf_counter()
    told = await asyncio.wait_for(asyncio.gather(*reading), PATIENCE)
    return Told(clients, opened, time.perf_counter() - began, sum(count != len(keys) for count in told))


async def _read(address: str, path: str, token: str, ready: asyncio.Event) -> int:
    """Read a stream to its end; tell how many sessions were seen to be cancelled."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: load\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    cancelled = 0
    while line := (await reader.readline()).decode():
        if line.startswith("data: "):
            ready.set()
            cancelled += '"cancelled"' in line
        if line.startswith("event: end"):
            break
    writer.close()
    return cancelled
