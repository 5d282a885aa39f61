"""Mappings, lifecycles, rows and pages -> values to test with, and every fault that they have; it needs hypothesis.

The fixture `assert_statements`, which pytest finds by itself, is `session_status.statements.ExpectedStatements`.
"""

from session_status.testing.lifecycles import check_lifecycle
from session_status.testing.mappings import check_mapping
from session_status.testing.pages import check_pages
from session_status.testing.rows import rows
from session_status.testing.strategies import statuses, unknown_values, walks, wire_values

__all__ = [
    "check_lifecycle",
    "check_mapping",
    "check_pages",
    "rows",
    "statuses",
    "unknown_values",
    "walks",
    "wire_values",
]
