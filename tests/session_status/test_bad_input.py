"""Whatever is given for an argument of the library's is taken, or refused in words of the library's that name it."""

from __future__ import annotations

import dis
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Engine,
    SQLColumnExpression,
    create_engine,
)
from sqlalchemy.orm import Session
from tests.session_status.bad_calls import CALLS, Call
from tests.session_status.bad_values import (
    Base,
    Job,
    St,
    wrong_values,
)

import session_status
from session_status import (
    SessionStatusError,
)

ROOT = str(Path(session_status.__file__).parent)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('bad')}/jobs.db")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        db.add_all(Job(id=number, status=St.NEW, word="new") for number in range(1, 4))
        db.commit()
    yield engine
    engine.dispose()


def complaint(error: Exception, call: Call, argument: str, value: Any) -> str | None:
    """Say why an error is none of the library's own, or does not name what it is about; None where all is well."""
    own = isinstance(error, SessionStatusError)
    frame, _ = list(traceback.walk_tb(error.__traceback__))[-1]
    last_of = error.__traceback__
    while last_of is not None and last_of.tb_next is not None:
        last_of = last_of.tb_next
    raised = last_of is not None and frame.f_code.co_code[last_of.tb_lasti] == dis.opmap["RAISE_VARARGS"]
    if not (own and raised and frame.f_code.co_filename.startswith(ROOT)):
        return f"{type(error).__name__} of {frame.f_code.co_filename}:{frame.f_lineno}: {error}"
    message = str(error)
    if isinstance(value, SQLColumnExpression):  # which messages call by its own name
        return None
    named = (argument, *call.known_as, repr(value)[:12], type(value).__name__)
    return None if any(name in message for name in named) else f"it does not name {argument}: {message}"


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_refused_by_an_error_of_the_librarys_own_that_names_it(engine: Engine, name: str) -> None:
    call, faults, wrong = CALLS[name], list[str](), wrong_values()
    for argument in call.arguments:
        for kind, value in wrong.items():
            with warnings.catch_warnings(), Session(engine) as db:
                warnings.simplefilter("ignore")  # what SQLAlchemy thinks of the values
                try:
                    call.made(db, **{**call.arguments, argument: value})
                except Exception as error:  # noqa: BLE001 -- whatever it is, it is judged
                    fault = complaint(error, call, argument, value)
                    faults += [f"{argument} = {kind}: {fault}"] if fault else []
    assert not faults, "\n".join(faults)


def test_the_calls_are_right_as_they_stand(engine: Engine) -> None:
    for name, call in CALLS.items():
        if name != "a session":
            with Session(engine) as db:
                call.made(db, **call.arguments)
