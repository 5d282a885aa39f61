"""What the files of a build say of classes that they map by calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy.nodes import MypyFile

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
    file.path = str(tmp_path / "mapping.py")
    Path(file.path).write_text(f"{call}\n", encoding="utf-8")
    imperative = Imperative({"mapping": file})
    assert {name for name in ("Order", "Item") if imperative.maps(name)} == mapped
