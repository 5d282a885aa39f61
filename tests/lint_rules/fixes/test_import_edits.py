"""A file and what it needs -> where the import goes, and how it is written there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.fixes.imports import names as import_names
from lint_rules.fixes.imports.clauses import with_name
from lint_rules.fixes.imports.edits import imported
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import apply_edits


def opened(text: str, root: Path = Path("/project")) -> SemanticModel:
    source = SourceFile(root / "app" / "api.py", text.encode())
    project = Project(root, ResolutionOptions(), files=lambda: [source], read=lambda _: None)
    module = project.open(source)
    assert isinstance(module, SemanticModel)
    return module


def with_import(
    text: str, package: str = "sqlalchemy.orm", name: str = "Session", *, for_checkers: bool = False
) -> str:
    module = opened(text)
    return apply_edits(module.tree.lines, imported(package, "Session", name, module, for_checkers=for_checkers))


LINE = "from sqlalchemy.orm import Session\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\n", LINE + "\n\nx = 1\n"),
        ('"""What it is."""\nx = 1\n', '"""What it is."""\n\n' + LINE + "\nx = 1\n"),
        ('"""What it is."""\n\n\nx = 1\n', '"""What it is."""\n\n' + LINE + "\n\nx = 1\n"),
        ("from __future__ import annotations\n", "from __future__ import annotations\n\n" + LINE),
        ("from __future__ import annotations", "from __future__ import annotations\n\n" + LINE),
        (
            "#!/usr/bin/env python\n# coding: utf-8\nx = 1\n",
            "#!/usr/bin/env python\n# coding: utf-8\n" + LINE + "\n\nx = 1\n",
        ),
        ("# Copyright\n# Licence\n\nx = 1\n", "# Copyright\n# Licence\n\n" + LINE + "\n\nx = 1\n"),
        ("# Copyright\n\n\nx = 1\n", "# Copyright\n\n" + LINE + "\nx = 1\n"),
        ("# about x\nx = 1\n", LINE + "\n\n# about x\nx = 1\n"),
        ("@a\n@b\ndef f(): ...\n", LINE + "\n\n@a\n@b\ndef f(): ...\n"),
        ("", LINE),
    ],
)
def test_the_first_import_of_a_file_stands_below_its_heading(before: str, after: str) -> None:
    assert with_import(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Copyright\n# about\nfrom zope import B\n", "# Copyright\n" + LINE + "# about\nfrom zope import B\n"),
        ("import os\n\nimport zlib\n", "import os\n\nimport zlib\n\n" + LINE),
        (
            "import os\n\nfrom pydantic import A\nfrom zope import B\n",
            "import os\n\nfrom pydantic import A\n" + LINE + "from zope import B\n",
        ),
        (
            "import os\n\nfrom zope import B\nfrom pydantic import A\n",
            "import os\n\nfrom zope import B\nfrom pydantic import A\n" + LINE,
        ),
        ("import os\n\nfrom . import models\n", "import os\n\n" + LINE + "\nfrom . import models\n"),
        ("from app import models\n\nx = 1\n", LINE + "\nfrom app import models\n\nx = 1\n"),
        ("import a; f(\n1)\n", "import a; f(\n1)\n" + LINE),
    ],
)
def test_an_import_goes_into_its_section_and_in_order(before: str, after: str) -> None:
    assert with_import(before) == after


def test_line_ends_are_those_of_the_file() -> None:
    assert with_import("import os\r\nx = 1\r\n") == f"import os\r\n\r\n{LINE.strip()}\r\nx = 1\r\n"


CHECKERS = "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n"


def test_what_only_type_checkers_need_stands_below_type_checking() -> None:
    assert with_import(CHECKERS, for_checkers=True) == CHECKERS + "\n    " + LINE
    assert "\n    from" not in with_import(CHECKERS)


def test_a_condition_of_another_kind_is_no_place_for_an_import() -> None:
    text = CHECKERS.replace("if TYPE", "if not TYPE")
    assert "\n    from" not in with_import(text, for_checkers=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from sqlalchemy.orm import Mapped\n", "from sqlalchemy.orm import Mapped, Session\n"),
        ("from sqlalchemy.orm import relationship\n", "from sqlalchemy.orm import Session, relationship\n"),
        (
            "from sqlalchemy.orm import (\n    Mapped,  # why\n)\n",
            "from sqlalchemy.orm import (\n    Mapped,  # why\n    Session,\n)\n",
        ),
        ("import sqlalchemy.orm\n", "import sqlalchemy.orm\n" + LINE),
        ("from sqlalchemy.orm import *\n", "from sqlalchemy.orm import *\n" + LINE),
        ("from sqlalchemy.orm import a; x = 1\n", "from sqlalchemy.orm import Session, a; x = 1\n"),
        (
            "try:\n    from sqlalchemy.orm import a\nexcept ImportError: ...\n",
            LINE + "\n\ntry:\n    from sqlalchemy.orm import a\nexcept ImportError: ...\n",
        ),
    ],
)
def test_an_import_of_the_same_module_is_extended(before: str, after: str) -> None:
    assert with_import(before) == after


def test_a_relative_import_of_the_same_module_is_extended(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    for name in ("__init__", "models", "api"):
        (tmp_path / "app" / f"{name}.py").touch()
    module = opened("from .models import Base\n", tmp_path)
    edits = imported("app.models", "Session", "Row", module, home=tmp_path / "app" / "models.py")
    assert apply_edits(module.tree.lines, edits) == "from .models import Base, Session as Row\n"


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        ("from a import b", "c", "from a import b, c"),
        ("from a import (b)", "c", "from a import (b, c)"),
        ("from a import (b,)", "c", "from a import (b, c,)"),
        ("from a import c, b", "a", "from a import c, b, a"),
        ("from a import B, a", "C", "from a import B, C, a"),
        ("from a import (\n    b,\n    d,  # about d\n)", "c", "from a import (\n    b,\n    c,\n    d,  # about d\n)"),
        ("from a import (\n    b  # about b\n)", "c", "from a import (\n    b,  # about b\n    c\n)"),
        ("from a import b, \\\n    d", "c", None),
        ("from a import (\r\n    b,\r\n)", "c as d", "from a import (\r\n    b,\r\n    c as d,\r\n)"),
        ("from a import (  # all\n    # of b\n    b,\n)", "c", "from a import (  # all\n    # of b\n    b,\n    c,\n)"),
    ],
)
def test_a_name_joins_others_as_they_are_written(before: str, asked: str, after: str | None) -> None:
    grown = with_name(before, asked)
    if after is not None:
        assert grown == after
    names = grown.partition("import")[2].replace("\\", "")
    assert (
        asked in [one.strip() for one in names.replace("(", "").replace(")", "").replace("\n", ",").split(",")] or after
    )


def _spelled(name: str, alias: str) -> str:
    return f"{name} as {alias}" if alias else name


NAMES = st.builds(
    _spelled,
    st.from_regex(r"[A-Za-z_]{1,2}[a-z0-9]?", fullmatch=True).filter(
        lambda name: name not in {"as", "is", "in", "or", "if"}
    ),
    st.sampled_from(["", "", "x"]),
)


@given(st.lists(NAMES, min_size=1, max_size=5), NAMES, st.sampled_from(["a", ".", "..a.b"]))
def test_a_line_of_names_grows_as_libcst_has_it(names: list[str], asked: str, package: str) -> None:
    text = f"from {package} import {', '.join(names)}"
    assert import_names.with_name(text, asked) == with_name(text, asked)


@pytest.mark.parametrize(
    "text", ["from a import (b)", "from a import b,\\\n c", "from  a import b", "from a import b,c", "from a import *"]
)
def test_what_is_more_than_a_line_of_names_is_left_to_libcst(text: str) -> None:
    assert import_names.with_name(text, "d") is None
