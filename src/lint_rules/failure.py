"""The way out of a run that cannot begin or go on: one line with place and remedy."""

from __future__ import annotations


class Failed(Exception):  # noqa: N818  it ends a run, and is no error of the program
    """The run failed; the message is one line with place and remedy."""
