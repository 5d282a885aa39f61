"""A release and its interpreter -> how often the resolver's claims agree with really importing it, and where they differ."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lint_rules.oracle.resolution import witness
from tests.lint_rules.oracle.resolution.claims import Claim, claims_of, opened


@dataclass(slots=True)
class Agreement:
    """What the claims about a release come to.

    Attributes:
        counts: How many verdicts there are, by `about verdict`.
        differences: Each claim that is wrong: what it says, and what is really there.
        unknown: Why nothing is claimed of what is a class or a module, and how often.
    """

    counts: Counter[str] = field(default_factory=Counter[str])
    differences: list[str] = field(default_factory=list[str])
    unknown: Counter[str] = field(default_factory=Counter[str])

    def share(self, about: str) -> float:
        """Return the share of right ones among the claims of one kind that can be judged."""
        agreed, different = self.counts[f"{about} agrees"], self.counts[f"{about} differs"]
        return agreed / (agreed + different) if agreed + different else 1.0


def agreement(root: Path, python: str, modules: Sequence[str] | None = None, *, prelude: str = "") -> Agreement:
    """Import a release, and compare.

    Args:
        root: The folder that holds its packages.
        python: An interpreter that has what it imports.
        modules: The modules whose claims are judged; all, if not given.
        prelude: Statements to run first, where a release has to be set up before it can be imported.

    Raises:
        RuntimeError: The interpreter ended without an answer.
    """
    root = root.resolve()
    project = opened(root)
    paths = modules_in(root)
    claims = {name: claims_of(project, paths[name]) for name in modules or paths}
    found = Agreement()
    for name, claim, (verdict, real) in _judged(root, python, claims, prelude):
        found.counts[f"{claim['about']} {verdict}"] += 1
        if verdict == "differs":
            found.differences.append(_told(name, claim, real))
        if verdict == "unknown":
            found.unknown[f"{claim['about']}: {_why(claim)}"] += 1
    return found


def modules_in(root: Path) -> dict[str, Path]:
    """Return the modules of a release that an import can name; tests are none of it."""
    paths = [path for path in sorted(root.rglob("*.py")) if "tests" not in path.relative_to(root).parts]
    named = {path: [*path.relative_to(root).parent.parts, path.stem] for path in paths}
    return {
        ".".join(parts).removesuffix(".__init__"): path
        for path, parts in named.items()
        if all(part.isidentifier() for part in parts)
    }


def _judged(
    root: Path, python: str, claims: dict[str, list[Claim]], prelude: str
) -> Iterator[tuple[str, Claim, tuple[str, str]]]:
    request = json.dumps({"root": str(root), "modules": claims, "prelude": prelude})
    command = [python, "-B", witness.__file__]
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    if not answer.stdout:
        raise RuntimeError(f"{root}: {python} ended with {answer.returncode}: {answer.stderr[-2000:]}")
    verdicts: dict[str, list[tuple[str, str]]] = json.loads(answer.stdout)
    for name, own in claims.items():
        for claim, judged in zip(own, verdicts[name], strict=True):
            yield name, claim, judged


def _why(claim: Claim) -> str:
    says: Any = claim["says"]
    return str(says["name"]) if claim["about"] in _DENOTING else str(says)


def _told(module: str, claim: Claim, real: str) -> str:
    says: Any = claim["says"]
    what = claim.get("name") or claim["class"]
    said = f"{says['is']} {says.get('name', says.get('path'))}" if claim["about"] in _DENOTING else str(says)
    of = f"{claim['class']}.{what}" if "class" in claim and what != claim["class"] else what
    number = f" {claim['number']}" if "number" in claim else ""
    return f"{claim['about']}{number} {module}:{claim['line']} {of}: {said}, really {real}"


_DENOTING = frozenset({"import", "name", "base"})
"""What claims are about that say what something denotes."""
