"""Summaries -> Pydantic models whose schema lists the words, for responses and for OpenAPI."""

from typing import Any, Generic

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from session_status.type_variables import K, W


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
    status: W = Field(validation_alias=AliasChoices("wire", "status"), title="Status")
    title: str | None
    segments_count: int = Field(ge=0)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> dict[str, Any]:
        """Call the word `status` in what a client may send, too: `wire` is a name of the program's inside."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        properties = schema.get("properties", {})
        schema["properties"] = {_outside(name): described for name, described in properties.items()}
        schema["required"] = [_outside(name) for name in schema.get("required", [])]
        return schema


def _outside(name: str) -> str:
    return "status" if name == "wire" else name
