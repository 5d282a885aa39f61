"""Requests on standard input -> for each project what was observed of it, by a child forked with the frameworks loaded."""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import signal
import sys
import traceback
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.lint_rules.oracle.probe import frameworks, modules
from tests.lint_rules.oracle.probe.values import Speller, failure

LONGEST = 600
"""Seconds after which a child is ended."""
LOADED = (
    "logging.config",
    "pickle",
    "pkgutil",
    "pydoc",
    "runpy",
    "configparser",
    "unittest.mock",
    "sqlalchemy.dialects.sqlite",
)
"""What most projects import beside the frameworks, so that no child has to."""


def main() -> int:
    """Answer each line, a request, with a line: what was observed, or why nothing was."""
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()  # a child that collected would copy all the frameworks' memory
    for line in sys.stdin:
        answer, said = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answer)
            _in_child(json.loads(line), said)
        os.close(said)
        with os.fdopen(answer) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        print(text or json.dumps({"probe": "the process ended"}), flush=True)  # noqa: T201 -- it is the answer
    return 0


def _in_child(request: dict[str, Any], said: int) -> None:
    """Observe a project, write the answer, and end without ado."""
    signal.alarm(LONGEST)
    gc.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the project prints is not the answer
    try:
        observed = _observed(request)
    except BaseException:  # noqa: BLE001 -- a fault of the probe is an answer, too
        observed = {"probe": traceback.format_exc()}
    with os.fdopen(said, "w") as pipe:
        pipe.write(json.dumps(observed))
    os._exit(0)


def _observed(request: dict[str, Any]) -> dict[str, str]:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    root = Path(request["root"])
    shifting = [bytes(16 * (number % 97)) for number in range(request["shift"])]
    os.chdir(root)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    observed: dict[str, str] = {}
    del shifting[::2]  # what is made from now on fills the gaps first
    loaded: list[ModuleType] = []
    for name in request["modules"]:
        try:
            loaded.append(importlib.import_module(name))
            observed[f"import {name}"] = "imported"
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever it raises is what it comes to
            observed[f"import {name}"] = failure(error)
    observed.update(frameworks.mappers(loaded))
    for module in loaded:
        observed.update(modules.observed(module, Path(module.__file__ or os.devnull).read_text()))
    observed.update(frameworks.routes(loaded))
    if request["runs"]:
        observed.update(_runs(loaded, root, request["entry_points"]))
    return observed


def _runs(loaded: list[ModuleType], root: Path, entry_points: dict[str, str]) -> modules.Observed:
    for module in loaded:
        yield from modules.results(module)
    yield from _entry_points(entry_points)
    if (root / "tests").is_dir():
        yield from frameworks.tests(str(root / "tests"))


def _entry_points(named: dict[str, str]) -> modules.Observed:
    for name, place in named.items():
        module, _, attributes = place.partition(":")
        try:
            value: Any = importlib.import_module(module)
            for attribute in attributes.split("."):
                value = getattr(value, attribute)
        except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
            yield f"entry point {name}", type(error).__name__
        else:
            yield f"entry point {name}", Speller({}).spell(value)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
