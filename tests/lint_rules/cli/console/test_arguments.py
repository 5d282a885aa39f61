"""A command line's attributes are its options, each of the type that the option has."""

from __future__ import annotations

import pytest

from lint_rules.cli.console.arguments import COMMANDS, Command, CommandLine, Option, understand

OPTIONS = [(command, option) for command in COMMANDS for option in command.options]


def given(command: Command, option: Option) -> CommandLine:
    """A command line with one option."""
    value = (option.choices[0] if option.choices else "a,b",) if option.value else ()
    line = understand([command.name, option.name, *value])
    assert isinstance(line, CommandLine)
    return line


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda item: item.name)
def test_an_option_that_is_given_stands_in_its_attribute_and_in_no_other(command: Command, option: Option) -> None:
    line, plain = given(command, option), CommandLine(command.name)
    changed = {name for name, value in line._asdict().items() if value != getattr(plain, name)}
    assert changed - {"is_replayable"} == {option.attribute}


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda item: item.name)
def test_a_switch_is_a_flag_rules_are_a_tuple_and_any_other_value_is_a_text(command: Command, option: Option) -> None:
    expected = bool if not option.value else tuple if option.value == "RULE,…" else str
    assert isinstance(getattr(given(command, option), option.attribute), expected)


def test_the_last_value_counts_and_rules_add_up() -> None:
    line = understand(["check", "--jobs", "1", "--jobs=2", "--select", "a, b", "--select=c"])
    assert isinstance(line, CommandLine)
    assert (line.jobs, line.select) == ("2", ("a", "b", "c"))


def test_a_command_line_is_replayable_unless_an_option_writes_or_looks_elsewhere() -> None:
    names = {option.name for command, option in OPTIONS if command.name == "check" and not option.is_replayable}
    assert names == set(
        "--fix --diff --types --python --output-file --no-cache --cache-dir --write-baseline --add-ignore --force-exclude --show-files"
        " --stdin-filename --verbose".split()
    )
    for command, option in OPTIONS:
        assert given(command, option).is_replayable == option.is_replayable
