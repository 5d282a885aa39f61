"""A real client of the protocol: what an editor does, in the words of a test."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

from lsprotocol import types
from pygls.io_ import run_async
from pygls.lsp.client import LanguageClient

from lint_rules.linter.registry import registered
from lint_rules.server.handlers import connected

PATIENCE = 30


class Client(LanguageClient):
    """An editor that remembers what it is told.

    Args:
        capabilities: what it says that it can do.
    """

    def __init__(self, capabilities: types.ClientCapabilities | None = None) -> None:
        super().__init__("an editor", "1")  # pyright: ignore[reportUnknownMemberType]  it takes untyped arguments besides
        self.capabilities = capabilities or types.ClientCapabilities()
        self.shown: dict[str, types.PublishDiagnosticsParams] = {}
        self.said: list[str] = []
        self.logged: list[str] = []
        self.watchers: list[str] = []
        self.code: int | None = None
        self._news = asyncio.Event()

        def show(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = params
            self._news.set()

        def say(params: types.ShowMessageParams) -> None:
            self.said.append(params.message)

        def log(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

        def register(params: types.RegistrationParams) -> None:
            options: Any = params.registrations[0].register_options
            self.watchers += [one["globPattern"] for one in options["watchers"]]

        on: Any = self.feature  # the client's own methods have no types
        on(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(show)
        on(types.WINDOW_SHOW_MESSAGE)(say)
        on(types.WINDOW_LOG_MESSAGE)(log)
        on(types.CLIENT_REGISTER_CAPABILITY)(register)

    async def leave(self) -> None:
        """Wait until the server is gone."""
        stop: Any = self.stop
        await stop()

    async def diagnostics(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """What the server shows in a document, once it has looked at this version."""

        async def shown() -> list[types.Diagnostic]:
            while uri not in self.shown or (version is not None and self.shown[uri].version != version):
                self._news.clear()
                await self._news.wait()
            return list(self.shown[uri].diagnostics)

        return await asyncio.wait_for(shown(), PATIENCE)

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        self.code = server.returncode

    def open(self, path: Path, text: str | None = None, *, uri: str | None = None) -> str:
        """Open a file, or a text that is not saved; return its URI."""
        name = uri or path.as_uri()
        held = path.read_text() if text is None else text
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(name, "python", 1, held)))
        return name

    def type(self, uri: str, text: str, *, version: int) -> None:
        """Replace the text of a document."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def forget(self) -> None:
        """Look at nothing that was shown before."""
        self.shown.clear()

    async def actions(
        self, uri: str, place: types.Range, only: Sequence[types.CodeActionKind | str] | None = None
    ) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        found = await asyncio.wait_for(self.text_document_code_action_async(params), PATIENCE)
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    async def hover(self, uri: str, position: types.Position) -> str | None:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), position)
        found = await asyncio.wait_for(self.text_document_hover_async(params), PATIENCE)
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else None


@asynccontextmanager
async def editor(*folders: Path, client: Client | None = None) -> AsyncGenerator[Client]:
    """Open folders in an editor whose server runs in this process; they speak over a socket of this machine."""
    server, one = connected(registered()), client or Client()
    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.protocol.set_writer(writer)
        writers.append(writer)
        await run_async(
            stop_event=Event(),
            reader=reader,
            protocol=server.protocol,
            logger=logging.getLogger(__name__),
            error_handler=server.report_server_error,
        )

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as listening:
        host, port = listening.sockets[0].getsockname()
        await one.start_tcp(host, port)
        async with _greeted(one, folders):
            yield one
        for writer in writers:  # the client waits for the end of what it reads
            writer.close()
        await one.leave()


@asynccontextmanager
async def started_editor(*folders: Path) -> AsyncGenerator[Client]:
    """Open folders in an editor that starts the server as a command, and says goodbye to it at the end."""
    one = Client()
    start: Any = one.start_io  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  it takes untyped arguments
    await start(sys.executable, "-m", "lint_rules", "server")
    async with _greeted(one, folders):
        yield one
    one.exit(None)
    await one.leave()


@asynccontextmanager
async def _greeted(one: Client, folders: Sequence[Path]) -> AsyncGenerator[None]:
    workspace = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
    await asyncio.wait_for(
        one.initialize_async(types.InitializeParams(one.capabilities, workspace_folders=workspace)), PATIENCE
    )
    one.initialized(types.InitializedParams())
    yield
    await asyncio.wait_for(one.shutdown_async(None), PATIENCE)


def edited(text: str, edit: types.WorkspaceEdit, uri: str) -> str:
    """The text of a document after an edit, as an editor that counts in UTF-16 makes it."""
    edits = list((edit.changes or {}).get(uri, ()))
    for change in edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit) and change.text_document.uri == uri:
            edits += [one for one in change.edits if isinstance(one, types.TextEdit)]
    units = text.encode("utf-16-le")
    for one in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        start, end = (_offset(text, place) for place in (one.range.start, one.range.end))
        units = units[:start] + one.new_text.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")


def _offset(text: str, position: types.Position) -> int:
    """Where a position is, in bytes of UTF-16."""
    before = text.split("\n")[: position.line]
    return sum(len(f"{line}\n".encode("utf-16-le")) for line in before) + 2 * position.character


def whole(text: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(text.count("\n") + 1, 0))
