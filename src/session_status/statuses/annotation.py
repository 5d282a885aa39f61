"""A mapping and the type that it annotates -> a Pydantic schema that reads words, writes words and lists them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from session_status.errors import ArgumentError
from session_status.statuses.json_words import Annotating, Writer, show_words
from session_status.statuses.unrecognized import Unrecognized

Handler = Callable[[Any], CoreSchema]


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
    accepted = _accepted(mapping, source)
    back: dict[str, object] = {word: status for word, status in ways_back.items() if status in accepted.statuses}
    if accepted.unrecognized and mapping.unrecognized is not None and ways_back:
        back[mapping.unrecognized] = Unrecognized(mapping.unrecognized)
    return handler(_Field(Writer(mapping, accepted.none), accepted, back).stand_in())


@dataclass(frozen=True, slots=True)
class _Accepted:
    """What a field may hold."""

    domain: type[Enum]
    statuses: tuple[Enum, ...]
    none: bool
    unrecognized: bool

    def __contains__(self, value: object) -> bool:
        """Compare types first: a `(str, Enum)` member equals a string, and members of other Enums."""
        if type(value) is self.domain:
            return value in self.statuses
        return (self.none and value is None) or (self.unrecognized and type(value) is Unrecognized)


def _accepted(mapping: Annotating, source: Any) -> _Accepted:
    parts, domain = list(_parts(source)), mapping.domain
    chosen = [part for part in parts if type(part) is domain]
    whole, none, unrecognized = (
        any(part is kind for part in parts for kind in kinds) for kinds in ([domain], [None, NoneType], [Unrecognized])
    )
    statuses = tuple(status for status in domain if whole or status in chosen)
    known = [*chosen, domain, None, NoneType, Unrecognized]
    if not statuses or any(all(part is not kind for kind in known) for part in parts):
        raise ArgumentError(
            f"Annotated[{_shown(source)}, {mapping!r}]: what it annotates is {domain.__name__}, a Literal of its "
            "members, or one of these with None or Unrecognized; elsewhere write it inside, "
            f"such as list[Annotated[{domain.__name__}, ...]]"
        )
    if unrecognized and mapping.unrecognized is None:
        raise ArgumentError(
            f"Annotated[{_shown(source)}, {mapping!r}]: what is Unrecognized has no word; "
            "declare one with unrecognized=... in the mapping"
        )
    return _Accepted(domain, statuses, none=none, unrecognized=unrecognized)


def _parts(source: Any) -> Iterator[Any]:
    """Take a union, a Literal, an alias of one, or a bounded variable apart."""
    if isinstance(source, TypeVar):
        yield from _parts(source.__bound__ or source.__name__)
    elif not isinstance(source, type) and hasattr(source, "__value__"):  # `type Alias = ...`
        yield from _parts(source.__value__)
    elif get_origin(source) in {Union, UnionType}:
        for part in get_args(source):
            yield from _parts(part)
    elif get_origin(source) is Literal:
        yield from get_args(source)
    else:
        yield source


def _shown(source: Any) -> str:
    return source.__name__ if isinstance(source, type) else str(source)


@dataclass(frozen=True, slots=True)
class _Field:
    """One annotated place."""

    writer: Writer
    accepted: _Accepted
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
        # With the second argument Pydantic leaves defaults to `show_words`: by itself it writes some of them. What the
        # program is given stays the object that it is: by itself Pydantic makes a dictionary of an Unrecognized.
        untouched = core_schema.any_schema(serialization=core_schema.to_string_ser_schema(when_used="json-unless-none"))
        writer = core_schema.plain_serializer_function_ser_schema(self.writer, info_arg=True, return_schema=untouched)
        return core_schema.no_info_plain_validator_function(self.read, serialization=writer)

    def read(self, value: Any) -> Any:
        """Take a member as it is, and only then a word: a member of a `(str, Enum)` may equal another one's word."""
        if value in self.accepted:
            return value
        if type(value) is str and value in self.back:
            return self.back[value]
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
