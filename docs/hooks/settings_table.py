"""`<!-- settings -->` in a page -> every key of `[tool.session-lint]`, with its type, its default and what it means.

The types and docstrings of `Settings` and `ResolutionOptions` are the only places to edit.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Iterator, Mapping

from lint_rules.frozen import Field, fields
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.settings.config import Settings
from lint_rules.severity import Severity

_NO_KEYS = {"options", "is_strict"}
"""The other half of the table, and what this half knows of the first."""
_MARK = "<!-- settings -->"
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill in the table of a page."""
    return markdown.replace(_MARK, "\n\n".join(_entries())) if _MARK in markdown else markdown


def _entries() -> Iterator[str]:
    for of in (Settings, ResolutionOptions):
        hints = typing.get_type_hints(of, localns={"Mapping": Mapping})  # imported for type checkers only
        meanings = {name: " ".join(text.split()) for name, text in _ARGUMENT.findall(inspect.getdoc(of) or "")}
        for name, field in fields(of).items():
            if name not in _NO_KEYS:
                yield _entry(name, field, hints[name], meanings[name])


def _entry(name: str, field: Field, hint: object, meaning: str) -> str:
    made = field.default if field.make is None else field.make()
    key = name.replace("_", "-")
    return "\n".join(
        [
            f"### `{key}`",
            "",
            f"{meaning[0].upper()}{meaning[1:]}",
            "",
            f"*Type:* {_type(hint)} · *default:* `{_toml(made)}`",
        ]
    )


def _type(hint: object) -> str:
    match typing.get_origin(hint), typing.get_args(hint):
        case origin, (_, value) if origin is Mapping and value is object:
            return "table"
        case origin, (_, value) if origin is Mapping:
            return f"table from string to {_type(value)}"
        case origin, (item, _) if origin is tuple:
            return "list of strings" if item is str else f"list of {_type(item)}"
        case _ if hint is Severity:
            return " or ".join(_toml(severity) for severity in Severity)
        case _, (inner, none) if none is type(None):
            return f"{_type(inner)}, or left out"
        case _:
            return {str: "string", bool: "true or false"}.get(typing.cast("type", hint), str(hint))


def _toml(value: object) -> str:
    match value:
        case None:
            return "left out"
        case bool():
            return str(value).lower()
        case Severity():
            return json.dumps(value.value)
        case str():
            return json.dumps(value)
        case tuple():
            return json.dumps(list(typing.cast("tuple[str, ...]", value)))
        case _:
            return "{}" if not value else json.dumps(value)
