"""The tasks: rows of SQLModel's classes, with a status of an Enum column and one of a number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import Session, SQLModel, create_engine
from tests.applications.tasks import TASKS, Comment, Priority, Project, State, Task, TaskOut, finish, urgent


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(Project(id=1, name="house"))
        opened.add_all(
            [Task(id=1, project_id=1, name="a"), Task(id=2, name="b", priority=Priority.HIGH), Task(id=3, name="c")]
        )
        opened.flush()
        opened.add_all(Comment(task_id=1, text=text) for text in "xy")
        opened.flush()
        yield opened
    engine.dispose()


def test_the_most_urgent_tasks_come_first_page_by_page(db: Session) -> None:
    first = urgent(db, limit=2)
    assert [(row.id, row.priority, row.project, row.comments) for row in first.items] == [
        (2, Priority.HIGH, None, 0),
        (1, Priority.LOW, "house", 2),
    ]
    assert [row.id for row in urgent(db, limit=2, after=first.next).items] == [3]


def test_a_task_is_finished_once_and_leaves_the_program_in_words(db: Session) -> None:
    assert (finish(db, 1), finish(db, 1), finish(db, 9)) == (True, False, False)
    row = TASKS.get(db, 1)
    assert row is not None
    assert row.state is State.DONE
    assert TaskOut.model_validate(row).model_dump(mode="json") == {
        "id": 1,
        "state": "done",
        "priority": "low",
        "comments": 2,
    }
