"""Releases -> what `--fix --unsafe-fixes` does to them: `python -m benchmarks.fix_safety PACKAGE==VERSION…`.

For each release, with all rules, and all fixes once more with the default ones:

safe      the safe fixes alone; every name must denote afterwards what it denoted before (all names of the changed files
          are resolved before and after)
planted   a mapped class gets the name of a database session wherever it is imported, and its imports are mended again: every name must
          denote afterwards what it denoted before the class was renamed, but in files that are left with the finding, and counted
unsafe    all fixes; every file must parse, compile as before and keep its comments, and a second run must change nothing
"""

from __future__ import annotations

import argparse
import ast
import re
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.recall import RELEASES, Candidate, candidates, planted_rename, session_name, unpacked
from lint_rules.diagnostic import Safety
from lint_rules.linter.fix_loop import FixedFile, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.semantic.names.symbol import DefinedClass, DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.project import Project
from lint_rules.settings.config import Settings
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure
from lint_rules.source.syntax.tokens import Kind, tokens
from lint_rules.source.write import replace

_SAFE, _ALL = frozenset({Safety.SAFE}), frozenset(Safety)
RUNS = (
    ("all", Settings(strict=True), "unsafe", _ALL),
    ("all", Settings(strict=True), "safe", _SAFE),
    ("default", Settings(), "unsafe", _ALL),
)


@dataclass(slots=True)
class Outcome:
    """What fixing a release came to.

    Args:
        files: how many files changed.
        fixes: how many fixes of each rule were made.
        problems: what is wrong, in sentences.
        seconds: how long the first run took.
        left: how many files keep a double name: no fix is offered where a use shows neither of its classes.
    """

    files: int
    fixes: Counter[str]
    problems: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    left: int = 0


