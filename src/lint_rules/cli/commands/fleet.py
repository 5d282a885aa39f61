"""`session-lint fleet`: many repositories -> what is found in them, in one report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.key import key_of
from lint_rules.cli import FAILED, FINDINGS, NOTHING, worst
from lint_rules.cli.console.cached_run import jobs_of
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.progress import shown
from lint_rules.cli.console.report import delivered
from lint_rules.cli.fleet_report import table
from lint_rules.cli.fleet_report.findings import findings_of
from lint_rules.cli.fleet_report.logs import as_json_lines, as_sarif, as_text
from lint_rules.cli.fleet_report.page import as_html
from lint_rules.errors import Failed
from lint_rules.linter.fleet.executors import executor_of
from lint_rules.linter.fleet.repository import repositories_of
from lint_rules.linter.fleet.results import KeptResults
from lint_rules.linter.fleet.run import check_all
from lint_rules.linter.fleet.task import FAILED as REPOSITORY_FAILED
from lint_rules.linter.fleet.task import Limits, RepositoryReport, Task
from lint_rules.linter.parallel.division import processors
from lint_rules.linter.registry import own_sources
from lint_rules.settings.config import Settings
from lint_rules.severity import Severity
from lint_rules.source.small_file import Refusal, read_regular

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine


def run(args: CommandLine) -> Outcome:
    """Check repositories.

    Raises:
        Failed: a list, an option or a cluster is none.
    """
    limits = Limits(_number(args.timeout, "--timeout", 600), _number(args.memory, "--memory", 4096))
    options = ("--cache-dir", str(Path(args.cache_dir).absolute())) if args.cache_dir else ()
    tasks = [Task(repository, limits, options) for repository in repositories_of(args.operands)]
    earlier = None if args.since is None else _fingerprints(Path(args.since))
    kept = None if args.state is None else KeptResults(Path(args.state).absolute(), key_of(Settings(), own_sources()))
    jobs = jobs_of(args) or processors()
    if args.append is not None:
        table.check(Path(args.append))
    with executor_of(args.executor or "processes", jobs=jobs) as submit, shown(wanted=not args.quiet) as progress:
        reports = check_all(tasks, submit, kept=kept, progress=progress)
    if args.append is not None:
        table.append(Path(args.append), reports, at=datetime.now(UTC).isoformat(timespec="seconds"))
    said = tuple(
        f"session-lint: {report.name}: {report.reason}" for report in reports if report.status == REPOSITORY_FAILED
    )
    return delivered(args, _rendered(args, reports, earlier), _code(args, reports), said)


def _rendered(args: CommandLine, reports: Sequence[RepositoryReport], earlier: frozenset[str] | None) -> str:
    if args.output_format == "html":
        return as_html(reports, earlier)
    render = {"json-lines": as_json_lines, "sarif": as_sarif}.get(args.output_format or "text", as_text)
    return render(reports)


def _code(args: CommandLine, reports: Sequence[RepositoryReport]) -> int:
    """Return 2 where a repository failed, for what it holds is not known; else 1 where something was found."""
    failed = FAILED if any(report.status == REPOSITORY_FAILED for report in reports) else NOTHING
    limit = Severity(args.fail_on or "note")
    is_bad = any(Severity(found.severity).is_at_least(limit) for found in findings_of(reports))
    return worst(failed, FINDINGS if is_bad and not args.exit_zero else NOTHING)


def _number(text: str | None, option: str, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < 1:
        raise Failed(f"{option} {text}: must be a number, from 1")
    return int(text)


def _fingerprints(path: Path) -> frozenset[str]:
    data = read_regular(path)
    if isinstance(data, Refusal):
        raise Failed(f"--since {path}: {data.reason}")
    try:
        rows = [json.loads(line) for line in data.splitlines()]
        return frozenset(row["fingerprint"] for row in rows if "fingerprint" in row)
    except (ValueError, TypeError):
        raise Failed(f"--since {path}: is no report of --output-format json-lines; name one") from None
