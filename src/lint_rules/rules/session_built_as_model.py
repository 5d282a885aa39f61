"""SQLAlchemy's own session class is called with a model's fields.

## What it does
Reports calls of a database-session class with keywords that its constructor does not have (`id=`, `title=`), and names
the mapped class of the same name when the project has one.

## Why is this bad?
The line was written for the project's class. It raises `TypeError: unexpected keyword argument` when it runs; usually a
second import has taken over the name, so every other use of it in the file is to be doubted as well.

## Example
```python
from app.models import Session
from sqlalchemy.orm import Session


def start(db: Session, title: str) -> None:
    db.add(Session(title=title))
```

## Use instead
```python
from app.models import Session as TranscriptionSession
from sqlalchemy.orm import Session


def start(db: Session, title: str) -> None:
    db.add(TranscriptionSession(title=title))
```

## Fix safety
The fix calls the project's class of the same name, and imports it where the file has no name for it. It is unsafe: it
changes which class is built, which is its purpose. An import that nothing else uses goes.

## References
- [Session API](https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.__init__)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules import (
    DefinedClass,
    ExternalSymbol,
    Finding,
    Fix,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    contains,
    known_names,
    with_class,
    without_unused_imports,
)

# The others take what their makers please: a registry's factory, an application's extension.
_PLAIN_SESSIONS = frozenset(
    name
    for name in known_names.SESSION_CLASSES
    if not name.endswith("scoped_session") and not name.startswith("flask_sqlalchemy.")
)


def check(call: ast.Call, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for a session class called with keywords that it does not have."""
    strange = [
        keyword.arg for keyword in call.keywords if keyword.arg and keyword.arg not in known_names.SESSION_KEYWORDS
    ]
    strange = [name for name in strange if not name.startswith("_")]
    if not strange or not isinstance(call.func, ast.Name | ast.Attribute) or not model.may_be_class(call.func):
        return
    meaning = model.resolve(call.func)
    if isinstance(meaning, ExternalSymbol) and meaning.qualified_name in _PLAIN_SESSIONS:
        namesakes = model.mapped_namesakes(meaning.qualified_name.rpartition(".")[2])
        yield Finding(
            model.span(call.func),
            _message(call.func, meaning, strange, namesakes, model),
            tuple(_related(call.func, namesakes, model)),
            repair=lambda: _fix(call.func, namesakes, model),
        )


def _message(
    function: ast.expr,
    meaning: ExternalSymbol,
    strange: list[str],
    namesakes: list[DefinedClass],
    model: SemanticModel,
) -> str:
    keywords = ", ".join(f"`{name}=`" for name in strange[:3])
    message = (
        f"`{ast.unparse(function)}` denotes {model.describe(meaning)} here{model.whence(function)}, which takes no {keywords}; "
        "it is called as a model is"
    )
    names = " or ".join(f"`{namesake.qualified_name}`" for namesake in namesakes)
    return f"{message}; use the mapped class {names}" if names else message


def _related(function: ast.expr, namesakes: list[DefinedClass], model: SemanticModel) -> Iterator[Related]:
    yield from model.meaning_place(function)
    for namesake in namesakes:
        yield Related(*model.class_place(namesake), f"`{namesake.qualified_name}` is the mapped class of this name")


def _fix(function: ast.expr, namesakes: list[DefinedClass], model: SemanticModel) -> Fix | None:
    """Return the call of the one mapped namesake."""
    binding = model.bound_at(function)
    collides = binding is None or model.collisions.has(binding.name)
    if collides or len(namesakes) != 1:
        return None  # where names collide, the collision's own fix mends the call too
    edits = with_class(function, namesakes[0], model)
    if edits is None:
        return None
    fix = Fix(f"Call {namesakes[0].qualified_name}", edits, Safety.UNSAFE)
    return without_unused_imports(fix, [function], model)


RULE = Rule(check=check, visits=(ast.Call,), severity=Severity.ERROR, needs=contains(b"Session"))
