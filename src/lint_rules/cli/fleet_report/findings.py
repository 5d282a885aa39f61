"""Reports of repositories -> their findings as flat rows, each with a fingerprint that holds the repository."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from lint_rules.frozen import frozen
from lint_rules.linter.fleet.task import RepositoryReport


@frozen
class FleetFinding:
    """A finding in one of many repositories; rows and columns are from 1.

    Args:
        repository: the repository.
        commit: its commit, as far as it is known.
        rule: the rule.
        severity: `error`, `warning` or `note`.
        path: the file, as the repository has it.
        row: the line.
        column: the column.
        message: what is found.
        fingerprint: a name that no finding of another repository has, and that stays when lines around it move.
    """

    repository: str
    commit: str
    rule: str
    severity: str
    path: str
    row: int
    column: int
    message: str
    fingerprint: str


def findings_of(reports: Sequence[RepositoryReport]) -> Iterator[FleetFinding]:
    """Yield the findings of all repositories, in their order."""
    for report in reports:
        for result in report.run.get("results", ()):
            yield _finding(report, result)


def _finding(report: RepositoryReport, result: Mapping[str, Any]) -> FleetFinding:
    place = result["locations"][0]["physicalLocation"]
    region = place.get("region", {"startLine": 1, "startColumn": 1})
    return FleetFinding(
        report.name,
        report.commit,
        result["ruleId"],
        result["level"],
        unquote(place["artifactLocation"]["uri"]),
        region["startLine"],
        region["startColumn"],
        result["message"]["text"],
        fingerprint_in(report.name, result),
    )


def fingerprint_in(repository: str, result: Mapping[str, Any]) -> str:
    """Return the fingerprint of a result of SARIF in a repository."""
    own = result["partialFingerprints"]["sessionLint/v1"]
    return hashlib.sha256(f"{repository}\0{own}".encode("utf-8", "surrogatepass")).hexdigest()
