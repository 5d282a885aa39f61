"""A tree -> scopes and bindings: what binds a name, where, and from where on."""

from __future__ import annotations

import ast
import textwrap

import pytest

from lint_rules.facts.bindings import Bindings
from lint_rules.facts.scopes import Binding, BindingKind, Scope, ScopeKind
from lint_rules.facts.walk import bind


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
        ("a, b = 1, 2", "a", BindingKind.OTHER),
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
