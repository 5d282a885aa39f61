"""Each finding says how bad it is, and the worst comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lint_rules.cli.main import main
from lint_rules.linter.registry import pages
from lint_rules.severity import Severity

Printed = pytest.CaptureFixture[str]

MODEL = """\
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
"""
FILES = {
    "pyproject.toml": "",
    "app/models.py": MODEL,
    "app/a.py": "from app.models import Order\n\ndef every(db):\n    return db.query(Order).all()\n",
    "app/b.py": "from sqlalchemy.orm import Session\nfrom app.c import Session\n",
    "app/c.py": "from dataclasses import dataclass\nfrom sqlalchemy.orm import Session as DB\n\n@dataclass\nclass Session: ...\n"
    "\ndef ids(db: DB):\n    return db.query(Session).all()\n",
}
"""A note, then a warning, then an error, in the order of the files."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def severities(capsys: Printed, *options: str) -> list[str]:
    main(["check", ".", "--output-format", "json", *options])
    return [found["severity"] for found in json.loads(capsys.readouterr().out)]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [(), ("--no-cache",), ("--jobs", "2")])
def test_errors_stand_before_warnings_and_these_before_notes_whatever_the_files_are(
    options: tuple[str, ...], capsys: Printed
) -> None:
    for _ in range(2):  # recalled the second time
        assert severities(capsys, *options) == ["error", "warning", "note"]


def test_findings_as_bad_as_each_other_stand_in_the_order_of_files_and_lines(project: Path, capsys: Printed) -> None:
    (project / "app/c.py").write_text(FILES["app/c.py"] + "\n\ndef more(db: DB):\n    return db.query(Session).all()\n")
    main(["check", ".", "--output-format", "concise", "--quiet", "--select", "unmapped-query-entity,untyped-session"])
    places = [":".join(line.split(":")[:2]) for line in capsys.readouterr().out.splitlines()]
    assert places == ["app/c.py:8", "app/c.py:12", "app/a.py:3"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("output_format", ["full", "concise"])
def test_the_last_line_counts_by_severity(output_format: str, capsys: Printed) -> None:
    main(["check", ".", "--output-format", output_format])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "3 findings in 3 of 4 files: 1 error, 1 warning, 1 note."


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("select", ["unmapped-query-entity", "ambiguous-import,shadowed-import", "untyped-session"])
@pytest.mark.parametrize("limit", [*Severity])
def test_a_run_fails_for_what_is_as_bad_as_it_says_and_for_nothing_less(select: str, limit: Severity) -> None:
    worst = {"unmapped-query-entity": Severity.ERROR, "untyped-session": Severity.NOTE}.get(select, Severity.WARNING)
    for _ in range(2):
        assert main(["check", ".", "--select", select, "--fail-on", limit.value]) == int(worst.is_at_least(limit))


def test_the_settings_say_for_what_a_run_fails_and_the_command_line_says_otherwise(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.session-lint]\nselect = ["untyped-session"]\nfail-on = "error"\n')
    assert main(["check", "."]) == 0
    assert main(["check", ".", "--fail-on", "note"]) == 1
    assert main(["check", ".", "--fail-on", "note", "--exit-zero"]) == 0


def test_a_severity_that_is_none_is_refused(project: Path, capsys: Printed) -> None:
    assert main(["check", ".", "--fail-on", "warnings"]) == 2
    assert capsys.readouterr().err == 'session-lint: check: unknown fail on "warnings"; did you mean "warning"?\n'
    (project / "pyproject.toml").write_text("[tool.session-lint]\nfail-on = true\n")
    assert main(["check", "."]) == 2
    assert "tool.session-lint.fail-on: must be error, warning or note, not true" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_a_report_for_tests_has_one_suite_for_each_file(capsys: Printed) -> None:
    main(["check", ".", "--output-format", "junit"])
    assert capsys.readouterr().out.count("<testsuite ") == 3


@pytest.mark.usefixtures("project")
def test_statistics_begin_with_the_worst(capsys: Printed) -> None:
    main(["check", ".", "--statistics"])
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[:3]] == ["error", "warning", "note"]


def test_untyped_rules_find_notes_and_rules_about_queries_find_errors() -> None:
    for page in pages():
        kind = page.name.split("-")[0]
        assert (page.severity is Severity.NOTE) == (kind in {"untyped", "unused"}), page.name
        assert kind not in {"unmapped", "syntax"} or page.severity is Severity.ERROR, page.name
