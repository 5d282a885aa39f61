"""Odd and oversized inputs: an answer or Unknown, never a crash, whatever the depth."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf, Written

from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, Unknown
from lint_rules.semantic.queries.objects import Objects
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure

pytestmark = pytest.mark.no_cover  # its inputs are large, and cost four times as much where lines are counted

_MODEL = """\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session
class Base(DeclarativeBase): ...
class Model(Base):
    __tablename__ = "model"
class Plain:
    id: int
"""


def ask_everything(module: SemanticModel) -> int:
    """Ask each question that rules ask, of each node; return how many entities and columns there are."""
    found = 0
    for name in module.nodes(ast.Name):
        module.resolve(name)
        module.shown_by(name)
    for attribute in module.nodes(ast.Attribute):
        module.resolve(attribute)
        module.sessions.holds_session(attribute)
    for call in module.nodes(ast.Call):
        module.resolve(call)
        found += len([*module.queries.entities(call), *module.columns.of(call)])
    for parameter in module.nodes(ast.arg):
        module.annotations.denoted(parameter.annotation)
        module.annotated_uses.of(parameter)
    for statement in module.nodes(ast.AnnAssign):
        module.annotations.denoted(statement.annotation)
        module.annotated_uses.of(statement)
    list(module.collisions)
    return found


def opened(written: Written, path: str = "main.py") -> SemanticModel:
    module = written.open(path)
    ask_everything(module)
    return module


def test_a_query_that_is_rebound_two_thousand_times_is_still_a_query(project_of: ProjectOf) -> None:
    lines = ["def f(db: Session):", "    q = db.query(Model)"] + ["    q = q.filter(Plain.id == 1)"] * 2000
    module = project_of(_MODEL + "\n".join([*lines, "    return q.join(Plain)"])).open("main.py")
    joined = next(call for call in module.nodes(ast.Call) if ast.unparse(call) == "q.join(Plain)")
    assert [position.call for position in module.queries.entities(joined)] == ["join"]
    assert ask_everything(module) > 2000


def test_a_query_that_is_rebound_in_a_loop_is_still_a_query(project_of: ProjectOf) -> None:
    module = project_of(
        _MODEL
        + """\
def f(db: Session, keys):
    q = db.query(Model)
    for key in keys:
        q = q.filter(Model.id == key)
        if key:
            q = q.join(Plain)
    return q.join(Plain)
