"""The page on architecture -> it shows every module of both packages, and leads only to places that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.hooks.layer_tables import on_page_markdown

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"
PAGES = [ROOT / "docs" / "architecture.md", ROOT / "docs" / "glossary.md", *sorted((ROOT / "docs/decisions").iterdir())]
TEXT = PAGES[0].read_text()
PLACE = re.compile(r"`((?:lint_rules|session_status|[a-z_]+)/[\w/]*(?:\.py)?)`")


def shown() -> dict[str, set[str]]:
    """Return what the page shows of each folder: the modules in its table."""
    sections = re.split(r"^#### `([\w/]+)`$", on_page_markdown(TEXT), flags=re.MULTILINE)
    return {
        folder: set(re.findall(r"^\| `(\w+)` \| .*[.?] \|$", table, re.MULTILINE))
        for folder, table in zip(sections[1::2], sections[2::2], strict=True)
    }


def test_the_page_shows_every_folder_with_every_module_and_its_sentence() -> None:
    folders = {package.parent for package in SOURCES.rglob("__init__.py")}
    written = {
        folder.relative_to(SOURCES).as_posix(): {path.stem for path in folder.glob("*.py")} - {"__init__"}
        for folder in folders
    }
    written["lint_rules/rules"] = set()  # the list of rules has a page for each
    assert shown() == written


def test_the_picture_names_modules_and_folders_that_exist() -> None:
    boxes = re.findall(r'<g class="box">.*?<text class="name"[^>]*>(\w+)<', TEXT)
    existing = {path.stem for path in SOURCES.rglob("*.py")} | {path.parent.name for path in SOURCES.rglob("*.py")}
    assert len(boxes) == 9
    assert set(boxes) <= existing


def is_there(place: str) -> bool:
    """Tell whether a file or folder exists; pages leave the package's name out where it is clear."""
    return any((folder / place).exists() for folder in (SOURCES, SOURCES / "lint_rules", SOURCES / "session_status"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_for_those_who_carry_on_leads_to_places_that_exist(page: Path) -> None:
    assert [place for place in PLACE.findall(page.read_text()) if not is_there(place)] == []


def test_a_contract_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(ValueError, match="no import contract 'no-such'"):
        on_page_markdown("<!-- layers: no-such -->")
