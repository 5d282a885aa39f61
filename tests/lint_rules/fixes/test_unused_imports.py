"""Fixes that take the last use of an import -> the import goes, or is marked: ruff complains of none that it did not complain of before."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from lint_rules import Safety
from lint_rules.linter.fix_loop import FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

FILES = {
    "shop/__init__.py": "",
    "shop/domain.py": "class Note:\n    pass\n\n\nclass Word:\n    pass\n",
    "shop/models.py": (
        "from sqlalchemy import Integer\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        + "\n\n".join(
            f'class {name}(Base):\n    __tablename__ = "{name}"\n    id: Mapped[int] = mapped_column(Integer, primary_key=True)\n'
            for name in ("Note", "Word", "Session")
        )
    ),
}
COMMENTS = re.compile(r"# ([a-zA-Z ]+)")
QUERY = "\n\ndef notes(db):\n    return db.query({}).all()\n"
LAYOUTS = {
    "a line": "from shop.domain import Note",
    "an alias": "from shop.domain import Note as Remark",
    "brackets": "from shop.domain import (\n    Note,\n    Word,\n)\nprint(Word)",
    "brackets, in one line": "from shop.domain import (Note, Word)\nprint(Word)",
    "a comment": "from shop.domain import Note  # the plain one",
    "a comment of a type checker": "from shop.domain import Note  # type: ignore[import]",
    "a comment in brackets": "from shop.domain import (\n    Note,  # the plain one\n    Word,\n)\nprint(Word)",
    "another code": "from shop.domain import Note  # noqa: E402",
    "marked": "from shop.domain import Note  # noqa: F401",
    "marked for all": "from shop.domain import Note  # noqa",
    "continued": "from shop.domain import Note, \\\n    Word\nprint(Word)",
    "after a semicolon": "import os; from shop.domain import Note\nprint(os)",
    "before a string": 'from shop.domain import Note; TEXT = """\n# no comment\n"""',
    "for type checkers": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.domain import Note",
    "tried": "try:\n    from shop.domain import Note\nexcept ImportError as error:\n    raise RuntimeError from error",
    "tried twice": "try:\n    from shop.domain import Note\nexcept ImportError:\n    from .domain import Note",
    "one of two": "import sys\nif sys.argv:\n    from shop.domain import Note\nelse:\n    from .domain import Note",
    "a module": "from shop import domain",
    "a module by its name": "import shop.domain",
    "a module by an alias": "import shop.domain as domain",
    "marked behind non-ASCII text": 'ä = "ö"; from shop.domain import Note  # noqa: E702',
}
REACHED = {
    "nothing": "",
    "import": "from shop.{0} import Note\nprint(Note)\n",
    "attribute": "import shop.{0}\nprint(shop.{0}.Note)\n",
    "all": "import shop.{0}\nprint(vars(shop.{0}))\n",
}
"""What another file does with the names of the one that is mended, by a word for its name."""


def named(layout: str) -> str:
    """How a file with an import calls the class."""
    if "Remark" in layout:
        return "Remark"
    return (
        "shop.domain.Note"
        if "import shop.domain\n" in f"{layout}\n"
        else "domain.Note"
        if "domain as" in layout or "import domain" in layout
        else "Note"
    )


def written(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def complaints(root: Path, names: Iterable[str]) -> str:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--exit-zero",
        "--output-format=concise",
    ]
    pages = [f"shop/{name}.py" for name in names]
    return subprocess.run(
        [*command, "--select=F401,F811,F821", *pages], cwd=root, capture_output=True, text=True, check=True
    ).stdout


