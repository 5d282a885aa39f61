"""A mapping and the type that it annotates -> a Pydantic schema that reads words, writes words and lists them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from session_status.statuses.annotation.accepted import Accepted, accepted_by
from session_status.statuses.annotation.json_words import Annotating, Writer, show_words
from session_status.statuses.unrecognized import Unrecognized

Handler = Callable[[Any], CoreSchema]
WORD = core_schema.nullable_schema(core_schema.str_schema())
UNTOUCHED = core_schema.any_schema(serialization=core_schema.to_string_ser_schema(when_used="json-unless-none"))
"""Whatever it is, but a text in JSON."""


def annotated_schema(mapping: Annotating, ways_back: Mapping[str, Enum], source: Any, handler: Handler) -> CoreSchema:
    """Make the schema of `Annotated[source, mapping]`.

    Args:
        mapping: The statuses and their words.
        ways_back: The status for each word that is read; empty where several statuses share a word.
        source: What is annotated: the Enum, a Literal of members, either of them with None or Unrecognized.
        handler: Pydantic's own: it applies what else stands in the annotation.

    Raises:
        ArgumentError: `source` holds something else, or Unrecognized without a word for it.
    """
    accepted = accepted_by(mapping, source)
    back: dict[str, object] = {word: status for word, status in ways_back.items() if status in accepted.statuses}
    if accepted.unrecognized and mapping.unrecognized is not None and ways_back:
        back[mapping.unrecognized] = Unrecognized(mapping.unrecognized)
    return handler(_Field(Writer(mapping, accepted.none, accepted.unrecognized), accepted, back).stand_in())


@dataclass(frozen=True, slots=True)
class _Field:
    """One annotated place."""

    writer: Writer
    accepted: Accepted
    back: Mapping[str, object]

    def stand_in(self) -> type:
        """Make a type with this schema: what else is annotated is then applied to it, and nothing is dropped."""
        schema = self.core_schema()

        class Status:
            @classmethod
            def __get_pydantic_core_schema__(cls, _source: Any, _handler: Handler, /) -> CoreSchema:
                return schema

            @classmethod
            def __get_pydantic_json_schema__(cls, _schema: CoreSchema, handler: Any, /) -> dict[str, Any]:
                return self.json_schema(handler)

        return Status

    def core_schema(self) -> CoreSchema:
        # With the second argument Pydantic leaves defaults to `show_words`: by itself it writes some of them.
        options: dict[str, Any] = {"info_arg": True, "when_used": "json", "return_schema": WORD}
        if self.accepted.unrecognized:  # for the program, too, lest Pydantic makes a dictionary of it
            options |= {"when_used": "always", "return_schema": UNTOUCHED}
        writer = core_schema.plain_serializer_function_ser_schema(self.writer.function(), **options)
        return core_schema.no_info_plain_validator_function(self._reader(), serialization=writer)

    def _reader(self) -> Callable[[Any], Any]:
        """Make what takes a member as it is, and only then a word: a `(str, Enum)` member may equal another's word."""
        # By identity: it is never in doubt, and an Enum's members are slow to hash.
        own = {id(value) for value in (*self.accepted.statuses, *([None] if self.accepted.none else []))}
        back, other = self.back, self._other

        def read(value: Any) -> Any:
            if id(value) in own:
                return value
            return back[value] if type(value) is str and value in back else other(value)

        return read

    def _other(self, value: Any) -> Any:
        """Take a row's Unrecognized, and refuse the rest."""
        if self.accepted.unrecognized and type(value) is Unrecognized:
            return value
        if not self.back:
            kind = self.writer.mapping.domain.__name__
            message = "Input should be a member of {kind}: several statuses share a word, so that no word is read"
            raise PydanticCustomError("status_member", message, {"kind": kind})
        raise PydanticKnownError("literal_error", {"expected": _either(list(self.back))})

    def json_schema(self, handler: Any) -> dict[str, Any]:
        if handler.mode == "validation" and not self.back:
            raise PydanticInvalidForJsonSchema(
                f"{self.writer.mapping!r} is written and not read, so that there is no schema of what is read: "
                "several statuses share a word"
            )
        show_words(handler.generate_json_schema, self.writer)
        listed = {"type": "string", "enum": list(self._words(handler.mode))}
        return {"anyOf": [listed, {"type": "null"}]} if self.accepted.none else listed

    def _words(self, mode: str) -> Iterator[str]:
        if mode == "validation":
            yield from self.back
            return
        yield from dict.fromkeys(self.writer.mapping[status] for status in self.accepted.statuses)
        if self.accepted.unrecognized and self.writer.mapping.unrecognized is not None:
            yield self.writer.mapping.unrecognized


def _either(words: list[str]) -> str:
    """List words as Pydantic lists those of a Literal."""
    quoted = [repr(word) for word in words]
    return " or ".join([*([", ".join(quoted[:-1])] if len(quoted) > 1 else []), quoted[-1]])
