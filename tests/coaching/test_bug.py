"""The bug, put back into a copy of the application: the checker finds it, mends it, and the same tests tell both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.environment import uncounted

ROOT = Path(__file__).parents[2]
APPLICATION = ROOT / "examples" / "coaching"
BIN = Path(sys.executable).parent
LISTING = "coaching/infrastructure/listing.py"
FRAMEWORK = "from sqlalchemy.orm import Session as DatabaseSession\n"
MODEL = "from coaching.infrastructure.models import Session as TranscriptionSession\n"
TOLD = (
    "test_a_session_shows_the_status_that_is_stored or test_the_list_shows_every_status or test_each_filter or "
    "test_one_stream"
)


@dataclass(frozen=True)
class Variant:
    """A copy of the application, and the module that has the bug."""

    folder: Path

    def check(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [str(BIN / "session-lint"), "check", ".", "--output-format", "json", *options]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def rules(self, *options: str) -> set[str]:
        return {found["code"] for found in json.loads(self.check(*options).stdout)}

    def passes(self) -> bool:
        """Run the interface's own tests on this copy; one that cannot even start, for the wrong class, passes none."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly"]
        command += ["-o", f"pythonpath={ROOT} {self.folder}", "-k", TOLD, "tests/coaching/test_api.py"]
        environment = uncounted("PYTEST")
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        told = done.stdout + done.stderr
        assert done.returncode in {0, 1} or "type object 'Session' has no attribute" in told, told
        return done.returncode == 0


def buggy(folder: Path, *, framework_last: bool) -> Variant:
    """Take the aliases away, so that two imports bind one name; the last of them wins."""
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    source = (folder / LISTING).read_text()
    assert source.count(FRAMEWORK) == source.count(MODEL) == 1
    imports = [line.partition(" as ")[0] + "\n" for line in (MODEL, FRAMEWORK)]
    plain = source.replace(FRAMEWORK, "").replace(MODEL, "".join(imports if framework_last else imports[::-1]))
    plain = plain.replace("TranscriptionSession", "Session").replace("DatabaseSession", "Session")
    (folder / LISTING).write_text(plain)
    return Variant(folder)


@pytest.mark.slow
def test_the_bug_is_found_and_mended_and_the_interfaces_tests_fail_before_and_pass_after(tmp_path: Path) -> None:
    variant = buggy(tmp_path / "coaching", framework_last=True)
    assert {"shadowed-import", "unmapped-query-entity"} <= variant.rules()
    assert not variant.passes()
    mended = variant.check("--fix", "--unsafe-fixes")
    assert mended.returncode == 0, mended.stdout
    assert variant.passes()


def test_in_the_other_order_of_imports_the_annotations_are_found_and_mended(tmp_path: Path) -> None:
    variant = buggy(tmp_path / "coaching", framework_last=False)
    assert {"shadowed-import", "model-as-session"} <= variant.rules()
    mended = variant.check("--fix", "--unsafe-fixes")
    assert mended.returncode == 0, mended.stdout


def test_a_placeholder_for_a_status_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "coaching"
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "coaching" / "infrastructure" / "summaries.py").open("a") as file:
        file.write(
            "\n\ndef shown(session: TranscriptionSession | None) -> str:\n"
            '    return session.status.value if session else "checking"\n'
        )
    assert Variant(folder).rules() == {"silent-status-fallback"}


REPOSITORY = '''"""Rows of one class."""

from typing import Generic, TypeVar

from sqlalchemy.orm import Session as DatabaseSession

T = TypeVar("T")


class Repository(Generic[T]):
    """Reads them."""

    def __init__(self, connection: DatabaseSession, model: type[T]) -> None:
        self.connection = connection
        self.model = model

    def every(self) -> list[T]:
        """Read all: here no checker sees a class."""
        return self.connection.query(self.model).all()
'''
SEGMENTS = '''"""What was said."""

from coaching.domain.segment import Segment
from coaching.infrastructure.repository import Repository


class Segments(Repository[Segment]):
    """Reads it."""

    def first(self) -> Segment | None:
        """Read one."""
        wanted = Segment
        return self.connection.query(wanted).first()
'''


@pytest.mark.slow
def test_a_dataclass_behind_a_variable_of_a_repository_is_found_by_types_alone(tmp_path: Path) -> None:
    folder = tmp_path / "coaching"
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "coaching" / "infrastructure" / "repository.py").write_text(REPOSITORY)
    (folder / "coaching" / "infrastructure" / "segments.py").write_text(SEGMENTS)
    variant = Variant(folder)
    assert variant.rules() == set()
    found = json.loads(variant.check("--types", "--ignore", "untyped-query").stdout)
    assert [(one["code"], Path(one["filename"]).name, one["location"]["row"]) for one in found] == [
        ("unmapped-query-entity", "segments.py", 13)
    ]
    assert '"coaching.domain.segment.Segment" is not a mapped class (a dataclass)' in found[0]["message"]
