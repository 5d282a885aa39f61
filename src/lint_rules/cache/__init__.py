"""What earlier runs found, and whether it still holds."""

SETTLING = 2_000_000_000  # read by a run that is replayed before anything else, hence here, where it loads nothing
"""Nanoseconds after which a clock has moved on: a file that was written in the same tick as it was read keeps its stamp."""
