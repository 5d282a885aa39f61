"""The programs in `cases` -> what mypy and pyright say of them, on both lines of SQLAlchemy."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typing.checkers import CHECKERS, ROOT, refused

LINES = {"2.1": ROOT / ".venv", "2.0": ROOT / ".venv-sa20"}


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_checker_infers_what_is_documented_and_refuses_what_is_wrong(
    checker: str, line: str, tmp_path: Path
) -> None:
    environment = LINES[line]
    if not environment.exists():
        pytest.skip(f"{environment.name} is not there: run `make setup`")
    found = CHECKERS[checker].run(environment, tmp_path)
    assert found - refused() == set(), "the checker refuses what is right"
    assert refused() - found == set(), "the checker lets pass what is wrong"
