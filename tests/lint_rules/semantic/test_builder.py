"""A tree -> scopes and bindings: what binds a name, where, and from where on."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lint_rules.semantic.scopes.builder import bind
from lint_rules.semantic.scopes.file import Bindings
from lint_rules.semantic.scopes.model import Binding, BindingKind, Scope, ScopeKind


def bound(source: str) -> Bindings:
    return bind(ast.parse(textwrap.dedent(source)))


def scope(found: Bindings, name: str) -> Scope:
    return next(one for one in found.scopes() if getattr(one.node, "name", "") == name)


def only(bindings: list[Binding]) -> Binding:
    (binding,) = bindings
    return binding


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("import a.b.c", "a", BindingKind.IMPORT),
        ("import a.b.c as d", "d", BindingKind.IMPORT),
        ("from a import b", "b", BindingKind.FROM_IMPORT),
        ("from . import b as c", "c", BindingKind.FROM_IMPORT),
        ("class A: ...", "A", BindingKind.CLASS),
        ("def f(): ...", "f", BindingKind.FUNCTION),
        ("async def f(): ...", "f", BindingKind.FUNCTION),
        ("a = 1", "a", BindingKind.VALUE),
        ("a: int = 1", "a", BindingKind.VALUE),
        ("b = a = 1", "a", BindingKind.VALUE),
        ("a, b = 1, 2", "a", BindingKind.VALUE),
        ("a, b = c", "a", BindingKind.OTHER),
        ("a, *b = 1, 2", "a", BindingKind.OTHER),
        ("(a, b), c = d, 2", "a", BindingKind.OTHER),
        ("[(*a, b), c] = x", "a", BindingKind.OTHER),
        ("a += 1", "a", BindingKind.OTHER),
        ("for a in b: ...", "a", BindingKind.OTHER),
        ("with b as a: ...", "a", BindingKind.VALUE),
        ("(a := 1)", "a", BindingKind.VALUE),
        ("[(a := b) for b in c]", "a", BindingKind.VALUE),
        ("try: ...\nexcept E as a: ...", "a", BindingKind.OTHER),
        ("match b:\n    case [1, *a]: ...", "a", BindingKind.OTHER),
        ("match b:\n    case {1: 2, **a}: ...", "a", BindingKind.OTHER),
        ("match b:\n    case C(d=a): ...", "a", BindingKind.OTHER),
        ("del a", "a", BindingKind.DELETE),
    ],
)
def test_each_statement_that_binds_is_noted(source: str, name: str, kind: BindingKind) -> None:
    assert only(bound(source).module_scope.bindings[name]).kind is kind


@pytest.mark.parametrize("source", ["a: int", "a.b = 1", "a[0] = 1", "print(a)", "[a for a in b]", "lambda a: a"])
def test_what_binds_no_name_of_the_module_is_not_noted(source: str) -> None:
    assert bound(source).module_scope.bindings == {}


def test_every_kind_of_parameter_is_bound_in_its_function() -> None:
    inner = scope(bound("def f(a, /, b, *c, d, **e): ..."), "f")
    assert [*inner.bindings] == ["a", "b", "d", "c", "e"]
    assert {one.kind for bindings in inner.bindings.values() for one in bindings} == {BindingKind.PARAMETER}


def test_a_name_that_is_declared_global_is_bound_in_the_module() -> None:
    found = bound("def f():\n    global a\n    a = 1")
    assert only(found.module_scope.bindings["a"]).remote
    assert "a" not in scope(found, "f").bindings


def test_a_nonlocal_name_is_bound_in_the_function_that_it_belongs_to() -> None:
    found = bound("""\
    def outer():
        def middle():
            class Between:
                def inner():
                    nonlocal a
                    a = 2
        a = 1
    """)
    assert [one.remote for one in scope(found, "outer").bindings["a"]] == [False, True]
    assert not any("a" in scope(found, name).bindings for name in ("middle", "Between", "inner"))


def test_the_first_iterable_of_a_comprehension_belongs_to_the_scope_around_it() -> None:
    found = bound("class C:\n    [x for x in first for y in second]")
    kinds = {name.id: found.context(name).scope.kind for name in found.nodes(ast.Name)}
    assert kinds["first"] is ScopeKind.CLASS
    assert kinds["second"] is ScopeKind.COMPREHENSION


def test_a_string_annotation_is_read_where_it_stands() -> None:
    found = bound('def f(a: "list[B]") -> "C": ...')
    places = {name.id: name.col_offset for name in found.nodes(ast.Name)}
    assert places == {"list": 10, "B": 15, "C": 24}


@pytest.mark.parametrize(
    "annotation",
    ["Literal['A']", "Annotated[int, 'A']", "Annotated[int, Field(alias='A')]", "typing.Literal['A', 'B']"],
)
def test_a_string_that_is_data_is_no_annotation(annotation: str) -> None:
    assert "A" not in {name.id for name in bound(f"x: {annotation} = 1").nodes(ast.Name)}


def test_under_the_future_import_every_annotation_is_read_when_the_module_has_run() -> None:
    for future, deferred in (("from __future__ import annotations\n", True), ("", False)):
        found = bound(f"{future}def f(a: B): ...")
        name = next(one for one in found.nodes(ast.Name) if one.id == "B")
        assert found.context(name).deferred is deferred


def test_every_node_is_met_once_and_knows_what_holds_it() -> None:
    tree = ast.parse("class A(B, m=C):\n    @d\n    def f(self, x: int = 1, *y): return [z for z in self]\n")
    found = bind(tree)
    skipped = (ast.expr_context, ast.Load, ast.Store)
    for node in ast.walk(tree):
        if not isinstance(node, skipped):
            assert found.nodes(type(node)).count(node) == 1
            assert isinstance(node, ast.Module) == (found.parent(node) is None)


# -- bodies of functions that are walked later

KINDS = sorted({type(node) for node in ast.walk(ast.parse(Path(__file__).read_text(encoding="utf-8")))}, key=str)
OWN_SOURCES = sorted((Path(__file__).parents[3] / "src" / "lint_rules").rglob("*.py"))
NESTED = """
from typing import cast
@decorated(lambda a: a)
def outer(first: "X" = [a for a in b], *rest: "Y") -> "Z":
    kept: "K" = cast("C", first)
    def inner(x=(lambda: kept)):
        nonlocal kept
        kept = [x for x in rest if (found := x)]
        class Local(first):
            async def method(self): return kept
    return inner
