"""A file that takes too long is named with its rule and given up; the others are checked, and what is found in them is kept."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.environment import uncounted

from lint_rules.cache.key import cache_for
from lint_rules.diagnostic import Finding
from lint_rules.linter.file_system import FileSystem
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.linter.watchdog import TooSlow, Watchdog
from lint_rules.rule import NamedRule, Rule
from lint_rules.semantic.index.prefilter import always
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.settings.config import Settings
from lint_rules.source import limits
from lint_rules.source.file import SourceFile

SAID = "took more than 0.8 s in endless-rule, and was given up; switch endless-rule off there, or list the file in `exclude`"


def endless(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
    while node.id == "endless":
        pass
    yield Finding(module.span(node), node.id)


def stubborn(node: ast.Name, module: SemanticModel) -> Iterator[Finding]:
    try:
        yield from endless(node, module)
    except Exception:  # noqa: BLE001  a rule that survives its own errors
        yield Finding(module.span(node), "survived")


def rule(check: Callable[[ast.Name, SemanticModel], Iterator[Finding]]) -> NamedRule:
    return NamedRule("endless-rule", Rule(check=check, visits=(ast.Name,), needs=always(), cases=()), "")


RULE = rule(endless)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(limits, "SECONDS", 0.8)  # on a busy machine, a file of one line takes a third of it
    for name in "abd":
        (tmp_path / f"{name}.py").write_text(f"{name}\n")
    (tmp_path / "c.py").write_text("endless\n")
    return tmp_path


def named(report: Report) -> list[tuple[str, str]]:
    return [(found.path.name, found.message) for found in report.diagnostics]


def crashes(report: Report) -> list[tuple[str, str]]:
    return [(crash.path.name, crash.message) for crash in report.crashes]


@pytest.mark.parametrize("check", [endless, stubborn])
def test_a_rule_that_does_not_end_is_named_with_its_file_and_the_other_files_are_checked(
    project: Path, check: Callable[[ast.Name, SemanticModel], Iterator[Finding]]
) -> None:
    report = lint([project], RunOptions(root=project, settings=Settings(), rules=[rule(check)]))
    assert crashes(report) == [("c.py", SAID)]
    assert named(report) == [("a.py", "a"), ("b.py", "b"), ("d.py", "d")]


def test_a_file_is_watched_in_any_thread(project: Path) -> None:
    options = RunOptions(root=project, settings=Settings(), rules=[RULE])
    with ThreadPoolExecutor(2) as executor:
        report = lint([project], options, executor=executor)
        again = executor.submit(lint, [project], options).result()
    assert crashes(report) == crashes(again) == [("c.py", SAID)]
    assert named(report) == named(again)


def test_a_file_that_was_given_up_is_checked_again(project: Path) -> None:
    def checked() -> Report:
        cache = cache_for(project, Settings(), lambda: sorted(project.glob("*.py")))
        report = lint([project], RunOptions(root=project, settings=Settings(), rules=[RULE]), cache=cache)
        assert cache.save() is None
        return report

    assert crashes(checked()) == crashes(checked()) == [("c.py", SAID)]
    (project / "c.py").write_text("c\n")
    assert [name for name, _ in named(checked())] == ["a.py", "b.py", "c.py", "d.py"]


def test_what_is_read_of_all_files_is_no_time_of_the_file_that_asks_first(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (project / f"user{number}.py").write_text("from sqlalchemy.orm import Session\n")
    (project / "models.py").write_text(
        "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\n"
        "class Session(Base):\n    __tablename__ = 's'\n"
    )
    (project / "page.py").write_text("from models import Session\nx = Session\n")
    read = FileSystem.read

    def slowly(system: FileSystem, path: Path) -> SourceFile | None:
        time.sleep(0.03)
        return read(system, path)

    monkeypatch.setattr(FileSystem, "read", slowly)
    report = lint([project / "page.py"], RunOptions(root=project, settings=Settings(), rules=registered))
    assert (crashes(report), [found.rule for found in report.diagnostics]) == ([], ["ambiguous-import"])


def test_a_file_whose_time_is_over_gets_no_more(project: Path) -> None:
    watchdog = Watchdog(0.05)
    with pytest.raises(TooSlow):  # noqa: PT012  the exception comes anywhere in it
        watchdog.begin(project / "c.py")
        _spin(1.0)
        watchdog.renew()
        watchdog.end()
    watchdog.stop()


def _spin(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_no_exception_comes_after_the_file_that_it_was_meant_for() -> None:
    watchdog, ended, barked = Watchdog(0.004), 0, 0
    for number in range(300):
        try:
            watchdog.begin(Path(f"{number}.py"))
            _spin(
                0.0055 * (number % 2)
            )  # a loop of the block's own is not all in it: Python 3.12 leaves out its jump back
            watchdog.end()
            ended += 1
        except TooSlow:
            watchdog.reason()
            barked += 1
        for _ in range(100):
            ended += 0  # whatever comes here ends the test
    watchdog.stop()
    assert ended + barked == 300
    assert ended


WAITING = """\
import sys, time
from pathlib import Path
from lint_rules.linter.watchdog import Watchdog
watchdog = Watchdog(0.2)
watchdog.begin(Path("a.py"))
watchdog.rule = "some-rule"
time.sleep(60)
"""


def test_what_waits_for_something_outside_ends_the_process_in_words() -> None:
    # Whoever measures coverage hangs at the end of a process whose main thread still waits.
    command = [sys.executable, "-c", WAITING]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50, env=uncounted())
    assert done.returncode == 2
    assert done.stderr.startswith("session-lint: 'a.py': took more than 0.2 s in some-rule")


@pytest.mark.skipif(not hasattr(os, "truncate"), reason="needs a file that says it is larger than it is")
def test_a_file_larger_than_memory_is_not_read(project: Path) -> None:
    (project / "large.py").touch()
    os.truncate(project / "large.py", 10**12)
    from lint_rules.linter.registry import registered  # noqa: PLC0415  the other tests need no rule of ours

    report = lint([project / "large.py"], RunOptions(root=project, settings=Settings(), rules=registered()))
    assert [found.message for found in report.diagnostics] == [
        "has more than 100 MB and was not read; list it in `exclude`"
    ]
