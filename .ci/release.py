"""The project's files and a tag -> sdist and wheel in dist/, the release's notes, or every reason why there is no release.

.ci/release.py version            the version that pyproject.toml says
.ci/release.py check TAG OWNER/REPOSITORY
.ci/release.py notes              the version's lines of the changelog
.ci/release.py build              needs hatchling
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"


def project() -> dict[str, Any]:
    """Return the table `project` of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def obstacles(tag: str, repository: str) -> Iterator[str]:
    """Yield each reason why this tag of this repository (`owner/name`) must not be released."""
    version = project()["version"]
    if tag != f"v{version}":
        yield f"the tag is {tag}, and pyproject.toml says {version}: tag v{version}, or change the version first"
    if not re.search(rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$", changelog(), re.MULTILINE):
        yield f"CHANGELOG.md has no line `## {version} (YYYY-MM-DD)`: run `towncrier build`, or write the date"
    fragments = sorted(path.name for path in (ROOT / "changelog.d").glob("*.*.md"))
    if fragments:
        yield f"changelog.d still holds {', '.join(fragments)}: run `towncrier build`"
    home = f"https://github.com/{repository}"
    for label, address in project()["urls"].items():
        if not address.startswith((home, pages(repository))):
            yield f"[project.urls] {label} is {address}: write an address below {home} or {pages(repository)}"


def pages(repository: str) -> str:
    """Return where GitHub shows a repository's pages."""
    owner, _, name = repository.partition("/")
    return f"https://{owner.lower()}.github.io/{name}"


def changelog() -> str:
    """Return the text of the changelog."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def notes() -> str:
    """Return what the changelog says below the version's heading."""
    version = project()["version"]
    sections = re.split(r"^## (\S+).*\n", changelog(), flags=re.MULTILINE)
    texts = dict(zip(sections[1::2], sections[2::2], strict=True))
    if version not in texts:
        raise SystemExit(f"CHANGELOG.md has no section for {version}")
    return texts[version].strip()


def build() -> None:
    """Build the sdist, and the wheel from what the sdist holds: whoever repackages it has nothing else."""
    shutil.rmtree(DIST, ignore_errors=True)
    hatchling("sdist", ROOT)
    with tempfile.TemporaryDirectory() as folder:
        (sdist,) = DIST.glob("*.tar.gz")
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (unpacked,) = Path(folder).iterdir()
        hatchling("wheel", unpacked)
    print(*sorted(path.name for path in DIST.iterdir()), sep="\n")


def hatchling(target: str, folder: Path) -> None:
    """Build one distribution of a folder into dist/."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(DIST)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> int:
    """Do what the command line says; 1 where there is a reason against the release, 2 where the command is none."""
    match arguments:
        case ["version"]:
            print(project()["version"])
        case ["notes"]:
            print(notes())
        case ["build"]:
            build()
        case ["check", tag, repository]:
            reasons = [*obstacles(tag, repository)]
            print(*reasons, sep="\n", end="\n" if reasons else "")
            return bool(reasons)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
