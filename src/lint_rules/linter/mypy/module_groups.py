"""Files to check -> the modules that mypy takes them for, in groups that no name divides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Group:
    """Files that one run of mypy can check: no two of them are one module, and no package lies in two places.

    Args:
        bases: the folders that the files' modules are named from.
        files: the files.
    """

    bases: list[Path] = field(default_factory=list[Path])
    files: list[Path] = field(default_factory=list[Path])
    _owners: dict[str, Path] = field(default_factory=dict[str, Path])
    _modules: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])

    def takes(self, file: Path, base: Path) -> bool:
        """Add a file, unless it would be a second module, or a second place of a package, of one name."""
        module = _module(file, base)
        if module in self._modules or self._owners.setdefault(module[0], base) != base:
            return False
        self._modules.add(module)
        self.files.append(file)
        if base not in self.bases:
            self.bases.append(base)
        return True


def grouped(files: Iterable[Path], roots: Sequence[Path]) -> list[Group]:
    """Put files into as few groups as go, in order: a project with one place for each package has one.

    Args:
        files: absolute paths.
        roots: folders that modules are imported from, for files that are in no package.
    """
    groups: list[Group] = []
    for file in files:
        base = _base(file, roots)
        if not any(group.takes(file, base) for group in groups):
            groups.append(Group())
            groups[-1].takes(file, base)
    return groups


def _base(file: Path, roots: Sequence[Path]) -> Path:
    """Return the folder that a file's module is named from: above its outermost package, or a root without one."""
    folder = file.parent
    if (folder / "__init__.py").exists():
        while (folder / "__init__.py").exists() and folder.name.isidentifier():
            folder = folder.parent
        return folder
    above = [root for root in roots if folder.is_relative_to(root)]
    nearest = max(above, key=lambda root: len(root.parts), default=folder)
    return nearest if all(part.isidentifier() for part in folder.relative_to(nearest).parts) else folder


def _module(file: Path, base: Path) -> tuple[str, ...]:
    parts = file.relative_to(base).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
