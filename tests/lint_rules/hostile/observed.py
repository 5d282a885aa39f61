"""A command -> how it ended, and what Python's audit hook saw it do: files opened for writing, code run, programs started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import NamedTuple

_WATCHER = """
import os, sys
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
changes = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "os.utime"}
starts = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile", "pty.spawn"}

around, real = -1, os.open
def opened(path, flags, mode=0o777, *, dir_fd=None):  # the hook is not told which folder a path is relative to
    global around
    before, around = around, -1 if dir_fd is None else dir_fd
    try:
        return real(path, flags, mode, dir_fd=dir_fd)
    finally:
        around = before
os.open = opened

def folder_of(descriptor):
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:  # macOS
        import fcntl
        return os.fsdecode(fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\\0"))

def place(path, at=-1):
    path = os.fsdecode(path)
    if not os.path.isabs(path):
        beside = folder_of(at) if isinstance(at, int) and at >= 0 else os.getcwd()
        path = os.path.join(beside, path)
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))

def note(kind, what):
    os.write(log, (repr((kind, what)) + "\\n").encode("utf-8", "backslashreplace"))

def watch(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and isinstance(path, (str, bytes)):
            note("write", os.fsdecode(path) if str(path).startswith("/dev/") else os.path.realpath(place(path, around)))
    elif event in changes:
        for path in arguments:
            if isinstance(path, (str, bytes)):
                descriptors = [value for value in arguments[1:] if isinstance(value, int)]
                note("change", place(path, descriptors[-1] if descriptors and event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"} else -1))
    elif event in starts:
        note("start", repr(arguments[:2]))
    elif event == "exec" and hasattr(arguments[0], "co_filename") and arguments[0].co_filename[:1] != "<":
        note("run", os.path.realpath(arguments[0].co_filename))
    elif event in {"socket.connect", "socket.bind"}:
        note("connect", repr(arguments[1]))

del sys.argv[1]
sys.argv[0] = "session-lint"
sys.path[:] = [folder for folder in sys.path if folder]
sys.addaudithook(watch)
"""
COMMAND = _WATCHER + "from lint_rules.__main__ import run\nrun()\n"
"""Starts as the installed command does: the current folder is no place to import from."""
LIBRARY = (
    _WATCHER
    + """
from pathlib import Path
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
report = lint([Path.cwd()], RunOptions(root=Path.cwd(), settings=Settings(strict=True), rules=registered()))
print(len(report.diagnostics), report.crashes)
"""
)
"""Checks the current folder from Python."""


class Seen(NamedTuple):
    """How a command ended, and what it did.

    Args:
        code: its exit code.
        out: what it printed, undecoded.
        err: what it said beside that, undecoded.
        writes: files that were opened for writing, by their real paths.
        changes: what was renamed, removed, made, or given another mode.
        starts: programs that were started, with their arguments.
        runs: the files whose code was executed.
        connects: where connections were made to.
    """

    code: int
    out: bytes
    err: bytes
    writes: frozenset[str]
    changes: frozenset[str]
    starts: frozenset[str]
    runs: frozenset[str]
    connects: frozenset[str]

    def outside(self, *folders: Path) -> set[str]:
        """Return what was written or changed outside of some folders; devices are no files."""
        allowed = tuple(f"{folder.resolve()}{os.sep}" for folder in folders)
        touched = {path for path in self.writes | self.changes if not path.startswith("/dev/")}
        return {path for path in touched if not f"{path}{os.sep}".startswith(allowed)}

    def run_in(self, folder: Path) -> set[str]:
        """Return the files of a folder whose code was executed."""
        return {path for path in self.runs if path.startswith(f"{folder.resolve()}{os.sep}")}


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a user who has nothing but an empty home."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "LANG"}}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }


def observed(
    folder: Path, *arguments: str, home: Path, program: str = COMMAND, talk: Sequence[tuple[bytes, bytes]] = ()
) -> Seen:
    """Run the command in a folder, and watch it; one that needs more than a minute fails the test.

    Args:
        folder: where it runs.
        arguments: its own.
        home: an empty folder, the user's home.
        program: what runs it under the watcher.
        talk: what it is sent, and what it has to say before it is sent more.
    """
    log = home / "log"
    log.unlink(missing_ok=True)
    command = [sys.executable, "-c", program, str(log), *arguments]
    code, out, err = conversation(command, folder, environment(home), talk)
    events = _events(log.read_text(errors="replace").splitlines())
    kinds = {
        kind: frozenset(what for seen, what in events if seen == kind)
        for kind in ("write", "change", "start", "run", "connect")
    }
    return Seen(code, out, err, *kinds.values())


def conversation(
    command: Sequence[str], folder: Path, env: Mapping[str, str], talk: Sequence[tuple[bytes, bytes]]
) -> tuple[int, bytes, bytes]:
    """Run a command, send it what it is to be sent; return its exit code, output and errors."""
    out, pipe = b"", subprocess.PIPE
    with (
        TemporaryFile() as said,
        subprocess.Popen(command, cwd=folder, env=env, stdin=pipe, stdout=pipe, stderr=said) as run,
    ):
        assert run.stdin is not None
        assert run.stdout is not None
        stopper = Timer(60, run.kill)
        stopper.start()
        for text, awaited in talk:
            run.stdin.write(text)
            run.stdin.flush()
            while awaited not in out and (more := os.read(run.stdout.fileno(), 65_536)):
                out += more
        run.stdin.close()
        out += run.stdout.read()
        code = run.wait()
        stopper.cancel()
        said.seek(0)
        return code, out, said.read()


def _events(lines: Sequence[str]) -> list[tuple[str, str]]:
    from ast import literal_eval  # noqa: PLC0415  what is noted is Python, and nothing else here is

    return [literal_eval(line) for line in lines]


def session(folder: Path, *texts: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    """Return how an editor talks to the language server: it opens texts, waits until each is checked, and leaves."""
    messages: list[dict[str, object]] = [
        {
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}},
        },
        {"method": "initialized", "params": {}},
    ]
    for name, text in texts:
        document = {"uri": (folder / name).as_uri(), "languageId": "python", "version": 1, "text": text}
        messages.append({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    waits = [(b"", (folder / name).as_uri().encode()) for name, _ in texts]
    return [(_sent(messages), b""), *waits, (_sent([{"id": 2, "method": "shutdown"}, {"method": "exit"}]), b"")]


def _sent(messages: Sequence[Mapping[str, object]]) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
