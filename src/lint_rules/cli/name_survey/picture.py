"""An ambiguous name -> a picture: files, the name that a class has in them, and the class; one for wide pages, one for narrow."""

from __future__ import annotations

import html
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lint_rules.cli.name_survey.model import AmbiguousName, DenotedClass, Import
from lint_rules.source.printable import printable

COLOURS = 6
"""Classes are told apart by so many colours; the page says which."""
_ROW, _GAP = 20, 14
_MOST_ROWS = 24
"""Rows for one class under one name; the table has them all."""
_FEW = 3
"""So many files of one folder are shown as the folder."""


class _Group(NamedTuple):
    """The imports of a class under one name.

    Args:
        alias: the name.
        is_shared: whether another class has it elsewhere.
        rows: what to write for the files.
    """

    alias: str
    is_shared: bool
    rows: list[str]


class _Block(NamedTuple):
    """A class and its imports.

    Args:
        colour: which.
        name: the qualified name.
        about: what it is, and where.
        groups: its imports; none where nobody imports it.
    """

    colour: int
    name: str
    about: str
    groups: list[_Group]

    @property
    def height(self) -> int:
        """The rows that it takes in a wide picture."""
        return max(sum(len(group.rows) for group in self.groups), 2)


def pictures(name: AmbiguousName, base: Path) -> str:
    """Return both pictures as SVG; the page's style shows the one that fits.

    Args:
        name: the name.
        base: the folder that paths are shown from.
    """
    blocks = [*_blocks(name, base)]
    return _svg(name, "wide", _WIDTH, *_wide(blocks)) + _svg(name, "narrow", _NARROW, *_narrow(blocks))


def escaped(text: str) -> str:
    """Return text as a page shows it, whatever is in it."""
    return html.escape(printable(text))


def shown(path: Path, base: Path) -> str:
    """Return a path as it is seen from a folder."""
    return Path(os.path.relpath(path, base)).as_posix()


# -- what is drawn


def _blocks(name: AmbiguousName, base: Path) -> Iterator[_Block]:
    names = Counter(alias for meant in name.classes for alias in {place.alias for place in meant.imports})
    for number, meant in enumerate(name.classes):
        by_alias: defaultdict[str, list[Import]] = defaultdict(list)
        for place in meant.imports:
            by_alias[place.alias].append(place)
        groups = [_Group(alias, names[alias] > 1, _rows(places, base)) for alias, places in by_alias.items()]
        yield _Block(number % COLOURS, meant.qualified_name, _about(meant, base), groups)


def _about(meant: DenotedClass, base: Path) -> str:
    where = f", {shown(meant.path, base)}:{meant.row}" if meant.path else ""
    return f"{meant.kind}{where}" + ("" if meant.imports else "; imported nowhere")


def _rows(places: Sequence[Import], base: Path) -> list[str]:
    """Return a line for each import, and one for the files of a folder where they are many."""
    folders = Counter(place.path.parent for place in places)
    rows: dict[str, None] = {}
    for place in places:
        folder = place.path.parent
        if len(places) > _MOST_ROWS // 2 and folders[folder] >= _FEW:
            rows[f"{shown(folder, base)}/ ({folders[folder]} imports)"] = None
        else:
            rows[f"{shown(place.path, base)}:{place.row}"] = None
    if len(rows) <= _MOST_ROWS:
        return [*rows]
    return [*[*rows][: _MOST_ROWS - 1], f"and {len(rows) - _MOST_ROWS + 1} more, see the table"]


# -- the wide one: files, names, classes from left to right

_WIDTH, _FILES, _PILL, _CLASS = 1120, 400, 436, 668
_LONGEST_FILE, _LONGEST_ALIAS, _LONGEST_CLASS = 54, 24, 60  # characters that fit


def _wide(blocks: Sequence[_Block]) -> tuple[int, list[str]]:
    drawn: list[str] = []
    top = _GAP
    for block in blocks:
        middle = top + block.height * _ROW // 2
        row = top + (block.height * _ROW - sum(len(group.rows) for group in block.groups) * _ROW) // 2 + _ROW // 2
        for group in block.groups:
            centre = row + (len(group.rows) - 1) * _ROW // 2
            for text in group.rows:
                drawn += (_text(_FILES - 8, row + 4, text, _LONGEST_FILE, "file", anchor="end"),)
                drawn.append(_curve(_FILES, row, _PILL, centre, f"import c{block.colour}"))
                row += _ROW
            right, pill = _pill(_PILL, centre, group)
            drawn += (_curve(right, centre, _CLASS, middle, f"c{block.colour}"), pill)
        drawn += _class(_CLASS, middle, block, _LONGEST_CLASS)
        top += block.height * _ROW + _GAP
    return top, drawn


def _curve(x: int, y: int, to_x: int, to_y: int, kind: str) -> str:
    half = (x + to_x) // 2
    return f'<path class="{kind}" d="M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"/>'


# -- the narrow one: a tree from top to bottom

_NARROW = 360
_LONGEST_LINE, _LONGEST_LEAF = 46, 42


def _narrow(blocks: Sequence[_Block]) -> tuple[int, list[str]]:
    drawn: list[str] = []
    y = _GAP
    for block in blocks:
        trunk = y
        drawn += _class(8, y, block, _LONGEST_LINE)
        y += _ROW
        for group in block.groups:
            y += _ROW + 4
            drawn += (f'<path class="c{block.colour}" d="M8 {trunk + 6}V{y}H30"/>', _pill(30, y, group)[1])
            branch = y + 9
            for text in group.rows:
                y += _ROW
                drawn.append(f'<path class="import c{block.colour}" d="M40 {branch}V{y}H50"/>')
                drawn.append(_text(54, y + 4, text, _LONGEST_LEAF, "file"))
        y += _ROW + _GAP
    return y, drawn


# -- what both are made of


def _svg(name: AmbiguousName, kind: str, width: int, height: int, drawn: Sequence[str]) -> str:
    label = escaped(f"Who imports which {name.name}, and under which name")
    opening = f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
    return f"{opening}{''.join(drawn)}</svg>"


def _class(x: int, y: int, block: _Block, longest: int) -> tuple[str, ...]:
    used = "" if block.groups else " unused"
    return (
        f'<circle class="c{block.colour}{used}" cx="{x}" cy="{y}" r="5"/>',
        _text(x + 14, y + 4, block.name, longest, "class"),
        _text(x + 14, y + 19, block.about, longest * 12 // 11, "soft"),
    )


def _pill(x: int, y: int, group: _Group) -> tuple[int, str]:
    """Return where a name's box ends, and the box."""
    text = _cut(group.alias, _LONGEST_ALIAS)
    width = round(len(text) * 7.3) + 18
    kind = "pill shared" if group.is_shared else "pill"
    box = f'<rect class="{kind}" x="{x}" y="{y - 9}" width="{width}" height="18" rx="9"/>'
    return x + width, f'{box}<text class="alias" x="{x + 9}" y="{y + 4}">{escaped(text)}</text>'


def _text(x: int, y: int, text: str, longest: int, kind: str, anchor: str = "start") -> str:
    title = f"<title>{escaped(text)}</title>" if len(text) > longest else ""
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{title}{escaped(_cut(text, longest))}</text>'


def _cut(text: str, longest: int) -> str:
    """Return a text without its beginning where it is too long: what tells names apart stands at the end."""
    return text if len(text) <= longest else f"…{text[-longest + 1 :]}"
