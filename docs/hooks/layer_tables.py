"""`<!-- layers: CONTRACT -->` and `<!-- rooms: PACKAGE -->` in a page -> tables of layers and of folders, each module with its sentence.

The contracts in pyproject.toml, the folders and the docstrings are the only places to edit.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"
LISTED_ELSEWHERE = {"rules": "Each rule is a file; [the list of rules](rules/index.md) has their pages."}
_MARK = re.compile(r"<!-- (?P<kind>layers|rooms): (?P<name>[\w-]+) -->")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill in the tables of a page."""
    return _MARK.sub(lambda mark: (_layers if mark["kind"] == "layers" else _rooms)(mark["name"]), markdown)


def _layers(identity: str) -> str:
    contract = _contract(identity)
    (container,) = contract["containers"]
    rows = ["| layer | module or folder | what goes in, and what comes out |", "|---|---|---|"]
    for number, layer in enumerate(contract["layers"], start=1):
        for name in re.findall(r"\w+", layer):
            folder = SOURCES / Path(*container.split(".")) / name
            source = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            if source.is_file():  # a layer in brackets may be missing
                rows.append(_row(str(number), f"`{name}`", source=source))
    return "\n".join(rows)


def _contract(identity: str) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    for contract in contracts:
        if contract["id"] == identity:
            return contract
    raise ValueError(f"pyproject.toml has no import contract {identity!r}")


def _rooms(package: str) -> str:
    return "\n\n".join(_room(folder, package) for folder in _folders(SOURCES / package))


def _folders(package: Path) -> Iterator[Path]:
    """Yield a package's folders, each before those inside it."""
    yield package
    for folder in sorted(path for path in package.iterdir() if (path / "__init__.py").is_file()):
        yield from _folders(folder)


def _room(folder: Path, package: str) -> str:
    name = folder.relative_to(SOURCES).as_posix()
    title = f"#### `{name}`\n\n{_sentence(folder / '__init__.py')}"
    aside = LISTED_ELSEWHERE.get(folder.relative_to(SOURCES / package).as_posix())
    if aside is not None:
        return f"{title} {aside}"
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    if not modules:
        return title
    return "\n".join([title, "", "| module | what goes in, and what comes out |", "|---|---|", *map(_module, modules)])


def _module(source: Path) -> str:
    return _row(f"`{source.stem}`", source=source)


def _row(*cells: str, source: Path) -> str:
    return f"| {' | '.join([*cells, _sentence(source).replace('|', 'or')])} |"


def _sentence(source: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").partition("\n")[0]
