"""Lines of a list -> the repositories that are named: folders, or addresses of git with a commit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lint_rules.errors import Failed
from lint_rules.frozen import frozen
from lint_rules.source.small_file import Refusal, read_small

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:")
_LARGEST_LIST = 20_000_000
"""Bytes of a list: two hundred thousand addresses."""


@frozen
class Repository:
    """A repository that is to be checked.

    Args:
        name: the folder as it was named, or the address.
        folder: the folder, absolute; empty for an address.
        commit: the commit of an address, in full; empty for a folder.
    """

    name: str
    folder: str = ""
    commit: str = ""


def repositories_of(operands: Iterable[str]) -> list[Repository]:
    """Return the repositories that operands name: folders, and files with one repository in each line.

    A line is a folder, relative to the list, or an address and a commit: `https://example.org/shop.git 0123…`. What follows a `#` at its
    beginning is a comment.

    Raises:
        Failed: an operand does not exist, or a line is none of these; in one line, with place and remedy.
    """
    repositories = [repository for operand in operands for repository in _of_operand(operand)]
    if not repositories:
        raise Failed("fleet: no repositories; name folders, or files that list folders and addresses with commits")
    names = Counter(repository.name for repository in repositories)
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        raise Failed(f"fleet: {twice} is named twice; name each repository once")
    return repositories


def _of_operand(operand: str) -> Iterator[Repository]:
    path = Path(operand)
    if path.is_dir():
        yield Repository(operand, str(path.absolute()))
        return
    data = read_small(path, largest=_LARGEST_LIST)
    if isinstance(data, Refusal):
        raise Failed(f"fleet: {operand}: {data.reason}")
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        raise Failed(f"fleet: {operand}: is not UTF-8 text; name a folder, or a file that lists repositories") from None
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _of_line(line.split(), f"{operand}:{number}", path.absolute().parent)


def _of_line(words: list[str], place: str, around: Path) -> Repository:
    first, *more = words
    if first.startswith("-"):
        raise Failed(f"{place}: {first}: begins with a hyphen, and is no repository; write ./{first} for a folder")
    if _ADDRESS.match(first) is None and "::" not in first:
        folder = around / " ".join(words)
        if not folder.is_dir():
            raise Failed(f"{place}: {folder}: is no folder; name a folder, or an address of git and a commit")
        return Repository(" ".join(words), str(folder))
    if len(more) != 1 or _COMMIT.fullmatch(more[0]) is None:
        raise Failed(f"{place}: {first}: needs a commit behind it, in full: 40 hexadecimal digits")
    if "::" in first or "://-" in first or not first.isprintable():
        raise Failed(f"{place}: {first}: is no address that is fetched from; use https:// or ssh://")
    return Repository(first, "", more[0])
