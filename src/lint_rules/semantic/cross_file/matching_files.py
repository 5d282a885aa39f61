"""A question about all files of the project -> those files, parsed one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.queries import Asks, FileQueries, Question
from lint_rules.semantic.scopes.file import File
from lint_rules.source.file import SourceFile


class Trees(NamedTuple):
    """Parses files.

    Args:
        load: returns the file at a path; None when it cannot be read or parsed.
        load_imports: returns as much of it as holds all imports of a name.
        read: returns it unparsed; None when it cannot be read.
        between: is called between two files that are looked at for one question: none of them is needed any longer.
    """

    load: Callable[[Path], File | None]
    load_imports: Callable[[Path, str], File | None]
    read: Callable[[Path], SourceFile | None]
    between: Callable[[], None]


class MatchingFiles:
    """Reads the whole project, lazily and at most once per question.

    Args:
        files: every file of the project, read from disk when iterated.
        trees: parses files.
        visits: is told what is asked.
        known: answers that are known already; None for a question that has to be asked.
    """

    def __init__(
        self,
        *,
        files: Callable[[], Iterable[SourceFile]],
        trees: Trees,
        visits: DependencyRecorder,
        known: Callable[[Question], Sequence[Path] | None],
    ) -> None:
        """See the class."""
        self._queries = FileQueries(files, trees.read)
        self._trees = trees
        self._visits = visits
        self._known = known
        self.answers: dict[Question, Sequence[Path]] = {}
        """What was asked about all files, and of which of them it is true."""

    def answer(self, question: Question) -> Sequence[Path]:
        """Return the files of the project that a question is true of, in their order."""
        self._visits.lead(question)
        if question not in self.answers:
            known = self._known(question)
            self.answers[question] = self._queries.answer(question) if known is None else known
        return self.answers[question]

    def load(self, path: Path) -> File | None:
        """Return the file at a path; None when it cannot be read or parsed."""
        return self._trees.load(path)

    def load_imports(self, path: Path, name: str) -> File | None:
        """Return as much of a file as holds all imports of a name; None when it cannot be read or parsed."""
        return self._trees.load_imports(path, name)

    def between(self) -> None:
        """Let go of trees, between two files that are looked at for a question: neither is needed any longer."""
        self._trees.between()

    def holding(self, *words: str) -> Iterator[File]:
        """Yield the files of the project that hold every one of some words."""
        yield from self._loaded(self.answer(Question(Asks.ALL, words)))

    def importing(self, name: str, where: Callable[[Path], bool] | None = None) -> Iterator[File]:
        """Yield what holds all imports of `name` of the files of the project that may import it, under whatever alias.

        Args:
            name: what is imported.
            where: which of these files are wanted; all of them without it.
        """
        paths = self.paths_importing(name)
        yield from self._loaded_imports(paths if where is None else filter(where, paths), name)

    def renaming(self, name: str) -> Iterator[File]:
        """Yield the same of the files that may import it under an alias."""
        yield from self._loaded_imports(self.answer(Question(Asks.RENAMED, (name,))), name)

    def bound_as(self, word: str) -> Iterator[File]:
        """Yield the same of the files that may import something as `word`: of this name, or under this alias."""
        yield from self._loaded_imports(self.answer(Question(Asks.IMPORTED, (word,))), word)

    def declaring(self, name: str) -> Iterator[File]:
        """Yield the files of the project that may have a class statement of this name."""
        yield from self._loaded(self.answer(Question(Asks.DECLARED, (name,))))

    def referring(self, name: str, owners: Iterable[str] = ()) -> Sequence[Path]:
        """Return the files that may take something of this name from something else, and hold one of some words."""
        return self.answer(Question(Asks.REFERRED, (name, *owners)))

    def mapping(self) -> Iterator[File]:
        """Yield the files of the project that may map classes by a call."""
        yield from self._loaded(self.answer(Question(Asks.MAPPING)))

    def paths_importing(self, name: str) -> Iterable[Path]:
        """Return the files that may import something of this name, under whatever alias."""
        return self.answer(Question(Asks.NAMED, (name,)))

    def _loaded(self, paths: Iterable[Path]) -> Iterator[File]:
        return self._one_by_one(map(self._trees.load, paths))

    def _loaded_imports(self, paths: Iterable[Path], name: str) -> Iterator[File]:
        return self._one_by_one(self._trees.load_imports(path, name) for path in paths)

    def _one_by_one(self, files: Iterable[File | None]) -> Iterator[File]:
        for file in files:
            if file is not None:
                yield file
                self._trees.between()
