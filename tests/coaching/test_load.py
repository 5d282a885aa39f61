"""The measurement of the application under load, at a small size: that it runs, and counts what it should."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from benchmarks.application import CURSOR, NAIVE, OURS, report, run
from benchmarks.backends import sqlite
from benchmarks.load import Answered, has_wrk, together
from benchmarks.tables import put

SMALL = argparse.Namespace(sessions=300, seconds=1, rounds=1, connections=2, watchers=20)


@pytest.mark.skipif(not has_wrk(), reason="wrk is absent: install Debian's package wrk")
def test_the_list_page_under_load_costs_two_statements_fails_nowhere_and_nobody_misses_a_change() -> None:
    done = run(sqlite(), SMALL)
    statements = {way: asked.statements for (_, way), asked in done.pages.items()}
    # The token and the page; by hand the total too, and for rows each one's client, its transcript and count where it has one.
    assert statements == {OURS: 2, CURSOR: 2, NAIVE: 3 + 2 * 45 + 50}
    assert [asked.answered.errors for asked in done.pages.values()] == [0, 0, 0]
    assert all(asked.answered.rate > 0 for asked in done.pages.values())
    assert (done.told.clients, done.told.missed) == (20, 0)
    text = report([done], SMALL)
    assert text.count("\n| sqlite | 300 |") == 3


def test_rounds_are_put_together_by_their_medians_and_all_errors() -> None:
    rounds = [Answered(10, 1, 9, 0), Answered(30, 3, 7, 2), Answered(20, 2, 8, 1)]
    assert together(rounds) == Answered(20, 2, 8, 3)


def test_the_page_of_benchmarks_has_a_place_for_the_figures(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text((Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text())
    put(page, "application", "figures")
    assert "<!-- application -->\n\nfigures\n\n<!-- end of application -->" in page.read_text()
