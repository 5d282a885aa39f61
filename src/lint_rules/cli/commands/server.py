"""`session-lint server`: an editor -> diagnostics and fixes, until it says good-bye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.request import rules
from lint_rules.errors import Failed

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine


def run(args: CommandLine) -> Outcome:
    """Serve an editor on standard input and output.

    Raises:
        Failed: paths are given, or what it needs is not installed.
    """
    if args.operands:
        raise Failed(f"server takes no paths: the editor names them; leave out {args.operands[0]}")
    try:
        from lint_rules.server import serve  # noqa: PLC0415  what it needs may be missing
    except ModuleNotFoundError as error:
        raise Failed(f"server needs {error.name}: pip install 'session-status[server]'") from error
    serve(rules())
    return Outcome()
