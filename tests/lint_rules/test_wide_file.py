"""Work on a file grows in a line with its width: a thousand columns, imports or members of one file cost no millions of steps."""

from __future__ import annotations

import pytest
from benchmarks.wide_file import SHAPES, check


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_width_takes_twice_the_calls(shape: str) -> None:
    few, many, more = (check(SHAPES[shape](width))[0] for width in (60, 120, 180))
    assert many - few == pytest.approx(more - many, rel=0.02)
