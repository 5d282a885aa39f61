"""Command line -> what is asked for, or the one reason why that is not clear."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.cli.output.formats import FORMATS
from lint_rules.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Named tuples: dataclasses would double the time until the first line is printed.


class Option(NamedTuple):
    """An option of a command; without `value` it is a switch."""

    name: str
    help: str
    value: str = ""
    """What stands for its value in the help."""
    short: str = ""
    choices: tuple[str, ...] = ()


class Command(NamedTuple):
    """A command: what it does, what it is given, and its options."""

    name: str
    help: str
    operands: str
    options: tuple[Option, ...] = ()


class CommandLine(NamedTuple):
    """A command line that is clear: the command, its operands, and each option's values in their order."""

    command: str
    operands: tuple[str, ...] = ()
    values: Mapping[str, Sequence[str]] = MappingProxyType({})

    def on(self, option: str) -> bool:
        """Whether a switch is given."""
        return option in self.values

    def last(self, option: str) -> str | None:
        """Return the value of an option; the last one given counts."""
        return self.values[option][-1] if option in self.values else None

    def listed(self, option: str) -> tuple[str, ...] | None:
        """Return the values of an option that takes lists: given once with commas, or several times."""
        if option not in self.values:
            return None
        return tuple(item.strip() for value in self.values[option] for item in value.split(",") if item.strip())


class Misused(NamedTuple):
    """A command line that is not clear, in one line."""

    message: str


_PROJECT = (
    Option("--project", "the project's root folder", "DIR"),
    Option("--config", "read the settings from this TOML file", "FILE"),
    Option("--isolated", "read no settings"),
)
"""What every command takes that is about a project."""
COMMANDS = (
    Command(
        "check",
        "Check files and folders.",
        "[PATHS | @FILE]",
        (
            Option("--select", "run only these rules", "RULE,…"),
            Option("--ignore", "do not run these rules", "RULE,…"),
            Option("--extend-select", "run these rules besides", "RULE,…"),
            Option("--fix", "make the fixes that are safe"),
            Option("--unsafe-fixes", "count, and with --fix make, the fixes that may change what the program does"),
            Option("--diff", "show what --fix would change, and change nothing"),
            Option("--types", "run mypy with the plugin over the same files, and report what it finds as well"),
            Option("--output-format", "how to report", "FORMAT", choices=tuple(FORMATS)),
            Option("--output-file", "write the report to a file", "FILE", short="-o"),
            *_PROJECT,
            Option("--no-cache", "neither use nor keep results of other runs", short="-n"),
            Option("--jobs", "use at most so many processes", "N", short="-j"),
            Option("--baseline", "do not report what this file remembers", "FILE"),
            Option("--write-baseline", "remember what is found in this file, and report nothing", "FILE"),
            Option("--add-ignore", "write comments that silence what is found"),
            Option("--statistics", "print how often each rule found something"),
            Option("--force-exclude", "leave out excluded files even where they are named, as pre-commit does"),
            Option("--show-files", "print which files would be checked, and check none"),
            Option("--stdin-filename", "check standard input (also given as -) as if it were this file", "FILE"),
            Option("--exit-zero", "leave with 0 also when something is found", short="-e"),
            Option("--quiet", "print what is found and nothing else", short="-q"),
            Option("--verbose", "print how the run was set up, and how long it took", short="-v"),
        ),
    ),
    Command(
        "names",
        "List the names that denote several classes, and who imports which.",
        "[PATHS | @FILE]",
        (
            Option("--output-format", "how to report", "FORMAT", choices=("text", "json", "html")),
            Option("--output-file", "write the list to a file", "FILE"),
            *_PROJECT,
        ),
    ),
    Command(
        "clean",
        "Remove the project's cache.",
        "[PATHS | @FILE]",
        (*_PROJECT,),
    ),
    Command(
        "config",
        "Print the settings in force, and where each comes from.",
        "[SETTINGS]",
        (
            Option("--select", "as for check", "RULE,…"),
            Option("--ignore", "as for check", "RULE,…"),
            Option("--extend-select", "as for check", "RULE,…"),
            Option("--output-format", "how to print", "FORMAT", choices=("toml", "json")),
            *_PROJECT,
        ),
    ),
    Command(
        "rule",
        "Explain a rule.",
        "NAME | --all",
        (
            Option("--all", "explain every rule"),
            Option("--output-format", "how to print", "FORMAT", choices=("markdown", "json")),
        ),
    ),
    Command("server", "Serve an editor on standard input and output, over the Language Server Protocol.", ""),
)
_ALWAYS = (Option("--help", "print this", short="-h"), Option("--version", "print the version", short="-V"))


