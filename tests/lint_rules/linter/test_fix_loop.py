"""Fixing in rounds, in memory: it settles, refuses what would not parse, and touches nothing that was not given."""

from __future__ import annotations

import ast
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lint_rules.cli.main import main
from lint_rules.diagnostic import Finding, Fix, Safety
from lint_rules.linter.fix_loop import ROUNDS, FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.rule import NamedRule, Rule
from lint_rules.semantic.index.prefilter import always
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.settings.config import Settings
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import Edit

SAFE, ALL = frozenset({Safety.SAFE}), frozenset(Safety)
MODELS = (
    "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\n"
    'class Session(Base):\n    __tablename__ = "session"\n    id: int\n'
)
COLLISION = (
    "from sqlalchemy.orm import Session\nfrom models import Session\n\n"
    "def load(db: Session, key: int):\n    return db.query(Session).filter(Session.id == key).first()\n"
)
MENDED = COLLISION.replace("models import Session", "models import Session as ModelSession").replace(
    "(Session).filter(Session.", "(ModelSession).filter(ModelSession."
)


def renaming(name: str, old: str, new: str, *, safety: Safety = Safety.SAFE) -> NamedRule:
    def check(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
        at = module.span(node)
        if node.id == old:
            yield Finding(at, f"`{old}`", repair=lambda: Fix("rename", (Edit(at, new),), safety))

    return NamedRule(name, Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")


def mended(
    root: Path, *rules: NamedRule, safeties: frozenset[Safety] = SAFE, stdin: SourceFile | None = None
) -> FixReport:
    return fix(
        [root] if stdin is None else [],
        RunOptions(root=root, settings=Settings(), rules=rules),
        safeties=safeties,
        stdin=stdin,
    )


def texts(result: FixReport) -> dict[str, bytes]:
    return {change.path.name: change.new for change in result.changes}


def test_fixes_that_make_each_other_possible_are_made_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a\n")
    rules = [renaming("a-to-b", "a", "b"), renaming("b-to-c", "b", "c"), renaming("c-to-d", "c", "d")]
    result = mended(tmp_path, *rules)
    assert texts(result) == {"a.py": b"x = d\n"}
    assert result.rules == {"a-to-b": 1, "b-to-c": 1, "c-to-d": 1}
    assert result.report.diagnostics == ()
    assert (tmp_path / "a.py").read_text() == "x = a\n"


@pytest.mark.no_cover
def test_several_processes_make_the_same_fixes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (project / f"more{number}.py").write_bytes((project / "api.py").read_bytes())
    told = list[tuple[int, int]]()
    settings, safeties = Settings(), frozenset(Safety)
    alone = fix([project], RunOptions(root=project, settings=settings, rules=registered), safeties=safeties)
    monkeypatch.setattr("lint_rules.linter.parallel.division.PAYS", 1)
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # nor are their processes counted
    together = fix(
        [project],
        RunOptions(root=project, settings=settings, rules=registered, jobs=2),
        safeties=safeties,
        progress=lambda done, of: told.append((done, of)),
    )
    assert (together.changes, together.report) == (alone.changes, alone.report)
    assert alone.changes
    assert told[-1][0] == told[-1][1]


def test_a_fix_that_would_undo_another_is_left_out_and_the_run_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a\n")
    result = mended(tmp_path, renaming("a-to-b", "a", "b"), renaming("b-to-a", "b", "a"))
    assert (texts(result), result.rules) == ({"a.py": b"x = b\n"}, {"a-to-b": 1})
    assert [warning.removeprefix(str(tmp_path)) for warning in result.report.warnings] == [
        "/a.py: b-to-a not fixed, because it would undo what another fix did"
    ]
    assert [diagnostic.rule for diagnostic in result.report.diagnostics] == ["b-to-a"]


def test_fixes_without_an_end_are_left_and_the_run_says_so(tmp_path: Path) -> None:
    def check(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
        at = module.span(node)
        yield Finding(at, "too short", repair=lambda: Fix("write it longer", (Edit(at, f"{node.id}x"),), Safety.SAFE))

    (tmp_path / "a.py").write_text("x: int\n")
    longer = NamedRule("longer", Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")
    result = mended(tmp_path, longer)
    assert sum(result.rules.values()) >= ROUNDS
    assert [warning.removeprefix(str(tmp_path)) for warning in result.report.warnings] == [
        "/a.py: its fixes still change it after 100 rounds; what is left is reported"
    ]


def test_one_fix_that_is_left_out_keeps_no_other_of_its_rule_from_being_made(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a\nx = a, int\n")

    def check(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
        at = module.span(node)
        new = {"a": "c", "int": "str"}.get(node.id)
        if new is not None:
            yield Finding(at, "wrong", repair=lambda: Fix("rename", (Edit(at, new),), Safety.SAFE))

    rule = NamedRule("half-bad", Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")
    result = mended(tmp_path, rule)
    assert texts(result) == {"a.py": b"import a\nx = a, str\n"}
    assert len(result.report.warnings) == 1


def test_what_waits_for_a_later_round_is_fixed_beside_a_fix_that_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a\nx = a, bool\n")

    def check(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
        at = module.span(node)
        new = {"a": "c", "bool": "int", "int": "str"}.get(node.id)
        if new is not None:
            yield Finding(at, "wrong", repair=lambda: Fix("rename", (Edit(at, new),), Safety.SAFE))

    rule = NamedRule("half-bad", Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")
    result = mended(tmp_path, rule)
    assert texts(result) == {"a.py": b"import a\nx = a, str\n"}
    assert len(result.report.warnings) == 1


def test_only_fixes_of_the_asked_safety_are_made(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a, b\n")
    rules = [renaming("a-to-c", "a", "c"), renaming("b-to-c", "b", "c", safety=Safety.UNSAFE)]
    assert texts(mended(tmp_path, *rules)) == {"a.py": b"x = c, b\n"}
    assert texts(mended(tmp_path, *rules, safeties=ALL)) == {"a.py": b"x = c, c\n"}


def test_a_fix_that_would_not_parse_is_left_out_and_told_as_a_bug_of_its_rule(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a, b\n")
    result = mended(tmp_path, renaming("bad-rule", "a", "(("), renaming("good-rule", "b", "c"))
    assert texts(result) == {"a.py": b"x = a, c\n"}
    assert [crash.message for crash in result.report.crashes] == [
        "bad-rule: its fix would leave a file that does not parse, so it was not made; this is a bug"
    ]


def test_a_fix_that_leaves_a_name_undefined_is_left_out_and_the_run_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import a\nx = a, int\n")
    result = mended(tmp_path, renaming("bad-rule", "a", "c"), renaming("good-rule", "int", "str"))
    assert texts(result) == {"a.py": b"import a\nx = a, str\n"}
    assert result.report.crashes == ()
    assert [warning.removeprefix(str(tmp_path)) for warning in result.report.warnings] == [
        "/a.py: bad-rule not fixed, because it would leave the name `c` undefined"
    ]


def test_what_other_rules_mend_stands_right_beside_a_fix_that_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a, b, d, b, d\n")
    rules = [renaming("a-rule", "b", "longer"), renaming("bad-rule", "a", "(("), renaming("c-rule", "d", "1")]
    assert texts(mended(tmp_path, *rules)) == {"a.py": b"x = a, longer, 1, longer, 1\n"}


def test_a_finding_that_a_fix_raises_in_another_file_is_fixed_in_the_same_run(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = a\n")
    (tmp_path / "b.py").write_text("import a\nx = b\n")

    def check(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
        at = module.span(node)
        if node.id == "b" and not module.is_taken_from_here("x"):
            others = [*module.names.classes_named("Late")]
            if others:
                yield Finding(at, "late", repair=lambda: Fix("rename", (Edit(at, "c"),), Safety.SAFE))

    late = NamedRule("late", Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")
    first = renaming("first", "a", "1\nclass Late: ...\ny = 1")
    assert texts(mended(tmp_path, first, late))["b.py"] == b"import a\nx = c\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfx = a\r\n# \xc3\xa9\r\n",
        b"# coding: latin-1\nx = a  # \xe9\n",
        b"x = a",
        b"\tx = a".lstrip() + b"\r",
        b"# -*- coding: utf-8 -*-\r\nx = a\r\n",
    ],
)
def test_encoding_mark_and_line_ends_are_kept(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert texts(mended(tmp_path, renaming("a-to-b", "a", "b"))) == {"a.py": data.replace(b"= a", b"= b")}


def test_what_the_encoding_of_a_file_cannot_spell_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"# coding: latin-1\nx = a\n")
    result = mended(tmp_path, renaming("a-to-b", "a", "Ω"))
    assert result.changes == ()
    assert [one.message for one in result.report.diagnostics] == ["`a`"]
    reason = "not fixed, because it cannot be saved in its encoding without another change; save it as UTF-8"
    assert result.report.warnings == (f"{tmp_path / 'a.py'}: {reason}",)


def test_a_fix_that_can_be_saved_in_the_end_is_no_warning(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"# coding: latin-1\nx = a\n")
    result = mended(tmp_path, renaming("a-to-b", "a", "b"))
    assert len(result.changes) == 1
    assert result.report.warnings == ()


def test_standard_input_is_fixed_as_the_file_that_it_stands_for(tmp_path: Path) -> None:
    stdin = SourceFile(tmp_path / "absent.py", b"x = a\n")
    rules = [renaming("a-to-b", "a", "b"), renaming("b-to-c", "b", "c")]
    assert texts(mended(tmp_path, *rules, stdin=stdin)) == {"absent.py": b"x = c\n"}


# -- the command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "models.py").write_text(MODELS)
    (tmp_path / "api.py").write_text(COLLISION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fix_writes_and_a_second_run_has_nothing_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--fix", "--unsafe-fixes", "."]) == 0
    assert (project / "api.py").read_text() == MENDED
    assert "Fixed 1 shadowed-import in 1 file." in capsys.readouterr().err
    assert main(["check", "--fix", "--unsafe-fixes", "."]) == 0
    assert "Fixed nothing." in capsys.readouterr().err


def test_unsafe_fixes_are_not_made_unasked(project: Path) -> None:
    assert main(["check", "--fix", "."]) == 1
    assert (project / "api.py").read_text() == COLLISION


def test_no_file_outside_the_given_paths_is_written(project: Path) -> None:
    (project / "other.py").write_text(COLLISION)
    assert main(["check", "--fix", "--unsafe-fixes", "api.py"]) == 0
    assert (project / "other.py").read_text() == COLLISION
    assert (project / "api.py").read_text() == MENDED


def test_diff_shows_what_would_change_and_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--diff", "--unsafe-fixes", "."]) == 1
    shown = capsys.readouterr()
    assert "-from models import Session\n+from models import Session as ModelSession\n" in shown.out
    assert "Would fix 1 shadowed-import in 1 file." in shown.err
    assert (project / "api.py").read_text() == COLLISION
    assert main(["check", "--diff", "models.py"]) == 0


LOADED = (
    "from sqlalchemy.orm import Session as Db\nfrom models import Session as Row\n\n\n"
    "def load(db: Db, key: int) -> Row:\n    return db.get(Row, key)\n"
)


@pytest.mark.parametrize(
    ("here", "elsewhere"),
    [
        ("checked = validate_call(load)\n", ""),
        ("router.add_api_route('/', load)\n", ""),
        ("KINDS = {get_type_hints(load)['return']: load}\n", ""),
        ("", "from page import load\nrouter.get('/')(load)\n"),
        ("", "import page\nrouter.get('/')(page.load)\n"),
    ],
)
def test_a_return_annotation_that_something_may_read_is_no_safe_fix(project: Path, here: str, elsewhere: str) -> None:
    (project / "page.py").write_text(LOADED)
    (project / "use.py").write_text("from page import load\nload(1, 2)\n")
    assert main(["check", "--fix", "page.py"]) == 0
    assert "-> Row | None:" in (project / "page.py").read_text()
    (project / "page.py").write_text(LOADED + here)
    (project / "use.py").write_text(elsewhere)
    assert main(["check", "--fix", "page.py"]) == 1
    assert "-> Row:" in (project / "page.py").read_text()
    assert main(["check", "--fix", "--unsafe-fixes", "page.py"]) == 0


def test_standard_input_comes_out_fixed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(COLLISION.replace("\n", "\r\n").encode())))
    assert main(["check", "--fix", "--unsafe-fixes", "--stdin-filename", "new.py", "-"]) == 0
    assert capsysbinary.readouterr().out == MENDED.replace("\n", "\r\n").encode()
    assert (project / "api.py").read_text() == COLLISION


@pytest.mark.parametrize(
    ("settings", "options", "code"),
    [
        pytest.param("[tool.session-lint]\nexclude = ['gen/']\n", ["--force-exclude"], 0, id="excluded"),
        pytest.param("[tool.session-lint]\nselect = ['shadowd-import']\n", [], 2, id="an unknown rule in the settings"),
        pytest.param("[tool.session-lint\n", [], 2, id="settings that are no TOML"),
        pytest.param("", ["--select", "shadowd-import"], 2, id="an unknown rule"),
        pytest.param("", ["--fixx"], 2, id="an unknown option"),
        pytest.param("", ["--project", "nowhere"], 2, id="no such project"),
        pytest.param("", ["--add-ignore"], 2, id="options that exclude each other"),
        pytest.param("", ["other.py"], 2, id="a path beside it"),
    ],
)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"KEEP = 1\r\n", id="a text"),
        pytest.param(b"def (\n", id="a text that does not parse"),
        pytest.param(b"\xff\xfe\0", id="no text"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_standard_input_comes_out_whatever_becomes_of_the_run(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    settings: str,
    options: list[str],
    code: int,
    data: bytes,
) -> None:
    (project / "pyproject.toml").write_text(settings)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["check", "--fix", *options, "--stdin-filename", "gen/a.py", "-"]) == code
    assert capsysbinary.readouterr().out == data


@pytest.mark.usefixtures("project")
def test_standard_input_comes_out_where_the_run_breaks_down(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def breaks(*_: object, **__: object) -> FixReport:
        raise ZeroDivisionError

    monkeypatch.setattr("lint_rules.cli.commands.fix.fix", breaks)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"KEEP = 1\n")))
    with pytest.raises(ZeroDivisionError):
        main(["check", "--fix", "-"])
    assert capsysbinary.readouterr().out == b"KEEP = 1\n"


def test_a_file_that_cannot_be_written_is_told_and_the_others_are_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "b.py").write_text(COLLISION)
    _fail_for(project / "api.py", monkeypatch)
    assert main(["check", "--fix", "--unsafe-fixes", "."]) == 2
    assert (project / "api.py").read_text() == COLLISION
    assert (project / "b.py").read_text() == MENDED
    told = capsys.readouterr().err
    assert "api.py: left alone: No space left on device" in told


def _fail_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., None] = os.replace

    def full(source: str, target: Path) -> None:
        if Path(target) == path:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)


def test_a_broken_fix_ends_the_command_with_two(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = (renaming("bad-rule", "db", "(("), *registered())
    monkeypatch.setattr("lint_rules.cli.console.request.rules", lambda: broken)
    assert main(["check", "--fix", "api.py"]) == 2
    assert (project / "api.py").read_text() == COLLISION
    assert "bad-rule: its fix would leave a file that does not parse" in capsys.readouterr().err


def test_a_file_is_never_written_when_nothing_is_to_be_fixed(project: Path) -> None:
    before = (project / "models.py").stat()
    main(["check", "--fix", "--unsafe-fixes", "."])
    after = (project / "models.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
