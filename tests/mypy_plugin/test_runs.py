"""The plugin over several runs of mypy: warm, edited, parallel, without parts, and with hooks that fail."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mypy import api
from mypy.version import __version__ as mypy_version
from tests.mypy_plugin.programs import SETTINGS, mypy, written

from lint_rules.frozen import fields
from lint_rules.linter.typed_rules import TYPED_RULES, page_of
from lint_rules.mypy_checks import hooks
from lint_rules.mypy_checks.options import KEYS, PluginOptions

MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
USE = """\
from sqlalchemy.orm import Session
from shop.models import Order

def first(db: Session) -> Order | None:
    return db.query(Order).first()
"""
UNMAPPED = "class Order:\n    id: int\n"
SHOP = {"shop/__init__.py": "", "shop/models.py": MODELS, "shop/use.py": USE}
REFUSED = 'shop/use.py:5: error: "shop.models.Order" is not a mapped class (a plain class) and cannot be a query entity'

pytestmark = pytest.mark.slow


def test_a_model_that_becomes_unmapped_in_another_file_is_reported_by_the_next_run(
    warmed: Callable[..., Path],
) -> None:
    shop = warmed(SHOP)
    assert mypy(shop) == ""
    (shop / "shop/models.py").write_text(UNMAPPED)
    edited = mypy(shop)
    assert edited.startswith(REFUSED)
    assert mypy(shop) == edited, "from the cache"
    (shop / "shop/models.py").write_text(MODELS)
    assert mypy(shop) == ""


def test_a_table_that_an_sqlmodel_class_loses_is_remembered_by_the_cache(warmed: Callable[..., Path]) -> None:
    table = "from sqlmodel import Field, SQLModel\n\nclass Order(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n"
    shop = warmed({**SHOP, "shop/models.py": table}, line="2.0")
    assert mypy(shop, environment="2.0") == ""
    (shop / "shop/use.py").write_text(f"{USE}\n")  # the model comes from the cache now
    assert mypy(shop, environment="2.0") == ""
    (shop / "shop/models.py").write_text(table.replace(", table=True", ""))
    assert "(an SQLModel class without table=True)" in mypy(shop, environment="2.0")


def test_parallel_workers_say_what_one_process_says(warmed: Callable[..., Path]) -> None:
    if "--num-workers" not in api.run(["--help"])[0]:
        pytest.skip(f"mypy {mypy_version} has no workers")
    shop = warmed({**SHOP, "shop/models.py": UNMAPPED})
    alone = mypy(shop)
    (shop / "shop/use.py").write_text(f"{USE}\n")
    command = [sys.executable, "-m", "mypy", f"--config-file={shop}/pyproject.toml", f"--cache-dir={shop}/cache", "-n2"]
    done = subprocess.run(
        [*command, "--no-error-summary", str(shop / "shop")], capture_output=True, text=True, check=False
    )
    assert done.stdout.replace(f"{shop}/", "") == alone, done.stderr


def test_a_daemon_notices_an_edited_model_and_reads_options_when_it_starts(warmed: Callable[..., Path]) -> None:
    shop = warmed(SHOP)
    command = [str(Path(sys.executable).parent / "dmypy"), f"--status-file={shop}/status.json"]

    def run(*arguments: str) -> str:
        done = subprocess.run([*command, *arguments], cwd=shop, capture_output=True, text=True, check=False)
        return done.stdout.replace(f"{shop}/", "")

    checked = ("check", str(shop / "shop"))
    settings = (f"--config-file={shop}/pyproject.toml", f"--cache-dir={shop}/cache", "--no-error-summary")
    run("start", "--timeout=120", "--", *settings)
    try:
        assert run(*checked) == ""
        (shop / "shop/models.py").write_text(UNMAPPED)
        assert run(*checked).startswith(REFUSED)
        (shop / "pyproject.toml").write_text(SETTINGS.replace("app.models.Listed", "shop.models.Order"))
        assert run(*checked).startswith(REFUSED), "what the documentation says of options and daemons"
    finally:
        run("stop")


@pytest.mark.parametrize("rule", TYPED_RULES)
def test_the_example_of_a_typed_rules_page_is_reported_and_its_remedy_is_not(
    rule: str, warmed: Callable[..., Path]
) -> None:
    wrong, right = re.findall(r"```python\n(.*?)```", page_of(rule), re.DOTALL)
    lenient = SETTINGS.replace("strict = true\n", "")
    said = mypy(warmed({"wrong.py": wrong, "right.py": right}, lenient))
    last = len(wrong.splitlines())
    assert re.sub(r"error: .*  ", "", said) == f"wrong.py:{last}: [{rule}]\n"


NOTHING = {
    "unknown key": ("untyped-qery = true", 'unknown key "untyped-qery"; did you mean "untyped-query"?'),
    "wrong type": ('repair-scalar = "no"', "repair-scalar: must be true or false, not 'no'"),
    "no list": ('mapped-classes = "app.User"', "mapped-classes: must be a list of strings, not 'app.User'"),
}


WRONG = """\
[tool.mypy]
plugins = ["lint_rules.mypy_plugin"]

