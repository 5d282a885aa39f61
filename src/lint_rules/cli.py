"""argv -> exit code; the only module that prints or exits.

0: nothing found; 1: something found; 2: the run itself failed; 130: interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.arguments import Asked, Misused, help_text, understand
from lint_rules.failure import Failed
from lint_rules.nearest import did_you_mean

# What a command needs is imported by the command: the version and the help are printed in a blink.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from lint_rules.config import Settings
    from lint_rules.diagnostic import Safety
    from lint_rules.facts.source import SourceFile
    from lint_rules.mend import Change, Mended
    from lint_rules.rule import NamedRule
    from lint_rules.run import Report
    from lint_rules.spans import LineIndex

NOTHING, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        argv: the arguments without the program's name; None stands for those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to fail
    try:
        return _command(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Failed as failed:
        _say(f"session-lint: {failed}")
        return FAILED


def _command(argv: Sequence[str]) -> int:
    match understand(argv):
        case Misused(message=message):
            raise Failed(message)
        case Asked(command="version"):
            from importlib.metadata import version

            return _print(f"session-lint {version('session-status')}\n", NOTHING)
        case Asked(command="help", operands=operands):
            return _print(help_text(*operands[:1]) + "\n", NOTHING)
        case Asked(command="rule") as asked:
            return _rule(asked)
        case Asked(command="names") as asked:
            return _names(asked)
        case Asked(command="server") as asked:
            return _server(asked)
        case Asked() as asked:
            return _check(asked)


def _print(text: str, code: int) -> int:
    """Write to standard output; a reader that has gone away is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer would be tried again, and fail loudly, when the interpreter shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _rules() -> tuple[NamedRule, ...]:
    from lint_rules.registry import RuleFileError, registered

    try:
        return registered()
    except RuleFileError as error:
        raise Failed(str(error)) from error


def _rule(asked: Asked) -> int:
    rules = _rules()
    known = {rule.name: rule for rule in rules}
    names = tuple(known) if asked.on("--all") else asked.operands
    if not names:
        raise Failed("rule needs a name, or --all")
    for name in names:
        if name not in known:
            raise Failed(f'unknown rule "{name}"{did_you_mean(name, known)}')
    return _print("\n".join(_page(known[name]) for name in names), NOTHING)


def _page(rule: NamedRule) -> str:
    state = {"on": "on by default", "strict": "on in strict projects", "off": "off by default"}[rule.rule.default.value]
    return f"# {rule.name}\n\n({state})\n\n{rule.documentation.strip()}\n"


def _names(asked: Asked) -> int:
    from lint_rules.output.names import as_html, as_json, as_text
    from lint_rules.preparation import must_exist, root_of, settings_of
    from lint_rules.survey import survey

    paths = [Path(operand) for operand in asked.operands or (".",)]
    must_exist(paths)
    root = root_of(asked, paths, None)
    found = survey(paths, root=root, settings=settings_of(asked, root, _rules()))
    render = {"json": as_json, "html": as_html}.get(asked.last("--output-format") or "text", as_text)
    return _delivered(asked, render(found), NOTHING)


def _server(asked: Asked) -> int:
    if asked.operands:
        raise Failed(f"server takes no paths: the editor names them; leave out {asked.operands[0]}")
    try:
        from lint_rules.server import serve
    except ModuleNotFoundError as error:
        raise Failed(f"server needs {error.name}: pip install 'session-status[server]'") from error
    serve(_rules())
    return NOTHING


def _check(asked: Asked) -> int:
    from time import perf_counter

    from lint_rules.preparation import must_exist, root_of, settings_of, standard_input

    started = perf_counter()
    rules = _rules()
    paths = [Path(operand) for operand in asked.operands if operand != "-"]
    stdin = standard_input(asked) if "-" in asked.operands else None
    if not asked.operands:
        paths = [Path()]
    must_exist(paths)
    _only_on_disk(asked)
    root = root_of(asked, paths, stdin)
    settings = settings_of(asked, root, rules)
    if asked.on("--fix") or asked.on("--diff"):
        return _fixed(asked, paths, root=root, settings=settings, stdin=stdin)
    from lint_rules.run import lint

    with _uncollected():
        report = lint(paths, root=root, settings=settings, rules=rules, stdin=stdin)
    if asked.on("--types"):
        report = _with_types(asked, report, paths, root=root, settings=settings)
    if asked.on("--verbose"):
        running = ", ".join(rule.name for rule in rules if settings.selects(rule)) or "none"
        _say(f"root: {root}\nrules: {running}\nfiles: {report.files}\nseconds: {perf_counter() - started:.2f}")
    return _reported(asked, report, stdin)


def _only_on_disk(asked: Asked) -> None:
    """Refuse --types where mypy would see another text than the one that is checked."""
    for other in ("--fix", "--diff", "-"):
        if asked.on("--types") and (asked.on(other) or other in asked.operands):
            raise Failed(f"--types and {other} exclude each other: mypy checks what is on disk")


def _with_types(asked: Asked, report: Report, paths: Sequence[Path], *, root: Path, settings: Settings) -> Report:
    from lint_rules.merging import merged
    from lint_rules.types_run import check_types

    found = check_types(paths, root=root, settings=settings, rules=_rules())
    if not asked.on("--quiet"):
        _say(f"mypy took {found.seconds:.1f} s.")
    return merged(report, found, root=root, settings=settings, rules=_rules())


