"""An annotation of a database session names a mapped class, another class that is no session, or what makes sessions.

## What it does
Reports parameters, variables and attributes that are used as a database session (`.query`, `.execute`, `.commit`, a
`Depends(get_db)` default, or a name listed in `session-parameters`) and whose annotation denotes another class; and those
that are annotated with what `sessionmaker(...)` returned, `db: SessionLocal`, `-> SessionLocal`, which is an object and no
type. A name says
nothing where the uses are those of the class that the annotation names: `db.host` of settings.

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
Unsafe: it changes an annotation that frameworks may read at run time. The class that was hidden is the one that it names,
else the one that the file's other imports suggest. An import that nothing else uses goes.

## References
- [Session basics](https://docs.sqlalchemy.org/en/20/orm/session_basics.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial

from lint_rules import (
    UNMAPPED,
    CallResult,
    ClassKind,
    DefinedClass,
    ExternalSymbol,
    Finding,
    Fix,
    Related,
    Role,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    contains,
    known_names,
    outer_name,
    with_session,
    without_unused_imports,
)

_MAKERS = frozenset(name.rpartition(".")[2] for name in known_names.SESSION_FACTORIES)
_NOT_SESSIONS = (UNMAPPED | {ClassKind.MAPPED, ClassKind.ABSTRACT, ClassKind.BASE}) - {
    ClassKind.SESSION,
    ClassKind.PROTOCOL,
    ClassKind.PLAIN,  # may well be a wrapper; with a session's methods it is one, without them the type checker knows
}
_OF_SESSIONS = known_names.TELLING_METHODS | {"add"}


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def check(node: ast.arg | ast.AnnAssign | _Function, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an annotation that should be a session class."""
    if isinstance(node, _Function):
        yield from _of_returned_factory(node, model)
        return
    if node.annotation is None or (isinstance(node, ast.arg) and not model.session_hints.of(node)):
        return
    named = model.annotations.named(node.annotation)
    if not isinstance(named, ast.Name | ast.Attribute):
        return
    inner = _behind_alias(named, model)
    if inner is None or not (model.may_be_class(inner) or _is_made_here(inner, model)):
        return
    meaning = model.resolve(inner)
    is_elsewhere = not isinstance(meaning, DefinedClass | ExternalSymbol | CallResult)
    if is_elsewhere:  # an alias of another file, perhaps, which is to be mended there
        meaning = model.annotations.aliased(node.annotation)
    own = model.classes.facts(meaning).attributes if isinstance(meaning, DefinedClass) else frozenset[str]()
    if isinstance(meaning, CallResult):
        yield from _of_factory(node, named, meaning, model)
    if not isinstance(meaning, DefinedClass) or own & _OF_SESSIONS:
        return
    # What kind of class it is comes last: whether a plain one is mapped by a call is a question about the whole project.
    is_meant = model.annotated_uses.of(node, own_names=own) is Role.SESSION
    if is_meant and _is_told_by_more(node, meaning, own, model) and model.classes.kind(meaning) in _NOT_SESSIONS:
        yield Finding(
            model.span(named),
            _message(node, named, inner, meaning, model),
            tuple(_related(inner, meaning, model)),
            None if is_elsewhere else partial(_repair, node, inner, model),
        )


def _is_told_by_more(
    node: ast.arg | ast.AnnAssign, meaning: DefinedClass, own: frozenset[str], model: SemanticModel
) -> bool:
    """Whether more than a name like `db` says session, which may be any database: `session` in a name, or what is taken of it."""
    is_called_so = "session" in f"{_held(node)} {meaning.name}".lower()
    return is_called_so or model.annotated_uses.takes_session_methods(node, own)


def _of_factory(
    node: ast.arg | ast.AnnAssign, named: ast.Name | ast.Attribute, made: CallResult, model: SemanticModel
) -> Iterator[Finding]:
    """`db: SessionLocal`: what makes sessions is an object, and annotates nothing."""
    if made.by not in known_names.SESSION_FACTORIES or _is_called(node, model):
        return
    yield _factory_finding(_held(node), named, made, model)


def _factory_finding(holder: str, named: ast.Name | ast.Attribute, made: CallResult, model: SemanticModel) -> Finding:
    is_asynchronous = ".asyncio." in made.by or made.by.endswith(".async_sessionmaker") or _is_told_class(made.call)
    wanted = model.session_class(awaited=is_asynchronous)
    return Finding(
        model.span(named),
        f"`{ast.unparse(named)}` is what `{made.by}(...)` returned{model.whence(named)}, an object and no type; "
        f"annotate `{holder}` with `{next(model.names_of(ExternalSymbol(wanted)), wanted)}`",
        tuple(model.meaning_place(named)),
        partial(_typed, named, wanted, model),
    )


def _is_told_class(call: ast.Call) -> bool:
    """Whether a factory is told to make asynchronous sessions: `sessionmaker(class_=AsyncSession)`."""
    return any(keyword.arg == "class_" and outer_name(keyword.value).startswith("Async") for keyword in call.keywords)