[tool.session-lint.mypy]
"""


@pytest.mark.parametrize("wrong", NOTHING.values(), ids=NOTHING)
def test_a_wrong_option_is_one_clear_line(wrong: tuple[str, str], tmp_path: Path) -> None:
    entry, message = wrong
    file = tmp_path / "pyproject.toml"
    file.write_text(f"{WRONG}{entry}\n")
    out, err, status = api.run([f"--config-file={file}", f"--cache-dir={tmp_path}/cache", "-c", "x = 1"])
    assert (out, err, status) == ("", f"{file}: tool.session-lint.mypy: {message}\n", 2)


STUB = {"sqlalchemy/__init__.pyi": "", "sqlalchemy/orm/__init__.pyi": "from .session import Session as Session\n"}
STUB["sqlalchemy/orm/session.pyi"] = "class Session:\n    def query(self, entity: object) -> None: ...\n"
STUBBED = {**STUB, "use.py": USE.replace("Order | None", "None").replace(".first()", ""), "shop/models.py": UNMAPPED}


def test_an_option_that_changes_makes_cached_results_stale_also_beside_an_ini_file(tmp_path: Path) -> None:
    ini = f"[mypy]\nplugins = lint_rules.mypy_plugin\nmypy_path = {tmp_path}\n"
    written(tmp_path, "", {**STUBBED, "mypy.ini": ini})
    command = [f"--config-file={tmp_path}/mypy.ini", f"--cache-dir={tmp_path}/cache", "--no-site-packages"]
    assert "not a mapped class" in api.run([*command, f"{tmp_path}/use.py"])[0]
    (tmp_path / "pyproject.toml").write_text('[tool.session-lint.mypy]\nmapped-classes = ["shop.models.Order"]\n')
    assert api.run([*command, f"{tmp_path}/use.py"])[0] == "Success: no issues found in 1 source file\n"


EVERYTHING = """\
from enum import Enum
from sqlalchemy import Column, Integer, select
from sqlalchemy.orm import DeclarativeBase, Session, joinedload, relationship, with_loader_criteria
from session_status import StatusMapping

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    orders = relationship("Order")

class Status(Enum):
    OPEN = "open"

def everything(db: Session) -> None:
    StatusMapping(Status, {Status.OPEN: "open"})
    select(Order).join(Order).options(with_loader_criteria(Order, True), joinedload("*"))
    db.query(Order).filter_by(id=1)
    db.query(Order).join(Order)
    db.add(Order())
    db.add_all([Order()])
    db.scalar(select(Order))
    1 + "still"
    Order.id.in_([1])
