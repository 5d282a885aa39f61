"""Text of the checked code -> the same, safe to show: it steers no terminal, log or page, and passes for no other text."""

from __future__ import annotations

import re
from functools import cache


def printable(text: str) -> str:
    r"""Return a text with what cannot be seen, or changes how the rest is seen, as Python writes it: `\x1b`, `\u202e`, `\udcff`.

    That is every control sign but the tab (a line end would begin another line, which a build server may take for a command),
    what turns the direction of letters, what hides in tags, and half of a pair, which no output can encode.
    """
    return text if text.isprintable() else _hidden().sub(_escaped, text)


def json_printable(document: str) -> str:
    """Return a document of JSON that says the same without such signs: they can only stand in its strings."""
    return document if document.isascii() and "\x7f" not in document else _hidden_in_json().sub(_json_escaped, document)


_HIDDEN = r"\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f"


@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(rf"[\x00-\x08\x0a-\x1f{_HIDDEN}]")


@cache
def _hidden_in_json() -> re.Pattern[str]:
    return re.compile(f"[{_HIDDEN}]")


def _escaped(match: re.Match[str]) -> str:
    sign = ord(match[0])
    return f"\\x{sign:02x}" if sign < 0x100 else f"\\u{sign:04x}" if sign < 0x10000 else f"\\U{sign:08x}"  # noqa: PLR2004


def _json_escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
