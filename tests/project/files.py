"""The project -> every file of it: what git knows or would add, or all that an sdist holds."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = {"__pycache__", ".pytest_cache", ".hypothesis", "PKG-INFO"}
"""What appears in an unpacked sdist when it is used, and what only an sdist has."""


def project_files() -> list[Path]:
    """Return the files, sorted."""
    if not (ROOT / ".git").exists():
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and not MADE & {*path.parts})
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(path for line in listing.stdout.splitlines() if (path := ROOT / line).is_file())
