"""A pytest run -> the fixture `assert_statements`, which loads nothing before a test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from session_status.statements import ExpectedStatements


@pytest.fixture
def assert_statements() -> type[ExpectedStatements]:
    """Give what holds a block of code to a number of SQL statements.

    Returns:
        The context manager `session_status.statements.ExpectedStatements`.
    """
    from session_status.statements import ExpectedStatements  # noqa: PLC0415 -- only tests that count pay for it

    return ExpectedStatements
