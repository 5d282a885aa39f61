"""`python -m lint_rules` is `session-lint`."""

import os
import sys

from lint_rules.cli import FAILED
from lint_rules.cli.main import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> "NoReturn":
    """Run the command line, and end the process at once: to take trees apart that nobody needs takes longer than many a run."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # either can be closed from the start
        try:
            stream.flush()
        except OSError:  # nobody is left who could be told; what matters has been written, or has failed, before
            code = code or FAILED
    os._exit(code)


if __name__ == "__main__":
    run()
