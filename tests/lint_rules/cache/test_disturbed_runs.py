"""What a run keeps though files changed, were given up or took it to an end in its midst: all that cannot rest on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lint_rules.cache.test_cache import CONTENTS, PLACES, STORY, Runs

from lint_rules.cache.dependencies import questions
from lint_rules.cache.key import cache_for
from lint_rules.linter.file_checker import Checker, CheckResult, Target
from lint_rules.linter.file_system import FileSystem
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.parallel import division
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.linter.watchdog import TooSlow
from lint_rules.semantic.index.queries import FileQueries
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import Unreadable
from lint_rules.source.file import SourceFile

_LONE = "from sqlalchemy.orm import Session\n\ndef label(db, key: int) -> str:\n    return db.query(Session).first()\n"
_LEANS = (
    "from sqlalchemy.orm import Session\nfrom shared import name\n\ndef label(db: Session) -> int:\n    return name\n"
)
_FILES = 30

Happening = tuple[str, str, str]
"""Something that happens to a file in the midst of a run: what, to which place, and the text that it has then."""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "LARGEST_PART", 400)


def disturbed(
    runs: Runs, happenings: Mapping[int, Happening], executor: Executor | None = None
) -> tuple[Report | None, set[Path]]:
    """Run with a cache while something happens at the n-th file that is read; return what was said and checked."""
    paths = set[Path]()
    check, fetch, count = Checker.on, FileSystem.fetch, iter(range(10**9))

    def on(checker: Checker, target: Target, *, named: bool) -> CheckResult:
        paths.add(target if isinstance(target, Path) else target.path)
        return check(checker, target, named=named)

    def fetched(system: FileSystem, path: Path) -> SourceFile | Unreadable:
        match happenings.get(next(count)):
            case ("give up", _, _):
                raise TooSlow
            case ("stop", _, _):
                raise KeyboardInterrupt
            case None:
                pass
            case happening:
                source = fetch(system, path)
                runs.do(happening)
                return source
        return fetch(system, path)

    options = RunOptions(root=runs.root, settings=runs.settings, rules=registered)
    cache = cache_for(runs.root, runs.settings, runs.project)
    report = None
    with patch.object(Checker, "on", on), patch.object(FileSystem, "fetch", fetched), suppress(KeyboardInterrupt):
        report = lint([runs.root], options, cache=cache, executor=executor)
    assert cache.save() is None
    return report, paths


BY: Mapping[str, Callable[[], AbstractContextManager[Executor | None]]] = {
    "here": nullcontext,
    "two threads": lambda: ThreadPoolExecutor(2),
}


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    runs = Runs(tmp_path / "project")
    for number in range(_FILES):
        runs.write(f"part{number:02}.py", _LEANS if number % 10 == 5 else _LONE)
    runs.write("shared.py", "name = 1\n")
    return runs


def names(paths: set[Path]) -> set[str]:
    return {path.stem for path in paths}


@pytest.mark.parametrize("by", BY)
def test_a_file_that_is_given_up_costs_no_other_one_its_place_in_the_cache(
    runs: Runs, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Checker._found  # pyright: ignore[reportPrivateUsage]

    def slowly(checker: Checker, source: SourceFile | Unreadable, *means: object, **named: bool) -> CheckResult:
        result = found(checker, source, *means, **named)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        if source.path.stem in {"part03", "part15"}:
            raise TooSlow
        return result

    with BY[by]() as executor, monkeypatch.context() as patched:
        patched.setattr(Checker, "_found", slowly)
        report, _ = disturbed(runs, {}, executor)
    assert report is not None
    assert names({crash.path for crash in report.crashes}) == {"part03", "part15"}
    again, checked = disturbed(runs, {})
    assert names(checked) == {"part03", "part15"}
    assert again == runs.plain()
    for place in ("part02.py", "part14.py"):
        runs.write(place, _LONE + "\n\ndef more(db: int): ...\n")
    assert names(disturbed(runs, {})[1]) == {"part02", "part14"}


@pytest.mark.parametrize("by", BY)
def test_a_file_that_changes_during_the_run_costs_only_what_rests_on_it(runs: Runs, by: str) -> None:
    with BY[by]() as executor:
        disturbed(
            runs, {20: ("write", "shared.py", "name = 'text'\n"), 23: ("write", "part02.py", _LONE + "#\n")}, executor
        )
    again, checked = disturbed(runs, {})
    assert names(checked) <= {"shared", "part02", "part05", "part15", "part25"}
    assert again == runs.plain()
    assert names(disturbed(runs, {})[1]) == set()


def checker_of(root: Path) -> Checker:
    options = RunOptions(root=root, settings=Settings(), rules=registered, records_dependencies=True)
    return Checker(options)


def test_a_file_that_holds_something_else_when_it_is_read_again_is_said_to_have_changed(runs: Runs) -> None:
    checker = checker_of(runs.root)
    for text in (_LONE, _LONE, f"{_LONE}#"):
        runs.write("part00.py", text)
        runs.write("part01.py", _LONE)
        checker.on(runs.root / "part00.py", named=True)
        checker.on(runs.root / "part01.py", named=True)
    checker.watchdog.stop()
    assert checker.dependencies().changed == {"fpart00.py"}


def test_answers_are_told_again_after_a_file_was_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(tmp_path / "story")
    for place, content in STORY.items():
        runs.write(place, content)
    checker = checker_of(runs.root)
    checker.on(runs.root / "app/views.py", named=True)
    told = checker.dependencies().answers
    with monkeypatch.context() as patched:
        patched.setattr(Checker, "_on", raise_too_slow)
        checker.on(runs.root / "app/more.py", named=True)
    checker.on(runs.root / "app/views.py", named=True)
    checker.watchdog.stop()
    assert told
    assert checker.dependencies().answers == told


def test_nothing_rests_on_a_question_in_whose_midst_a_file_was_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(tmp_path / "story")
    for place, content in STORY.items():
        runs.write(place, content)
    checker = checker_of(runs.root)
    monkeypatch.setattr(FileQueries, "answer", raise_too_slow)
    checker.on(runs.root / "app/views.py", named=True)
    checker.watchdog.stop()
    learnt = checker.dependencies()
    assert "fapp/models.py" in learnt.led["fapp/views.py"]
    assert not [*questions(learnt.led)]


def raise_too_slow(*_: object, **__: object) -> None:
    raise TooSlow


_HAPPENINGS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("write"), st.sampled_from(PLACES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("delete"), st.sampled_from(PLACES), st.just("")),
    st.tuples(st.just("give up"), st.just(""), st.just("")),
    st.tuples(st.just("stop"), st.just(""), st.just("")),
)


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(
    before=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(CONTENTS)), min_size=4, max_size=12),
    happenings=st.lists(st.dictionaries(st.integers(0, 40), _HAPPENINGS, max_size=5), min_size=1, max_size=3),
    by=st.sampled_from(sorted(BY)),
)
def test_the_run_after_disturbed_ones_finds_what_a_run_without_a_cache_finds(
    before: list[tuple[str, str]],
    happenings: list[dict[int, Happening]],
    by: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    runs = Runs(tmp_path_factory.mktemp("disturbed") / "project")
    for place, content in before:
        runs.write(place, content)
    with patch.object(division, "LARGEST_PART", 1):
        for happening in happenings:
            with BY[by]() as executor:
                disturbed(runs, happening, executor)
        assert runs.cached() == runs.plain()
        assert runs.cached() == runs.plain()
