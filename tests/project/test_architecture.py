"""pyproject.toml's import contracts -> every module of both packages has chosen its layer, and the page shows it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERED = {contract["id"]: contract for contract in CONTRACTS if contract["type"] == "layers"}


def test_every_package_must_choose_a_layer_for_each_module() -> None:
    containers = [contract["containers"] for contract in LAYERED.values()]
    assert containers == [["lint_rules"], ["session_status"]]
    assert all(contract["exhaustive"] for contract in LAYERED.values())


def test_the_page_on_architecture_shows_every_layered_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert re.findall(r"<!-- layers: ([\w-]+) -->", page) == list(LAYERED)
