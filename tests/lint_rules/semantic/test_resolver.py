"""An expression at its place -> what it denotes, through the files of the project."""

from __future__ import annotations

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

PACKAGE = {
    "app/__init__.py": "from .core import *\nfrom app.core.kinds import Third as Renamed\n",
    "app/core/__init__.py": "from .kinds import First, Second\n__all__ = ['First', 'kinds']\n",
    "app/core/kinds.py": "class First:\n    class Inner: ...\nclass Second: ...\nclass Third: ...\nAlias = Second\n_hidden = First\n",
    "app/core/remote.py": "def f():\n    global First\n    from .kinds import First\n",
    "app/core/computed.py": "from .kinds import *\n__all__ = [name for name in dir()]\n",
}


@pytest.mark.parametrize(
    ("source", "denotes"),
    [
        ("from app.core.kinds import First\nat('x', First)", "app.core.kinds.First"),
        ("from app import First\nat('x', First)", "app.core.kinds.First"),
        ("from app import Renamed as R\nat('x', R)", "app.core.kinds.Third"),
        ("from app import Second\nat('x', Second)", "unknown"),
        ("from app import kinds\nat('x', kinds.Second)", "app.core.kinds.Second"),
        ("from app.core.kinds import Alias\nat('x', Alias)", "app.core.kinds.Second"),
        ("import app.core.kinds\nat('x', app.core.kinds.Third)", "app.core.kinds.Third"),
        ("import app.core.kinds as k\nat('x', k.Third)", "app.core.kinds.Third"),
        ("import app.core.kinds as k\nat('x', k)", "module app.core.kinds"),
        ("import app.core.kinds as k\nat('x', k.First.Inner)", "app.core.kinds.Inner"),
        ("import app.core.kinds as k\nat('x', k.Fourth)", "unknown"),
        ("from app.core import kinds as k\nKind = k.First\nat('x', Kind)", "app.core.kinds.First"),
        ("from app.core.kinds import *\nat('x', Third)", "app.core.kinds.Third"),
        ("from app.core.kinds import *\nat('x', _hidden)", "unknown"),
        ("from app.core.computed import *\nat('x', Third)", "app.core.kinds.Third"),
        ("class Third: ...\nfrom app.core.computed import *\nat('x', Third)", "unknown"),
        ("class Third: ...\nfrom app.core import *\nat('x', Third)", "main.Third"),
        ("class First: ...\nfrom app.core import *\nat('x', First)", "app.core.kinds.First"),
        ("from app.core.remote import First\nat('x', First)", "app.core.kinds.First"),
        ("from app.nowhere import First\nat('x', First)", "unknown"),
        ("from app.core.kinds import First\nat('x', First[int])", "app.core.kinds.First"),
        ("from app.core.kinds import First\nat('x', First())", "unknown"),
        ("at('x', list)", "builtins.list"),
        ("at('x', nowhere)", "unknown"),
        ("from os.path import join\nat('x', join)", "os.path.join"),
        ("import sqlalchemy as sa\nat('x', sa.orm.Session)", "sqlalchemy.orm.Session"),
        ("from sqlalchemy.orm.session import Session\nat('x', Session)", "sqlalchemy.orm.Session"),
        ("from sqlalchemy.orm import *\nat('x', Session)", "sqlalchemy.orm.Session"),
        ("from sqlalchemy.future import select\nat('x', select)", "sqlalchemy.select"),
        ("from sqlalchemy import join\nat('x', join)", "sqlalchemy.join"),
        ("from sqlalchemy.orm import join\nat('x', join)", "sqlalchemy.orm.join"),
        ("from starlette.requests import Request\nat('x', Request)", "fastapi.Request"),
        ("from typing_extensions import Protocol\nat('x', Protocol)", "typing.Protocol"),
        ("from sqlalchemy.orm import sessionmaker\nS = sessionmaker()\nat('x', S)", "sqlalchemy.orm.sessionmaker(...)"),
        (
            "from sqlalchemy.orm import sessionmaker\nS = sessionmaker()\nat('x', S())",
            "sqlalchemy.orm.sessionmaker()(...)",
        ),
        ("import app\nimport app.core\nat('x', app)", "module app"),
    ],
)
def test_a_name_denotes(source: str, denotes: str, project_of: ProjectOf) -> None:
    assert project_of({**PACKAGE, "main.py": source}).names("main.py") == {"x": denotes}


