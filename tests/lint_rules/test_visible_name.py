"""By which name a place in a file can call a class."""

from __future__ import annotations

import ast
import textwrap

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf, project_of

from lint_rules.fixes.visible_name import name_in_scope
from lint_rules.semantic.names.symbol import DefinedClass

__all__ = ["project_of"]

_MODELS = "from enum import Enum\nclass JobStatus(Enum):\n    DONE = 'done'\n"


def seen(project_of: ProjectOf, source: str) -> str | None:
    """What the class of `app.models` is called where `here` stands."""
    project = project_of({"app/__init__.py": "", "app/models.py": _MODELS, "main.py": textwrap.dedent(source)})
    models, module = project.open("app/models.py"), project.open("main.py")
    (binding,) = models.bindings_in(models.tree.module, "JobStatus")
    wanted = models.denoted_by(binding)
    assert isinstance(wanted, DefinedClass)
    (here,) = (name for name in module.nodes(ast.Name) if name.id == "here")
    return name_in_scope(wanted, here, module)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from app.models import JobStatus as S\ndef f(): here", "S"),
        ("from app import models\ndef f(): here", "models.JobStatus"),
        ("def f():\n    from app.models import JobStatus\n    here", "JobStatus"),
        ("def g():\n    from app.models import JobStatus\ndef f(): here", None),
        ("from app.models import JobStatus\ndef f(JobStatus): here", None),
        ("here\nfrom app.models import JobStatus", None),
    ],
)
def test_a_name_counts_where_the_place_sees_it(project_of: ProjectOf, source: str, name: str | None) -> None:
    assert seen(project_of, source) == name


@pytest.mark.parametrize(
    ("test", "name"), [("TYPE_CHECKING", None), ("typing.TYPE_CHECKING", None), ("not TYPE_CHECKING", "JobStatus")]
)
def test_what_only_type_checkers_import_cannot_be_named(project_of: ProjectOf, test: str, name: str | None) -> None:
    imports = "import typing\nfrom typing import TYPE_CHECKING\n"
    assert seen(project_of, f"{imports}if {test}:\n    from app.models import JobStatus\ndef f(): here") == name


def test_what_runs_where_no_type_checker_looks_can_be_named(project_of: ProjectOf) -> None:
    source = """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.models import JobStatus as Status
        else:
            from app.models import JobStatus
        def f(): here
        """
    assert seen(project_of, source) == "JobStatus"
