"""What earlier runs found -> what of it still holds: results by the content of each file and of all that they rest on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.contents import CacheContents, CacheDelta, FileFindings
from lint_rules.cache.dependencies import Dependencies, NodeKey, file_node, folder_node, question_node
from lint_rules.cache.diagnostics import recorded, restored
from lint_rules.cache.fingerprint import digest_at, digest_of_names, stamp_of
from lint_rules.cache.relative_paths import Root
from lint_rules.cache.store import CacheFile
from lint_rules.diagnostic import Diagnostic
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
    it, by whatever way, is forgotten.

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
        self._asking: ProjectChanges | None = None
        self._line: bytes | None = None
        content = file.read()
        self._takes_more = content is not None and content.takes_more
        try:
            self._kept = CacheContents() if content is None else CacheContents(content.lines, content.added)
        except _NO_RECORD:
            self._forget_all()

    def _forget_all(self) -> None:
        """Begin anew: what was read is whole, and yet none of this program's."""
        self._kept = CacheContents()
        self._is_small = self._takes_more = False
        self._asking = None

    # -- before the run

    def recall(self, targets: Sequence[tuple[Path, bool]]) -> dict[Path, list[Diagnostic]]:
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
        seen = self._kept.seen(path)
        absolute = self._root.absolute(path)
        return seen is None or (stamp_of(absolute) != seen[0] and digest_at(absolute) != seen[1])

    def _recall(self, wanted: dict[str, tuple[Path, bool]]) -> dict[Path, list[Diagnostic]]:
        self._take_in()
        results = self._kept.results
        known = [one for one, (_, named) in wanted.items() if one in results and results[one][0] == named]
        if len(known) * 2 > len(results):
            self._check_all()
        elif known:
            self._check_for(known)
        return {wanted[one][0]: self._restored(one) for one in known if one in results}

    def _restored(self, path: str) -> list[Diagnostic]:
        absolute = self._root.absolute(path)
        return [restored(one, absolute, self._root) for one in self._kept.results[path][1]]

    def answer(self, question: Question) -> list[Path] | None:
        """Return the files that a question is true of; None when it has not been asked before."""
        node = question_node(question.text)
        try:
            if node not in self._kept.answers:
                return None
            found = self._asked().answer(node) if self._is_small else self._answered()[node]
        except _NO_RECORD:
            self._forget_all()
            return None
        return [Path(self._root.absolute(one)) for one in found]

    def answers(self) -> dict[Question, list[Path]]:
        """Return the answers to all questions that were asked before."""
        from lint_rules.semantic.index.queries import Question

        try:
            known = {Question.of_text(node[1:]): found for node, found in self._answered().items()}
        except _NO_RECORD:
            self._forget_all()
            return {}
        return {one: [Path(self._root.absolute(path)) for path in found] for one, found in known.items()}

    def _answered(self) -> dict[NodeKey, list[str]]:
        if self._kept.answers:
            self._check_all()
        return self._kept.answers

    def _asked(self) -> ProjectChanges:
        if self._asking is None:
            from lint_rules.cache.changes import ProjectChanges

            self._asking = ProjectChanges(self._kept, self._root, self._project)
        return self._asking

    # -- what changed

    def _take_in(self) -> None:
        """Take in what small runs have added."""
        self._is_small, self._asking = False, None
        added, self._kept.added = self._kept.added, []
        for one in added:
            self._kept.take_in(one)

    def _check_for(self, paths: list[str]) -> None:
        """Look for changes in what some results rest on."""
        reached = self._kept.reached(paths)
        if any(node.startswith("q") for node in reached):
            self._check_all()
            return
        from lint_rules.cache.changes import changed

        names = {node[1:] for node in reached}
        now = dict(changed({path: seen for path, seen in self._kept.files.items() if path in names}, self._root))
        folders = self._changed_folders([path for path in self._kept.folders if path in names])
        self._kept.forget([*self._others(now), *folders])

    def _check_all(self) -> None:
        """Look for changes everywhere, once."""
        if self._is_checked:
            return
        self._take_in()
        self._is_checked = True
        asking, kept = self._asked(), self._kept
        answers = {node: asking.answer(node) for node in kept.answers}
        nodes = [node for node, answer in answers.items() if answer != kept.answers[node]]
        folders = self._changed_folders(list(kept.folders))
        if kept.answers:
            self._is_new = self._is_new or kept.members != asking.members
            kept.now_ask(asking.members, answers)
        kept.forget([*self._others(asking.now), *folders, *nodes])

    def _others(self, now: Mapping[str, Seen]) -> list[NodeKey]:
        """Take in files as they are now; return those that hold something else than before."""
        known = self._kept.files
        others = [file_node(path) for path, (_, digest) in now.items() if path in known and known[path][1] != digest]
        known |= now
        self._is_new = self._is_new or bool(now)
        return others

    def _changed_folders(self, paths: Iterable[str]) -> Iterator[NodeKey]:
        for path in paths:
            absolute = self._root.absolute(path)
            changed = changed_at(absolute)
            known, digest = self._kept.folders[path]
            if changed != known:
                now = digest_of_names(listing(absolute))
                self._kept.folders[path] = changed, now
                self._is_new = True
                if now != digest:
                    yield folder_node(path)

    # -- after the run

    def learn(self, found: Mapping[Path, tuple[bool, list[Diagnostic]]], lesson: Dependencies) -> None:
        """Take in the results of a run, and what they rest on.

        Args:
            found: files that were checked, whether each was named, and what was found.
            lesson: what the run learnt.
        """
        news = CacheDelta(lesson.files, lesson.folders, lesson.led, dict(self._results(found)))
        try:
            self._learn(news, lesson.answers)
        except _NO_RECORD:
            self._forget_all()
            self._learn(news, lesson.answers)

    def _learn(self, news: CacheDelta, answers: Mapping[NodeKey, list[str]]) -> None:
        if self._is_small and self._can_add(news, answers):
            self._line = news.line(self.started)
            return
        kept = self._kept
        if self._is_small or (kept.answers and answers.keys() - kept.answers.keys()):
            self._check_all()
        if any(kept.answers.get(node, answer) != answer for node, answer in answers.items()) or (
            self._is_checked and any(_was(kept, path, digest) != digest for path, (_, digest) in news.files.items())
        ):
            return  # a file has changed since the run began: nothing is sure
        if answers.keys() - kept.answers.keys():
            read = kept.files | news.files if self._is_checked else news.files
            members = [self._root.relative(str(path)) for path in self._project()]
            if not all(path in read for path in members):
                return  # one has come since it was asked about all files
            kept.now_ask({path: read[path][1] for path in members}, {**kept.answers, **answers})
        kept.take_in(news)
        self._is_new = True

    def _results(self, found: Mapping[Path, tuple[bool, list[Diagnostic]]]) -> Iterator[tuple[str, FileFindings]]:
        for path, (named, diagnostics) in found.items():
            yield self._root.relative(str(path)), (named, [recorded(one, self._root) for one in diagnostics])

    def _can_add(self, news: CacheDelta, answers: Mapping[NodeKey, list[str]]) -> bool:
        """Whether a small run found all answers as they are kept: what it learnt then counts beside all else that is kept."""
        return all(self._kept.answers.get(node) == answer for node, answer in answers.items()) and (
            self._asking is None or all(self._asking.digest(path) == digest for path, (_, digest) in news.files.items())
        )

    def knows(self, targets: Iterable[object]) -> bool:
        """Whether the results of all files are kept."""
        return not self._is_small and all(self._root.relative(str(path)) in self._kept.results for path in targets)

    def changed_last(self) -> int:
        """Return when one of the files that were read was changed last, in nanoseconds; 0 without any."""
        return max((max(stamp.modified, stamp.changed) for stamp, _ in self._kept.files.values() if stamp), default=0)

    def read(self) -> Iterator[str]:
        """Yield the files and folders that were read for what is kept."""
        yield from (self._root.absolute(path) for path in (*self._kept.files, *self._kept.folders))

    def save(self) -> str | None:
        """Keep the results for later runs; return why that cannot be done, if it cannot."""
        if self._line is not None:
            return self._file.add(self._line)
        if not self._is_new:
            return None
        try:
            lines = self._kept.lines(self.started)
        except _NO_RECORD:
            self._forget_all()
            return None
        return self._file.write(lines)


def _was(kept: CacheContents, path: str, now: str) -> str:
    """Return the digest that is kept of a file; `now` for one that is not kept."""
    return kept.files[path][1] if path in kept.files else now
