"""The variables of this process -> those of one that runs no module of the project it stands in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import lint_rules


def isolated(environment: Mapping[str, str], root: Path) -> dict[str, str]:
    """Return the variables for a process that runs no module of the project, whatever is in its current folder.

    `-P` and not `-I`: the second would also pass over the user's own packages, where this program itself may be.

    Args:
        environment: the variables of this process.
        root: the project's root folder.
    """
    program = str(Path(lint_rules.__path__[0]).parent)  # runs already, wherever it lies
    folders = [folder for folder in environment.get("PYTHONPATH", "").split(os.pathsep) if folder]
    outside = [folder for folder in folders if folder == program or _is_outside(folder, root)]
    kept = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    return {**kept, "PYTHONSAFEPATH": "1", **({"PYTHONPATH": os.pathsep.join(outside)} if outside else {})}


def _is_outside(folder: str, root: Path) -> bool:
    return os.path.isabs(folder) and not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))  # noqa: PTH117