def mended(root: Path) -> FixReport:
    """Make all fixes of a project."""
    options = RunOptions(root=root, settings=Settings(), rules=registered())
    report = fix([root], options, safeties=frozenset(Safety))
    for change in report.changes:
        change.path.write_bytes(change.new)
    return report


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_import_whose_last_use_is_mended_goes_or_is_marked(tmp_path: Path, layout: str) -> None:
    page = f"{LAYOUTS[layout]}\n" + QUERY.format(named(LAYOUTS[layout]))
    names = [f"of_{word}" for word in REACHED]
    pages = {f"shop/{name}.py": page for name in names}
    users = {f"shop/user_{word}.py": text.format(f"of_{word}") for word, text in REACHED.items() if text}
    written(tmp_path, {**FILES, **pages, **users})
    assert complaints(tmp_path, names) == "All checks passed!\n"
    assert mended(tmp_path).rules["unmapped-query-entity"] == len(REACHED)
    texts = "".join((tmp_path / path).read_text() for path in pages)
    assert complaints(tmp_path, names) == "All checks passed!\n", texts
    assert all((f"# {comment}" in texts) for comment in COMMENTS.findall(page))
    assert not mended(tmp_path).changes


HEAD = "from sqlalchemy.orm import Session\nfrom shop.models import Note\n"
FIRST = "def {1}(db: Session) -> {0}[Note]:\n    return db.query(Note).first()\n"
EVERY = "def every(db: Session) -> {0}[Note]:\n    return db.scalars(select(Note)).all()\n"
CONTRADICTIONS = {
    "a list of one": f"from typing import List\n{HEAD}{FIRST.format('List', 'first')}",
    "in quotes": f"from typing import List\n{HEAD}{FIRST.format('List', 'first').replace('List[Note]', repr('List[Note]'))}",
    "two functions": f"from typing import List\n{HEAD}{FIRST.format('List', 'first')}{FIRST.format('List', 'last')}",
    "two names of one line": f"from typing import List, Mapping\nfrom sqlalchemy import select\n{HEAD}"
    f"{FIRST.format('List', 'first')}{EVERY.format('Mapping')}{FIRST.format('List', 'last')}",
    "a variable": f"from typing import List\n{HEAD}def first(db: Session):\n    note: List[Note] = db.query(Note).first()\n    return note\n",
    "a statement that grows": f"from collections.abc import Mapping\nfrom sqlalchemy import select\n{HEAD}{EVERY.format('Mapping')}",
    "a statement that grows, in brackets": "from collections.abc import (\n    Iterator,\n    Mapping,\n)\nfrom sqlalchemy import select\n"
    f"{HEAD}print(Iterator)\n{EVERY.format('Mapping')}",
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_an_annotation_that_is_written_anew_leaves_no_import_without_a_use(tmp_path: Path, case: str) -> None:
    written(tmp_path, {**FILES, "shop/page.py": CONTRADICTIONS[case]})
    assert complaints(tmp_path, ["page"]) == "All checks passed!\n"
    assert mended(tmp_path).rules
    text = (tmp_path / "shop/page.py").read_text()
    assert "List" not in text
    assert "Mapping" not in text
    assert complaints(tmp_path, ["page"]) == "All checks passed!\n", text
    assert not mended(tmp_path).changes


def test_an_import_that_two_fixes_take_from_one_statement_goes_whole(tmp_path: Path) -> None:
    queries = "".join(f"\n\ndef {name.lower()}s(db):\n    return db.query({name}).all()\n" for name in ("Note", "Word"))
    written(tmp_path, {**FILES, "shop/page.py": f"from shop.domain import Note, Word\n{queries}{queries}"})
    assert mended(tmp_path).rules["unmapped-query-entity"] == 2 * 2
    assert "domain" not in (tmp_path / "shop/page.py").read_text()


def test_an_import_that_is_aliased_and_has_no_use_is_marked(tmp_path: Path) -> None:
    page = (
        "try:\n    from shop.models import Session\nexcept ImportError as error:\n    raise RuntimeError from error\n"
        "from sqlalchemy.orm import Session\n\n\ndef save(db: Session) -> None:\n    db.commit()\n"
    )
    written(tmp_path, {**FILES, "shop/page.py": page})
    assert mended(tmp_path).rules == {"shadowed-import": 1}
    assert "import Session as ModelSession  # noqa: F401\n" in (tmp_path / "shop/page.py").read_text()
