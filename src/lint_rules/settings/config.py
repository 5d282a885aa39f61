"""`[tool.session-lint]` -> frozen Settings | Misconfigured."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from lint_rules.errors import did_you_mean
from lint_rules.frozen import field, frozen, replace
from lint_rules.mypy_checks.options import wrong
from lint_rules.rule import Default, NamedRule
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.severity import Severity
from lint_rules.source.small_file import Refusal
from lint_rules.source.toml import has_settings, read_toml


@frozen(kw_only=True)
class Settings:
    """What a project wants of a run.

    Args:
        select: the only rules to run; None stands for those that are on by default.
        extend_select: rules to run besides.
        ignore: rules not to run, whatever selects them.
        per_file_ignores: gitignore pattern → rules not to run in these files.
        strict: whether rules that are on in strict projects run.
        fail_on: how bad a finding must be for a run to fail.
        baseline: the file of known findings, relative to the root; empty means none.
        cache_dir: a new folder inside the project where results of runs are kept; empty means the user's own folder of caches.
        options: what resolution reads.
        mypy: what the mypy plugin reads.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    strict: bool = False
    fail_on: Severity = Severity.NOTE
    baseline: str = ""
    cache_dir: str = ""
    options: ResolutionOptions = field(default_factory=ResolutionOptions)
    mypy: Mapping[str, object] = field(default_factory=dict[str, object])

    def selects(self, rule: NamedRule) -> bool:
        """Whether `rule` runs."""
        return self.wants(rule.name, rule.rule.default)

    def wants(self, name: str, default: Default) -> bool:
        """Whether the rule of this name runs, which runs by itself when `default` says."""
        if name in self.ignore:
            return False
        if name in self.extend_select or self.strict:
            return True
        return default is Default.ON if self.select is None else name in self.select


@frozen
class Misconfigured:
    """Why settings cannot be had: one line that names the place and the remedy."""

    message: str


def project_root(paths: Sequence[Path]) -> Path:
    """Return the root of the project that all paths belong to; of several projects, of the one around what they share.

    It is the nearest folder upwards whose `pyproject.toml` has settings; else the repository; else the outermost folder with a
    `pyproject.toml`: what a file means does not depend on which other files are looked at. Without any it is the current folder, where
    the paths lie inside it: `check app` sees what `check .` sees.
    """
    absolute = map(Path.absolute, paths)
    folders = [path if os.path.isdir(path) else path.parent for path in absolute] or [Path.cwd()]  # noqa: PTH112  a Path raises for names that are too long
    shared = Path(os.path.commonpath([os.path.normpath(folder) for folder in folders]))
    outermost, home = None, Path.home()
    for folder in (shared, *shared.parents):
        if os.path.exists(os.path.join(folder, "pyproject.toml")):  # noqa: PTH110, PTH118
            if has_settings(folder / "pyproject.toml"):
                return folder
            if outermost is None or not home.is_relative_to(folder):  # people's own folders are no projects
                outermost = folder
        if os.path.exists(os.path.join(folder, ".git")):  # noqa: PTH110, PTH118
            return folder
    here = Path.cwd()
    return outermost or (here if shared.is_relative_to(here) else shared)


def by_project(paths: Sequence[Path]) -> dict[Path, list[Path]]:
    """Return the root of each project that paths belong to, and its paths."""
    projects: dict[Path, list[Path]] = {}
    for path in paths:
        projects.setdefault(project_root([path]), []).append(path)
    return projects


def load(file: Path, *, rules: Iterable[str]) -> Settings | Misconfigured:
    """Return the settings in a file: `[tool.session-lint]` of a pyproject.toml, or all of any other TOML file.

    Args:
        file: the TOML file.
        rules: the names of all rules.
    """
    document = read_toml(file)
    if isinstance(document, Refusal):
        return Misconfigured(f"{file}: {document.reason}")
    if file.name != "pyproject.toml" and "tool" not in document:
        return settings(document, rules=rules, place=str(file))
    table = _table(_table(document, "tool") or {}, "session-lint")
    if table is None:
        return Misconfigured(f"{file}: tool.session-lint must be a table")
    return settings(table, rules=rules, place=f"{file}: tool.session-lint")


def _table(document: Mapping[str, object], key: str) -> Mapping[str, object] | None:
    """Return the table under `key`, empty when there is none; None when something else is there."""
    table = document.get(key, {})
    return cast("Mapping[str, object]", table) if isinstance(table, dict) else None


def settings(table: Mapping[str, object], *, rules: Iterable[str], place: str) -> Settings | Misconfigured:
    """Return the settings in a table.

    Args:
        table: keys as in `[tool.session-lint]`.
        rules: the names of all rules.
        place: where the table is, for messages.
    """
    known = tuple(rules)
    chosen: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            return Misconfigured(f'{place}: unknown key "{key}"{did_you_mean(key, _KEYS)}')
        kind = _KEYS[key]
        problem = kind.problem(value, known)
        if problem:
            return Misconfigured(f"{place}.{key}: {problem}")
        (options if key in _OPTIONS else chosen)[key.replace("-", "_")] = kind.frozen(value)
    return Settings(**chosen, options=ResolutionOptions(**options))


