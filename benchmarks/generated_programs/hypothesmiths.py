"""A seed -> programs by hypothesmith, which knows Python's grammar and nothing of databases."""

from __future__ import annotations

import warnings

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

_BEFORE = "from sqlalchemy.orm import Session\nfrom app.models import Session, User\n"


def programs(number: int, count: int) -> list[bytes]:
    """Return programs, each below imports that give the rules something to look for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import hypothesmith  # noqa: PLC0415  it loads Lark and all of libcst

        texts: SearchStrategy[str] = hypothesmith.from_node()  # pyright: ignore[reportUnknownMemberType]  it has no types

        drawn: list[bytes] = []

        @seed(number)
        @settings(
            max_examples=count,
            database=None,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=[
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
                HealthCheck.large_base_example,
                HealthCheck.too_slow,
            ],
        )
        @given(texts)
        def draw(text: str) -> None:
            drawn.append((_BEFORE + text).encode("utf-8", "surrogatepass"))

        draw()
    return drawn
