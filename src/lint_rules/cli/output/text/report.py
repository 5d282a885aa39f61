"""A report -> text for people: one line for each finding, or with the source lines that each of them is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lint_rules.cli.output.text.finding import MARKS, in_full, in_one_line
from lint_rules.cli.output.text.paint import Paint
from lint_rules.cli.output.view import ReportView, Terminal, TextLookup
from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.severity import Severity

PLAIN = Terminal()


def render_full(view: ReportView) -> str:
    """Return each diagnostic with its frames, and the counts."""
    return full(view.diagnostics, texts=view.texts, terminal=view.terminal) + ending(view)


def render_concise(view: ReportView) -> str:
    """Return place, severity, rule and message of each diagnostic, and the counts."""
    return concise(view.diagnostics, terminal=view.terminal) + ending(view)


def concise(diagnostics: Sequence[Diagnostic], *, terminal: Terminal = PLAIN) -> str:
    """Return one line for each diagnostic: place, severity and rule, mark, message."""
    paint = Paint(terminal)
    return "".join(f"{in_one_line(diagnostic, paint)}\n" for diagnostic in diagnostics)


def full(diagnostics: Sequence[Diagnostic], *, texts: TextLookup, terminal: Terminal = PLAIN) -> str:
    """Return each diagnostic with a frame of its source, and one for each place that explains it."""
    paint = Paint(terminal)
    return "".join("\n".join(in_full(diagnostic, texts, paint)) + "\n\n" for diagnostic in diagnostics)


def ending(shown: ReportView) -> str:
    """Return what stands below the findings: remarks, and the counts as the last line, unless only findings are wanted."""
    if shown.is_quiet:
        return ""
    lines = (*_fixable(shown.diagnostics), *shown.notes, summary(shown.diagnostics, files=shown.files))
    return "".join(f"{line}\n" for line in lines)


def summary(diagnostics: Sequence[Diagnostic], *, files: int) -> str:
    """Return the counts: how much was found in how many of how many files, and how bad it is."""
    if not files:
        return "No file was checked."
    if not diagnostics:
        return f"Nothing found in {_count(files, 'file')}."
    findings = _count(len(diagnostics), "finding")
    where = f"in {len({diagnostic.path for diagnostic in diagnostics})} of {_count(files, 'file')}"
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    return f"{findings} {where}: {', '.join(_count(counts[kind], kind.value) for kind in Severity if kind in counts)}."


def _fixable(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what `--fix` would mend, and what it would with `--unsafe-fixes`, with the marks of such findings."""
    safeties = Counter(diagnostic.fix.safety for diagnostic in diagnostics if diagnostic.fix is not None)
    safe, unsafe = safeties[Safety.SAFE], safeties[Safety.UNSAFE]
    as_well = f"{MARKS[Safety.UNSAFE]} {unsafe}"
    if safe:
        more = f", {as_well} more with --fix --unsafe-fixes" if unsafe else ""
        yield f"{MARKS[Safety.SAFE]} {safe} fixable with --fix{more}."
    elif unsafe:
        yield f"{as_well} fixable with --fix --unsafe-fixes."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
