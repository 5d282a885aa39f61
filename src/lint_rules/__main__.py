"""`python -m lint_rules` is `session-lint`."""

from __future__ import annotations

import sys

from lint_rules.cli import main

if __name__ == "__main__":
    sys.exit(main())
