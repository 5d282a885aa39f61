"""SQLModel: tasks of projects, with a status in an Enum column and a priority in a plain number."""

from __future__ import annotations

import enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, Session, SQLModel, col, select

from session_status import (
    Lifecycle,
    Page,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    column_of,
    count_of,
    status_of,
)


class State(enum.Enum):
    OPEN = "open"
    DONE = "done"


class Priority(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Project(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    name: str
    state: State = State.OPEN
    priority: int = Priority.LOW


class Comment(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    text: str


STATES = StatusMapping.by_value(State)
PRIORITIES = StatusMapping(Priority, {Priority.LOW: "low", Priority.HIGH: "high"})
LIFE = Lifecycle(State, {State.OPEN: [State.DONE]}, initial=[State.OPEN])


class TaskRow(SummaryRow):
    id: int | None = column_of(col(Task.id))
    name: str = column_of(col(Task.name))
    state: State = status_of(col(Task.state), STATES)
    priority: Priority = status_of(col(Task.priority), PRIORITIES)
    project: str | None = column_of(col(Project.name), through=col(Task.project_id))
    comments: int = count_of(col(Comment.task_id))


TASKS = SummaryQuery(TaskRow, key=col(Task.id))


class TaskOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    state: Annotated[State, STATES]
    priority: Annotated[Priority, PRIORITIES]
    comments: int


def urgent(db: Session, *, limit: int, after: str | None = None) -> Page[TaskRow]:
    """List tasks, the most urgent first."""
    order = [col(Task.priority).desc(), col(Task.name)]
    page = TASKS.page(db, select(Task.id), on=col(Task.id), order_by=order, limit=limit, after=after)
    return page.map(lambda row: row[-1])


def finish(db: Session, key: int) -> bool:
    """Finish a task; False where it is finished, or not there."""
    return LIFE.move(db, col(Task.state), State.DONE, col(Task.id) == key) == 1
