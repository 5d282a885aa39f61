"""Diagnostics -> a code quality report for GitLab.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json

from lint_rules.cli.output.fingerprints import fingerprints
from lint_rules.cli.output.view import ReportView, relative


def render(shown: ReportView) -> str:
    """Return a list of issues; paths are relative to the repository, fingerprints stay when lines move."""
    names = fingerprints(shown.diagnostics, shown.base, shown.texts)
    issues = [
        {
            "type": "issue",
            "check_name": one.rule,
            "categories": ["Bug Risk"],
            "description": f"{one.rule}: {one.message}",
            "severity": "major",
            "fingerprint": fingerprint,
            "location": {
                "path": relative(one.path, shown.base),
                "lines": {"begin": one.at.start.row, "end": one.at.end.row},
            },
        }
        for one, fingerprint in zip(shown.diagnostics, names, strict=True)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
