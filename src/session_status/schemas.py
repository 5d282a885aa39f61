"""Summaries and pages -> Pydantic models for responses and for OpenAPI."""

from typing import Any, Generic, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from session_status.errors import ArgumentError
from session_status.type_variables import K, R, S


class SummaryOut(BaseModel, Generic[K, S]):
    """A Summary as it leaves the program: its status is read as the Enum's member, and written as the word.

    Subclass it with the types of the key and of the status, which the mapping annotates. Validate whole lists at once
    with a TypeAdapter: `TypeAdapter(list[SessionOut]).validate_python(rows)`.

    Attributes:
        id: The session's key.
        status: The status.
        title: The title; None where the session has none.
        segments_count: How many child rows the session has.

    Example:
        >>> import enum
        >>> from typing import Annotated
        >>> from session_status import StatusMapping, Summary
        >>> class Light(enum.Enum):
        ...     RED = 1
        ...     GREEN = 2
        >>> LIGHTS = StatusMapping(Light, {Light.RED: "stop", Light.GREEN: "go"})
        >>> class CrossingOut(SummaryOut[int, Annotated[Light, LIGHTS]]):
        ...     pass
        >>> out = CrossingOut.model_validate(Summary(1, Light.RED, "stop", "Main Street", 3))
        >>> out.status, out.model_dump(mode="json")["status"]
        (<Light.RED: 1>, 'stop')
    """

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: K
    status: S
    title: str | None
    segments_count: int = Field(ge=0)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Refuse words alone: a Summary's status is the Enum's member, and no word leads back to it by itself.

        Raises:
            ArgumentError: The status is text.
        """
        status = cls.model_fields["status"].annotation
        if status is str or any(type(word) is str for word in get_args(status)):
            raise ArgumentError(
                f"{cls.__name__}: its status is read as the Enum's member: write Annotated[YourEnum, YOUR_MAPPING] "
                f"instead of {status}"
            )


class PageOut(BaseModel, Generic[R]):
    """A page as it leaves the program: `PageOut[SessionOut].model_validate(page)`.

    Attributes:
        items: The rows, in order; each is read by its attributes.
        total: How many rows there are on all pages; None where they were not counted.
        total_relation: "exact", "at_least" where counting ended at the total, "about" where it is an estimate; None where
            there is no total.
        next: What to give as `after` for the page behind this one; None on the last page.
        previous: What to give as `before` for the page before this one; None on the first page.

    Example:
        >>> from session_status import Page
        >>> PageOut[int].model_validate(Page([1, 2], total=2, next=None)).model_dump()
        {'items': [1, 2], 'total': 2, 'total_relation': 'exact', 'next': None, 'previous': None}
    """

    model_config = ConfigDict(from_attributes=True, frozen=True)

    items: list[R]
    total: int | None = Field(ge=0, description="Rows on all pages; null where they were not counted.")
    total_relation: Literal["exact", "at_least", "about"] | None = Field(
        default=None,
        description="Whether `total` is the number of rows, a number that there are at least, or one that there are about.",
    )
    next: str | None = Field(description="Give it as `after` for the page behind this one; null on the last page.")
    previous: str | None = Field(
        default=None, description="Give it as `before` for the page before this one; null on the first page."
    )
