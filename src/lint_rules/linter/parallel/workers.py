"""A number -> so many processes that run functions, and end with the run that began them."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

# What processes need is loaded where there are some: it costs as much as a small run.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from concurrent.futures import Executor

_OWN = threading.local()
"""What watches the process that began this one."""


@contextmanager
def processes(count: int) -> Generator[Executor]:
    """Give an executor of processes, which end when this ends, however it ends."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    before = set(multiprocessing.active_children())
    # A forked process has all modules already; beside threads, forking is not safe.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        with _uninterrupted():
            executor.submit(_begin)  # now there are processes
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    executor.shutdown()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Put off interrupts, for the processes that are begun meanwhile as well, where the system can do that."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Set up a process: it ends with the run that began it, which alone is interrupted."""
    import multiprocessing
    import signal

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    parent = multiprocessing.parent_process()
    if parent is not None and not hasattr(_OWN, "watch"):
        _OWN.watch = threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True)
        _OWN.watch.start()


def _end_with(sentinel: int) -> None:
    """End this process when its parent has gone without a word: nobody will ask for what it does."""
    from multiprocessing import connection

    connection.wait([sentinel])
    os._exit(1)
