"""Command-line arguments -> what the command `session-status` prints, and an exit code."""

import argparse
from collections.abc import Sequence
from importlib.metadata import version


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What follows the command's name; the process's own arguments by default.

    Returns:
        The exit code; a wrong option exits with 2.
    """
    parser = argparse.ArgumentParser(prog="session-status", description="True statuses for SQLAlchemy applications.")
    parser.add_argument("--version", action="version", version=f"session-status {version('session-status')}")
    parser.parse_args(arguments)
    parser.print_help()
    return 0
