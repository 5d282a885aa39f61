"""What a call returns, or what it gives once it is awaited -> the same with another type within."""

from __future__ import annotations

from mypy.types import Instance, ProperType, Type, get_proper_type

_COROUTINE = "typing.Coroutine"


def awaited(returned: Type) -> ProperType:
    """Return what a coroutine gives; anything else is what it is."""
    proper = get_proper_type(returned)
    return get_proper_type(proper.args[-1]) if _is_coroutine(proper) and isinstance(proper, Instance) else proper


def giving(returned: Type, value: Type) -> Type:
    """Return the type of a call that gives a value, as a coroutine where the call returned one."""
    proper = get_proper_type(returned)
    if _is_coroutine(proper) and isinstance(proper, Instance):
        return Instance(proper.type, [*proper.args[:-1], value])
    return value


def _is_coroutine(proper: ProperType) -> bool:
    return isinstance(proper, Instance) and proper.type.fullname == _COROUTINE
