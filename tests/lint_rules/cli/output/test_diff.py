"""A diff that goes into a pipe is a patch: git and patch find each file by its name, whatever it is, and make of it what a fix makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lint_rules.cli.main import main
from lint_rules.cli.output.diff import quoted

CODE = "from sqlalchemy.orm import Session\nfrom models import Session\ndb.query(Session)\n"
NAMES = [
    *(b"plain.py", b"two words.py", "é日.py".encode(), b'quo"ted.py', b"back\\slash.py"),
    *(b"a\n::error::x.py", b"b\x1b[2J.py", b"c\xff.py", "d\u202e.py".encode(), b"tab\there.py", b"e\r.py"),
]
APPLY = {"git": ["git", "apply", "-p0", "-"], "patch": ["patch", "--quiet", "--strip=0"]}


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names there are always text")
@pytest.mark.parametrize("program", APPLY)
def test_a_patch_is_applied_whatever_the_files_are_called(
    program: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program}")
    fixed, patched = tmp_path / "fixed", tmp_path / "patched"
    for folder in (fixed, patched):
        folder.mkdir()
        (folder / "pyproject.toml").touch()
        (folder / "models.py").write_text("class Session: ...\n")
        for name in NAMES:
            (folder / os.fsdecode(name)).write_text(CODE)
    monkeypatch.chdir(patched)
    assert main(["check", "--diff", "--unsafe-fixes", "-q"]) == 1
    patch = capfdbinary.readouterr().out
    subprocess.run(APPLY[program], input=patch, check=True)
    monkeypatch.chdir(fixed)
    main(["check", "--fix", "--unsafe-fixes", "-q"])
    assert {path.name: path.read_bytes() for path in patched.iterdir()} == {
        path.name: path.read_bytes() for path in fixed.iterdir()
    }
    assert (fixed / "plain.py").read_text() != CODE


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_diff_is_one_line_that_steers_nothing(name: bytes) -> None:
    spelled = quoted(os.fsdecode(name))
    assert spelled.rstrip("\t").isprintable()
    assert spelled.startswith('"') == (name not in {b"plain.py", b"two words.py", "é日.py".encode()})
