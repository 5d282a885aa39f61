"""Figures and gates of one run -> Markdown, put between two marks of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.desk import SEGMENTS_EACH
from benchmarks.gates import DEEP, DEEP_TOTAL, KEYSET, OURS, SIZES, Gate, Measured, alone, with_total
from benchmarks.meter import Figure, ratio


def run_report(runs: Mapping[tuple[str, int], Measured], judged: Sequence[Gate], machine: str) -> str:
    """Write a whole run.

    Args:
        runs: What was measured, by driver and number of sessions.
        judged: Its gates.
        machine: Where and with what it ran.
    """
    parts = [machine, gate_table(judged)]
    for (driver, sessions), measured in runs.items():
        parts += [f"### {driver}, {sessions:,} sessions, {sessions * SEGMENTS_EACH:,} segments", _table(measured)]
    return "\n\n".join(parts)


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between the marks `<!-- NAME -->` and `<!-- end of NAME -->`.

    Args:
        page: A page that has both marks.
        name: The name in the marks.
        text: What shall stand there.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    whole = page.read_text()
    if begin not in whole or end not in whole:
        raise ValueError(f"{page} has no marks {begin} and {end}")
    between = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    page.write_text(between.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", whole))


def gate_table(judged: Sequence[Gate]) -> str:
    """Write the gates, each with its figure, and whether it is kept.

    Args:
        judged: The gates.
    """
    missed = sum(not gate.met for gate in judged)
    rows = [f"| {gate.promise} | {gate.figure} | {'kept' if gate.met else '**broken**'} |" for gate in judged]
    return "\n".join(
        [f"{len(judged) - missed} of {len(judged)} gates kept.", "", "| gate | measured | |", "|---|---|---|", *rows]
    )


def _table(measured: Measured) -> str:
    totals, scenarios = [with_total(size) for size in SIZES], [*map(alone, SIZES), DEEP, DEEP_TOTAL, KEYSET]
    columns = [*totals, *scenarios]
    heading = ["wall / client CPU, ms", "statements", *columns, "50, with total: ratio", "deep, with total: ratio"]
    rows = [_row(way, measured, columns) for way in measured[with_total(50)]]
    return "\n".join([_line(heading), _line(["---"] * len(heading)), *map(_line, rows)])


def _row(way: str, measured: Measured, columns: Sequence[str]) -> list[str]:
    statements = dict.fromkeys(str(measured[with_total(size)][way].statements) for size in SIZES)
    ratios = [_ratio(way, measured[scenario]) for scenario in (with_total(50), DEEP_TOTAL)]
    return [way, " / ".join(statements), *(_cell(measured[column].get(way)) for column in columns), *ratios]


def _cell(figure: Figure | None) -> str:
    return "" if figure is None else f"{_short(figure.wall)} / {_short(figure.cpu)}"


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"  # noqa: PLR2004 -- three digits


def _ratio(way: str, figures: Mapping[str, Figure]) -> str:
    return f"{ratio(figures[way].walls, figures[OURS].walls):.2f}" if way in figures else ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
