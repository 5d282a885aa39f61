"""mypy's questions about names -> hooks; nothing that goes wrong in one can end a run."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from mypy.errors import CompileError
from mypy.nodes import MypyFile, TypeInfo
from mypy.options import Options as MypyOptions
from mypy.plugin import ClassDefContext, DynamicClassDefContext, Plugin, ReportConfigContext
from mypy.version import __version__ as mypy_version

from lint_rules.known_names import canonical
from lint_rules.mypy_checks.classes import is_session, remember
from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.failures import Failures
from lint_rules.mypy_checks.hooks import (
    Attribute,
    FunctionResult,
    FunctionSignature,
    Hooks,
    MethodResult,
    MethodSignature,
)
from lint_rules.mypy_checks.models.bases import is_maker, make_base
from lint_rules.mypy_checks.models.declarations import remember_body
from lint_rules.mypy_checks.models.flask import EXTENSION, is_extension
from lint_rules.mypy_checks.options import PluginOptions, Wrong, load
from lint_rules.mypy_checks.type_repairs import legacy_column

OLDEST = (1, 19)
"""The oldest mypy whose settings accept a plugin's error codes."""

if tuple(map(int, mypy_version.split(".")[:2])) < OLDEST:
    raise ImportError(f"it needs mypy {OLDEST[0]}.{OLDEST[1]} or newer, and this is {mypy_version}; update mypy")

_STATEMENTS = frozenset({"sqlalchemy.orm.query.Query", "sqlalchemy.sql.selectable.Select"})
_CHANGES = "sqlalchemy.sql.dml.UpdateBase"
_FUNCTION = "sqlalchemy.sql.functions.FunctionElement"
_SHARED = (
    *("__init__.py", "errors.py", "frozen.py", "known_names.py"),
    *("suppression/__init__.py", "suppression/directives.py"),
    *("source/__init__.py", "source/printable.py", "source/small_file.py", "source/toml.py"),
)
"""What the plugin loads beside its own folder."""
_EXTENSION = f"{EXTENSION}."
_ROW = ("sqlalchemy.engine._row_cy.", "sqlalchemy.engine._py_row.")
_REPAIRED = {
    "sqlalchemy.orm.query.Query": "query.Query.",
    "sqlalchemy.orm.query.RowReturningQuery": "query.Query.",
    "flask_sqlalchemy.query.Query": "query.Query.",
    "sqlalchemy.engine.result.Result": "result.Result.",
    "sqlalchemy.engine.cursor.CursorResult": "result.Result.",
    "sqlalchemy.engine.row.RowMapping": "row.RowMapping.",
    "sqlalchemy.engine.row.Row": "row.Row.",
}
"""Receivers whose methods' results are repaired, and what their hooks are called."""
_NO_MODELS = ("sqlalchemy.", "builtins.")
"""Where most of all classes are whose attributes are looked at, and none has a legacy column."""


def plugin(version: str) -> type[Plugin]:  # noqa: ARG001  mypy's protocol
    """Return the plugin's class: mypy's entry point."""
    return SessionLint


