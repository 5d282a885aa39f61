"""What is found in a document -> the protocol's diagnostics, with places in the editor's units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from lint_rules.diagnostic import Diagnostic, Related
from lint_rules.server.checking import Checked
from lint_rules.server.documents import Document
from lint_rules.severity import Severity
from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.printable import printable
from lint_rules.source.spans import LineIndex, Position, Span

_UNITS = {types.PositionEncodingKind.Utf8: "utf-8", types.PositionEncodingKind.Utf16: "utf-16-le"}
_WIDTHS = {types.PositionEncodingKind.Utf16: 2}

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


@dataclass(slots=True)
class Translator:
    """Speaks to one editor.

    Args:
        encoding: what the editor counts columns in: bytes, UTF-16 units or characters.
        documents: what is open, by path: places in these are counted in their unsaved texts.
        links: rule → where its documentation is.
    """

    encoding: types.PositionEncodingKind | str
    documents: Mapping[Path, Document]
    links: Mapping[str, str]
    _texts: dict[Path, LineIndex | None] = field(default_factory=dict[Path, LineIndex | None])

    def diagnostics(self, checked: Checked) -> list[types.Diagnostic]:
        """Return all that there is to show in a document."""
        shown = [self.diagnostic(diagnostic) for diagnostic in checked.diagnostics]
        return [*shown, *([] if checked.failure is None else [_failed(checked.failure)])]

    def diagnostic(self, diagnostic: Diagnostic) -> types.Diagnostic:
        """Return a diagnostic as the protocol has it."""
        link = self.links.get(diagnostic.rule)
        return types.Diagnostic(
            range=self.range(diagnostic.path, diagnostic.at),
            severity=_SEVERITIES[diagnostic.severity],
            code=diagnostic.rule,
            code_description=types.CodeDescription(href=link) if link else None,
            source="session-lint",
            message=printable(diagnostic.message),
            tags=[types.DiagnosticTag.Unnecessary] if diagnostic.rule == "unused-suppression" else None,
            related_information=[*self._related(diagnostic.related)],
        )

    def range(self, path: Path, span: Span) -> types.Range:
        """Return a span of a file as the protocol counts it."""
        lines = self._lines(path)
        return types.Range(self._position(span.start, lines), self._position(span.end, lines))

    def _related(self, places: tuple[Related, ...]) -> Iterator[types.DiagnosticRelatedInformation]:
        for place in places:
            location = types.Location(self._uri(place.path), self.range(place.path, place.span))
            yield types.DiagnosticRelatedInformation(location, printable(place.message))

    def _uri(self, path: Path) -> str:
        return self.documents[path].uri if path in self.documents else _uri_of(path)

    def _position(self, position: Position, lines: LineIndex | None) -> types.Position:
        before = position.column - 1
        if lines is not None:
            before = self._units(lines.line(position.row)[:before])
        return types.Position(position.row - 1, before)

    def _units(self, text: str) -> int:
        if text.isascii() or self.encoding not in _UNITS:
            return len(text)  # UTF-32 counts characters, as we do
        kind = types.PositionEncodingKind(self.encoding)
        return len(text.encode(_UNITS[kind], "surrogatepass")) // _WIDTHS.get(kind, 1)

    def _lines(self, path: Path) -> LineIndex | None:
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: Path) -> LineIndex | None:
        if path in self.documents:
            return LineIndex(self.documents[path].text)
        source = read(path)
        text = None if isinstance(source, Unreadable) else source.decode()
        return LineIndex(text) if isinstance(text, str) else None


def _uri_of(path: Path) -> str:
    """Return the URI of a file; of one whose name is not text, as its bytes say."""
    text = str(path)
    return (from_fs_path(text) if text.isprintable() else None) or path.as_uri()


def _failed(failure: str) -> types.Diagnostic:
    """Return what stands at the top of a document that could not be checked: silence would look like success."""
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        severity=types.DiagnosticSeverity.Error,
        source="session-lint",
        message=printable(failure),
    )
