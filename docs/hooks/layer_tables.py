"""`<!-- layers: CONTRACT -->` in a page -> a table of that contract's layers, each module with its own sentence.

The contract and the modules' docstrings are the only places to edit.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_MARK = re.compile(r"<!-- layers: ([\w-]+) -->")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill in the tables of a page."""
    return _MARK.sub(lambda mark: _table(mark[1]), markdown)


def _table(identity: str) -> str:
    contract = _contract(identity)
    (container,) = contract["containers"]
    rows = ["| layer | module | what goes in, and what comes out |", "|---|---|---|"]
    for number, layer in enumerate(contract["layers"], start=1):
        for name in re.findall(r"\w+", layer):
            sentence = _sentence(ROOT / "src" / Path(*container.split(".")), name)
            if sentence is not None:
                rows.append(f"| {number} | `{name}` | {sentence.replace('|', 'or')} |")
    return "\n".join(rows)


def _contract(identity: str) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    for contract in contracts:
        if contract["id"] == identity:
            return contract
    raise ValueError(f"pyproject.toml has no import contract {identity!r}")


def _sentence(folder: Path, name: str) -> str | None:
    """Return the first line of a module's docstring; None for one that the design names and nobody wrote yet."""
    for source in (folder / f"{name}.py", folder / name / "__init__.py"):
        if source.is_file():
            return (ast.get_docstring(ast.parse(source.read_text())) or "").partition("\n")[0]
    return None
