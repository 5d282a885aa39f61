"""What a command comes to: an exit code and what is to be printed, as a value."""

from __future__ import annotations

from typing import NamedTuple

from lint_rules.cli import NOTHING


class ReplayInputs(NamedTuple):
    """What an outcome rests on.

    Args:
        root: the project's root folder.
        files: the files and folders that were read.
        probed: what was only asked for, whether it is there.
    """

    root: str
    files: frozenset[str]
    probed: frozenset[str]


class Outcome(NamedTuple):
    """An exit code, the text for standard output, and the lines for standard error.

    `data` stands for the text where bytes must be passed on as they are. What it all rests on is known where the same command
    line may be given the same answer again.
    """

    code: int = NOTHING
    text: str = ""
    said: tuple[str, ...] = ()
    data: bytes | None = None
    replay_inputs: ReplayInputs | None = None
