"""`session-lint check --write-baseline`: a report -> the file that remembers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cli.console import baseline
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.projects import files_of
from lint_rules.cli.console.report import crashed, failure_lines
from lint_rules.cli.output.fingerprints import Key
from lint_rules.errors import Failed
from lint_rules.source.text_cache import TextCache
from lint_rules.source.write import write_text

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request
    from lint_rules.linter.lint import Report


def written(args: CommandLine, request: Request, report: Report, said: Sequence[str]) -> Outcome:
    """Write the baseline, whole or not at all; nothing is written where a rule failed.

    Raises:
        Failed: the file cannot be written, or something else is in its place.
    """
    if report.crashes:
        return Outcome(crashed(report), "", (*said, *failure_lines(report)))
    target = Path(args.write_baseline or "")
    old = baseline.read(target) if target.exists() else Counter[Key]()
    texts = TextCache(request.stdin).of
    findings = baseline.anew(report.diagnostics, old, request.root, texts, checked=files_of(args, request))
    try:
        write_text(target, baseline.written(findings))
    except OSError as error:
        raise Failed(f"--write-baseline {target}: {error.strerror or error}") from error
    count = findings.total()
    line = f"Wrote {count} finding{'' if count == 1 else 's'} to {target}."
    return Outcome(said=tuple(said) if args.quiet else (*said, line))
