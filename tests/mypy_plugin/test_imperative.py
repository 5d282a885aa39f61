"""What the files of a build say of classes that they map by calls."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mypy.build import build
from mypy.modulefinder import BuildSource
from mypy.nodes import MypyFile, SymbolTable
from mypy.options import Options

from lint_rules.mypy_checks.project.imperative_mapping import Imperative


@pytest.mark.parametrize(
    ("call", "mapped"),
    [
        ("registry.map_imperatively(Order, table)", {"Order"}),
        ("registry.map_imperatively(class_=models.Order, local_table=table)", {"Order"}),
        ("mapper(models.Order, table)", {"Order"}),
        ("mapper(rows, table)", set[str]()),
        ("registry.map_imperatively(given, table)", {"Order", "Item"}),
        ("registry.map_imperatively(models['orders'], table)", {"Order", "Item"}),
    ],
)
def test_a_call_over_a_variable_or_a_dict_may_map_every_class(tmp_path: Path, call: str, mapped: set[str]) -> None:
    file = MypyFile([], [])
    file.names = SymbolTable()
    file.path = str(tmp_path / "mapping.py")
    Path(file.path).write_text(f"{call}\n", encoding="utf-8")
    imperative = Imperative({"mapping": file})
    assert {name for name in ("Order", "Item") if imperative.maps(f"app.{name}")} == mapped


@pytest.mark.parametrize(
    ("imports", "call", "mapped"),
    [
        ("from app.models import User", "map_imperatively(User, table)", {"app.models.User"}),
        ("from app import models", "map_imperatively(models.User, table)", {"app.models.User"}),
        (
            "def start(): from app.models import User",
            "map_imperatively(User, table)",
            {"app.models.User", "app.api.User"},
        ),
    ],
)
def test_a_call_over_an_imported_class_leaves_other_classes_of_its_name_alone(
    tmp_path: Path, imports: str, call: str, mapped: set[str]
) -> None:
    for name, text in {"models": "class User: ...", "api": "class User: ...", "mapping": f"{imports}\n{call}"}.items():
        (tmp_path / "app").mkdir(exist_ok=True)
        (tmp_path / "app" / f"{name}.py").write_text(f"{text}\n", encoding="utf-8")
    (tmp_path / "app" / "__init__.py").write_text("")
    options = Options()
    options.incremental, options.python_version = False, sys.version_info[:2]
    options.mypy_path = [str(tmp_path)]
    sources = [
        BuildSource(str(tmp_path / "app" / f"{name}.py"), f"app.{name}") for name in ("models", "api", "mapping")
    ]
    modules = build(sources, options).files
    imperative = Imperative(modules)
    assert {name for name in ("app.models.User", "app.api.User") if imperative.maps(name)} == mapped
