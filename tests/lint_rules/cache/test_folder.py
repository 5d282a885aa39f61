"""Caches lie where a checked repository cannot write, are believed by their seal alone, and no file but our own is ever touched."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from lint_rules.cache.folder import Folder, folder_of
from lint_rules.cache.location import SECRET_FILE, kept_secret, user_folder
from lint_rules.cache.store import CacheFile
from lint_rules.cli.console import replay, replay_inputs
from lint_rules.cli.main import main
from lint_rules.linter import lint as pipeline
from lint_rules.source.own_files import Refused

COLLISION = "from sqlalchemy.orm import Session\n\n\nclass Session:\n    pass\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs links and modes of POSIX")
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in its own folder, and a home beside it."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.delenv("SESSION_LINT_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for module in (replay, replay_inputs):
        monkeypatch.setattr(module, "SETTLING", 0)
    (root / "pyproject.toml").write_text("")
    (root / "x.py").write_text(COLLISION)
    return root


def set_folder(project: Path, folder: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.session-lint]\ncache-dir = '{folder}'\n")


def tree(folder: Path) -> dict[str, bytes | str]:
    """What is in a folder: files with their content, links with where they lead."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def forbid_checking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "checked", None)


# -- where


@pytest.mark.parametrize("stated", ["/stated", "", "not/absolute"])
def test_the_users_folder_is_where_platformdirs_has_it(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", stated)
    monkeypatch.setenv("HOME", "/own/place")
    assert user_folder("linux") == Unix("session-lint").user_cache_dir
    assert user_folder("darwin") == MacOS("session-lint").user_cache_dir
    windows = importlib.import_module("platformdirs.windows")
    monkeypatch.setattr(windows, "_RESOLVE_WIN_FOLDER", windows.get_win_folder_from_env_vars)
    monkeypatch.setenv("LOCALAPPDATA", "/local/data")
    assert user_folder("win32") == windows.Windows("session-lint", appauthor=False).user_cache_dir
    assert user_folder() == platformdirs.user_cache_dir("session-lint", appauthor=False)


def test_a_project_without_settings_holds_nothing_of_its_cache(project: Path) -> None:
    before = tree(project)
    assert main(["check"]) == main(["check"]) == 1
    assert tree(project) == before
    kept = tree(project.parent / "home")
    assert {Path(name).suffix for name in kept} >= {".cache", ".reply"}


@pytest.mark.parametrize("by", ["option", "environment"])
def test_who_runs_the_check_may_name_any_folder(project: Path, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_folder(project, "kept")
    place = project.parent / "named"
    if by == "environment":
        monkeypatch.setenv("SESSION_LINT_CACHE_DIR", str(place))
    options = ["--cache-dir", "../named"] if by == "option" else []
    assert main(["check", *options]) == 1
    assert any(name.endswith(".cache") for name in tree(place))
    assert not (project / "kept").exists()
    assert main(["clean", *options]) == 0
    assert list(tree(place)) == [SECRET_FILE]


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        (".", "is the project itself"),
        ("a/..", "is the project itself"),
        ("../outside", "lies outside the project"),
        ("/outside/of/all", "lies outside the project"),
        (".git/refs/x", "is another program's"),
        ("mine", "is no folder that session-lint made there for you"),
        ("mine/x.py/y", "is no folder"),
    ],
)
def test_a_project_cannot_have_its_cache_in_a_folder_that_is_not_new(
    project: Path, folder: str, reason: str, capsys: Printed
) -> None:
    (project / "mine").mkdir()
    for number in range(12):
        (project / "mine" / f"{number:032x}.cache").write_text("mine")
    (project / "mine" / "x.py").touch()
    set_folder(project, folder)
    before = tree(project)
    for _ in range(2):
        assert main(["check"]) == 1
        out, err = capsys.readouterr()
        assert "shadowed-import" in out
        assert err.count("\n") == 1
        assert err.startswith("session-lint: nothing is cached: ")
        assert reason in err
    assert main(["clean"]) == 2
    assert reason in capsys.readouterr().err
    assert tree(project) == before
    assert not (project.parent / "outside").exists()


def test_no_settings_are_read_where_none_are_wanted(project: Path, capsys: Printed) -> None:
    set_folder(project, "../outside")
    assert main(["check", "--isolated"]) == 1
    assert capsys.readouterr().err == ""


