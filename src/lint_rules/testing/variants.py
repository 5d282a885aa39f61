"""A rule -> the claim that each of its cases holds for the same code written, or placed, differently."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from lint_rules.frozen import frozen, replace
from lint_rules.rule import Bad, Good, NamedRule
from lint_rules.source.spans import LineIndex
from lint_rules.suppression.comments import Unused
from lint_rules.testing import layouts, surroundings
from lint_rules.testing.cases import (
    Diagnostics,
    comments,
    files_of,
    fixed_by,
    line_of,
    linted,
    marks_in,
    settings_of,
    unmarked,
)
from lint_rules.testing.layouts import SourceVariant

_Changes = Callable[[str, Mapping[str, str]], Iterable[SourceVariant]]


def _layout(changes: Callable[[str], Iterable[SourceVariant]]) -> _Changes:
    return lambda source, _: changes(source)


def _functions_below(*headers: str) -> _Changes:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return lambda source, files: surroundings.wrapped(source, files, headers, kinds)


def _classes_below(*headers: str) -> _Changes:
    return lambda source, files: surroundings.wrapped(source, files, headers, (ast.ClassDef,))


VARIANTS: Mapping[str, _Changes] = {
    "crlf": _layout(layouts.windows),
    "byte order mark": _layout(layouts.marked),
    "tabs": _layout(layouts.tabbed),
    "parentheses": _layout(layouts.parenthesised),
    "trailing commas": _layout(layouts.with_commas),
    "comments in every gap": _layout(layouts.commented),
    "renamed variables": surroundings.renamed,
    "async functions": surroundings.asynchronous,
    "decorated functions": _functions_below("@decorated_{}"),
    "functions in a condition": _functions_below("if condition_{}:"),
    "functions in a function": _functions_below("def around_{}():"),
    "functions in a class": _functions_below("class Around{}:", "@staticmethod"),
    "functions in a class in a function": _functions_below("def around_{}():", "class Inner:", "@staticmethod"),
    "classes in a condition": _classes_below("if condition_{}:"),
    "classes in a function": _classes_below("def around_{}():"),
    "classes in a class": _classes_below("class Around{}:"),
}
"""Each changes how a case is written, and nothing that the rules are about."""


@frozen
class _Varied:
    """Files that were written differently, and where their rows are now."""

    files: dict[str, str]
    rows: Mapping[str, Callable[[int], int]]


def varied_cases(rule: NamedRule, rules: Sequence[NamedRule]) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Yield a title for each case and variant, and what finds out what is wrong with it.

    Args:
        rule: the rule.
        rules: all rules, this one last.
    """
    for number, case in enumerate(rule.rule.cases, 1):
        for name in VARIANTS:
            if name in rule.rule.exempt or name in case.exempt:
                continue
            title = f"{rule.name}: case {number} holds for {name}"
            match case:
                case Good():
                    yield title, partial(_silent, _Judged(rule, rules), case, VARIANTS[name])
                case Bad():
                    yield title, partial(_reported, _Judged(rule, rules), case, VARIANTS[name])


def _varied(files: Mapping[str, str], variant: _Changes, like: Mapping[str, str]) -> _Varied:
    """Return the files as a variant has them; `like` are the files whose names decide what may change."""
    made: dict[str, str] = {}
    rows: dict[str, Callable[[int], int]] = {}
    for name, text in files.items():
        changes = sorted(variant(text, like)) if _parses(text) else []
        made[name] = _changed(text, changes)
        if changes and not _parses(made[name]):
            raise ValueError(f"the variant of {name} does not parse:\n{made[name]}")
        rows[name] = partial(_row, LineIndex(text), changes)
    return _Varied(made, rows)


def _parses(text: str) -> bool:
    try:
        ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError):
        return False
    return True


def _changed(text: str, changes: Iterable[SourceVariant]) -> str:
    pieces: list[str] = []
    done = 0
    for change in changes:
        pieces += (text[done : change.start], change.text)
        done = change.end
    return "".join((*pieces, text[done:]))


def _row(lines: LineIndex, changes: list[SourceVariant], offset: int) -> int:
    """Return the row of a character of the old text in the new one."""
    before = [change for change in changes if change.start <= offset]
    more = sum(change.text.count("\n") - lines.text.count("\n", change.start, change.end) for change in before)
    return lines.at(offset).row + more


@frozen
class _Judged:
    """A rule, and what it is run with."""

    rule: NamedRule
    every: Sequence[NamedRule]

    @property
    def running(self) -> Sequence[NamedRule]:
        """The rule alone, which is fast; with all others where it is about what they find."""
        return self.every if Unused in self.rule.rule.visits else [self.rule]

    def diagnostics_in(self, files: Mapping[str, str], case: Good | Bad) -> Diagnostics:
        """Return what the rule reports in the files of a case."""
        chosen = settings_of(case, self.every)
        if isinstance(case, Good):
            chosen = replace(chosen, strict=bool(case.settings.get("strict")), extend_select=(self.rule.name,))
        diagnostics = linted(files, chosen, self.running, newline="")
        return [(name, diagnostic) for name, diagnostic in diagnostics if diagnostic.rule == self.rule.name]


def _silent(judged: _Judged, case: Good, variant: _Changes) -> list[str]:
    files = unmarked(files_of(case.source))
    allowed = {mark.file for mark in marks_in(files_of(case.source), judged.rule.name)}
    diagnostics = judged.diagnostics_in(_varied(files, variant, files).files, case)
    return [f"reported: {line_of(name, diagnostic)}" for name, diagnostic in diagnostics if name not in allowed]


def _reported(judged: _Judged, case: Bad, variant: _Changes) -> list[str]:
    files = unmarked(files_of(case.source))
    varied = _varied(files, variant, files)
    expected = Counter(_places(files, judged.diagnostics_in(files, case), varied))
    now = Counter((name, diagnostic.at.start.row) for name, diagnostic in judged.diagnostics_in(varied.files, case))
    problems = [f"{name}:{row}: not reported any more" for name, row in (expected - now).elements()]
    problems += [f"{name}:{row}: reported, and not in the case" for name, row in (now - expected).elements()]
    if problems:
        return [*problems, *varied.files.values()]
    if case.fixed is None:
        return []
    wanted = _varied({**files, **files_of(case.fixed)}, variant, files).files
    after = fixed_by(judged.rule, varied.files, settings_of(case, judged.every), judged.running)
    return [*_wrong_after(after, wanted, varied.files)]


def _places(files: Mapping[str, str], diagnostics: Diagnostics, varied: _Varied) -> Iterator[tuple[str, int]]:
    """Yield where findings in the files are to be expected in the varied ones."""
    for name, diagnostic in diagnostics:
        yield name, varied.rows[name](LineIndex(files[name]).offset(diagnostic.at.start))


def _wrong_after(after: Mapping[str, str], wanted: Mapping[str, str], before: Mapping[str, str]) -> Iterator[str]:
    for name, text in after.items():
        if not _parses(text):
            yield f"{name} does not parse after the fix:\n{text}"
        elif _meant(text) != _meant(wanted[name]):
            yield f"{name} is mended to\n{text}\nwhich is not, in other words,\n{wanted[name]}"
        lost = Counter(comments(before[name])) - Counter(comments(text))
        if lost:
            yield f"{name} loses comments: {', '.join(lost)}"


def _meant(text: str) -> str:
    return ast.dump(ast.parse(text.removeprefix("\ufeff")))
