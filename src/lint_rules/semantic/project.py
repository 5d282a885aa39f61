"""The project around the checked files: wires layout, resolver, classes and census, and hands out modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.project_classes import project_classes
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.distributions import Distributions
from lint_rules.semantic.cross_file.matching_files import Trees
from lint_rules.semantic.cross_file.namesakes import Namesakes
from lint_rules.semantic.cross_file.neighbours import Neighbours
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.model.surroundings import Surroundings
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.reach.reach import NameAccesses
from lint_rules.semantic.requirements.oldest_versions import OldestVersions
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.trees import TreeStore, readable
from lint_rules.source.file import SourceFile
from lint_rules.source.small_file import read_small
from lint_rules.source.syntax.parser import SyntaxFailure


def _small(path: Path, largest: int) -> bytes | None:
    data = read_small(path, largest=largest)
    return data if isinstance(data, bytes) else None


class Project:
    """Everything that names can be resolved in.

    Args:
        root: the project's root folder, absolute.
        options: what the project says about itself.
        files: yields every file of the project; called only for questions about all of them.
        read: returns the file at a path, or None when it cannot be read.
        read_beside: returns what a small file beside the code holds; None when it cannot be read, or is larger than a number.
        known: answers about all files that are known already.
        notes: whether it is noted what is looked at.
    """

    def __init__(
        self,
        root: Path,
        options: ResolutionOptions,
        *,
        files: Callable[[], Iterable[SourceFile]],
        read: Callable[[Path], SourceFile | None],
        read_beside: Callable[[Path, int], bytes | None] = _small,
        known: Callable[[Question], Sequence[Path] | None] = lambda _: None,
        notes: bool = True,
    ) -> None:
        """See the class."""
        self.options = options
        self.visits = DependencyRecorder(notes=notes)
        self.layout = ModuleResolver(root, src=options.src, note=partial(self.visits.note_folders, None))
        self._trees = TreeStore(self.layout, read, self.visits)
        resolver = self._trees.resolver
        census = ProjectIndex(
            resolver,
            files=files,
            trees=Trees(self._trees.load, self._trees.load_imports, read, self._trees.let_go_of_surveyed),
            framework_classes=options.framework_classes,
            visits=self.visits,
            known=known,
        )
        self.answers = census.answers
        classes = Classes(
            resolver,
            mapped_bases=options.mapped_bases,
            framework_classes=options.framework_classes,
            imperatively_mapped=census.is_mapped_by_call,
        )
        self.resolver, self._census, self.classes = resolver, census, classes
        self._project_classes = project_classes(resolver, classes)
        self._namesakes = Namesakes(resolver, census, self.visits)
        self._distributions = Distributions(self.layout, read, self.visits)
        self._reach = NameAccesses(resolver, census, self.visits, read_beside)
        self._versions = OldestVersions(options, self.layout, read_beside, self.visits)

    def open(self, source: SourceFile) -> SemanticModel | SyntaxFailure:
        """Return a file as rules see it, or why it cannot be parsed.

        A file has one tree, whether it is opened or names lead to it: one class statement stays one class. What is returned
        serves until the next file is opened: to save memory, trees are let go of between two files.
        """
        parsed = self._trees.check(source)
        if isinstance(parsed, SyntaxFailure):
            return parsed
        neighbours = Neighbours(source.path, self._namesakes, self._census, self._distributions)
        return SemanticModel(
            parsed,
            resolver=self.resolver,
            classes=self._project_classes,
            census=self._census,
            around=Surroundings(neighbours, self._reach, self._versions),
            options=self.options,
        )

    def files(self, sources: Iterable[SourceFile]) -> Iterator[File]:
        """Yield the given files, parsed and bound; those that cannot be parsed are left out.

        Each serves until the next one is asked for: to save memory, trees are let go of between two files.
        """
        for source in sources:
            file = readable(self._trees.check(source))
            if file is not None:
                yield file

    def make_room(self) -> None:
        """Let go of trees where many are kept; what was returned of files serves no longer."""
        self._trees.make_room()
