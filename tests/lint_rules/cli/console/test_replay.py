"""A run in which nothing has changed is answered with what was printed before, and no other run is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.cache import key
from lint_rules.cache.digest import seal_of
from lint_rules.cache.folder import folder_of
from lint_rules.cli.console import replay, replay_inputs, terminal
from lint_rules.cli.main import main

MODEL = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
    "class Session(Base):\n    __tablename__ = 'session'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
)
BOTH = "from sqlalchemy.orm import Session\nfrom app.models import Session\n\ndef f(db: Session): ...\n"
CONTENTS = (MODEL, BOTH, "x = 1\n", "x = (\n", "class Session: ...\n", "from app.more import *\n")
PLACES = ("app/__init__.py", "app/models.py", "app/views.py", "app/more.py", "lib/views.py")
IGNORES = ("app/\n", "views.py\n", "\n")

Said = tuple[int, str, str]


class Project:
    """A project that is checked from its own folder."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys
        for place, content in {"app/__init__.py": "", "app/models.py": MODEL, "app/views.py": BOTH}.items():
            self.write(place, content)

    def write(self, place: str, content: str) -> None:
        time.sleep(0.01)  # file systems count time in steps
        (self.root / place).parent.mkdir(parents=True, exist_ok=True)
        (self.root / place).write_text(content)

    def check(self, *arguments: str) -> Said:
        code = main(["check", *(arguments or (".",))])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def replies(self) -> list[Path]:
        return sorted(Path(folder_of(str(self.root)).path).glob("*.reply"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for module in (replay, replay_inputs):
        monkeypatch.setattr(module, "SETTLING", 0)
    return Project(tmp_path / "project", capsys)


def forbid_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def outcome(_: object) -> None:
        raise AssertionError("the command was run again")

    monkeypatch.setattr("lint_rules.cli.main._outcome", outcome)


def settled(project: Project, *arguments: str) -> Said:
    """Check until the reply is kept: the first run makes the cache's folder, which changes the root."""
    project.check(*arguments)
    return project.check(*arguments)


def test_a_run_in_which_nothing_has_changed_is_answered_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = settled(project)
    assert "shadowed-import" in said[1]
    forbid_running(monkeypatch)
    assert project.check() == said


def test_lines_for_standard_error_are_said_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(project.root / "app")
    said = settled(project)
    assert said[2] == "session-lint: no Python files under the given paths\n"
    forbid_running(monkeypatch)
    assert project.check() == said


CHANGES: Mapping[str, Callable[[Project], object]] = {
    "a file": lambda project: project.write("app/views.py", "x = 1\n"),
    "a file that others lead to": lambda project: project.write("app/models.py", "class Session: ...\n"),
    "one more file": lambda project: project.write("lib/more.py", BOTH),
    "one file less": lambda project: (project.root / "app/views.py").unlink(),
    "a moved file": lambda project: (project.root / "app/views.py").rename(project.root / "app/seen.py"),
    "settings": lambda project: project.write("pyproject.toml", "[tool.session-lint]\nignore = ['shadowed-import']\n"),
    "what is ignored": lambda project: project.write(".gitignore", "views.py\n"),
    "what is ignored further in": lambda project: project.write("app/.gitignore", "views.py\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(project: Project, change: str) -> None:
    before = settled(project)
    CHANGES[change](project)
    after = project.check()
    assert after == project.check("--no-cache", ".")
    assert after != before


def test_what_ignores_say_above_the_project_is_noticed(project: Project) -> None:
    (project.root.parent / ".git").mkdir()
    project.write("pyproject.toml", "")
    before = settled(project)
    project.write("../.gitignore", "views.py\n")
    after = project.check()
    assert after == project.check("--no-cache", ".")
    assert after != before


def test_another_command_line_another_folder_and_another_terminal_have_their_own_replies(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = settled(project)
    assert settled(project, "--output-format", "concise", ".") != said
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in settled(project)[1]
    monkeypatch.chdir(project.root / "app")
    assert settled(project, "..")[1] != said[1]


def test_a_program_that_has_changed_is_run_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key, "PACKAGE", str(project.root.parent / "program"))
    project.write("../program/rules/one.py", "x = 1\n")
    settled(project)
    project.write("../program/rules/one.py", "x = 2\n")
    forbid_running(monkeypatch)
    with pytest.raises(AssertionError, match="run again"):
        project.check()


def test_a_reply_rests_on_every_file_of_the_program(project: Project) -> None:
    settled(project)
    (reply,) = project.replies()
    files = [path for path in Path(key.PACKAGE).rglob("*") if "__pycache__" not in path.parts]
    assert {path.suffix for path in files} >= {".py", ".md"}
    assert all(str(path).encode() in reply.read_bytes() for path in files)


@pytest.mark.parametrize("arguments", [("--verbose", "."), ("--diff", "."), ("--show-files", "."), ("app/views.py",)])
def test_a_run_that_does_more_than_read_and_print_is_never_answered_from_before(
    project: Project, arguments: tuple[str, ...]
) -> None:
    settled(project, *arguments)
    assert not project.replies()


def test_what_was_written_a_moment_before_a_run_is_not_relied_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (replay, replay_inputs):
        monkeypatch.setattr(module, "SETTLING", 60_000_000_000)
    settled(project)
    assert not project.replies()


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "shorter": lambda data: data[:-1],
    "another word": lambda data: data.replace(b"shadowed", b"shadewed"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_reply_is_not_believed(project: Project, damage: str) -> None:
    said = settled(project)
    (reply,) = project.replies()
    reply.write_bytes(DAMAGES[damage](reply.read_bytes()))
    assert project.check() == said


def test_a_reply_that_no_run_of_this_program_kept_is_not_believed(project: Project) -> None:
    said = settled(project)
    (reply,) = project.replies()
    secret = folder_of(str(project.root)).secret
    for body in (b"", b"0 1\nx", b"x y\n"):
        seal = seal_of(reply.name.encode() + b"\n" + body, secret).encode()
        reply.write_bytes(b"session-lint reply 2 " + seal + b"\n" + body)
        assert project.check() == said


def test_old_replies_are_removed(project: Project) -> None:
    for number in range(12):
        settled(project, "--jobs", str(number + 1), ".")
    assert len(project.replies()) == 8


def test_every_variable_that_decides_how_a_report_looks_tells_replies_apart() -> None:
    source = Path(terminal.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'"([A-Z][A-Z_]+)"', source))
    assert asked
    assert asked <= set(replay.ENVIRONMENT)


def test_a_current_folder_that_is_gone_is_no_reason_to_fail(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    try:
        assert replay.replay(["check", str(project.root)]) is None
    finally:
        os.chdir(tmp_path)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    edits=st.lists(
        st.one_of(
            st.tuples(st.just("write"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
            st.tuples(st.just("write"), st.sampled_from([".gitignore", "app/.gitignore"]), st.sampled_from(IGNORES)),
            st.tuples(st.just("remove"), st.sampled_from(PLACES), st.just("")),
            st.tuples(st.just("nothing"), st.just(""), st.just("")),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_a_run_that_may_be_answered_from_before_says_what_a_run_without_a_cache_says(
    project: Project, edits: list[tuple[str, str, str]]
) -> None:
    for what, place, content in edits:
        if what == "write":
            project.write(place, content)
        elif what == "remove":
            (project.root / place).unlink(missing_ok=True)
        assert project.check() == project.check("--no-cache", ".")
    assert settled(project) == project.check("--no-cache", ".")


def test_what_a_replayed_run_loads_is_next_to_nothing() -> None:
    code = (
        "import sys; before = {*sys.modules}; import lint_rules.__main__;"
        " print(*{name for name in sys.modules if name not in before and not name.startswith('lint_rules')})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= {"_blake2"}
