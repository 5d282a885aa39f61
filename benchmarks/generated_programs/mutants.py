"""Files of installed packages -> the same with expressions swapped, lines repeated and words replaced, as far as they still parse."""

from __future__ import annotations

import ast
import re
import sysconfig
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.generated_programs.parsing import parses

PACKAGES = (
    "alembic fastapi sqlmodel sqlalchemy starlette pydantic werkzeug mypy pygments dask pre_commit libcst".split()
)
WORDS = "Session session db query select execute status Mapped Column JobStatus User id first all get".split()
_LARGEST = 6_000
_TRIES = 6


@cache
def real_files() -> tuple[bytes, ...]:
    """Return the small files of installed packages, those that speak of a database first."""
    site = Path(sysconfig.get_paths()["purelib"])
    paths = [path for package in PACKAGES for path in sorted((site / package).rglob("*.py"))]
    texts = [path.read_bytes() for path in paths if 200 < path.stat().st_size < _LARGEST]
    return tuple(sorted(texts, key=lambda data: b"ession" not in data and b"query" not in data))


def mutant(chance: Random) -> bytes | None:
    """Return a changed file that parses; None when no try does."""
    files = real_files()
    end = len(files) if chance.random() < 0.5 else max(1, len(files) // 4)
    original = files[chance.randrange(end)]
    for _ in range(_TRIES):
        data = original
        for _ in range(chance.randint(1, 6)):
            data = chance.choice([_other_expression, _other_expression, _repeated_lines, _other_word, _other_word])(
                data, chance
            )
        if data != original and parses(data):
            return _other_ends(data, chance)
    return None


def _other_expression(data: bytes, chance: Random) -> bytes:
    """Put one expression of a file in the place of another."""
    try:
        nodes = [node for node in ast.walk(ast.parse(data)) if isinstance(node, ast.expr) and hasattr(node, "lineno")]
    except (SyntaxError, ValueError):
        return data
    if len(nodes) < 2:
        return data
    old, new = chance.sample(nodes, 2)
    lines = data.splitlines(keepends=True)
    start, end = _span(old, lines)
    first, last = _span(new, lines)
    taken = data[first:last]
    return data[:start] + (b"(" + taken + b")" if chance.random() < 0.5 else taken) + data[end:]


def _span(node: ast.expr, lines: list[bytes]) -> tuple[int, int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts[node.lineno - 1] + node.col_offset, starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)


def _repeated_lines(data: bytes, chance: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at, count = chance.randrange(len(lines)), chance.randint(1, 4)
    return b"".join([*lines[: at + count], *lines[at:]])


def _other_word(data: bytes, chance: Random) -> bytes:
    words = sorted(set(re.findall(rb"\b[A-Za-z_]\w*\b", data)))
    if not words:
        return data
    old = rb"\b" + chance.choice(words) + rb"\b"
    return re.sub(old, chance.choice(WORDS).encode(), data)


def _other_ends(data: bytes, chance: Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if chance.random() < 0.1 else data
