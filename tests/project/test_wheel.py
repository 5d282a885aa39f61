"""The wheel, installed where there is no source -> both commands, the checker and the demonstration."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest
from tests.environment import uncounted

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = {"newest": ROOT / ".venv", "lowest": ROOT / ".venv-lowest"}
ONLY_ON_3_11 = "the lowest versions of everything have wheels for Python 3.11 alone"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    builder = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", builder, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module", params=list(ENVIRONMENTS))
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the commands' folder of an environment that holds the wheel, and sees dependencies and no source."""
    dependencies = ENVIRONMENTS[request.param]
    if not (dependencies / "bin" / "python").exists():
        pytest.skip(ONLY_ON_3_11)
    folder = tmp_path_factory.mktemp(request.param)
    venv.create(folder, symlinks=True)
    # What a .pth file names is only looked into: the link to our source that lies in there is not followed.
    (site,) = folder.glob("lib/python*/site-packages")
    (packages,) = dependencies.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{packages}\n")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"]
    subprocess.run([*pip, "--quiet", "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True)
    return folder / "bin"


def run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env={**uncounted("PYTHON"), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_both_packages_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    program = "import lint_rules, pytest_session_status, session_status as s; print(lint_rules.__file__, s.__file__)"
    done = run(installed / "python", "-W", "error", "-c", program, cwd=tmp_path)
    assert done.stderr == ""
    assert all(Path(file).is_relative_to(installed.parent) for file in done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("command", ["session-lint", "session-status"])
def test_a_command_tells_its_version(installed: Path, command: str, tmp_path: Path) -> None:
    done = run(installed / command, "--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{command} ")


@pytest.mark.slow
def test_the_demonstration_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", ROOT / "examples" / "demo.py", cwd=tmp_path, TMPDIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "shadowed-import" in done.stdout
    assert "statements: 1\n" in done.stdout.split("AFTER")[1]


@pytest.mark.slow
def test_what_the_checker_finds_is_mended_by_the_wheel(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\nclass Base(DeclarativeBase): ...\n"
        "class Session(Base):\n    __tablename__ = 'session'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    (tmp_path / "api.py").write_text(
        "from sqlalchemy.orm import Session\nfrom models import Session\n\n"
        "def page(db: Session):\n    return db.query(Session).all()\n"
    )
    assert run(installed / "session-lint", "check", ".", cwd=tmp_path).returncode == 1
    fixed = run(installed / "session-lint", "check", ".", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert (fixed.returncode, "Fixed 1 shadowed-import" in fixed.stderr) == (0, True), fixed.stdout + fixed.stderr


@pytest.mark.slow
def test_a_mapping_is_written_for_clients_by_the_wheel(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "states.py").write_text(
        "import enum\nfrom session_status import StatusMapping\n"
        "class Light(enum.Enum):\n    RED = 'stop'\n    GREEN = 'go'\nLIGHTS = StatusMapping.by_value(Light)\n"
    )
    done = run(installed / "session-status", "typescript", "states:LIGHTS", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"stop"' in done.stdout


MODEL = """
import enum
from typing import Annotated, Optional
from pydantic import BaseModel
from session_status import StatusMapping

class Light(str, enum.Enum):  # each value is the other one's word
    RED = "go"
    GREEN = "stop"

LIGHTS = StatusMapping(Light, {Light.RED: "stop", Light.GREEN: "go"})

class Crossing(BaseModel):
    lights: list[Annotated[Light, LIGHTS]] = [Light.RED]
    light: Annotated[Light, LIGHTS] = Light.RED
    other: Optional[Annotated[Light, LIGHTS]] = Light.GREEN

for mode in ("validation", "serialization"):
    shown = Crossing.model_json_schema(mode=mode)["properties"]
    assert {name: field["default"] for name, field in shown.items()} == {"lights": ["stop"], "light": "stop", "other": "go"}
read = Crossing.model_validate_json('{"light": "go"}')
assert read.light is Light.GREEN and read.model_dump(mode="json")["light"] == "go"
"""


@pytest.mark.slow
def test_a_mapping_annotates_models_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", "-W", "error", "-c", MODEL, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
