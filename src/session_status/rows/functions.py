"""An expression -> whether it has one value for each row, or is made of several rows, or makes several of one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import FunctionElement, Over, TableClause
from sqlalchemy.sql.elements import FunctionFilter, WithinGroup
from sqlalchemy.sql.selectable import ScalarSelect, SelectBase

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
VOLATILE = frozenset("gen_random_uuid newid nextval rand random random_bytes randomblob uuid uuid_generate_v4".split())
"""Functions that give another value each time they are asked."""


def is_scalar(expression: Any) -> bool:
    """Tell whether an expression has one value for each row, worked out of that row alone."""
    return next(faults_of(expression), None) is None


def faults_of(expression: Any) -> Iterator[str]:
    """Name what in an expression is not worked out of one row for one row; subqueries are their own matter.

    Args:
        expression: A column expression, or whatever else a select shows.
    """
    for node in own_nodes(expression):
        fault = None if is_kind(node, TableClause) else _fault(node)
        if fault is not None:
            yield fault


def own_nodes(expression: Any) -> Iterator[Any]:
    """Walk through what an expression is made of, but for its subqueries and the columns of its tables.

    Args:
        expression: A column expression, or whatever else a select shows.
    """
    pending = [getattr(expression, "expression", expression)]
    while pending:
        node: Any = pending.pop()
        if is_kind(node, ScalarSelect, SelectBase):
            continue
        yield node
        if not is_kind(node, TableClause):
            pending += node.get_children()


def _fault(node: Any) -> str | None:
    if is_kind(node, Over):
        return "a window function"
    if is_kind(node, FunctionFilter, WithinGroup):
        return "an aggregate"
    return (
        _function_fault(str(getattr(node, "name", "")).lower(), len(node.clauses))
        if is_kind(node, FunctionElement)
        else None
    )


def _function_fault(name: str, arguments: int) -> str | None:
    if name in AGGREGATES and not (name in {"max", "min"} and arguments > 1):  # SQLite's larger and smaller of several
        return f"the aggregate {name}()"
    if name in MULTIPLYING:
        return f"{name}(), which gives several rows for one"
    return f"{name}(), which gives another value each time" if name in VOLATILE else None
