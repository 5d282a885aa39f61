"""Packages that are really imported -> what the resolver says of their names and classes is what Python makes of them."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from benchmarks import resolution
from tests.lint_rules.oracle.resolution.agreement import Agreement, agreement

from lint_rules.known_names import ClassKind
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.names.bound_symbols import BoundSymbols
from lint_rules.semantic.names.symbol import ExternalSymbol, Unknown

SHOP = {
    "shop/__init__.py": "from shop import models\nfrom .models import Order as Renamed\n",
    "shop/compat.py": "import sys\nfrom enum import Enum\nif sys.version_info >= (3, 11):\n    from enum import StrEnum\n"
    "else:\n    class StrEnum(str, Enum): ...\n",
    "shop/models.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from shop.compat import StrEnum

if TYPE_CHECKING:
    from collections.abc import Sequence

class Base(DeclarativeBase): ...

class Status(StrEnum):
    OPEN = "open"
    PAID = "paid"
    DONE = PAID

class Shop(Base):
    __tablename__ = "shop"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list[Order]] = relationship()
    label = "a shop"

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))

class Page:
    class Inner(Shop): ...
    def show(self, session: Session) -> Sequence[Order]: ...
""",
    "shop/plots/__init__.py": "",
    "shop/plots/pydantic/__init__.py": "import pydantic\nfrom pydantic import BaseModel\nclass Form(BaseModel): ...\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for path, source in SHOP.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source)
    return tmp_path


def judged(root: Path) -> Agreement:
    return agreement(root, sys.executable)


def test_what_the_resolver_says_of_a_package_is_what_importing_it_gives(shop: Path) -> None:
    found = judged(shop)
    assert found.differences == []
    assert all(why.endswith("several things here") for why in found.unknown)
    assert {about: found.counts[f"{about} agrees"] for about in ("kind", "members")} == {"kind": 7, "members": 1}
    assert found.counts["column agrees"] > len(SHOP)


ODD = {
    "odd/__init__.py": "from . import spare as spare_module\nfrom .spare import spare\n",
    "odd/spare.py": "def spare(): ...\n",
    "odd/made.py": """\
import typing

class Description:
    def __init__(self, name, bases, namespace):
        self.__name__, self.__module__ = name, namespace["__module__"]

class IShape(metaclass=Description): ...

def deprecated(cls):
    def made(*args): return cls(*args)
    made.__name__ = cls.__name__
    return made

@deprecated
class Old: ...

def record(cls):
    return type(cls.__name__, (cls, object), {"__module__": cls.__module__, "__qualname__": cls.__qualname__})

class Shape: ...

@record
class Point(Shape): ...

class Options(typing.TypedDict): ...

class MoreOptions(Options): ...

class Moved:
    def area(self): ...

Moved.__module__ = "odd"
""",
    "odd/web.py": "from starlette.types import Send\nfrom starlette.status import WS_1002_PROTOCOL_ERROR\n",
    "odd/sql.py": "from sqlalchemy.sql import and_, join\nfrom sqlalchemy.sql.operators import and_ as both\n",
}


def test_what_a_class_statement_leaves_is_its_class_whatever_a_metaclass_or_a_decorator_makes_of_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "odd").mkdir()
    for path, source in ODD.items():
        (tmp_path / path).write_text(source)
    found = judged(tmp_path)
    assert found.differences == []
    assert found.counts["name agrees"] >= len(ODD)


def _from_elsewhere(_self: object, _statement: object, name: str, _file: object) -> ExternalSymbol:
    return ExternalSymbol(f"sqlalchemy.{name}")


def _from_nowhere(*_: object) -> Unknown:
    return Unknown("lost")


def _always_mapped(*_: object) -> ClassKind:
    return ClassKind.MAPPED


BROKEN: dict[str, tuple[Any, str, Callable[..., object], str]] = {
    "an import leads elsewhere": (BoundSymbols, "_from", _from_elsewhere, "import"),
    "a class is taken for a mapped one": (Classes, "kind", _always_mapped, "kind"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_resolver_that_is_broken_on_purpose_differs(name: str, shop: Path) -> None:
    owner, attribute, broken, about = BROKEN[name]
    with patch.object(owner, attribute, broken):
        found = judged(shop)
    assert any(difference.startswith(about) for difference in found.differences)


def test_what_is_unknown_although_it_is_a_class_is_counted_with_the_reason(shop: Path) -> None:
    with patch.object(BoundSymbols, "_from", _from_nowhere):
        assert judged(shop).unknown["import: lost"] > 1


def test_an_interpreter_that_gives_no_answer_is_an_error(shop: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        agreement(shop, sys.executable, prelude="import os\nos._exit(3)\n")


KNOWN: dict[str, set[str]] = {
    # Its body makes a name for the tables of the classes below it.
    "sqlmodel": {"SQLModel"},
    "flask_sqlalchemy": set(),
    "session_status": set(),
}
"""What the resolver and an import say differently, by its name: each for a reason that is not a name led astray."""


@pytest.mark.slow
@pytest.mark.parametrize("package", sorted(KNOWN))
def test_the_resolver_agrees_with_importing_a_package_that_is_installed_here(package: str, tmp_path: Path) -> None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"{package} is not installed")
    shutil.copytree(Path(spec.origin).parent, tmp_path / package)
    found = judged(tmp_path).differences
    assert {difference.partition(": ")[0].rpartition(" ")[2] for difference in found} == KNOWN[package]


def test_the_command_counts_what_agrees_and_goes_on_behind_what_it_has_judged(
    shop: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    noted = tmp_path_factory.mktemp("noted") / "run.json"
    monkeypatch.setattr(sys, "argv", ["resolution", f"{shop}:{sys.executable}", "--resume", str(noted)])
    assert resolution.main() == 0
    printed = capsys.readouterr().out
    assert re.search(r" kind +7 +0 +0 ", printed)
    monkeypatch.delattr(resolution, "agreement")
    assert resolution.main() == 0
    assert capsys.readouterr().out == printed
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--seed", "1"])
    with pytest.raises(SystemExit, match="of another run"):
        resolution.main()
