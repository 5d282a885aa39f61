"""Nothing -> both reports, printed."""

from __future__ import annotations

from benchmarks import checker, library

if __name__ == "__main__":
    print(library.report(), checker.report(), sep="\n\n")
