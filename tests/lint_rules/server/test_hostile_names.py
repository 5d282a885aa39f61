"""Names and texts that no person writes reach the server, and it goes on, and says nothing that an editor cannot show."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.lint_rules.server.editing import editor

pytestmark = [pytest.mark.server, pytest.mark.anyio]

BOTH = "from sqlalchemy.orm import Session\nfrom app.models import Session\ndb.query(Session)\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/models.py").write_text("class Session: ...\n")
    return tmp_path


@pytest.mark.parametrize("name", ["a" * 5000 + ".py", "a/" * 2500 + "b.py", "a%00.py", "a%FF.py", "a%0A%1B%5B2J.py"])
async def test_a_document_is_checked_whatever_its_name_is_and_so_is_the_next(project: Path, name: str) -> None:
    async with editor(project) as client:
        for uri in (f"{project.as_uri()}/app/{name}", f"{project.as_uri()}/app/plain.py"):
            client.open(project / "unused", BOTH, uri=uri)
            found = await client.diagnostics(uri)
            assert [one.code for one in found] == ["shadowed-import", "unmapped-query-entity"], found


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names there are always text")
async def test_a_finding_that_leads_to_a_file_whose_name_is_no_text_is_shown(project: Path) -> None:
    (project / "app/models.py").unlink()
    odd = project / os.fsdecode(b"app/q\xff")
    odd.mkdir()
    (odd / "models.py").write_text("class Session: ...\n")
    (odd / "__init__.py").touch()
    async with editor(project) as client:
        uri = client.open(project / "x.py", BOTH.replace("app.models", ".models"), uri=f"{odd.as_uri()}/x.py")
        assert isinstance(await client.diagnostics(uri), list)


async def test_what_a_project_hides_is_said_once_and_a_bad_line_of_an_ignore_file_is_told(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.session-lint]\nexclude = ['app/out.py']\n")
    (project / ".gitignore").write_text("!\n\x1b[2J[z-a]\n")
    silenced = BOTH.replace("db.query(Session)", "db.query(Session)  # session-lint: ignore")
    async with editor(project) as client:
        for name in ("in", "out", "last"):
            uri = client.open(project / f"app/{name}.py", silenced)
            await client.diagnostics(uri)
        await client.diagnostics(client.open(project / "app/end.py", "x = 1\n"))
    root = f"session-lint: {project}: "
    assert client.logged == [
        f"{root}{count} silenced{more}" for count, more in ((1, ""), (1, ", 1 file excluded"), (2, ", 1 file excluded"))
    ]
    assert len(client.said) == len(set(client.said)) == 2
    assert all(message.startswith(f"session-lint: {project / '.gitignore'}:") for message in client.said)
    assert "\x1b" not in "".join(client.said)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such names")
async def test_what_an_editor_is_told_steers_nothing(tmp_path: Path) -> None:
    root = tmp_path / "a\x1b[2J"
    root.mkdir()
    (root / "pyproject.toml").write_text("[tool.session-lint]\nexclude = ['out.py']\n")
    (root / ".gitignore").write_text("!\n")
    async with editor(root) as client:
        for name in ("out", "in"):
            await client.diagnostics(client.open(root / f"{name}.py", "x = 1\n"))
    assert "1 file excluded" in client.logged[0]
    assert ".gitignore:1: pattern" in client.said[0]
    assert all(map(str.isprintable, [*client.logged, *client.said]))


@pytest.mark.parametrize("text", ['x = "\ud800"\n', BOTH + "\x1b\u202e\n", "# coding: utf-7\n"])
async def test_a_text_that_no_file_holds_is_checked_and_so_is_the_next(project: Path, text: str) -> None:
    async with editor(project) as client:
        uri = client.open(project / "app/x.py", text)
        assert [one.code for one in await client.diagnostics(uri)][-1:] == ["syntax-error"]
        after = client.open(project / "app/y.py", BOTH)
        assert len(await client.diagnostics(after)) == 2
