"""pyproject.toml -> what an installer gets: packages, extras and commands, and what each import loads."""

from __future__ import annotations

import importlib.metadata
import re
import runpy
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.project.files import project_files

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def loaded_by(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter holds after `statement`."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_extra_all_names_every_other_but_what_a_cluster_has() -> None:
    left_out = {"all", *runpy.run_path(str(ROOT / ".ci" / "lowest.py"))["CLUSTERS"]}
    assert EXTRAS["all"] == [f"session-status[{','.join(name for name in EXTRAS if name not in left_out)}]"]


def test_the_changelog_has_an_entry_for_the_version() -> None:
    assert importlib.metadata.version("session-status") == PROJECT["version"]
    assert f"\n## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("package", ["lint_rules", "session_status"])
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / "src" / package / "py.typed").is_file()


def test_importing_the_library_loads_no_framework() -> None:
    unwanted = {"fastapi", "starlette", "hypothesis", "libcst", "mypy", "pytest", "lint_rules"}
    assert loaded_by("import session_status") & unwanted == set()


def test_importing_the_command_loads_no_library_that_only_a_fix_needs() -> None:
    unwanted = {"libcst", "sqlalchemy", "pydantic", "mypy", "hypothesis", "session_status"}
    assert loaded_by("import lint_rules.cli.main") & unwanted == set()


def test_a_wheel_holds_both_packages_with_their_marks_the_plugin_of_pytest_and_nothing_else(tmp_path: Path) -> None:
    builder = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", builder, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {"lint_rules/py.typed", "session_status/py.typed"} <= names
    tops = {name.partition("/")[0].split("-")[0] for name in names}
    assert tops == {"lint_rules", "session_status", "pytest_session_status.py"}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    builder = "import sys; from hatchling.build import build_sdist; build_sdist(sys.argv[1])"
    subprocess.run([sys.executable, "-c", builder, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.tar.gz"))


def test_the_sdist_holds_every_file_of_the_project(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert {path.relative_to(ROOT).as_posix() for path in project_files()} - packed == set()


@pytest.mark.slow
def test_the_tests_of_the_sdist_are_collected_where_there_is_nothing_else(sdist: Path) -> None:
    done = subprocess.run([ROOT / ".ci" / "try-sdist", sdist.parent], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"\d{4,} tests collected", done.stdout)
