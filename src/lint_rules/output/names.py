"""Ambiguous names -> text, JSON, or one page of HTML with a picture of who imports which class."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lint_rules.ambiguous import AmbiguousName


def as_text(names: Sequence[AmbiguousName]) -> str:
    """Return a paragraph for each name: its classes, and below each the imports of it."""
    if not names:
        return "No name denotes several classes.\n"
    return "\n".join("\n".join(_paragraph(one)) + "\n" for one in names)


def as_json(names: Sequence[AmbiguousName]) -> str:
    """Return a list of objects: name, classes, imports; file names absolute, rows from 1."""
    return json.dumps([_object(one) for one in names], indent=2, ensure_ascii=False) + "\n"


def as_html(names: Sequence[AmbiguousName]) -> str:
    """Return one page that needs no network: a picture and a table for each name."""
    base = _base(names)
    sections = "\n".join(_section(one, base) for one in names) or "<p>No name denotes several classes.</p>"
    return _PAGE.replace("@SECTIONS@", sections).replace("@COUNT@", str(len(names)))


def _paragraph(one: AmbiguousName) -> Iterator[str]:
    yield f"{one.name}: {len(one.classes)} classes"
    for meant in one.classes:
        where = f", {_shown(meant.path)}:{meant.row}" if meant.path else ""
        yield f"  {meant.qualified_name} ({meant.kind}{where})"
        for place in meant.imports:
            alias = f" as {place.alias}" if place.alias != one.name else ""
            yield f"    {_shown(place.path)}:{place.row}{alias}"
        if not meant.imports:
            yield "    imported nowhere"


def _object(one: AmbiguousName) -> dict[str, object]:
    return {
        "name": one.name,
        "classes": [
            {
                "class": meant.qualified_name,
                "kind": meant.kind,
                "filename": str(meant.path) if meant.path else None,
                "row": meant.row or None,
                "imports": [
                    {"filename": str(place.path), "row": place.row, "alias": place.alias} for place in meant.imports
                ],
            }
            for meant in one.classes
        ],
    }


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


_ROW, _LEFT, _RIGHT, _WIDTH = 24, 420, 660, 1120  # of the picture, in its own units
_LONGEST = 54  # characters that fit to the left of it


def _base(names: Sequence[AmbiguousName]) -> Path:
    """Return the folder that holds every importing file: paths are shown from there."""
    folders = {place.path.parent for one in names for meant in one.classes for place in meant.imports}
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _short(path: Path, row: int, base: Path) -> str:
    """Return path and row, without the beginning where it is too long for the picture."""
    text = f"{path.relative_to(base)}:{row}"
    return text if len(text) <= _LONGEST else f"…{text[-_LONGEST + 1 :]}"


def _section(one: AmbiguousName, base: Path) -> str:
    table = "".join(
        f"<tr><td>{_escaped(str(place.path.relative_to(base)))}:{place.row}</td><td>{_escaped(place.alias)}</td>"
        f"<td>{_escaped(meant.qualified_name)}</td></tr>"
        for meant in one.classes
        for place in meant.imports
    )
    return (
        f"<section><h2>{_escaped(one.name)}</h2>{_picture(one, base)}<details><summary>As a table</summary><table>"
        f"<tr><th>Import</th><th>Name there</th><th>Class</th></tr>{table}</table></details></section>"
    )


def _picture(one: AmbiguousName, base: Path) -> str:
    """Draw files on the left, classes on the right; a line is an import, dashed where it renames the class."""
    places = [(index, place) for index, meant in enumerate(one.classes) for place in meant.imports]
    height = _ROW * (max(len(places), len(one.classes) * 2, 1) + 1)
    step = height / (len(one.classes) + 1)
    drawn: list[str] = []
    for row, (index, place) in enumerate(places, start=1):
        y, target = row * _ROW, step * (index + 1)
        aliased = place.alias != one.name
        alias = f'<text x="{_LEFT + 12}" y="{y - 3}" class="alias">as {_escaped(place.alias)}</text>' if aliased else ""
        line = f"M{_LEFT} {y} C{_LEFT + 130} {y} {_RIGHT - 110} {target:.0f} {_RIGHT} {target:.0f}"
        drawn += (
            f'<path d="{line}" class="c{index % 4}{" renamed" if aliased else ""}"/>',
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{_escaped(_short(place.path, place.row, base))}</text>{alias}',
        )
    for index, meant in enumerate(one.classes):
        middle = step * (index + 1)
        drawn += (
            f'<circle cx="{_RIGHT}" cy="{middle:.0f}" r="5" class="c{index % 4}"/>',
            f'<text x="{_RIGHT + 12}" y="{middle + 1:.0f}" class="class">{_escaped(meant.qualified_name)}</text>',
            f'<text x="{_RIGHT + 12}" y="{middle + 16:.0f}" class="alias">{_escaped(meant.kind)}</text>',
        )
    label = _escaped(f"Who imports which {one.name}")
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _escaped(text: str) -> str:
    return html.escape(text)


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Names that denote several classes</title>
<style>
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --soft: #5b6470; --line: #d6dae0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #17191c; --soft: #a4adb8; --line: #3a4048; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
svg { width: 100%; height: auto; font: 12px ui-monospace, monospace; fill: var(--ink); }
path { fill: none; stroke-width: 1.6; }
.renamed { stroke-dasharray: 5 4; }
.alias { fill: var(--soft); }
.class { font-weight: 600; }
path.c0 { stroke: #2f6fd0; } circle.c0 { fill: #2f6fd0; }
path.c1 { stroke: #c2571a; } circle.c1 { fill: #c2571a; }
path.c2 { stroke: #2e8b57; } circle.c2 { fill: #2e8b57; }
path.c3 { stroke: #9a4fc4; } circle.c3 { fill: #9a4fc4; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); }
</style>
</head>
<body>
<h1>Names that denote several classes</h1>
<p>@COUNT@ in this project. A line is an import; it is dashed where the import gives the class another name.</p>
@SECTIONS@
</body>
</html>
"""
