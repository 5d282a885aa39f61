"""A project of generated programs -> what goes wrong when it is checked and fixed with all rules, twice."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple

from benchmarks.generated_programs.batch import write
from benchmarks.generated_programs.parsing import compiles, parses
from lint_rules.diagnostic import Safety
from lint_rules.linter.fix_loop import FixedFile, FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
from lint_rules.source.syntax.tokens import Kind, tokens
from lint_rules.source.write import replace

_MARK = re.compile(r" *# noqa: F401$|, F401\b")
SECONDS = 5.0
"""Of processor: so much and no more may a program take, checked and fixed."""
SECONDS_TOGETHER = 30.0
"""The same for a project of dozens, of which each may take its share, and be traced while it does."""
STRICT = Settings(strict=True)
KINDS = {"unsafe": frozenset(Safety), "safe": frozenset({Safety.SAFE})}


class Hang(BaseException):
    """A program took too long; nothing that the checker catches."""


class Problem(NamedTuple):
    """What went wrong.

    Args:
        kind: crash, hang, syntax, unstable or comment.
        path: the file; the project's folder, where it is no single one.
        message: what exactly.
    """

    kind: str
    path: Path
    message: str


class Verdict(NamedTuple):
    """What a project came to: the fixes that were made, and what went wrong."""

    fixes: Counter[str]
    problems: list[Problem]


def judged(programs: Sequence[bytes], safety: str) -> Verdict:
    """Check, fix, check and fix again; a project that takes too long is judged program by program."""
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write(root, programs)
        try:
            with _limited(SECONDS if len(programs) == 1 else SECONDS_TOGETHER):
                return _tried(root, safety)
        except Hang as hang:
            if len(programs) == 1:
                return Verdict(Counter(), [Problem("hang", root / "app/p000.py", str(hang))])
    verdicts = [judged([program], safety) for program in programs]
    fixes = sum((verdict.fixes for verdict in verdicts), Counter[str]())
    return Verdict(fixes, [problem for verdict in verdicts for problem in verdict.problems])


def options_of(root: Path) -> RunOptions:
    """Return how a generated project is checked: with all rules."""
    return RunOptions(root=root, settings=STRICT, rules=registered())


def _tried(root: Path, safety: str) -> Verdict:
    mended, problems = _fixed(root, safety)
    for change in mended.changes:
        problems += _wrong_with(change)
        replace(change.path, change.old, change.new, within=root)
    if mended.changes:
        again, more = _fixed(root, safety)
        problems += [problem for problem in more if problem not in problems]
        problems += [Problem("unstable", change.path, f"{dict(again.rules)}") for change in again.changes]
    return Verdict(mended.rules, problems)


def _fixed(root: Path, safety: str) -> tuple[FixReport, list[Problem]]:
    mended = fix([root], options_of(root), safeties=KINDS[safety])
    return mended, [Problem("crash", crash.path, crash.message) for crash in mended.report.crashes]


def _wrong_with(change: FixedFile) -> Iterator[Problem]:
    if not parses(change.new) or (compiles(change.old) and not compiles(change.new)):
        yield Problem("syntax", change.path, f"after {dict(change.rules)}")
    lost = Counter(_comments(change.old)) - Counter(_comments(change.new))
    if lost:
        yield Problem("comment", change.path, f"{', '.join(lost)} after {dict(change.rules)}")


def _comments(data: bytes) -> list[str]:
    """Return the comments of a file but what silences rules: a fix may remove what silences nothing, and mark imports that stay."""
    words = [token.word.decode(errors="replace") for token in tokens(data) if token.kind is Kind.COMMENT]
    plain = [_MARK.sub("", word).strip() for word in words if "session-lint:" not in word]
    return [word for word in plain if word]


@contextmanager
def _limited(seconds: float) -> Generator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
