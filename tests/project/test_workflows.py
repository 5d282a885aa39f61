"""The files for GitHub -> each fits its published schema, and each command of a workflow is one that exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").iterdir() if path.name != "config.yml")
SCHEMAS = [
    *((path, "github-workflows") for path in WORKFLOWS),
    *((path, "github-issue-forms") for path in FORMS),
    (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "github-issue-config"),
    (GITHUB / "dependabot.yml", "dependabot"),
]


def judged(path: Path, schema: str) -> subprocess.CompletedProcess[str]:
    """Judge a file by a schema that check-jsonschema carries: no network is asked."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "schema"), SCHEMAS, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_a_file_for_github_fits_its_schema(path: Path, schema: str) -> None:
    done = judged(path, schema)
    assert done.returncode == 0, done.stdout


def test_a_key_that_no_workflow_has_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "ci.yml").write_text("on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    step: []\n")
    assert judged(tmp_path / "ci.yml", "github-workflows").returncode == 1


def jobs() -> dict[str, dict[str, Any]]:
    """Return every job of every workflow, by `file:job`."""
    workflows = {path.stem: yaml.safe_load(path.read_text()) for path in WORKFLOWS}
    return {f"{name}:{job}": body for name, workflow in workflows.items() for job, body in workflow["jobs"].items()}


def commands() -> Iterator[str]:
    """Yield what workflows have a shell do, a line each."""
    for job in jobs().values():
        for step in job.get("steps", []):
            yield from step.get("run", "").splitlines()


def test_a_workflow_runs_only_scripts_and_targets_that_exist() -> None:
    scripts = {match[0] for line in commands() for match in re.finditer(r"\.ci/[\w.-]+", line)}
    targets = {match[1] for line in commands() for match in re.finditer(r"\bmake ([\w-]+)", line)}
    assert scripts == {".ci/run", ".ci/library", ".ci/release.py", ".ci/try-sdist", ".ci/try-wheel"}
    assert all(os.access(ROOT / script, os.X_OK) or script.endswith(".py") for script in scripts)
    made = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    assert targets <= set(made)


def test_every_job_of_a_shell_ends_by_a_time_of_its_own() -> None:
    assert [name for name, job in jobs().items() if "uses" not in job and "timeout-minutes" not in job] == []


def test_only_publishing_and_pages_may_do_more_than_read() -> None:
    writers = {name for name, job in jobs().items() if "permissions" in job}
    assert writers == {"release:publish", "release:announce", "docs:deploy"}
    assert all(yaml.safe_load(path.read_text())["permissions"] == {"contents": "read"} for path in WORKFLOWS)


def rows(job: str) -> list[dict[str, Any]]:
    """Return the rows of a job's matrix: the products of its lists, and what is included beside them."""
    matrix: dict[str, Any] = jobs()[job]["strategy"]["matrix"]
    products: list[dict[str, Any]] = [{}]
    for key, values in matrix.items():
        if key != "include":
            products = [{**row, key: value} for row in products for value in values]
    return [*products, *matrix["include"]]


def test_a_python_that_the_distribution_claims_is_one_that_a_job_must_pass_on() -> None:
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    claimed = {found[1] for line in classifiers if (found := re.search(r":: (3\.\d+)$", line))}
    for job in ("ci:library", "ci:checker"):
        assert {row["python"] for row in rows(job) if not row["unproven"]} == claimed


@pytest.mark.parametrize("job", ["ci:everything", "ci:library", "ci:checker"])
def test_a_row_that_may_fail_says_so_in_its_name(job: str) -> None:
    body = jobs()[job]
    assert body["continue-on-error"] == "${{ matrix.unproven }}"
    assert "${{ matrix.unproven && ' (never run yet, may fail)' || '' }}" in body["name"]
    assert all(isinstance(row["unproven"], bool) for row in rows(job))
