"""Runs session-lint within a limit of memory: `python -m lint_rules.linter.fleet.limited MIB ARGUMENTS…`."""

from __future__ import annotations

import runpy
import sys


def main() -> None:
    """Set the limit, where the system has one, and run."""
    mebibytes, *arguments = sys.argv[1:]
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        pass  # the limit of time still holds
    else:
        most = int(mebibytes) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.argv = ["session-lint", *arguments]
    runpy.run_module("lint_rules", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
