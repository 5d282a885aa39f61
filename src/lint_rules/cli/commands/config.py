"""`session-lint config`: a project -> its settings in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.request import Request, configuration_file, configured, request_of, rules
from lint_rules.errors import Failed, did_you_mean
from lint_rules.settings.config import Settings, in_force
from lint_rules.source.printable import printable

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine


class _Setting(NamedTuple):
    """A value and where it comes from."""

    value: object
    origin: str


def run(args: CommandLine) -> Outcome:
    """Return every setting as TOML, or as JSON; given names of settings, only these.

    Raises:
        Failed: a setting does not exist, or the command line or the configuration is wrong.
    """
    defaults = in_force(Settings())
    for key in args.operands:
        if key not in defaults:
            raise Failed(f'unknown setting "{key}"{did_you_mean(key, defaults)}')
    request = request_of(args._replace(operands=()))
    chosen = {
        key: setting
        for key, setting in _settings(args, request, defaults).items()
        if key in (args.operands or defaults)
    }
    if args.output_format == "json":
        return Outcome(text=json.dumps({key: setting._asdict() for key, setting in chosen.items()}, indent=2) + "\n")
    head = () if args.operands else _head(request)
    return Outcome(
        text="".join(f"{line}\n" for line in (*head, *(_line(key, setting) for key, setting in chosen.items())))
    )


def _settings(args: CommandLine, request: Request, defaults: Mapping[str, object]) -> dict[str, _Setting]:
    """Return each setting in force: from the command line, from the configuration, or from neither."""
    file = configuration_file(args, request.root)
    in_file = in_force(configured(args, request.root))
    return {
        key: _Setting(
            value,
            "command line" if value != in_file[key] else _shown(file) if value != defaults[key] else "default",
        )
        for key, value in in_force(request.settings).items()
    }


def _shown(file: Path | None) -> str:
    """Return a file's path as it is seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return printable(str(file.relative_to(here) if file is not None and file.is_relative_to(here) else file))


def _head(request: Request) -> list[str]:
    running = ", ".join(rule.name for rule in rules() if request.settings.selects(rule)) or "none"
    return [f"# root: {printable(str(request.root))}", f"# rules that run: {running}", "[tool.session-lint]"]


def _line(key: str, setting: _Setting) -> str:
    """Return a line of TOML; a key without a value is a comment, as TOML has no word for nothing."""
    if setting.value in (None, ""):
        return f"# {key} is not set  # {setting.origin}"
    return f"{key} = {_toml(setting.value)}  # {setting.origin}"


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value).items()
        return (
            "{ " + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in entries) + " }" if entries else "{}"
        )
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in cast('list[object]', value))}]"
    return _toml_printable(json.dumps(value, ensure_ascii=False))


def _toml_printable(text: str) -> str:
    """Return a string of TOML without signs that steer a terminal: what JSON leaves of them, TOML escapes by eight digits."""
    return "".join(sign if printable(sign) == sign else f"\\U{ord(sign):08x}" for sign in text)
