"""The Makefile -> every target that a page names is there, and `make help` says what it does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = {
    target for page in PAGES for target in re.findall(r"(?:`|^)make ([a-z][a-z0-9-]+)", page.read_text(), re.MULTILINE)
}


def test_a_target_that_a_page_names_is_listed_by_help() -> None:
    listing = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"test", "demo"} <= NAMED
    assert {line.split()[0] for line in listing.splitlines()} >= NAMED
