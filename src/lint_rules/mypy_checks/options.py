"""`[tool.session-lint.mypy]` -> Options, or the one line that says what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from lint_rules.errors import did_you_mean
from lint_rules.frozen import frozen, held
from lint_rules.source.small_file import Refusal
from lint_rules.source.toml import read_toml


@frozen(kw_only=True)
class PluginOptions:
    """What a project wants of the plugin; the keys are spelled with hyphens.

    Args:
        untyped_query: whether queries whose result is Any are reported.
        repair_legacy_columns: whether a legacy `Column` in a class body is typed as the attribute that it becomes.
        nullable_columns: whether such a column may be None on objects, unless it is declared not to be.
        unknown_mapped_attribute: whether words that name no attribute of a mapped class are reported.
        repair_scalar: whether `db.scalar(select(X))` is `X | None` on SQLAlchemy 2.1.
        mapped_classes: qualified names of classes that are mapped in a way that cannot be seen.
        mapped_bases: qualified names of bases below which every class is mapped; `[tool.session-lint]` has the same key.
        python_executable: is read for older settings' sake; no program that a checked project names is run.
        report_excused: whether what comments of session-lint excuse is reported too, for those who judge them themselves.
    """

    untyped_query: bool = False
    repair_legacy_columns: bool = True
    nullable_columns: bool = True
    repair_scalar: bool = True
    unknown_mapped_attribute: bool = True
    mapped_classes: tuple[str, ...] = ()
    mapped_bases: tuple[str, ...] = ()
    python_executable: str = ""
    report_excused: bool = False

    def as_data(self) -> dict[str, object]:
        """Return them as JSON would give them back: mypy compares that with what its cache was written under."""
        names = {"mapped_classes": list(self.mapped_classes), "mapped_bases": list(self.mapped_bases)}
        return {**held(self), **names}


@frozen
class Wrong:
    """Why options cannot be had: one line with place and remedy."""

    message: str


KEYS: Mapping[str, type] = {
    "untyped-query": bool,
    "repair-legacy-columns": bool,
    "nullable-columns": bool,
    "repair-scalar": bool,
    "unknown-mapped-attribute": bool,
    "mapped-classes": list,
    "mapped-bases": list,
    "python-executable": str,
    "report-excused": bool,
}


_SPELLED = {bool: "true or false", str: "a string"}


def load(config_file: str | None) -> PluginOptions | Wrong:
    """Return the options of the project whose mypy configuration is `config_file`.

    They stand in that file if it is TOML, else in the pyproject.toml beside it.
    """
    if config_file is None:
        return PluginOptions()
    config = Path(config_file)
    file = config if config.suffix == ".toml" else config.parent / "pyproject.toml"
    document = read_toml(file)
    if isinstance(document, Refusal):
        return PluginOptions() if document.is_missing else Wrong(f"{file}: {document.reason}")
    table = _table(document, "tool", "session-lint")
    shared = {"mapped-bases": table["mapped-bases"]} if "mapped-bases" in table else {}
    return read({**shared, **_table(table, "mypy")}, place=f"{file}: tool.session-lint.mypy")


def read(table: Mapping[str, object], *, place: str) -> PluginOptions | Wrong:
    """Return the options in a table.

    Args:
        table: keys as in `[tool.session-lint.mypy]`.
        place: where the table is, for messages.
    """
    chosen: dict[str, Any] = {}
    for key, value in table.items():
        problem = wrong(key, value)
        if problem is not None:
            return Wrong(f"{place}: {problem}")
        chosen[key.replace("-", "_")] = tuple(cast("list[str]", value)) if isinstance(value, list) else value
    return PluginOptions(**chosen)


def wrong(key: str, value: object) -> str | None:
    """Return what is wrong with one entry; None when nothing is."""
    if key not in KEYS:
        return f'unknown key "{key}"{did_you_mean(key, KEYS)}'
    if KEYS[key] is not list:
        return None if isinstance(value, KEYS[key]) else f"{key}: must be {_SPELLED[KEYS[key]]}, not {value!r}"
    names = cast("list[object]", value) if isinstance(value, list) else [None]
    return None if all(isinstance(name, str) for name in names) else f"{key}: must be a list of strings, not {value!r}"


def _table(document: Mapping[str, object], *path: str) -> Mapping[str, object]:
    for key in path:
        table = document.get(key)
        document = cast("Mapping[str, object]", table) if isinstance(table, dict) else {}
    return document
