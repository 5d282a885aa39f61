"""Arguments in, exit code out: the only package that prints."""

# Plain numbers: a run that is replayed reads them before anything else, and an enumeration takes longer to load than all of that.
NOTHING, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Nothing was found; something was found; the run itself failed; it was interrupted."""


def worst(*codes: int) -> int:
    """Return the exit code that counts: that the run failed above that something was found."""
    return max(codes, default=NOTHING)
