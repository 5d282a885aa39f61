"""Sources of a release -> one kind of fault planted into them, and where: with nothing but `ast` and text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

Place = tuple[Path, int]
_CONDITIONS = frozenset({"filter", "where", "having"})
_CHAIN = re.compile(r"^(?:self\.)?(?:\w+\.)*(?:session|db|db_session)\.query\((\w+)\)(?:\.\w+\(.*\))?$", re.DOTALL)


class Edit(NamedTuple):
    """Characters of a file, what takes their place, and where the fault is reported.

    Args:
        start: the first character.
        end: the one behind the last.
        text: what takes their place.
        at: the character, in the old text, that the report begins at.
    """

    start: int
    end: int
    text: str
    at: int


class Source(NamedTuple):
    """A file with its tree, and the offsets of its lines."""

    path: Path
    text: str
    tree: ast.Module
    starts: list[int]

    def start(self, node: ast.expr) -> int:
        """Return the offset of a node's first character."""
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        """Return the offset behind a node's last character."""
        return self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def of(self, node: ast.expr) -> str:
        """Return a node's text."""
        return self.text[self.start(node) : self.end(node)]


Classes = Mapping[str, Path]
"""The names of classes, and the file that defines each."""
Plant = Callable[[Source, Classes], Iterator[Edit]]


def sources(root: Path) -> Iterator[Source]:
    """Yield the files of a release that are ASCII, where bytes are characters."""
    for path in sorted(root.rglob("*.py")):
        text = path.read_bytes().decode("utf-8", "replace")
        if text.isascii() and "\r" not in text:
            try:
                tree = ast.parse(text)
            except SyntaxError:
                continue
            starts = [0]
            for line in text.split("\n"):
                starts.append(starts[-1] + len(line) + 1)
            yield Source(path, text, tree, starts)


def operators(source: Source, mapped: Classes) -> Iterator[Edit]:
    """`Model.column == x` in a condition becomes Python's `is`, `not` and `in`, in turn."""
    for number, comparison in enumerate(_conditions(source.tree, mapped)):
        column = source.of(comparison.left)
        text = (f"{column} is None", f"not {column}", f"{column} in (1, 2)")[number % 3]
        yield Edit(source.start(comparison), source.end(comparison), text, source.start(comparison))


def _conditions(tree: ast.Module, mapped: Classes) -> Iterator[ast.Compare]:
    imported = _imported(tree, mapped)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _CONDITIONS:
            for argument in call.args:
                match argument:
                    case ast.Compare(left=ast.Attribute(value=ast.Name(id=name)), ops=[ast.Eq()]) if name in imported:
                        yield argument
                    case _:
                        continue


def members(source: Source, enums: Classes) -> Iterator[Edit]:
    """`Enum.MEMBER` becomes a member, a name or a value that there is none of, in turn."""
    imported = _imported(source.tree, enums)
    tries = [node for node in ast.walk(source.tree) if isinstance(node, ast.Try) and node.handlers]
    prepared = {inner for node in tries for statement in node.body for inner in ast.walk(statement)}
    number = 0
    for node in ast.walk(source.tree):
        match node:
            case _ if node in prepared:
                continue
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in imported and attr.isupper():
                text = (f"{name}.{attr}_PLANTED", f'{name}["{attr}_PLANTED"]', f'{name}("planted")')[number % 3]
                number += 1
                yield Edit(source.start(node), source.end(node), text, source.start(node))
            case _:
                continue


def promises(source: Source, mapped: Classes) -> Iterator[Edit]:
    """A function that returns `session.query(Model)….all()` promises one object."""
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef) and not function.decorator_list and function.returns is not None:
            named = {
                name
                for node in ast.walk(function)
                if isinstance(node, ast.Return) and (name := _queried(node.value, "all", source)) in mapped
            }
            if len(named) == 1 and not any(isinstance(node, ast.Yield) for node in ast.walk(function)):
                place = source.start(function.returns)
                yield Edit(place, source.end(function.returns), named.pop(), place)


def attributes(source: Source, mapped: Classes) -> Iterator[Edit]:
    """An attribute is taken of `session.query(Model)….first()` at once."""
    for statement in ast.walk(source.tree):
        value = statement.value if isinstance(statement, ast.Assign | ast.Return) else None
        if value is not None and _queried(value, "first", source) in mapped:
            yield Edit(source.end(value), source.end(value), ".id", source.start(value))


