"""What needs a newer SQLAlchemy or Python than the code has to run on is neither written by a fix nor advised."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from lint_rules.diagnostic import Diagnostic
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.requirements.specifiers import ranges
from lint_rules.settings.config import Settings

MODEL = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer, primary_key=True)
"""
_HASH = "    --hash=sha256:4b5e52b3a9f0b3b5c5e2d6d1a3b3a5e2\n"
OLDER = {
    "project": {
        "pyproject.toml": "[project]\ndependencies = ['SQLAlchemy[asyncio] >=1.4, <2; python_version > \"3\"']\n"
    },
    "a promise to both": {"pyproject.toml": "[project]\ndependencies = ['sqlalchemy>=1.4,<3']\n"},
    "what is always required before extras": {
        "pyproject.toml": "[project]\ndependencies = ['sqlalchemy<2']\noptional-dependencies.new = ['sqlalchemy>=2']\n"
    },
    "an extra alone": {"pyproject.toml": "[project.optional-dependencies]\ndb = ['sqlalchemy~=1.4.3']\n"},
    "a group": {"pyproject.toml": "[dependency-groups]\ndb = [{include-group = 'x'}, 'sqlalchemy==1.4.*']\n"},
    "Poetry": {"pyproject.toml": "[tool.poetry.dependencies]\nSQLAlchemy = '^1.4.2'\n"},
    "Poetry, a table": {
        "pyproject.toml": "[tool.poetry.dependencies]\nsqlalchemy = {version = '1.4.54', extras = ['mypy']}\n"
    },
    "Poetry, alternatives": {"pyproject.toml": "[tool.poetry.dependencies]\nsqlalchemy = '^2.0 || ~1.4'\n"},
    "Poetry, a list": {
        "pyproject.toml": "[tool.poetry.dependencies]\nsqlalchemy = [{version = '^2.0', python = '>3'}, {version = '<1.4'}]\n"
    },
    "Poetry, a group": {"pyproject.toml": "[tool.poetry.group.db.dependencies]\nsqlalchemy = '1.*'\n"},
    "setup.cfg": {
        "setup.cfg": "[options]\ninstall_requires =\n    flask>=2  # web\n    SQLAlchemy<=1.4.54  # see 12\n"
    },
    "setup.cfg, an extra": {"setup.cfg": "[options.extras_require]\ndb =\n    sqlalchemy (<1.5)\n"},
    "setup.py": {"setup.py": "raise SystemExit\nneeds = ['flask', 'SQLAlchemy>=1.3,!=1.3.5']\n"},
    "requirements": {"requirements.txt": "flask==2\nsqlalchemy==1.4.54 \\\n" + _HASH},
    "requirements to compile": {"requirements-db.in": "-r base.in\nSQLAlchemy <2 --pre\n"},
    "a folder of requirements": {"requirements/base.txt": "sqlalchemy<1.5#old\n"},
    "requirements where the project names no version": {
        "pyproject.toml": "[project]\ndynamic = ['version']\ndependencies = ['sqlalchemy']\n",
        "requirements.txt": "sqlalchemy==1.4.1\n",
    },
    "requirements of Windows": {"requirements.txt": "sqlalchemy==1.4.54\r\n".encode("utf-16")},
    "the nearest folder": {
        "pyproject.toml": "[project]\ndependencies = ['sqlalchemy>=2']\n",
        "app/requirements.txt": "sqlalchemy<2\n",
    },
}
NOT_OLDER = {
    "nothing": {},
    "a newer one": {"pyproject.toml": "[project]\ndependencies = ['sqlalchemy>=2.0.38,<3']\n"},
    "any version": {"requirements.txt": "sqlalchemy\n"},
    "an upper bound far off": {"requirements.txt": "sqlalchemy<2.1\n"},
    "one version left out": {"requirements.txt": "sqlalchemy!=1.4.3\n"},
    "a place": {"requirements.txt": "sqlalchemy @ git+https://example.org/sqlalchemy@rel_1_4\n"},
    "another package": {"requirements.txt": "sqlalchemy-utils<1\nsqlalchemy_mixins<2\nflask-sqlalchemy<2\n"},
    "a comment": {
        "requirements.txt": "# sqlalchemy<2\n",
        "setup.py": "# 'sqlalchemy<2'\n",
        "setup.cfg": "[options]\ninstall_requires =\n    # sqlalchemy<2\n    flask\n",
        "pyproject.toml": "# [project]\n# dependencies = ['sqlalchemy<2']\n",
    },
    "what a build needs": {"pyproject.toml": "[build-system]\nrequires = ['sqlalchemy<2']\n"},
    "what is always required before extras": {
        "pyproject.toml": "[project]\ndependencies = ['sqlalchemy>=2']\noptional-dependencies.old = ['sqlalchemy<2']\n"
    },
    "a list of another name": {"notes.txt": "sqlalchemy<2\n"},
    "another folder": {"docs/requirements.txt": "sqlalchemy<2\n"},
    "the nearest folder": {
        "pyproject.toml": "[project]\ndependencies = ['sqlalchemy<2']\n",
        "app/setup.cfg": "[options]\ninstall_requires = sqlalchemy>=2\n",
    },
}
BROKEN = {
    "no TOML": {"pyproject.toml": "[project\ndependencies = ['sqlalchemy<2']\n"},
    "a table of tables": {"pyproject.toml": "[project.dependencies]\nsqlalchemy = ['<2', 3, {}]\n[tool]\npoetry = 1\n"},
    "deep TOML": {"pyproject.toml": "[project]\ndependencies = " + "[" * 3000 + "]" * 3000 + "\n"},
    "no sections": {"setup.cfg": "install_requires = sqlalchemy<2\n"},
    "deep Python": {"setup.py": "(" * 5000 + "'sqlalchemy<2'" + ")" * 5000},
    "no Python": {"setup.py": "install_requires=['sqlalchemy<2'\n"},
    "no text": {"requirements.txt": b"\xff\xfe\x00sqlalchemy<2\xff\n", "setup.cfg": b"\xff[options]\n"},
    "huge": {"requirements.txt": b"sqlalchemy<2\n" + b"#" * 1_000_001},
    "a long specifier": {"requirements.txt": "sqlalchemy" + "<1" * 200_000 + "\n"},
    "long blanks": {"requirements.txt": "sqlalchemy" + " " * 400_000 + "x\n", "setup.py": f"x = 'sqlalchemy[{'[ ' * 200_000}'\n"},
    "many digits": {"requirements.txt": "sqlalchemy<" + "9" * 190 + "\n"},
    "a folder": {"requirements.txt/x.txt": "sqlalchemy<2\n"},
}  # fmt: skip