def test_a_folder_that_a_project_named_serves_it_again_and_nowhere_else(
    project: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_folder(project, "kept/here")
    assert main(["check"]) == 1  # makes the folder, which changes what is in the project
    capsys.readouterr()
    assert main(["check"]) == 1
    first = capsys.readouterr()
    with monkeypatch.context() as patch:
        forbid_checking(patch)
        assert main(["check"]) == 1
    assert capsys.readouterr() == first
    shutil.copytree(project, project.parent / "copy")
    monkeypatch.chdir(project.parent / "copy")
    assert main(["check"]) == 1
    assert "is no folder that session-lint made there for you" in capsys.readouterr().err


# -- who is believed


@POSIX
@pytest.mark.parametrize("link", [".session_lint_cache", "kept", "kept/here"])
def test_nothing_is_written_or_removed_through_a_link(project: Path, link: str, capsys: Printed) -> None:
    other = project.parent / "other"
    (other / "here").mkdir(parents=True)
    for number in range(12):
        (other / f"{number:032x}.cache").write_text("mine")
    (project / link).parent.mkdir(exist_ok=True)
    (project / link).symlink_to(other)
    if link != ".session_lint_cache":
        set_folder(project, "kept/here")
    before = tree(project.parent / "other"), tree(project)
    assert main(["check"]) == 1
    err = capsys.readouterr().err
    assert (tree(project.parent / "other"), tree(project)) == before
    assert err == "" if link == ".session_lint_cache" else "is a link" in err
    main(["clean"])
    assert (tree(project.parent / "other"), tree(project)) == before


@POSIX
def test_a_link_in_the_place_of_a_cache_file_is_not_followed(project: Path, capsys: Printed) -> None:
    assert main(["check"]) == 1
    expected = capsys.readouterr()
    folder = Path(folder_of(str(project)).path)
    precious = project.parent / "precious"
    precious.write_text("mine")
    for path in folder.iterdir():
        if path.suffix in {".cache", ".reply"}:
            path.unlink()
            path.symlink_to(precious)
    assert main(["check"]) == 1
    assert capsys.readouterr() == expected
    assert precious.read_text() == "mine"


def planted(project: Path, monkeypatch: pytest.MonkeyPatch, kind: str, plant: Callable[[Folder], object]) -> None:
    """Plant what somebody else has made of the same files at the same place: he has everything but the user's secret."""
    with monkeypatch.context() as patch:
        patch.setenv("SESSION_LINT_CACHE_DIR", str(project.parent / "attacker"))
        patch.setenv("SESSION_LINT_CACHE_SECRET", "a secret of somebody else")
        main(["check"])
        theirs = folder_of(str(project))
        plant(theirs)
    ours = folder_of(str(project))
    ours.write("made", b"")
    for path in Path(theirs.path).glob(f"*{kind}"):
        shutil.copy(path, ours.path)


def test_a_cache_that_somebody_else_has_made_is_not_believed(
    project: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_that_all_is_clean(folder: Folder) -> None:
        (file,) = Path(folder.path).glob("*.cache")
        content = CacheFile(folder, file.stem).read()
        assert content is not None
        lines = [b'{"clean":["x.py"],"named":[],"found":[]}' if b'"found"' in line else line for line in content.lines]
        assert lines != content.lines
        CacheFile(folder, file.stem).write(lines)

    planted(project, monkeypatch, ".cache", say_that_all_is_clean)
    assert main(["check"]) == 1
    assert "shadowed-import" in capsys.readouterr().out


def test_a_reply_that_somebody_else_has_made_is_not_given(
    project: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_that_all_is_clean(_: Folder) -> None:
        reply, files = (0, "\x1b[2Jowned", ()), [str(project / "x.py")]
        replay.record(["check", "--isolated"], reply, str(project), files, [str(project)], started=2**62)

    planted(project, monkeypatch, ".reply", say_that_all_is_clean)
    assert main(["check", "--isolated"]) == 1
    assert "owned" not in capsys.readouterr().out


def a_link(path: Path) -> None:
    shutil.move(path, path.parent / "elsewhere")
    path.symlink_to(path.parent / "elsewhere")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


PLANTS: Mapping[str, Callable[[Path], object]] = {
    "a link": a_link,
    "a file that others can read": lambda path: path.chmod(0o644),
    "half of one": lambda path: path.write_bytes(b"short"),
    "a pipe": a_pipe,
}


@POSIX
@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.usefixtures("project")
def test_a_secret_that_is_not_the_users_alone_is_refused(plant: str, capsys: Printed) -> None:
    assert main(["check"]) == 1
    secret = Path(user_folder() or "") / SECRET_FILE
    assert secret.stat().st_mode & 0o777 == 0o600
    PLANTS[plant](secret)
    capsys.readouterr()
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert "shadowed-import" in out
    assert err.startswith("session-lint: nothing is cached: ")
    assert err.count("\n") == 1


@POSIX
@pytest.mark.usefixtures("project")
def test_what_belongs_to_somebody_else_is_refused(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["check"]) == 1
    monkeypatch.setattr(os, "geteuid", lambda: 4_321)
    capsys.readouterr()
    assert main(["check"]) == 1
    assert "belongs to somebody else" in capsys.readouterr().err


def test_a_secret_is_never_taken_from_inside_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = project / ".caches"
    inside.mkdir()
    (inside / SECRET_FILE).write_bytes(bytes(32))
    (inside / SECRET_FILE).chmod(0o600)
    monkeypatch.setenv("SESSION_LINT_CACHE_DIR", str(inside))
    assert main(["check"]) == 1
    folder = folder_of(str(project))
    assert folder.secret != bytes(32)
    assert folder.secret == kept_secret(user_folder() or "")
    assert any(path.suffix == ".cache" for path in Path(folder.path).iterdir())


def test_a_secret_by_the_environment_is_long_enough(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("SESSION_LINT_CACHE_SECRET", "short")
    assert main(["check", str(project)]) == 1
    assert "SESSION_LINT_CACHE_SECRET: must have 16 characters or more" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["outside", "inside"])
@pytest.mark.parametrize("stated", ["a secret of the build server", None], ids=["stated", "kept"])
def test_a_build_keeps_a_warm_cache_from_one_checkout_to_the_next(
    project: Path, place: str, stated: str | None, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    caches = project / ".caches" if place == "inside" else project.parent / "caches"
    monkeypatch.setenv("SESSION_LINT_CACHE_DIR", str(caches))
    if stated is not None:
        monkeypatch.setenv("SESSION_LINT_CACHE_SECRET", stated)
    assert main(["check"]) == 1
    expected = capsys.readouterr()
    shutil.move(caches, project.parent / "stored")
    shutil.rmtree(project)
    project.mkdir()
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text("")
    (project / "x.py").write_text(COLLISION)
    shutil.move(project.parent / "stored", caches)
    with monkeypatch.context() as patch:
        forbid_checking(patch)
        assert main(["check"]) == 1
    assert capsys.readouterr() == expected
    monkeypatch.setenv("SESSION_LINT_CACHE_SECRET", "a secret that another has made up")
    assert main(["check"]) == 1
    assert capsys.readouterr() == expected


@pytest.mark.parametrize("beside", ["ours", "mine"])
def test_a_folder_that_a_killed_run_had_begun_is_finished_and_what_only_looks_like_one_is_not(
    project: Path, beside: str, capsys: Printed
) -> None:
    set_folder(project, "kept")
    main(["check"])
    for path in (project / "kept").iterdir():
        if path.name != ".gitignore":
            path.unlink()
    (project / "kept" / f".session-lint-{'0' * 16}.tmp").touch()
    if beside == "mine":
        (project / "kept" / ".gitignore").write_text("# mine\n")
    capsys.readouterr()
    assert main(["check", "-v"]) == 1
    assert ("is no folder that session-lint made" in capsys.readouterr().err) == (beside == "mine")
    names = {path.name for path in (project / "kept").iterdir() if path.suffix not in {".cache", ".reply"}}
    assert names == (
        {"mark", "CACHEDIR.TAG", ".gitignore"} if beside == "ours" else {".gitignore", f".session-lint-{'0' * 16}.tmp"}
    )


# -- clean


def test_clean_removes_files_by_their_names_and_leaves_all_others(project: Path, capsys: Printed) -> None:
    set_folder(project, "kept")
    main(["check"])
    others = {"notes.txt": b"mine", "a.cache": b"mine", f"{'0' * 31}g.cache": b"mine"}
    for name, content in others.items():
        (project / "kept" / name).write_bytes(content)
    (project / "kept" / "folder").mkdir()
    (project / "kept" / f".session-lint-{'0' * 16}.tmp").touch()  # what a run left that was killed
    capsys.readouterr()
    assert main(["clean"]) == 0
    assert capsys.readouterr().out == f"Removed the cache in {project / 'kept'}, and left 4 other files there.\n"
    left = {path.name for path in (project / "kept").iterdir()}
    assert left == {*others, "folder", "mark", "CACHEDIR.TAG", ".gitignore"}
    assert main(["check"]) == 1


def test_clean_removes_what_mypy_kept_and_follows_no_link_there(project: Path) -> None:
    main(["check"])
    folder = folder_of(str(project))
    kept, precious = Path(folder.inside("mypy")), project.parent / "precious"
    precious.mkdir()
    (precious / "notes.txt").touch()
    (kept / "0").mkdir()
    (kept / "0" / "link").symlink_to(precious)
    assert main(["clean"]) == 0
    assert not Path(folder.path).exists()
    assert (precious / "notes.txt").exists()


# -- without descriptors of folders, as on Windows


def test_a_folder_is_the_same_where_systems_have_no_descriptors_of_folders(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lint_rules.source.open_folder._HAS_DESCRIPTORS", False)
    folder = Folder(str(project), ("a", "b"), b"secret")
    folder.write("x", b"1")
    assert folder.read("x") == b"1"
    folder.change("x", lambda descriptor: os.write(descriptor, b"2"))
    assert folder.read("x") == b"12"
    assert folder.clear() == ["x"]
    (project / "c").symlink_to(project / "a")
    with pytest.raises(Refused, match="is a link"):
        Folder(str(project), ("c", "b"), b"secret").check()
    with pytest.raises(Refused, match="is no folder that session-lint made"):
        Folder(str(project), ("a", "b"), b"another").write("x", b"3")