def _of_returned_factory(function: _Function, model: SemanticModel) -> Iterator[Finding]:
    """`-> SessionLocal`, `-> Iterator[SessionLocal]`: what the factory makes is meant, not the factory."""
    for named in _parts(function.returns):
        if not isinstance(named, ast.Name | ast.Attribute) or not (
            model.may_be_class(named) or _is_made_here(named, model)
        ):
            continue
        made = model.resolve(named)
        if (
            isinstance(made, CallResult)
            and made.by in known_names.SESSION_FACTORIES
            and not _hands_out(function, named)
        ):
            yield _factory_finding(f"{function.name}()", named, made, model)


def _parts(returns: ast.expr | None) -> Iterable[ast.AST]:
    """Return the nodes of an annotation; most are a name, or None."""
    match returns:
        case None | ast.Constant():
            return ()
        case ast.Name():
            return (returns,)
        case _:
            return ast.walk(returns)


def _hands_out(function: _Function, factory: ast.expr) -> bool:
    """Whether a function returns the factory itself."""
    returned = (node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)
    return any(ast.unparse(value) == ast.unparse(factory) for value in returned)


def _is_made_here(named: ast.expr, model: SemanticModel) -> bool:
    """Whether `SessionLocal = sessionmaker(...)` of this file binds a name."""
    binding = model.bound_at(named) if isinstance(named, ast.Name) else None
    value = None if binding is None else binding.value
    return isinstance(value, ast.Call) and outer_name(value.func) in _MAKERS


def _is_called(node: ast.arg | ast.AnnAssign, model: SemanticModel) -> bool:
    """Whether what is annotated makes sessions itself: `with factory() as db`."""
    named = _held(node)
    return any(isinstance(call.func, ast.Name) and call.func.id == named for call in model.nodes(ast.Call))


def _typed(named: ast.expr, wanted: str, model: SemanticModel) -> Fix | None:
    edits = with_session(named, wanted, model)
    if edits is None:
        return None
    fix = Fix(f"Annotate with {wanted}", edits, Safety.UNSAFE)
    return without_unused_imports(fix, [named], model)


def _behind_alias(named: ast.Name | ast.Attribute, model: SemanticModel) -> ast.expr | None:
    """Return what `Db = Annotated[Session, Depends(get_db)]` in this file annotates with; any other name itself."""
    binding = model.bound_at(named) if isinstance(named, ast.Name) else None
    if binding is None or not isinstance(binding.statement, ast.Assign | ast.AnnAssign):
        return named
    inner = model.annotations.named(binding.value)
    is_class = isinstance(inner, ast.Name | ast.Attribute) and isinstance(binding.value, ast.Subscript)
    return inner if is_class else named


def _message(
    node: ast.arg | ast.AnnAssign, named: ast.expr, inner: ast.expr, meaning: DefinedClass, model: SemanticModel
) -> str:
    wanted = _wanted(node, inner, model)
    return (
        f"`{_held(node)}` is used as a database session, but `{ast.unparse(named)}` denotes {model.describe(meaning)} "
        f"here{model.whence(inner)}; annotate it with `{next(model.names_of(ExternalSymbol(wanted)), wanted)}`"
    )


def _wanted(node: ast.arg | ast.AnnAssign, named: ast.expr, model: SemanticModel) -> str:
    """Return the class that was hidden; else what the uses show: one that is awaited, or that is called so, is asynchronous."""
    hidden = _hidden(named, model)
    if hidden is not None:
        return hidden
    last = ast.unparse(named).rpartition(".")[2]
    awaited = last.startswith("Async") or any(isinstance(model.parent(call), ast.Await) for call in _calls(node, model))
    return model.session_class(awaited=awaited)


def _hidden(named: ast.expr, model: SemanticModel) -> str | None:
    """Return the framework's class that had the annotation's name before, or behind, the one that it denotes."""
    binding, denoted = model.bound_at(named), model.resolve(named)
    for collision in model.collisions:
        scopes = (collision.earlier.scope, collision.later.scope)
        if binding is None or binding.name != collision.name or binding.scope not in scopes:
            continue
        # By what they denote: the import that hides the class may be made twice.
        other = {collision.becomes: collision.was, collision.was: collision.becomes}.get(denoted)
        if isinstance(other, ExternalSymbol) and known_names.is_framework(other.qualified_name):
            return other.qualified_name
    return None


def _calls(node: ast.arg | ast.AnnAssign, model: SemanticModel) -> Iterator[ast.Call]:
    """Yield the method calls on a parameter, a variable or a member."""
    for held in model.annotated_uses.parameters.held(node):
        yield from (call for calls in held.calls.values() for call in calls)


def _repair(node: ast.arg | ast.AnnAssign, named: ast.expr, model: SemanticModel) -> Fix | None:
    binding = model.bound_at(named)
    if binding is None or model.collisions.has(binding.name):
        return None  # the collision is the cause, and its own fix mends the annotation too
    return _typed(named, _wanted(node, named, model), model)


def _related(named: ast.expr, meaning: DefinedClass, model: SemanticModel) -> Iterator[Related]:
    yield from model.meaning_place(named)
    yield Related(*model.class_place(meaning), f"{model.describe(meaning)} is defined here")


def _held(node: ast.arg | ast.AnnAssign) -> str:
    return node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)


RULE = Rule(
    check=check,
    visits=(ast.arg, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.ERROR,
    needs=contains(b"def "),
)
