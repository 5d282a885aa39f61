"""The interface on servers: PostgreSQL and MariaDB answer as SQLite does, body for body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.coaching import test_api, test_worker
from tests.coaching.desk import Desk, S, open_desk

SERVERS = [pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("mariadb", marks=pytest.mark.mariadb)]
Check = Callable[[Desk], None]
CHECKS: dict[str, Check] = {
    "a list": test_api.test_the_list_shows_every_status_in_order_with_the_total,
    "filters": test_api.test_each_filter_leaves_what_it_names,
    "orders": test_api.test_the_pages_of_every_order_descend_or_ascend,
    "pages": lambda desk: test_api.test_pages_by_number_and_by_cursor_give_every_row_once_in_one_order(desk, "-client"),
    "statements": lambda desk: test_api.test_a_page_of_any_size_costs_one_statement_and_one_for_the_token(desk, 50),
    "changes": test_api.test_a_session_is_created_changed_and_deleted,
    "deletion": test_api.test_with_a_session_its_transcript_is_deleted,
    "a transcript": lambda desk: (
        test_api.test_a_transcript_that_is_brought_along_is_complete_and_comes_back_in_each_format(desk, "text/vtt")
    ),
    "replacement": lambda desk: test_api.test_a_transcript_takes_the_place_of_none_or_of_one_that_came_to_nothing(
        desk, S.FAILED
    ),
    "cancellation": lambda desk: test_api.test_what_has_not_ended_can_be_cancelled_and_loses_what_was_recognised(
        desk, S.PROCESSING
    ),
    "events": test_api.test_one_stream_tells_of_several_sessions,
    "a worker": test_worker.test_a_pending_transcription_is_completed_with_every_segment,
    "a worker that was too slow": test_worker.test_a_worker_that_was_too_slow_loses_its_work_and_writes_nothing_twice,
}


@pytest.fixture(params=SERVERS)
def served(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if request.param == "postgres":
        address = str(request.getfixturevalue("postgres_url"))
    else:
        address = f"mariadb{request.getfixturevalue('mariadb_address')}"
    with open_desk(address) as desk:
        yield desk


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
def test_on_a_server_the_application_does_the_same(served: Desk, name: str) -> None:
    CHECKS[name](served)
