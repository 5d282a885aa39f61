"""The reference application on a database of its own, and a user of it with a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.coaching.desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give the application on an empty SQLite file."""
    with open_desk(f"sqlite:///{tmp_path / 'desk.db'}") as opened:
        yield opened
