"""An annotation of a database session names a mapped class, or another class that is no session.

## What it does
Reports parameters, variables and attributes that are used as a database session (`.query`, `.execute`, `.commit`, a
`Depends(get_db)` default, or a name listed in `session-parameters`) and whose annotation denotes another class.

## Why is this bad?
The annotation is the reader's and the type checker's only source. When it names the model, completion, navigation and
type checks all work on the wrong class, and dependency injection by type gets the wrong object. Usually a second
import has taken over the name.

## Example
```python
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase): ...


class Session(Base):
    __tablename__ = "session"


def save(db: Session) -> None:
    db.commit()
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as SQLSession


class Base(DeclarativeBase): ...


class Session(Base):
    __tablename__ = "session"


def save(db: SQLSession) -> None:
    db.commit()
```

## Fix safety
Unsafe: it changes an annotation that frameworks may read at run time.

## References
- [Session basics](https://docs.sqlalchemy.org/en/20/orm/session_basics.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import known_names
from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.replace import with_session
from lint_rules.rule import Rule
from lint_rules.semantic.classes.kinds import UNMAPPED, ClassKind, Role
from lint_rules.semantic.index.prefilter import contains
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol

_NOT_SESSIONS = (UNMAPPED | {ClassKind.MAPPED, ClassKind.ABSTRACT, ClassKind.BASE}) - {
    ClassKind.SESSION,
    ClassKind.PROTOCOL,
    ClassKind.PLAIN,  # may well be a wrapper; with a session's methods it is one, without them the type checker knows
}


def check(node: ast.arg | ast.AnnAssign, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an annotation that should be a session class."""
    if node.annotation is None or (isinstance(node, ast.arg) and not module.may_be_session(node)):
        return
    named = module.annotated_name(node.annotation)
    if not isinstance(named, ast.Name | ast.Attribute) or not module.may_be_class(named):
        return
    meaning = module.resolve(named)
    if not isinstance(meaning, DefinedClass) or not _has_nothing_of_a_session(meaning, module):
        return
    # What kind of class it is comes last: whether a plain one is mapped by a call is a question about the whole project.
    if module.annotation_shows(node) is Role.SESSION and module.kind(meaning) in _NOT_SESSIONS:
        yield Finding(
            module.span(named),
            _message(node, named, meaning, module),
            tuple(_related(named, meaning, module)),
            partial(_repair, node, named, module),
        )


def _has_nothing_of_a_session(meaning: DefinedClass, module: SemanticModel) -> bool:
    return module.facts(meaning).attributes.isdisjoint(known_names.TELLING_METHODS | {"add"})


def _message(node: ast.arg | ast.AnnAssign, named: ast.expr, meaning: DefinedClass, module: SemanticModel) -> str:
    binding = module.bound_at(named)
    where = f", {module.origin(binding)}" if binding is not None else ""
    return (
        f"`{_held(node)}` is used as a database session, but `{ast.unparse(named)}` denotes {module.describe(meaning)} here{where}; "
        f"annotate it with `{_session_class(node, named, module)}`"
    )


def _session_class(node: ast.arg | ast.AnnAssign, named: ast.expr, module: SemanticModel) -> str:
    wanted = _wanted(node, named, module)
    return next(module.names_of(ExternalSymbol(wanted)), wanted)


def _wanted(node: ast.arg | ast.AnnAssign, named: ast.expr, module: SemanticModel) -> str:
    """Return the class that the uses show: one that is awaited, or that the annotation calls so, is asynchronous."""
    last = ast.unparse(named).rpartition(".")[2]
    awaited = last.startswith("Async") or any(
        isinstance(module.parent(call), ast.Await) for call in _calls(node, module)
    )
    return "sqlalchemy.ext.asyncio.AsyncSession" if awaited else "sqlalchemy.orm.Session"


def _calls(node: ast.arg | ast.AnnAssign, module: SemanticModel) -> Iterator[ast.Call]:
    """Yield the method calls on a parameter."""
    function = next(module.ancestors(node), None) if isinstance(node, ast.arg) else None
    owner = module.parent(function) if isinstance(function, ast.arguments) else None
    if isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
        for parameter, binding in module.parameters(owner):
            if parameter is node:
                yield from (call for calls in module.held(binding).calls.values() for call in calls)


def _repair(node: ast.arg | ast.AnnAssign, named: ast.expr, module: SemanticModel) -> Fix | None:
    binding = module.bound_at(named)
    if binding is None or any(binding.name == collision.name for collision in module.collisions()):
        return None  # the collision is the cause, and its own fix mends the annotation too
    wanted = _wanted(node, named, module)
    edits = with_session(named, wanted, module)
    return None if edits is None else Fix(f"Annotate with {wanted}", edits, Safety.UNSAFE)


def _related(named: ast.expr, meaning: DefinedClass, module: SemanticModel) -> Iterator[Related]:
    binding = module.bound_at(named)
    if binding is not None:
        yield Related(*module.binding_place(binding), f"`{binding.name}` gets its meaning here")
    yield Related(*module.class_place(meaning), f"{module.describe(meaning)} is defined here")


def _held(node: ast.arg | ast.AnnAssign) -> str:
    return node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)


RULE = Rule(
    check=check,
    visits=(ast.arg, ast.AnnAssign),
    needs=contains(b"def "),
)
