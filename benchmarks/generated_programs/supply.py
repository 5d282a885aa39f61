"""A seed and a number -> the programs of one project: from our own generator, by hypothesmith, or changed files of real packages."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.generated_programs.hypothesmiths import programs
from benchmarks.generated_programs.mutants import mutant
from benchmarks.generated_programs.parsing import parses
from benchmarks.generated_programs.programs import program

SIZE = 40
"""Programs in a project."""
_TURNS = ["own"] * 11 + ["mutants"] * 8 + ["hypothesmith"]
"""What the projects are made of, in turn: hypothesmith needs a hundred times as long as the others."""


def project(seed: int, number: int) -> list[bytes]:
    """Return programs that parse, `SIZE` of them, always the same for one seed and number."""
    return _SUPPLIES[_TURNS[number * 7 % len(_TURNS)]](f"{seed} {number}")


def _own(name: str) -> list[bytes]:
    return _drawn(Random(name), program)  # noqa: S311  no secret


def _mutants(name: str) -> list[bytes]:
    return _drawn(Random(name), mutant)  # noqa: S311  no secret


def _drawn(chance: Random, draw: Callable[[Random], bytes | None]) -> list[bytes]:
    drawn: list[bytes] = []
    while len(drawn) < SIZE:
        data = draw(chance)
        if data is not None and parses(data):
            drawn.append(data)
    return drawn


def _hypothesmith(name: str) -> list[bytes]:
    seed = Random(name).randrange(2**32)  # noqa: S311  no secret
    return [data for data in programs(seed, SIZE) if parses(data)]


_SUPPLIES: dict[str, Callable[[str], list[bytes]]] = {"own": _own, "mutants": _mutants, "hypothesmith": _hypothesmith}
