"""SQL text, and functions by their names -> whether they have one value for each row, or are made of several rows."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnClause
from sqlalchemy.sql.elements import TextClause

from session_status.rows.nodes import is_kind

AGGREGATES = frozenset(
    """
    any_value approx_count_distinct array_agg avg bit_and bit_or bit_xor bool_and bool_or checksum_agg collect corr count
    count_big covar_pop covar_samp cube every first_value group_concat grouping grouping_sets json_agg json_agg_strict
    json_arrayagg json_group_array json_group_object json_object_agg json_object_agg_strict json_object_agg_unique
    json_objectagg jsonb_agg jsonb_agg_strict jsonb_group_array jsonb_group_object jsonb_object_agg
    jsonb_object_agg_strict jsonb_object_agg_unique last_value listagg max median min mode percentile_cont
    percentile_disc range_agg range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
    regr_sxx regr_sxy regr_syy rollup std stddev stddev_pop stddev_samp string_agg sum total var_pop var_samp variance
    xmlagg
    """.split()
)
"""The aggregates of SQLite, PostgreSQL, MySQL, MariaDB and SQLAlchemy's own names for them."""
MULTIPLYING = frozenset(
    """
    generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text
    json_object_keys json_populate_recordset json_table json_to_recordset json_tree jsonb_array_elements
    jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_populate_recordset
    jsonb_to_recordset regexp_matches regexp_split_to_table string_to_table unnest
    """.split()
)
"""Functions that give several rows for one."""
VOLATILE = frozenset(
    """
    gen_random_bytes gen_random_uuid newid nextval rand random random_bytes random_normal randomblob sys_guid uuid
    uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuid_short uuid_v4 uuid_v7 uuidv4 uuidv7
    """.split()
)
"""Functions that give another value each time they are asked."""
_TOKENS = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\]  # what is quoted
    | (?P<call>\w+)\s*\(
    | (?P<word>\w+) | (?P<mark>[(),*;])
    """,
    re.VERBOSE,
)


def sql_text(node: Any) -> str | None:
    """Give SQL that was written by hand; None for any other part of a statement.

    Args:
        node: A part of a statement.
    """
    if is_kind(node, TextClause):
        text: str = node.text
        return text
    return str(node.name) if is_kind(node, ColumnClause) and node.is_literal else None


def calls_of(text: str) -> list[str]:
    """List the functions that SQL text calls.

    Args:
        text: SQL.
    """
    return [found["call"].lower() for found in _TOKENS.finditer(text) if found["call"]]


def text_fault(text: str) -> str | None:
    """Name what in SQL text is not one value for each row; subqueries are their own matter.

    Args:
        text: SQL that stands for a column.
    """
    calls = list[str]()
    for found, depth in _own_tokens(text):
        word, mark, before = (found["word"] or "").lower(), found["mark"], text[: found.start()].rstrip()
        if depth == 0 and (mark in {",", ";"} or (mark == "*" and (not before or before[-1] == "."))):
            return "SQL text that may be several columns"
        if word in {"distinct", "all"} and not before:
            return f"{word.upper()}, which is about all rows"
        calls += [found["call"].lower()] if found["call"] else []
    return "a window function" if "over" in calls else next(_faults(calls), None)


def _own_tokens(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Walk through SQL text, but for its subqueries; each token with the number of brackets that are open before it."""
    depth, subquery = 0, None
    for found in _TOKENS.finditer(text):
        if subquery is None and depth and (found["word"] or found["call"] or "").lower() == "select":
            subquery = depth
        if subquery is None:
            yield found, depth
        depth += (found["call"] is not None or found["mark"] == "(") - (found["mark"] == ")")
        if subquery is not None and depth < subquery:
            subquery = None


def _faults(calls: list[str]) -> Iterator[str]:
    for name in calls:
        fault = function_fault(name, 1)
        if fault is not None:
            yield fault


def function_fault(name: str, arguments: int) -> str | None:
    """Name what a function does to rows, if it has not one value for each.

    Args:
        name: Its name, in small letters.
        arguments: How many it is given.
    """
    if name in AGGREGATES and not (name in {"max", "min"} and arguments > 1):  # SQLite's larger and smaller of several
        return f"the aggregate {name}()"
    if name in MULTIPLYING:
        return f"{name}(), which gives several rows for one"
    return f"{name}(), which gives another value each time" if name in VOLATILE else None
