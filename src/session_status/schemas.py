"""Summaries -> Pydantic models whose schema lists the words, for responses and for OpenAPI."""

from typing import Generic, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

K = TypeVar("K")
W = TypeVar("W", bound=str)


class SummaryOut(BaseModel, Generic[K, W]):
    """A Summary as it leaves the program: `status` is the word, never the Enum's member.

    Subclass it with the types of the key and of the words; a `Literal` of words becomes an enum in OpenAPI. Validate
    whole lists at once with a TypeAdapter: `TypeAdapter(list[SessionOut]).validate_python(rows)`.

    Attributes:
        id: The session's key.
        status: The word for the status.
        title: The title; None where the session has none.
        segments_count: How many child rows the session has.

    Example:
        >>> from typing import Literal
        >>> from session_status import Summary
        >>> class SessionOut(SummaryOut[int, Literal["waiting", "done"]]):
        ...     pass
        >>> SessionOut.model_validate(Summary(1, object(), "done", "Monday", 3)).model_dump()
        {'id': 1, 'status': 'done', 'title': 'Monday', 'segments_count': 3}
    """

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: K
    # A Summary calls the word `wire`, because its `status` is the Enum's member; on the wire it is the status.
    status: W = Field(validation_alias=AliasChoices("wire", "status"))
    title: str | None
    segments_count: int = Field(ge=0)
