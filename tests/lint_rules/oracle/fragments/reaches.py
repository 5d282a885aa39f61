"""Ways in which other files reach a name: `$N` of the module `$T`, which is `$t` in the package `$U`.

A line `#: path` begins a file of its own.
"""

REACHES: dict[str, str] = {
    "from import": """
        #: $P/from_$t.py
        from $T import $N

        GOT = $N
        """,
    "from import, alias": """
        #: $P/alias_$t.py
        from $T import $N as Renamed

        GOT = [Renamed]
        """,
    "import": """
        #: $P/import_$t.py
        import $T

        GOT = $T.$N
        """,
    "import as": """
        #: $P/import_as_$t.py
        import $T as tt

        def run_as():
            return tt.$N
        """,
    "from package": """
        #: $P/package_$t.py
        from $U import $t as tt

        def run_package():
            return tt.$N
        """,
    "relative": """
        #: $P/relative_$t.py
        from $R import $t

        def run_relative(one: "$t.$N" = None):
            return $t.$N
        """,
    "module in a variable": """
        #: $P/variable_$t.py
        from $U import $t

        module = $t
        again = module

        def run_variable():
            return again.$N
        """,
    "module in a dict": """
        #: $P/dict_$t.py
        from $U import $t

        MODULES = {"page": $t}

        def run_dict():
            return MODULES["page"].$N, [m.$N for m in MODULES.values()]
        """,
    "module handed on": """
        #: $P/handed_$t.py
        from $U import $t
        from $P.reading import kind_of_$t

        def run_handed():
            return kind_of_$t($t)

        #: $P/reading.py
        def kind_of_$t(module):
            return module.$N
        """,
    "module returned": """
        #: $P/returned_$t.py
        def page():
            from $U import $t

            return $t

        def run_page():
            return page().$N
        """,
    "module of an object": """
        #: $P/object_$t.py
        import $T as held

        class Holder:
            module = held

            def kind(self):
                return self.module.$N

        def run_object():
            return Holder().kind(), Holder.module.$N
        """,
    "getattr": """
        #: $P/getattr_$t.py
        from $U import $t

        def run_getattr():
            return getattr($t, "$N"), hasattr($t, "$N")
        """,
    "getattr, name elsewhere": """
        #: $P/named_$t.py
        from $U import $t
        from $P.wanted_$t import WANTED

        def run_named():
            return [getattr($t, name) for name in WANTED]

        #: $P/wanted_$t.py
        WANTED = ["$N"]
        """,
    "getattr, name computed": """
        #: $P/computed_$t.py
        from $U import $t

        def run_computed():
            return getattr($t, "$N1" + "$N2")
        """,
    "attrgetter": """
        #: $P/getter_$t.py
        from operator import attrgetter
        import $P
        import $T

        def run_getter():
            return attrgetter("$N")($T), attrgetter("$D.$N")($P)
        """,
    "import_module": """
        #: $P/importing_$t.py
        import importlib

        def run_importing():
            return importlib.import_module("$T").$N
        """,
    "import_module, relative": """
        #: $P/importing_relative_$t.py
        from importlib import import_module

        def run_importing_relative():
            module = import_module(".$t", "$U")
            return module.$N
        """,
    "import_module, computed": """
        #: $P/importing_computed_$t.py
        from importlib import import_module

        def run_importing_computed():
            return [getattr(import_module(f"$U.{name}"), "$N") for name in ("$t",)]
        """,
    "__import__": """
        #: $P/dunder_$t.py
        def run_dunder():
            return __import__("$T", fromlist=["x"]).$N
        """,
    "vars": """
        #: $P/vars_$t.py
        from $U import $t

        def run_vars():
            return vars($t)["$N"], $t.__dict__["$N"]
        """,
    "dir": """
        #: $P/dir_$t.py
        import inspect
        from $U import $t

        def run_dir():
            return [getattr($t, name) for name in dir($t) if name.startswith("$N1")]

        def run_members():
            return [held for name, held in inspect.getmembers($t, inspect.isclass) if name == "$N1" + "$N2"]
        """,
    "sys.modules": """
        #: $P/loaded_$t.py
        import sys
        import $T

        def run_loaded():
            return sys.modules["$T"].$N
        """,
    "patched by text": """
        #: $P/patched_$t.py
        from unittest import mock
        import $T

        def run_patched():
            with mock.patch("$T.$N", new=1):
                return $T.$N
        """,
    "patched by object": """
        #: $P/patched_object_$t.py
        from unittest import mock
        from $U import $t

        @mock.patch.object($t, "$N")
        def patched(fake):
            return $t.$N is fake

        def run_patched_object():
            return patched()
        """,
    "patched by keyword": """
        #: $P/patched_keyword_$t.py
        from unittest.mock import patch

        def run_patched_keyword():
            with patch.multiple("$T", $N=1):
                return 1
        """,
    "patched in its dict": """
        #: $P/patched_dict_$t.py
        from unittest.mock import patch
        from $U import $t

        def run_patched_dict():
            with patch.dict($t.__dict__, {"$N": 1}):
                return $t.$N
        """,
    "test": """
        #: tests/test_$t.py
        from unittest import mock
        from $U import $t

        def test_set(monkeypatch):
            monkeypatch.setattr($t, "$N", 1)
            assert $t.$N == 1

        def test_set_by_text(monkeypatch):
            monkeypatch.setattr("$T.$N", 2)
            assert $t.$N == 2

        @mock.patch("$T.$N")
        def test_patched(fake):
            assert $t.$N is fake
        """,
    "test, autouse": """
        #: tests/test_auto_$t.py
        import pytest

        PLACE = "$T"

        @pytest.fixture(autouse=True)
        def fake(monkeypatch):
            monkeypatch.setattr(f"{PLACE}.$N", 1)

        def test_fake():
            import $T as page
            assert page.$N == 1
        """,
    "star": """
        #: $P/star_$t.py
        from $T import *

        def run_star():
            return $N
        """,
    "star of a star": """
        #: $P/stars_$t.py
        from $T import *

        #: $P/starred_$t.py
        from $P.stars_$t import *

        def run_starred():
            return $N
        """,
    "chain": """
        #: $P/api_$t.py
        from $T import $N

        __all__ = ["$N"]

        #: $P/top_$t.py
        from $P import api_$t

        def run_chain():
            return api_$t.$N
        """,
    "explicit re-export": """
        #: $P/kinds_$t.py
        from $T import $N as $N
        """,
    "locate": """
        #: $P/located_$t.py
        import pkgutil
        import pydoc

        def run_located():
            return pydoc.locate("$T.$N"), pkgutil.resolve_name("$T:$N")
        """,
    "import by text": """
        #: $P/texts_$t.py
        from importlib import import_module

        PATHS = {"kind": "$T.$N", "again": "$T:$N"}

        def load(path):
            module, _, name = path.replace(":", ".").rpartition(".")
            return getattr(import_module(module), name)

        def run_texts():
            return [load(path) for path in PATHS.values()]
        """,
    "import by text, in parts": """
        #: $P/parts_$t.py
        from importlib import import_module

        TASKS = {"$T": ["$N"]}

        def run_parts():
            return [getattr(import_module(m), name) for m, names in TASKS.items() for name in names]
        """,
    "logging": """
        #: $P/logs_$t.py
        from logging.config import DictConfigurator

        def run_logs():
            return DictConfigurator({}).convert("ext://$T.$N"), DictConfigurator({}).resolve("$T.$N")
        """,
    "pydantic": """
        #: $P/settings_$t.py
        from pydantic import BaseModel, ImportString

        class Chosen(BaseModel):
            kind: ImportString = "$T.$N"
            model_config = {"validate_default": True}

        def run_settings():
            return Chosen().kind
        """,
    "entry point": """
        #: pyproject.toml
        [project.entry-points."$P.kinds_$t"]
        kind_$t = "$T:$N"
        """,
    "script": """
        #: pyproject.toml
        [project.scripts]
        script_$t = "$T:$N.mro"
        """,
    "setup.cfg": """
        #: setup.cfg
        [options.entry_points]
        console_scripts =
            cfg_$t = $T:$N
        """,
    "assigned": """
        #: $P/assigned_$t.py
        from $U import $t

        class Fake:
            pass

        def run_assigned():
            was = $t.$N
            $t.$N = Fake
            try:
                return was, $t.made_kind() if hasattr($t, "made_kind") else $t.$N
            finally:
                $t.$N = was
        """,
    "eval": """
        #: $P/evaluated_$t.py
        from $U import $t

        def run_evaluated():
            return eval("$t.$N")
        """,
    "quoted": """
        #: $P/quoted_$t.py
        from $U import $t

        def quoted(one: "$t.$N", many: "list[$t.$N]") -> "$t.$N":
            return one
        """,
    "doctest": '''
        #: $P/documented_$t.py
        from $U import $t

        def documented():
            """Say what it is.

            >>> documented() is $t.$N
            True
            >>> from $T import $N
            """
            return $t.$N
        ''',
    "function's import": """
        #: $P/inside_$t.py
        def run_inside():
            from $T import $N

            return $N

        def run_inside_as():
            import $T as tt

            return tt.$N
        """,
    "type checking": """
        #: $P/checked_$t.py
        from __future__ import annotations
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from $T import $N

        def checked(one: $N) -> list[$N]:
            return [one]
        """,
    "conditional import": """
        #: $P/maybe_$t.py
        try:
            from $T import $N
        except ImportError:
            $N = None

        def run_maybe():
            return $N
        """,
    "lazy": """
        #: $P/lazy_$t.py
        from importlib import import_module

        _PLACES = {"$N": "$T"}

        def __getattr__(name):
            if name in _PLACES:
                return getattr(import_module(_PLACES[name]), name)
            raise AttributeError(name)

        #: $P/lazily_$t.py
        from $P import lazy_$t

        def run_lazily():
            return lazy_$t.$N
        """,
    "runpy": """
        #: $P/ran_$t.py
        import runpy
        import warnings

        def run_ran():
            return runpy.run_module("$T")["$N"]
        """,
    "json": """
        #: $P/kinds_$t.json
        {"kind": "$T.$N"}

        #: $P/configured_$t.py
        import json
        import pkgutil
        from pathlib import Path

        def run_configured():
            held = json.loads(Path(__file__).with_name("kinds_$t.json").read_text())
            return pkgutil.resolve_name(held["kind"])
        """,
    "ini": """
        #: $P/kinds_$t.ini
        [kinds]
        kind = $T:$N

        #: $P/ini_$t.py
        import configparser
        import pkgutil
        from pathlib import Path

        def run_ini():
            held = configparser.ConfigParser()
            held.read(Path(__file__).with_name("kinds_$t.ini"))
            return pkgutil.resolve_name(held["kinds"]["kind"])
        """,
}
