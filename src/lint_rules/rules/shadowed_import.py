"""One scope binds one name to two different classes, so one of them is lost.

## What it does
Reports the second binding of a name where one scope gives it two different origins: two imports, an import and a
class, a star import, a database-session factory or another class assigned over an imported class, SQLAlchemy's session
over SQLModel's where `exec` is called, a module over one of mapped classes that is still meant, or an import inside a
function that hides the module's. At least one of them concerns the database: SQLAlchemy's or a relative's, a mapped class, or both
classes of the project.

## Why is this bad?
Python keeps the last binding. Every use below it silently denotes another class than the reader of the first import
thinks: annotations name a model where a database session is meant, or queries run on SQLAlchemy's own class. Type
checkers do not agree: mypy reports the second import and then goes on with the *first* class. Sorting the imports can
flip which class wins, and the meaning of the whole file with it.

## Example
```python
from sqlalchemy.orm import Session
from app.models import Session


def load(db: Session, key: int) -> Session | None:
    return db.query(Session).filter(Session.id == key).first()
```

## Use instead
```python
from sqlalchemy.orm import Session
from app.models import Session as TranscriptionSession


def load(db: Session, key: int) -> TranscriptionSession | None:
    return db.query(TranscriptionSession).filter(TranscriptionSession.id == key).first()
```

## Fix safety
Unsafe: it changes which class a name denotes, which is its purpose. The project's class gets an alias, the configured
one, else the one that most of the project uses, else one made of its name and its module's. Each use goes to the class
that it shows: an entity or a column of a query, or an object made with a model's fields, to the model; what holds a
session's methods, is injected, or is handed on to what does, to the database session. What Python evaluates (a default, a
decorator's argument, a `case`, a base's parameter) keeps the class that it has now. Where an annotation could be either and
shows neither, there is no fix, and the finding points at it. An import that no use means is removed.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
- [Naming and binding](https://docs.python.org/3/reference/executionmodel.html#naming-and-binding)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Binding,
    BindingKind,
    CallResult,
    ClassKind,
    Collision,
    DefinedClass,
    DefinedModule,
    ExternalSymbol,
    Finding,
    Fix,
    Related,
    Role,
    Rule,
    Safety,
    SemanticModel,
    Symbol,
    alias_for,
    can_see,
    contains,
    realiased,
    removed,
    second_name,
    unused_marked,
)

_IMPORTED = frozenset({BindingKind.IMPORT, BindingKind.FROM_IMPORT, BindingKind.STAR_IMPORT})


def check(_: ast.Module, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each binding that hides another."""
    for collision in model.collisions:
        span = model.binding_place(collision.later)[1]
        hidden_at = Related(*model.binding_place(collision.earlier), f"hidden: {model.describe(collision.was)}")
        mistaken, doubtful = tuple(_mistaken(collision, model)), tuple(_doubtful(collision, model))
        yield Finding(
            span,
            _message(collision, model, len(mistaken)),
            (hidden_at, *mistaken, *doubtful, *_unclear(collision, model)),
            None if doubtful else partial(_repair, collision, model),
        )


def _message(collision: Collision, model: SemanticModel, mistaken: int) -> str:
    message = _meanings(collision, model)
    if mistaken:
        uses = "1 later use shows" if mistaken == 1 else f"{mistaken} later uses show"
        message += f"; {uses} that the hidden one was meant"
    if _loses_exec(collision):
        return f"{message}; it has no `exec`, which this file calls"
    is_imported = _IMPORTED & {collision.earlier.kind, collision.later.kind}
    return f"{message}; {'import one of them under an alias' if is_imported else 'give one of them another name'}"


def _meanings(collision: Collision, model: SemanticModel) -> str:
    was, becomes = model.describe(collision.was), model.describe(collision.becomes)
    if model.is_for_type_checkers(collision.later) and not model.is_for_type_checkers(collision.earlier):
        return (
            f"`{collision.name}` denotes {becomes} to type checkers from here on, "
            f"but {was}, {model.origin(collision.earlier)}, at run time"
        )
    return f"from here on `{collision.name}` denotes {becomes} and hides {was}, {model.origin(collision.earlier)}"


def _mistaken(collision: Collision, model: SemanticModel) -> Iterator[Related]:
    """Yield the later uses that show that the hidden class was meant."""
    for name in model.loads(collision.later):
        if _meant(name, collision.was, collision.becomes, model) is collision.was:
            shown = model.role(collision.was).value
            message = f"denotes {model.describe(collision.becomes)}; its use shows that {shown} was meant"
            yield Related(model.path, model.span(name), message)


