"""The language server as an editor meets it: started as a command, and spoken to over its pipes."""

# A test waits for files as an editor does.
# ruff: noqa: ASYNC240

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from tests.lint_rules.server.editing import Client, edited, editor, started_editor, whole

pytestmark = [pytest.mark.server, pytest.mark.anyio]

MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
STORY = """\
from uuid import UUID

from sqlalchemy.orm import Session
from ...models.session import Session


def get_summary(db: Session, id: UUID):
    return db.query(Session).filter(Session.id == id).first()
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """The story's project; the path is that of the file with both imports."""
    files = {
        "pyproject.toml": "[project]\nname = 'coaching'\n",
        "coaching/__init__.py": "",
        "coaching/models/__init__.py": "",
        "coaching/models/session.py": MODELS,
        "coaching/api/__init__.py": "",
        "coaching/api/v1/__init__.py": "",
        "coaching/api/v1/coaching_sessions.py": STORY,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "coaching/api/v1/coaching_sessions.py"


def rules(diagnostics: list[types.Diagnostic]) -> list[str]:
    return [str(one.code) for one in diagnostics]


async def test_the_storys_file_is_reported_and_its_quick_fix_leaves_nothing_to_report(
    story: Path, tmp_path: Path
) -> None:
    async with started_editor(tmp_path) as client:
        uri = client.open(story)
        found = await client.diagnostics(uri)
        assert rules(found) == ["shadowed-import", "model-as-session"]
        shadowed = found[0]
        fix, _ = await client.actions(uri, shadowed.range, [types.CodeActionKind.QuickFix])
        assert fix.title.endswith("(unsafe)")
        assert list(fix.diagnostics or ()) == [shadowed]
        assert fix.edit is not None
        text = edited(STORY, fix.edit, uri)
        client.type(uri, text, version=2)
        assert await client.diagnostics(uri, 2) == []
    assert "db.query(ModelSession).filter(ModelSession.id == id)" in text
    assert "def get_summary(db: Session, id: UUID)" in text
    assert story.read_text() == STORY
    assert client.code == 0


async def test_each_finding_can_be_ignored_in_its_line(story: Path, tmp_path: Path) -> None:
    async with editor(tmp_path) as client:
        uri = client.open(story)
        text = STORY
        for version, left in enumerate((["model-as-session"], []), start=2):
            found = (await client.diagnostics(uri, version - 1))[0]
            *_, ignore = await client.actions(uri, found.range, [types.CodeActionKind.QuickFix])
            assert ignore.title == f"Ignore {found.code} in this line"
            assert (list(ignore.diagnostics or ()), ignore.is_preferred) == ([found], None)
            assert ignore.edit is not None
            text = edited(text, ignore.edit, uri)
            client.type(uri, text, version=version)
            assert rules(await client.diagnostics(uri, version)) == left
    assert text.count("# session-lint: ignore[") == 2


async def test_a_comment_that_is_one_too_many_is_not_ignored_by_another_one(tmp_path: Path) -> None:
    async with editor(tmp_path) as client:
        uri = client.open(tmp_path / "main.py", "import os  # session-lint: ignore[shadowed-import]\n")
        (unused,) = await client.diagnostics(uri)
        assert unused.code == "unused-suppression"
        actions = await client.actions(uri, unused.range, [types.CodeActionKind.QuickFix])
        assert not [one.title for one in actions if one.title.startswith("Ignore")]


async def test_a_finding_says_where_else_to_look_and_where_its_rule_is_explained(story: Path, tmp_path: Path) -> None:
    async with editor(tmp_path) as client:
        uri = client.open(story)
        shadowed, annotated = await client.diagnostics(uri)
        assert shadowed.source == "session-lint"
        assert shadowed.severity is types.DiagnosticSeverity.Warning
        hidden = next(iter(shadowed.related_information or ()))
        assert hidden.location == types.Location(uri, types.Range(types.Position(2, 27), types.Position(2, 34)))
        assert "sqlalchemy.orm.Session" in hidden.message
        assert shadowed.code_description is not None
        page = Path(shadowed.code_description.href.removeprefix("file://")).read_text()
        assert page.startswith('"""')
        assert "## What it does" in page
        text = await client.hover(uri, annotated.range.start)
        assert text is not None
        assert text.startswith("# model-as-session\n")
        assert "## Use instead" in text
        assert await client.hover(uri, types.Position(0, 0)) is None


async def test_names_lead_to_what_is_open_before_they_lead_to_the_disk(story: Path, tmp_path: Path) -> None:
    models = tmp_path / "coaching/models/session.py"
    async with editor(tmp_path) as client:
        uri = client.open(story)
        assert len(await client.diagnostics(uri)) == 2
        client.forget()
        opened = client.open(models, MODELS.replace("class Session", "class Recording"))
        assert rules(await client.diagnostics(uri)) == []  # a name that leads nowhere is not reported
        client.forget()
        client.close(opened)
        assert await client.diagnostics(opened) == []
        assert len(await client.diagnostics(uri)) == 2
    assert models.read_text() == MODELS


@pytest.mark.parametrize(
    ("encoding", "more"),
    [
        (None, 2),  # UTF-16, where nothing else is agreed: two units for each of the two letters
        (types.PositionEncodingKind.Utf32, 0),
        (types.PositionEncodingKind.Utf8, 6),
    ],
)
async def test_columns_are_counted_as_the_editor_counts_them(
    story: Path, tmp_path: Path, encoding: types.PositionEncodingKind | None, more: int
) -> None:
    general = types.GeneralClientCapabilities(position_encodings=[encoding]) if encoding else None
    text = STORY.replace("def get_summary(", 'def get_summary(*, a="𐤀𐤁", ')
    async with editor(tmp_path, client=Client(types.ClientCapabilities(general=general))) as client:
        uri = client.open(story, text)
        shadowed, annotated = await client.diagnostics(uri)
        assert annotated.range.start == types.Position(6, text.splitlines()[6].index("Session") + more)
        fix, _ = await client.actions(uri, shadowed.range)
        if encoding is None:
            assert fix.edit is not None
            client.type(uri, edited(text, fix.edit, uri), version=2)
            assert await client.diagnostics(uri, 2) == []


async def test_no_text_ends_the_server(story: Path, tmp_path: Path) -> None:
    broken = {
        "def f(:\n": "syntax-error",
        "x = 1\0\n": "syntax-error",
        "x = " + "(" * 3000 + "\n": "syntax-error",
        "# coding: no-such-codec\n": "syntax-error",
        "s = '\ud800'\n": "syntax-error",
    }
    async with editor(tmp_path) as client:
        uri = client.open(story)
        await client.diagnostics(uri)
        version = 1
        for version, (text, rule) in enumerate(broken.items(), start=2):
            client.type(uri, text, version=version)
            found = await client.diagnostics(uri, version)
            assert rules(found) == [rule], text[:20]
            assert found[0].severity is types.DiagnosticSeverity.Error
        story.unlink()
        client.type(uri, STORY, version=version + 1)
        assert len(await client.diagnostics(uri, version + 1)) == 2
        assert client.said == []


async def test_a_change_of_the_settings_is_followed_and_a_wrong_one_is_told_where_it_cannot_be_missed(
    story: Path, tmp_path: Path
) -> None:
    watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(did_change_watched_files=watched)
    )
    settings = tmp_path / "pyproject.toml"
    async with editor(tmp_path, client=Client(capabilities)) as client:
        uri = client.open(story)
        assert len(await client.diagnostics(uri)) == 2
        assert {"**/pyproject.toml", "**/requirements*.{txt,in}"} <= set(client.watchers)

        async def after(text: str) -> list[types.Diagnostic]:
            settings.write_text(text)
            client.forget()
            client.workspace_did_change_watched_files(
                types.DidChangeWatchedFilesParams([types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)])
            )
            return await client.diagnostics(uri)

        assert rules(await after("[tool.session-lint]\nignore = ['model-as-session']\n")) == ["shadowed-import"]
        (failure,) = await after("[tool.session-lint]\nignored = ['model-as-session']\n")
        assert failure.severity is types.DiagnosticSeverity.Error
        assert 'unknown key "ignored"; did you mean "ignore"?; nothing is checked until it is mended' in failure.message
        assert await after("[tool.session-lint]\nexclude = ['coaching/api/']\n") == []
        assert len(await after("")) == 2