class SessionLint(Plugin):
    """Answers with a hook, or with None where there is nothing to say about a name."""

    def __init__(self, options: MypyOptions) -> None:
        super().__init__(options)
        self._configured = load(options.config_file)
        self._chosen = self._configured if isinstance(self._configured, PluginOptions) else PluginOptions()
        self._failures = Failures()
        self._remember = self._failures.guarded("class statements", _remember, lambda _: None)
        self._make_base = self._failures.guarded("declarative bases", make_base, lambda _: None)
        self._hooks = Hooks(Build(self._chosen, {}), self._failures)
        self._written_under = {"session-lint": fingerprint(), **self._chosen.as_data()}

    def set_modules(self, modules: dict[str, MypyFile]) -> None:
        """Take the modules of a run; each run of a daemon brings its own."""
        super().set_modules(modules)
        self._must_be_configured()
        self._hooks = Hooks(Build(self._chosen, modules), self._failures)

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Add nothing: this is the first moment at which mypy can be told of a wrong option in one line."""
        self._must_be_configured()
        return super().get_additional_deps(file)

    def report_config_data(self, ctx: ReportConfigContext) -> dict[str, object]:  # noqa: ARG002  mypy's protocol
        """Return what mypy's cache was written under: this code, of which mypy itself looks at one file, and these options."""
        self._must_be_configured()
        return self._written_under

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None]:  # noqa: ARG002
        """Look at every class statement, because mypy's cache does not keep it."""
        return self._remember

    def get_dynamic_class_hook(self, fullname: str) -> Callable[[DynamicClassDefContext], None] | None:
        """Make a class of `Base = declarative_base()`."""
        return self._make_base if self._chosen.repair_legacy_columns and is_maker(fullname) else None

    def get_function_signature_hook(self, fullname: str) -> FunctionSignature | None:
        """Check the entities of `select`, `update`, `aliased`, and of loader options."""
        if fullname.rpartition(".")[2] not in self._hooks.function_names:
            return None  # nearly all calls end here
        return self._hooks.functions.get(canonical(fullname.replace(".dml.", ".")))

    def get_method_signature_hook(self, fullname: str) -> MethodSignature | None:
        """Check the entities of `db.query`, `db.get`, `query.join` and their like."""
        owner, _, name = fullname.rpartition(".")
        if name in self._hooks.on_session:
            return self._hooks.on_session[name] if self._is(is_session, owner) else None
        if name in self._hooks.on_statement:
            return self._hooks.on_statement[name] if self._is(_is_statement, owner) else None
        if name in self._hooks.criteria:
            return self._hooks.criteria[name] if self._is(_takes_criteria, owner) else None
        if name in self._hooks.extension_functions and self._has_extension:
            return self._hooks.extension_functions[name] if self._is(is_extension, owner) else None
        return None  # nearly all calls end here

    def get_method_hook(self, fullname: str) -> MethodResult | None:
        """Check the objects of `db.add`, `db.merge` …, words, and repair the results of queries."""
        owner, _, name = fullname.rpartition(".")
        if name in self._hooks.results and self._is(is_session, owner):
            return self._hooks.results[name]
        if name in self._hooks.repaired_names:
            return self._hooks.repairs.get(_REPAIRED.get(owner, "") + name)
        if name in self._hooks.statement_results:
            return self._hooks.statement_results[name] if self._is(_is_executable, owner) else None
        if name in self._hooks.on_extension and self._has_extension and self._is(is_extension, owner):
            return self._hooks.on_extension[name]
        return self._hooks.methods.get(fullname)  # nearly all calls end here

    def get_function_hook(self, fullname: str) -> FunctionResult | None:
        """Check the dict of `StatusMapping(...)`, and type what a class body makes by `Column(...)`."""
        hook = self._hooks.calls.get(fullname)
        return hook if hook is not None or not self._is(_is_mapped, fullname) else self._hooks.constructor

    def get_attribute_hook(self, fullname: str) -> Attribute | None:
        """Type what Flask-SQLAlchemy's extension hands on, and attributes of rows; any other attribute ends here."""
        if fullname.startswith(_ROW) and self._chosen.repair_scalar:
            name = fullname.rpartition(".")[2]
            return self._hooks.column_of_row(name) if ".BaseRow." in fullname and not name.startswith("_") else None
        if not fullname.startswith(_EXTENSION) or not self._chosen.repair_legacy_columns:
            return None
        return self._hooks.exported(fullname[len(_EXTENSION) :])

    def get_class_attribute_hook(self, fullname: str) -> Attribute | None:
        """Repair class access to legacy columns. Any other attribute gets no hook: to have one changes what mypy does."""
        if not self._chosen.repair_legacy_columns or fullname.startswith(_NO_MODELS):
            return None
        if "sqlalchemy.sql.schema" not in (
            self._modules or ()
        ):  # mypy goes on adding to the modules that it handed over
            return None
        owner, _, name = fullname.rpartition(".")
        try:
            info = self._info(owner)
            column = legacy_column(info, name) if info is not None else None
        except Exception as error:  # noqa: BLE001  as for hooks
            self._failures.tell("class attributes", error, None)
            return None
        return self._hooks.attribute(column) if column is not None else None

    def _info(self, fullname: str) -> TypeInfo | None:
        module, _, name = fullname.rpartition(".")
        tree = (self._modules or {}).get(module)
        symbol = tree.names.get(name) if tree is not None else self.lookup_fully_qualified(fullname)
        return symbol.node if symbol is not None and isinstance(symbol.node, TypeInfo) else None

    @property
    def _has_extension(self) -> bool:
        return EXTENSION.rpartition(".")[0] in (self._modules or ())

    def _is(self, question: Callable[[TypeInfo], bool], fullname: str) -> bool:
        """Whether a class is one: a hook's name has the class of the receiver, whatever that inherits from."""
        if fullname.startswith("builtins."):
            return False  # dict.get, set.add, str.join: most of all calls
        try:
            info = self._info(fullname)
            return info is not None and question(info)
        except Exception as error:  # noqa: BLE001  as for hooks
            self._failures.tell("receivers", error, None)
            return False

    def _must_be_configured(self) -> None:
        if isinstance(self._configured, Wrong):
            raise CompileError([self._configured.message])


def fingerprint(package: Path = Path(__file__).parent) -> str:
    """Return what tells this plugin from any other version of it: a digest of the files of the package that it loads."""
    sources = sorted([*package.glob("mypy_checks/**/*.py"), *(package / name for name in _SHARED)])
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _remember(ctx: ClassDefContext) -> None:
    remember(ctx)
    if not ctx.api.is_stub_file:  # where nobody calls anything
        remember_body(ctx.cls)


def _is_mapped(info: TypeInfo) -> bool:
    return any(info.has_base(f"sqlalchemy.orm.decl_api.DeclarativeBase{kind}") for kind in ("", "NoMeta"))


def _is_executable(info: TypeInfo) -> bool:
    return info.fullname.startswith("sqlalchemy.") and (_is_statement(info) or info.has_base(_CHANGES))


def _takes_criteria(info: TypeInfo) -> bool:
    return _is_executable(info) or info.has_base(_FUNCTION)


def _is_statement(info: TypeInfo) -> bool:
    return any(base.fullname in _STATEMENTS for base in info.mro)
