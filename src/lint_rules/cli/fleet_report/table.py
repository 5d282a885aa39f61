"""Findings -> more rows of a file of Parquet, for trends over many runs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from lint_rules.cli.fleet_report.findings import findings_of
from lint_rules.cli.fleet_report.logs import FIELDS
from lint_rules.errors import Failed
from lint_rules.linter.fleet.task import RepositoryReport
from lint_rules.source.write import write_bytes


def check(path: Path) -> None:
    """Refuse a file to which nothing can be added, before anything is found.

    Args:
        path: the file; it need not exist.

    Raises:
        Failed: pyarrow is not installed, or the file is no table.
    """
    arrow, parquet = _modules(path)
    try:
        if path.exists():
            parquet.read_schema(path)
    except (OSError, arrow.ArrowException) as error:
        raise _refusal(path, error) from None


def append(path: Path, reports: Sequence[RepositoryReport], *, at: str) -> None:
    """Add the findings of a run to a file, which is replaced whole.

    Args:
        path: the file; it need not exist.
        reports: what the run found.
        at: when the run was, in a form that sorts.

    Raises:
        Failed: pyarrow is not installed, or the file is not such a table, or cannot be written.
    """
    arrow, parquet = _modules(path)
    rows = [{"run": at, **{name: getattr(found, name) for name in FIELDS}} for found in findings_of(reports)]
    types = [(name, arrow.int64() if name in {"row", "column"} else arrow.string()) for name in ("run", *FIELDS)]
    table = arrow.Table.from_pylist(rows, schema=arrow.schema(types))
    try:
        whole = arrow.concat_tables([parquet.read_table(path), table]) if path.exists() else table
        written = arrow.BufferOutputStream()
        parquet.write_table(whole, written)
        write_bytes(path, written.getvalue().to_pybytes())
    except (OSError, arrow.ArrowException) as error:
        raise _refusal(path, error) from None


def _modules(path: Path) -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise Failed(f"--append {path}: pyarrow is not installed; pip install 'session-status[fleet]'") from None


def _refusal(path: Path, error: Exception) -> Failed:
    return Failed(f"--append {path}: {str(error).splitlines()[0]}; name another file")
