"""SQL that was written by hand stands for a column where it is one value for each row, and is refused where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Integer, func, literal_column, select, text, tuple_
from sqlalchemy.orm import with_loader_criteria
from tests.session_status.films import Film, Print

from session_status import ColumnError
from session_status.paging.checks.selects import check_select
from session_status.paging.order.sorting import check_sorts
from session_status.rows.sql_text import text_fault

ONE = (
    "film.id",
    "7",
    "'a, b' || \"c, d\"",
    "id * 2",
    "coalesce(a, b, 'x')",
    "CASE WHEN a IN (1, 2) THEN b * 2 ELSE c END",
    "(SELECT count(*), max(x) FROM y)",
    "exists(SELECT * FROM y WHERE sum(z) > 1)",
    "a IS DISTINCT FROM b",
    "tags[1:2]",
    "'count(*)'",
    "(a, b) = (1, 2)",
    "(SELECT 1) + (SELECT max(x) FROM y)",
)
NOT_ONE = {
    "a, b": "several columns",
    "*": "several columns",
    "film.*": "several columns",
    "(row).*": "several columns",
    "(SELECT 1), b": "several columns",
    "1; DROP TABLE film": "several columns",
    "DISTINCT a": "DISTINCT",
    "all a": "ALL",
    "count(*)": "the aggregate count()",
    "1 + SUM (a)": "the aggregate sum()",
    "(SELECT 1) + max(a)": "the aggregate max()",
    "row_number() OVER (ORDER BY a)": "a window function",
    "unnest(a)": "several rows",
    "random()": "another value each time",
}


@pytest.mark.parametrize("sql", ONE)
def test_one_value_for_each_row_is_taken(sql: str) -> None:
    assert text_fault(sql) is None


@pytest.mark.parametrize("sql", NOT_ONE)
def test_what_is_not_one_value_for_each_row_is_named(sql: str) -> None:
    assert NOT_ONE[sql] in str(text_fault(sql))


@pytest.mark.parametrize("made", [text, literal_column])
@pytest.mark.parametrize("sql", NOT_ONE)
def test_a_select_that_shows_it_is_refused(made: Any, sql: str) -> None:
    with pytest.raises(ColumnError, match="the select shows"):
        check_select(select(Film.id, made(sql)))


CHOSEN_ANEW: dict[str, Callable[[], Any]] = {
    "a filter": lambda: select(Film.id).where(func.random() > 0),
    "a filter in text": lambda: select(Film.id).where(text("Random () > 0")),
    "a filter by a subquery": lambda: select(Film.id).where(
        Film.id.in_(select(Film.id).order_by(func.random()).limit(3))
    ),
    "a join": lambda: select(Print.film_id).join(Film, (Film.id == Print.film_id) & (func.random() > 0)),
    "an option": lambda: select(Film.id).options(with_loader_criteria(Film, func.random(type_=Integer) > 0)),
}


@pytest.mark.parametrize("name", CHOSEN_ANEW)
def test_rows_that_are_chosen_anew_each_time_have_no_pages(name: str) -> None:
    with pytest.raises(ColumnError, match=r"chooses its rows by random\(\).*filter by their keys"):
        check_select(CHOSEN_ANEW[name]())


def test_a_value_that_is_another_one_each_time_may_be_shown_by_a_subquery() -> None:
    check_select(select(Film.id, select(func.random()).scalar_subquery()))


def test_a_column_that_is_made_distinct_is_refused() -> None:
    with pytest.raises(ColumnError, match="shows DISTINCT, which is about all rows"):
        check_select(select(Print.named.distinct()))


NO_ORDER: dict[str, tuple[Callable[[], Any], str]] = {
    "a tuple": (lambda: tuple_(Print.named, Print.number), "is a tuple: give its columns one by one"),
    "two directions": (lambda: Film.id.desc().asc(), "has more than one direction"),
    "NULLs twice": (lambda: Film.id.nulls_first().nulls_last(), "has more than one direction"),
    "a direction behind NULLs": (lambda: Film.id.nulls_last().desc(), "has more than one direction"),
    "a distinct column": (Film.id.distinct, "is DISTINCT, which is about all rows"),
}


@pytest.mark.filterwarnings("ignore:Column-expression-level")  # SQLAlchemy 2.1 warns wherever it writes DISTINCT
@pytest.mark.parametrize("name", NO_ORDER)
def test_an_order_that_no_database_takes_is_refused(name: str) -> None:
    make, fault = NO_ORDER[name]
    with pytest.raises(ColumnError, match=fault):
        check_sorts([make()])


@pytest.mark.parametrize("sort", [Film.id.desc().nulls_last(), Film.id.nulls_first(), Film.id.asc(), Film.id])
def test_one_direction_with_nulls_behind_it_is_taken(sort: Any) -> None:
    check_sorts([sort])
