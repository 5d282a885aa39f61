"""A class statement with annotations -> a class of frozen values, made in a twentieth of the time that a dataclass takes.

What a dataclass costs is code that is written and compiled for each of its methods when its module is imported: together that was
most of what a short run took. Here comparing and printing need no code of their own, and how a value is made is compiled when the
first one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple, Never, TypeVar, cast, dataclass_transform, overload

_Value = TypeVar("_Value")
_FIELDS = "__fields__"
_UNSET = object()


class Field(NamedTuple):
    """What is known of a field: its default, or what makes it for each value anew, and whether values are compared by it."""

    default: object = _UNSET
    make: Callable[[], object] | None = None
    compare: bool = True

    @property
    def is_required(self) -> bool:
        """Whether it has to be given."""
        return self.default is _UNSET and self.make is None


@overload
def field(*, default_factory: Callable[[], _Value]) -> _Value: ...


@overload
def field(*, compare: bool) -> Any: ...


def field(*, default_factory: Callable[[], object] | None = None, compare: bool = True) -> object:
    """Say of a field what makes its default, or that values are not compared by it."""
    return Field(make=default_factory, compare=compare)


@overload
def frozen(of: type[_Value], /) -> type[_Value]: ...


@overload
def frozen(*, eq: bool = True, kw_only: bool = False) -> Callable[[type[_Value]], type[_Value]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    of: type[_Value] | None = None, /, *, eq: bool = True, kw_only: bool = False
) -> type[_Value] | Callable[[type[_Value]], type[_Value]]:
    """Make a class one of frozen values with slots, as `dataclass(frozen=True, slots=True)` does.

    Args:
        of: the class; its annotations are the fields.
        eq: whether values that hold the same are equal; otherwise each is equal to itself alone.
        kw_only: whether fields are given by name.
    """
    if of is not None:
        return _made(of, eq=eq, kw_only=kw_only)
    return lambda cls: _made(cls, eq=eq, kw_only=kw_only)


def fields(of: type | object) -> Mapping[str, Field]:
    """Return the fields of such a class, or of a value."""
    known: Mapping[str, Field] = getattr(of, _FIELDS)
    return known


def held(value: object) -> dict[str, Any]:
    """Return what a value holds, by field."""
    return {name: getattr(value, name) for name in fields(value)}


def replace(value: _Value, **changes: object) -> _Value:
    """Return a value like `value` with some fields changed.

    Raises:
        TypeError: there is no field of such a name.
    """
    return type(value)(**(held(value) | changes))


def _made(cls: type[_Value], *, eq: bool, kw_only: bool) -> type[_Value]:
    body = {name: item for name, item in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
    by_name = {name: _field(body.pop(name, _UNSET)) for name in body.get("__annotations__", ())}
    body |= {
        "__slots__": (*by_name,),
        "__match_args__": () if kw_only else (*by_name,),
        _FIELDS: by_name,
        "__init__": _first(kw_only=kw_only),
        "__repr__": _shown,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _state,
        "__setstate__": _set_state,
    }
    if eq:
        body |= _comparing([name for name, entry in by_name.items() if entry.compare])
    return cast("type[_Value]", type(cls.__name__, cls.__bases__, body))


def _field(default: object) -> Field:
    return default if isinstance(default, Field) else Field(default)


def _first(*, kw_only: bool) -> Callable[..., None]:
    """Return an `__init__` that is there until the first value is made."""

    def __init__(self: object, /, *args: object, **kwargs: object) -> None:  # noqa: N807  it is one
        cls: Any = self.__class__
        cls.__init__ = _initialiser(cls, kw_only=kw_only)
        cls.__init__(self, *args, **kwargs)

    return __init__


def _initialiser(cls: type, *, kw_only: bool) -> Callable[..., None]:
    names: dict[str, Any] = {}
    parameters, lines = ["self", *(["*"] if kw_only and fields(cls) else [])], list[str]()
    for name, entry in fields(cls).items():
        default = f"_default_{name}"
        names[default], names[f"_make_{name}"] = entry.default, entry.make
        names[f"_set_{name}"] = getattr(cls, name).__set__  # the slot itself: half as much as `object.__setattr__`
        parameters.append(name if entry.is_required else f"{name}={default}")
        expression = name if entry.make is None else f"_make_{name}() if {name} is {default} else {name}"
        lines.append(f"    _set_{name}(self, {expression})")
    code = "\n".join([f"def __init__({', '.join(parameters)}):", *(lines or ["    pass"])])
    exec(code, names)  # noqa: S102  it holds the names of fields, and nothing from outside
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _comparing(names: Iterable[str]) -> dict[str, object]:
    content: Callable[[object], object] = attrgetter(*names) if names else type

    def __eq__(self: object, other: object) -> bool:  # noqa: N807  it is one
        return content(self) == content(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807  it is one
        return hash(content(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _shown(self: object) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={item!r}' for name, item in held(self).items())})"


def _refuse(self: object, name: str, *_: object) -> Never:
    raise AttributeError(f"{name} of a {type(self).__name__} cannot be changed")


def _state(self: object) -> list[object]:
    return list(held(self).values())


def _set_state(self: object, state: list[object]) -> None:
    for name, item in zip(fields(self), state, strict=True):
        object.__setattr__(self, name, item)
