"""An Enum and the words given for it -> everything that is wrong between them, in one error."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeGuard

from session_status.errors import MappingError
from session_status.statuses.members import domain_faults, is_member, label, listed, members_of, strangers, typed
from session_status.type_variables import E, W


def check_total(
    kind: str,
    domain: type[E],
    wires: Mapping[E, W],
    *,
    reserved: Iterable[E],
    unrecognized: str | None,
    found: Sequence[str] = (),
) -> None:
    """Check that every member has a word.

    Args:
        kind: The class that is being made, for the message.
        domain: The Enum of statuses.
        wires: The word for every member.
        reserved: Members that are read but never written.
        unrecognized: The word for what is no member.
        found: Faults found before.

    Raises:
        MappingError: One or more faults, each on a line.
    """
    faults = [*domain_faults(domain), *found, *_pair_faults(domain, wires), *strangers(domain, reserved)]
    if unrecognized is not None and not is_word(unrecognized):
        faults.append(f"no word: unrecognized={unrecognized!r} ({typed(unrecognized)})")
    elif unrecognized is not None and unrecognized in map(_word, wires.values()):
        faults.append(f"unrecognized={unrecognized!r} is the word of a status")
    if faults:
        name = getattr(domain, "__name__", repr(domain))
        needed = "one word" if kind == "MergedMapping" else "exactly one word of its own"
        lines = "".join(f"\n  {fault}" for fault in faults)
        raise MappingError(f"{kind}({name}): every member needs {needed}{lines}")


def called(domain: type[E], to_wire: Callable[[E], W]) -> tuple[dict[E, W], list[str]]:
    """Ask a function for every member; what it raises is one fault among others.

    Args:
        domain: The Enum of statuses.
        to_wire: The consumer's function.
    """
    wires: dict[E, W] = {}
    raised: list[str] = []
    for member in members_of(domain):
        try:
            wires[member] = to_wire(member)
        except Exception as error:  # noqa: BLE001 -- it is the consumer's code, and every member is to be reported
            raised.append(f"{_named(to_wire)} raised {typed(error)} for {label(member)}")
    return wires, raised


def repeated(wires: Mapping[E, W]) -> list[str]:
    """List the words that stand for more than one member.

    Args:
        wires: The words given; keys and words that are none are reported elsewhere.
    """
    sharers: dict[str, list[E]] = {}
    for member, wire in wires.items():
        if is_word(wire) and is_member(member):
            sharers.setdefault(wire, []).append(member)
    return [f"{wire!r} stands for {listed(members)}" for wire, members in sharers.items() if len(members) > 1]


def is_word(wire: object) -> TypeGuard[str]:
    """Tell a plain, non-empty string from anything else: a `(str, Enum)` member is another type's value."""
    return type(wire) is str and wire != ""


def _pair_faults(domain: type[E], wires: Mapping[E, W]) -> list[str]:
    given = {key: wire for key, wire in wires.items() if type(key) is domain}
    missing = [member for member in members_of(domain) if member not in given]
    faults = strangers(domain, wires)
    faults += [f"missing: {listed(missing)}"] if missing else []
    return faults + [
        f"no word: {label(key)} has {wire!r} ({typed(wire)})" for key, wire in given.items() if not is_word(wire)
    ]


def _word(wire: object) -> str | None:
    """Give a word, and None for what is none: what is compared with it may have an equality of its own."""
    return wire if is_word(wire) else None


def _named(function: object) -> str:
    return getattr(function, "__name__", repr(function))
