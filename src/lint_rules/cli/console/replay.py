"""A command line -> what a run of it came to before, as long as nothing that this rests on has changed.

A reply holds the stamps of everything that the run read: the program, the settings, the folders that were walked, every file that was
checked or that names led to. Only where all of them are as they were is it given again. Whatever is loaded here costs more than the
rest of such a run: hence only what the interpreter has loaded already.
"""

import os
import sys

from lint_rules.cache import SETTLING
from lint_rules.cache.digest import digest_of, seal_of
from lint_rules.cache.location import (
    kept_secret,
    named_folder,
    project_name,
    secret_folder,
    stated_secret,
    user_folder,
)
from lint_rules.source.own_files import read_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ENVIRONMENT = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM", "CI", "FORCE_HYPERLINK", "VTE_VERSION"),
    *("TERM_PROGRAM", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "COLUMNS"),
)
"""The variables that decide how a report looks."""
_MAGIC = b"session-lint reply 2 "
_MOST_REPLIES = 8

RecordedOutcome = tuple[int, str, tuple[str, ...]]
"""Exit code, text for standard output, lines for standard error."""


def replay(arguments: "Sequence[str]") -> RecordedOutcome | None:
    """Return the reply to a command line; None when there is none that still holds."""
    if not arguments or arguments[0] != "check":
        return None
    try:
        name = _name(arguments)
        for folder, secret in _places(arguments):
            reply = _read(os.path.join(folder, name), name, secret)  # noqa: PTH118  texts are ten times as fast as paths
            if reply is not None:
                return reply
    except OSError:  # the current folder is gone, or the caches are not ours: whatever runs next says so
        return None
    return None


def _places(arguments: "Sequence[str]") -> "Iterator[tuple[str, bytes]]":
    """Yield the folders that replies can lie in, one for each folder that the project's root can be, and the secret that seals them."""
    base, stated, kept = named_folder() or user_folder(), stated_secret(), dict[str, bytes | None]()
    if base is None:
        return
    for root in _folders(arguments):
        secret, home = stated, secret_folder(base, root)
        if secret is None and home is not None:
            secret = kept[home] if home in kept else kept.setdefault(home, kept_secret(home))
        if secret is not None:
            yield os.path.join(base, project_name(root, secret)), secret  # noqa: PTH118


def record(
    arguments: "Sequence[str]",
    reply: RecordedOutcome,
    root: str,
    files: "Iterable[str]",
    probed: "Iterable[str]",
    *,
    started: int,
) -> None:
    """Keep a reply, if everything that it rests on has settled; that it cannot be kept is no failure.

    Args:
        arguments: the command line.
        reply: what it came to.
        root: the project's root folder.
        files: the files and folders that were read.
        probed: what was only asked for, whether it is there.
        started: when the run began, in nanoseconds.
    """
    from lint_rules.cache.folder import folder_of  # noqa: PLC0415  few runs keep one

    exact, existing = sorted(files), sorted(probed)
    # What was written later can have changed while the run went on, or change again without a sign.
    stamps = _stamps(exact, existing, latest=started - SETTLING)
    if stamps is None:
        return
    code, text, said = reply
    parts = [*map(_encoded, (text, "\n".join(said))), stamps, _encoded("\0".join(exact)), _encoded("\0".join(existing))]
    body = b" ".join(str(number).encode() for number in (code, *map(len, parts))) + b"\n" + b"".join(parts)
    name = _name(arguments)
    try:
        folder = folder_of(root)
        folder.write(name, _header(name, body, folder.secret) + b"\n" + body)
        folder.tidy(".reply", _MOST_REPLIES)
    except OSError:
        return


def _name(arguments: "Sequence[str]") -> str:
    """Return the file name of a command line's reply, by all that decides what it comes to beside files."""
    is_terminal = sys.stdout.isatty()
    width = os.get_terminal_size(sys.stdout.fileno()).columns if is_terminal else 0
    said = [(name, os.environ.get(name)) for name in ENVIRONMENT]
    parts = (sys.version, sys.path, os.getcwd(), list(arguments), said, is_terminal, width)  # noqa: PTH109
    return digest_of(_encoded(repr(parts))) + ".reply"


def _folders(arguments: "Sequence[str]") -> "Iterator[str]":
    """Yield the folders that the project's root can be: those around what is named, and around the current one."""
    seen = set[str]()
    for start in ("", *arguments):
        here = os.path.abspath(start.partition("=")[2] or start)  # noqa: PTH100
        while here not in seen and os.path.exists(here):  # noqa: PTH110
            seen.add(here)
            yield here
            here = os.path.dirname(here)  # noqa: PTH120


def _header(name: str, body: bytes, secret: bytes) -> bytes:
    """Return the first line of a reply: a seal that holds for no other command line, and that only the user's runs can make."""
    return _MAGIC + seal_of(name.encode() + b"\n" + body, secret).encode()


def _read(path: str, name: str, secret: bytes) -> RecordedOutcome | None:
    try:
        read = read_own(path)
    except OSError:
        return None
    header, _, body = b"".partition(b"\n") if read is None else read[0].partition(b"\n")
    if header != _header(name, body, secret):
        return None
    try:
        return _restored(body)
    except ValueError:  # whole, and yet none of this program's
        return None


def _restored(body: bytes) -> RecordedOutcome | None:
    sizes, _, rest = body.partition(b"\n")
    code, *lengths = map(int, sizes.split())
    parts = list[bytes]()
    for length in lengths:
        parts.append(rest[:length])
        rest = rest[length:]
    text, said, stamps, exact, existing = parts
    if _stamps(_decoded(exact).split("\0"), _decoded(existing).split("\0")) != stamps:
        return None
    return code, _decoded(text), (*_decoded(said).split("\n"),) if said else ()


def _stamps(exact: "Iterable[str]", existing: "Iterable[str]", *, latest: int | None = None) -> bytes | None:
    """Return the stamps of paths; None where one was changed after `latest`."""
    stamps = list[str]()
    stat: Callable[[str], os.stat_result] = os.stat
    for path in exact:
        try:
            status = stat(path)
        except (OSError, ValueError):
            stamps.append("-")
            continue
        if latest is not None and max(status.st_mtime_ns, status.st_ctime_ns) > latest:
            return None
        stamps.append(f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino} {status.st_mode}")
    stamps += [str(os.path.exists(path)) for path in existing]  # noqa: PTH110
    return "\n".join(stamps).encode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