"""


CHECKS = {
    "check_entities": "session.query",
    "check_loaders": "sqlalchemy.orm.joinedload",
    "check_criteria": "sqlalchemy.orm.with_loader_criteria",
    "check_instance": "session.add",
    "check_instances": "session.add_all",
    "check_mapping": "StatusMapping",
    "check_typed": "session.scalar",
    "as_scalar": "session.scalar",
    "as_column": "legacy columns",
    "as_mapped": "Column",
    "as_related": "relationship",
    "check_filter_by": "statement.filter_by",
    "check_constructor": "constructor",
    "check_options": "statement.options",
}


def test_hooks_that_fail_end_no_run_and_each_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, warmed: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    folder = warmed({"everything.py": EVERYTHING})
    for check in CHECKS:
        monkeypatch.setattr(hooks, check, fail)
    assert 'Unsupported operand types for + ("int" and "str")' in mypy(folder)
    lines = [line for line in capfd.readouterr().err.splitlines() if "planted" in line]
    told = [re.match(r"session-lint: internal error in the mypy plugin, (.*?) at .*\.py:\d+: ", line) for line in lines]
    names = [found[1] for found in told if found]
    assert len(names) == len(lines) == len(set(names))
    assert set(CHECKS.values()) <= set(names)


def test_questions_about_names_that_fail_end_no_run(
    warmed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import lint_rules.mypy_plugin as entry  # noqa: PLC0415  what is patched

    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    for name in ("is_session", "legacy_column", "remember"):
        monkeypatch.setattr(entry, name, fail)
    mypy(warmed({"everything.py": EVERYTHING}))
    told = capfd.readouterr().err.splitlines()
    names = [line.rpartition(",")[2].partition(":")[0].partition(" at ")[0].strip() for line in told]
    assert sorted(names) == ["class attributes", "class statements", "receivers"]


def test_without_sqlalchemy_in_the_checked_environment_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "from sqlalchemy.orm import Session\ndef f(db: Session) -> None:\n    db.query(int)\n"
    )
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.mypy]\nplugins = ["lint_rules.mypy_plugin"]\n')
    fixed = [f"--config-file={file}", f"--cache-dir={tmp_path}/cache", str(tmp_path / "use.py")]
    for options in (["--no-site-packages", "--ignore-missing-imports"], ["--follow-imports=skip"]):
        assert api.run([*fixed, *options]) == ("Success: no issues found in 1 source file\n", "", 0)


def test_a_mypy_that_is_too_old_is_told_of_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = lint_rules.mypy_plugin\n")
    code = (
        "import mypy.version; mypy.version.__version__ = '1.18.2'; from mypy.main import main; "
        "main(args=['--config-file=mypy.ini', '-c', 'x = 1'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    place = 'mypy.ini:2: error: Error importing plugin "lint_rules.mypy_plugin": '
    remedy = "it needs mypy 1.19 or newer, and this is 1.18.2; update mypy  [misc]\n"
    assert (done.stderr, done.returncode) == (place + remedy, 2)


LEGACY = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
"""
AFTER = """\
from legacy import Order

def some() -> None:
    Order.id.in_([1])
    1 + "planted"
"""


def test_what_follows_a_legacy_column_is_checked_with_the_repair_and_not_without(warmed: Callable[..., Path]) -> None:
    files = {"legacy.py": LEGACY, "after.py": AFTER}
    planted = 'after.py:5: error: Unsupported operand types for + ("int" and "str")  [operator]\n'
    shop = warmed(files)
    assert mypy(shop) == planted
    (shop / "after.py").write_text(f"{AFTER}\n")  # the model comes from the cache now
    assert mypy(shop) == planted
    assert mypy(warmed(files, f"{SETTINGS}repair-legacy-columns = false\n")) == ""


def test_every_option_has_a_key_that_is_checked() -> None:
    assert set(KEYS) == {name.replace("_", "-") for name in fields(PluginOptions)}


def test_importing_the_plugin_imports_no_libcst_and_nothing_that_reads_projects() -> None:
    code = "import sys, lint_rules.mypy_plugin; print(*(n for n in sys.modules if n.startswith(('libcst', 'lint_rules.'))))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    expected = {"mypy_plugin", "mypy_checks", "known_names", "suppression", "errors", "frozen", "source"}
    assert {name.split(".")[1] for name in loaded} == expected
