"""Lines of IPython <-> lines of Python that take their place."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

_MAGIC = re.compile(r"^(\s*)([%!?].*|(?!#)[^'\"#]*\?\??\s*)$")
_ASSIGNED = re.compile(r"^(\s*[\w.,\s]+=\s*)([%!].*)$")
_STATEMENT, _VALUE = "pass  #\ue000", "None  #\ue000"
"""What stands for a magic: a comment with a sign that nobody writes keeps it."""
_GOES_ON = "#\ue000"
"""What stands before a line that a magic goes on in: the one above ends in a backslash."""
_MASKED = re.compile("(?:(?:pass|None)  )?#\ue000")
SIGNS = re.compile("[\ue000-\ue002]")
"""What no cell may hold: by it what was written in place of a cell's own lines is known."""
_PYTHON_CELLS = re.compile(r"%%(?:capture|debug|prun|py|python3?|time|timeit)\b")


def masked(text: str) -> str | None:
    """Return a cell as Python; None for one that is in another language, or holds the sign that magics are marked with."""
    if SIGNS.search(text) or (text.lstrip().startswith("%%") and not _PYTHON_CELLS.match(text.lstrip())):
        return None
    return text if _is_python(text) else "".join(_lines(text.splitlines(keepends=True)))


def unmasked(text: str) -> str:
    """Return a cell with its magics as they were."""
    return _MASKED.sub("", text)


def _is_python(text: str) -> bool:
    """Whether a text is Python as it is: a line that begins with `%` may go on from the one before."""
    if not re.search(r"^\s*[%!?]|\?\s*$|=\s*[%!]", text, re.MULTILINE):
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of Python for those of IPython; a magic goes on behind a backslash, as a line of a shell does."""
    goes_on = False
    for line in lines:
        masked_line = f"{_GOES_ON}{line}" if goes_on else _line(line)
        yield masked_line
        goes_on = masked_line != line and line.rstrip("\r\n").endswith("\\")


def _line(line: str) -> str:
    code = line.rstrip("\r\n")
    end = line[len(code) :]
    magic = _MAGIC.match(code)
    if magic:
        return f"{magic[1]}{_STATEMENT}{magic[2]}{end}"
    assigned = _ASSIGNED.match(code)
    return f"{assigned[1]}{_VALUE}{assigned[2]}{end}" if assigned else line
