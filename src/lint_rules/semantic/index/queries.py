"""What can be asked about all files of a project: which of them hold a word in an import, in a class statement, or anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from lint_rules.semantic.index.tokens import TokenIndex, tokens_in
from lint_rules.semantic.index.words import (
    Imported,
    WordIndex,
    declared_classes,
    holds_word,
    imported_words,
    index,
    may_map_by_call,
    may_refer,
)

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.source.file import SourceFile


class Asks(Enum):
    """What is asked about a file."""

    IMPORTED = "imported"
    """Whether an import statement of the file may hold the word."""
    NAMED = "named"
    """Whether an import statement of the file may hold the word, and not as an alias."""
    RENAMED = "renamed"
    """Whether an import statement of the file may hold the word, with an alias behind it."""
    DECLARED = "declared"
    """Whether the file may declare a class of this name."""
    MAPPING = "mapping"
    """Whether the file may map classes by a call."""
    ALL = "all"
    """Whether the file holds every one of the words."""
    ANY = "any"
    """Whether the file holds one of the words."""
    REFERRED = "referred"
    """Whether the file may take something of this name from something else, by an attribute or by a string; of further words it
    holds one, if there are any."""


class Words:
    """The bytes of one file, and the words in them that are asked about, each kind found once."""

    def __init__(self, data: bytes) -> None:
        """Ask about `data`."""
        self.data = data

    @cached_property
    def imported(self) -> Imported:
        """See `imported_words`."""
        return imported_words(self.data)

    @cached_property
    def declared(self) -> set[str]:
        """See `declared_classes`."""
        return declared_classes(self.data)


class Question(NamedTuple):
    """Which files of the project do what is asked. The answer keeps the order of the files."""

    asks: Asks
    words: tuple[str, ...] = ()

    def holds_for(self, file: Words) -> bool:
        """Whether a file belongs to the answer."""
        match self.asks:
            case Asks.MAPPING:
                return may_map_by_call(file.data)
            case Asks.ALL:
                return all(holds_word(word, file.data) for word in self.words)
            case Asks.ANY:
                return any(holds_word(word, file.data) for word in self.words)
            case Asks.REFERRED:
                name, *owners = self.words
                held = not owners or any(word.encode("utf-8", "surrogatepass") in file.data for word in owners)
                return held and may_refer(name, file.data)
            case Asks.IMPORTED | Asks.NAMED | Asks.RENAMED | Asks.DECLARED:
                return self.words[0] in _words(self.asks, file)

    @property
    def text(self) -> str:
        """The question in one text, from which `of_text` makes it again."""
        return "\n".join((self.asks.value, *self.words))

    @staticmethod
    def of_text(text: str) -> Question:
        """Return the question of a text.

        Raises:
            ValueError: no question has this text.
        """
        asks, *words = text.split("\n")
        return Question(Asks(asks), tuple(words))


def _words(asks: Literal[Asks.IMPORTED, Asks.NAMED, Asks.RENAMED, Asks.DECLARED], file: Words) -> set[str]:
    match asks:
        case Asks.IMPORTED:
            return file.imported.names | file.imported.aliases
        case Asks.NAMED:
            return file.imported.names
        case Asks.RENAMED:
            return file.imported.renamed
        case Asks.DECLARED:
            return file.declared


PAYS = 8
"""Questions about the text of all files from which on an index of their words takes less time than to read them all again."""


class FileQueries:
    """Answers questions by reading all files, most of them from one index of the words in all files.

    Args:
        files: every file of the project, read from disk when iterated.
        read: returns the file at a path, or None when it cannot be read.
    """

    def __init__(self, files: Callable[[], Iterable[SourceFile]], read: Callable[[Path], SourceFile | None]) -> None:
        """See the class."""
        self._files, self._read = files, read
        self._words: WordIndex | None = None
        self._tokens: TokenIndex | None = None
        self._scans = 0

    def answer(self, question: Question) -> Sequence[Path]:
        """Return the files of the project that a question is true of, in their order."""
        match question.asks:
            case Asks.IMPORTED:
                return self._indexed().imported.get(question.words[0], ())
            case Asks.NAMED:
                words, name = self._indexed(), question.words[0]
                aliases = words.aliases.get(name, ())
                return [path for path in words.imported.get(name, ()) if path not in aliases]
            case Asks.RENAMED:
                return self._indexed().renamed.get(question.words[0], ())
            case Asks.DECLARED:
                return self._indexed().declared.get(question.words[0], ())
            case Asks.MAPPING:
                return self._indexed().mapping
            case Asks.ALL | Asks.ANY | Asks.REFERRED:
                candidates = self._candidates(question)
                return [source.path for source in candidates if question.holds_for(Words(source.data))]

    def _candidates(self, question: Question) -> Iterable[SourceFile]:
        """Return the files that may hold what is asked for: all of them, until an index of their words pays."""
        self._scans += 1
        if self._scans < PAYS:
            return self._files()
        if self._tokens is None:
            self._tokens = TokenIndex(self._files())
        words = [word.encode("utf-8", "surrogatepass") for word in question.words]
        match question.asks:
            case Asks.REFERRED:
                # Behind an escaped line end, `"\nSession"`, the word goes on to the left.
                paths = self._tokens.holding_any((words[0], b"n" + words[0]))
            case Asks.ANY:
                paths = self._tokens.holding_any(token for word in words for token in tokens_in(word))
            case _:
                paths = self._tokens.holding_all(token for word in words for token in tokens_in(word))
        return filter(None, map(self._read, paths))

    def _indexed(self) -> WordIndex:
        if self._words is None:
            self._words = index(self._files())
        return self._words
