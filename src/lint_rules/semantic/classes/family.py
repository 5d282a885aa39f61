"""A class -> itself and those of its bases that the project defines."""

from __future__ import annotations

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass


def with_bases(defined: DefinedClass, resolver: Resolver) -> list[DefinedClass]:
    """Return a class and those of its bases that the project defines: each before its own bases, and once.

    Args:
        defined: the class.
        resolver: follows the names of bases.
    """
    relatives: list[DefinedClass] = []
    waiting = [defined]
    while waiting:
        relative = waiting.pop()
        if relative not in relatives:
            relatives.append(relative)
            file = resolver.file_of(relative)
            bases = [resolver.resolve(base, file) for base in relative.node.bases]
            waiting += [base for base in reversed(bases) if isinstance(base, DefinedClass)]
    return relatives
