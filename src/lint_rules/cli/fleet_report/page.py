"""Reports of repositories -> one page that needs no network: which rule where, and what is new since an earlier run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from html import escape

from lint_rules.cli.fleet_report.findings import FleetFinding, findings_of
from lint_rules.linter.fleet.task import CHECKED, RepositoryReport
from lint_rules.source.printable import printable

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>session-lint: @COUNT@ repositories</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #8888; padding: .25rem .75rem; text-align: left; vertical-align: top; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
</style>
<h1>@COUNT@ repositories</h1>
<p>@SUMS@</p>
@SECTIONS@
</html>
""".replace("{{", "{").replace("}}", "}")


def as_html(reports: Sequence[RepositoryReport], earlier: Collection[str] | None) -> str:
    """Return the page.

    Args:
        reports: what a run found.
        earlier: the fingerprints of an earlier run; None without one.
    """
    found = [*findings_of(reports)]
    sections = [_matrix(reports, found), *_not_checked(reports)]
    if earlier is not None:
        sections.insert(0, _list("New since the last run", [item for item in found if item.fingerprint not in earlier]))
    sections.append(_list("All findings", found))
    checked = sum(report.status == CHECKED for report in reports)
    sums = f"{checked} checked, {len(reports) - checked} not; {len(found)} findings."
    page = _PAGE.replace("@COUNT@", str(len(reports))).replace("@SUMS@", sums)
    return page.replace("@SECTIONS@", "\n".join(sections))


def _matrix(reports: Sequence[RepositoryReport], found: Sequence[FleetFinding]) -> str:
    counts = Counter((item.repository, item.rule) for item in found)
    rules = sorted({item.rule for item in found})
    rows = [
        [_cell(report.name), *(_cell(counts[report.name, rule] or "", "number") for rule in rules)]
        for report in reports
        if report.status == CHECKED
    ]
    return _section("Which rule where", ("Repository", *rules), rows)


def _not_checked(reports: Sequence[RepositoryReport]) -> Iterator[str]:
    rows = [
        [_cell(report.name), _cell(report.status), _cell(report.reason)]
        for report in reports
        if report.status != CHECKED
    ]
    if rows:
        yield _section("Not checked", ("Repository", "Status", "Reason"), rows)


def _list(title: str, found: Sequence[FleetFinding]) -> str:
    rows = [
        [
            _cell(item.severity),
            _cell(item.rule),
            _cell(item.repository),
            _cell(f"{item.path}:{item.row}:{item.column}"),
            _cell(item.message),
        ]
        for item in found
    ]
    return _section(f"{title}: {len(found)}", ("Severity", "Rule", "Repository", "Place", "Finding"), rows)


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    table = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'
    return f"<h2>{escape(title)}</h2>\n{table if rows else '<p>Nothing.</p>'}"


def _cell(value: object, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<td{attribute}>{escape(printable(str(value)))}</td>"
