"""Command line -> its command, operands and options, typed, or the one reason why it is not clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.cli.output.formats import FORMATS
from lint_rules.errors import did_you_mean
from lint_rules.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

# Named tuples: dataclasses would double the time until the first line is printed.


class Option(NamedTuple):
    """An option of a command; without `value` it is a switch."""

    name: str
    help: str
    value: str = ""
    """What stands for its value in the help."""
    short: str = ""
    choices: tuple[str, ...] = ()
    is_replayable: bool = False
    """Whether a run with it reads the project, prints, and does nothing else."""

    @property
    def attribute(self) -> str:
        """The attribute of a command line that holds it."""
        return self.name.strip("-").replace("-", "_")

    def typed(self, values: Sequence[str]) -> bool | str | tuple[str, ...]:
        """Return what a command line holds of it, given all its values in their order."""
        if not self.value:
            return True
        if self.value != _RULES:
            return values[-1]
        return tuple(item.strip() for value in values for item in value.split(",") if item.strip())


class Command(NamedTuple):
    """A command: what it does, what it is given, and its options."""

    name: str
    help: str
    operands: str
    options: tuple[Option, ...] = ()


class CommandLine(NamedTuple):
    """A command line that is clear: the command, its operands, and its options, each named as it is written.

    A switch is true where it is given; of an option with a value the last one counts, and None stands for none; rules are named once
    with commas, or several times.
    """

    command: str
    operands: tuple[str, ...] = ()
    is_replayable: bool = True
    """Whether the options let the run read the project and print, and do nothing else."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    types: bool = False
    python: str | None = None
    output_format: str | None = None
    output_file: str | None = None
    project: str | None = None
    config: str | None = None
    isolated: bool = False
    no_cache: bool = False
    cache_dir: str | None = None
    jobs: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    add_ignore: bool = False
    statistics: bool = False
    force_exclude: bool = False
    show_files: bool = False
    stdin_filename: str | None = None
    fail_on: str | None = None
    exit_zero: bool = False
    quiet: bool = False
    verbose: bool = False
    all: bool = False
    executor: str | None = None
    timeout: str | None = None
    memory: str | None = None
    state: str | None = None
    since: str | None = None
    append: str | None = None

    @property
    def is_piped(self) -> bool:
        """Whether the text to check comes from standard input."""
        return "-" in self.operands or self.stdin_filename is not None


class Misused(NamedTuple):
    """A command line that is not clear, in one line."""

    message: str


