"""`make demo` -> both list pages with what they cost, then the report with its source frames."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the demonstration prints, in a temporary folder of this test."""
    environment = {**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("demo")), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "examples/demo.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule", ["shadowed-import", "model-as-session", "unmapped-query-entity", "unmapped-query-column"]
)
def test_the_demonstration_reports_each_half_of_the_bug(shown: str, rule: str) -> None:
    assert rule in shown.split("WHY", maxsplit=1)[1]


@pytest.mark.slow
def test_the_demonstration_begins_with_the_page_before_and_after(shown: str) -> None:
    assert shown.startswith("BEFORE: ")
    assert shown.index("AFTER: ") < shown.index("WHY: ") < shown.index("error[")


@pytest.mark.slow
def test_the_report_has_source_frames(shown: str) -> None:
    assert "from coachdesk.models.session import Session, SessionStatus" in shown
    assert "db.query(Session)" in shown


@pytest.mark.slow
def test_the_page_that_is_right_and_the_models_have_no_finding(shown: str) -> None:
    report = shown.split("WHY", maxsplit=1)[1]
    places = set(re.findall(r"coachdesk/[\w/]+\.py(?=:\d+:\d+)", report))
    assert "coachdesk/api/true_page.py" not in places
    assert {"coachdesk/api/coaching_sessions.py", "coachdesk/services/recordings.py"} <= places


@pytest.mark.slow
def test_the_page_before_shows_the_placeholder_and_costs_two_statements_a_row(shown: str) -> None:
    before = shown.split("BEFORE")[1].split("AFTER", maxsplit=1)[0]
    assert before.count("checking") == 8
    assert "statements: 17\n" in before


@pytest.mark.slow
def test_the_page_after_shows_true_statuses_in_one_statement(shown: str) -> None:
    after = shown.split("AFTER")[1]
    rows = re.findall(r"^  (\S+) +(\w[\w ]*?) +(\d+)$", after, re.MULTILINE)
    assert [(status, int(segments)) for _, status, segments in rows] == [
        ("completed", 245),
        ("completed", 118),
        ("failed", 0),
        ("processing", 31),
        ("pending", 0),
        ("cancelled", 12),
        ("uploading", 0),
        ("not recorded", 0),
    ]
    assert "statements: 1\n" in after


@pytest.mark.slow
def test_it_ends_with_the_next_commands(shown: str) -> None:
    assert "session-lint rule shadowed-import" in shown.split("Next commands to try:")[1]
