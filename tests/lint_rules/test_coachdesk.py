"""The two bugs of the example application, mended by one command: its own tests fail before and pass after."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BOTH = (
    "from sqlalchemy.orm import Session\n\nfrom coachdesk.models import CoachingSession, TranscriptSegment\n"
    "from coachdesk.models.session import Session, SessionStatus\n"
)
SWAPPED = (
    "from coachdesk.models import CoachingSession, TranscriptSegment\n"
    "from coachdesk.models.session import Session, SessionStatus\nfrom sqlalchemy.orm import Session\n"
)


@pytest.fixture
def application(tmp_path: Path) -> Path:
    root = tmp_path / "coachdesk"
    shutil.copytree(ROOT / "examples" / "coachdesk", root, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "tests" / "lint_rules" / "coachdesk_checks.py", tmp_path / "test_coachdesk.py")
    return root


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)


def mended(application: Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "lint_rules", "check", "--fix", "--unsafe-fixes", ".", folder=application)


def outcomes(application: Path) -> dict[str, str]:
    """Return the outcome of each of the application's tests."""
    options = ("-p", "no:randomly", "-p", "no:cacheprovider", "-rA", "-q", "--rootdir", str(application.parent))
    file = str(application.parent / "test_coachdesk.py")
    text = run("-B", "-m", "pytest", *options, file, folder=application).stdout
    return {name: outcome for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*?::(\S+)", text, re.MULTILINE)}


def texts(application: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in application.rglob("*.py")}


def test_one_command_mends_the_double_import_and_the_dataclass_bug(application: Path) -> None:
    before = outcomes(application)
    assert len(before) == 5
    assert [name for name, outcome in before.items() if outcome == "PASSED"] == ["test_failed_recordings_are_found"]
    run_once = mended(application)
    assert "2 unmapped-query-column, 1 unmapped-query-entity" in run_once.stderr
    assert set(outcomes(application).values()) == {"PASSED"}


def test_a_second_run_changes_nothing(application: Path) -> None:
    mended(application)
    once = texts(application)
    assert mended(application).stderr.splitlines()[-1] == "Fixed nothing."
    assert texts(application) == once


def test_each_use_has_the_class_that_it_meant(application: Path) -> None:
    mended(application)
    page, service = texts(application)["coaching_sessions.py"], texts(application)["recordings.py"]
    assert "from coachdesk.models.session import Session as TranscriptionSession, SessionStatus\n" in page
    assert page.count("(db: Session") == 3
    assert "db.query(TranscriptionSession).filter(TranscriptionSession.status == SessionStatus.FAILED)" in page
    assert "def recordings_by_title(db: orm.Session, text: str) -> list[tables.Session]:" in service
    assert "db.query(tables.Session).filter(tables.Session.title.contains(text)).all()" in service
    assert "db.query(tables.Session).filter(tables.Session.id == wanted).first()" in service


def test_the_imports_the_other_way_round_are_mended_to_the_same_uses(application: Path) -> None:
    page = application / "coachdesk" / "api" / "coaching_sessions.py"
    text = page.read_text(encoding="utf-8")
    assert BOTH in text
    page.write_text(text.replace(BOTH, SWAPPED), encoding="utf-8")
    assert outcomes(application)["test_failed_recordings_are_found"] == "FAILED"
    mended(application)
    assert set(outcomes(application).values()) == {"PASSED"}


def test_safe_fixes_alone_do_not_touch_the_bug(application: Path) -> None:
    before = outcomes(application)
    run("-m", "lint_rules", "check", "--fix", ".", folder=application)
    assert outcomes(application) == before
