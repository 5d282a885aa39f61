"""A class statement -> the statements in it that give its objects their attributes."""

from __future__ import annotations

import ast
from collections import defaultdict

from lint_rules.semantic.classes.body import statements_within

Store = ast.Assign | ast.AnnAssign


def stores_in(owner: ast.ClassDef) -> dict[str, list[Store]]:
    """Return the statements of a class that set `self.x`, or declare `x` in its body, by that name."""
    found: defaultdict[str, list[Store]] = defaultdict(list)
    for statement in owner.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name].append(statement)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for inner in statements_within(statement):
                    match inner:
                        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                            found[name].append(inner)
                        case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                            found[name].append(inner)
                        case _:
                            continue
            case _:
                continue
    return found
