"""The example application -> a temporary folder, where its list page is shown before and after, and then linted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parent / "coachdesk"
BIN = Path(sys.executable).parent
FOUND_SOMETHING = 1


def main() -> int:
    """Run the demonstration; 0 when both pages were printed and the checker found the bug."""
    folder = Path(tempfile.mkdtemp(prefix="session-status-demo-"))
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    if subprocess.run([sys.executable, "page.py"], cwd=folder, check=False).returncode != 0:
        print("the pages should have been printed")
        return 2
    print("WHY: what the checker says of the page before", flush=True)
    if _run(folder, str(BIN / "session-lint"), "check", ".") != FOUND_SOMETHING:
        print("the checker should have found the bug and left with 1")
        return 2
    print(_next_commands(folder))
    return 0


def _run(folder: Path, *command: str) -> int:
    print(f"\n$ cd {folder} && {' '.join([Path(command[0]).name, *command[1:]])}\n", flush=True)
    return subprocess.run(command, cwd=folder, check=False).returncode


def _next_commands(folder: Path) -> str:
    lint = BIN / "session-lint"
    return "\n".join(
        [
            "Next commands to try:",
            f"  {lint} rule shadowed-import",
            f"  {lint} check {folder} --output-format concise",
            f"  {lint} check path/to/your/project",
            "  make test",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