@contextmanager
def _uncollected() -> Generator[None]:
    """Look for no circles of objects: half of a run would go into that, and trees that are used no more are taken apart by hand."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _safeties(asked: Asked) -> frozenset[Safety]:
    from lint_rules.diagnostic import Safety

    return frozenset(Safety) if asked.on("--unsafe-fixes") else frozenset({Safety.SAFE})


def _fixed(asked: Asked, paths: Sequence[Path], *, root: Path, settings: Settings, stdin: SourceFile | None) -> int:
    from lint_rules.mend import fix

    mended = fix(paths, root=root, settings=settings, rules=_rules(), safeties=_safeties(asked), stdin=stdin)
    if asked.on("--diff"):
        return _shown_as_diff(mended)
    left = _left_of(mended.changes, stdin)
    if not asked.on("--quiet"):
        _say(_told([change for change in mended.changes if change not in left]))
    if stdin is not None:
        return _passed_on(mended, stdin)
    if left:
        from lint_rules.run import lint

        _reported(asked, lint(paths, root=root, settings=settings, rules=_rules()), stdin)
        return FAILED
    return _reported(asked, mended.report, stdin)


def _shown_as_diff(mended: Mended) -> int:
    """Print what would change: 1 when something would, 2 when a rule failed."""
    from lint_rules.facts.source import SourceFile
    from lint_rules.output.as_diff import as_diff

    texts = [
        (change.path, SourceFile(change.path, change.old).decode(), SourceFile(change.path, change.new).decode())
        for change in mended.changes
    ]
    shown = "".join(as_diff(path, str(old), str(new)) for path, old, new in texts)
    _say(_told(mended.changes).replace("Fixed", "Would fix", 1))
    return _print(shown, max(_crashed(mended.report), FOUND if shown else NOTHING))


def _left_of(changes: Sequence[Change], stdin: SourceFile | None) -> list[Change]:
    """Write the changed files; say of each that was left as it was why, and return these."""
    from lint_rules.output.writing import NotWritten, replace

    on_disk = [change for change in changes if stdin is None or change.path != stdin.path]
    left: list[Change] = []
    for number, change in enumerate(on_disk):
        try:
            replace(change.path, change.old, change.new)
        except NotWritten as problem:
            _say(f"session-lint: {problem}")
            left.append(change)
        except KeyboardInterrupt:
            old = (one for one in (*left, *on_disk[number:]) if one.path.read_bytes() == one.old)
            files = ", ".join(str(one.path) for one in old)
            _say(f"session-lint: interrupted; left as they were: {files}")
            raise
    return left


def _passed_on(mended: Mended, stdin: SourceFile) -> int:
    """Print standard input as the fixes leave it: that is where its result belongs."""
    new = next((change.new for change in mended.changes if change.path == stdin.path), stdin.data)
    sys.stdout.flush()
    sys.stdout.buffer.write(new)
    sys.stdout.buffer.flush()
    return max(_crashed(mended.report), FOUND if mended.report.diagnostics else NOTHING)


def _told(changes: Sequence[Change]) -> str:
    if not changes:
        return "Fixed nothing."
    mended: dict[str, int] = {}
    for change in changes:
        for rule, count in change.rules.items():
            mended[rule] = mended.get(rule, 0) + count
    counts = ", ".join(f"{count} {rule}" for rule, count in sorted(mended.items()))
    files = len(changes)
    return f"Fixed {counts} in {files} {'file' if files == 1 else 'files'}."


def _crashed(report: Report) -> int:
    for crash in report.crashes:
        _say(f"session-lint: internal error: {crash.path}: {crash.message}")
    return FAILED if report.crashes else NOTHING


def _reported(asked: Asked, report: Report, stdin: SourceFile | None) -> int:
    target = asked.last("--output-file")
    text = _rendered(asked, report, stdin, colour=target is None and _colour())
    code = NOTHING if not report.diagnostics or asked.on("--exit-zero") else FOUND
    code = max(code, _crashed(report))
    if not report.files and not asked.on("--quiet"):
        _say("session-lint: no Python files under the given paths")
    return _delivered(asked, text, code)


def _delivered(asked: Asked, text: str, code: int) -> int:
    """Print what a command has to say, or write it to the file that is asked for."""
    target = asked.last("--output-file")
    if target is None:
        return _print(text, code)
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"--output-file {target}: {error.strerror}") from error
    return code


def _rendered(asked: Asked, report: Report, stdin: SourceFile | None, *, colour: bool) -> str:
    match asked.last("--output-format"):
        case "json":
            from lint_rules.output.as_json import as_json

            return as_json(report.diagnostics) + "\n"
        case "concise":
            from lint_rules.output.as_text import concise, summary

            text = concise(report.diagnostics, colour=colour)
        case _:
            from lint_rules.output.as_text import full, summary

            text = full(report.diagnostics, texts=_Texts(stdin).of, colour=colour)
    return text if asked.on("--quiet") else text + summary(report.diagnostics, files=report.files) + "\n"


def _colour() -> bool:
    """Whether to colour, by the conventions of no-color.org and force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


class _Texts:
    """The texts of files that a report shows, read again: a run keeps none of them."""

    def __init__(self, stdin: SourceFile | None) -> None:
        self._stdin = stdin
        self._known: dict[Path, LineIndex | None] = {}

    def of(self, path: Path) -> LineIndex | None:
        """Return the text of a file; None when it has none."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: Path) -> LineIndex | None:
        from lint_rules.facts.discovery import Unreadable, read
        from lint_rules.spans import LineIndex

        source = self._stdin if self._stdin and self._stdin.path == path else read(path)
        text = None if isinstance(source, Unreadable) else source.decode()
        return LineIndex(text) if isinstance(text, str) else None
