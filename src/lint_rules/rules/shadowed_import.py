"""One scope binds one name to two different classes, so one of them is lost.

## What it does
Reports the second binding of a name where one scope gives it two different origins: two imports, an import and a
class, a star import, a database-session factory assigned over an imported class, or an import inside a function that
hides the module's. At least one of them concerns the database: SQLAlchemy's or a relative's, a mapped class, or both
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
session's methods, is injected, or is handed on to what does, to the database session. Where a use could be either and
shows neither, there is no fix, and the finding points at it.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
- [Naming and binding](https://docs.python.org/3/reference/executionmodel.html#naming-and-binding)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.alias import alias_for, second_name
from lint_rules.fixes.rename import realiased
from lint_rules.fixes.visible_name import can_see
from lint_rules.rule import Rule
from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.index.prefilter import contains
from lint_rules.semantic.model.collisions import Collision
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.model import Binding, BindingKind, declared_exports


def check(_: ast.Module, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each binding that hides another."""
    for collision in module.collisions():
        span = module.binding_place(collision.later)[1]
        hidden_at = Related(*module.binding_place(collision.earlier), f"hidden: {module.describe(collision.was)}")
        mistaken, doubtful = tuple(_mistaken(collision, module)), tuple(_doubtful(collision, module))
        yield Finding(
            span,
            _message(collision, module, len(mistaken)),
            (hidden_at, *mistaken, *doubtful),
            None if doubtful else partial(_repair, collision, module),
        )


def _message(collision: Collision, module: SemanticModel, mistaken: int) -> str:
    message = _meanings(collision, module)
    if mistaken:
        uses = "1 later use shows" if mistaken == 1 else f"{mistaken} later uses show"
        message += f"; {uses} that the hidden one was meant"
    return f"{message}; import one of them under an alias"


def _meanings(collision: Collision, module: SemanticModel) -> str:
    was, becomes = module.describe(collision.was), module.describe(collision.becomes)
    if module.is_for_type_checkers(collision.later) and not module.is_for_type_checkers(collision.earlier):
        return (
            f"`{collision.name}` denotes {becomes} to type checkers from here on, "
            f"but {was}, {module.origin(collision.earlier)}, at run time"
        )
    return f"from here on `{collision.name}` denotes {becomes} and hides {was}, {module.origin(collision.earlier)}"


def _mistaken(collision: Collision, module: SemanticModel) -> Iterator[Related]:
    """Yield the later uses that show that the hidden class was meant."""
    for name in module.loads(collision.later):
        if _meant(name, collision.was, collision.becomes, module) is collision.was:
            shown = module.role(collision.was).value
            message = f"denotes {module.describe(collision.becomes)}; its use shows that {shown} was meant"
            yield Related(module.path, module.span(name), message)


def _doubtful(collision: Collision, module: SemanticModel) -> Iterator[Related]:
    """Yield the uses that could be meant for the model or for the database session, and do not show for which."""
    was, becomes = collision.was, collision.becomes
    if {module.role(was), module.role(becomes)} != {Role.MODEL, Role.SESSION}:
        return
    uses = {*module.loads(collision.earlier), *module.loads(collision.later)}
    for name in sorted(uses, key=lambda one: (one.lineno, one.col_offset)):
        if _meant(name, was, becomes, module) is None and _can_be_either(name, collision, module):
            message = "its use does not show which of the two was meant, so there is no fix"
            yield Related(module.path, module.span(name), message)


def _can_be_either(name: ast.Name, collision: Collision, module: SemanticModel) -> bool:
    """Whether the use sees each of the two once the other has another name; an import in a function is meant for it."""
    earlier, later = collision.earlier, collision.later
    return earlier.scope is later.scope and _sees(name, earlier, later, module) and _sees(name, later, earlier, module)


def _meant(name: ast.Name, one: Symbol, other: Symbol, module: SemanticModel) -> Symbol | None:
    """Return which of two classes a use shows to be meant; None when it could be either."""
    by_role = {module.role(meaning): meaning for meaning in (one, other)}
    if by_role.keys() == {Role.MODEL, Role.SESSION}:
        return by_role.get(module.shown_by(name, by_role[Role.MODEL]))
    made = [meaning for meaning in (one, other) if isinstance(meaning, CallResult)]
    if made and module.is_annotation(name):
        return other if made[0] is one else one  # a factory annotates nothing
    around = module.parent(name)
    mapped = [meaning for meaning in (one, other) if module.kind(meaning) is ClassKind.MAPPED]
    if len(mapped) != 1 or (isinstance(around, ast.Call) and around.func is name):
        return None  # objects of either class are made alike
    return mapped[0] if module.shown_by(name) is Role.MODEL else None


def _repair(collision: Collision, module: SemanticModel) -> Fix | None:
    """Alias one class, the project's if it is imported, and send each use to the class that it shows."""
    for target, meaning, other in _targets(collision, module):
        alias = None if _is_wanted_elsewhere(target, collision, module) else _alias(meaning, module)
        if alias is not None:
            edits = realiased(target, alias, _uses_of(target, other, meaning, module), module, besides=(other,))
            if edits is not None:
                return Fix(f"Import it as {alias}", edits, Safety.UNSAFE)
    return None


def _is_wanted_elsewhere(target: Binding, collision: Collision, module: SemanticModel) -> bool:
    """Whether other files mean this class by the name that it has here."""
    if target is collision.earlier and not module.is_for_type_checkers(collision.later):
        return False  # they get the later one
    exported = declared_exports(target.scope) or ()
    return target.scope.parent is None and (target.name in exported or module.is_taken_from_here(target.name))


def _targets(collision: Collision, module: SemanticModel) -> Iterator[tuple[Binding, Symbol, Binding]]:
    """Yield the two imports, the one to be aliased first; a class statement keeps its name."""
    pairs = [
        (collision.later, collision.becomes, collision.earlier),
        (collision.earlier, collision.was, collision.later),
    ]
    pairs.sort(key=lambda pair: module.role(pair[1]) is not Role.MODEL)
    yield from (pair for pair in pairs if pair[0].kind is BindingKind.FROM_IMPORT)


def _alias(meaning: Symbol, module: SemanticModel) -> str | None:
    match meaning:
        case DefinedClass():
            return alias_for(meaning, module)
        case ExternalSymbol(qualified_name=name) if module.role(meaning) is Role.SESSION:
            return second_name(name, module)
        case _:
            return None


def _uses_of(target: Binding, other: Binding, meaning: Symbol, module: SemanticModel) -> Iterator[ast.Name]:
    """Yield the uses that shall denote the aliased class: by what they show, else by what they denote."""
    own, foreign = set(module.loads(target)), set(module.loads(other))
    against = module.denoted_by(other)
    for name in sorted(own | foreign, key=lambda one: (one.lineno, one.col_offset)):
        meant = _meant(name, meaning, against, module)
        if meant is None:
            reached = name in own
        elif meant is meaning:
            reached = name in own or _sees(name, target, other, module)
        else:
            reached = name in own and not _sees(name, other, target, module)
        if reached:
            yield name


def _sees(name: ast.Name, wanted: Binding, apart: Binding, module: SemanticModel) -> bool:
    """Whether a use gets the class of `wanted` once `apart` has another name."""
    if wanted.scope.parent is None:
        return can_see(wanted, name, module, apart=apart)
    return wanted in module.candidates(name)


RULE = Rule(
    check=check,
    visits=(ast.Module,),
    needs=contains(b"import"),
)
