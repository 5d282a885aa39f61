"""Dotted names <-> files: where imports lead in every way that projects are laid out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.options import ResolutionOptions


def laid_out(root: Path, *files: str, src: tuple[str, ...] = ()) -> ModuleResolver:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()
    return ModuleResolver(root, src=src)


def led(layout: ModuleResolver, dotted: str, importer: str) -> str | None:
    found = layout.find(dotted, layout.root / importer)
    return None if found is None else found.relative_to(layout.root).as_posix()


def test_a_package_is_found_from_the_root_and_from_src(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "a/__init__.py", "a/b.py", "src/c/__init__.py", "src/c/d.py")
    assert led(layout, "a.b", "src/c/d.py") == "a/b.py"
    assert led(layout, "c.d", "a/b.py") == "src/c/d.py"
    assert led(layout, "c", "src/c/d.py") == "src/c/__init__.py"


def test_the_nearest_package_of_a_name_is_meant(tmp_path: Path) -> None:
    layout = laid_out(
        tmp_path, *(f"services/{one}/app/{file}" for one in ("api", "worker") for file in ("__init__.py", "m.py"))
    )
    assert led(layout, "app.m", "services/api/app/__init__.py") == "services/api/app/m.py"
    assert led(layout, "app.m", "services/worker/tests/test_m.py") == "services/worker/app/m.py"


def test_configured_folders_are_the_only_ones_that_imports_start_from(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "lib/a.py", "a.py", "b.py", src=("lib",))
    assert led(layout, "a", "b.py") == "lib/a.py"
    assert led(layout, "b", "a.py") is None


def test_a_folder_without_init_is_a_namespace(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "company/billing/models.py", "company/docs/readme.md")
    assert led(layout, "company.billing.models", "main.py") == "company/billing/models.py"
    assert led(layout, "company.docs", "main.py") is None


def test_inside_a_package_a_neighbour_is_not_imported_by_its_bare_name(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "app/__init__.py", "app/redis.py", "app/main.py", "script/redis.py", "script/run.py")
    assert led(layout, "redis", "app/main.py") is None
    assert led(layout, "redis", "script/run.py") == "script/redis.py"


@pytest.mark.parametrize("name", ["json", "types", "sqlalchemy", "sqlmodel", "pydantic"])
def test_a_file_named_as_a_library_does_not_stand_in_for_it(name: str, tmp_path: Path) -> None:
    layout = laid_out(tmp_path, f"{name}.py", "main.py")
    assert led(layout, name, "main.py") is None
    assert layout.relative(1, name, tmp_path / "main.py") == tmp_path / f"{name}.py"


def test_source_comes_before_its_stub_and_a_package_before_a_module(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "a.py", "a.pyi", "b.pyi", "c.py", "c/__init__.py", "d/__init__.pyi")
    assert [led(layout, name, "main.py") for name in "abcd"] == ["a.py", "b.pyi", "c/__init__.py", "d/__init__.pyi"]


def test_a_relative_import_does_not_leave_the_project(tmp_path: Path) -> None:
    layout = laid_out(tmp_path / "project", "app/__init__.py", "app/main.py")
    (tmp_path / "other.py").touch()
    importer = tmp_path / "project/app/main.py"
    assert layout.relative(2, "app", importer) == tmp_path / "project/app/__init__.py"
    assert layout.relative(3, "other", importer) is None
    assert layout.relative(50, "other", importer) is None


def test_a_root_that_is_itself_a_package_can_be_imported_by_its_name(tmp_path: Path) -> None:
    layout = laid_out(tmp_path / "app", "__init__.py", "models.py", "web/__init__.py")
    assert led(layout, "app.models", "web/__init__.py") == "models.py"
    assert layout.dotted(layout.root / "models.py") == "app.models"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("main.py", "main"),
        ("a/__init__.py", "a"),
        ("a/b/c.py", "a.b.c"),
        ("src/d/e.py", "d.e"),
        ("services/api/f/__init__.py", "services.api.f"),
    ],
)
def test_a_file_has_the_name_under_which_it_is_imported(file: str, name: str, tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "a/__init__.py", "a/b/__init__.py", file)
    assert layout.dotted(tmp_path / file) == name


def test_a_package_by_a_symbolic_link_is_another_package(project_of: ProjectOf, tmp_path: Path) -> None:
    written = project_of(
        {"lib/__init__.py": "", "lib/m.py": "class A: ...\n", "main.py": "import lib.m, twin.m\nat('x', twin.m.A)\n"}
    )
    (tmp_path / "twin").symlink_to("lib", target_is_directory=True)
    assert written.names("main.py") == {"x": "twin.m.A"}


def test_a_link_to_its_own_folder_ends(project_of: ProjectOf, tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/again").symlink_to(tmp_path / "pkg", target_is_directory=True)
    written = project_of({"pkg/__init__.py": "", "main.py": f"import pkg{'.again' * 30}\nat('x', pkg.again.again)\n"})
    assert written.names("main.py") == {"x": "module pkg.again.again"}


def test_configured_folders_reach_the_resolver(project_of: ProjectOf) -> None:
    sources = {"deep/down/a.py": "class A: ...\n", "main.py": "from a import A\nat('x', A)\n"}
    assert project_of(sources, ResolutionOptions(src=("deep/down",))).names("main.py") == {"x": "a.A"}


STRAY = (
    "back/__init__.py",
    "back/app/__init__.py",
    "back/app/models.py",
    "back/app/web/__init__.py",
    "back/app/web/page.py",
)


def test_a_package_that_holds_the_root_by_mistake_hides_nothing(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, *STRAY, "back/tests/__init__.py", "back/tests/test_app.py", "back/run.py")
    for importer in ("back/app/web/page.py", "back/tests/test_app.py", "back/run.py"):
        assert led(layout, "app.models", importer) == "back/app/models.py"


def test_a_root_that_is_a_package_by_mistake_does_not_hide_a_package_from_its_own_files(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "__init__.py", "app/__init__.py", "app/web/__init__.py", "app/web/page.py")
    assert led(layout, "app", "app/web/page.py") == "app/__init__.py"


@pytest.mark.parametrize("inside", ["plots", "plots/views"])
def test_a_package_that_is_called_as_a_library_does_not_hide_it_from_its_own_files(inside: str, tmp_path: Path) -> None:
    packages = [f"{folder}/__init__.py" for folder in ("plots", "plots/views") if inside.startswith(folder)]
    files = (f"{inside}/matplotlib/__init__.py", f"{inside}/matplotlib/axes.py")
    layout = laid_out(tmp_path, *packages, *files)
    assert layout.find("matplotlib", tmp_path / files[1]) is None
    assert layout.find("matplotlib.pyplot", tmp_path / files[1]) is None


@pytest.mark.parametrize("mark", ["pyproject.toml", "setup.cfg", "setup.py"])
def test_a_folder_that_is_distributed_is_no_package_whatever_it_holds(mark: str, tmp_path: Path) -> None:
    layout = laid_out(tmp_path, *STRAY, f"back/{mark}", "back/run.py")
    assert led(layout, "app", "back/run.py") == "back/app/__init__.py"
    assert layout.dotted(tmp_path / "back/app/models.py") == "app.models"


def test_a_stray_init_in_the_root_lets_no_import_leave_the_project(tmp_path: Path) -> None:
    layout = laid_out(tmp_path / "project", "__init__.py", "pyproject.toml", "app/__init__.py", "app/m.py")
    (tmp_path / "other.py").touch()
    assert led(layout, "app.m", "app/m.py") == "app/m.py"
    assert layout.find("other", layout.root / "app/m.py") is None
    assert layout.dotted(layout.root / "app/m.py") == "app.m"


def test_a_nearer_package_without_the_module_does_not_hide_the_one_that_has_it(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, "app/__init__.py", "app/models.py", "jobs/app/__init__.py", "jobs/run.py")
    assert led(layout, "app.models", "jobs/run.py") == "app/models.py"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("back/packages/shop-core/src/shop_core/models.py", "shop_core.models"),
        ("back/packages/shop-core/src/shop_core/__init__.py", "shop_core"),
        ("back-end/app/models.py", "app.models"),
        ("libs/src/deep/er.py", "deep.er"),
    ],
)
def test_a_file_deep_inside_has_the_name_that_one_would_import(file: str, name: str, tmp_path: Path) -> None:
    layout = laid_out(tmp_path, file)
    assert layout.dotted(tmp_path / file) == name
