"""A folder -> a repository that tries what a repository can try, and a place outside of it that must stay as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

COLLISION = "from sqlalchemy.orm import Session\nfrom app.models import Session\n\n\ndef load(db: Session, key):\n    return db.query(Session).all()\n"
MODELS = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase): ...\n\n\nclass Session(Base):\n    __tablename__ = 's'\n    id: int\n"
SHADOWS = "re json ast libcst pathspec rich sitecustomize usercustomize conftest setup noxfile pygls lsprotocol mypy tomllib".split()
"""Modules that a program may load by these names: here they are the repository's."""


class Place(NamedTuple):
    """Where a hostile repository lies.

    Args:
        root: the repository.
        outside: a folder beside it.
        home: the user's home.
    """

    root: Path
    outside: Path
    home: Path

    def state(self) -> dict[str, tuple[bytes, int]]:
        """Return what lies outside: content and time of the last change."""
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in self.outside.rglob("*")
            if path.is_file()
        }


def hostile(folder: Path) -> Place:
    """Write the repository: what it runs would leave a file `ran` outside."""
    place = Place(folder / "repo", folder / "outside", folder / "home")
    for path in place:
        path.mkdir()
    canary = f"open({str(place.outside / 'ran')!r}, 'a').write(__name__)\n"
    for name in SHADOWS:
        _write(place.root / f"{name}.py", canary)
    for package in ("lint_rules", "session_lint_rules", "session_status"):
        _write(place.root / package / "__init__.py", canary)
        _write(place.root / package / "__main__.py", canary)
        _write(place.root / package / "evil.py", canary)
    _write(place.root / "app/__init__.py", canary)
    _write(place.root / "app/models.py", canary + MODELS)
    _write(place.root / "app/api.py", canary + COLLISION)
    _write(place.root / "pyproject.toml", '[project]\nname = "p"\n\n[tool.mypy]\nplugins = ["evil.py"]\n')
    _write(place.root / "evil.py", canary)
    _write(place.root / ".venv/bin/python", f"#!/bin/sh\ntouch {place.outside / 'ran'}\n")
    (place.root / ".venv/bin/python").chmod(0o755)
    _write(place.outside / "secret.py", COLLISION)
    _write(place.outside / "notes.cache", "mine")
    (place.root / "app/link.py").symlink_to(place.outside / "secret.py")
    (place.root / "linked").symlink_to(place.outside, target_is_directory=True)
    return place


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


ODD_NAMES = [
    b"a\n::error::owned.py", b"b\x1b[2Jowned.py", b"c\xff.py", "d\N{RIGHT-TO-LEFT OVERRIDE}yp.py".encode(), b"e\r::stop-commands::x.py",
]  # fmt: skip
"""Names of files that would steer a terminal or a build server."""


def with_odd_names(root: Path) -> None:
    """Add files with odd names, each with a finding."""
    for name in ODD_NAMES:
        with open(os.path.join(os.fsencode(root / "app"), name), "w") as file:  # noqa: PTH123, PTH118  no text, but bytes
            file.write(COLLISION)
