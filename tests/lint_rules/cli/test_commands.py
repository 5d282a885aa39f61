"""What commands and options do beside checking, and what they refuse."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES

from lint_rules.cli.console import progress
from lint_rules.cli.console.terminal import terminal_of
from lint_rules.cli.main import main
from lint_rules.cli.output.formats import FORMATS, WITHOUT_NOTES
from lint_rules.cli.output.view import Terminal
from lint_rules.linter.registry import pages, registered
from lint_rules.rule import Bad
from lint_rules.settings.config import Settings, in_force, settings
from lint_rules.source.spans import LineIndex
from lint_rules.source.write import write_text
from lint_rules.suppression.comments import rows_for_comments

COLLISION = "from sqlalchemy.orm import Session\nfrom pydantic import BaseModel\nclass Session(BaseModel): ...\n"
COMMAND = [sys.executable, "-m", "lint_rules"]
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "pyproject.toml").write_text("[tool.session-lint]\n")
    (tmp_path / "clean.py").write_text("x = 1\n")
    (tmp_path / "bad.py").write_text(COLLISION)
    return tmp_path


# -- the baseline


def test_what_a_baseline_remembers_is_not_reported(project: Path, capsys: Printed) -> None:
    assert main(["check", "--write-baseline", "known.json"]) == 0
    assert "Wrote 1 finding to known.json." in capsys.readouterr().err
    assert main(["check", "--baseline", "known.json"]) == 0
    assert capsys.readouterr().out.endswith("1 finding of the baseline not shown.\nNothing found in 2 files.\n")
    (project / "pyproject.toml").write_text('[tool.session-lint]\nbaseline = "known.json"\n')
    assert main(["check"]) == 0
    assert main(["check", "--isolated"]) == 1


def test_a_baseline_holds_when_lines_move_and_no_longer_when_there_is_one_more(project: Path, capsys: Printed) -> None:
    main(["check", "--write-baseline", "known.json"])
    (project / "bad.py").write_text("import os\n\n\n" + COLLISION)
    assert main(["check", "--baseline", "known.json"]) == 0
    (project / "bad.py").write_text(COLLISION + "from sqlalchemy.orm import Session\n")
    capsys.readouterr()
    assert main(["check", "--baseline", "known.json"]) == 1
    assert "1 finding in 1 of 2 files" in capsys.readouterr().out


def test_what_is_mended_is_told_and_can_be_forgotten(project: Path, capsys: Printed) -> None:
    main(["check", "--write-baseline", "known.json"])
    (project / "bad.py").write_text("x = 1\n")
    assert main(["check", "clean.py", "--baseline", "known.json"]) == 0
    assert "no longer found" not in capsys.readouterr().out  # that file was not looked at
    assert main(["check", "--baseline", "known.json"]) == 0
    told = "1 finding of the baseline no longer found: --write-baseline known.json forgets it.\n"
    assert told in capsys.readouterr().out
    main(["check", "--write-baseline", "known.json"])
    assert json.loads((project / "known.json").read_text())["files"] == {}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": 2, "files": {}}', '{"version": 1, "files": {"a": {"b": {"c": "d"}}}}']
)
def test_a_file_that_is_no_baseline_is_an_error(project: Path, text: str, capsys: Printed) -> None:
    (project / "known.json").write_text(text)
    assert main(["check", "--baseline", "known.json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("session-lint: baseline known.json: is no")
    assert "remove it, and write one with --write-baseline" in err
    assert main(["check", "--write-baseline", "known.json"]) == 2
    assert (project / "known.json").read_text() == text  # whatever it is, somebody may want it


def test_a_baseline_keeps_what_it_knows_of_files_that_were_not_checked(project: Path, capsys: Printed) -> None:
    (project / "worse.py").write_text(COLLISION)
    (project / "gone.py").write_text(COLLISION)
    main(["check", "--write-baseline", "known.json"])
    (project / "bad.py").write_text("x = 1\n")
    (project / "gone.py").unlink()
    capsys.readouterr()
    assert main(["check", "bad.py", "clean.py", "--write-baseline", "known.json"]) == 0
    assert capsys.readouterr().err == "Wrote 1 finding to known.json.\n"
    assert list(json.loads((project / "known.json").read_text())["files"]) == ["worse.py"]
    assert main(["check", "--baseline", "known.json"]) == 0


@pytest.mark.usefixtures("project")
def test_a_baseline_that_is_missing_is_an_error(capsys: Printed) -> None:
    assert main(["check", "--baseline", "none.json"]) == 2
    assert "baseline none.json: cannot be read: no such file or directory; --write-baseline" in capsys.readouterr().err


# -- comments that silence


def test_comments_are_added_where_findings_are(project: Path, capsys: Printed) -> None:
    (project / "bad.py").write_bytes(COLLISION.replace(": ...", ": ...  # noqa: F811").replace("\n", "\r\n").encode())
    assert main(["check", "--add-ignore"]) == 0
    assert "Added comments for 1 finding in 1 file." in capsys.readouterr().err
    (*_, line, end) = (project / "bad.py").read_bytes().split(b"\r\n")
    assert line == b"class Session(BaseModel): ...  # noqa: F811  # session-lint: ignore[shadowed-import]"
    assert end == b""
    assert main(["check"]) == 0


def test_a_comment_that_is_there_grows(project: Path) -> None:
    line = "class Session(BaseModel): ...  # session-lint: ignore[syntax-error]"
    (project / "bad.py").write_text(COLLISION.replace("class Session(BaseModel): ...", line))
    main(["check", "--add-ignore"])
    assert "  # session-lint: ignore[syntax-error, shadowed-import]\n" in (project / "bad.py").read_text()


AWKWARD = {
    "a string of several lines": 'x = """\n# <- here\n"""\n',
    "one that ends where another begins": 'x = """\n""" + """\n"""\n',
    "continued lines": "x = 1 + \\\n    2 + \\\n    3\n",
    "a hash in a continued line": 'x = "#" + \\\n    "y"\n',
    "an f-string of several lines": 'x = f"""{\n1}\n{2}"""\n',
    "brackets": "x = [\n    1,\n    2,  # two\n]\n",
    "no line end": "x = 1",
    "form feeds and old line ends": "x = 1\r\x0cy = 2\r",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_a_comment_can_be_put_at_each_row_that_is_said_to_hold_it(text: str) -> None:
    lines = LineIndex(text)
    rows = rows_for_comments(lines)
    for row in range(1, lines.count + 1):
        holder = rows.get(row, row)
        written = text.splitlines(keepends=True)
        written = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
        line = written[holder - 1]
        code = line.rstrip("\r\n")
        written[holder - 1] = code + "  # here" + line[len(code) :]
        assert ast.dump(ast.parse("".join(written))) == ast.dump(ast.parse(text)), (row, holder)


