"""How often is read, and how long reads have failed -> the seconds until the next one."""

LONGEST_PAUSE = 5.0
"""Seconds between two tries while the database fails; the interval, where that is longer."""
WOKEN_PAUSE = 0.1
"""How much of the interval lies between two reads even where every one is woken early."""


def pause_after(interval: float, failures: int) -> float:
    """Choose how long to rest.

    Args:
        interval: Seconds between two reads that succeed.
        failures: How many reads failed one after another, up to now.

    Returns:
        Seconds until the next read: the interval, or up to LONGEST_PAUSE the longer reads have failed.
    """
    return min(interval * 2.0 ** min(failures, 16), max(interval, LONGEST_PAUSE))
