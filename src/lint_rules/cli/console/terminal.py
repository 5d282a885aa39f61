"""The environment and standard output -> what the terminal can show."""

from __future__ import annotations

import os
import sys

from lint_rules.cli.output.view import Terminal

_LINKING_PROGRAMS = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "WarpTerminal"}
_LINKING_TERMINALS = {"xterm-kitty", "alacritty", "alacritty-direct", "foot", "xterm-ghostty", "contour"}
_VTE = 5000
"""The first version of VTE (GNOME Terminal and others) that shows links right."""
_FILE_WIDTH = 160


def terminal_of(*, to_file: bool) -> Terminal:
    """Return what the place where a report goes can show.

    Colour follows no-color.org, force-color.org and bixense.com/clicolors; links those terminals that are known to open them.
    """
    if to_file:
        return Terminal()
    is_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    colour = _colour(is_terminal=is_terminal)
    return Terminal(
        colour=colour, links=_links(is_terminal=is_terminal and colour), width=_width(is_terminal=is_terminal)
    )


def _width(*, is_terminal: bool) -> int:
    """Return how many columns a line has: `COLUMNS`, else what the terminal says, else what a page has."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    if not is_terminal:
        return _FILE_WIDTH
    import shutil  # noqa: PLC0415  only a terminal has a width

    return shutil.get_terminal_size((_FILE_WIDTH, 0)).columns


def _colour(*, is_terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal and os.environ.get("CLICOLOR") != "0"


def _links(*, is_terminal: bool) -> bool:
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if not is_terminal or os.environ.get("CI"):
        return False
    vte = os.environ.get("VTE_VERSION", "0")
    return (
        os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or os.environ.get("TERM") in _LINKING_TERMINALS
        or (vte.isdecimal() and int(vte) >= _VTE)
        or any(os.environ.get(name) for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM"))
    )
