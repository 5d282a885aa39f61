"""Six type checkers over the programs in `cases` -> the table of the documentation, and the lines at which they differ.

`pytest tests/typing/test_checkers.py -m slow --update-pages --snapshot-update` writes both anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.typing.checkers import CHECKERS, ROOT, lines, refused, text, version

PAGE = ROOT / "docs" / "type-checkers.md"
_ROW = re.compile(r"^\| (\w+) (\S+) \| (\d+) of (\d+) \| (\d+) of (\d+) \|", re.MULTILINE)


def rows() -> dict[str, tuple[str, ...]]:
    return {row[1]: row.groups()[1:] for row in _ROW.finditer(PAGE.read_text())}


def test_the_table_has_a_row_for_each_checker_and_the_number_of_uses_that_there_are() -> None:
    assert list(rows()) == list(CHECKERS)
    right = len(lines() - refused())
    assert {(int(row[2]), int(row[4])) for row in rows().values()} == {(len(refused()), right)}


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_checker_refuses_as_many_lines_as_the_page_says(
    checker: str, tmp_path: Path, request: pytest.FixtureRequest, snapshot: SnapshotAssertion
) -> None:
    if not Path(CHECKERS[checker].version[0]).exists():
        pytest.skip(f"{checker} is not there: run `make .venv-checkers/.ready`")
    updating, installed = request.config.getoption("--update-pages"), version(checker)
    if installed != rows()[checker][0] and not updating:
        pytest.skip(f"the page is about {checker} {rows()[checker][0]}, and {installed} is installed: --update-pages")
    found = CHECKERS[checker].run(ROOT / ".venv", tmp_path)
    wrong, right = refused(), lines() - refused()
    row = (installed, *map(str, (len(wrong & found), len(wrong), len(found - wrong), len(right))))
    differing = {"lets pass": wrong - found, "refuses": found - wrong}
    shown = {
        name: [f"{place.partition(':')[0]}: {text(place)}" for place in sorted(places)]
        for name, places in differing.items()
    }
    if updating:
        page = PAGE.read_text()
        new = "| {} {} | {} of {} | {} of {} |".format(checker, *row)
        PAGE.write_text(re.sub(rf"^\| {checker} [^|]*\|[^|]*\|[^|]*\|", new, page, flags=re.MULTILINE))
    assert rows()[checker] == row
    assert shown == snapshot