def main() -> int:
    """Fix each release, print a table, and return 1 when a fix was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", default=RELEASES, help="PACKAGE==VERSION, or a folder with sources")
    parser.add_argument("--classes", type=int, default=2, help="how many classes of each release are planted")
    parser.add_argument("--only", choices=("planted", "fixes"), help="one kind of run alone")
    arguments = parser.parse_args()
    print(f"{'release':26} {'rules':8} {'fixes':7} {'files':>6} {'fixed':>6} {'left':>5} {'wrong':>6} {'seconds':>8}")
    wrong = 0
    for rules, settings, kind, safeties in RUNS if arguments.only != "planted" else ():
        for release in arguments.releases:
            outcome = _tried(release, settings, safeties)
            wrong += len(outcome.problems)
            _print(Path(release).name, rules, kind, outcome)
    for release in arguments.releases if arguments.only != "fixes" else ():
        for outcome in _mended_plants(release, arguments.classes):
            wrong += len(outcome.problems)
            _print(Path(release).name, "imports", "planted", outcome)
    print(f"{wrong} problems")
    return 1 if wrong else 0


def _print(name: str, rules: str, kind: str, outcome: Outcome) -> None:
    fixed = outcome.fixes.total()
    wrong = len(outcome.problems)
    print(
        f"{name:26} {rules:8} {kind:7} {outcome.files:6} {fixed:6} {outcome.left:5} {wrong:6} {outcome.seconds:8.1f}",
        flush=True,
    )
    for rule, count in outcome.fixes.most_common():
        print(f"    {count:5} {rule}")
    for problem in outcome.problems:
        print(f"    WRONG {problem}")


def _tried(release: str, settings: Settings, safeties: frozenset[Safety]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        root = unpacked(release, Path(folder)).resolve()
        started = time.perf_counter()
        mended = fix([root], RunOptions(root=root, settings=settings, rules=registered()), safeties=safeties)
        outcome = Outcome(len(mended.changes), Counter(mended.rules), seconds=time.perf_counter() - started)
        outcome.problems += [f"{crash.path.relative_to(root)}: {crash.message}" for crash in mended.report.crashes]
        changed = [change.path for change in mended.changes]
        before = _meanings(root, changed, settings) if safeties == _SAFE else {}
        for change in mended.changes:
            replace(change.path, change.old, change.new, within=root)
        after = _meanings(root, changed, settings) if safeties == _SAFE else {}
        for change in mended.changes:
            name = change.path.relative_to(root)
            outcome.problems += [f"{name}: {problem}" for problem in _wrong_with(change)]
            outcome.problems += [
                f"{name}: {lost} means something else, or is gone"
                for lost in _lost(before.get(change.path, []), after.get(change.path, []))
            ]
        again = fix([root], RunOptions(root=root, settings=settings, rules=registered()), safeties=safeties)
        outcome.problems += [
            f"{change.path.relative_to(root)}: a second run changes it ({dict(again.rules)})"
            for change in again.changes
        ]
        return outcome


_PLANTED = Settings(select=("shadowed-import", "ambiguous-import", "model-as-session", "unmapped-query-entity"))


def _mended_plants(release: str, classes: int) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        root = unpacked(release, Path(folder)).resolve()
        for candidate in candidates(root)[:classes]:
            yield _mended_plant(root, candidate)


def _mended_plant(root: Path, candidate: Candidate) -> Outcome:
    """Plant the double name, mend it, and compare what each name denotes with what it denoted at first."""
    originals = {path: path.read_bytes() for path in candidate.files}
    before, (name, _) = _meanings(root, list(originals), _PLANTED), session_name(root)
    planted_rename(root, candidate)
    started = time.perf_counter()
    mended = fix([root], RunOptions(root=root, settings=_PLANTED, rules=registered()), safeties=_ALL)
    outcome = Outcome(len(mended.changes), Counter(mended.rules), seconds=time.perf_counter() - started)
    for change in mended.changes:
        outcome.problems += [f"{change.path.relative_to(root)}: {problem}" for problem in _wrong_with(change)]
        replace(change.path, change.old, change.new, within=root)
    after = _meanings(root, list(originals), _PLANTED)
    left = {one.path for one in mended.report.diagnostics if one.rule == "shadowed-import"}
    outcome.left = len(left)
    for path, meanings in before.items():
        if path in left:
            continue
        renamed = [re.sub(rf"\.{candidate.name}\b", f".{name}", meaning) for meaning in meanings]
        now = after.get(path, [])
        if len(now) != len(renamed):
            outcome.problems.append(f"{path.relative_to(root)}: has {len(now)} names and had {len(renamed)}")
        pairs = zip(renamed, now, strict=False)
        outcome.problems += [
            f"{path.relative_to(root)}: {was} became {becomes}"
            for was, becomes in pairs
            if was != becomes and not was.startswith("`")
        ]
    for path, data in originals.items():
        path.write_bytes(data)
    return outcome


def _wrong_with(change: FixedFile) -> Iterator[str]:
    for judge, told in ((_parses, "parses"), (_compiles, "compiles")):
        if judge(change.old) and not judge(change.new):
            yield f"no longer {told}"
    lost = Counter(_comments(change.old)) - Counter(_comments(change.new))
    if lost:
        yield f"loses comments: {', '.join(lost)}"


def _parses(data: bytes) -> bool:
    return _succeeds(ast.parse, data)


def _compiles(data: bytes) -> bool:
    return _succeeds(lambda source: compile(source, "release", "exec", dont_inherit=True), data)


def _succeeds(act: Callable[[bytes], object], data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            act(data)
        except SyntaxError:
            return False
    return True


def _comments(data: bytes) -> list[str]:
    return [token.word.decode(errors="replace") for token in tokens(data) if token.kind is Kind.COMMENT]


def _meanings(root: Path, paths: Sequence[Path], settings: Settings) -> dict[Path, list[str]]:
    """Return what each name of the changed files denotes, in the order of the source."""
    files = [SourceFile(path, path.read_bytes()) for path in sorted(root.rglob("*.py"))]
    by_path = {file.path: file for file in files}
    project = Project(root, settings.options, files=lambda: files, read=by_path.get)
    found: dict[Path, list[str]] = {}
    for path in paths:
        module = project.open(by_path[path])
        if not isinstance(module, SyntaxFailure):
            names = sorted(module.nodes(ast.Name), key=lambda name: (name.lineno, name.col_offset))
            found[path] = [_told(module.resolve(name), name.id) for name in names if isinstance(name.ctx, ast.Load)]
    return found


def _told(meaning: Symbol, name: str) -> str:
    match meaning:
        case DefinedClass(qualified_name=qualified) | ExternalSymbol(qualified_name=qualified):
            return qualified
        case DefinedModule(module=qualified):
            return qualified
        case _:
            return f"`{name}`"


def _lost(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the first of `before` that is not found in `after` in the same order: fixes add names, and take none away."""
    rest = iter(after)
    for meaning in before:
        if not any(one == meaning for one in rest):
            yield meaning
            return


if __name__ == "__main__":
    raise SystemExit(main())
