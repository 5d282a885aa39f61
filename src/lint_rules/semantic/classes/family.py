"""A class -> what its bases can denote, and those of its bases that the project defines."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules import known_names
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol, arms_of

_KNOWN = frozenset[str]().union(*(names for names, _ in known_names.EXTERNAL_KINDS))


def with_bases(defined: DefinedClass, resolver: Resolver, *, every_arm: bool = False) -> list[DefinedClass]:
    """Return a class and those of its bases that the project defines: each before its own bases, and once.

    Args:
        defined: the class.
        resolver: follows the names of bases.
        every_arm: whether a base that can denote several classes stands for all of them, instead of for none.
    """
    relatives: list[DefinedClass] = []
    waiting = [defined]
    while waiting:
        relative = waiting.pop()
        if relative not in relatives:
            relatives.append(relative)
            bases = [arm for arms in arms_of_bases(relative, resolver) if every_arm or len(arms) == 1 for arm in arms]
            waiting += [base for base in reversed(bases) if isinstance(base, DefinedClass)]
    return relatives


def arms_of_bases(defined: DefinedClass, resolver: Resolver) -> Iterator[tuple[Symbol, ...]]:
    """Yield what each base of a class can denote: one thing mostly, several where versions or imports decide."""
    file = resolver.file_of(defined)
    for base in defined.node.bases:
        yield without_stand_ins(arms_of(resolver.resolve(base, file)))


def without_stand_ins(arms: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Leave out what stands in for a class that is known: a library's of the same name, as backports are."""
    known = {_last(arm) for arm in arms if isinstance(arm, ExternalSymbol) and arm.qualified_name in _KNOWN}
    return tuple(arm for arm in arms if not (isinstance(arm, ExternalSymbol) and _is_stand_in(arm, known)))


def _is_stand_in(arm: ExternalSymbol, known: set[str]) -> bool:
    return arm.qualified_name not in _KNOWN and _last(arm) in known


def _last(symbol: ExternalSymbol) -> str:
    return symbol.qualified_name.rpartition(".")[2]