CASES = [
    pytest.param(case.source, id=f"{rule.name}-{number}")
    for rule in RULES_WITH_CASES
    if rule.name not in {"syntax-error", "unused-suppression"}
    for number, case in enumerate(rule.rule.cases)
    if isinstance(case, Bad) and isinstance(case.source, str) and not case.settings and number < 12
]


@pytest.mark.parametrize("source", CASES)
def test_after_comments_are_added_nothing_is_found_and_the_code_is_the_same(
    project: Path, source: str, capsys: Printed
) -> None:
    (project / "bad.py").write_text(source)
    strict = ["--extend-select", ",".join(rule.name for rule in registered())]
    assert main(["check", "bad.py", *strict, "--add-ignore"]) == 0, capsys.readouterr()
    after = (project / "bad.py").read_text()
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(source))
    assert [line[: len(old)] for line, old in zip(after.split("\n"), source.split("\n"), strict=True)] == source.split(
        "\n"
    )


# -- counts, files, settings


@pytest.mark.usefixtures("project")
def test_statistics_count_what_each_rule_found(capsys: Printed) -> None:
    assert main(["check", "--statistics"]) == 1
    assert capsys.readouterr().out.startswith("1  warning  shadowed-import  [ ] ")
    assert main(["check", "--statistics", "--output-format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {"code": "shadowed-import", "severity": "warning", "count": 1, "fixable": False, "fixable_count": 0}
    ]
    assert main(["check", "--statistics", "--output-format", "sarif"]) == 2


def test_show_files_lists_what_would_be_checked(project: Path, capsys: Printed) -> None:
    (project / ".gitignore").write_text("bad.py\n")
    (project / ".git").mkdir()
    assert main(["check", "--show-files"]) == 0
    assert capsys.readouterr().out == f"{project / 'clean.py'}\n"


@pytest.mark.parametrize("pattern", ["bad.py", "[tool.session-lint]\nexclude = ['bad.py']\n"])
def test_a_named_file_is_checked_unless_exclusions_are_forced(project: Path, pattern: str, capsys: Printed) -> None:
    (project / ".git").mkdir()
    (project / ("pyproject.toml" if "=" in pattern else ".gitignore")).write_text(pattern)
    assert main(["check", "bad.py", "clean.py"]) == 1
    capsys.readouterr()
    assert main(["check", "--force-exclude", "bad.py", "clean.py"]) == 0
    assert main(["check", "--force-exclude", "--show-files", "bad.py", "clean.py"]) == 0
    assert capsys.readouterr().out.endswith(f"{project / 'clean.py'}\n")
    assert main(["check", "--force-exclude", "--types", "bad.py"]) == 0


def test_a_folder_and_standard_input_are_left_out_where_exclusions_are_forced(
    project: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "venv").mkdir()
    (project / "bad.py").rename(project / "venv" / "bad.py")
    assert main(["check", "venv"]) == 1
    assert main(["check", "--force-exclude", "venv"]) == 0
    data = (project / "venv" / "bad.py").read_bytes()
    for options, code in ((["--force-exclude"], 0), ([], 1)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert main(["check", "--stdin-filename", "venv/bad.py", *options]) == code
    assert "shadowed-import" in capsys.readouterr().out


@pytest.mark.parametrize("pair", [("--fix", "--add-ignore"), ("--show-files", "--statistics")])
@pytest.mark.usefixtures("project")
def test_options_that_exclude_each_other_are_an_error(pair: tuple[str, str], capsys: Printed) -> None:
    assert main(["check", *pair]) == 2
    assert f"{pair[0]} and {pair[1]} exclude each other" in capsys.readouterr().err


def test_config_shows_each_setting_and_where_it_comes_from(project: Path, capsys: Printed) -> None:
    (project / "pyproject.toml").write_text('[tool.session-lint]\nstrict = true\naliases = {"a.B" = "C"}\n')
    assert main(["config", "--ignore", "shadowed-import"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "strict = true  # pyproject.toml" in lines
    assert 'aliases = { "a.B" = "C" }  # pyproject.toml' in lines
    assert 'ignore = ["shadowed-import"]  # command line' in lines
    assert "src = []  # default" in lines
    assert main(["config", "strict", "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"strict": {"value": True, "origin": "pyproject.toml"}}
    assert main(["config", "strct"]) == 2
    assert 'unknown setting "strct"; did you mean "strict"?' in capsys.readouterr().err


def test_what_config_prints_can_be_used_as_a_configuration(project: Path, capsys: Printed) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.session-lint]\nselect = ["shadowed-import"]\nsrc = ["a\\"b", "é\\u007f"]\n'
        'per-file-ignores = {"tests/" = ["untyped-session"]}\ncache-dir = "x"\n'
    )
    main(["config"])
    printed = tomllib.loads(capsys.readouterr().out)["tool"]["session-lint"]
    again = settings(printed, rules=[rule.name for rule in registered()], place="printed")
    assert isinstance(again, Settings)
    main(["config", "--output-format", "json"])
    assert in_force(again) == {key: one["value"] for key, one in json.loads(capsys.readouterr().out).items()}


def test_rules_are_listed_for_programs(capsys: Printed) -> None:
    assert main(["rule", "--all", "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found] == [page.name for page in pages()]
    assert set(found[0]) == {"name", "summary", "default", "severity", "explanation", "url"}
    assert main(["help", "chekc"]) == 2
    assert 'unknown command "chekc"; did you mean "check"?' in capsys.readouterr().err


# -- what paths may be


def test_paths_stand_in_a_file_one_a_line(project: Path, capsys: Printed) -> None:
    (project / "list.txt").write_text("clean.py\r\n\nbad.py\n")
    assert main(["check", "@list.txt"]) == 1
    assert "in 1 of 2 files" in capsys.readouterr().out
    (project / "list.txt").write_text("clean.py\n" * 5_000)
    assert main(["check", "@list.txt"]) == 0
    (project / "list.txt").write_text("claen.py\n")
    assert main(["check", "@list.txt"]) == 2
    assert main(["check", "@none.txt"]) == 2
    assert "@none.txt: cannot be read: no such file or directory; a path that begins with @ is written ./@none.txt" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("form", ["full", "json", "github", "gitlab", "sarif", "junit", "rdjson", "json-lines"])
def test_a_name_that_is_not_utf_8_is_no_failure(project: Path, form: str) -> None:
    try:
        (project / os.fsdecode(b"n\xff.py")).write_text(COLLISION)
    except OSError:
        pytest.skip("this file system has only names of UTF-8")
    (project / "list").write_bytes(b"n\xff.py\n")
    command = [*COMMAND, "check", "--output-format", form, "@list"]
    run = subprocess.run(command, cwd=project, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (1, b"")
    text = run.stdout.decode()
    if form in {"json", "gitlab", "sarif", "rdjson"}:
        json.loads(text)
    assert "%FF.py" in text if form == "sarif" else "n\\udcff.py" in text


def test_standard_input_is_read_when_only_its_name_is_given(project: Path) -> None:
    command = [*COMMAND, "check", "--stdin-filename", "new.py", "--output-format", "concise"]
    run = subprocess.run(command, cwd=project, input=COLLISION.encode(), capture_output=True, check=False)
    assert run.returncode == 1
    assert run.stdout.startswith(b"new.py:3:7: warning[shadowed-import] ")
    run = subprocess.run([*command, "clean.py"], cwd=project, input=b"", capture_output=True, check=False)
    assert run.returncode == 2
    assert b"standard input and paths exclude each other: clean.py" in run.stderr


# -- where reports go


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(target)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_text(target, "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "report"]
    assert target.read_text() == "old"
    write_text(tmp_path / "link", "new")
    assert target.read_text() == "new"
    assert (tmp_path / "link").is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.usefixtures("project")
def test_a_full_disk_ends_the_run_with_2_and_one_line(capsys: Printed) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run([*COMMAND, "check"], stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert (run.returncode, run.stderr) == (
        2,
        "session-lint: standard output cannot be written: No space left on device\n",
    )
    assert main(["check", "--output-file", "/dev/full"]) == 2
    assert "--output-file /dev/full: No space left on device" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_a_standard_error_that_nobody_reads_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen([*COMMAND, "check", "-v"], stdout=subprocess.PIPE, stderr=writing) as run:
        os.close(writing)
        assert run.stdout is not None
        assert b"1 finding" in run.stdout.read()
    assert run.returncode == 1


@pytest.mark.slow
def test_ctrl_c_leaves_with_130_without_a_traceback_and_without_half_a_report(project: Path) -> None:
    for number in range(400):
        (project / f"m{number}.py").write_text(COLLISION * 40)
    command = [*COMMAND, "check", "--no-cache", "--output-file", "report.txt"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        time.sleep(1.5)
        assert run.poll() is None, "the run was over before it could be interrupted"
        run.send_signal(signal.SIGINT)
        out, err = run.communicate()
    assert (run.returncode, out, err) == (130, b"", b"")
    assert not [path for path in project.iterdir() if "report" in path.name]


# -- terminals


def colour(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, **environment: str) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "TERM_PROGRAM", "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    return terminal_of(to_file=False)


@pytest.mark.parametrize(
    ("terminal", "environment", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"CLICOLOR_FORCE": "1"}, True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, {"CLICOLOR": "0"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], *, terminal: bool, expected: bool
) -> None:
    assert colour(monkeypatch, terminal=terminal, **environment).colour is expected


def test_links_are_for_terminals_that_open_them(
    monkeypatch: pytest.MonkeyPatch, project: Path, capsys: Printed
) -> None:
    assert colour(monkeypatch, terminal=True, TERM_PROGRAM="WezTerm").links
    assert not colour(monkeypatch, terminal=True).links
    assert not colour(monkeypatch, terminal=True, TERM_PROGRAM="WezTerm", CI="true").links
    assert not colour(monkeypatch, terminal=False, TERM_PROGRAM="WezTerm").links
    assert colour(monkeypatch, terminal=False, FORCE_HYPERLINK="1").links
    main(["check", "--output-format", "concise"])
    assert capsys.readouterr().out.startswith(f"\x1b]8;;file://{project}/bad.py\x1b\\bad.py:3:7\x1b]8;;\x1b\\: ")


def test_a_bar_shows_how_far_the_fixes_are(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("lint_rules.cli.console.progress.AFTER", 0)
    main(["check", "--diff", str(project)])
    assert "checking" in capsys.readouterr().err
    main(["check", "--diff", "--quiet", str(project)])
    assert capsys.readouterr().err == ""


def test_a_bar_shows_how_far_a_long_run_is_and_goes_when_it_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress.shown() as told:
        told(1, 9)
    assert capsys.readouterr().err == ""  # it was over at once
    monkeypatch.setattr("lint_rules.cli.console.progress.AFTER", 0)
    with progress.shown() as told:
        told(3, 9)
    out, err = capsys.readouterr()
    assert out == ""
    assert "3/9" in err
    assert err.endswith("\x1b[2K")  # the line is empty again
    with progress.shown(wanted=False) as told:
        told(3, 9)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("project")
def test_what_draws_the_bar_is_loaded_only_for_long_runs() -> None:
    code = "import sys; from lint_rules.cli.main import main; main(['check']); print('rich' in sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stderr == "False\n"


# -- what a project hides


HIDING = """\
[tool.session-lint]
exclude = ["left_out.py", "gen/"]
ignore = ["untyped-session"]
per-file-ignores = { "bad.py" = ["shadowed-import"] }
"""
HIDDEN = "1 silenced, 2 files and 1 folder excluded, 1 rule ignored, rules ignored in 1 file"


@pytest.fixture
def hiding(project: Path) -> Path:
    """A project that hides what is found in it, in every way there is."""
    (project / "pyproject.toml").write_text(HIDING)
    for name in ("left_out.py", "gen/a.py", "untold.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(COLLISION)
    (project / ".gitignore").write_text("untold.py\n")
    (project / ".git").mkdir()
    silenced = COLLISION.replace("...", "...  # session-lint: ignore")
    assert silenced != COLLISION
    (project / "silenced.py").write_text(silenced)
    return project


@pytest.mark.usefixtures("hiding")
@pytest.mark.parametrize("options", [[], ["--output-format", "concise"], ["--statistics"]])
def test_what_a_project_hides_is_counted_also_when_it_is_recalled(options: list[str], capsys: Printed) -> None:
    for _ in range(3):
        assert main(["check", *options]) == 0
        assert f"{HIDDEN}.\nNothing found in 3 files.\n" in capsys.readouterr().out


IN_PLACE = {
    "github": f"::notice title=session-lint::{HIDDEN}.\n",
    "sarif": f'"text": "{HIDDEN}."',
    "junit": f'<property name="session-lint" value="{HIDDEN}." />',
}


@pytest.mark.usefixtures("hiding")
@pytest.mark.parametrize("output", FORMATS)
def test_what_a_project_hides_is_said_in_every_format_or_beside_it(output: str, capsys: Printed) -> None:
    for _ in range(3):
        assert main(["check", "--output-format", output]) == 0
        out, err = capsys.readouterr()
        assert IN_PLACE.get(output, f"{HIDDEN}.") in (err if output in WITHOUT_NOTES else out)
    assert main(["check", "--output-format", output, "--quiet"]) == 0
    out, err = capsys.readouterr()
    assert f"{HIDDEN}." not in out + err


def test_what_a_baseline_of_the_project_hides_is_said_too(project: Path, capsys: Printed) -> None:
    assert main(["check", "--write-baseline", "known.json"]) == 0
    (project / "pyproject.toml").write_text("[tool.session-lint]\nbaseline = 'known.json'\n")
    capsys.readouterr()
    for output in ("sarif", "github", "json", "junit"):
        assert main(["check", "--output-format", output]) == 0
        assert "1 finding of the baseline not shown." in "".join(capsys.readouterr())


@pytest.mark.usefixtures("hiding")
def test_what_a_project_hides_stands_in_the_one_test_of_a_junit_report(capsys: Printed) -> None:
    assert main(["check", "--output-format", "junit"]) == 0
    assert f'name="3 files, {HIDDEN}"' in capsys.readouterr().out


@pytest.mark.usefixtures("hiding")
def test_an_isolated_run_reads_no_settings_and_counts_comments_and_ignored_files(capsys: Printed) -> None:
    assert main(["check", "--isolated"]) == 1
    assert "\n1 silenced, 1 file excluded.\n" in capsys.readouterr().out


@pytest.mark.usefixtures("hiding")
def test_what_the_command_line_ignores_is_nothing_that_the_project_hides(capsys: Printed) -> None:
    assert main(["check", "clean.py", "--isolated", "--ignore", "shadowed-import"]) == 0
    assert capsys.readouterr().out == "Nothing found in 1 file.\n"
