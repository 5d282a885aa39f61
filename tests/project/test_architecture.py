"""pyproject.toml's import contracts, and the page that explains them -> the same layers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
PAGE = (ROOT / "docs" / "architecture.md").read_text()


def explained(package: str) -> list[set[str]]:
    """The first column of the package's table: one set of module names for each layer."""
    section = PAGE.split(f"`{package}`\n", 1)[1].split("\n## ")[0]
    return [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in re.findall(r"^\| `.*$", section, re.MULTILINE)]


def contracted(identity: str) -> list[set[str]]:
    return [set(re.findall(r"\w+", layer)) for layer in CONTRACTS[identity]["layers"]]


@pytest.mark.parametrize(
    ("package", "identity"), [("lint_rules", "checker-layers"), ("session_status", "library-layers")]
)
def test_the_page_explains_the_layers_that_are_checked(package: str, identity: str) -> None:
    assert explained(package) == contracted(identity)


def test_every_package_must_choose_a_layer_for_each_module() -> None:
    layered = [contract for contract in CONTRACTS.values() if contract["type"] == "layers"]
    assert [contract["containers"] for contract in layered] == [
        ["lint_rules"],
        ["lint_rules.facts"],
        ["session_status"],
    ]
    assert all(contract["exhaustive"] for contract in layered)
