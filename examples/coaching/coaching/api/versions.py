"""A coaching session -> the entity tag of what a change may change, and If-Match -> a change of what somebody saw."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import Header, HTTPException

from coaching.infrastructure.amendment import COLUMNS
from coaching.infrastructure.listing import Row

IfMatch = Annotated[
    str | None,
    Header(max_length=1000, description="The ETag of what is to be changed: 412 where somebody changed it meanwhile."),
]


def etag_of(row: Row) -> str:
    """Give the entity tag of a coaching session; the transcript's progress is no part of it.

    Args:
        row: The coaching session.
    """
    seen = [str(row.id), *(str(getattr(row, name)) for name in COLUMNS)]
    return f'"{sha256(chr(0).join(seen).encode()).hexdigest()[:32]}"'


def check_match(row: Row, if_match: str | None) -> None:
    """Refuse a change of something else than was seen.

    Args:
        row: What there is.
        if_match: The entity tags that were sent; None for whatever there is.

    Raises:
        HTTPException: 412, where it is none of them.
    """
    if if_match is None or if_match.strip() == "*":
        return
    if etag_of(row) not in [tag.strip() for tag in if_match.split(",")]:
        raise changed_meanwhile()


def changed_meanwhile() -> HTTPException:
    """Make the answer to a change of what somebody else changed first."""
    return HTTPException(412, "Somebody changed this session meanwhile; read it again.")