_RULES = "RULE,…"
SEVERITIES = tuple(severity.value for severity in Severity)
_PROJECT = (
    Option("--project", "the project's root folder", "DIR", is_replayable=True),
    Option("--config", "read the settings from this TOML file", "FILE", is_replayable=True),
    Option("--isolated", "read no settings", is_replayable=True),
)
"""What every command takes that is about a project."""
_CACHE_DIR = Option("--cache-dir", "keep what runs found below this folder", "DIR")
COMMANDS = (
    Command(
        "check",
        "Check files and folders.",
        "[PATHS | @FILE]",
        (
            Option("--select", "run only these rules", _RULES, is_replayable=True),
            Option("--ignore", "do not run these rules", _RULES, is_replayable=True),
            Option("--extend-select", "run these rules besides", _RULES, is_replayable=True),
            Option("--fix", "make the fixes that are safe"),
            Option(
                "--unsafe-fixes",
                "count, and with --fix make, the fixes that may change what the program does",
                is_replayable=True,
            ),
            Option("--diff", "show what --fix would change, and change nothing"),
            Option("--types", "run mypy with the plugin over the same files, and report what it finds as well"),
            Option("--python", "with --types: run this interpreter to find the packages that are imported", "FILE"),
            Option("--output-format", "how to report", "FORMAT", choices=tuple(FORMATS), is_replayable=True),
            Option("--output-file", "write the report to a file", "FILE", short="-o"),
            *_PROJECT,
            Option("--no-cache", "neither use nor keep results of other runs", short="-n"),
            _CACHE_DIR,
            Option("--jobs", "use at most so many processes", "N", short="-j", is_replayable=True),
            Option("--baseline", "do not report what this file remembers", "FILE", is_replayable=True),
            Option("--write-baseline", "remember what is found in this file, and report nothing", "FILE"),
            Option("--add-ignore", "write comments that silence what is found"),
            Option("--statistics", "print how often each rule found something", is_replayable=True),
            Option("--force-exclude", "leave out excluded files even where they are named, as pre-commit does"),
            Option("--show-files", "print which files would be checked, and check none"),
            Option("--stdin-filename", "check standard input (also given as -) as if it were this file", "FILE"),
            Option(
                "--fail-on",
                "leave with 1 only for what is as bad as this, or worse",
                "SEVERITY",
                choices=SEVERITIES,
                is_replayable=True,
            ),
            Option("--exit-zero", "leave with 0 also when something is found", short="-e", is_replayable=True),
            Option("--quiet", "print what is found and nothing else", short="-q", is_replayable=True),
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
        "fleet",
        "Check many repositories, and report on all of them.",
        "REPOSITORIES",
        (
            Option("--executor", "where to run: processes, dask://HOST:PORT or ray://HOST:PORT", "WHERE"),
            Option("--output-format", "how to report", "FORMAT", choices=("text", "json-lines", "sarif", "html")),
            Option("--output-file", "write the report to a file", "FILE", short="-o"),
            Option("--append", "add what is found to a table of Parquet", "FILE"),
            Option("--since", "say what is new since this report in json-lines", "FILE"),
            Option("--state", "keep what was found at each commit in this folder, and go on from there", "DIR"),
            Option("--timeout", "give each repository so many seconds (600)", "SECONDS"),
            Option("--memory", "give each repository so many MiB (4096)", "MIB"),
            _CACHE_DIR,
            Option("--jobs", "check at most so many repositories at once", "N", short="-j"),
            Option(
                "--fail-on", "leave with 1 only for what is as bad as this, or worse", "SEVERITY", choices=SEVERITIES
            ),
            Option("--exit-zero", "leave with 0 also when something is found", short="-e"),
            Option("--quiet", "show no progress", short="-q"),
        ),
    ),
    Command(
        "clean",
        "Remove the project's cache.",
        "[PATHS | @FILE]",
        (*_PROJECT, _CACHE_DIR),
    ),
    Command(
        "config",
        "Print the settings in force, and where each comes from.",
        "[SETTINGS]",
        (
            Option("--select", "as for check", _RULES),
            Option("--ignore", "as for check", _RULES),
            Option("--extend-select", "as for check", _RULES),
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
        word = rest.pop(0)
        if word == "--":
            operands += rest
            break
        if word in {"--help", "-h"}:
            return CommandLine("help", (command.name,))
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        problem = _take(_parted(word, rest, options), rest, options, values)
        if problem:
            return Misused(f"{command.name}: {problem}")
    chosen: dict[str, Any] = {options[name].attribute: options[name].typed(texts) for name, texts in values.items()}
    is_replayable = all(options[name].is_replayable for name in values)
    return CommandLine(command.name, tuple(operands), is_replayable, **chosen)


def _parted(word: str, rest: list[str], options: dict[str, Option]) -> str:
    """Return the first of the short options written as one (`-j4`, `-qe`), and put what is behind it before the rest."""
    option = options.get(word[:2])
    if word in options or option is None or option.short != word[:2] or word[2:3] in {"", "="}:
        return word
    rest.insert(0, word[2:] if option.value else f"-{word[2:]}")
    return word[:2]


def _take(word: str, rest: list[str], options: dict[str, Option], values: dict[str, list[str]]) -> str | None:
    """Take an option, and its value from the rest, into `values`; return what is wrong with it."""
    name, equals, value = word.partition("=")
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
