"""One statement that is sent many times -> its compiled forms, found without hashing all that it is made of."""

from typing import Any, NamedTuple

FEW = 8
"""Databases, and names of parameters, of one statement; beyond them it is compiled again."""


class Compilations:
    """A cache for one statement, as the execution option `compiled_cache` takes it.

    SQLAlchemy finds compiled forms by a key of all that a statement is made of, a thousand parts for a page, which are
    hashed at each call. A statement that is kept has one key object, so that it is known by that; what is left to tell
    apart is the database, the names of the parameters, and whether schemas are translated.

    Args:
        statement: The statement, which keeps its own key.
    """

    __slots__ = ("_compiled", "_key")

    def __init__(self, statement: Any) -> None:
        key = statement._generate_cache_key()  # noqa: SLF001 -- what SQLAlchemy itself asks a statement for
        self._key = None if key is None else key.key
        self._compiled: dict[Any, Any] = {}

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Find the compiled form.

        Args:
            key: SQLAlchemy's: the database, what the statement is made of, the names of its parameters and the like.
            default: What is given where it is another statement's, or not compiled yet.
        """
        return self._compiled.get((key[0], *key[2:]), default) if key[1] is self._key else default

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        """Keep a compiled form; another statement's is not kept, for it could not be told from this one's."""
        if key[1] is not self._key:
            return
        if len(self._compiled) >= FEW:
            self._compiled.clear()
        self._compiled[key[0], *key[2:]] = compiled


class Kept(NamedTuple):
    """A statement that was built, and where it is found compiled; None where it serves one call alone."""

    statement: Any
    compilations: Compilations | None = None

    @classmethod
    def of(cls, statement: Any) -> "Kept":
        """Keep a statement for many calls."""
        return cls(statement, Compilations(statement))
