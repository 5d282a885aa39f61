"""Figures of one run -> which of the promises of speed are kept, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.meter import Figure, ratio

OURS, PER_CALL, PREBUILT, BY_HAND, RAW = (
    "session_status, prepared",
    "session_status, per call",
    "prebuilt SQLAlchemy",
    "driver by SQLAlchemy",
    "raw driver",
)
PEERS = ("advanced-alchemy", "fastcrud", "fastapi-pagination")
SIZES = (20, 50, 500)

Measured = Mapping[str, Mapping[str, Figure]]
"""What one driver measured at one size: a figure for each scenario and way."""

DEEP, DEEP_TOTAL, KEYSET = "deep", "deep, with total", "keyset"
OVER_PREBUILT, OVER_RAW, OVER_RAW_A_ROW = 1.15, 0.25, 0.003
GROWTH, DEEPEST, PEER_WALL, PEER_DEEP = 1.2, 60.0, 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Gate:
    """One promise.

    Attributes:
        promise: What must hold.
        figure: What was measured.
        met: Whether it holds.
    """

    promise: str
    figure: str
    met: bool


def alone(size: int) -> str:
    """Name the scenario of a page without total."""
    return f"{size}"


def with_total(size: int) -> str:
    """Name the scenario of a page with total."""
    return f"{size}, with total"


def gates(runs: Mapping[tuple[str, int], Measured]) -> list[Gate]:
    """Judge a run.

    Args:
        runs: What was measured, by driver and number of sessions.
    """
    small, large = (choose(size for _, size in runs) for choose in (min, max))
    found: list[Gate] = []
    for driver in dict.fromkeys(driver for driver, _ in runs):
        found += _client_gates(driver, runs[driver, large])
        found += _statement_gates(driver, runs[driver, large])
        found += _growth_gates(driver, runs[driver, small], runs[driver, large], small, large)
        found += _peer_gates(driver, runs[driver, large])
    return found


def _client_gates(driver: str, measured: Measured) -> Iterator[Gate]:
    for size in SIZES:
        figures = measured[alone(size)]
        ours, prebuilt, by_hand, raw = (figures[way].cpu for way in (OURS, PREBUILT, BY_HAND, RAW))
        found = ratio(*(figures[way].calls or figures[way].cpus for way in (OURS, PREBUILT)))
        yield Gate(
            f"1. {driver}: client CPU of a page of {size} at most {OVER_PREBUILT} of prebuilt SQLAlchemy's",
            f"{found:.2f}; at best {ours:.3f} / {prebuilt:.3f} ms",
            found <= OVER_PREBUILT,
        )
        most = OVER_RAW + OVER_RAW_A_ROW * size
        yield Gate(
            f"1. {driver}: client CPU of a page of {size} at most {most:.2f} ms over the raw driver's",
            f"{ours - raw:.3f} ms; prebuilt SQLAlchemy {prebuilt - raw:.3f}, its own call of the driver {by_hand - raw:.3f}",
            ours - raw <= most,
        )


def _statement_gates(driver: str, measured: Measured) -> Iterator[Gate]:
    plain, counted = ({measured[form(size)][OURS].statements for size in SIZES} for form in (alone, with_total))
    promise = f"2. {driver}: 1 statement a page, with total or without"
    yield Gate(promise, f"{_all(plain)}; {_all(counted)}", plain == counted == {1})


def _growth_gates(driver: str, small: Measured, large: Measured, less: int, more: int) -> Iterator[Gate]:
    for scenario in (alone(50), KEYSET):
        fewer, grown = small[scenario][OURS], large[scenario][OURS]
        found = ratio(grown.walls, fewer.walls)
        name = "keyset page" if scenario == KEYSET else "first page"
        yield Gate(
            f"3. {driver}: {name} of 50 at {more:,} sessions at most {GROWTH} of the time at {less:,}",
            f"{found:.2f}; at best {grown.wall:.2f} / {fewer.wall:.2f} ms",
            found <= GROWTH,
        )
    if driver != "sqlite3":
        deep = large[DEEP][OURS].wall
        yield Gate(f"3. {driver}: the deepest OFFSET at most {DEEPEST:.0f} ms", f"{deep:.1f} ms", deep <= DEEPEST)


def _peer_gates(driver: str, measured: Measured) -> Iterator[Gate]:
    for scenario, least in ((with_total(50), PEER_WALL), (DEEP_TOTAL, PEER_DEEP)):
        figures = measured[scenario]
        for peer in (peer for peer in PEERS if peer in figures):
            found = ratio(figures[peer].walls, figures[OURS].walls)
            name = "page of 50 with total" if scenario == with_total(50) else "deep page with total"
            bound = ratio(figures[peer].walls, figures[RAW].walls)
            yield Gate(
                f"4. {driver}: {name} at least {least:.0f} times as fast as {peer}",
                f"{found:.1f}; the raw driver {bound:.1f}",
                found >= least,
            )


def _all(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
