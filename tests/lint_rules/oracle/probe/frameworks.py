"""Imported modules -> what the frameworks make of them: mappers, tables, routes with models and dependants, tests."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers
from sqlalchemy.schema import CreateTable
from tests.lint_rules.oracle.probe.modules import Observed
from tests.lint_rules.oracle.probe.values import Speller, failure


def mappers(modules: Sequence[ModuleType]) -> Observed:
    """Yield whether all mappers can be configured, the tables, and what relationships lead to."""
    try:
        configure_mappers()
        yield "mappers", "configured"
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        yield "mappers", failure(error)
    for module in modules:
        for name, value in sorted(vars(module).items()):
            held = getattr(value, "metadata", None) if isinstance(value, type) else None
            if isinstance(held, MetaData) and value.__module__ == module.__name__:
                if hasattr(value, "__table__"):
                    yield from _relationships(value)
                else:
                    yield f"tables {module.__name__} {name}", _tables(held)


def _tables(metadata: MetaData) -> str:
    try:
        return "".join(str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in metadata.sorted_tables)
    except SQLAlchemyError as error:
        return failure(error)


def _relationships(mapped: Any) -> Observed:
    speller = Speller({})
    try:
        for relationship in mapped.__mapper__.relationships:
            key = f"relationship {mapped.__module__} {mapped.__qualname__} {relationship.key}"
            yield key, speller.spell(relationship.mapper.class_)
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        yield f"relationships {mapped.__module__} {mapped.__qualname__}", failure(error)


def routes(modules: Sequence[ModuleType]) -> Observed:
    """Yield the routes of each application and router, with what they take and give, and its OpenAPI document."""
    for module in modules:
        speller = Speller(vars(module))
        for name, value in sorted(vars(module).items()):
            if isinstance(value, FastAPI | APIRouter):
                for route in value.routes:
                    if hasattr(route, "dependant"):
                        yield f"route {module.__name__} {name} {getattr(route, 'path', '')}", _route(route, speller)
            if isinstance(value, FastAPI):
                yield f"openapi {module.__name__} {name}", _openapi(value)


def _route(route: Any, speller: Speller) -> str:
    return f"{speller.spell(getattr(route, 'response_model', None))} {_dependant(route.dependant, speller)}"


def _dependant(dependant: Any, speller: Speller) -> str:
    kinds = ("path_params", "query_params", "body_params")
    parameters = [
        f"{part.name}: {speller.spell(part.field_info.annotation)}"
        for kind in kinds
        for part in getattr(dependant, kind)
    ]
    inner = [_dependant(part, speller) for part in dependant.dependencies]
    return f"{speller.spell(dependant.call)}({', '.join([*parameters, *inner])})"


def _openapi(application: FastAPI) -> str:
    try:
        return json.dumps(application.openapi(), sort_keys=True)
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        return failure(error)


class _Outcomes:
    """A plugin of pytest that notes what becomes of each test."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test's outcome, the worst of its three phases."""
        if report.when == "call" or report.outcome != "passed":
            self.noted[f"test {report.nodeid}"] = report.outcome

    def pytest_collectreport(self, report: Any) -> None:
        """Note what cannot be collected."""
        if report.failed:
            self.noted[f"test {report.nodeid}"] = "not collected"


def tests(folder: str) -> Observed:
    """Yield the outcome of each test in a folder."""
    outcomes, printed = _Outcomes(), io.StringIO()
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-p",
        "no:xdist",
        "-p",
        "no:cov",
        "-p",
        "no:session_status",
    ]
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        pytest.main([*options, "-c", "/dev/null", "--rootdir", folder, "--import-mode=importlib", folder], [outcomes])
    yield from outcomes.noted.items()
