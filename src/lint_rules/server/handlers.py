"""The protocol's messages -> checks and answers about what they found."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from lsprotocol import types

from lint_rules.rule import NamedRule
from lint_rules.server import actions
from lint_rules.server.actions import FIX_ALL
from lint_rules.server.editor import Editor

_WATCHED = (
    *("**/*.py", "**/*.pyi", "**/.gitignore"),
    *("**/pyproject.toml", "**/setup.cfg", "**/requirements*.{txt,in}", "**/requirements/*.{txt,in}"),
)


def serve(rules: Sequence[NamedRule]) -> None:
    """Serve one editor on standard input and output, until it says goodbye or goes away.

    Args:
        rules: all rules there are.
    """
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:  # the protocol closes what it wrote to
        connected(rules).start_io(stdout=output)


def connected(rules: Sequence[NamedRule]) -> Editor:
    """Return what answers an editor's messages, wherever they come from.

    Args:
        rules: all rules there are.
    """
    editor = Editor(rules)
    _register(editor)
    return editor


def _register(editor: Editor) -> None:
    """Connect the protocol's messages."""
    for name in (
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_CHANGE,
        types.TEXT_DOCUMENT_DID_SAVE,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    ):
        editor.feature(name)(_changed)
    editor.feature(types.INITIALIZED)(_initialized)
    editor.feature(types.SHUTDOWN)(_shut_down)
    editor.feature(types.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    editor.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True),
    )(_code_actions)
    editor.feature(types.CODE_ACTION_RESOLVE)(_resolved)
    editor.feature(types.TEXT_DOCUMENT_HOVER)(_hover)


def _changed(ls: Editor, _: object) -> None:
    ls.changed()


async def _initialized(ls: Editor, _: types.InitializedParams) -> None:
    ls.begin()
    if ls.watches:
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        )
        name = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration(id="files", method=name, register_options=options)
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


def _shut_down(ls: Editor, _: None) -> None:
    ls.end()


def _closed(ls: Editor, params: types.DidCloseTextDocumentParams) -> None:
    ls.show(params.text_document.uri, [])
    ls.changed()


async def _code_actions(ls: Editor, params: types.CodeActionParams) -> list[types.CodeAction]:
    checked = await ls.found_in(params.text_document.uri)
    if checked is None:
        return []
    offered: list[types.CodeAction] = []
    if _wanted(params.context.only, types.CodeActionKind.QuickFix):
        here = checked, params.range, ls.translator()
        offered += actions.quick_fixes(*here, versioned=ls.takes_versions)
        offered += actions.ignores(*here, versioned=ls.takes_versions)
    every = actions.fix_all(checked) if _wanted(params.context.only, FIX_ALL) else None
    if every is not None:
        if not ls.resolves_edits:
            every.edit = await ls.mended(checked)
        offered.append(every)
    return offered


def _wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether an editor that asks for some kinds of actions wants this one: kinds are parts joined by dots."""
    return only is None or any(kind == wanted or kind.startswith(f"{_plain(wanted)}.") for wanted in only)


def _plain(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


async def _resolved(ls: Editor, action: types.CodeAction) -> types.CodeAction:
    """Return an action with its edit, for the text as it is now."""
    match action:
        case types.CodeAction(kind=kind, data={"uri": str(uri)}) if kind == FIX_ALL:
            checked = await ls.found_in(uri)
            action.edit = await ls.mended(checked) if checked is not None else None
        case _:
            pass  # it has its edit
    return action


async def _hover(ls: Editor, params: types.HoverParams) -> types.Hover | None:
    """Return the pages of the rules that found something here."""
    checked = await ls.found_in(params.text_document.uri)
    if checked is None:
        return None
    here = types.Range(params.position, params.position)
    ranges = {diagnostic.rule: shown.range for diagnostic, shown in actions.at(checked, here, ls.translator())}
    if not ranges:
        return None
    text = "\n\n---\n\n".join(ls.page(name) for name in ranges)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), next(iter(ranges.values())))
