"""A file that says what a project requires -> its specifiers for one package, in the words of the file."""

from __future__ import annotations

import ast
import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from lint_rules.source.file import SourceFile
from lint_rules.source.small_file import Refusal
from lint_rules.source.syntax.parser import Tree, parse
from lint_rules.source.toml import toml_of

_NAME = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?")
_BEHIND = ("#", ";", "\\", " --")
"""What a requirement ends before: a comment, a marker, the next line, an option of pip's."""
PYTHON = "python"
"""What says which Python a project runs on is no requirement among the others."""
_SEPARATORS = re.compile(r"[-_.]+")


def specifiers_in(name: str, data: bytes, package: str) -> list[str]:
    """Return what the file called `name` says of a package: what is required always, else what is required for some ends.

    Nothing is said by a file that is broken, that says it in a way that only shows when it runs, or that is of another kind.
    """
    match name:
        case "pyproject.toml":
            document = toml_of(data)
            return [] if isinstance(document, Refusal) else _first(_of_pyproject(document, package))
        case "setup.cfg":
            return _first(_of_setup_cfg(_text(data), package))
        case "setup.py":
            return [*_of_setup_py(data, package)]
        case _ if package == PYTHON:
            return []
        case _:
            return [*_among(_text(data).splitlines(), package)]


def _first(sources: Iterable[Iterator[str]]) -> list[str]:
    """Return what the first source says that says anything."""
    for source in sources:
        specifiers = [*source]
        if specifiers:
            return specifiers
    return []


def _among(requirements: Iterable[object], package: str) -> Iterator[str]:
    """Yield the specifiers for a package among requirements as PEP 508 writes them."""
    for requirement in requirements:
        text = requirement if isinstance(requirement, str) else ""
        for end in _BEHIND:
            text = text.partition(end)[0]
        match = _NAME.match(text.strip())
        if match is not None and _is(package, match[1]):
            yield text.strip()[match.end() :].strip()


def _of_pyproject(document: dict[str, object], package: str) -> Iterator[Iterator[str]]:
    project, tool = _table(document, "project"), _table(document, "tool")
    poetry = _table(tool, "poetry")
    always = _list(project.get("dependencies"))
    yield _texts([project.get("requires-python")]) if package == PYTHON else _among(always, package)
    yield _of_poetry(_table(poetry, "dependencies"), package)
    if package == PYTHON:
        return
    groups = (_table(project, "optional-dependencies"), _table(document, "dependency-groups"))
    yield _among((item for table in groups for entry in table.values() for item in _list(entry)), package)
    yield _of_poetry(_table(poetry, "dev-dependencies"), package)
    for group in _table(poetry, "group").values():
        yield _of_poetry(_table(group, "dependencies"), package)


def _of_poetry(table: Mapping[str, object], package: str) -> Iterator[str]:
    """`SQLAlchemy = "^1.4"`, `{ version = "^1.4", extras = ["asyncio"] }`, and lists of such tables."""
    for name, entry in table.items():
        if _is(package, name):
            for said in _list(entry) or [entry]:
                version = _table({"": said}, "").get("version", said)
                if isinstance(version, str):
                    yield version


def _of_setup_cfg(text: str, package: str) -> Iterator[Iterator[str]]:
    import configparser  # noqa: PLC0415  few projects have one

    parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=("#", ";"))
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if package == PYTHON:
        yield _texts([parser.get("options", "python_requires", fallback=None)])
        return
    yield _among(parser.get("options", "install_requires", fallback="").splitlines(), package)
    if parser.has_section("options.extras_require"):
        extras = (value for _, value in parser.items("options.extras_require"))
        yield _among((line for value in extras for line in value.splitlines()), package)


def _of_setup_py(data: bytes, package: str) -> Iterator[str]:
    """Yield what stands in strings: the file is read, and never run."""
    tree = parse(SourceFile(Path("setup.py"), data))
    if isinstance(tree, Tree) and package == PYTHON:
        keywords = (node for node in ast.walk(tree.module) if isinstance(node, ast.keyword))
        values = (node.value for node in keywords if node.arg == "python_requires")
        yield from _texts(value.value for value in values if isinstance(value, ast.Constant))
    elif isinstance(tree, Tree):
        texts = (node.value for node in ast.walk(tree.module) if isinstance(node, ast.Constant))
        yield from _among(texts, package)


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value)


def _is(package: str, name: str) -> bool:
    return _SEPARATORS.sub("-", name).lower() == package


def _text(data: bytes) -> str:
    """Return a text as pip reads it: Windows writes lists of requirements in UTF-16."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return data.decode(encoding, "replace")


def _table(of: object, key: str) -> Mapping[str, object]:
    value = cast("dict[str, object]", of).get(key) if isinstance(of, dict) else None
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
