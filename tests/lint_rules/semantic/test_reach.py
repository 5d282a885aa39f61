"""Who else reaches a name of a module: every way in is found, what only may be one makes a rename unsafe, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lint_rules.diagnostic import Safety
from lint_rules.fixes.rename import rename_safety
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.source.file import SourceFile

PROJECT = {
    "app/__init__.py": "",
    "app/models.py": "class Session: ...\nclass Task: ...\n",
    "app/target.py": "from app.models import Session\n\nrow = Session()\n",
    "app/other.py": "from app.models import Session\n\nrow = Session()\n",
}


def opened_in(root: Path, files: Mapping[str, str], name: str) -> SemanticModel:
    sources: dict[Path, SourceFile] = {}
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sources[path] = SourceFile(path, text.encode())
    python = [source for path, source in sources.items() if path.suffix == ".py"]
    module = Project(root, ResolutionOptions(), files=lambda: python, read=sources.get).open(sources[root / name])
    assert isinstance(module, SemanticModel)
    return module


def safety(root: Path, files: Mapping[str, str]) -> Safety | None:
    """Return how safe it is to rename `Session` in `app/target.py`."""
    module = opened_in(root, {**PROJECT, **files}, "app/target.py")
    return rename_safety(module.bindings_in(module.tree.module, "Session")[0], module)


SURELY = [
    "from app.target import Session",
    "from app.target import Session as S",
    "from app.target import *",
    "def f():\n    from app.target import Session",
    "import app.target\napp.target.Session",
    "import app.target as tt\ntt.Session",
    "from app import target\ntarget.Session()",
    "from app import target as tt\ntt.Session.query",
    "from app import target\nmodule = target\nmodule.Session",
    "from app import target\nmodule = target\nagain = module\nagain.Session",
    "from aliases import tt\ntt.Session",
    "import aliases\naliases.tt.Session",
    "import app\napp.target.Session",
    "from app import target\ngetattr(target, 'Session')",
    "from app import target\nhasattr(target, 'Session')",
    "from app import target\nsetattr(target, 'Session', 1)",
    "from app import target\ntarget.__dict__['Session']",
    "from app import target\ntarget.__dict__.get('Session')",
    "from app import target\nvars(target)['Session']",
    "from importlib import import_module\nimport_module('app.target').Session",
    "import importlib\nmodule = importlib.import_module('app.target')\nmodule.Session",
    "import importlib\ngetattr(importlib.import_module('app.target'), 'Session')",
    "__import__('app.target', fromlist=['x']).Session",
    "import sys\nsys.modules['app.target'].Session",
    "import sys\ntarget = sys.modules['app.target']\ntarget.Session",
    "import pytest\ntarget = pytest.importorskip('app.target')\ntarget.Session",
    "from unittest.mock import patch\npatch('app.target.Session')",
    "from unittest import mock\n@mock.patch('app.target.Session')\ndef test(session): ...",
    "from unittest import mock\nfrom app import target\nmock.patch.object(target, 'Session')",
    "from unittest import mock\nimport app.target as tt\nmock.patch.multiple(tt, Session=1)",
    "from unittest import mock\nmock.patch.multiple('app.target', Session=1)",
    "from unittest import mock\nfrom app import target\nmock.patch.dict(target.__dict__, Session=1)",
    "from app import target\ndef test(monkeypatch):\n    monkeypatch.setattr(target, 'Session', 1)",
    "def test(monkeypatch):\n    monkeypatch.setattr('app.target.Session', 1)",
    "HANDLERS = {'()': 'app.target.Session'}",
    "CELERY = ['app.target:Session']",
    "import pickle\npickle.loads(b'capp.target\\nSession\\n.')",
    "import pkgutil\npkgutil.resolve_name('app.target:Session')",
    "def f():\n    '''Do it.\n\n    >>> from app.target import Session\n    >>> Session()\n    '''",
    "def f():\n    '''Do it.\n\n    >>> import app.target as tt\n    >>> tt.Session()\n    '''",
]
PERHAPS = [
    "from app import target\ndef f(name):\n    return getattr(target, name)",
    "import inspect\nfrom app import target\ninspect.getmembers(target)",
    "from app import target\nfor name in vars(target): ...",
    "from app import target\ndir(target)",
    "from app import target\nfor name in target.__dict__.items(): ...",
    "from app import target\nfor name in ['Session']:\n    use(target, name)",
    "def test(target):\n    target.Session",
    "from app import target\ndef f(module=target):\n    return module.Session",
    "from app import target\nclass A:\n    module = target\n    def f(self):\n        return self.module.Session",
    "MODULE = 'app.target'\ncalled = f'{MODULE}.Session'",
    "MODULE = 'app.target'\ncalled = MODULE + '.Session'",
    "MODULE = 'app.target'\ncalled = '%s.Session' % MODULE",
    "import importlib\ndef f(name):\n    return importlib.import_module('.target', package='app')\nf('x').Session",
    "from importlib import import_module\nrows = [getattr(import_module(f'app.{name}'), 'Session') for name in NAMES]",
    "from importlib import import_module\ndef f(name):\n    return import_module(name).Session",
    "from unittest import mock\nPACKAGE = 'app'\nmock.patch(f'{PACKAGE}.target.Session')",
]
HANDED_ON = [
    "from app import target\nfrom reading import kind_of\nkind_of(target)",
    "import app.target as tt\nPLUGINS = [tt]",
    "from app import target\ndef f():\n    return target",
]
NOBODY = [
    "",
    "from app.models import Session",
    "from app.other import Session",
    "from app.target import row",
    "from app import models\nmodels.Session",
    "from app import target\ntarget.row",
    "import app.target\nfrom app import other\nother.Session",
    "from sqlalchemy import orm\norm.Session",
    "from app.target import row\nclass A:\n    def f(self):\n        return self.Session",
    "from unittest.mock import patch\npatch('app.other.Session')",
    "LABEL = 'Session'",
    "from app import target\n'''See app.target.Session.'''",
    "from app import target\ndef f(x):\n    return getattr(target, 'row')",
    "def f():\n    '''Do it.\n\n    >>> from app.other import Session\n    '''",
]


@pytest.mark.parametrize("other", SURELY)
def test_a_way_in_that_is_sure_leaves_no_rename(tmp_path: Path, other: str) -> None:
    assert safety(tmp_path, {"main.py": f"{other}\n", "aliases.py": "from app import target as tt\n"}) is None


def test_a_member_taken_by_a_name_that_another_file_holds_leaves_no_rename(tmp_path: Path) -> None:
    other = "from app import target\nfrom wanted import WANTED\nrows = [getattr(target, name) for name in WANTED]\n"
    assert safety(tmp_path, {"main.py": other, "wanted.py": "WANTED = ['Session']\n"}) is None
    assert safety(tmp_path, {"main.py": other, "wanted.py": "WANTED = ['row']\n"}) is Safety.UNSAFE


@pytest.mark.parametrize("other", PERHAPS)
def test_a_way_in_that_only_shows_when_it_runs_makes_a_rename_unsafe(tmp_path: Path, other: str) -> None:
    assert safety(tmp_path, {"main.py": f"{other}\n"}) is Safety.UNSAFE


@pytest.mark.parametrize("other", HANDED_ON)
def test_a_module_that_is_handed_on_may_be_read_where_something_unknown_is(tmp_path: Path, other: str) -> None:
    reading = "def kind_of(module):\n    return module.Session\n"
    assert safety(tmp_path, {"main.py": f"{other}\n", "reading.py": reading}) is Safety.UNSAFE
    assert safety(tmp_path, {"main.py": f"{other}\n", "reading.py": "x = 1\n"}) is Safety.SAFE


@pytest.mark.parametrize("other", NOBODY)
def test_what_reaches_another_name_keeps_a_rename_safe(tmp_path: Path, other: str) -> None:
    assert safety(tmp_path, {"main.py": f"{other}\n"}) is Safety.SAFE


TARGET = "from app.models import Session\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TARGET + "def f():  # type: () -> Session\n    return Session", None),
        (TARGET + "row = 1  # type: list[Session]", None),
        (TARGET + "row = 1  # type: Sessions", Safety.SAFE),
        (TARGET + "row = 1  # type: int  # of a Session", Safety.SAFE),
        (TARGET + "row = 1  # type: ignore  # Session", Safety.SAFE),
        (TARGET + "text = '# type: Session of the day'", Safety.SAFE),
        (TARGET + "__all__ = ['Session']\n", None),
        (TARGET + "__all__ = ['Session']\n__all__ += ['x']\n", None),
        (TARGET + "__all__ = [name for name in dir()]\n", Safety.UNSAFE),
        (TARGET + "__all__ = ['row']\n", Safety.SAFE),
        ("from app.models import Session as Session\n", None),
        (TARGET + "globals()['Session']\n", None),
        (TARGET + "globals().get('Session')\n", None),
        (TARGET + "eval('Session()')\n", None),
        (TARGET + "'{Session}'.format(**globals())\n", None),
        (TARGET + "'%(Session)s' % globals()\n", None),
        (TARGET + "names = ['Session']\nrows = [globals()[name] for name in names]\n", None),
        (TARGET + "import sys\nsys.modules[__name__].Session\n", None),
        (TARGET + "import sys\ngetattr(sys.modules[__name__], 'Session')\n", None),
        (TARGET + "from typing import TypeVar\nT = TypeVar('T', bound='Session')\n", None),
        (TARGET + "from typing import TypeAlias\nRow: TypeAlias = 'Session | None'\n", None),
        (TARGET + "Rows = list['Session']\n", None),
        (TARGET + "from typing import Optional\nRow = Optional['Session']\n", None),
        (TARGET + "from typing import ForwardRef\nref = ForwardRef('list[Session]')\n", None),
        (TARGET + "from typing import NamedTuple\nRow = NamedTuple('Row', [('kind', 'Session')])\n", None),
        (TARGET + "exec('x = 1')\n", Safety.SAFE),
        (TARGET + "def f(name):\n    return globals()[name]\n", Safety.UNSAFE),
        (TARGET + "def f(code):\n    return eval(code)\n", Safety.UNSAFE),
        (TARGET + "import sys\nmodule = sys.modules[__name__]\n", Safety.UNSAFE),
        (TARGET + "import pickle\npickle.loads(b'capp.target\\nSession\\n.')\n", Safety.UNSAFE),
        (TARGET + "names = {'Session': 1}\n", Safety.UNSAFE),
        (TARGET + "def f():\n    return '%(x)s' % locals()\n", Safety.SAFE),
        (TARGET + "rows = relationship('Session')\n", Safety.SAFE),
        (TARGET + "rows = relationship('Row', primaryjoin='Session.id == Row.id')\n", Safety.SAFE),
        (TARGET + "from typing import cast\nrow = cast('Session', 1)\n", Safety.SAFE),
        (TARGET + "print('Session expired')\n", Safety.SAFE),
        (TARGET + "def f(x):\n    print(f'Session {x}')\n", Safety.SAFE),
        (TARGET + "def f():\n    '''Session.'''\n", Safety.SAFE),
        (TARGET + "def f():\n    '''Do it.\n\n    >>> type(f()) is Session\n    True\n    '''\n", None),
        (TARGET + "class A:\n    '''Do it.\n\n    >>> [\n    ...     Session()\n    ... ]\n    '''\n", None),
        (TARGET + "def f():\n    '''Do it.\n\n    >>> f()\n    Session\n    '''\n", Safety.SAFE),
        (TARGET + "def f(x: 'Session') -> 'list[Session]': ...\n", Safety.SAFE),
    ],
)
def test_what_a_file_says_of_its_own_name_decides(tmp_path: Path, text: str, expected: Safety | None) -> None:
    assert safety(tmp_path, {"app/target.py": text}) is expected


def test_a_name_of_a_package_is_what_others_may_import(tmp_path: Path) -> None:
    def of_package(more: str) -> Safety | None:
        files = {**PROJECT, "app/kit/__init__.py": f"from app.models import Session\n{more}"}
        module = opened_in(tmp_path, files, "app/kit/__init__.py")
        return rename_safety(module.bindings_in(module.tree.module, "Session")[0], module)

    assert of_package("") is Safety.UNSAFE
    assert of_package("__all__ = ['Task']\n") is Safety.SAFE
    assert of_package("__all__ = ['Session']\n") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project.scripts]\nrun = 'app.target:Session'\n"),
        ("pyproject.toml", "[project.entry-points.'x.y']\nrun = 'app.target:Session.make'\n"),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    run = app.target:Session\n"),
        ("app/kinds.ini", "[kinds]\nkind = app.target:Session\n"),
        ("config/worker/celery.yaml", "kind: app.target.Session\n"),
        ("logging.ini", "[handler_x]\nclass = app.target.Session\n"),
        ("logging.yaml", "handlers:\n  x:\n    (): app.target.Session\n"),
    ],
)
def test_a_name_in_a_configuration_file_stays(tmp_path: Path, name: str, text: str) -> None:
    assert safety(tmp_path, {name: text}) is None
    assert safety(tmp_path, {name: text.replace("target", "other")}) is Safety.SAFE


def test_a_name_of_a_function_is_reached_from_inside_alone(tmp_path: Path) -> None:
    text = "T = TypeVar('T', bound='Session')\ndef f():\n    from app.models import Session\n    return Session\n"
    module = opened_in(tmp_path, {**PROJECT, "app/target.py": text, "main.py": SURELY[0]}, "app/target.py")
    function = module.tree.module.body[1]
    assert rename_safety(module.bindings_in(function, "Session")[0], module) is Safety.SAFE


def test_the_note_says_where_and_what_follows(tmp_path: Path) -> None:
    files = {**PROJECT, "main.py": "from app.target import Session\n"}
    module = opened_in(tmp_path, files, "app/target.py")
    (access, *_) = module.accesses(module.bindings_in(module.tree.module, "Session")[0])
    assert (access.path.name, access.span.start) == ("main.py", (1, 24))
    assert access.note == "imports it from here, so there is no fix"
