"""What earlier runs found -> what of it still holds: results by the content of each file and of all that they rest on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.contents import CacheContents, CacheDelta
from lint_rules.cache.dependencies import (
    Dependencies,
    DigestsOfRun,
    NodeKey,
    file_node,
    folder_node,
    question_node,
    questions,
)
from lint_rules.cache.diagnostics import all_recorded, restored
from lint_rules.cache.fingerprint import digest_at, digest_of_names, stamp_of
from lint_rules.cache.relative_paths import Root
from lint_rules.cache.store import CacheFile, Pace
from lint_rules.diagnostic import Diagnostic, Hidden
from lint_rules.semantic.names.directory import changed_at, listing

# What asks about all files is imported when something is asked.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from lint_rules.cache.changes import ProjectChanges
    from lint_rules.cache.contents import Seen
    from lint_rules.semantic.index.queries import Question

_NO_RECORD = (TypeError, ValueError, LookupError, AttributeError)
_FEW = 16
"""Files that are looked at one by one, whether they have changed, before anything else is."""


class Cache:
    """The results of earlier runs over one project, with the same settings and the same program.

    Everything that a result rests on has to be as it was: the file itself, the files that its names lead to, the folders that
    decided where imports lead, and the answers to questions about all files. What changed is looked for once a run; what rests on
    it, by whatever way, is forgotten, also where it changes while the run goes on.

    A run over a few files that have all changed has nothing to recall. It reads of the cache what it asks for, and adds what it
    finds at the end: what that costs does not grow with the project. The next run of another kind takes it in.

    Args:
        file: where the results are kept.
        root: the project's root folder, absolute.
        project: returns all files of the project, in order.
    """

    def __init__(self, file: CacheFile, root: Path, project: Callable[[], Iterable[Path | str]]) -> None:
        """See the class."""
        self._file = file
        self._root = Root(str(root))
        self._project = project
        self.started = time.time_ns()
        """When the run began, in nanoseconds."""
        self._is_checked = False
        self._is_new = False
        self._is_small = False
        self._this_run = DigestsOfRun()
        self._pace = Pace()
        self._project_changes: ProjectChanges | None = None
        self._small: CacheDelta | None = None
        content = file.read()
        self._takes_more = content is not None and content.takes_more
        try:
            self._contents = CacheContents() if content is None else CacheContents(content.lines, content.added)
        except _NO_RECORD:
            self._forget_all()

    def _forget_all(self) -> None:
        """Begin anew: what was read is whole, and yet none of this program's."""
        self._contents = CacheContents()
        self._is_small = self._takes_more = False
        self._project_changes = None

    # -- before the run

    def recall(self, targets: Sequence[tuple[Path, bool]]) -> dict[Path, list[Diagnostic | Hidden]]:
        """Return what is known of files; those that have to be checked are left out.

        Args:
            targets: files, and whether each was named.
        """
        try:
            wanted = {self._root.relative(str(path)): (path, named) for path, named in targets}
            self._is_small = self._takes_more and len(wanted) <= _FEW and all(map(self._has_changed, wanted))
            return {} if self._is_small else self._recall(wanted)
        except _NO_RECORD:
            self._forget_all()
            return {}

    def _has_changed(self, path: str) -> bool:
        """Whether a file holds something else than when it was read last, if it ever was."""
        seen = self._contents.seen(path)
        absolute = self._root.absolute(path)
        return seen is None or (stamp_of(absolute) != seen[0] and digest_at(absolute) != seen[1])

    def _recall(self, wanted: dict[str, tuple[Path, bool]]) -> dict[Path, list[Diagnostic | Hidden]]:
        self._take_in()
        results = self._contents.results
        known = [path for path, (_, named) in wanted.items() if path in results and results[path][0] == named]
        if len(known) * 2 > len(results):
            self._check_all()
        elif known:
            self._check_for(known)
        return {wanted[path][0]: self._restored(path) for path in known if path in results}

    def _restored(self, path: str) -> list[Diagnostic | Hidden]:
        absolute = self._root.absolute(path)
        return [restored(record, absolute, self._root) for record in self._contents.results[path][1]]

    def answer(self, question: Question) -> list[Path] | None:
        """Return the files that a question is true of; None when it has not been asked before."""
        node = question_node(question.text)
        try:
            if node not in self._contents.answers:
                return None
            answer = self._changes().answer(node) if self._is_small else self._answered()[node]
        except _NO_RECORD:
            self._forget_all()
            return None
        return [Path(self._root.absolute(path)) for path in answer]

    def answers(self) -> dict[Question, list[Path]]:
        """Return the answers to all questions that were asked before."""
        from lint_rules.semantic.index.queries import Question

        try:
            known = {Question.of_text(node[1:]): paths for node, paths in self._answered().items()}
        except _NO_RECORD:
            self._forget_all()
            return {}
        return {question: [Path(self._root.absolute(path)) for path in paths] for question, paths in known.items()}

    def _answered(self) -> dict[NodeKey, list[str]]:
        if self._contents.answers:
            self._check_all()
        return self._contents.answers

    def _changes(self) -> ProjectChanges:
        if self._project_changes is None:
            from lint_rules.cache.changes import ProjectChanges

            self._project_changes = ProjectChanges(self._contents, self._root, self._project)
        return self._project_changes

    # -- what changed

    def _take_in(self) -> None:
        """Take in what small runs have added."""
        self._is_small, self._project_changes = False, None
        added, self._contents.added = self._contents.added, []
        for delta in added:
            self._contents.take_in(delta)

    def _check_for(self, paths: list[str]) -> None:
        """Look for changes in what some results rest on."""
        reached = self._contents.reached(paths)
        if any(node.startswith("q") for node in reached):
            self._check_all()
            return
        from lint_rules.cache.changes import changed

        names = {node[1:] for node in reached}
        now = dict(changed({path: seen for path, seen in self._contents.files.items() if path in names}, self._root))
        folders = self._changed_folders([path for path in self._contents.folders if path in names])
        self._contents.forget([*self._others(now), *folders])

    def _check_all(self) -> None:
        """Look for changes everywhere, once."""
        if self._is_checked:
            return
        self._take_in()
        self._is_checked = True
        changes, contents = self._changes(), self._contents
        answers = {node: changes.answer(node) for node in contents.answers}
        nodes = [node for node, answer in answers.items() if answer != contents.answers[node]]
        folders = self._changed_folders(list(contents.folders))
        if contents.answers:
            self._is_new = self._is_new or contents.members != changes.members
            contents.now_ask(changes.members, answers)
        changed = [*self._others(changes.now), *folders, *nodes]
        contents.forget(changed)
        self._this_run.note_changed(changed)

    def _others(self, now: Mapping[str, Seen]) -> list[NodeKey]:
        """Take in files as they are now; return those that hold something else than before."""
        known = self._contents.files
        others = [file_node(path) for path, (_, digest) in now.items() if path in known and known[path][1] != digest]
        known |= now
        self._is_new = self._is_new or bool(now)
        return others

    def _changed_folders(self, paths: Iterable[str]) -> Iterator[NodeKey]:
        for path in paths:
            absolute = self._root.absolute(path)
            changed = changed_at(absolute)
            known, digest = self._contents.folders[path]
            if changed != known:
                now = digest_of_names(listing(absolute))
                self._contents.folders[path] = changed, now
                self._is_new = True
                if now != digest:
                    yield folder_node(path)

    # -- after the run

    def learn(self, results: Mapping[Path, tuple[bool, list[Diagnostic | Hidden]]], dependencies: Dependencies) -> None:
        """Take in the results of a run, or of a part of it, and what they rest on. The parts come in their order.

        Args:
            results: files that were checked, whether each was named, and what was found.
            dependencies: what was learnt: later parts may rest on it, too.
        """
        self._this_run.note(dependencies)
        delta = CacheDelta(*dependencies[:3], all_recorded(results, self._root))
        try:
            self._learn(delta, dependencies.answers)
        except _NO_RECORD:
            self._forget_all()
            self._learn(delta, dependencies.answers)

    def _learn(self, delta: CacheDelta, answers: Mapping[NodeKey, list[str]]) -> None:
        contents, run = self._contents, self._this_run
        if self._is_small:
            delta = delta if self._small is None else self._small.with_more(delta)
            self._small = delta if not run.changed and self._can_add(delta, answers) else None
            if self._small is not None:
                return
        if self._is_small or (contents.answers and answers.keys() - contents.answers.keys()):
            self._check_all()
        run.changed.update(contents.otherwise(delta, answers, with_files=self._is_checked))
        if answers.keys() - contents.answers.keys():
            contents.now_ask(self._members(answers), {**answers, **contents.answers})
        contents.take_in(delta)
        self._is_new = True

    def _members(self, answers: Mapping[NodeKey, list[str]]) -> dict[str, str]:
        """Return the files of the project, with what each held when it was asked about all; the next run asks those in doubt."""
        now = (self._root.relative(str(path)) for path in self._project())
        gone = (path for answer in answers.values() for path in answer)
        kept = self._contents.files if self._is_checked else {}
        return {path: self._this_run.digest(path, kept) for path in dict.fromkeys((*now, *gone))}

    def _can_add(self, delta: CacheDelta, answers: Mapping[NodeKey, list[str]]) -> bool:
        """Whether a small run found all answers as they are kept: what it learnt then counts beside all else that is kept."""
        kept, changes = self._contents.answers, self._project_changes
        return (
            all(kept.get(node) == answer for node, answer in answers.items())
            and all(node in kept for node in questions(delta.led))
            and (changes is None or all(changes.digest(path) == seen[1] for path, seen in delta.files.items()))
        )

    def knows(self, targets: Iterable[object]) -> bool:
        """Whether the results of all files are kept."""
        self._contents.forget(self._this_run.changed)
        return not self._is_small and all(self._root.relative(str(path)) in self._contents.results for path in targets)

    def changed_last(self) -> int:
        """Return when one of the files that were read was changed last, in nanoseconds; 0 without any."""
        return max(
            (max(stamp.modified, stamp.changed) for stamp, _ in self._contents.files.values() if stamp), default=0
        )

    def read(self) -> Iterator[str]:
        """Yield the files and folders that were read for what is kept."""
        yield from (self._root.absolute(path) for path in (*self._contents.files, *self._contents.folders))

    def save_sometimes(self) -> None:
        """Keep the results so far, unless that was done just now; what hinders it is said at the end of the run."""
        if self._small is None and self._pace.is_due():
            self.save()
            self._pace.is_done()

    def save(self) -> str | None:
        """Keep the results for later runs; return why that cannot be done, if it cannot."""
        if self._small is not None:
            return self._file.add(self._small.line(self.started))
        if not self._is_new:
            return None
        try:
            self._contents.forget(self._this_run.changed)
            lines = self._contents.lines(self.started)
        except _NO_RECORD:
            self._forget_all()
            return None
        problem = self._file.write(lines)
        self._is_new = problem is not None
        return problem
