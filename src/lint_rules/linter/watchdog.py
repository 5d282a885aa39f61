"""A file that is checked -> an exception in the midst of it when it takes too long, wherever there are threads: signals are not needed."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from time import monotonic, sleep

from lint_rules.source import limits

_FAILED = 2
"""What the command leaves with when the run itself has failed."""
_GRACE = 2.0
"""Seconds that an exception has at least to arrive: on a busy machine, a thread may not run for as long."""


class TooSlow(BaseException):
    """A file took too long; no rule that survives every `Exception` survives this one."""


class Watchdog:
    """Watches the thread that makes it, from another one that sleeps nearly always.

    What hangs in Python code is ended by an exception in its midst. What hangs in a call that waits for something outside ends
    the process, in words and with the code of a failed run, if nothing has come of the exception after the same time again, and two seconds at least.

    Args:
        seconds: how long a file may take.
    """

    def __init__(self, seconds: float | None = None) -> None:
        """See the class."""
        self.rule = ""
        """The rule that looks at the file; empty while it is read, parsed and its names are bound."""
        self._seconds = limits.SECONDS if seconds is None else seconds
        self._watched = threading.get_ident()
        self._is_main = threading.current_thread() is threading.main_thread()
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._since = 0.0
        self._barks = 0
        self._thread: threading.Thread | None = None
        self._is_over = threading.Event()

    def begin(self, path: Path) -> None:
        """Watch a file."""
        self.rule, self._since, self._barks = "", monotonic(), 0
        self._path = path
        if self._thread is None:
            self._is_over.clear()
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def renew(self) -> None:
        """Give the file its whole time again, after something was done in it for all files; not once it is over."""
        with self._lock:
            if not self._barks:
                self._since = monotonic()

    def end(self) -> None:
        """Watch the file no more.

        Raises:
            TooSlow: its time was over before.
        """
        with self._lock:
            self._path = None
        if self._barks:
            sleep(0.01)  # the exception is on its way, and must not come later, in another file
            raise TooSlow

    def reason(self) -> str:
        """Return what is said of a file whose time was over, and take the next one."""
        with self._lock:
            self._path = None
        return self._said(self.rule)

    def _said(self, rule: str) -> str:
        what = f"took more than {self._seconds:g} s" + (f" in {rule}" if rule else "")
        return (
            f"{what}, and was given up; "
            + (f"switch {rule} off there, or " if rule else "")
            + "list the file in `exclude`"
        )

    def stop(self) -> None:
        """End the other thread: where it runs, no process can be forked."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _watch(self) -> None:
        while not self._is_over.wait(min(1.0, self._seconds / 4)):
            with self._lock:
                limit = max(self._seconds, _GRACE) if self._barks else self._seconds
                if self._path is not None and monotonic() - self._since > limit:
                    self._bark(self._path)

    def _bark(self, path: Path) -> None:
        import ctypes  # noqa: PLC0415  nearly no run needs it

        if self._barks and self._is_main:
            os.write(2, f"session-lint: {str(path)!a}: {self._said(self.rule)}\n".encode())
            os._exit(_FAILED)
        self._barks, self._since = self._barks + 1, monotonic()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._watched), ctypes.py_object(TooSlow))
