"""A repository that tries everything -> nothing of it is run, nothing outside is written: seen by an audit hook, whatever checks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.lint_rules.hostile.observed import COMMAND, LIBRARY, Seen, observed, session
from tests.lint_rules.hostile.tree import COLLISION, Place, hostile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has links, pipes and names that Windows does not have")

FACES = {
    "check": ("check", "."),
    "parallel": ("check", "--jobs", "2", "."),
    "isolated": ("check", "--isolated", "."),
    "fix": ("check", "--fix", "--unsafe-fixes", "."),
    "add-ignore": ("check", "--add-ignore", "."),
    "diff": ("check", "--diff", "--unsafe-fixes", "."),
    "names": ("names", "."),
    "config": ("config", "."),
    "clean": ("clean",),
    "pre-commit": ("check", "--force-exclude", "app/api.py", "app/link.py", "evil.py"),
    "server": ("server",),
    "library": (),
}
WRITING = {"fix", "add-ignore"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return hostile(tmp_path)


def run(place: Place, face: str, *more: str) -> Seen:
    program = LIBRARY if face == "library" else COMMAND
    talk = session(place.root, ("app/api.py", COLLISION)) if face == "server" else ()
    return observed(place.root, *FACES[face], *more, home=place.home, program=program, talk=talk)


@pytest.mark.parametrize("face", FACES)
def test_nothing_of_a_checked_repository_is_run_and_nothing_outside_is_written(place: Place, face: str) -> None:
    before = place.state()
    inside = {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()}
    seen = run(place, face)
    assert b"Traceback" not in seen.out + seen.err
    assert seen.run_in(place.root) == set()
    assert seen.starts == frozenset()
    assert seen.connects == frozenset()
    assert place.state() == before
    if face in WRITING:
        assert seen.outside(place.home, place.root) == set()
    else:
        assert seen.outside(place.home) == set()
        assert {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()} == inside


def test_the_watcher_sees_what_it_is_there_for(tmp_path: Path) -> None:
    place = hostile(tmp_path)
    act = "import subprocess; sys.path.insert(0, '.'); import evil; os.rename('setup.py', 'x.py'); subprocess.run(['true'])"
    program = COMMAND.partition("from lint_rules")[0] + act
    seen = observed(place.root, home=place.home, program=program)
    assert seen.run_in(place.root) == {str(place.root / "evil.py")}
    assert str(place.outside / "ran") in seen.outside(place.root)
    assert str(place.root / "x.py") in seen.changes
    assert len(seen.starts) == 1


def test_a_fix_does_not_follow_a_link_out_of_the_project(place: Place) -> None:
    seen = run(place, "fix", "app/link.py")
    assert b"app/link.py: left alone, because it is a link that leads out of the project" in seen.err
    assert seen.code == 2
    assert (place.outside / "secret.py").read_text() == COLLISION


def test_a_fix_follows_a_link_that_stays_in_the_project(place: Place) -> None:
    (place.root / "app/link.py").unlink()
    (place.root / "app/link.py").symlink_to("api.py")
    seen = run(place, "fix")
    assert b"left alone" not in seen.err
    assert (place.root / "app/link.py").is_symlink()
    assert "ModelSession" in (place.root / "app/api.py").read_text()


def test_the_command_that_is_named_on_the_page_runs_no_lint_rules_folder_of_the_repository(place: Place) -> None:
    before = place.state()
    command = [sys.executable, "-P", "-m", "lint_rules", "check", "--no-cache", "-q", "app/models.py"]
    subprocess.run(command, cwd=place.root, capture_output=True, check=True)
    assert place.state() == before


def test_the_server_goes_on_after_a_text_that_it_cannot_check(place: Place) -> None:
    deep = "x = " + "(" * 5_000 + ")" * 5_000
    texts = (("app/deep.py", deep), ("app/nul.py", "x = '\0'"), ("app/api.py", COLLISION))
    seen = observed(place.root, "server", home=place.home, talk=session(place.root, *texts))
    assert seen.code == 0
    assert b"shadowed-import" in seen.out
    assert b"Traceback" not in seen.err


@pytest.mark.parametrize(
    "text", ["x = " + "(" * 100_000, "x = " + "-" * 100_000 + "1", "x" * 6_000_000, "\0", "\ud800"]
)
def test_a_text_that_cannot_be_checked_is_reported_and_the_others_are_checked(place: Place, text: str) -> None:
    (place.root / "app/odd.py").write_bytes(text.encode("utf-8", "surrogatepass"))
    seen = run(place, "check", "app/odd.py", "--output-format", "concise")
    assert seen.code == 1
    assert b"app/odd.py:1" in seen.out
    assert b"app/api.py" in seen.out
