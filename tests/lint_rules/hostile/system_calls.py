"""What strace writes of each process of a run -> the files that were opened for writing or changed, the programs that were started, the connections."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

TRACED = (
    "openat,open,creat,execve,execveat,connect,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,\
symlinkat,chmod,fchmodat,chown,lchown,fchownat,truncate,utimensat,mknod,mknodat,chdir,fchdir,fork,vfork,clone,clone3"
)
COMMAND = ("strace", "-ff", "-y", "-qq", "-s", "8192", "-e", f"trace={TRACED}", "-e", "signal=none", "-o")
"""Stands before the name that all logs begin with, and that before the command."""

_CALL = re.compile(r"^(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>\d+)(?:<(?P<opened>[^>]*)>)?", re.MULTILINE)
_PLACE = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
_FOLDER = re.compile(r"^\d+<(?P<path>[^>]*)>$")
_WRITES = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b")
_FORKS = frozenset({"fork", "vfork", "clone", "clone3"})


class SystemCalls(NamedTuple):
    """What a run did, as the kernel saw it; calls that failed did nothing.

    Args:
        writes: files that were opened for writing, made, removed, renamed or given another mode.
        starts: programs that were started, the first one included.
        connects: where connections were made to.
    """

    writes: frozenset[str]
    starts: Sequence[str]
    connects: frozenset[str]

    def outside(self, *folders: Path) -> set[str]:
        """Return what was written outside of some folders; devices and pipes are no files."""
        allowed = tuple(f"{folder.resolve()}{os.sep}" for folder in folders)
        files = {path for path in self.writes if path.startswith("/") and not path.startswith("/dev/")}
        return {path for path in files if not f"{path}{os.sep}".startswith(allowed)}


def seen(logs: Mapping[int, str], current: Path) -> SystemCalls:
    """Read what strace wrote.

    Args:
        logs: the text of each process, by its number.
        current: the folder where the run began.
    """
    reader = _Reader(logs)
    children = {int(call["result"]) for log in logs.values() for call in _CALL.finditer(log) if call["name"] in _FORKS}
    for process in logs.keys() - children:
        reader.read(process, str(current))
    return SystemCalls(frozenset(reader.writes), reader.starts, frozenset(reader.connects))


class _Reader:
    """Reads the logs of processes, a child when its parent has started it: only so is it known where it is."""

    def __init__(self, logs: Mapping[int, str]) -> None:
        self.logs, self.writes, self.starts, self.connects = logs, set[str](), list[str](), set[str]()

    def read(self, process: int, current: str) -> None:
        for call in _CALL.finditer(self.logs.get(process, "")):
            name, arguments = call["name"], call["arguments"]
            if name in _FORKS:
                self.read(int(call["result"]), current)
            elif name == "chdir":
                (current,) = _places(arguments, current)
            elif name == "fchdir" and (folder := _FOLDER.match(arguments)):
                current = folder["path"]
            elif name.startswith("exec"):
                self.starts += _places(arguments, current)[:1]
            elif name == "connect":
                self.connects.add(arguments)
            elif name.startswith("open"):
                self.writes |= {call["opened"] or ""} if _WRITES.search(arguments) else set()
            else:
                self.writes |= set(_places(arguments, current))


def _places(arguments: str, current: str) -> list[str]:
    found = _PLACE.finditer(arguments)
    return [os.path.normpath(os.path.join(place["folder"] or current, place["path"])) for place in found]  # noqa: PTH118