"""
    ).open("main.py")
    joins = [call for call in module.nodes(ast.Call) if ast.unparse(call.func).endswith(".join")]
    assert [len([*module.queries.entities(call)]) for call in joins] == [1, 1]


def test_a_variable_that_only_ever_holds_itself_is_no_query(project_of: ProjectOf) -> None:
    module = project_of(_MODEL + "def f(q):\n    while q:\n        q = q.filter(1)\n        q.join(Plain)\n").open(
        "main.py"
    )
    assert [*module.queries.entities(module.nodes(ast.Call)[-1])] == []


REPEATED = {
    "attributes": ("x", ".a", ""),
    "calls": ("x", ".a()", ""),
    "steps of a statement": ("select(Model)", ".where(Plain.id == 1)", ""),
    "terms": ("Plain.id", " + Plain.id", ""),
    "conditions": ("select(Model).where((Plain.id == 1)", " | (Plain.id == 1)", ")"),
    "signs": ("select(Model).where(", "-", "Plain.id)"),
    "subscripts": ("x", "[0]", ""),
    "negations": ("", "not ", "x"),
}


@pytest.mark.parametrize("size", [100, 900, *(pytest.param(size, marks=pytest.mark.slow) for size in (2500, 5000))])
@pytest.mark.parametrize("what", REPEATED)
def test_an_expression_of_any_depth_is_checked_or_refused(what: str, size: int, project_of: ProjectOf) -> None:
    start, repeated, end = REPEATED[what]
    written = project_of(f"{_MODEL}y = {start}{repeated * size}{end}\n")
    path = written.root / "main.py"
    module = written.project.open(SourceFile(path, path.read_bytes()))
    if isinstance(module, SyntaxFailure):
        assert size > 900
        assert "deep" in module.message or "nested" in module.message
    else:
        ask_everything(module)


@pytest.mark.parametrize(
    "annotation",
    [
        "int" + " | int" * 200,
        pytest.param("int" + " | int" * 2000, marks=pytest.mark.slow),
        "list[" * 150 + "int" + "]" * 150,
    ],
)
def test_an_annotation_of_any_depth_is_read(annotation: str, project_of: ProjectOf) -> None:
    opened(project_of(f"def f(db: {annotation}, x: '{annotation}'): db.commit()\n"))


@pytest.mark.parametrize(
    "text", ["a" + ".a" * 20_000, "(" * 300 + ")" * 300, "-" * 20_000 + "1", r"\d", "1if x else y", "x\0"]
)
def test_a_string_annotation_that_python_could_not_evaluate_denotes_nothing(text: str, project_of: ProjectOf) -> None:
    module = opened(project_of(f"def f(db: {text!r}): db.commit()\n"))
    assert isinstance(module.annotations.denoted(module.nodes(ast.arg)[0].annotation), Unknown)


def test_an_alias_of_an_alias_is_followed_five_thousand_times(project_of: ProjectOf) -> None:
    lines = ["class C0: ...", *(f"C{i + 1} = C{i}" for i in range(5000)), "at('end', C5000)"]
    assert project_of("\n".join(lines)).names("main.py") == {"end": "main.C0"}


def test_a_class_below_two_thousand_others_is_mapped(project_of: ProjectOf) -> None:
    lines = ["class C0(Model): ...", *(f"class C{i + 1}(C{i}): ..." for i in range(2000)), "at('end', C2000)"]
    written = project_of(_MODEL + "\n".join(lines))
    assert written.open("main.py").classes.kind(written.marked("main.py")["end"]) is ClassKind.MAPPED


def test_ten_thousand_imports_are_followed(project_of: ProjectOf) -> None:
    imports = [f"from sqlalchemy.orm import Session as S{i}" for i in range(5000)]
    same = ["from sqlalchemy.orm import Session", "from app.models import Session"] * 2500
    uses = ["db.query(Session)"] * 50
    written = project_of({"app/models.py": "class Session: ...\n", "main.py": "\n".join(imports + same + uses)})
    assert len([*opened(written).collisions]) == 4999


def test_a_name_bound_under_hundreds_of_conditions_is_several_things(project_of: ProjectOf) -> None:
    lines = [f"if a{i}: q = q.filter({i})" for i in range(300)]
    opened(project_of("q = 1\n" + "\n".join(lines) + "\nq.join(q)\n"))


def circles() -> Iterator[tuple[str, dict[str, str]]]:
    yield "imports", {"a.py": "from b import X\nat('x', X)\n", "b.py": "from a import X\n"}
    yield "stars", {"a.py": "from b import *\nat('x', X)\n", "b.py": "from a import *\n"}
    yield "modules", {"a.py": "import b\nat('x', b.a.b.a.X)\n", "b.py": "import a\n"}
    yield "values", {"a.py": "import b\nX = b.Y\nat('x', X)\n", "b.py": "import a\nY = a.X\n"}
    yield "itself", {"a.py": "from a import X\nfrom a import *\nat('x', X)\n"}
    yield "assignments", {"a.py": "def f():\n    X = Y\n    Y = X\nfor _ in y:\n    X = X.Y\n    at('x', X)\n"}


@pytest.mark.parametrize(("kind", "sources"), [*circles()])
def test_a_circle_denotes_nothing(kind: str, sources: dict[str, str], project_of: ProjectOf) -> None:
    written = project_of(sources)
    assert (kind, written.names("a.py")) == (kind, {"x": "unknown"})
    for path in sources:
        opened(written, path)


def test_a_circle_of_star_imports_still_brings_each_module_the_other_ones_classes(project_of: ProjectOf) -> None:
    sources = {
        "a.py": "from b import *\nclass A: ...\nat('B', B)\n",
        "b.py": "from a import *\nclass B: ...\n",
        "main.py": "from a import *\nat('A', A)\nat('B', B)\n",
    }
    written = project_of(sources)
    assert written.names("a.py") == {"B": "b.B"}
    assert written.names("main.py") == {"A": "a.A", "B": "b.B"}


@pytest.mark.parametrize("base", ["Base", "SQLModel", "Unheard", "object"])
def test_a_circle_of_base_classes_is_judged(base: str, project_of: ProjectOf) -> None:
    sources = {
        "a.py": f"from b import B\nfrom sqlmodel import SQLModel\n{_MODEL}class A(B, {base}): ...\nat('a', A)\n",
        "b.py": "from a import A\nclass B(A): ...\nclass C(B): ...\nat('b', B)\nat('c', C)\n",
    }
    written = project_of(sources)
    for path in ("b.py", "a.py"):
        module = opened(written, path)
        for meaning in written.marked(path).values():
            assert isinstance(meaning, DefinedClass)
            module.classes.kind(meaning)


def test_the_interpreters_own_limit_is_left_alone() -> None:
    program = (
        "import sys; before = sys.getrecursionlimit(); from lint_rules.cli.main import main;"
        " code = main(['check', '-', '--isolated', '--no-cache', '-q']); print(code, sys.getrecursionlimit() - before)"
    )
    deep = "from sqlalchemy import select\nx = " + " + ".join(["select(1)"] * 2500) + "\n"
    assert sys.getrecursionlimit() <= 3000
    run = subprocess.run([sys.executable, "-c", program], input=deep, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1].split()[1] == "0"


def test_a_name_that_is_bound_again_and_again_to_what_it_was_is_asked_for_once(
    project_of: ProjectOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["def f(model: Model, text):", "    state = text"] + ["    if text: state = state.replace('a', 'b')"] * 60
    module = project_of(_MODEL + "\n".join([*lines, "    return state.shown"])).open("main.py")
    asked: list[ast.expr] = []
    ask = Objects.class_of

    def counted(objects: Objects, expression: ast.expr) -> DefinedClass | None:
        asked.append(expression)
        return ask(objects, expression)

    monkeypatch.setattr(Objects, "class_of", counted)
    shown = next(one for one in module.nodes(ast.Attribute) if one.attr == "shown")
    assert module.objects.class_of(shown.value) is None
    assert len(asked) < 200
