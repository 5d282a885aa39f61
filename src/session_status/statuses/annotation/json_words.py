"""A mapping -> words in JSON: for the values of a field, and for its default in the schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, cast

from pydantic_core import PydanticSerializationError, SchemaSerializer
from pydantic_core.core_schema import SerializationInfo


class Annotating(Protocol):
    """What an annotation asks of a mapping."""

    @property
    def domain(self) -> type[Enum]:
        """The Enum of statuses."""
        ...

    @property
    def unrecognized(self) -> str | None:
        """The word for a stored text that is no status."""
        ...

    def __getitem__(self, status: Any, /) -> str:
        """Give the word for a status."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a field's values.

    Attributes:
        mapping: The statuses and their words.
        none: Whether the field may be None.
        unrecognized: Whether it may be Unrecognized.
    """

    mapping: Annotating
    none: bool
    unrecognized: bool

    def function(self) -> "Written":
        """Make what Pydantic calls for each value that is written."""
        words = {id(status): self.mapping[status] for status in self.mapping.domain}
        other, is_open = self.word, self.unrecognized

        def write(value: Any, info: SerializationInfo) -> Any:
            if is_open and info.mode != "json":
                return value
            try:
                return words[id(value)]  # by identity, as it is read
            except KeyError:
                return other(value)

        written: Any = write
        written.writer = self
        return cast("Written", written)

    def word(self, value: Any) -> str | None:
        """Give the word for a value.

        Raises:
            ArgumentError: It is none that the field may have.
        """
        return None if value is None and self.none else self.mapping[value]


class Written(Protocol):
    """A function that writes values of one field; it is known by its writer."""

    writer: Writer

    def __call__(self, value: Any, info: SerializationInfo, /) -> Any:
        """Write a value for JSON; leave it as it is for the program."""
        ...


def show_words(generator: Any, writer: Writer) -> None:
    """Let a generator write defaults as words; by itself it writes the Enum's value, which may be another's word.

    Args:
        generator: Pydantic's GenerateJsonSchema, while it describes a field.
        writer: The field's.
    """
    if hasattr(generator, "session_status"):
        return
    generator.session_status = True
    if hasattr(generator, "get_default_value"):
        _replace_value(generator)
    else:  # Pydantic before 2.11
        _replace_method(generator)
        _replace_next(generator, writer)


def _replace_value(generator: Any) -> None:
    read = generator.get_default_value

    def get_default_value(schema: Any) -> Any:
        return _written(schema["schema"], read(schema))

    generator.get_default_value = get_default_value


def _replace_method(generator: Any) -> None:
    methods = generator._schema_type_to_method  # noqa: SLF001 -- these releases have no other place
    describe = methods["default"]

    def default_schema(schema: Any) -> Any:
        generator.__dict__.pop("encode_default", None)
        changed = {"default": _written(schema["schema"], schema["default"])} if "default" in schema else {}
        return describe({**schema, **changed})

    methods["default"] = default_schema


def _replace_next(generator: Any, writer: Writer) -> None:
    """Encode the default that is being described right now: it was begun before the method was replaced."""
    encode = generator.encode_default

    def encode_once(default: Any) -> Any:
        generator.__dict__.pop("encode_default", None)
        return encode(_replaced(default, writer))

    generator.encode_default = encode_once


def _replaced(default: Any, writer: Writer) -> Any:
    if isinstance(default, list | tuple | set | frozenset):
        return [_replaced(item, writer) for item in cast("Iterable[Any]", default)]
    if isinstance(default, dict):
        items = cast("Mapping[Any, Any]", default).items()
        return {_replaced(key, writer): _replaced(item, writer) for key, item in items}
    return writer.word(default) if type(default) is writer.mapping.domain else default


def _written(schema: Any, default: Any) -> Any:
    """Write a default by the field's own serializer, if words are in it."""
    if not _has_words(schema):
        return default
    try:
        return SchemaSerializer(schema).to_python(default, mode="json", warnings=False)
    except PydanticSerializationError:
        return default  # it is none of the field's values: Pydantic shows it as it is, such as None for a status


def _has_words(schema: Any) -> bool:
    if isinstance(schema, list | tuple):
        return any(map(_has_words, cast("Iterable[Any]", schema)))
    if not isinstance(schema, dict):
        return False
    parts = cast("Mapping[str, Any]", schema)
    if parts.get("type") in {"model", "dataclass"}:
        return False  # an instance is written by its own class
    return isinstance(getattr(parts.get("function"), "writer", None), Writer) or any(map(_has_words, parts.values()))
