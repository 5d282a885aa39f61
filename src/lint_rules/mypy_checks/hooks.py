"""The checks and repairs -> a guarded hook for each name that mypy may ask about, made once for a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, TypeVar

from mypy.plugin import AttributeContext, FunctionContext, FunctionSigContext, MethodContext, MethodSigContext
from mypy.types import FunctionLike, Instance, Type

from lint_rules.known_names import ENTITY_FUNCTIONS, LOADER_OPTIONS, QUERY_ENTITY_METHODS, canonical
from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.entities import check_criteria, check_entities, check_loaders
from lint_rules.mypy_checks.failures import Failures
from lint_rules.mypy_checks.instances import check_instance, check_instances
from lint_rules.mypy_checks.library.own_table import check_specifier
from lint_rules.mypy_checks.library.page_rows import check_into
from lint_rules.mypy_checks.models.columns import as_mapped
from lint_rules.mypy_checks.models.flask import as_exported
from lint_rules.mypy_checks.models.relationships import as_related
from lint_rules.mypy_checks.models.synonyms import as_synonym
from lint_rules.mypy_checks.results.criteria import CONJUNCTIONS, METHODS, as_criteria
from lint_rules.mypy_checks.results.cursors import as_executed
from lint_rules.mypy_checks.results.ordering import ORDERINGS, as_ordering
from lint_rules.mypy_checks.results.queries import as_first_column, as_selecting, as_value
from lint_rules.mypy_checks.results.rows import as_column_of_row, as_item_of_row, as_value_of_mapping
from lint_rules.mypy_checks.results.scalars import (
    as_object,
    as_result_scalar,
    as_result_scalars,
    as_scalar,
    as_scalars,
)
from lint_rules.mypy_checks.status_mappings import check_by_value, check_mapping, check_partners
from lint_rules.mypy_checks.type_repairs import COLUMN, as_column
from lint_rules.mypy_checks.untyped import check_typed
from lint_rules.mypy_checks.words.checks import (
    check_constructor,
    check_filter_by,
    check_options,
    check_order_by,
    check_update,
    check_values,
)

FunctionSignature: TypeAlias = Callable[[FunctionSigContext | MethodSigContext], FunctionLike]
MethodSignature: TypeAlias = Callable[[MethodSigContext], FunctionLike]
MethodResult: TypeAlias = Callable[[MethodContext], Type]
C = TypeVar("C", FunctionContext, FunctionContext | MethodContext)
CallResult: TypeAlias = Callable[[FunctionContext | MethodContext], Type]
FunctionResult: TypeAlias = Callable[[FunctionContext], Type]
Attribute: TypeAlias = Callable[[AttributeContext], Type]

_ON_SESSION = {"query": None, "get": 1, "get_one": 1, "bulk_insert_mappings": 1, "bulk_update_mappings": 1}
_ON_STATEMENT = {**QUERY_ENTITY_METHODS, "join_from": 2, "outerjoin_from": 2}
"""Methods that take entities, and how many of their arguments are; None: all of them."""
_CONSTRUCTORS = "sqlalchemy.orm._orm_constructors"
_ELEMENTS = "sqlalchemy.sql._elements_constructors"
_CRITERIA = "sqlalchemy.orm.with_loader_criteria"
_RUNNING = ("query", "execute", "scalar", "scalars", "stream", "stream_scalars", "exec", "get", "get_one")
_OBJECT = ("add", "merge", "delete", "refresh", "expunge")
_SCALARS = {"scalar": True, "scalar_one": False, "scalar_one_or_none": True}
"""Methods of results that give one value, and whether there may be none."""
_PARTNERS = "session_status.testing.lifecycles.check_lifecycle"
_SPECIFIERS = {"column_of": False, "count_of": True, "total_of": None, "latest_of": None}
"""What makes a field of a row, and whether it counts; None where it may be without a value whatever its column is."""
_MAPPINGS = {"StatusMapping": False, "MergedMapping": True}


class Hooks:
    """The hooks of one run, by the last part of a method's name, or the vocabulary's name of a function."""

    def __init__(self, build: Build, failures: Failures) -> None:
        self._build = build
        self._failures = failures
        self.functions = self._of_functions()
        self.function_names = frozenset(name.rpartition(".")[2] for name in self.functions)
        self.on_session = {name: self._of_session(name) for name in self._session_methods()}
        self.on_statement = {
            name: self._signature(f"query.{name}", partial(check_entities, build=build, count=count))
            for name, count in _ON_STATEMENT.items()
        }
        criteria = METHODS if build.options.repair_scalar else ()
        self.criteria = {name: self._signature(f"statement.{name}", as_criteria) for name in criteria}
        self.results = self._of_results()
        self.statement_results = self._of_words()
        self.repairs = self._of_queries()
        self.repaired_names = frozenset(name.rpartition(".")[2] for name in self.repairs)
        self.constructor = self._call("constructor", partial(check_constructor, build=build))
        self.calls = {
            f"session_status.statuses.mapping.{name}": self._mapping(name, merged=merged)
            for name, merged in _MAPPINGS.items()
        } | self._of_columns()
        self.calls |= self._of_orderings()
        self.calls[_PARTNERS] = self._call("check_lifecycle", partial(check_partners, build=build))
        for name, counts in _SPECIFIERS.items():
            check = partial(check_specifier, build=build, counts=counts)
            self.calls[f"session_status.rows.specifiers.{name}"] = self._call(name, check)
        self.on_extension = {name.rpartition(".")[2]: hook for name, hook in self._of_columns().items()}
        self.methods = {
            "session_status.statuses.mapping.StatusMapping.by_value": self._result(
                "by_value", partial(check_by_value, build=build)
            ),
            "session_status.summary.SummaryQuery.pages": self._result("pages", partial(check_into, build=build)),
        }
        if "Column" in self.on_extension:
            self.methods[COLUMN] = self.on_extension["Column"]  # a class that is taken from an object: `db.Column`
        self.extension_functions = {name.rpartition(".")[2]: hook for name, hook in self.functions.items()}

    def attribute(self, column: Instance) -> Attribute:
        """Return the hook for class access to a legacy column."""
        repair = partial(as_column, column=column)
        return self._failures.guarded("legacy columns", repair, lambda ctx: ctx.default_attr_type)

    def column_of_row(self, name: str) -> Attribute:
        """Return the hook for an attribute of a row."""
        typed = partial(as_column_of_row, build=self._build, name=name)
        return self._failures.guarded("row attributes", typed, lambda ctx: ctx.default_attr_type)

    def exported(self, name: str) -> Attribute:
        """Return the hook for an attribute that Flask-SQLAlchemy's extension takes from SQLAlchemy."""
        hand_on = partial(as_exported, build=self._build, name=name)
        return self._failures.guarded("flask_sqlalchemy", hand_on, lambda ctx: ctx.default_attr_type)

    def _of_functions(self) -> dict[str, FunctionSignature]:
        entities = {
            name: self._function(name, partial(check_entities, build=self._build, count=count))
            for name, count in ENTITY_FUNCTIONS.items()
        }
        loaders = {name: self._function(name, partial(check_loaders, build=self._build)) for name in LOADER_OPTIONS}
        criteria = self._function(_CRITERIA, partial(check_criteria, build=self._build))
        conjunctions = CONJUNCTIONS if self._build.options.repair_scalar else ()
        joined = {canonical(f"{_ELEMENTS}.{name}"): self._function(name, as_criteria) for name in conjunctions}
        return {**entities, **loaders, _CRITERIA: criteria, **joined}

    def _session_methods(self) -> tuple[str, ...]:
        return (*_ON_SESSION, *(_RUNNING if self._build.options.untyped_query else ()))

    def _of_session(self, name: str) -> MethodSignature:
        build = self._build

        def check(ctx: MethodSigContext) -> FunctionLike:
            if name in _ON_SESSION:
                check_entities(ctx, build, count=_ON_SESSION[name])
            if build.options.untyped_query and name in _RUNNING:
                check_typed(ctx, build, method=name)
            return ctx.default_signature

        return self._signature(f"session.{name}", check)

    def _of_results(self) -> dict[str, MethodResult]:
        single, several = partial(check_instance, build=self._build), partial(check_instances, build=self._build)
        results = {name: self._result(f"session.{name}", single) for name in _OBJECT}
        results["add_all"] = self._result("session.add_all", several)
        if self._build.options.repair_scalar:
            results["scalar"] = self._result("session.scalar", as_scalar)
            executed = partial(as_executed, build=self._build)
            results |= {name: self._result(f"session.{name}", executed) for name in ("execute", "stream")}
            results |= {name: self._result(f"session.{name}", as_scalars) for name in ("scalars", "stream_scalars")}
            results["get"] = self._result("session.get", as_object)
        return results

    def _of_queries(self) -> dict[str, MethodResult]:
        if not self._build.options.repair_scalar:
            return {}
        build = self._build
        repairs: dict[str, MethodResult] = {"query.Query.scalar": as_first_column, "query.Query.value": as_value}
        for name, adding in {"with_entities": False, "add_columns": True}.items():
            repairs[f"query.Query.{name}"] = partial(as_selecting, build=build, adding=adding)
        for name, may_be_none in _SCALARS.items():
            repairs[f"result.Result.{name}"] = partial(as_result_scalar, may_be_none=may_be_none)
        repairs["result.Result.scalars"] = as_result_scalars
        repairs["row.RowMapping.__getitem__"] = partial(as_value_of_mapping, build=build)
        repairs["row.Row.__getitem__"] = as_item_of_row
        return {name: self._result(name, repair) for name, repair in repairs.items()}

    def _of_words(self) -> dict[str, MethodResult]:
        if not self._build.options.unknown_mapped_attribute:
            return {}
        checks = {"filter_by": check_filter_by, "values": check_values, "update": check_update}
        checks |= {"order_by": check_order_by, "options": check_options}
        return {
            name: self._result(f"statement.{name}", partial(check, build=self._build)) for name, check in checks.items()
        }

    def _mapping(self, name: str, *, merged: bool) -> FunctionResult:
        check = partial(check_mapping, build=self._build, merged=merged)
        return self._failures.guarded(name, check, lambda ctx: ctx.default_return_type)

    def _of_columns(self) -> dict[str, CallResult]:
        if not self._build.options.repair_legacy_columns:
            return {}
        return {
            COLUMN: self._call("Column", partial(as_mapped, build=self._build)),
            f"{_CONSTRUCTORS}.relationship": self._call("relationship", partial(as_related, build=self._build)),
            f"{_CONSTRUCTORS}.synonym": self._call("synonym", partial(as_synonym, build=self._build)),
        }

    def _of_orderings(self) -> dict[str, FunctionResult]:
        names = [f"{_ELEMENTS}.{name}" for name in ORDERINGS] if self._build.options.repair_scalar else []
        return {name: self._call(name, as_ordering) for name in names}

    def _call(self, name: str, hook: Callable[[C], Type]) -> Callable[[C], Type]:
        return self._failures.guarded(name, hook, lambda ctx: ctx.default_return_type)

    def _function(self, name: str, hook: FunctionSignature) -> FunctionSignature:
        return self._failures.guarded(name, hook, lambda ctx: ctx.default_signature)

    def _signature(self, name: str, hook: MethodSignature) -> MethodSignature:
        return self._failures.guarded(name, hook, lambda ctx: ctx.default_signature)

    def _result(self, name: str, hook: MethodResult) -> MethodResult:
        return self._failures.guarded(name, hook, lambda ctx: ctx.default_return_type)