def _doubtful(collision: Collision, model: SemanticModel) -> Iterator[Related]:
    """Yield the uses that could be meant for the model or for the database session, and do not show for which."""
    was, becomes = collision.was, collision.becomes
    if {model.role(was), model.role(becomes)} != {Role.MODEL, Role.SESSION}:
        return
    uses = {*model.loads(collision.earlier), *model.loads(collision.later)}
    for name in sorted(uses, key=lambda use: (use.lineno, use.col_offset)):
        if not model.is_annotation(name):
            continue  # it means what Python gives it, and keeps that
        if _meant(name, was, becomes, model) is None and _can_be_either(name, collision, model):
            message = "its use does not show which of the two was meant, so there is no fix"
            yield Related(model.path, model.span(name), message)


def _unclear(collision: Collision, model: SemanticModel) -> Iterator[Related]:
    """Yield what may read the later binding from outside, which only a run shows."""
    if isinstance(collision.becomes, DefinedClass) and collision.later.kind is BindingKind.FROM_IMPORT:
        for access in model.accesses(collision.later)[:1]:
            if not access.is_sure:
                yield Related(access.path, access.span, access.note)


def _can_be_either(name: ast.Name, collision: Collision, model: SemanticModel) -> bool:
    """Whether the use sees each of the two once the other has another name; an import in a function is meant for it."""
    earlier, later = collision.earlier, collision.later
    return earlier.scope is later.scope and _sees(name, earlier, later, model) and _sees(name, later, earlier, model)


def _meant(name: ast.Name, ours: Symbol, theirs: Symbol, model: SemanticModel) -> Symbol | None:
    """Return which of two classes a use shows to be meant; None when it could be either."""
    by_role = {model.role(meaning): meaning for meaning in (ours, theirs)}
    if by_role.keys() == {Role.MODEL, Role.SESSION}:
        return by_role.get(model.shown_by(name, by_role[Role.MODEL]))
    made = [meaning for meaning in (ours, theirs) if isinstance(meaning, CallResult)]
    if made and model.is_annotation(name):
        return theirs if made[0] is ours else ours  # a factory annotates nothing
    around = model.parent(name)
    mapped = [meaning for meaning in (ours, theirs) if model.classes.kind(meaning) is ClassKind.MAPPED]
    if len(mapped) != 1 or (isinstance(around, ast.Call) and around.func is name):
        return None  # objects of either class are made alike
    other = theirs if mapped[0] is ours else ours
    shown = model.shown_by(name, mapped[0], other) if isinstance(around, ast.Attribute) else model.shown_by(name)
    if shown is Role.SESSION:  # a connection's uses look like a session's
        return next((meaning for meaning in (ours, theirs) if isinstance(meaning, ExternalSymbol)), None)
    return mapped[0] if shown is Role.MODEL else None


def _repair(collision: Collision, model: SemanticModel) -> Fix | None:
    """Remove the import that no use means; else alias one class, the project's if it is imported, and send its uses to it."""
    if isinstance(collision.becomes, DefinedModule):
        return None  # which of the two a use means, its own finding says
    if _loses_exec(collision):
        edits = removed(collision.later, model)
        return None if edits is None else Fix("Remove the import of SQLAlchemy's", edits, Safety.UNSAFE)
    targets = [*_targets(collision, model)]
    fixes = (_removal(*target, collision, model) for target in targets)
    removal = next((fix for fix in fixes if fix is not None), None)
    if removal is not None:
        return removal
    # Where only a run shows whether something reads the name, the other class is the one to alias, if it can be.
    targets.sort(key=lambda target: _may_be_wanted(target[0], collision, model))
    aliased = (_aliased(*target, model) for target in targets if not _is_wanted_elsewhere(target[0], collision, model))
    return next((fix for fix in aliased if fix is not None), None)


def _loses_exec(collision: Collision) -> bool:
    """Whether SQLAlchemy's session hides SQLModel's, whose `exec` the file calls."""
    was, becomes = collision.was, collision.becomes
    sessions = [meaning.qualified_name for meaning in (was, becomes) if isinstance(meaning, ExternalSymbol)]
    return [name.partition(".")[0] for name in sessions] == ["sqlmodel", "sqlalchemy"] and "Session" in sessions[1]


