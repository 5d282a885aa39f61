"""Things that lie in files -> the same from the nearest to a file outwards, without sorting all of them for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


class Proximity(Generic[_Item]):
    """Things by the folders that they are below. How many folders a file shares with one says how near it is.

    Args:
        items: the things, in the order in which those that are equally near are given.
        at: returns the file that one lies in.
    """

    def __init__(self, items: Iterable[_Item], at: Callable[[_Item], Path]) -> None:
        """See the class."""
        self._all = tuple(items)
        self._paths = tuple(map(at, self._all))
        self._below: dict[Path, list[int]] = {}
        around = dict[Path, tuple[Path, ...]]()
        for number, path in enumerate(self._paths):
            folder = path.parent
            if folder not in around:
                around[folder] = (folder, *folder.parents)
            for above in around[folder]:
                self._below.setdefault(above, []).append(number)

    def __iter__(self) -> Iterator[_Item]:
        """Yield all of them, in their order."""
        return iter(self._all)

    def around(self, path: Path) -> Iterator[_Item]:
        """Yield them from the nearest to a file outwards; those that are equally near in their order."""
        here = [number for number in self._below.get(path.parent, ()) if self._paths[number] == path]
        yield from (self._all[number] for number in here)
        given = set(here)
        for above in path.parents:
            numbers = self._below.get(above, ())
            if len(numbers) > len(given):
                yield from (self._all[number] for number in numbers if number not in given)
                given.update(numbers)
