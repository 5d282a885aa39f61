"""A case of a rule -> its files, what it marks, and what rules make of them in a folder of their own."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from lint_rules.diagnostic import Diagnostic, Fix
from lint_rules.frozen import frozen, replace
from lint_rules.linter.lint import lint
from lint_rules.linter.run_options import RunOptions
from lint_rules.rule import Bad, Good, NamedRule
from lint_rules.settings.config import Misconfigured, Settings, settings
from lint_rules.source.spans import LineIndex, apply_edits
from lint_rules.source.tokens import Kind, tokens

_MARK = re.compile(r"[ \t]*# <- ([\w-]+)(?:: ?(.*?))?(?=[ \t]*# <- |[ \t]*$)", re.MULTILINE)


@frozen
class Mark:
    """A comment in a case: in this line, this rule reports a message with this text."""

    file: str
    row: int
    rule: str
    text: str


def files_of(source: str | Mapping[str, str]) -> dict[str, str]:
    """Return the files of a case by their names."""
    return {"case.py": source} if isinstance(source, str) else dict(source)


def unmarked(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files without the marks."""
    return {name: _MARK.sub("", text) for name, text in files.items()}


def marks_in(files: Mapping[str, str], own: str) -> list[Mark]:
    """Return the marks of the files; `own` is the rule that "reported" stands for."""
    return [
        Mark(name, row, own if found[1] == "reported" else found[1], (found[2] or "").strip())
        for name, text in files.items()
        for row, line in enumerate(text.split("\n"), 1)
        for found in _MARK.finditer(line)
    ]


def settings_of(case: Good | Bad, rules: Sequence[NamedRule]) -> Settings:
    """Return the settings of a case, with every rule on."""
    names = [rule.name for rule in rules]
    chosen = settings(case.settings, rules=names, place="the case's settings")
    if isinstance(chosen, Misconfigured):
        raise ValueError(chosen.message)  # noqa: TRY004  the value is wrong, not its type
    return replace(chosen, strict=True)  # every rule is on


Found = list[tuple[str, Diagnostic]]


def linted(files: Mapping[str, str], chosen: Settings, rules: Sequence[NamedRule], *, newline: str = "\n") -> Found:
    """Lint files in a folder of their own; each diagnostic comes with its file's name in `files`."""
    with tempfile.TemporaryDirectory(prefix="session-lint-") as folder:
        root = Path(folder).resolve()
        paths = {root / name: name for name in files}
        for path, name in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[name], encoding="utf-8", newline=newline)
        report = lint(list(paths), RunOptions(root=root, settings=chosen, rules=rules))
    if report.crashes:
        raise RuntimeError("; ".join(crash.message for crash in report.crashes))
    return [(paths[one.path], one) for one in report.diagnostics]


def told(name: str, one: Diagnostic) -> str:
    """Return a diagnostic as one line."""
    return f"{name}:{one.at.start.row}: {one.rule} {one.message}"


def compared(found: Found, marks: Sequence[Mark], about: Callable[[str], bool]) -> Iterator[str]:
    """Yield what is marked and not reported, and what is reported by a rule that this is `about` and not marked."""
    for mark in marks:
        here = [one for name, one in found if (name, one.at.start.row, one.rule) == (mark.file, mark.row, mark.rule)]
        if not here:
            yield f"{mark.file}:{mark.row}: {mark.rule} is marked and not reported"
        elif not any(mark.text in one.message for one in here):
            yield f"{mark.file}:{mark.row}: no message says {mark.text!r}: {[one.message for one in here]}"
    places = {(mark.file, mark.row, mark.rule) for mark in marks}
    for name, one in found:
        if about(one.rule) and (name, one.at.start.row, one.rule) not in places:
            yield f"reported and not marked: {told(name, one)}"


_MOST_FIXES = 50


def fixed_by(rule: NamedRule, files: dict[str, str], chosen: Settings, rules: Sequence[NamedRule]) -> dict[str, str]:
    """Return the files after the rule's fixes, one at a time, until it offers none.

    Raises:
        RuntimeError: the fixes go on for ever.
    """
    for _ in range(_MOST_FIXES):
        found = linted(files, chosen, rules, newline="")
        fix = next(((name, one.fix) for name, one in found if one.rule == rule.name and one.fix), None)
        if fix is None:
            return files
        files = {**files, fix[0]: _edited(files[fix[0]], fix[1])}
    raise RuntimeError(f"{rule.name}: its fixes do not settle")


def _edited(text: str, fix: Fix) -> str:
    """Return a text with a fix made; a byte order mark has no place in it."""
    mark = text[: text.startswith("\ufeff")]
    return mark + apply_edits(LineIndex(text.removeprefix(mark)), fix.edits)


def comments(text: str) -> list[str]:
    """Return the comments of a text."""
    return [token.word.decode() for token in tokens(text.encode()) if token.kind is Kind.COMMENT]
