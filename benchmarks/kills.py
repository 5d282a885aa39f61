"""A run that is killed at any moment -> files that are old or new, and nothing left: `python -m benchmarks.kills --random 1000 --seed 1`.

A moment lies before a call of C that may change the disk: open, write, flush, fsync, close, rename, unlink, chmod, mkdir. The run is
forked from a process that has loaded everything, counts such calls by the interpreter's profiler, whatever module makes them, and ends
itself by SIGKILL at the n-th moment. Afterwards each file must be what it was or what a whole run makes of it; a run that is not killed
must then say what it always says, make the rest, and leave nothing behind.

Without `--random` each moment is tried once. With it, the killed run is followed by another killed one, and so on, three deep.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple

import lint_rules
from lint_rules.cli.main import main as lint_main
from lint_rules.linter.registry import registered
from lint_rules.source.temporary_file import is_temporary
from lint_rules.source.write import replace, write_text

CALLS = frozenset(
    "open fdopen write writelines flush fsync close __exit__ replace rename unlink remove chmod chown mkdir rmdir utime link symlink "
    "truncate ftruncate flock fchmod".split()
)
"""Functions of C that change the disk, or end a change."""
_PACKAGE = lint_rules.__path__[0]
_READING = ("digest.py", "fingerprint.py", "discovery.py", "replay.py", "registry.py", "directory.py")
FILES = {
    "pyproject.toml": '[project]\nname = "p"\n',
    "models.py": "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase): ...\n\n\nclass Session(Base):\n    __tablename__ = 'session'\n    id: int\n",
    "first.py": "from sqlalchemy.orm import Session\nfrom models import Session\n\n\ndef load(db: Session, key: int):\n    return db.query(Session).first()\n",
    "second.py": "from sqlalchemy.orm import Session\nfrom models import Session\n\n\ndef save(db: Session):\n    db.add(Session(id=1))\n",
}
_NEW = b"# mended\n" * 5_000


def _replaced() -> int:
    """Put new content in the place of the two files, as a fix does."""
    for name in ("first.py", "second.py"):
        if Path(name).read_bytes() != _NEW:
            replace(Path(name), FILES[name].encode(), _NEW, within=Path())
    return 0


def _text() -> int:
    """Write a report, as `--output-file` does."""
    write_text(Path("first.py"), _NEW.decode())
    return 0


ACTS: dict[str, Callable[[], int]] = {
    "fix": partial(lint_main, ["check", "--fix", "--unsafe-fixes", "--no-cache", "-q", "."]),
    "cache": partial(lint_main, ["check", "-q", "--output-format", "concise", "."]),
    "baseline": partial(lint_main, ["check", "--no-cache", "-q", "--write-baseline", "known.json", "."]),
    "replace": _replaced,
    "text": _text,
}
"""What is killed; the last two are the ways in which the others write, alone, and so a hundred times as fast."""


class Run(NamedTuple):
    """How a run ended: its exit code, or minus the signal, and what it printed."""

    code: int
    text: str


def in_child(act: Callable[[], int]) -> Run:
    """Do something in a process of its own; what it prints comes back."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        out = StringIO()
        code = 70
        try:
            with redirect_stdout(out), redirect_stderr(out):
                code = act()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.setprofile(None)
            os.write(write_end, out.getvalue().encode(errors="replace")[:60_000])
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        text = stream.read().decode()
    return Run(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text)


def run_until(moment: int | None, run: Callable[[], int]) -> Run:
    """Do one of `ACTS`, and kill it at a moment; the number of moments is the last line of a run that lives."""

    def act() -> int:
        count = 0

        def watch(frame: FrameType, event: str, argument: object) -> None:
            nonlocal count
            if event == "c_call" and getattr(argument, "__name__", "") in CALLS and _is_ours(frame.f_code.co_filename):
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1

        def begin(event: str, arguments: tuple[object, ...]) -> None:
            """Watch from the first file that is opened to be written: until then nothing has changed, and watching costs much."""
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event == "os.mkdir":
                sys.setprofile(watch)

        sys.addaudithook(begin)
        code = run()
        sys.setprofile(None)
        print(f"\nmoments {count}")
        return code

    return in_child(act)


def _is_ours(file: str) -> bool:
    """Whether a module changes the disk for us: our own, but those that only read, and the library's paths."""
    return file.endswith("pathlib.py") or (file.startswith(_PACKAGE) and not file.endswith(_READING))