def _removal(
    target: Binding, meaning: Symbol, other: Binding, collision: Collision, model: SemanticModel
) -> Fix | None:
    if any(True for _ in _uses_of(target, other, meaning, model)) or _is_meant_by_repeat(meaning, collision, model):
        return None
    others = set(model.loads(other))
    if not all(name in others or _sees(name, other, target, model) for name in model.loads(target)):
        return None
    if _is_read_otherwise(target, collision, model):  # last: it reads other files
        return None
    edits = removed(target, model)
    return None if edits is None else Fix("Remove the import that nothing uses", edits, Safety.UNSAFE)


def _is_meant_by_repeat(meaning: Symbol, collision: Collision, model: SemanticModel) -> bool:
    """Whether a use of the same import made again shows that a class was meant that only its own import tells from a session."""
    if model.role(meaning) is Role.SESSION:
        return False
    repeats = set(collision.later.scope.bindings.get(collision.name, ())) - {collision.earlier, collision.later}
    uses = (name for binding in repeats for name in model.loads(binding))
    return any(_meant(name, collision.was, collision.becomes, model) is meaning for name in uses)


def _is_read_otherwise(target: Binding, collision: Collision, model: SemanticModel) -> bool:
    """Whether something other than names in the file may read this very binding, or `global` moves it about."""
    return target.remote or (not _is_lost(target, collision, model) and bool(model.accesses(target)))


def _is_lost(target: Binding, collision: Collision, model: SemanticModel) -> bool:
    """Whether what reads the name from outside never gets this binding, but the later one."""
    is_hidden = target is collision.earlier and target.scope is collision.later.scope
    return is_hidden and not model.is_for_type_checkers(collision.later)


def _aliased(target: Binding, meaning: Symbol, other: Binding, model: SemanticModel) -> Fix | None:
    alias = _alias(meaning, model)
    if alias is None:
        return None
    uses = list(_uses_of(target, other, meaning, model))
    edits = realiased(target, alias, uses, model, besides=(other,))
    if edits is None:
        return None
    others = {*model.loads(other)}
    idle = ([] if uses else [target]) + ([other] if others and others <= {*uses} else [])
    marks = (edit for binding in idle for edit in unused_marked(binding, model))
    return Fix(f"Import it as {alias}", (*edits, *marks), Safety.UNSAFE)


def _may_be_wanted(target: Binding, collision: Collision, model: SemanticModel) -> bool:
    return not _is_lost(target, collision, model) and bool(model.accesses(target))


def _is_wanted_elsewhere(target: Binding, collision: Collision, model: SemanticModel) -> bool:
    """Whether other files mean this class by the name that it has here."""
    if _is_lost(target, collision, model):
        return False
    return any(access.is_sure for access in model.accesses(target))


def _targets(collision: Collision, model: SemanticModel) -> Iterator[tuple[Binding, Symbol, Binding]]:
    """Yield the two imports, the one to be aliased first; a class statement keeps its name."""
    pairs = [
        (collision.later, collision.becomes, collision.earlier),
        (collision.earlier, collision.was, collision.later),
    ]
    pairs.sort(key=lambda pair: model.role(pair[1]) is not Role.MODEL)
    yield from (pair for pair in pairs if pair[0].kind is BindingKind.FROM_IMPORT)


def _alias(meaning: Symbol, model: SemanticModel) -> str | None:
    match meaning:
        case DefinedClass():
            return alias_for(meaning, model)
        case ExternalSymbol(qualified_name=name) if model.role(meaning) is Role.SESSION:
            return second_name(name, model)
        case _:
            return None


def _uses_of(target: Binding, other: Binding, meaning: Symbol, model: SemanticModel) -> Iterator[ast.Name]:
    """Yield the uses that shall denote the aliased class: by what they show, else by what they denote."""
    own, foreign = set(model.loads(target)), set(model.loads(other))
    against = model.denoted_by(other)
    for name in sorted(own | foreign, key=lambda use: (use.lineno, use.col_offset)):
        meant = _meant(name, meaning, against, model)
        if meant is None:
            reached = name in own
        elif meant is meaning:
            reached = name in own or _sees(name, target, other, model)
        else:
            reached = name in own and not _sees(name, other, target, model)
        if reached:
            yield name


def _sees(name: ast.Name, wanted: Binding, apart: Binding, model: SemanticModel) -> bool:
    """Whether a use gets the class of `wanted` once `apart` has another name."""
    if wanted.scope.parent is None:
        return can_see(wanted, name, model, apart=apart)
    return wanted in model.candidates(name)


RULE = Rule(check=check, visits=(ast.Module,), needs=contains(b"import"))
