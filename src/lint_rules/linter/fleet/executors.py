"""`processes`, `dask://HOST:PORT`, `ray://HOST:PORT` or `ray://auto` -> what runs tasks there."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from lint_rules.errors import Failed

Submit = Callable[..., "Future[Any]"]
"""Gives a function and what it is called with to a worker."""
_HERE = frozenset({"local", "auto"})
"""Ray's own words: a cluster of this machine's processors, and the cluster that runs on it."""
_TRIES = 3
"""How often a task is begun whose worker dies: a cluster does that by itself."""


@contextmanager
def executor_of(text: str, *, jobs: int) -> Generator[Submit]:
    """Give what runs tasks.

    Args:
        text: `processes`, or the address of a cluster.
        jobs: how many tasks run at once on this machine; a cluster has as many workers as it has.

    Raises:
        Failed: there is no such cluster, or what it needs is not installed.
    """
    scheme, _, address = text.partition("://")
    if text == "processes":
        # Each task begins a process of its own; a thread waits for it.
        with ThreadPoolExecutor(jobs) as threads:
            yield threads.submit
    elif scheme == "dask" and address:
        with _dask(address) as submit:
            yield submit
    elif scheme == "ray" and address:
        with _ray(address if address in _HERE else text) as submit:
            yield submit
    else:
        raise Failed(f'--executor {text}: is none; use "processes", "dask://HOST:PORT" or "ray://HOST:PORT"')


def _module(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise Failed(f"--executor {extra}://: {name} is not installed; pip install 'session-status[{extra}]'") from None


@contextmanager
def _dask(address: str) -> Generator[Submit]:
    distributed = _module("distributed", "dask")
    try:
        client = distributed.Client(f"tcp://{address}", timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise Failed(f"--executor dask://{address}: no scheduler answers there: {error}") from None
    with client:
        executor = client.get_executor(pure=False, retries=_TRIES - 1)
        try:
            yield executor.submit
        finally:
            executor.shutdown(wait=False)


@contextmanager
def _ray(address: str) -> Generator[Submit]:
    ray = _module("ray", "ray")
    try:
        ray.init(address=address, log_to_driver=False)
    except (ConnectionError, OSError, ValueError, RuntimeError) as error:
        raise Failed(f"--executor {address}: no cluster answers there: {error}") from None

    def submit(function: Callable[[Any], Any], given: object) -> Future[Any]:
        future: Future[Any] = ray.remote(function).options(max_retries=_TRIES - 1).remote(given).future()
        return future

    try:
        yield submit
    finally:
        ray.shutdown()
