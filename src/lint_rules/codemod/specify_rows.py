"""A LibCST codemod: a query of the four-column form -> a row of its own, which may have any fields.

```sh
python -m libcst.tool codemod -x lint_rules.codemod.SpecifyRows src/
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import libcst
import libcst.matchers as m
from libcst.codemod import CodemodContext, SkipFile, VisitorBasedCodemodCommand
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import PositionProvider

from lint_rules.codemod.column_types import ColumnType, type_of_column, type_of_status
from lint_rules.codemod.modules import Module

_QUERY = m.SimpleStatementLine(
    body=[m.Assign(targets=[m.AssignTarget(m.Name())], value=m.Call(m.Name("SummaryQuery")))]
)
_OF_THE_STATUS = ("stored", "on_unknown", "hook")


class SpecifyRows(VisitorBasedCodemodCommand):
    """Give each query of key, status, title and children a SummaryRow of its own.

    What reads the rows is left to people, and told: `row.wire` becomes `MAPPING[row.status]`.

    Args:
        context: where the module comes from.
    """

    DESCRIPTION = (
        "Turn SummaryQuery(MAPPING, id=..., status=..., title=..., segments=...) into a SummaryRow and its query."
    )
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, context: CodemodContext) -> None:
        """See the class."""
        super().__init__(context)
        self._module: Module | None = None

    def visit_Module(self, node: libcst.Module) -> None:  # noqa: N802 -- LibCST's name
        """Remember the module, whose imports lead to the columns' classes.

        Raises:
            SkipFile: The module has no file.
        """
        if self.context.filename is None:
            raise SkipFile("columns lead to other files, so the module needs a file name")
        path = Path(self.context.filename).absolute()
        roots = (Path.cwd(), Path.cwd() / "src")
        root = next((root for root in reversed(roots) if path.is_relative_to(root)), path.parent)
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        self._module = Module(node, name, (*roots, path.parent))

    def leave_SimpleStatementLine(  # noqa: N802 -- LibCST's name
        self, original_node: libcst.SimpleStatementLine, updated_node: libcst.SimpleStatementLine
    ) -> libcst.SimpleStatementLine | libcst.FlattenSentinel[libcst.BaseStatement]:
        """Turn a query into a row and its query, or leave it and say why."""
        if not m.matches(updated_node, _QUERY):
            return updated_node
        assigned = libcst.ensure_type(updated_node.body[0], libcst.Assign)
        call = libcst.ensure_type(assigned.value, libcst.Call)
        given = {argument.keyword.value: argument.value for argument in call.args if argument.keyword is not None}
        if "key" in given or not {"id", "status", "title"} <= given.keys() or len(call.args) != len(given) + 1:
            return updated_node
        name = libcst.ensure_type(assigned.targets[0].target, libcst.Name).value
        position: Any = self.get_metadata(PositionProvider, original_node)
        return self._specified(updated_node, name, call.args[0].value, given, position.start.line)

    def _specified(
        self,
        line: libcst.SimpleStatementLine,
        name: str,
        mapping: libcst.BaseExpression,
        given: dict[str, libcst.BaseExpression],
        place: int,
    ) -> libcst.SimpleStatementLine | libcst.FlattenSentinel[libcst.BaseStatement]:
        module = self._module
        if module is None:
            return line
        types = {
            "id": type_of_column(module, given["id"]),
            "status": type_of_status(module, given["status"], mapping),
            "title": type_of_column(module, given["title"]),
        }
        unknown = [f"{option}={_code(given[option])}" for option, found in types.items() if found is None]
        if unknown:
            self.warn(f"line {place}: {name} is left: no class of this project says the type of {', '.join(unknown)}")
            return line
        row = "".join(part.capitalize() for part in name.split("_")) + "Row"
        said = {option: found for option, found in types.items() if found is not None}
        text = _source(row, name, _code(mapping), {key: _code(value) for key, value in given.items()}, said)
        self._import(said, given)
        self.warn(f"line {place}: where rows of {name} are read, row.wire becomes {_code(mapping)}[row.status]")
        statements = list(libcst.parse_module(text).body)
        return libcst.FlattenSentinel([statements[0].with_changes(leading_lines=line.leading_lines), *statements[1:]])

    def _import(self, types: dict[str, ColumnType], given: dict[str, libcst.BaseExpression]) -> None:
        names = ["SummaryRow", "column_of", "status_of"] + (["count_of"] if "segments" in given else [])
        names += ["Unrecognized"] if _is_tolerant(given) else []
        needed = frozenset(("session_status", name) for name in names).union(
            *(found.imports for found in types.values())
        )
        for origin, name in sorted(needed):
            AddImportsVisitor.add_needed_import(self.context, origin, name)


def _is_tolerant(given: dict[str, libcst.BaseExpression]) -> bool:
    return "on_unknown" in given and _code(given["on_unknown"]).strip("'\"") == "row"


def _source(row: str, name: str, mapping: str, given: dict[str, str], types: dict[str, ColumnType]) -> str:
    options = "".join(f", {key}={given[key]}" for key in _OF_THE_STATUS if key in given)
    unique = f", unique={given['unique']}" if "unique" in given else ""
    status = types["status"].written
    if given.get("on_unknown", "").strip("'\"") == "row":
        status = f"{status} | Unrecognized"
    count = f"count_of({given['segments']})" if "segments" in given else f"column_of({given['counter']})"
    return f"""class {row}(SummaryRow):
    id: {types["id"].written} = column_of({given["id"]})
    status: {status} = status_of({given["status"]}, {mapping}{options})
    title: {types["title"].written} = column_of({given["title"]})
    segments_count: int = {count}


{name} = SummaryQuery({row}, key={given["id"]}{unique})
"""


def _code(node: libcst.CSTNode) -> str:
    return libcst.Module([]).code_for_node(node)
