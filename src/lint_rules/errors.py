"""The way out of a run that cannot begin or go on: one line with place and remedy."""

from __future__ import annotations


class Failed(Exception):  # noqa: N818  it ends a run, and is no error of the program
    """The run failed; the message is one line with place and remedy."""


class Interrupted(Exception):  # noqa: N818  the same
    """The run was interrupted in the middle of its changes; the message says how far it came."""
