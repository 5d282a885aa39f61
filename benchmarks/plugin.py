"""Unpacked releases with their dependencies -> what the plugin finds there, what it costs, and which other errors change.

    python -m benchmarks.plugin SOURCES PYTHON [PAIRS]

SOURCES is a folder with one release's package in it, PYTHON the interpreter of an environment that has what it imports.
Each pair is one run without the plugin and one with it, in turn and without a cache; user CPU is compared by medians.
Not part of the tests: a run over a large release takes minutes, and releases are not part of this repository.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median

from lint_rules.typed.codes import RULES

# Not followed: what has nothing to do with a database and would take most of the time.
ASIDE = (
    "aiohttp boto3 botocore bs4 celery cryptography docker flask google httpx kubernetes langchain langchain_classic "
    "langchain_community langchain_core lxml marshmallow matplotlib networkx numpy openai opentelemetry pandas PIL plotly "
    "polars pyarrow redis requests scipy sklearn starlette sympy torch transformers uvicorn werkzeug"
).split()
SKIPPED = f"""
[[tool.mypy.overrides]]
module = {[name for package in ASIDE for name in (package, f"{package}.*")]}
follow_imports = "skip"
"""
PLUGIN = '[tool.mypy]\nplugins = ["lint_rules.mypy_plugin"]\n[tool.session-lint.mypy]\n'
SETTINGS = {
    "without": "[tool.mypy]\n",
    "with": PLUGIN,
    "without repairs": f"{PLUGIN}repair-legacy-columns = false\nrepair-scalar = false\n",
}
OPTIONS = (
    "--no-incremental --ignore-missing-imports --check-untyped-defs --hide-error-context --no-error-summary".split()
)
_CODE = re.compile(r"\[([\w-]+)\]$")


def run(settings: str, sources: Path, python: str) -> tuple[list[str], float]:
    """Run mypy over a release; return what it says and the user CPU seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "pyproject.toml")
        config.write_text(SETTINGS[settings] + SKIPPED)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [
            sys.executable,
            "-m",
            "mypy",
            f"--config-file={config}",
            f"--python-executable={python}",
            *OPTIONS,
            ".",
        ]
        done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode not in {0, 1} or done.stderr:
        raise SystemExit(f"mypy left with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout.splitlines(), seconds


def ours(line: str) -> bool:
    """Whether a message is the plugin's."""
    code = _CODE.search(line)
    return code is not None and code[1] in RULES


def others(lines: list[str]) -> Counter[str]:
    """Return the messages that are not."""
    return Counter(line for line in lines if not ours(line))


def changes(before: Counter[str], after: Counter[str]) -> list[str]:
    """Return what one run says and another does not, both ways."""
    return [f"- {line}" for line in (before - after).elements()] + [f"+ {line}" for line in (after - before).elements()]


def main(sources: Path, python: str, pairs: int) -> None:
    """Print findings, changes and figures."""
    seconds: dict[str, list[float]] = {"without": [], "with": []}
    said: dict[str, list[str]] = {}
    for _ in range(pairs):
        for settings, taken in seconds.items():
            said[settings], user = run(settings, sources, python)
            taken.append(user)
    said["without repairs"], _ = run("without repairs", sources, python)
    plain = others(said["without"])
    print(f"== {sources.name}: {plain.total()} other messages without the plugin")
    print(*[line for line in said["with"] if ours(line)], sep="\n")
    print(f"-- others that change with the repairs off: {changes(plain, others(said['without repairs']))}")
    repaired = changes(others(said["without repairs"]), others(said["with"]))
    print(f"-- others that change with the repairs on: {len(repaired)}", *repaired, sep="\n")
    low, high = median(seconds["without"]), median(seconds["with"])
    print(
        f"-- user CPU without {seconds['without']} with {seconds['with']}: {low:.2f} {high:.2f} {high / low - 1:+.2%}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3)  # noqa: PLR2004  given or not
