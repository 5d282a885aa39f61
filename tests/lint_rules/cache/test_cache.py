"""What a cache says is what a run without it finds, whatever happened to the project, the settings or the cache meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.cache import key
from lint_rules.cache.folder import folder_of
from lint_rules.cache.key import cache_for
from lint_rules.cache.store import CacheFile, Content
from lint_rules.linter import lint as pipeline
from lint_rules.linter.file_checker import CheckResult, Target
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.parallel.division import NamedTarget
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import find

_BASE = "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase): ...\n"
_MODEL = "from {base} import Base\n\nclass {name}(Base):\n    __tablename__ = 'a'\n"
_PLAIN = "from dataclasses import dataclass\n\n@dataclass\nclass {name}:\n    id: int\n"
CONTENTS = (
    "",
    "def f(:\n",
    _BASE,
    _MODEL.format(base="app.base", name="Session"),
    _MODEL.format(base=".base", name="User"),
    _MODEL.format(base="app.models", name="Account"),
    _PLAIN.format(name="Session"),
    _PLAIN.format(name="User") + _PLAIN.format(name="Account"),
    "from app.models import *\n",
    "from app.models import Session, User\n",
    "from .base import Base\nfrom .models import Session, User, Account\n",
    "from app.domain import Session, User\nfrom app.domain import Account as Session\n",
    "from sqlalchemy.orm import Session\n\ndef g(db: Session): ...\n",
    "from sqlalchemy.orm import Session\nfrom app.models import Session\n\ndef g(db: Session): return db.query(Session).first()\n",
    "import app.models\nfrom sqlalchemy import select\n\ndef g(db): return db.scalars(select(app.models.User))\n",
    "from app.domain import User\nfrom sqlalchemy.orm import Session\n\ndef g(db: Session): return db.query(User).filter(User.id == 1)\n",
    "from app.models import User as Account, Session as User\nfrom sqlalchemy.orm import Session\n\ndef g(s: Session): s.add(User())\n",
    "from app.domain import User\nfrom app.registry import mapper\nmapper.map_imperatively(User)\n",
    "from enum import Enum\n\nclass JobStatus(Enum):\n    WAITING = 'waiting'\n    DONE = 'done'\n    FAILED = 'failed'\n",
    "from app.status import JobStatus\n\nWORDS = {JobStatus.WAITING: 'a', JobStatus.DONE: 'b'}\n\ndef h(job: JobStatus): return WORDS[job]\n",
    "from app.status import JobStatus\n\ndef h(x: JobStatus): return x == 'done'\n",
)
PLACES = tuple(
    f"{folder}{name}.py"
    for folder in ("", "app/", "src/app/", "app/models/", "other/app/")
    for name in ("__init__", "base", "models", "domain", "status", "views", "more")
)
_SETTINGS = (
    Settings(),
    Settings(strict=True),
    Settings(options=ResolutionOptions(project_collisions=True)),
    Settings(options=ResolutionOptions(src=("src",))),
    Settings(options=ResolutionOptions(exclude=("other/",))),
    Settings(per_file_ignores={"app/": ("shadowed-import",)}),
)

_DISTRIBUTED = ("app/pyproject.toml", "other/pyproject.toml", "src/pyproject.toml")
_DISTRIBUTIONS = ("", "[project]\nname = 'app'\n", "[project]\nname = 'x'\ndependencies = ['app', 'other']\n")
Edit = tuple[str, str, str | int]
_EDITS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("write"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("save"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("save"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("write"), st.sampled_from(_DISTRIBUTED), st.sampled_from(_DISTRIBUTIONS)),
    st.tuples(st.just("delete"), st.sampled_from((*PLACES, *_DISTRIBUTED)), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(PLACES), st.sampled_from(PLACES)),
    st.tuples(st.just("settings"), st.just(""), st.integers(0, len(_SETTINGS) - 1)),
    st.tuples(st.just("version"), st.just(""), st.sampled_from(("1.0", "1.1"))),
    st.tuples(st.just("ask"), st.sampled_from(PLACES), st.just("")),
)


class Runs:
    """A project that is checked with a cache and without."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = Settings()
        self.recalled = 0
        root.mkdir(parents=True, exist_ok=True)

    def project(self) -> list[Path]:
        found = find([self.root], root=self.root, exclude=self.settings.options.exclude)
        return [path for path in found if isinstance(path, Path)]

    def write(self, place: str, content: str) -> None:
        file = self.root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def do(self, edit: Edit) -> None:
        match edit:
            case ("write" | "save", place, str(content)):
                self.write(place, content)
            case ("delete", place, _):
                (self.root / place).unlink(missing_ok=True)
            case ("move", place, str(to)) if (self.root / place).exists():
                (self.root / to).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(self.root / place, self.root / to)
            case ("settings", _, int(number)):
                self.settings = _SETTINGS[number]
            case ("version", _, str(version)):
                key.VERSION = version
            case _:
                return

    def plain(self, *places: str) -> Report:
        return lint(self._paths(places), RunOptions(root=self.root, settings=self.settings, rules=registered()))

    def cached(self, *places: str) -> Report:
        cache = cache_for(self.root, self.settings, self.project)
        report = lint(
            self._paths(places), RunOptions(root=self.root, settings=self.settings, rules=registered), cache=cache
        )
        assert cache.save() is None
        return report

    @property
    def caches(self) -> Path:
        """The folder of the project's caches."""
        return Path(folder_of(str(self.root)).path)

    def _paths(self, places: tuple[str, ...]) -> list[Path]:
        return [self.root / place for place in places if (self.root / place).exists()] or [self.root]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    runs = Runs(tmp_path / "project")
    for place, content in STORY.items():
        runs.write(place, content)
    return runs


