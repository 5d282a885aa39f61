"""One run of mypy -> what the checks ask it: kinds of classes, mapped classes of a name, and a way to report."""

from __future__ import annotations

from collections.abc import Mapping

from mypy.errorcodes import ErrorCode
from mypy.nodes import AssignmentStmt, ClassDef, Context, MypyFile, NameExpr, TypeInfo
from mypy.plugin import CheckerPluginInterface
from mypy.types import Instance, Type

from lint_rules.known_names import ClassKind, is_framework
from lint_rules.mypy_checks.classes import kind_of
from lint_rules.mypy_checks.options import PluginOptions
from lint_rules.mypy_checks.project.additions import Additions
from lint_rules.mypy_checks.project.imperative_mapping import Imperative
from lint_rules.mypy_checks.suppressions import MypySuppressions
from lint_rules.source.printable import printable

_GROUP = "session-lint"

UNMAPPED_QUERY_ENTITY = ErrorCode("unmapped-query-entity", "Check that queries run on mapped classes", _GROUP)
# `# type: ignore[unmapped-query-entity]` silences it as well: an object's class is no entity either.
UNMAPPED_INSTANCE = ErrorCode(
    "unmapped-instance",
    "Check that sessions are given objects of mapped classes",
    _GROUP,
    sub_code_of=UNMAPPED_QUERY_ENTITY,
)
INCOMPLETE_STATUS_MAPPING = ErrorCode(
    "incomplete-status-mapping", "Check that StatusMapping leaves nothing out", _GROUP
)
UNTYPED_QUERY = ErrorCode("untyped-query", "Check that the results of queries have types", _GROUP)
UNKNOWN_MAPPED_ATTRIBUTE = ErrorCode(
    "unknown-mapped-attribute", "Check that words name attributes of the mapped class", _GROUP
)

_CODES = (UNMAPPED_QUERY_ENTITY, UNMAPPED_INSTANCE, INCOMPLETE_STATUS_MAPPING, UNTYPED_QUERY, UNKNOWN_MAPPED_ATTRIBUTE)
RULES = frozenset(code.code for code in _CODES)
"""The rules that need types to be seen whole."""


class Build:
    """The modules of a run, under a project's options. Nothing is kept of one module for another."""

    def __init__(self, options: PluginOptions, modules: Mapping[str, MypyFile]) -> None:
        self.options = options
        self._modules = modules
        self._imperative = Imperative(modules)
        self._additions = Additions(modules)
        self._excuses = MypySuppressions()

    def kind(self, info: TypeInfo) -> ClassKind | None:
        """Return what a class is to SQLAlchemy; None when it is not known."""
        kind = kind_of(info, self.options)
        return None if kind in _MAPPABLE and self._imperative.maps(info.fullname) else kind

    def adds(self, name: str) -> bool:
        """Whether some file may add an attribute of this name to a class that stands elsewhere."""
        return self._additions.adds(name)

    def module(self, fullname: str) -> MypyFile | None:
        """Return a module that this run has read."""
        return self._modules.get(fullname)

    def instance(self, fullname: str, args: list[Type]) -> Instance | None:
        """Return an instance of a class of a module that this run has read; None when it has not."""
        module, _, name = fullname.rpartition(".")
        tree = self._modules.get(module)
        symbol = tree.names.get(name) if tree is not None else None
        return Instance(symbol.node, args) if symbol is not None and isinstance(symbol.node, TypeInfo) else None

    def hint(self, info: TypeInfo) -> str:
        """Return the end of a message: the mapped classes that have a class' name."""
        names = sorted(name for name in self._mapped_namesakes(info.name) if name != info.fullname)
        if not names:
            return ""
        listed = " or ".join(f'"{name}"' for name in names)
        return f"; use the mapped class {listed}" if len(names) == 1 else f"; use a mapped class: {listed}"

    def _mapped_namesakes(self, name: str) -> set[str]:
        """Return the full names of mapped classes; where one is only imported, its own name counts."""
        names: set[str] = set()
        for module in self._modules.values():
            if is_framework(module.fullname):
                continue
            symbol = module.names.get(name)
            if symbol is not None and isinstance(symbol.node, TypeInfo):
                if kind_of(symbol.node, self.options) is ClassKind.MAPPED:
                    names.add(symbol.node.fullname)
            elif symbol is None and not module.names and _has_table(module, name):
                names.add(f"{module.fullname}.{name}")
        return names

    def report(self, api: CheckerPluginInterface, at: Context, message: str, code: ErrorCode) -> None:
        """Report, unless a comment excuses the place, or mypy is only trying something out.

        While an overload is tried, mypy filters errors; one that is reported then is lost, and the overload with it.
        """
        if is_trying(api):
            return
        if self.options.report_excused or not self._excuses.cover(api.path, code.code, at.line, at.end_line or at.line):
            api.fail(printable(message), at, code=code)


_MAPPABLE = frozenset({ClassKind.DATACLASS, ClassKind.PLAIN})


def is_trying(api: CheckerPluginInterface) -> bool:
    """Whether errors that are reported now are thrown away: what `prefer_simple_messages` tells of the innermost watcher."""
    return any(
        watcher._filter is not False and watcher._filtered is None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        for watcher in api.msg.errors.get_watchers()
    )


def _has_table(module: MypyFile, name: str) -> bool:
    """Whether a module that mypy has read and not yet analysed gives a class of this name a table."""
    return any(
        isinstance(statement, ClassDef) and statement.name == name and any(map(_names_table, statement.defs.body))
        for statement in module.defs
    )


def _names_table(statement: object) -> bool:
    return isinstance(statement, AssignmentStmt) and any(
        isinstance(target, NameExpr) and target.name in {"__tablename__", "__table__"} for target in statement.lvalues
    )
