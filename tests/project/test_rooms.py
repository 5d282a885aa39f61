"""The folders of both packages, and the names in them -> few enough to be read at once, and each meaning one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"
PACKAGES = [SOURCES / "lint_rules", SOURCES / "session_status"]
MOST_MODULES = 12
ONE_FILE_EACH = {"lint_rules/rules"}
"""Folders that grow by design: a rule is a file."""
FILLERS = {"one", "ones", "found", "asked", "told", "given", "kept"}
"""Names that say that there is something, and not what."""
SHARE_OF_FILLERS = 1 / 50


def named(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def public_classes(package: Path) -> dict[str, list[str]]:
    """Return where each public class of a package is, by its name; classes inside functions and classes are nobody's."""
    places: dict[str, list[str]] = defaultdict(list)
    for source in sorted(package.rglob("*.py")):
        for node in ast.parse(source.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(named(source))
    return places


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield what a file names: functions and classes, parameters, variables, captures, attributes, errors."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case _:
                pass


def is_filler(name: str) -> bool:
    return name.strip("_").lower() in FILLERS


def test_no_folder_has_more_modules_than_one_sees_at_once() -> None:
    folders = {path.parent for package in PACKAGES for path in package.rglob("*.py")}
    modules = {named(folder): sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in folders}
    crowded = {name: count for name, count in modules.items() if count > MOST_MODULES and name not in ONE_FILE_EACH}
    assert crowded == {}


@pytest.mark.parametrize("package", PACKAGES, ids=named)
def test_no_two_public_classes_of_a_package_share_a_name(package: Path) -> None:
    assert {name: places for name, places in public_classes(package).items() if len(places) > 1} == {}


def test_a_class_of_two_modules_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.SOURCES", tmp_path, raising=True)
    for name in ("first.py", "second.py"):
        (tmp_path / name).write_text("class Position: ...\nclass _Own: ...\n")
    assert public_classes(tmp_path) == {"Position": ["first.py", "second.py"]}


def test_at_most_one_bound_name_in_fifty_is_a_filler() -> None:
    names = {named(path): [*bound_names(ast.parse(path.read_text()))] for path in sorted(SOURCES.rglob("*.py"))}
    fillers = {place: count for place, bound in names.items() if (count := sum(map(is_filler, bound)))}
    share = sum(fillers.values()) / sum(map(len, names.values()))
    worst = sorted(fillers.items(), key=lambda item: item[1], reverse=True)[:10]
    assert share <= SHARE_OF_FILLERS, f"{share:.4f} of the bound names are fillers, most of them in {worst}"


def test_every_way_to_bind_a_name_is_counted() -> None:
    source = """
async def asked(one, *told, kept=1, **given):
    for found in one: self.kept = found
    try: (ones := 1)
    except E as _found: ...
    match x:
        case [*told]: ...
        case {"a": given}: ...
class Kept: ...
"""
    assert sorted(filter(is_filler, bound_names(ast.parse(source)))) == sorted(
        ["asked", "one", "told", "kept", "given", "found", "kept", "ones", "_found", "told", "given", "Kept"]
    )
