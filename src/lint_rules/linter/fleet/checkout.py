"""An address and a commit -> a folder with the commit's files that a check reads. Nothing that a repository brings is run.

The commit is fetched into a new, empty repository, so no configuration, hook or template of another one counts. No checkout is made: the
files are written from their objects, which no filter and no attribute sees; links and submodules are left out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from lint_rules.errors import Failed
from lint_rules.source.discovery import NOTEBOOK, SUFFIXES
from lint_rules.source.limits import LARGEST_READ

PROTOCOLS = "https:ssh"
"""What is fetched over, unless the user's own `GIT_ALLOW_PROTOCOL` says otherwise: neither `ext::`, which runs programs, nor `file://`."""
_READ = (*SUFFIXES, NOTEBOOK, ".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".conf")
_READ_NAMES = frozenset({".gitignore"})
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.askPass": "",
    "fetch.recurseSubmodules": "false",
    "transfer.bundleURI": "false",
    "protocol.ext.allow": "never",
}
_FILE_MODES = frozenset({"100644", "100755"})
_NOT_OURS = frozenset({"", ".", "..", ".git"})


def check_out(address: str, commit: str, to: Path, *, seconds: float) -> None:
    """Write the files of a commit that a check reads into a new folder.

    Args:
        address: where git fetches from.
        commit: the commit, in full.
        to: the folder; it must not exist.
        seconds: how long a fetch may take.

    Raises:
        Failed: git is not installed, refuses, or takes too long; in one line.
    """
    (to / ".git").mkdir(parents=True)  # nothing above it belongs to it
    store = to.parent / f"{to.name}.objects"
    _git(["init", "--quiet", "--bare", "--template=", "--", str(store)], seconds)
    fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-gc"]
    _git([f"--git-dir={store}", *fetch, "--", address, commit], seconds)
    files = [*_files(store, commit, seconds)]
    digests = "".join(f"{digest}\n" for _, digest in files)
    objects = _git([f"--git-dir={store}", "cat-file", "--batch"], seconds, digests.encode())
    at = 0
    for name, _ in files:
        end = objects.index(b"\n", at)
        size = int(objects[at:end].rpartition(b" ")[2])
        path = to.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(objects[end + 1 : end + 1 + size])
        at = end + 1 + size + 1  # a line end closes each


def _files(store: Path, commit: str, seconds: float) -> Iterator[tuple[str, str]]:
    """Yield the files that a check reads, and their objects."""
    listing = _git([f"--git-dir={store}", "ls-tree", "-r", "-z", "--long", "--full-tree", commit], seconds)
    for entry in filter(None, listing.split(b"\0")):
        what, _, raw = entry.partition(b"\t")
        mode, _, digest, size = what.decode().split()
        name = os.fsdecode(raw)
        parts = name.split("/")
        is_read = name.endswith(_READ) or parts[-1] in _READ_NAMES
        is_safe = not any(part.lower() in _NOT_OURS or "\\" in part for part in parts)
        if mode in _FILE_MODES and is_read and is_safe and int(size) <= LARGEST_READ:
            yield name, digest


def _git(arguments: list[str], seconds: float, given: bytes = b"") -> bytes:
    settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    try:
        done = subprocess.run(  # noqa: S603  what a list says stands behind `--`, and is an address by its form
            ["git", *settings, *arguments],  # noqa: S607  the user's own git
            env=environment(os.environ),
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError:
        raise Failed("git is not installed, and addresses need it") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"git took longer than {seconds:g} seconds; --timeout gives more") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise Failed(f"git: {lines[-1]}")
    return done.stdout


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that git runs in: the user's, with nobody to ask, and without what points to another repository."""
    kept = {name: value for name, value in own.items() if not name.startswith("GIT_") or name in _OF_USER}
    return {
        "GIT_ALLOW_PROTOCOL": PROTOCOLS,
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        **kept,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


_OF_USER = frozenset({"GIT_ALLOW_PROTOCOL", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_CONFIG_GLOBAL", "GIT_SSL_CAINFO"})