def handlers(source: Source, mapped: Classes) -> Iterator[Edit]:
    """A statement that takes `session.query(Model)….first()` gets a handler of NoResultFound."""
    for statement in ast.walk(source.tree):
        if not isinstance(statement, ast.Assign) or statement.lineno != statement.end_lineno:
            continue
        line = source.text[source.starts[statement.lineno - 1] : source.starts[statement.lineno] - 1]
        plain = line.strip() == ast.get_source_segment(source.text, statement)
        if plain and _queried(statement.value, "first", source) in mapped:
            indent = line[: len(line) - len(line.lstrip())]
            start = source.starts[statement.lineno - 1]
            handled = f"{indent}except sqlalchemy.exc.NoResultFound:\n{indent}    raise"
            text = f"{indent}import sqlalchemy.exc\n{indent}try:\n    {line}\n{handled}"
            yield Edit(start, start + len(line), text, start)


def _queried(value: ast.expr | None, method: str, source: Source) -> str:
    """Return `Model` of `session.query(Model)….method()`, where nothing but methods of the query is called."""
    match value:
        case ast.Call(func=ast.Attribute(value=receiver, attr=called), args=[]) if called == method:
            match = _CHAIN.match(source.of(receiver))
            inner = [node for node in ast.walk(receiver) if isinstance(node, ast.Call)]
            plain = all(isinstance(node.func, ast.Attribute) for node in inner)
            names = {node.func.attr for node in inner if isinstance(node.func, ast.Attribute)}
            known = names <= {"query", "filter", "filter_by", "order_by", "limit", "desc", "asc", "in_"}
            return match[1] if match is not None and plain and known else ""
        case _:
            return ""


def _imported(tree: ast.Module, classes: Classes) -> set[str]:
    """Return the classes that a file's top imports from where they are defined, and whose names nothing else in the file binds."""
    statements = [statement for statement in tree.body if isinstance(statement, ast.ImportFrom)]
    names = [alias.asname or alias.name for statement in statements for alias in statement.names]
    ours = {
        alias.name
        for statement in statements
        for alias in statement.names
        if alias.name in classes and alias.asname is None and comes_from(classes[alias.name], statement.module or "")
    }
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return {name for name in ours if names.count(name) == 1} - bound


def comes_from(home: Path, module: str) -> bool:
    """Whether a module is the file that defines a class, or a package around it: another one can have a class of the same name."""
    return f".{module}." in f".{'.'.join(home.with_suffix('').parts)}." if module else True


def planted(source: Source, edits: list[Edit]) -> tuple[str, list[int]]:
    """Return a file's text with faults, and the rows of them; of edits that overlap, the first counts."""
    text, rows, done = "", list[int](), 0
    for edit in sorted(edits):
        if edit.start < done:
            continue
        text += source.text[done : edit.start]
        before = len(edit.text) - len(edit.text.lstrip("\n"))
        at = text.count("\n") + 1 - source.text.count("\n", edit.at, edit.start) + before
        rows.append(at + (edit.text.count("\n", 0, edit.text.find("try:")) + 1 if "try:\n" in edit.text else 0))
        text += edit.text
        done = edit.end
    return text + source.text[done:], rows


def mapped_classes(root: Path) -> Classes:
    """Return the names that one mapped class, with a table, and no other class of the release has."""
    return _alone(root, lambda node: any(_assigns(statement, "__tablename__") for statement in node.body))


def enum_classes(root: Path) -> Classes:
    """Return the names that one Enum with literal members and no methods, and no other class of the release, has."""
    direct = {
        node.name
        for source in sources(root)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and _takes_base_from_enum(node, source)
    }
    return _alone(root, lambda node: node.name in direct and all(_is_literal(statement) for statement in node.body))


def _takes_base_from_enum(node: ast.ClassDef, source: Source) -> bool:
    """Whether a class is below one that its file imports from `enum` itself, and from nowhere else."""
    bases = {ast.unparse(base) for base in node.bases} & {"Enum", "StrEnum"}
    statements = [statement for statement in source.tree.body if isinstance(statement, ast.ImportFrom)]
    homes = {(alias.name, statement.module) for statement in statements for alias in statement.names}
    return any({home for name, home in homes if name == base} == {"enum"} for base in bases)


def _alone(root: Path, fits: Callable[[ast.ClassDef], bool]) -> Classes:
    files = list(sources(root))
    nodes = [(node, file.path) for file in files for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)]
    names = [node.name for node, _ in nodes]
    return {node.name: path for node, path in nodes if fits(node) and names.count(node.name) == 1}


def _assigns(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.Assign) and any(ast.unparse(target) == name for target in statement.targets)


def _is_literal(statement: ast.stmt) -> bool:
    return (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
