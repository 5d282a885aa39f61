"""Configuration becomes settings, or one error that names the place and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules.linter.registry import registered
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.settings.config import Misconfigured, Settings, load, overridden, project_root, settings

RULES = ["shadowed-import", "syntax-error", "untyped-session"]


def loaded(folder: Path, toml: str, name: str = "pyproject.toml") -> Settings | Misconfigured:
    (folder / name).write_text(toml, encoding="utf-8")
    return load(folder / name, rules=RULES)


def test_every_key_reaches_the_settings(tmp_path: Path) -> None:
    chosen = loaded(
        tmp_path,
        """
        [tool.session-lint]
        select = ["shadowed-import"]
        extend-select = ["untyped-session"]
        ignore = ["syntax-error"]
        strict = true
        per-file-ignores = { "tests/" = ["untyped-session"] }
        src = ["lib"]
        exclude = ["gen/"]
        session-parameters = ["conn"]
        framework-classes = ["shop.db.Session"]
        ambiguous-names = ["Session", "Query"]
        project-collisions = true
        status-attributes = ["phase"]
        mapped-bases = ["shop.db.Base"]
        sqlalchemy-version = "1.4"
        python-version = "3.9"
        aliases = { "sqlalchemy.orm.Session" = "SQLSession" }
        """,
    )
    assert chosen == Settings(
        select=("shadowed-import",),
        extend_select=("untyped-session",),
        ignore=("syntax-error",),
        strict=True,
        per_file_ignores={"tests/": ("untyped-session",)},
        options=ResolutionOptions(
            src=("lib",),
            exclude=("gen/",),
            session_parameters=("conn",),
            framework_classes=("shop.db.Session",),
            ambiguous_names=("Session", "Query"),
            project_collisions=True,
            status_attributes=("phase",),
            mapped_bases=("shop.db.Base",),
            sqlalchemy_version="1.4",
            python_version="3.9",
            aliases={"sqlalchemy.orm.Session": "SQLSession"},
        ),
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('selct = ["shadowed-import"]', 'tool.session-lint: unknown key "selct"; did you mean "select"?'),
        ("session_parameters = []", 'unknown key "session_parameters"; did you mean "session-parameters"?'),
        (
            'select = ["shadowed-imprt"]',
            'tool.session-lint.select: unknown rule "shadowed-imprt"; did you mean "shadowed-import"?',
        ),
        ('ignore = ["F811"]', 'tool.session-lint.ignore: unknown rule "F811"'),
        ('select = "shadowed-import"', "tool.session-lint.select: must be a list of strings, not 'shadowed-import'"),
        ("exclude = [1]", "tool.session-lint.exclude: must be a list of strings, not a list that holds something else"),
        ('strict = "yes"', "tool.session-lint.strict: must be true or false, not 'yes'"),
        ("aliases = []", "tool.session-lint.aliases: must be a table such as"),
        ('aliases = { "a.B" = "not a name" }', "a.B must be given a name as its alias, not 'not a name'"),
        ("sqlalchemy-version = 1.4", 'sqlalchemy-version: must be a version in quotes, such as "3.9", not 1.4'),
        ('sqlalchemy-version = "<2"', """sqlalchemy-version: must be a version in quotes, such as "3.9", not '<2'"""),
        ('sqlalchemy-version = ""', """sqlalchemy-version: must be a version in quotes, such as "3.9", not ''"""),
        ("per-file-ignores = true", "tool.session-lint.per-file-ignores: must be a table such as"),
        (
            'per-file-ignores = { "x/" = ["syntax-eror"] }',
            '"x/": unknown rule "syntax-eror"; did you mean "syntax-error"?',
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_the_place_and_the_nearest_name(tmp_path: Path, line: str, words: str) -> None:
    wrong = loaded(tmp_path, f"[tool.session-lint]\n{line}\n")
    assert isinstance(wrong, Misconfigured)
    assert wrong.message.startswith(str(tmp_path / "pyproject.toml"))
    assert words in wrong.message
    assert "\n" not in wrong.message


def test_a_file_that_is_no_toml_is_an_error(tmp_path: Path) -> None:
    wrong = loaded(tmp_path, "[tool.session-lint\n")
    assert isinstance(wrong, Misconfigured)
    assert "is not TOML" in wrong.message


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"x = '\xff'\n")
    assert load(tmp_path / "pyproject.toml", rules=RULES) == Misconfigured(
        f"{tmp_path / 'pyproject.toml'}: is not UTF-8 at byte 5; save it as UTF-8"
    )


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    assert isinstance(load(tmp_path / "none.toml", rules=RULES), Misconfigured)


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    wrong = loaded(tmp_path, "[tool]\nsession-lint = 1\n")
    assert isinstance(wrong, Misconfigured)
    assert wrong.message.endswith("tool.session-lint must be a table")


def test_a_pyproject_of_others_says_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[project]\nname = 'x'\n") == Settings()


def test_another_toml_file_is_all_settings(tmp_path: Path) -> None:
    assert loaded(tmp_path, "strict = true\n", "lint.toml") == Settings(strict=True)
    assert isinstance(loaded(tmp_path, "strct = true\n", "lint.toml"), Misconfigured)


def test_without_a_project_file_the_root_is_the_current_folder_around_the_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    assert project_root([Path("app")]) == tmp_path
    monkeypatch.chdir(tmp_path / "app")
    assert project_root([tmp_path]) == tmp_path


def test_the_root_is_the_nearest_folder_with_settings_else_the_repository_else_the_outermost_project(
    tmp_path: Path,
) -> None:
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").touch()
    (inner / "x.py").touch()
    assert project_root([inner / "x.py"]) == tmp_path / "a"
    assert project_root([inner, tmp_path / "a/b"]) == tmp_path / "a"
    (inner / ".git").mkdir()
    assert project_root([inner / "x.py"]) == inner
    (tmp_path / "a/b/pyproject.toml").write_text("[tool.session-lint]\n")
    assert project_root([inner / "x.py"]) == inner  # a repository does not ask what is around it
    (inner / ".git").rmdir()
    assert project_root([inner / "x.py"]) == tmp_path / "a/b"
    (tmp_path / "a/b/pyproject.toml").write_text("[tool.other]\nrun = 'session-lint check'\n")
    assert project_root([inner / "x.py"]) == tmp_path / "a"
    (tmp_path / "a/b/pyproject.toml").write_text("tool = { 'session-lint' = {} }\n")
    assert project_root([inner / "x.py"]) == tmp_path / "a/b"


def names(chosen: Settings) -> set[str]:
    return {rule.name for rule in registered() if chosen.selects(rule)}


def test_the_command_line_changes_which_rules_run() -> None:
    usual = names(Settings())
    assert names(overridden(Settings(), select=["syntax-error"], extend_select=[], ignore=[])) == {"syntax-error"}
    assert names(overridden(Settings(), select=None, extend_select=[], ignore=["syntax-error"])) == usual - {
        "syntax-error"
    }
    assert names(overridden(Settings(strict=True), select=["syntax-error"], extend_select=[], ignore=[])) == {
        "syntax-error"
    }
    assert names(overridden(Settings(select=()), select=None, extend_select=["syntax-error"], ignore=[])) == {
        "syntax-error"
    }
    assert names(Settings(strict=True)) == {rule.name for rule in registered()}


def test_a_rule_named_on_the_command_line_runs_although_the_project_ignores_it() -> None:
    assert names(
        overridden(Settings(ignore=("syntax-error",)), select=["syntax-error"], extend_select=[], ignore=[])
    ) == {"syntax-error"}


def test_a_table_of_a_case_is_read_like_the_projects() -> None:
    assert settings({"strict": True}, rules=RULES, place="a case") == Settings(strict=True)