def understand(arguments: Sequence[str]) -> CommandLine | Misused:
    """Return what a command line asks for: a command, `help` (of a command, if it is given one) or `version`."""
    first, *rest = arguments or ["--help"]
    if first in {"--version", "-V"}:
        return CommandLine("version")
    if first in {"--help", "-h", "help"}:
        return _help(rest)
    for command in COMMANDS:
        if command.name == first:
            return _read(command, rest)
    known = [command.name for command in COMMANDS]
    what = "option" if first.startswith("-") else "command"
    return Misused(f'unknown {what} "{first}"{did_you_mean(first, known)}')


def _help(names: Sequence[str]) -> CommandLine | Misused:
    known = [command.name for command in COMMANDS]
    wrong = next((name for name in names if name not in known), None)
    return (
        Misused(f'unknown command "{wrong}"{did_you_mean(wrong, known)}')
        if wrong
        else CommandLine("help", tuple(names))
    )


def help_text(name: str | None = None) -> str:
    """Return how the program, or one of its commands, is used."""
    chosen = [command for command in COMMANDS if command.name == name]
    if not chosen:
        lines = [f"  session-lint {command.name} {command.operands:14} {command.help}" for command in COMMANDS]
        return "\n".join(
            ["Usage:", *lines, "", *_listed(_ALWAYS), "", "session-lint COMMAND --help explains a command."]
        )
    command = chosen[0]
    usage = f"Usage: session-lint {command.name} {command.operands} [OPTIONS]"
    return "\n".join([command.help, "", usage, "", *_listed((*command.options, _ALWAYS[0]))])


def _listed(options: Sequence[Option]) -> list[str]:
    lines: list[str] = []
    for option in options:
        left = f"{option.short + ',' if option.short else '   '} {option.name} {option.value}"
        choices = f" ({', '.join(option.choices)})" if option.choices else ""
        lines.append(f"  {left:31} {option.help}{choices}")
    return lines


def _read(command: Command, arguments: Sequence[str]) -> CommandLine | Misused:
    options = {option.name: option for option in command.options}
    options |= {option.short: option for option in command.options if option.short}
    operands, values, rest = list[str](), dict[str, list[str]](), list(arguments)
    while rest:
        given = rest.pop(0)
        if given == "--":
            operands += rest
            break
        if given in {"--help", "-h"}:
            return CommandLine("help", (command.name,))
        if not given.startswith("-") or given == "-":
            operands.append(given)
            continue
        problem = _take(_parted(given, rest, options), rest, options, values)
        if problem:
            return Misused(f"{command.name}: {problem}")
    return CommandLine(command.name, tuple(operands), values)


def _parted(given: str, rest: list[str], options: dict[str, Option]) -> str:
    """Return the first of the short options written as one (`-j4`, `-qe`), and put what is behind it before the rest."""
    option = options.get(given[:2])
    if given in options or option is None or option.short != given[:2] or given[2:3] in {"", "="}:
        return given
    rest.insert(0, given[2:] if option.value else f"-{given[2:]}")
    return given[:2]


def _take(given: str, rest: list[str], options: dict[str, Option], values: dict[str, list[str]]) -> str | None:
    """Take an option, and its value from the rest, into `values`; return what is wrong with it."""
    name, equals, value = given.partition("=")
    option = options.get(name)
    if option is None:
        return f'unknown option "{name}"{did_you_mean(name, options)}'
    if not option.value:
        if equals:
            return f"{name} takes no value"
    elif not equals:
        if not rest:
            return f"{name} needs a value: {name} {option.value}"
        value = rest.pop(0)
    if option.choices and value not in option.choices:
        near = did_you_mean(value, option.choices)
        return (
            f'unknown {name.strip("-").replace("-", " ")} "{value}"{near or "; known are " + ", ".join(option.choices)}'
        )
    values.setdefault(option.name, []).append(value)
    return None
