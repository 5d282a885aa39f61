"""argv -> exit code; the only module that prints or exits.

0: nothing found; 1: something found; 2: the run itself failed; 130: interrupted.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.arguments import Asked, Misused, help_text, understand
from lint_rules.nearest import did_you_mean

# What a command needs is imported by the command: the version and the help are printed in a blink.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.config import Misconfigured, Settings
    from lint_rules.facts.source import SourceFile
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
    except _Failed as failed:
        _say(f"session-lint: {failed}")
        return FAILED


class _Failed(Exception):  # noqa: N818  the way out of a run that cannot go on
    """The run failed; the message is one line with place and remedy."""


def _command(argv: Sequence[str]) -> int:
    match understand(argv):
        case Misused(message=message):
            raise _Failed(message)
        case Asked(command="version"):
            from importlib.metadata import version

            return _print(f"session-lint {version('session-status')}\n", NOTHING)
        case Asked(command="help", operands=operands):
            return _print(help_text(*operands[:1]) + "\n", NOTHING)
        case Asked(command="rule") as asked:
            return _rule(asked)
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
        raise _Failed(str(error)) from error


def _rule(asked: Asked) -> int:
    rules = _rules()
    known = {rule.name: rule for rule in rules}
    names = tuple(known) if asked.on("--all") else asked.operands
    if not names:
        raise _Failed("rule needs a name, or --all")
    for name in names:
        if name not in known:
            raise _Failed(f'unknown rule "{name}"{did_you_mean(name, known)}')
    return _print("\n".join(_page(known[name]) for name in names), NOTHING)


def _page(rule: NamedRule) -> str:
    state = {"on": "on by default", "strict": "on in strict projects", "off": "off by default"}[rule.rule.default.value]
    return f"# {rule.name}\n\n({state})\n\n{rule.documentation.strip()}\n"


def _check(asked: Asked) -> int:
    from time import perf_counter

    from lint_rules.run import lint

    started = perf_counter()
    rules = _rules()
    paths = [Path(operand) for operand in asked.operands if operand != "-"]
    stdin = _stdin(asked) if "-" in asked.operands else None
    if not asked.operands:
        paths = [Path()]
    _must_exist(paths)
    root = _root(asked, paths, stdin)
    settings = _settings(asked, root, rules)
    report = lint(paths, root=root, settings=settings, rules=rules, stdin=stdin)
    if asked.on("--verbose"):
        running = ", ".join(rule.name for rule in rules if settings.selects(rule)) or "none"
        _say(f"root: {root}\nrules: {running}\nfiles: {report.files}\nseconds: {perf_counter() - started:.2f}")
    return _reported(asked, report, stdin)


def _must_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            near = did_you_mean(path.name, [one.name for one in path.parent.iterdir()]) if path.parent.is_dir() else ""
            raise _Failed(f"no such file or folder: {path}{near}")


def _stdin(asked: Asked) -> SourceFile:
    from lint_rules.facts.source import SourceFile

    return SourceFile(Path(asked.last("--stdin-filename") or "-").absolute(), sys.stdin.buffer.read())


def _root(asked: Asked, paths: Sequence[Path], stdin: SourceFile | None) -> Path:
    from lint_rules.config import project_root

    given = asked.last("--project")
    if given is None:
        return project_root([*paths, *([stdin.path] if stdin else [])])
    _must_exist([Path(given)])
    if not Path(given).is_dir():
        raise _Failed(f"--project {given}: is not a folder")
    return Path(os.path.abspath(given))  # noqa: PTH100  links stay as they were given


def _settings(asked: Asked, root: Path, rules: Sequence[NamedRule]) -> Settings:
    from lint_rules.config import Misconfigured, overridden, unknown_rule

    known = [rule.name for rule in rules]
    chosen = {option: asked.listed(option) for option in ("--select", "--extend-select", "--ignore")}
    for option, names in chosen.items():
        if names is not None and not names:
            raise _Failed(f"{option} names no rule")
        problem = unknown_rule(names or (), known)
        if problem:
            raise _Failed(f"{option}: {problem}")
    configured = _configured(asked, root, known)
    if isinstance(configured, Misconfigured):
        raise _Failed(configured.message)
    return overridden(
        configured,
        select=chosen["--select"],
        extend_select=chosen["--extend-select"] or (),
        ignore=chosen["--ignore"] or (),
    )


def _configured(asked: Asked, root: Path, known: Sequence[str]) -> Settings | Misconfigured:
    from lint_rules.config import Settings, load

    given = asked.last("--config")
    if given is not None and asked.on("--isolated"):
        raise _Failed("--config and --isolated exclude each other")
    file = Path(given) if given else root / "pyproject.toml"
    if given:
        _must_exist([file])
    return load(file, rules=known) if not asked.on("--isolated") and file.exists() else Settings()


def _reported(asked: Asked, report: Report, stdin: SourceFile | None) -> int:
    target = asked.last("--output-file")
    text = _rendered(asked, report, stdin, colour=target is None and _colour())
    code = NOTHING if not report.diagnostics or asked.on("--exit-zero") else FOUND
    for crash in report.crashes:
        _say(f"session-lint: internal error: {crash.path}: {crash.message}")
        code = FAILED
    if not report.files and not asked.on("--quiet"):
        _say("session-lint: no Python files under the given paths")
    if target is None:
        return _print(text, code)
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _Failed(f"--output-file {target}: {error.strerror}") from error
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
