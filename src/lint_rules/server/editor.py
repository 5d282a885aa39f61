"""One editor -> its open documents, checked soon after each change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from lint_rules.rule import NamedRule
from lint_rules.server import actions
from lint_rules.server.checking import Checked, check, mended
from lint_rules.server.documents import Document, document, path_of
from lint_rules.server.translation import Translator
from lint_rules.source.printable import printable

DEBOUNCE = 0.15
"""Seconds of quiet after a change before it is checked: nobody wants to read about half a word."""


class Editor(LanguageServer):
    """A server's view of its editor.

    Args:
        rules: all rules there are.
    """

    def __init__(self, rules: Sequence[NamedRule]) -> None:
        """See the class."""
        # Whole texts, because columns and lines of partial ones would be counted by another's idea of what ends a line.
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  it takes untyped arguments besides
            "session-lint", version("session-status"), text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self._rules = rules
        self._links = {rule.name: rule.source.as_uri() for rule in rules if rule.source is not None}
        self._results: dict[str, Checked] = {}
        self._changed = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._remarks = frozenset[str]()
        self._loop: asyncio.Task[None] | None = None

    # -- what is open

    def folders(self) -> list[Path]:
        """Return the folders that the editor has open."""
        paths = [path_of(folder.uri) for folder in self.workspace.folders.values()]
        root = path_of(self.workspace.root_uri) if self.workspace.root_uri and not paths else None
        return [path for path in (*paths, root) if path is not None]

    def documents(self) -> list[Document]:
        """Return the Python that the editor has open."""
        folders = self.folders()
        opened = [document(text, folders) for text in self.workspace.text_documents.values()]
        return [item for item in opened if item is not None]

    def translator(self, documents: Sequence[Document] | None = None) -> Translator:
        """Return what speaks to the editor about its texts: as they are now, or as they were."""
        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        known = self.documents() if documents is None else documents
        return Translator(encoding, {item.path: item for item in known}, self._links)

    def page(self, rule: str) -> str:
        """Return a rule's page, in Markdown."""
        return next(f"# {known.name}\n\n{known.documentation.strip()}" for known in self._rules if known.name == rule)

    @property
    def takes_versions(self) -> bool:
        """Whether the editor refuses an edit of a text that has changed meanwhile."""
        workspace = self.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        return bool(edits and edits.document_changes)

    @property
    def resolves_edits(self) -> bool:
        """Whether the editor asks for an action's edit only when the action is chosen."""
        document = self.client_capabilities.text_document
        action = document.code_action if document else None
        return bool(action and action.resolve_support and "edit" in action.resolve_support.properties)

    @property
    def watches(self) -> bool:
        """Whether the editor can be asked to tell of files that change on disk."""
        workspace = self.client_capabilities.workspace
        files = workspace.did_change_watched_files if workspace else None
        return bool(files and files.dynamic_registration)

    # -- checking

    def begin(self) -> None:
        """Check whenever something has changed, from now on."""
        self._loop = asyncio.get_running_loop().create_task(self._check_when_changed())

    def end(self) -> None:
        """Check nothing more."""
        if self._loop is not None:
            self._loop.cancel()

    def changed(self) -> None:
        """Check soon: a change in one document can change what is found in another."""
        self._changed.set()

    async def found_in(self, uri: str) -> Checked | None:
        """Return what is found in a document as it is now; None when it is not checked."""
        opened = next((item for item in self.documents() if item.uri == uri), None)
        if opened is None:
            return None
        known = self._results.get(uri)
        if self._changed.is_set() or known is None or known.document != opened:
            await self._check()
        return self._results.get(uri)

    async def mended(self, checked: Checked) -> types.WorkspaceEdit:
        """Return the edit that mends all that is safe in a document."""
        document, folders, documents = checked.document, self.folders(), self.documents()
        text = await asyncio.to_thread(mended, document, documents, folders=folders, rules=self._rules)
        edits = actions.changes(document.text, text)
        return actions.workspace_edit(document, edits, self.translator(), versioned=self.takes_versions)

    async def _check_when_changed(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(DEBOUNCE)
            try:
                await self._check()
            except Exception as error:  # noqa: BLE001  it is told, and the next change is checked again
                self._tell(types.MessageType.Error, f"internal error: {error!r}")

    async def _check(self) -> None:
        async with self._one_at_a_time:
            self._changed.clear()
            documents, folders = self.documents(), self.folders()
            results = await asyncio.to_thread(check, documents, folders=folders, rules=self._rules)
            self._publish(results)
            self._remark(results)

    def _remark(self, results: Sequence[Checked]) -> None:
        """Say what is hidden and what is wrong with the project's ignore files, once for as long as it is so."""
        remarks = {
            **{result.hidden: types.MessageType.Info for result in results if result.hidden},
            **{warning: types.MessageType.Warning for result in results for warning in result.warnings},
        }
        for remark in remarks.keys() - self._remarks:
            self._tell(remarks[remark], remark)
        self._remarks = frozenset(remarks)

    def _tell(self, kind: types.MessageType, text: str) -> None:
        """Show a message, or put it into the editor's log where nobody needs to act."""
        text = printable(f"session-lint: {text}")
        if kind is types.MessageType.Info:
            self.window_log_message(types.LogMessageParams(kind, text))
        else:
            self.window_show_message(types.ShowMessageParams(kind, text))

    def _publish(self, results: Sequence[Checked]) -> None:
        """Show what is found in what is still open, counted in the texts that were checked."""
        translator = self.translator([result.document for result in results])
        still_open = {item.uri for item in self.documents()}
        self._results = {result.document.uri: result for result in results if result.document.uri in still_open}
        for uri, result in self._results.items():
            self.show(uri, translator.diagnostics(result), result.document.version)

    def show(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None = None) -> None:
        """Show these diagnostics in a document, instead of those that it shows."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))
