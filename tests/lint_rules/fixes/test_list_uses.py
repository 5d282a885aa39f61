"""Rows that are a list when they run and a `Sequence` by SQLAlchemy's types -> annotated so only where a sequence is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules import Safety
from lint_rules.linter.fix_loop import fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

MODEL = (
    "from sqlalchemy import Integer, select\n"
    "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\n\n\n"
    "class Base(DeclarativeBase):\n    pass\n\n\n"
    'class Ware(Base):\n    __tablename__ = "ware"\n    id: Mapped[int] = mapped_column(Integer, primary_key=True)\n\n\n'
)
ROWS = "db.scalars(select(Ware)).all()"
LIST_USES = [
    "{}.pop()", "{}.append(None)", "{}.sort(key=str)", "del {}[0]", "{}[0] = None", "print({} + [None])",
    "kept: list[Ware] = {}", "kept: 'List[Ware] | None' = {}",
]  # fmt: skip
OTHER_USES = ["print({}[0])", "print({}.count(None))", "{}[0].id = 1", "print(len({}))", "print([*{}])"]
FORMS = {
    "variable": f"def read(db: Session) -> None:\n    rows = {ROWS}\n    {{use}}\n",
    "function": f"def load(db: Session):\n    return {ROWS}\n\n\ndef read(db: Session) -> None:\n    {{call}}\n",
    "function, by a variable": f"def load(db: Session):\n    return {ROWS}\n\n\ndef read(db: Session) -> None:\n    rows = load(db)\n    {{use}}\n",
    "method": f"class Store:\n    def load(self, db: Session):\n        return {ROWS}\n\n    def read(self, db: Session) -> None:\n"
    "        rows = self.load(db)\n        {use}\n",
    "coroutine": "from sqlalchemy.ext.asyncio import AsyncSession\n\n\nasync def load(db: AsyncSession):\n"
    "    return (await db.scalars(select(Ware))).all()\n\n\nasync def read(db: AsyncSession) -> None:\n    rows = await load(db)\n    {use}\n",
}


def mended(root: Path, code: str) -> str:
    """What a file holds when all fixes are made."""
    path = root / "page.py"
    path.write_text(MODEL + code)
    options = RunOptions(root=root, settings=Settings(strict=True), rules=registered())
    changes = fix([root], options, safeties=frozenset(Safety)).changes
    return changes[0].new.decode() if changes else path.read_text()


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_the_file_uses_as_a_list_are_not_annotated_as_a_sequence(tmp_path: Path, form: str) -> None:
    for use in LIST_USES:
        code = FORMS[form].format(use=use.format("rows"), call=use.format("load(db)"))
        assert "Sequence" not in mended(tmp_path, code), code


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_the_file_only_reads_are_annotated_as_a_sequence(tmp_path: Path, form: str) -> None:
    for use in OTHER_USES:
        code = FORMS[form].format(use=use.format("rows"), call=use.format("load(db)"))
        assert "Sequence[Ware]" in mended(tmp_path, code), code


ELSEWHERE = {
    "added to": "rows = load(db)\n    rows += [None]",
    "multiplied": "rows = load(db)\n    rows *= 2",
    "bound in a condition": "if rows := load(db):\n        rows.append(None)",
    "returned as a list": "return load(db)",
    "over several lines": "load(\n        db\n    ).append(None)",
}


def reading(use: str) -> str:
    return f"def read(db) -> 'list[Ware]':\n    {use}\n"


@pytest.mark.parametrize("use", ELSEWHERE)
def test_every_way_to_need_a_list_is_seen_in_the_file_and_in_another(tmp_path: Path, use: str) -> None:
    load = f"def load(db: Session):\n    return {ROWS}\n"
    assert "Sequence" not in mended(tmp_path, f"{load}\n\n{reading(ELSEWHERE[use])}")
    (tmp_path / "caller.py").write_text(f"from page import load\n\n\n{reading(ELSEWHERE[use])}")
    assert "Sequence" not in mended(tmp_path, load)


CALLERS = {
    "from page import load\n\n\ndef read(db):\n    rows = load(db)\n    {use}\n": "def load(db: Session):\n    return {ROWS}\n",
    "from page import load\n\n\ndef read(db):\n    {call}\n": "def load(db: Session):\n    return {ROWS}\n",
    "import page\n\n\ndef read(db):\n    rows = page.load(\n        db\n    )\n    if rows:\n        {use}\n": "def load(db: Session):\n    return {ROWS}\n",
    "def read(store, db):\n    rows = store.load(db)\n    {use}\n": "class Store:\n    def load(self, db: Session):\n        return {ROWS}\n",
}
"""A file -> what it calls in another one."""


def in_another_file(root: Path, caller: str, use: str) -> str:
    (root / "caller.py").write_text(caller.format(use=use.format("rows"), call=use.format("load(db)")))
    return mended(root, CALLERS[caller].replace("{ROWS}", ROWS))


@pytest.mark.parametrize("caller", CALLERS)
def test_rows_that_another_file_uses_as_a_list_are_not_annotated_as_a_sequence(tmp_path: Path, caller: str) -> None:
    for use in LIST_USES:
        assert "Sequence" not in in_another_file(tmp_path, caller, use), use


@pytest.mark.parametrize("caller", CALLERS)
def test_rows_that_other_files_only_read_are_annotated_as_a_sequence(tmp_path: Path, caller: str) -> None:
    for use in OTHER_USES:
        assert "Sequence[Ware]" in in_another_file(tmp_path, caller, use), use