OLDER_PYTHON = {
    "project": {"pyproject.toml": "[project]\nrequires-python = '>=3.8,<4'\n"},
    "Poetry": {"pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.9'\n"},
    "setup.cfg": {"setup.cfg": "[options]\npython_requires = >=3.9\n"},
    "setup.py": {"setup.py": "from setuptools import setup\n\nsetup(name='x', python_requires='~=3.9')\n"},
}
NEWER_PYTHON = {
    "project": {"pyproject.toml": "[project]\nrequires-python = '>=3.10'\n"},
    "a list of packages": {"requirements.txt": "python<3\n"},
    "a classifier": {"pyproject.toml": "[project]\nclassifiers = ['Programming Language :: Python :: 3.8']\n"},
    "a computed one": {"setup.py": "setup(python_requires='>=3.' + MINOR)\n"},
    "an old lie": {"setup.py": "setup(python_requires=3)\n"},
}


def write(root: Path, files: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> None:
    for name, text in ({"app/models.py": MODEL} | dict(files)).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def found(root: Path, version: str = "") -> Diagnostic:
    settings = Settings(select=("untyped-model-column",), options=ResolutionOptions(sqlalchemy_version=version))
    report = lint([root / "app"], RunOptions(root=root, settings=settings, rules=registered()))
    assert not report.crashes
    (diagnostic,) = report.diagnostics
    return diagnostic


def is_offered(diagnostic: Diagnostic) -> bool:
    """Whether there is a fix; the message advises what it writes, and nothing else."""
    is_advised = "declare it as `Mapped[int]` with" in diagnostic.message
    assert is_advised is (diagnostic.fix is not None)
    return is_advised


@pytest.mark.parametrize("files", OLDER.values(), ids=OLDER)
def test_nothing_newer_is_written_where_the_requirements_reach_before_it(
    files: dict[str, str | bytes], tmp_path: Path
) -> None:
    write(tmp_path, files)
    assert not is_offered(found(tmp_path))


@pytest.mark.parametrize("files", NOT_OLDER.values(), ids=NOT_OLDER)
def test_everything_is_written_where_no_requirement_reaches_before_it(
    files: dict[str, str | bytes], tmp_path: Path
) -> None:
    write(tmp_path, files)
    assert is_offered(found(tmp_path))


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_says_nothing_and_ends_no_run(files: dict[str, str | bytes], tmp_path: Path) -> None:
    write(tmp_path, files)
    assert is_offered(found(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="has pipes and links that Windows does not have")
@pytest.mark.parametrize("name", ["pyproject.toml", "setup.cfg", "setup.py", "requirements.txt"])
def test_a_pipe_and_a_link_to_what_never_ends_say_nothing_and_hold_nothing_up(name: str, tmp_path: Path) -> None:
    write(tmp_path, {})
    os.mkfifo(tmp_path / name)
    assert is_offered(found(tmp_path))
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    assert is_offered(found(tmp_path))


@pytest.mark.parametrize(
    ("files", "is_old"), [*((f, True) for f in OLDER_PYTHON.values()), *((f, False) for f in NEWER_PYTHON.values())]
)
def test_no_union_is_written_where_the_oldest_python_cannot_evaluate_it(
    files: dict[str, str | bytes], tmp_path: Path, *, is_old: bool
) -> None:
    write(tmp_path, {**files, "app/models.py": MODEL.replace(", primary_key=True", "")})
    diagnostic = found(tmp_path)
    assert (diagnostic.fix is None) is is_old
    assert ("`Mapped[Optional[int]]`" if is_old else "`Mapped[int | None]`") in diagnostic.message


def test_the_message_names_the_requirement_and_its_place(tmp_path: Path) -> None:
    write(tmp_path, {"app/requirements/base.txt": "SQLAlchemy[mypy] >=1.4 , <2 ; x\n"})
    assert found(tmp_path).message.endswith(
        "; `Mapped[int]` with `mapped_column(...)` needs SQLAlchemy 2.0, and the code has to run on an older one: "
        "`sqlalchemy>=1.4 , <2` in app/requirements/base.txt"
    )


def test_what_the_settings_say_is_asked_before_the_requirements(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "sqlalchemy<2\n"})
    assert not is_offered(found(tmp_path))
    assert is_offered(found(tmp_path, "2.0"))
    write(tmp_path, {"requirements.txt": "sqlalchemy>=2\n"})
    assert not is_offered(found(tmp_path, "1.4"))


_LINES = st.integers(0, 3)
_VERSIONS = st.one_of(
    st.builds(str, _LINES),
    st.builds("{}.{}".format, _LINES, _LINES),
    st.builds("{}.{}.{}".format, _LINES, _LINES, st.integers(0, 2)),
)
_CLAUSES = st.one_of(
    st.builds("{}{}".format, st.sampled_from([">=", ">", "==", "<", "<="]), _VERSIONS),
    st.builds("~={}.{}".format, st.integers(0, 3), _VERSIONS),
    st.builds("=={}.*".format, _VERSIONS),
)
_PUBLISHED = [Version(f"{major}.{minor}.{patch}") for major in range(5) for minor in range(5) for patch in range(4)]


@given(st.lists(_CLAUSES, min_size=1, max_size=3), st.sampled_from([(1, 4), (2, 0), (2, 1)]))
def test_a_range_reaches_before_a_version_where_packaging_allows_an_older_one(
    clauses: list[str], since: tuple[int, int]
) -> None:
    specifier = ",".join(clauses)
    allowed = [*SpecifierSet(specifier).filter(_PUBLISHED)]
    older = [version for version in allowed if (version.major, version.minor) < since]
    if not allowed:
        return
    has_lower = any(clause[0] in "=~>" for clause in clauses)
    reaches = any(alternative.reaches_before(since) for alternative in ranges(specifier))
    assert reaches == (bool(older) if has_lower else len(older) == len(allowed))