STORY = {
    "app/__init__.py": "",
    "app/base.py": _BASE,
    "app/models.py": _MODEL.format(base="app.base", name="Session"),
    "app/domain.py": _PLAIN.format(name="Session"),
    "app/views.py": CONTENTS[13],
    "app/more.py": "from app.models import Session\n\ndef f(s: Session): ...\n",
}


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    before=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(CONTENTS)), min_size=3, max_size=9),
    edits=st.lists(_EDITS, min_size=1, max_size=10),
)
def test_a_run_with_a_cache_finds_what_a_run_without_it_finds(
    before: list[tuple[str, str]], edits: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    runs = Runs(tmp_path_factory.mktemp("edited") / "project")
    for place, content in before:
        runs.write(place, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "VERSION", "1.0")
        assert runs.cached() == runs.plain()
        for edit in edits:
            runs.do(edit)
            asked = (edit[1],) if edit[0] in {"ask", "save"} else ()
            assert runs.cached(*asked) == runs.plain(*asked)
        assert runs.cached() == runs.plain()


# -- that it is used


def test_nothing_is_checked_again_when_nothing_changed(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runs.cached()
    forbid_checking(monkeypatch)
    assert runs.cached() == first
    assert first.diagnostics


def test_a_new_stamp_alone_changes_nothing(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runs.cached()
    for path in runs.project():
        os.utime(path, (1, 1))
    forbid_checking(monkeypatch)
    assert runs.cached() == first


def test_only_what_rests_on_a_changed_file_is_checked_again(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.write("app/alone.py", "from sqlalchemy.orm import DeclarativeBase\n")
    runs.cached()
    runs.write("app/models.py", _PLAIN.format(name="Session"))
    checked = note_checking(monkeypatch)
    assert runs.cached() == runs.plain()
    assert {"models.py", "views.py", "more.py"} <= checked[0]
    assert "alone.py" not in checked[0]


def test_a_module_that_resolution_did_not_find_is_noticed_when_it_comes(runs: Runs) -> None:
    runs.write("app/views.py", "from sqlalchemy.orm import Session\nfrom app.late import Session\n")
    assert not [one for one in runs.cached().diagnostics if one.path.name == "views.py"]
    runs.write("app/late.py", _MODEL.format(base="app.base", name="Session"))
    found = runs.cached()
    assert [one.rule for one in found.diagnostics if one.path.name == "views.py"] == ["shadowed-import"]
    assert found == runs.plain()


@pytest.mark.parametrize("last", ["", "[project]\ndependencies = ['app']\n"])
def test_a_distribution_that_comes_or_depends_on_another_is_noticed(last: str, runs: Runs) -> None:
    (runs.root / "app/views.py").unlink()
    runs.write("other/other.py", "from sqlalchemy.orm import Session\n\ndef g(db: Session): ...\n")
    assert [one.path.name for one in runs.cached().diagnostics] == ["more.py"]
    runs.write("app/pyproject.toml", "")
    assert [one.path.name for one in runs.cached().diagnostics] == ["more.py"]  # the other is the umbrella's
    runs.write("other/pyproject.toml", "[project]\n")
    assert not runs.cached().diagnostics
    runs.write("other/pyproject.toml", last)
    assert [one.path.name for one in runs.cached().diagnostics] == (["more.py"] if last else [])


def test_a_name_that_another_file_takes_is_noticed(runs: Runs) -> None:
    (runs.root / "app/views.py").unlink()
    assert not runs.cached().diagnostics
    runs.write("app/other.py", "from sqlalchemy.orm import Session\n\ndef g(db: Session): ...\n")
    assert [one.path.name for one in runs.cached().diagnostics] == ["more.py"]


def test_an_answer_follows_a_file_that_was_checked_alone_since(runs: Runs) -> None:
    (runs.root / "app/views.py").unlink()
    runs.write("app/other.py", "import os\n")
    assert not runs.cached().diagnostics
    runs.write("app/other.py", "from sqlalchemy.orm import Session\n\ndef g(db: Session): ...\n")
    assert runs.cached("app/other.py") == runs.plain("app/other.py")
    assert [one.path.name for one in runs.cached().diagnostics] == ["more.py"]


def test_a_file_that_is_named_is_parsed_though_it_was_passed_over_below_a_folder(runs: Runs) -> None:
    runs.write("app/broken.py", "x = (\n")
    assert runs.cached() == runs.plain()
    assert runs.cached("app/broken.py") == runs.plain("app/broken.py")


def forbid_checking(monkeypatch: pytest.MonkeyPatch) -> None:
    def checked(*_: object, **__: object) -> None:
        raise AssertionError("a file was checked again")

    monkeypatch.setattr(pipeline, "checked", checked)


def note_checking(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Return a list that gets the names of the files that each run checks."""
    checked: list[set[str]] = []
    real = pipeline.checked

    def noting(targets: Sequence[NamedTarget], *means: Any) -> dict[Target, CheckResult]:
        checked.append({target.name for target, _ in targets if isinstance(target, Path)})
        return real(targets, *means)

    monkeypatch.setattr(pipeline, "checked", noting)
    return checked


# -- caches that cannot be used


BESIDE = {"CACHEDIR.TAG", ".gitignore", "mark"}


def cache_file(runs: Runs) -> Path:
    (file,) = runs.caches.glob("*.cache")
    return file


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "half": lambda data: data[: len(data) // 2],
    "another word": lambda data: data.replace(b"shadowed-import", b"shadowed-emport"),
    "another end": lambda data: data[:-1] + b"]",
    "another format": lambda data: b"\x80\x04\x95" + data,
    "blank lines": lambda data: data[:0] + b"\n\n\n\n",
    "no body": lambda data: data.split(b"\n")[0] + b"\n",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_rebuilt_and_never_believed(runs: Runs, damage: str) -> None:
    expected = runs.cached()
    file = cache_file(runs)
    whole = file.read_bytes()
    file.write_bytes(DAMAGES[damage](whole))
    assert runs.cached() == expected == runs.plain()
    assert cache_file(runs).read_bytes().count(b"\n") == whole.count(b"\n")


@pytest.mark.parametrize(
    "lines",
    [
        [b"[]"] * 4,
        [b"[]"] * 5,
        [b"{}"] * 5,
        [b'[["app/views.py",[1,2,3,4],""]]', b"[]", b'{"clean":["app/views.py"],"named":[],"found":[]}', b"7", b"7"],
    ],
    ids=["too few", "lists", "tables", "half of it"],
)
def test_a_foreign_cache_with_a_true_digest_is_rebuilt(runs: Runs, lines: list[bytes]) -> None:
    expected = runs.cached()
    CacheFile(folder_of(str(runs.root)), cache_file(runs).stem).write(lines)
    assert runs.cached() == expected


def test_a_cache_of_another_version_is_left_alone_and_the_oldest_are_removed(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        monkeypatch.setattr(key, "VERSION", f"{number}")
        runs.cached()
        os.utime(max(runs.caches.glob("*.cache"), key=lambda path: path.stat().st_mtime), (number, number))
    assert len(list(runs.caches.glob("*.cache"))) == 8


def test_a_cache_says_what_it_is_to_backups_and_to_git(runs: Runs) -> None:
    runs.cached()
    folder = runs.caches
    assert (
        (folder / "CACHEDIR.TAG").read_text(encoding="ascii").startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )
    assert "*" in (folder / ".gitignore").read_text(encoding="ascii").splitlines()


def test_a_cache_serves_a_project_that_was_moved(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runs.cached()
    moved = Runs(runs.root.parent / "moved")
    shutil.copytree(runs.root, moved.root, dirs_exist_ok=True)
    expected = moved.plain()
    theirs = folder_of(str(runs.root))
    monkeypatch.setattr("lint_rules.cache.key.folder_of", {str(moved.root): theirs}.get)
    forbid_checking(monkeypatch)
    assert moved.cached() == expected
    assert len(expected.diagnostics) == len(first.diagnostics)


@pytest.mark.skipif(os.name == "nt", reason="needs links and modes of POSIX")
@pytest.mark.parametrize("kind", ["file", "dangling link", "full"])
def test_a_folder_that_cannot_be_written_to_costs_the_cache_and_nothing_else(
    runs: Runs, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match kind:
        case "file":
            runs.caches.write_text("")
        case "dangling link":
            runs.caches.symlink_to(runs.root / "nowhere" / "at all")
        case _:

            def full(*_: object, **__: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr("os.replace", full)
    cache = cache_for(runs.root, runs.settings, runs.project)
    report = lint([runs.root], RunOptions(root=runs.root, settings=runs.settings, rules=registered), cache=cache)
    problem = cache.save()
    assert report == runs.plain()
    assert problem is not None
    assert str(runs.caches) in problem


def test_what_an_interrupted_write_left_is_no_cache(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    assert not runs.caches.exists()  # where it would be: the secret is there
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            runs.cached()
    assert [path.name for path in runs.caches.iterdir() if path.name not in BESIDE] == []
    assert runs.cached() == runs.plain()


def test_two_runs_at_once_leave_a_whole_cache(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadPoolExecutor(4) as pool:
        reports = [one.result() for one in [pool.submit(runs.cached) for _ in range(12)]]
    assert all(report == reports[0] for report in reports)
    forbid_checking(monkeypatch)
    assert runs.cached() == reports[0]


# -- runs over few files, which add to the cache


def test_a_run_over_a_changed_file_adds_to_the_cache(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.cached()
    before = cache_file(runs).read_bytes()
    runs.write("app/views.py", STORY["app/views.py"] + "# changed\n")
    found = runs.cached("app/views.py")
    after = cache_file(runs).read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)
    forbid_checking(monkeypatch)
    assert runs.cached("app/views.py") == found
    assert found.diagnostics


ADDED: Mapping[str, Callable[[bytes], bytes]] = {
    "half": lambda line: line[:-9],
    "another word": lambda line: line.replace(b"views", b"vie\x00s"),
    "blank": lambda line: line[:1],
}


@pytest.mark.parametrize("damage", ADDED)
def test_what_was_added_is_not_believed_if_it_is_damaged(runs: Runs, damage: str) -> None:
    runs.cached()
    size = cache_file(runs).stat().st_size
    runs.write("app/views.py", "import os\n")
    runs.cached("app/views.py")
    data = cache_file(runs).read_bytes()
    cache_file(runs).write_bytes(data[:size] + ADDED[damage](data[size:]))
    runs.write("app/models.py", _PLAIN.format(name="Session"))
    assert runs.cached("app/models.py") == runs.plain("app/models.py")
    assert runs.cached("app/views.py") == runs.plain("app/views.py")
    assert runs.cached() == runs.plain()


def test_a_cache_that_was_added_to_often_is_written_anew(runs: Runs) -> None:
    runs.cached()
    sizes = list[int]()
    for number in range(70):
        runs.write("app/views.py", f"{STORY['app/views.py']}# {number}\n")
        runs.cached("app/views.py")
        sizes.append(cache_file(runs).read_bytes().count(b"\n"))
    assert len(set(sizes)) == max(sizes) - min(sizes) + 1 < 66
    assert runs.cached() == runs.plain()


def test_two_runs_that_add_at_once_both_count(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.cached()
    places = ("app/views.py", "app/more.py", "app/base.py")
    for place in places:
        runs.write(place, STORY[place] + "# changed\n")
    begun, read = Barrier(len(places)), CacheFile.read

    def read_with_the_others(file: CacheFile) -> Content | None:
        content = read(file)
        begun.wait(timeout=60)  # none has added anything before all have begun
        return content

    with monkeypatch.context() as patch, ThreadPoolExecutor(len(places)) as pool:
        patch.setattr(CacheFile, "read", read_with_the_others)
        reports = dict(zip(places, pool.map(runs.cached, places), strict=True))
    forbid_checking(monkeypatch)
    assert {place: runs.cached(place) for place in places} == reports


def test_a_file_that_changes_during_a_run_is_not_remembered_as_it_was(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.checked

    def then_edited(targets: Sequence[NamedTarget], *means: Any) -> dict[Target, CheckResult]:
        checked = real(targets, *means)
        runs.write("app/models.py", _PLAIN.format(name="Other"))
        return checked

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "checked", then_edited)
        runs.cached()
    assert runs.cached() == runs.plain()
