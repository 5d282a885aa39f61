"""Diagnostics -> a code quality report for GitLab.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from lint_rules.cli.output.fingerprints import fingerprints
from lint_rules.cli.output.view import ReportView, as_json, relative
from lint_rules.severity import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(shown: ReportView) -> str:
    """Return a list of issues; paths are relative to the repository, fingerprints stay when lines move."""
    names = fingerprints(shown.diagnostics, shown.base, shown.texts)
    issues = [
        {
            "type": "issue",
            "check_name": diagnostic.rule,
            "categories": ["Bug Risk"],
            "description": f"{diagnostic.rule}: {diagnostic.message}",
            "severity": _SEVERITIES[diagnostic.severity],
            "fingerprint": fingerprint,
            "location": {
                "path": relative(diagnostic.path, shown.base),
                "lines": {"begin": diagnostic.at.start.row, "end": diagnostic.at.end.row},
            },
        }
        for diagnostic, fingerprint in zip(shown.diagnostics, names, strict=True)
    ]
    return as_json(issues) + "\n"