async def test_each_folder_has_its_own_settings_and_its_own_names(story: Path, tmp_path: Path) -> None:
    other = tmp_path.parent / f"{tmp_path.name}-other"
    for path in tmp_path.rglob("*.*"):
        copy = other / path.relative_to(tmp_path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text())
    (other / "pyproject.toml").write_text("[tool.session-lint]\nselect = ['model-as-session']\n")
    async with editor(tmp_path, other) as client:
        first, second = client.open(story), client.open(other / story.relative_to(tmp_path))
        assert rules(await client.diagnostics(first)) == ["shadowed-import", "model-as-session"]
        assert rules(await client.diagnostics(second)) == ["model-as-session"]


async def test_a_text_that_was_never_saved_is_checked_as_a_file_of_the_first_folder(
    story: Path, tmp_path: Path
) -> None:
    text = STORY.replace("...models", "coaching.models")
    async with editor(tmp_path) as client:
        uri = client.open(story, text, uri="untitled:Untitled-1")
        assert rules(await client.diagnostics(uri)) == ["shadowed-import", "model-as-session"]


async def test_a_librarys_file_that_is_only_looked_at_is_not_reported(story: Path, tmp_path: Path) -> None:
    library = tmp_path / ".venv/lib/python3.13/site-packages/library.py"
    async with editor(tmp_path) as client:
        assert await client.diagnostics(client.open(library, STORY.replace("...models", "coaching.models"))) == []
        assert len(await client.diagnostics(client.open(story))) == 2