class Model:
    def method(self):
        import a, b as c
    other = method
after = outer
"""


def place(node: ast.AST | None) -> object:
    """A node, so that it can be compared with one of another tree of the same text."""
    return node and (type(node), *(getattr(node, name, None) for name in ("lineno", "col_offset", "end_col_offset")))


def shown(binding: Binding) -> object:
    nodes = binding.node, binding.statement, binding.scope.node, binding.value, binding.annotation
    arms = [(place(arm.statement), *arm[1:]) for arm in binding.branch]
    return binding.name, binding.kind, binding.effective, binding.remote, [place(node) for node in nodes], arms


def told(found: Bindings) -> list[object]:
    """Everything that a walk found, in its order."""
    scopes = [
        (
            place(one.node),
            one.kind,
            place(one.parent.node if one.parent else None),
            {name: [shown(binding) for binding in bindings] for name, bindings in one.bindings.items()},
            {name: place(other.node) for name, other in one.elsewhere.items()},
            [shown(binding) for binding in one.stars],
        )
        for one in found.scopes()
    ]
    nodes = [node for kind in KINDS for node in found.nodes(kind)]
    contexts = [(found.context(node), found.parent(node)) for node in nodes]
    where = [(place(one.scope.node), one.deferred, one.annotation, place(parent)) for one, parent in contexts]
    quoted = [place(found.quoted(node)) for node in found.nodes(ast.Constant)]
    return [scopes, [place(node) for node in nodes], where, quoted]


@pytest.mark.parametrize("path", OWN_SOURCES, ids=lambda path: path.stem)
def test_a_walk_that_leaves_bodies_for_later_finds_the_same_in_the_same_order(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert told(bind(tree, leaves_bodies=True)) == told(bind(tree))


def test_nested_functions_are_walked_later_as_they_would_be_at_once() -> None:
    tree = ast.parse(NESTED)
    assert told(bind(tree, leaves_bodies=True)) == told(bind(tree))


class InBody(NamedTuple):
    """A walk that left the body of a function, and what stands in it."""

    found: Bindings
    function: ast.FunctionDef
    name: ast.Name
    quoted: ast.Constant


@pytest.fixture
def left() -> InBody:
    tree = ast.parse("def f():\n    kept: 'X' = value")
    match tree.body:
        case [
            ast.FunctionDef(body=[ast.AnnAssign(annotation=ast.Constant() as quoted, value=ast.Name() as name)]) as f
        ]:
            return InBody(bind(tree, leaves_bodies=True), f, name, quoted)
        case _:
            raise AssertionError


ANSWERED: dict[str, Callable[[InBody], bool]] = {
    "context": lambda left: left.found.context(left.name).scope.node is left.function,
    "ancestors": lambda left: left.function in left.found.ancestors(left.name),
    "parent": lambda left: left.found.parent(left.name) is left.function.body[0],
    "quoted": lambda left: left.found.quoted(left.quoted) is not None,
    "names_in": lambda left: "kept" in left.found.names_in(left.function),
    "scopes": lambda left: any("kept" in scope.bindings for scope in left.found.scopes()),
    "nodes": lambda left: left.name in left.found.nodes(ast.Name),
}


@pytest.mark.parametrize("asked", ANSWERED)
def test_each_question_about_a_body_that_was_left_is_answered(asked: str, left: InBody) -> None:
    assert ANSWERED[asked](left)


def bodies_walked(_: Bindings) -> None:
    pytest.fail("the bodies were walked")


def test_what_stands_outside_of_functions_is_known_without_their_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse(NESTED)
    found = bind(tree, leaves_bodies=True)
    monkeypatch.setattr(Bindings, "_walk_rest", bodies_walked)
    assert {*found.module_scope.bindings} == {"cast", "outer", "Model", "after"}
    assert [found.context(node).scope for node in tree.body] == [found.module_scope] * len(tree.body)
    with pytest.raises(pytest.fail.Exception, match="walked"):
        found.nodes(ast.Import)