@pytest.mark.parametrize(
    ("source", "denotes"),
    [
        ("from . import kinds\nat('x', kinds.First)", "app.core.kinds.First"),
        ("from .kinds import First\nat('x', First)", "app.core.kinds.First"),
        ("from .. import Renamed\nat('x', Renamed)", "app.core.kinds.Third"),
        ("from ..core.kinds import First\nat('x', First)", "app.core.kinds.First"),
        ("from ... import nothing\nat('x', nothing)", "unknown"),
        ("from ...... import nothing\nat('x', nothing)", "unknown"),
        ("from .absent import First\nat('x', First)", "unknown"),
    ],
)
def test_a_relative_import_is_seen_from_its_package(source: str, denotes: str, project_of: ProjectOf) -> None:
    assert project_of({**PACKAGE, "app/core/main.py": source}).names("app/core/main.py") == {"x": denotes}


@pytest.mark.parametrize(
    ("initial", "denotes"),
    [
        ("from lib import sub", "module lib.sub"),
        ("from . import sub", "module lib.sub"),
        ("from lib import sub as sub\nclass other: ...", "module lib.sub"),
        ("class sub: ...\nfrom lib import sub", "unknown"),
        ("from lib.sub import A as sub", "lib.sub.A"),
        ("from lib import gone as sub", "unknown"),
    ],
)
def test_a_package_imports_a_submodule_from_itself(initial: str, denotes: str, project_of: ProjectOf) -> None:
    sources = {"lib/__init__.py": f"{initial}\n", "lib/sub.py": "class A: ...\n"}
    assert project_of({**sources, "main.py": "from lib import sub\nat('x', sub)"}).names("main.py") == {"x": denotes}


def test_what_a_star_import_may_or_may_not_bring_leaves_a_name_unknown(project_of: ProjectOf) -> None:
    sources = {
        "some.py": "if y:\n    class A: ...\nclass B: ...\ndel B\nclass C: ...\n",
        "main.py": "class A: ...\nclass B: ...\nclass C: ...\nfrom some import *\nat('a', A)\nat('b', B)\nat('c', C)\n",
    }
    assert project_of(sources).names("main.py") == {"a": "unknown", "b": "unknown", "c": "some.C"}


def test_what_a_module_deletes_behind_a_star_import_it_may_not_pass_on(project_of: ProjectOf) -> None:
    sources = {
        "first.py": "class A: ...\nclass B: ...\n",
        "some.py": "from first import *\nwith quiet:\n    del A\n",
        "main.py": "class A: ...\nclass B: ...\nfrom some import *\nat('a', A)\nat('b', B)\n",
    }
    assert project_of(sources).names("main.py") == {"a": "unknown", "b": "first.B"}


def test_one_class_statement_is_one_class_by_whatever_way(project_of: ProjectOf) -> None:
    source = "import app\nfrom app.core import First\nfrom app.core.kinds import First as F\n"
    found = project_of({**PACKAGE, "main.py": source + "at('a', app.First)\nat('b', First)\nat('c', F)"})
    assert len({*found.marked("main.py").values()}) == 1


def test_a_chain_of_a_hundred_files_is_followed(project_of: ProjectOf) -> None:
    sources = {f"m{i}.py": f"from m{i + 1} import A\n" for i in range(100)}
    sources |= {"m100.py": "class A: ...\n", "main.py": "from m0 import A\nat('x', A)\n"}
    assert project_of(sources).names("main.py") == {"x": "m100.A"}


def test_a_file_that_cannot_be_parsed_holds_nothing_known(project_of: ProjectOf) -> None:
    sources = {"broken.py": "class A: ...\ndef f(:\n", "main.py": "from broken import A\nat('x', A)\n"}
    assert project_of(sources).names("main.py") == {"x": "unknown"}