class Trial:
    """A command in a project of its own.

    Args:
        command: one of `ACTS`.
        folder: an empty one.
    """

    def __init__(self, command: str, folder: Path) -> None:
        self._command, self._folder = ACTS[command], folder
        self._count, self._caches = 0, folder
        self.new, self.last, self.moments = self._whole()

    def _whole(self) -> tuple[dict[str, bytes], str, int]:
        """Return what a run that is left alone makes of the project, what the next one says, and how many moments the first has."""
        self._project()
        first = run_until(None, self._command)
        last = run_until(None, self._command)
        return self._held(), last.text.rpartition("\nmoments")[0], int(first.text.rpartition(" ")[2])

    def _project(self) -> None:
        self._count += 1
        self._caches = self._folder / f"caches{self._count}"
        root = self._folder / "p"
        if root.exists():
            root.rename(self._folder / f"old{self._count}")
        root.mkdir()
        for name in ("SESSION_LINT_CACHE_DIR", "SESSION_LINT_CACHE_SECRET"):
            os.environ.pop(name, None)
        os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = str(self._caches)
        os.chdir(root)
        for name, text in FILES.items():
            Path(name).write_text(text)

    def problems(self, moments: Sequence[int]) -> Iterator[str]:
        """Kill one run after the other, and let a last one live."""
        self._project()
        allowed = {name: {text.encode()} for name, text in FILES.items()}
        for name, data in self.new.items():
            allowed.setdefault(name, set()).add(data)
        for moment in moments:
            killed = run_until(moment, self._command)
            held = self._held(with_temporary=False)
            yield from (
                f"{moments}: {name} is neither old nor new"
                for name in allowed
                if name in FILES and held.get(name) not in allowed[name]
            )
            yield from (
                f"{moments}: {name} is half written"
                for name in held
                if held[name] not in allowed.get(name, {held[name]})
            )
            if killed.code not in {-signal.SIGKILL, 0, 1}:
                yield f"{moments}: the killed run left with {killed.code}: {killed.text}"
        run_until(None, self._command)
        last = run_until(None, self._command)
        if self._held() != self.new:
            names = sorted(set(self._held().items()) ^ set(self.new.items()))
            yield f"{moments}: afterwards there is {[name for name, _ in names]}"
        if last.text.rpartition("\nmoments")[0] != self.last:
            yield f"{moments}: afterwards it says {last.text!r}"

    def _held(self, *, with_temporary: bool = True) -> dict[str, bytes]:
        """Return the files of the project, and those of the caches: of these only that they are there matters, and the ends of their names.

        Whether a run keeps a reply depends on how old the files are that it read.
        """
        return {
            self._name(path): b"" if path.is_relative_to(self._caches) else path.read_bytes()
            for path in sorted([*Path().rglob("*"), *self._caches.rglob("*")])
            if path.is_file() and path.suffix != ".reply" and (with_temporary or not is_temporary(path.name))
        }

    def _name(self, path: Path) -> str:
        """Return the name of a file as it is in all projects of a trial: caches have digests for names."""
        if not path.is_relative_to(self._caches):
            return str(path)
        return "caches/" + re.sub(r"\b[0-9a-f]{32}\b", "*", path.relative_to(self._caches).as_posix())


def enumerated(command: str) -> tuple[int, list[str]]:
    """Kill a command at each of its moments, once; return how many there are, and what goes wrong."""
    with TemporaryDirectory() as folder:
        trial = Trial(command, Path(folder))
        return trial.moments, [problem for moment in range(trial.moments) for problem in trial.problems([moment])]


def at_random(count: int, seed: int) -> list[str]:
    """Kill commands at random moments, up to three runs in a row; return what goes wrong."""
    chance = Random(seed)  # noqa: S311  no secret
    problems: list[str] = []
    with TemporaryDirectory() as folder:
        trials = list[Trial]()
        for name in ACTS:
            (Path(folder) / name).mkdir()
            trials.append(Trial(name, Path(folder) / name))
        while count > 0:
            trial = chance.choice(trials)
            moments = [chance.randrange(trial.moments) for _ in range(chance.randint(1, 3))]
            problems += trial.problems(moments)
            count -= len(moments)
    return problems


def main() -> int:
    """Kill runs, print what is wrong, and return 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=0, help="so many kills at random moments instead of one at each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", choices=ACTS, action="append", help="only this one")
    arguments = parser.parse_args()
    registered()
    problems: list[str] = []
    if arguments.random:
        problems = at_random(arguments.random, arguments.seed)
        print(f"{arguments.random} random kills, seed {arguments.seed}")
    for command in arguments.command or [*ACTS] if not arguments.random else []:
        moments, wrong = enumerated(command)
        print(f"{command}: {moments} moments")
        problems += [f"{command}: {problem}" for problem in wrong]
    print("\n".join([*problems, f"{len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
