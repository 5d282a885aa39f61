"""Reports of repositories -> text, JSON lines, and one log of SARIF with a run for each repository."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lint_rules.cli.fleet_report.findings import findings_of, fingerprint_in
from lint_rules.cli.output.view import as_json
from lint_rules.linter.fleet.task import CHECKED, RepositoryReport
from lint_rules.source.printable import printable

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ADDRESS = re.compile(r"(https?|ssh|git)://")


def as_text(reports: Sequence[RepositoryReport]) -> str:
    """Return a line for each repository, and the sums."""
    lines = [printable(_line(report)) for report in reports]
    counts = Counter(report.status for report in reports)
    found = sum(1 for _ in findings_of(reports))
    states = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return "".join(f"{line}\n" for line in [*lines, f"{len(reports)} repositories: {states}; {found} findings."])


def _line(report: RepositoryReport) -> str:
    if report.status != CHECKED:
        return f"{report.name}: {report.status}: {report.reason}"
    rules = Counter(result["ruleId"] for result in report.run["results"])
    named = ", ".join(f"{count} {rule}" for rule, count in sorted(rules.items()))
    return f"{report.name}: {named or 'nothing found'}"


def as_json_lines(reports: Sequence[RepositoryReport]) -> str:
    """Return an object in a line of its own for each finding, and for each repository that was not checked."""
    objects: list[Mapping[str, object]] = [
        {"repository": report.name, "commit": report.commit, "status": report.status, "reason": report.reason}
        for report in reports
        if report.status != CHECKED
    ]
    objects += [_object(finding) for finding in findings_of(reports)]
    return "".join(f"{as_json(item, indent=None)}\n" for item in objects)


def _object(finding: object) -> dict[str, object]:
    return {name: getattr(finding, name) for name in FIELDS}


FIELDS = ("repository", "commit", "rule", "severity", "path", "row", "column", "message", "fingerprint")
"""What a finding is in JSON lines and in a table."""


def as_sarif(reports: Sequence[RepositoryReport]) -> str:
    """Return one log with a run for each repository, also for one that failed."""
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [*map(_run, reports)]}) + "\n"


def _run(report: RepositoryReport) -> dict[str, Any]:
    run: dict[str, Any] = dict(report.run) or {
        "tool": {"driver": {"name": "session-lint"}},
        "invocations": [
            {
                "executionSuccessful": report.status != "failed",
                "toolExecutionNotifications": [
                    {"level": "error" if report.status == "failed" else "note", "message": {"text": report.reason}}
                ],
            }
        ],
        "results": [],
    }
    run.pop("originalUriBaseIds", None)  # the folder is another one on each machine
    run["automationDetails"] = {"id": f"session-lint/{report.name}/"}
    if _ADDRESS.match(report.name):
        provenance = {"repositoryUri": report.name, "mappedTo": {"uriBaseId": "%SRCROOT%"}}
        run["versionControlProvenance"] = [provenance | ({"revisionId": report.commit} if report.commit else {})]
    run["results"] = [*_results(report, run["results"])]
    return run


def _results(report: RepositoryReport, results: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for result in results:
        own = {"sessionLintFleet/v1": fingerprint_in(report.name, result)}
        yield {**result, "partialFingerprints": {**result["partialFingerprints"], **own}}
