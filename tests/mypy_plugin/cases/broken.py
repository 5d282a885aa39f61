"""Code that mypy refuses: the plugin adds nothing, and does not fail."""

import nowhere
# mypy: error: Cannot find implementation or library stub for module named "nowhere"  [import-not-found]
from nowhere.deeper import Thing
# mypy: error: Cannot find implementation or library stub for module named "nowhere.deeper"  [import-not-found]
# mypy: note: See https://mypy.readthedocs.io/en/stable/running_mypy.html#missing-imports
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import absent
# mypy: error: Module "app" has no attribute "absent"  [attr-defined]
from app.models import Missing
# mypy: error: Module "app.models" has no attribute "Missing"  [attr-defined]


class Below(Thing):
# mypy: error: Class cannot subclass "Thing" (has type "Any")  [misc]
    pass


class Circular(Circular):
# mypy: error: Cannot resolve name "Circular" (possible cyclic definition)  [misc]
# mypy: error: Class cannot subclass "Circular" (has type "Any")  [misc]
    pass


def broken(db: Session) -> None:
    db.query(Thing, Below, Missing, absent.Gone, nowhere.Class)
    # mypy: error: the result of "query" is Any, because the type of this argument is not known  [untyped-query]
    db.query(Circular)
    db.query()
    db.get()
    # mypy: error: Missing positional arguments "entity", "ident" in call to "get" of "Session"  [call-arg]
    select(undefined)
    # mypy: error: Name "undefined" is not defined  [name-defined]
    db.query(*[Below], **{"x": 1})
    db.add()
    # mypy: error: Missing positional argument "instance" in call to "add" of "Session"  [call-arg]
    db.unknown(Below)
    # mypy: error: "Session" has no attribute "unknown"  [attr-defined]
