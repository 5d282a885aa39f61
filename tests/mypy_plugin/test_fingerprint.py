"""mypy forgets what it cached under another version of the plugin: every file that the plugin is made of tells them apart."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import lint_rules
from lint_rules.mypy_plugin import fingerprint

PACKAGE = Path(lint_rules.__path__[0])
LOADED = (
    "import sys, lint_rules.mypy_plugin\n"
    "print(*(module.__file__ for name, module in sys.modules.items() if name.partition('.')[0] == 'lint_rules'), sep='\\n')"
)


def loaded() -> set[Path]:
    """The files that the plugin loads of this package."""
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    return {Path(line).relative_to(PACKAGE) for line in run.stdout.splitlines()}


def test_a_change_of_any_file_of_the_plugin_changes_its_fingerprint(tmp_path: Path) -> None:
    copy = tmp_path / "lint_rules"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    own = loaded() - {Path("mypy_plugin.py")}  # mypy itself looks at that one
    assert {Path("errors.py"), Path("known_names.py"), Path("mypy_checks/hooks.py")} <= own
    before = fingerprint(copy)
    unnoticed: list[Path] = []
    for path in own:
        content = (copy / path).read_bytes()
        (copy / path).write_bytes(content + b"\n")
        if fingerprint(copy) == before:
            unnoticed.append(path)
        (copy / path).write_bytes(content)
    assert unnoticed == []


def test_a_change_elsewhere_leaves_mypys_cache_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "lint_rules"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = fingerprint(copy)
    (copy / "rules" / "shadowed_import.py").write_text("")
    assert fingerprint(copy) == before
