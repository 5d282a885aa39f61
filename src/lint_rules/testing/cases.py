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
from lint_rules.source.syntax.tokens import Kind, tokens

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
        Mark(name, row, own if match[1] == "reported" else match[1], (match[2] or "").strip())
        for name, text in files.items()
        for row, line in enumerate(text.split("\n"), 1)
        for match in _MARK.finditer(line)
    ]


def settings_of(case: Good | Bad, rules: Sequence[NamedRule]) -> Settings:
    """Return the settings of a case, with every rule on."""
    names = [rule.name for rule in rules]
    chosen = settings(case.settings, rules=names, place="the case's settings")
    if isinstance(chosen, Misconfigured):
        raise ValueError(chosen.message)  # noqa: TRY004  the value is wrong, not its type
    return replace(chosen, strict=True)  # every rule is on


Diagnostics = list[tuple[str, Diagnostic]]


def linted(
    files: Mapping[str, str], chosen: Settings, rules: Sequence[NamedRule], *, newline: str = "\n"
) -> Diagnostics:
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
    return [(paths[diagnostic.path], diagnostic) for diagnostic in report.diagnostics]


def line_of(name: str, diagnostic: Diagnostic) -> str:
    """Return a diagnostic as one line."""
    return f"{name}:{diagnostic.at.start.row}: {diagnostic.rule} {diagnostic.message}"


def compared(diagnostics: Diagnostics, marks: Sequence[Mark], about: Callable[[str], bool]) -> Iterator[str]:
    """Yield what is marked and not reported, and what is reported by a rule that this is `about` and not marked."""
    for mark in marks:
        here = [
            diagnostic
            for name, diagnostic in diagnostics
            if (name, diagnostic.at.start.row, diagnostic.rule) == (mark.file, mark.row, mark.rule)
        ]
        if not here:
            yield f"{mark.file}:{mark.row}: {mark.rule} is marked and not reported"
        elif not any(mark.text in diagnostic.message for diagnostic in here):
            yield f"{mark.file}:{mark.row}: no message says {mark.text!r}: {[diagnostic.message for diagnostic in here]}"
    places = {(mark.file, mark.row, mark.rule) for mark in marks}
    for name, diagnostic in diagnostics:
        if about(diagnostic.rule) and (name, diagnostic.at.start.row, diagnostic.rule) not in places:
            yield f"reported and not marked: {line_of(name, diagnostic)}"


_MOST_FIXES = 50


def fixed_by(rule: NamedRule, files: dict[str, str], chosen: Settings, rules: Sequence[NamedRule]) -> dict[str, str]:
    """Return the files after the rule's fixes, one at a time, until it offers none.

    Raises:
        RuntimeError: the fixes go on for ever.
    """
    for _ in range(_MOST_FIXES):
        diagnostics = linted(files, chosen, rules, newline="")
        fix = next(
            (
                (name, diagnostic.fix)
                for name, diagnostic in diagnostics
                if diagnostic.rule == rule.name and diagnostic.fix
            ),
            None,
        )
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
