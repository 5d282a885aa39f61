"""Command-line arguments -> a mapping's words written to a file, or compared with it, and an exit code.

0: written, or the file is up to date; 1: the file drifted; 2: the run itself failed; 130: interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import unified_diff
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from session_status.export.exports import ExportNameError, json_schema, typescript
from session_status.export.references import ReferenceMistakeError, did_you_mean, referenced

WRITTEN, DRIFTED, FAILED, INTERRUPTED = 0, 1, 2, 130
FORMATS = {"schema": json_schema, "typescript": typescript}
OPTIONS = ("-o", "--output", "--check", "--name", "--version", "--help", "-h")


class _Failed(Exception):  # noqa: N818 -- the way out of a run that cannot go on
    """The run failed; the message is one line with the remedy."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Failed(f"{message}; see session-status --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What follows the command's name; the process's own arguments by default.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to fail
    try:
        return _command(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except (_Failed, ReferenceMistakeError, ExportNameError) as mistake:
        print(f"session-status: {mistake}", file=sys.stderr)
        return FAILED


def _command(arguments: Sequence[str]) -> int:
    parser = _parser()
    asked, strange = parser.parse_known_args(arguments)
    if asked.version:
        return _print(f"session-status {version('session-status')}\n", WRITTEN)
    if asked.help or not arguments:
        return _print(parser.format_help(), WRITTEN)
    _refuse(asked, strange)
    text = _text(asked)
    if asked.check:
        return _compared(asked, text)
    return _print(text, WRITTEN) if asked.output is None else _write(Path(asked.output), text)


def _parser() -> _Parser:
    parser = _Parser(
        prog="session-status",
        description="Write the words of a status mapping for those who read them: clients and other languages.",
        epilog="Exit code: 0 written or up to date, 1 the file drifted, 2 the run failed.",
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument(
        "format",
        nargs="?",
        metavar="schema | typescript",
        help="a JSON schema, or a TypeScript module: union, parser, labels",
    )
    parser.add_argument("reference", nargs="?", metavar="package.module:NAME", help="where the mapping stands")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument("--check", action="store_true", help="write nothing; fail with a diff when FILE drifted")
    parser.add_argument("--name", help="the name of the type; the Enum's own by default")
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("-h", "--help", action="store_true", help="print this")
    return parser


def _refuse(asked: argparse.Namespace, strange: Sequence[str]) -> None:
    """Name the first thing that was asked for and does not exist."""
    for given in strange:
        kind, known = ("option", OPTIONS) if given.startswith("-") else ("operand", ())
        raise _Failed(f'unknown {kind} "{given}"{did_you_mean(given, known)}')
    if asked.format is None:
        raise _Failed(f"a command is needed: {' or '.join(FORMATS)}")
    if asked.format not in FORMATS:
        raise _Failed(f'unknown command "{asked.format}"{did_you_mean(asked.format, FORMATS)}')
    if asked.reference is None:
        raise _Failed(f"{asked.format} needs a mapping; write package.module:NAME")
    if asked.check and asked.output is None:
        raise _Failed("--check needs the file to compare; name it by -o FILE")


def _text(asked: argparse.Namespace) -> str:
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)  # an application's own modules, as `python -m` finds them
    return FORMATS[asked.format](referenced(asked.reference), name=asked.name)


def _compared(asked: argparse.Namespace, text: str) -> int:
    path = Path(asked.output)
    found = _read(path)
    if found == text:
        return WRITTEN
    lines = unified_diff(
        (found or "").splitlines(keepends=True),
        text.splitlines(keepends=True),
        fromfile=str(path) if found is not None else os.devnull,
        tofile=asked.reference,
    )
    named = f" --name {asked.name}" if asked.name else ""
    state = "drifted" if found is not None else "does not exist"
    print(
        f"session-status: {path} {state}; run: session-status {asked.format} {asked.reference} -o {path}{named}",
        file=sys.stderr,
    )
    return _print("".join(line if line.endswith("\n") else f"{line}\n" for line in lines), DRIFTED)


def _read(path: Path) -> str | None:
    """Read a file; None where there is none. A checkout's line ends are no drift."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _Failed(f"-o {path}: {error.strerror}; name a file that can be read") from error


def _write(path: Path, text: str) -> int:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _Failed(f"-o {path}: {error.strerror}; name a file that can be written") from error
    return WRITTEN


def _print(text: str, code: int) -> int:
    """Write to standard output; a reader that has gone away is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer would be tried again, and fail loudly, when the interpreter shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
