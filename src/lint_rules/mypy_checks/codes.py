"""The plugin's error codes: the names of the rules, one vocabulary for both checkers."""

from __future__ import annotations

from mypy.errorcodes import ErrorCode

_GROUP = "session-lint"

UNMAPPED_QUERY_ENTITY = ErrorCode("unmapped-query-entity", "Check that queries run on mapped classes", _GROUP)
# `# type: ignore[unmapped-query-entity]` silences it as well: an object's class is no entity either.
UNMAPPED_INSTANCE = ErrorCode(
    "unmapped-instance",
    "Check that sessions are given objects of mapped classes",
    _GROUP,
    sub_code_of=UNMAPPED_QUERY_ENTITY,
)
INCOMPLETE_STATUS_MAPPING = ErrorCode(
    "incomplete-status-mapping", "Check that StatusMapping leaves nothing out", _GROUP
)
UNTYPED_QUERY = ErrorCode("untyped-query", "Check that the results of queries have types", _GROUP)

RULES = frozenset(
    code.code for code in (UNMAPPED_QUERY_ENTITY, UNMAPPED_INSTANCE, INCOMPLETE_STATUS_MAPPING, UNTYPED_QUERY)
)
"""The rules that need types to be seen whole."""
