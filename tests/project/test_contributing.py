"""CONTRIBUTING.md -> each file and folder that its paths lead to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (ROOT, ROOT / "src" / "session_status")
TEXT = (ROOT / "CONTRIBUTING.md").read_text()


def test_every_place_that_the_paths_of_the_first_day_name_is_there() -> None:
    named = set(re.findall(r"[\w.-]+(?:/[\w.<>-]+)+", re.sub(r"https?:\S+", "", TEXT)))
    places = {
        place.replace("<rule>", "session_built_as_model")
        for place in named
        if "/bin/" not in place and not place.isupper()
    }
    assert {place for place in places if place.startswith(("src/", "tests/"))}
    assert [place for place in sorted(places) if not any((room / place).exists() for room in ROOMS)] == []
