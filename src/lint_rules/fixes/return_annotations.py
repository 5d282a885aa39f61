"""An entity of a query -> the names of its class in the annotations of what the query returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import Symbol

_ALONE = frozenset({"query", "select", "scalars"})


def names_in_annotations(entity: ast.expr, meaning: Symbol, module: SemanticModel) -> Iterator[ast.expr]:
    """Yield what names the class `meaning` where the rows of a query on `entity` are annotated: `-> list[Session]`."""
    call = module.parent(entity)
    if isinstance(call, ast.Call) and _is_of_one_class(call, entity):
        for annotation in _annotations_of(call, module):
            yield from _named_in(annotation, meaning, module)


def _is_of_one_class(call: ast.Call, entity: ast.expr) -> bool:
    """Whether the rows are objects of the entity's class."""
    match call:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *more]) if first is entity:
            return name in {"get", "get_one"} or (name in _ALONE and not more)
        case _:
            return False


def _annotations_of(call: ast.Call, module: SemanticModel) -> Iterator[ast.expr]:
    """Yield the annotation of the variable or the function that the call's statement gives its value to."""
    around = [call, *module.ancestors(call)]
    statement = next((node for node in around if isinstance(node, ast.stmt)), None)
    match statement:
        case ast.AnnAssign(target=target, value=ast.expr() as value, annotation=annotation) if _is_result(
            value, module
        ):
            yield annotation
            yield from _returned_as(target, module)
        case ast.Assign(targets=[target], value=value) if _is_result(value, module):
            yield from _returned_as(target, module)
        case ast.Return(value=ast.expr() as value) if _is_result(value, module):
            yield from _returns(statement, module)
        case _:
            return


def _is_result(value: ast.expr, module: SemanticModel) -> bool:
    result = module.results.of(value)
    return result is not None and not isinstance(result.entity, ast.Attribute | ast.Call)


def _returned_as(target: ast.expr, module: SemanticModel) -> Iterator[ast.expr]:
    """Yield the annotation of the function that returns the variable `target`."""
    for statement in module.nodes(ast.Return):
        value = statement.value
        if isinstance(value, ast.Name) and any(candidate.node is target for candidate in module.candidates(value)):
            yield from _returns(statement, module)


def _returns(statement: ast.stmt, module: SemanticModel) -> Iterator[ast.expr]:
    for node in module.ancestors(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.returns is not None:
                yield node.returns
            return


def _named_in(annotation: ast.expr, meaning: Symbol, module: SemanticModel) -> Iterator[ast.expr]:
    names: list[ast.expr] = [*module.nodes(ast.Name), *module.nodes(ast.Attribute)]
    for name in names:
        inside = name is annotation or annotation in module.ancestors(name)
        if inside and not isinstance(module.parent(name), ast.Attribute) and module.resolve(name) == meaning:
            yield name
