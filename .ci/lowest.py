"""The lower bounds in pyproject.toml -> one pin a line: the oldest of everything that the distribution allows."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

CLUSTERS = frozenset({"dask", "ray", "fleet"})
"""Extras of `session-lint fleet`, which `all` leaves out, too: they are larger than all others together, and a cluster has its own versions."""


def pins(project: Path) -> list[str]:
    """Return a pin for each requirement of the core and of every extra; where two name one package, the higher counts."""
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    extras_of = table["optional-dependencies"]
    groups = [table["dependencies"], *(lines for extra, lines in extras_of.items() if extra not in CLUSTERS)]
    lowest: dict[str, Version] = {}
    extras: dict[str, set[str]] = {}
    for requirement in (Requirement(line) for group in groups for line in group):
        name = canonicalize_name(requirement.name)
        if name == canonicalize_name(table["name"]):
            continue  # an extra that names other extras
        bounds = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
        if not bounds:
            raise SystemExit(f"{project}: {requirement} has no lower bound: write {requirement.name}>=VERSION")
        lowest[name] = max([*bounds, *([lowest[name]] if name in lowest else [])])
        extras.setdefault(name, set()).update(requirement.extras)
    return [f"{name}{_bracketed(extras[name])}=={version}" for name, version in sorted(lowest.items())]


def _bracketed(extras: set[str]) -> str:
    return f"[{','.join(sorted(extras))}]" if extras else ""


if __name__ == "__main__":
    print(*pins(Path(__file__).parents[1] / "pyproject.toml"), sep="\n")
