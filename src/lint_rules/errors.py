"""What goes wrong -> one line with place and remedy: the ways out of a run, and the known name that a misspelt one meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Failed(Exception):  # noqa: N818  it ends a run, and is no error of the program
    """The run failed; the message is one line with place and remedy."""


class Interrupted(Exception):  # noqa: N818  the same
    """The run was interrupted in the middle of its changes; the message says how far it came."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name`; None when none is like it."""
    from difflib import get_close_matches  # noqa: PLC0415  only mistakes pay for it

    spelled = name.lower().replace("_", "-")
    return next(iter(get_close_matches(spelled, list(known), n=1, cutoff=0.6)), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?`, or nothing when no known name is like `name`."""
    near = nearest(name, known)
    return f'; did you mean "{near}"?' if near else ""
