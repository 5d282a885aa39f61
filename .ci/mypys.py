"""Every Python and every mypy that are supported -> the plugin's tests, run with each pair in an environment of its own.

    .venv/bin/python .ci/mypys.py [NAME…]

A name is a Python, a mypy and, where that mypy is not to be compiled, `pure`: `3.13-2.4.1-pure`. Without names all pairs
are run. An environment is made once, in `.venv-mypys`; it needs uv, the Pythons on the path, and the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ROOT / ".venv-mypys"
PYTHONS = ("3.11", "3.12", "3.13")
MYPYS = ("1.19.1", "2.0.0", "2.4.1")
PAIRS = (*(f"{python}-{mypy}" for mypy in MYPYS for python in PYTHONS), *(f"{one}-{MYPYS[-1]}-pure" for one in PYTHONS))
NEEDED = ("pytest", "pytest-xdist", "hypothesis", "SQLAlchemy>=2.1")


def made(name: str) -> Path:
    """Make the environment of a pair, where it is not there; return its interpreter."""
    python, mypy, *pure = name.split("-")
    environment = ENVIRONMENTS / name
    if not (environment / ".ready").exists():
        options = ["--no-binary", "mypy"] if pure else []
        called("uv", "venv", "--quiet", "--allow-existing", "--python", python, environment)
        interpreter = f"--python={environment}/bin/python"
        called("uv", "pip", "install", "--quiet", interpreter, *options, f"mypy=={mypy}", *NEEDED)
        (environment / ".ready").touch()
    return environment / "bin" / "python"


def called(*command: str | Path) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True)


def passes(name: str) -> bool:
    """Run the plugin's tests with a pair, and say how that went."""
    python = made(name)
    settings = {"PYTHONPATH": f"{ROOT}/src", "PYTHONDONTWRITEBYTECODE": "1"}
    called(python, "-m", "mypy", "--version")
    command: list[str | Path] = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/mypy_plugin"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=False)
    print(f"== {name}: {'passes' if done.returncode == 0 else 'FAILS'}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    wanted = sys.argv[1:] or PAIRS
    unknown = sorted(set(wanted) - set(PAIRS))
    if unknown:
        raise SystemExit(f"no such pair: {', '.join(unknown)}; known are {', '.join(PAIRS)}")
    outcomes = [passes(name) for name in wanted]
    raise SystemExit(not all(outcomes))
