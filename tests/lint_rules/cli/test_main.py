"""The command line: what it accepts, what it prints, and how it leaves."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.environment import uncounted

from lint_rules.cache.folder import Folder, folder_of
from lint_rules.cli.console.arguments import Misused, understand
from lint_rules.cli.main import main
from lint_rules.mypy_checks.context import RULES

COLLISION = "from sqlalchemy.orm import Session\nfrom pydantic import BaseModel\nclass Session(BaseModel): ...\n"
COMMAND = [sys.executable, "-m", "lint_rules"]


def caches(project: Path) -> Path:
    return Path(folder_of(str(project)).path)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "pyproject.toml").write_text("[tool.session-lint]\n")
    (tmp_path / "clean.py").write_text("x = 1\n")
    (tmp_path / "bad.py").write_text(COLLISION)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_nothing_found_leaves_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "clean.py"]) == 0
    assert capsys.readouterr() == ("Nothing found in 1 file.\n", "")


@pytest.mark.usefixtures("project")
def test_something_found_leaves_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert "  --> bad.py:3:7\n" in out
    assert "  3 | class Session(BaseModel): ...\n    |       ^^^^^^^\n" in out
    assert "  1 | from sqlalchemy.orm import Session\n    |                            -------\n" in out
    assert "\n1 finding in 1 of 2 files: 1 warning.\n" in out
    assert err == ""


@pytest.mark.usefixtures("project")
def test_exit_zero_leaves_with_0_also_when_something_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--exit-zero"]) == 0
    assert "1 finding" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["chek"], 'unknown command "chek"; did you mean "check"?'),
        (["--versoin"], 'unknown option "--versoin"'),
        (["check", "--selct", "x"], 'check: unknown option "--selct"; did you mean "--select"?'),
        (["check", "--select"], "check: --select needs a value: --select RULE,…"),
        (["check", "--select="], "--select names no rule"),
        (["check", "--isolated=yes"], "check: --isolated takes no value"),
        (
            ["check", "--select", "shadowed-imprt"],
            '--select: unknown rule "shadowed-imprt"; did you mean "shadowed-import"?',
        ),
        (["check", "--ignore", "syntax-error,F811"], '--ignore: unknown rule "F811"'),
        (["check", "--extend-select", "x"], '--extend-select: unknown rule "x"'),
        (["check", "--select", "untyped-query"], "--select untyped-query: it needs types; add --types"),
        (["check", "--output-format", "jsn"], 'check: unknown output format "jsn"; did you mean "json"?'),
        (["check", "--output-format", "q"], 'check: unknown output format "q"; known are full, concise, json'),
        (["check", "claen.py"], 'no such file or folder: claen.py; did you mean "clean.py"?'),
        (["check", "none/x.py"], "no such file or folder: none/x.py"),
        (
            ["check", "--config", "pyprojct.toml"],
            'no such file or folder: pyprojct.toml; did you mean "pyproject.toml"?',
        ),
        (["check", "--config", "pyproject.toml", "--isolated"], "--config and --isolated exclude each other"),
        (["check", "--project", "clean.py"], "--project clean.py: is not a folder"),
        (["check", "--output-file", "none/report"], "--output-file none/report: No such file or directory"),
        (["rule"], "rule needs a name, or --all"),
        (["rule", "shadowed-imprt"], 'unknown rule "shadowed-imprt"; did you mean "shadowed-import"?'),
        (["rule", "untyped-qury"], 'unknown rule "untyped-qury"; did you mean "untyped-query"?'),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_mistake_leaves_with_2_and_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"session-lint: {line}")
    assert err.count("\n") == 1


def test_a_wrong_configuration_leaves_with_2_and_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text('[tool.session-lint]\nselct = ["shadowed-import"]\n')
    assert main(["check"]) == 2
    assert 'tool.session-lint: unknown key "selct"; did you mean "select"?' in capsys.readouterr().err
    assert main(["check", "clean.py", "--isolated"]) == 0


def test_the_projects_configuration_is_that_of_the_folder_around_the_paths(project: Path) -> None:
    (project / "inner").mkdir()
    (project / "inner/bad.py").write_text(COLLISION)
    assert main(["check", "inner"]) == 1
    (project / "pyproject.toml").write_text('[tool.session-lint]\nignore = ["shadowed-import"]\n')
    assert main(["check", "inner"]) == 0
    (project / "inner/pyproject.toml").touch()
    assert main(["check", "inner"]) == 0
    (project / "inner/pyproject.toml").write_text("[tool.session-lint]\n")
    assert main(["check", "inner"]) == 1
    assert main(["check", "inner", "--project", "."]) == 0
    assert main(["check", "inner", "--config", "pyproject.toml"]) == 0


@pytest.mark.usefixtures("project")
def test_rules_are_selected_on_the_command_line() -> None:
    assert main(["check", "--ignore", "shadowed-import"]) == 0
    assert main(["check", "--select=syntax-error,unused-suppression"]) == 0
    assert main(["check", "--select", "syntax-error", "--select", "shadowed-import"]) == 1
    assert main(["check", "--select", "syntax-error", "--extend-select", "shadowed-import"]) == 1


@pytest.mark.usefixtures("project")
def test_json_is_a_list_of_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--output-format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["code"] == "shadowed-import"
    assert found["location"] == {"row": 3, "column": 7}
    assert main(["check", "clean.py", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.usefixtures("project")
def test_concise_and_quiet_is_only_what_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-q", "--output-format", "concise"]) == 1
    out, _ = capsys.readouterr()
    assert re.fullmatch(r"bad\.py:3:7: warning\[shadowed-import\] \[-\] .*\n", out)


def test_the_report_goes_to_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--output-file", "report.txt", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out == ""
    assert (project / "report.txt").read_text().startswith("bad.py:3:7: warning[shadowed-import] ")


def test_verbose_tells_how_the_run_was_set_up(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "-v", "--select", "syntax-error"])
    err = capsys.readouterr().err
    assert f"root: {project}\nrules: syntax-error\nfiles: 2\nseconds: " in err


def test_no_files_are_said_to_be_none(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "empty").mkdir()
    assert main(["check", "empty"]) == 0
    assert capsys.readouterr().err == "session-lint: no Python files under the given paths\n"


@pytest.mark.usefixtures("project")
def test_colour_is_forced_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check"])
    assert "\x1b[" in capsys.readouterr().out


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "0"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}])
@pytest.mark.usefixtures("project")
def test_there_is_no_colour_where_no_terminal_is_or_none_is_wanted(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["check"])
    assert "\x1b[" not in capsys.readouterr().out


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "shadowed-import"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# shadowed-import\n\n(warning, on by default)\n")
    assert "## Use instead" in out
    assert main(["rule", "--all"]) == 0
    assert out in capsys.readouterr().out


def test_every_code_of_the_mypy_plugin_is_explained_too(capsys: pytest.CaptureFixture[str]) -> None:
    for code in sorted(RULES):
        assert main(["rule", code]) == 0
        assert re.match(rf"# {code}\n\n\((error|note), o", capsys.readouterr().out), code


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["check", "--help"], ["rule", "-h"], ["help", "check"]])
def test_help_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "session-lint" in capsys.readouterr().out


def test_the_version_is_the_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"session-lint {version('session-status')}\n"


def test_paths_after_two_dashes_are_paths(project: Path) -> None:
    (project / "--select").mkdir()
    assert main(["check", "--", "--select"]) == 0


def test_standard_input_is_checked_as_the_file_it_stands_for(project: Path) -> None:
    run = subprocess.run(
        [*COMMAND, "check", "-", "--stdin-filename", "app/x.py", "--output-format", "concise"],
        cwd=project,
        input=COLLISION.encode(),
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout.startswith(b"app/x.py:3:7: warning[shadowed-import] ")


def test_an_error_of_a_rule_leaves_with_2_and_names_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("lint_rules.linter.file_checker.check", fail)
    assert main(["check", "bad.py"]) == 2
    assert capsys.readouterr().err == f"session-lint: internal error: {project / 'bad.py'}: KeyError: 'lost'\n"


def test_an_interrupt_leaves_with_130(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lint_rules.linter.file_checker.check", interrupt)
    assert main(["check", str(project)]) == 130


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="this system has no broken pipes")
def test_a_reader_that_goes_away_is_no_failure(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen([*COMMAND, "check"], cwd=project, stdout=writing, stderr=subprocess.PIPE) as run:
        os.close(writing)
        assert run.stderr is not None
        assert run.stderr.read() == b""
    assert run.returncode == 1


def test_a_terminal_without_letters_is_no_failure(project: Path) -> None:
    (project / "bad.py").write_text(COLLISION.replace(": ...", ": é: int"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    run = subprocess.run([*COMMAND, "check"], cwd=project, capture_output=True, env=environment, check=False)
    assert run.returncode == 1
    assert b"\\xe9: int" in run.stdout


def test_the_first_line_is_printed_before_anything_heavy_is_imported() -> None:
    code = "import sys, lint_rules.cli.main; print(*{'libcst', 'pathspec', 'sqlalchemy', 'pydantic', 'ast', 'mypy'} & set(sys.modules))"
    # Without what makes Python measure coverage in it: that loads `ast` itself.
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=uncounted())
    assert run.stdout.strip() == ""


def test_a_named_file_is_checked_without_what_only_folders_and_fixes_need(project: Path) -> None:
    code = (
        "import sys; from lint_rules.cli.main import main; main(['check', 'clean.py', '--isolated']);"
        " print(*{'libcst', 'pathspec', 'sqlalchemy', 'pydantic'} & set(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, check=True, text=True)
    assert run.stderr.strip() == ""


def test_a_file_with_findings_is_checked_without_modules_that_take_longer_to_load_than_to_do_without(
    project: Path,
) -> None:
    code = (
        "import sys; before = {*sys.modules}; from lint_rules.cli.main import main; code = main(['check', 'bad.py', '--isolated']);"
        " heavy = {'tempfile', 'inspect', 'pkgutil', 'tomllib', '_hashlib', 'signal', 'shutil', 'unicodedata'};"
        " print(code, *(heavy & {*sys.modules}) - before, file=sys.stderr)"
    )
    # Without what makes Python measure coverage in it: that loads some of them at any time.
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, check=True, text=True, env=uncounted()
    )
    assert run.stderr.strip() == "1"


# -- the cache and the processes


def test_what_was_found_is_kept_and_given_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "bad.py"]) == 1
    first = capsys.readouterr()
    assert main(["check", "bad.py"]) == 1
    assert capsys.readouterr() == first
    assert list(caches(project).glob("*.cache"))
    assert {path.name for path in project.iterdir()} == {"pyproject.toml", "clean.py", "bad.py"}


@pytest.mark.parametrize("options", [["--no-cache"], ["--fix", "--diff"]])
def test_a_run_that_wants_no_cache_makes_none(project: Path, options: list[str]) -> None:
    main(["check", *options, "bad.py"])
    assert not caches(project).exists()


def test_the_cache_lies_where_the_settings_say(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SESSION_LINT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.parent / "home"))
    (project / "pyproject.toml").write_text('[tool.session-lint]\ncache-dir = "kept/here"\n')
    main(["check", "bad.py"])
    assert list((project / "kept/here").glob("*.cache"))
    assert main(["clean"]) == 0
    assert not (project / "kept/here").exists()


@pytest.mark.usefixtures("project")
def test_a_cache_that_cannot_be_written_is_told_of_once_and_only_if_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Folder, "write", unwritable)
    assert main(["check", "bad.py"]) == 1
    quiet = capsys.readouterr()
    assert main(["check", "bad.py", "-v"]) == 1
    told = capsys.readouterr()
    assert told.out == quiet.out
    assert quiet.err == ""
    assert told.err.count("cache: not written") == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-j4", ["--jobs", "4"]),
        ("-qe", ["--quiet", "--exit-zero"]),
        ("-qej4", ["--quiet", "--exit-zero", "--jobs", "4"]),
        ("-oreport.txt", ["--output-file", "report.txt"]),
    ],
)
def test_short_options_can_be_written_as_one(written: str, meant: list[str]) -> None:
    assert understand(["check", written, "app"]) == understand(["check", *meant, "app"])


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("-qz", 'check: unknown option "-z"'),
        ("-qj", "check: -j needs a value: -j N"),
        ("-q=1", "check: -q takes no value"),
    ],
)
def test_a_wrong_one_among_short_options_is_named(written: str, problem: str) -> None:
    assert understand(["check", written]) == Misused(problem)


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5"])
def test_jobs_must_be_a_number_from_1(project: Path, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--jobs={jobs}", str(project)]) == 2
    assert capsys.readouterr().err == f"session-lint: --jobs {jobs}: must be a number of processes, from 1\n"


def test_cleaning_says_what_it_did(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "bad.py"])
    capsys.readouterr()
    assert [main(["clean"]), main(["clean"])] == [0, 0]
    folder = caches(project)
    assert capsys.readouterr().out == f"Removed {folder}.\nNo cache in {folder}.\n"