def overridden(
    base: Settings, *, select: Sequence[str] | None, extend_select: Sequence[str], ignore: Sequence[str]
) -> Settings:
    """Return the settings as the command line changes them."""
    return replace(
        base,
        select=base.select if select is None else tuple(select),
        strict=base.strict and select is None,
        extend_select=(*(() if select is not None else base.extend_select), *extend_select),
        ignore=tuple(rule for rule in base.ignore if rule not in {*(select or ()), *extend_select}) + tuple(ignore),
    )


def in_force(settings: Settings) -> dict[str, object]:
    """Return every key of `[tool.session-lint]` with its value, in values that JSON and TOML have."""
    return {
        key: _plain(getattr(settings.options if key in _OPTIONS else settings, key.replace("-", "_"))) for key in _KEYS
    }


def _plain(value: object) -> object:
    if isinstance(value, Severity):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in cast("Mapping[str, object]", value).items()}
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value


def unknown_rule(names: Iterable[str], known: Sequence[str]) -> str | None:
    """Return what is wrong with the first of `names` that no rule has."""
    for name in names:
        if name not in known:
            return f'unknown rule "{name}"{did_you_mean(name, known)}'
    return None


@frozen
class _Kind:
    """What a key holds: says what is wrong with a value, and freezes one that is right."""

    problem: Callable[[object, Sequence[str]], str | None]
    frozen: Callable[[Any], object]


def _not_strings(value: object, _: Sequence[str]) -> str | None:
    return None if _is_strings(value) else f"must be a list of strings, not {_shown(value)}"


def _not_patterns(value: object, known: Sequence[str]) -> str | None:
    return _not_strings(value, known) or next(filter(None, map(_pattern_problem, cast("list[str]", value))), None)


def _pattern_problem(pattern: str) -> str | None:
    from lint_rules.source.gitignore.patterns import problem_of  # noqa: PLC0415  few projects have patterns

    problem = problem_of(pattern)
    return problem and f'pattern "{pattern}" {problem}'


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))


def _not_rules(value: object, known: Sequence[str]) -> str | None:
    return _not_strings(value, known) or unknown_rule(cast("list[str]", value), known)


def _not_flag(value: object, _: Sequence[str]) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {_shown(value)}"


def _not_severity(value: object, _: Sequence[str]) -> str | None:
    names = [severity.value for severity in Severity]
    return None if value in names else f"must be {', '.join(names[:-1])} or {names[-1]}, not {_shown(value)}"


def _not_text(value: object, _: Sequence[str]) -> str | None:
    return None if isinstance(value, str) and value else f"must be a text, not {_shown(value)}"


def _not_version(value: object, _: Sequence[str]) -> str | None:
    is_version = isinstance(value, str) and _VERSION.fullmatch(value)
    return None if is_version else f'must be a version in quotes, such as "3.9", not {_shown(value)}'


def _not_aliases(value: object, _: Sequence[str]) -> str | None:
    if not isinstance(value, dict):
        return f'must be a table such as {{ "sqlalchemy.orm.Session" = "SQLSession" }}, not {_shown(value)}'
    for name, alias in cast("dict[str, object]", value).items():
        if not isinstance(alias, str) or not alias.isidentifier():
            return f"{name} must be given a name as its alias, not {_shown(alias)}"
    return None


def _not_per_file(value: object, known: Sequence[str]) -> str | None:
    if not isinstance(value, dict):
        return f'must be a table such as {{ "tests/" = ["untyped-session"] }}, not {_shown(value)}'
    for pattern, names in cast("dict[str, object]", value).items():
        problem = _not_rules(names, known)
        if problem:
            return f'"{pattern}": {problem}'
        problem = _pattern_problem(pattern)
        if problem:
            return problem
    return None


def _not_for_mypy(value: object, _: Sequence[str]) -> str | None:
    if not isinstance(value, dict):
        return f"must be a table, not {_shown(value)}"
    entries = cast("dict[str, object]", value).items()
    return next((problem for key, entry in entries if (problem := wrong(key, entry))), None)


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "a list that holds something else"
        case dict():
            return "a table"
        case _:
            return repr(value)


def _frozen_lists(value: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(items) for key, items in value.items()}


_VERSION = re.compile(r"\d{1,9}\.\d{1,9}(\.\d{1,9})?", re.ASCII)
_STRINGS, _RULES, _FLAG = _Kind(_not_strings, tuple), _Kind(_not_rules, tuple), _Kind(_not_flag, bool)
_TEXT = _Kind(_not_text, str)
_OPTIONS: Mapping[str, _Kind] = {
    "src": _STRINGS,
    "exclude": _Kind(_not_patterns, tuple),
    "session-parameters": _STRINGS,
    "aliases": _Kind(_not_aliases, dict),
    "framework-classes": _STRINGS,
    "ambiguous-names": _STRINGS,
    "project-collisions": _FLAG,
    "status-attributes": _STRINGS,
    "mapped-bases": _STRINGS,
    "sqlalchemy-version": _Kind(_not_version, str),
    "python-version": _Kind(_not_version, str),
}
_KEYS: Mapping[str, _Kind] = {
    "select": _RULES,
    "extend-select": _RULES,
    "ignore": _RULES,
    "per-file-ignores": _Kind(_not_per_file, _frozen_lists),
    "strict": _FLAG,
    "fail-on": _Kind(_not_severity, Severity),
    "mypy": _Kind(_not_for_mypy, dict),
    "baseline": _TEXT,
    "cache-dir": _TEXT,
    **_OPTIONS,
}
