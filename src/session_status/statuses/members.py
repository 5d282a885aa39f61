"""An Enum of statuses -> its members, or what makes it none that a mapping or lifecycle can stand on."""

from collections.abc import Iterable
from enum import Enum, Flag

from session_status.type_variables import E


def members_of(domain: type[E]) -> list[E]:
    """List the members; a domain that has none has faults instead.

    Args:
        domain: What should be an Enum.
    """
    return list(domain) if is_enum(domain) else []


def domain_faults(domain: type[Enum]) -> list[str]:
    """List what is wrong with a domain: no Enum, a Flag, empty, or a member with two names.

    Args:
        domain: What should be an Enum.
    """
    if not is_enum(domain):
        return [f"no Enum: {domain!r}"]
    if issubclass(domain, Flag):
        return [f"{domain.__name__} is a Flag: its members combine, so they are not one status each"]
    if not domain.__members__:
        return [f"{domain.__name__} has no members"]
    return [
        f"alias: {domain.__name__}.{name} is a second name of {label(member)}"
        for name, member in domain.__members__.items()
        if name != member.name
    ]


def strangers(domain: type[Enum], keys: Iterable[object]) -> list[str]:
    """List what is no member of the domain; equal strings and members of other Enums are none.

    Args:
        domain: The Enum.
        keys: What should be its members.
    """
    return [f"not a member: {key!r} ({typed(key)})" for key in keys if type(key) is not domain]


def is_enum(domain: object) -> bool:
    """Tell whether this is a class of enumerated members."""
    return isinstance(domain, type) and issubclass(domain, Enum)


def is_member(value: object) -> bool:
    """Tell whether this is a member of any Enum."""
    return isinstance(value, Enum)


def label(member: Enum) -> str:
    """Name the member itself: `str` of a StrEnum's member is its value."""
    return f"{type(member).__name__}.{member.name}"


def listed(members: Iterable[Enum]) -> str:
    """Name several members, in the order given."""
    return ", ".join(map(label, members))


def typed(value: object) -> str:
    """Name a value's type."""
    return type(value).__name__
