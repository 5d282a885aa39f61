"""argv -> exit code; the only module that prints or exits.

0: nothing found; 1: something found; 2: the run itself failed; 130: interrupted.
"""

import os
import sys
import time
from io import TextIOWrapper

from lint_rules.cli import FAILED, INTERRUPTED
from lint_rules.cli.console.replay import record, replay

# What a command needs is imported by the command: a run in which nothing has changed is done in a blink. Where it is only looked
# for, annotations stand in quotes: what would make them texts is a module that takes as long to load as one of ours.
# ruff: noqa: PLC0415

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.outcome import Outcome


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run the command line and return the exit code.

    Args:
        argv: the arguments without the program's name; None stands for those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to fail
    arguments = sys.argv[1:] if argv is None else argv
    started = time.time_ns()
    try:
        recorded = replay(arguments)
        return _run(arguments, started) if recorded is None else _print(*recorded)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: "Sequence[str]", started: int) -> int:
    """Do what is asked for; keep what it comes to, where that is known to come to the same again."""
    from lint_rules.errors import Failed, Interrupted

    try:
        outcome = _outcome(arguments)
        code = _print(outcome.code, outcome.text, outcome.said, outcome.data)
    except Interrupted as interrupted:
        for line in str(interrupted).split("\n"):
            _say(line)
        return _give_back(arguments, INTERRUPTED)
    except Failed as failed:
        _say(f"session-lint: {failed}")
        return _give_back(arguments, FAILED)
    except Exception:
        _give_back(arguments, FAILED)
        raise
    if outcome.replay_inputs is not None:
        record(arguments, (outcome.code, outcome.text, outcome.said), *outcome.replay_inputs, started=started)
    return code


def _outcome(argv: "Sequence[str]") -> "Outcome":
    from lint_rules.cli.console.arguments import CommandLine, Misused, help_text, understand
    from lint_rules.cli.console.outcome import Outcome
    from lint_rules.errors import Failed

    match understand(argv):
        case Misused(message=message):
            raise Failed(message)
        case CommandLine(command="version"):
            from importlib.metadata import version

            return Outcome(text=f"session-lint {version('session-status')}\n")
        case CommandLine(command="help", operands=operands):
            return Outcome(text=help_text(*operands[:1]) + "\n")
        case args:
            return _command(args)


def _command(args: "CommandLine") -> "Outcome":
    match args.command:
        case "rule":
            from lint_rules.cli.commands.rule import run
        case "names":
            from lint_rules.cli.commands.names import run
        case "config":
            from lint_rules.cli.commands.config import run
        case "fleet":
            from lint_rules.cli.commands.fleet import run
        case "clean":
            from lint_rules.cli.commands.clean import run
        case "server":
            from lint_rules.cli.commands.server import run
        case _:
            from lint_rules.cli.commands.check import run
    return run(args)


def _give_back(arguments: "Sequence[str]", code: int) -> int:
    """Print standard input as it is where its fixed text was asked for: an editor puts what is printed in its place."""
    from lint_rules.cli.console import standard_input

    return _print(code, "", (), standard_input.read()) if standard_input.is_filter(arguments) else code


def _print(code: int, text: str, said: "Sequence[str]", data: bytes | None = None) -> int:
    """Write what a command comes to; a reader that has gone away is no failure, a full disk is."""
    for line in said:
        _say(line)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
        if data is not None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        _give_up(sys.stdout)
    except OSError as error:
        _give_up(sys.stdout)
        _say(f"session-lint: standard output cannot be written: {error.strerror}")
        return FAILED
    return code


def _say(line: str) -> None:
    if not line.isprintable():
        from lint_rules.source.printable import printable

        line = printable(line)
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)  # nobody is left who could be told


def _give_up(stream: "TextIO") -> None:
    """Drop what is still in the buffer: it would be tried again, and fail loudly, when the interpreter shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
