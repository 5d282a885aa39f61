"""Ambiguous names -> text, JSON, or one page of HTML with a picture of who imports which class."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lint_rules.cli.name_survey.model import AmbiguousName
from lint_rules.cli.name_survey.picture import COLOURS, escaped, pictures, shown
from lint_rules.cli.output.view import as_json as dumped
from lint_rules.source.printable import printable


def as_text(names: Sequence[AmbiguousName]) -> str:
    """Return a paragraph for each name: its classes, and below each the imports of it."""
    if not names:
        return "No name denotes several classes.\n"
    return "\n".join("\n".join(map(printable, _paragraph(name))) + "\n" for name in names)


def as_json(names: Sequence[AmbiguousName]) -> str:
    """Return a list of objects: name, classes, imports; file names absolute, rows from 1."""
    return dumped([_object(name) for name in names]) + "\n"


def as_html(names: Sequence[AmbiguousName]) -> str:
    """Return one page that needs no network: a picture, for wide and for narrow windows, and a table for each name."""
    base = _base(names)
    sections = "\n".join(_section(name, base) for name in names) or "<p>No name denotes several classes.</p>"
    colours = "\n".join(
        f"path.c{number} {{ stroke: var(--c{number}); }} circle.c{number} {{ fill: var(--c{number}); stroke: var(--c{number}); }}"
        for number in range(COLOURS)
    )
    page = (
        _PAGE.replace("@COLOURS@", colours).replace("@COUNT@", str(len(names))).replace("@FOLDER@", escaped(base.name))
    )
    return page.replace("@SECTIONS@", sections)


def _paragraph(name: AmbiguousName) -> Iterator[str]:
    yield f"{name.name}: {len(name.classes)} classes"
    for meant in name.classes:
        where = f", {_shown(meant.path)}:{meant.row}" if meant.path else ""
        yield f"  {meant.qualified_name} ({meant.kind}{where})"
        for place in meant.imports:
            alias = f" as {place.alias}" if place.alias != name.name else ""
            yield f"    {_shown(place.path)}:{place.row}{alias}"
        if not meant.imports:
            yield "    imported nowhere"


def _object(name: AmbiguousName) -> dict[str, object]:
    return {
        "name": name.name,
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
            for meant in name.classes
        ],
    }


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _base(names: Sequence[AmbiguousName]) -> Path:
    """Return the folder that holds every importing file: paths are shown from there."""
    folders = {place.path.parent for name in names for meant in name.classes for place in meant.imports}
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _section(name: AmbiguousName, base: Path) -> str:
    table = "".join(
        f"<tr><td>{escaped(shown(place.path, base))}:{place.row}</td><td>{escaped(place.alias)}</td>"
        f"<td>{escaped(meant.qualified_name)}</td></tr>"
        for meant in name.classes
        for place in meant.imports
    )
    return (
        f"<section><h2>{escaped(name.name)}</h2>{pictures(name, base)}<details><summary>As a table</summary><div><table>"
        f"<tr><th>Import</th><th>Name there</th><th>Class</th></tr>{table}</table></div></details></section>"
    )


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Names that denote several classes</title>
<style>
:root {
  color-scheme: light dark;
  --ink: #1c1e21; --paper: #fff; --soft: #5b6470; --line: #d6dae0; --pill: #f1f3f6; --alarm: #b3261e; --alarm-paper: #fdecea;
  --c0: #2f6fd0; --c1: #b8501a; --c2: #2a7f50; --c3: #8b45b5; --c4: #0f7c8a; --c5: #8a6d00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8eaed; --paper: #17191c; --soft: #a4adb8; --line: #3a4048; --pill: #26292e; --alarm: #ff8a80; --alarm-paper: #3b1f1d;
    --c0: #79aaf5; --c1: #f0935c; --c2: #62c48f; --c3: #c892ea; --c4: #54c1cf; --c5: #d6b94a;
  }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font: 600 1.15rem ui-monospace, monospace; margin: .5rem 0; }
p { color: var(--soft); max-width: 46rem; }
b { color: var(--alarm); }
section { border-top: 1px solid var(--line); padding: .8rem 0 1.2rem; }
svg { display: block; width: 100%; height: auto; font: 12px ui-monospace, monospace; fill: var(--ink); }
svg.narrow { display: none; max-width: 32rem; }
@media (max-width: 760px) { svg.wide { display: none; } svg.narrow { display: block; } }
path { fill: none; stroke-width: 1.5; stroke-opacity: .75; }
.soft { fill: var(--soft); font-size: 11px; }
.class { font-weight: 600; }
.pill { fill: var(--pill); stroke: var(--line); }
.shared { fill: var(--alarm-paper); stroke: var(--alarm); }
.shared + .alias { fill: var(--alarm); font-weight: 600; }
@COLOURS@
circle.unused { fill: none; stroke-width: 1.5; }
summary { color: var(--soft); cursor: pointer; margin-top: .6rem; }
details div { overflow-x: auto; }
table { border-collapse: collapse; font: 12px ui-monospace, monospace; margin-top: .4rem; }
td, th { text-align: left; padding: .2rem 1.2rem .2rem 0; border-bottom: 1px solid var(--line); }
</style>
</head>
<body>
<h1>Names that denote several classes</h1>
<p>@COUNT@ in this project. From left to right, or from the leaves to the root: the files that import a class, the name that it
has there, and the class. A name <b>in red</b> stands for another class elsewhere. Files are shown from the folder @FOLDER@.</p>
@SECTIONS@
</body>
</html>
"""