UNTRUE = """from sqlalchemy.orm import Session
from coaching.models.session import Session as Recording


def first(db: Session) -> None:
    one: Recording = db.query(Recording).first()
    print("é", one)
    two: Recording = db.query(Recording).first()
    print(two)
"""


@pytest.mark.parametrize("resolves", [True, False])
async def test_fix_all_mends_what_is_safe_and_touches_no_other_line(
    story: Path, tmp_path: Path, *, resolves: bool
) -> None:
    support = types.ClientCodeActionResolveOptions(["edit"])
    action = types.CodeActionClientCapabilities(resolve_support=support if resolves else None)
    edits = types.WorkspaceEditClientCapabilities(document_changes=True)
    capabilities = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(code_action=action),
        workspace=types.WorkspaceClientCapabilities(workspace_edit=edits),
    )
    text = UNTRUE + STORY.replace("...models", "coaching.models")
    async with editor(tmp_path, client=Client(capabilities)) as client:
        uri = client.open(story.with_name("found.py"), text)
        assert "non-optional-result" in rules(await client.diagnostics(uri))
        (every,) = await client.actions(uri, whole(text), ["source.fixAll"])
        assert (every.edit is None) is resolves
        if resolves:
            every = await client.code_action_resolve_async(every)
        assert every.edit is not None
        (changes,) = list(every.edit.document_changes or ())
        assert isinstance(changes, types.TextDocumentEdit)
        assert changes.text_document.version == 1
        assert [one.range.start.line for one in changes.edits if isinstance(one, types.TextEdit)] == [5, 7]
        after = edited(text, every.edit, uri)
        assert after == text.replace(": Recording =", ": Recording | None =")
        client.type(uri, after, version=2)
        left = rules(await client.diagnostics(uri, 2))
        assert left == ["shadowed-import", "model-as-session"]
        assert await client.actions(uri, whole(after), ["source.fixAll"]) == []
        assert await client.actions(uri, whole(after), ["source.organizeImports"]) == []
