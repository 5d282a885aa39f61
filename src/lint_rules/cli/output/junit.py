"""Diagnostics -> a JUnit report: a suite for each file, a failed test for each diagnostic.

The format: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from lint_rules.cli.output.view import ReportView, relative
from lint_rules.diagnostic import Diagnostic
from lint_rules.source.printable import printable

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(shown: ReportView) -> str:
    """Return XML; a run that finds nothing is one passed test."""
    findings, failed = len(shown.diagnostics), len(shown.failures)
    totals = {"tests": f"{findings + failed or 1}", "failures": f"{findings}", "errors": f"{failed}"}
    root = ET.Element("testsuites", {"name": "session-lint", **totals})
    for path, diagnostics in _by_file(shown.diagnostics).items():
        _suite(root, relative(path, shown.base), diagnostics)
    for path, message in shown.failures:
        _error(root, path, message)
    if not findings + failed:
        suite = ET.SubElement(root, "testsuite", {"name": "session-lint", "tests": "1", "failures": "0", "errors": "0"})
        ET.SubElement(
            suite,
            "testcase",
            {"name": ", ".join(filter(None, (f"{shown.files} files", shown.hidden))), "classname": "session-lint"},
        )
    if shown.notes:
        root[0].insert(0, _properties("session-lint", shown.notes))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _by_file(diagnostics: Iterable[Diagnostic]) -> dict[Path, list[Diagnostic]]:
    """Return what is found in each file, in the order of the report."""
    by_file: dict[Path, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_file.setdefault(diagnostic.path, []).append(diagnostic)
    return by_file


def _properties(name: str, values: Iterable[str]) -> ET.Element:
    """Return what is said of a finding, or of the run as a whole."""
    properties = ET.Element("properties")
    for value in values:
        ET.SubElement(properties, "property", {"name": name, "value": _xml(value)})
    return properties


def _suite(root: ET.Element, name: str, diagnostics: list[Diagnostic]) -> None:
    count = f"{len(diagnostics)}"
    suite = ET.SubElement(
        root, "testsuite", {"name": _xml(name), "tests": count, "failures": count, "errors": "0", "skipped": "0"}
    )
    for diagnostic in diagnostics:
        place = {"file": _xml(name), "line": f"{diagnostic.at.start.row}"}
        case = ET.SubElement(suite, "testcase", {"name": diagnostic.rule, "classname": _xml(name), **place})
        case.append(_properties("severity", [diagnostic.severity.value]))
        failure = ET.SubElement(case, "failure", {"message": _xml(diagnostic.message), "type": diagnostic.rule})
        failure.text = _xml(
            f"{printable(name)}:{diagnostic.at.start.row}:{diagnostic.at.start.column}: {diagnostic.severity.value}[{diagnostic.rule}] {diagnostic.message}"
        )


def _error(root: ET.Element, path: Path, message: str) -> None:
    name = _xml(str(path))
    suite = ET.SubElement(root, "testsuite", {"name": name, "tests": "1", "failures": "0", "errors": "1"})
    case = ET.SubElement(suite, "testcase", {"name": "internal error", "classname": name})
    ET.SubElement(case, "error", {"message": _xml(message), "type": "internal error"})


def _xml(text: str) -> str:
    """Return text that XML can hold: what it cannot is shown as Python writes it."""
    return _NOT_XML.sub(
        lambda match: match[0].encode("unicode-escape").decode(), "\n".join(map(printable, text.split("\n")))
    )
