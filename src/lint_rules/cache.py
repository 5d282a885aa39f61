"""What earlier runs found -> what of it still holds: results by the content of each file and of all that they rest on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cachefile import CacheFile
from lint_rules.diagnostic import Diagnostic
from lint_rules.digests import digest_of
from lint_rules.facts.folders import changed_at, listing
from lint_rules.kept import Kept
from lint_rules.lessons import Lesson, Node, file_node, folder_node, question_node
from lint_rules.records import recorded, restored
from lint_rules.roots import Root
from lint_rules.stamps import NO_FILE, digest_at, digest_of_names, stamp_of

if TYPE_CHECKING:
    from lint_rules.facts.questions import Question, Words

_NO_RECORD = (TypeError, ValueError, LookupError, AttributeError)


class Cache:
    """The results of earlier runs over one project, with the same settings and the same program.

    Everything that a result rests on has to be as it was: the file itself, the files that its names lead to, the folders that
    decided where imports lead, and the answers to questions about all files. What changed is looked for once a run; what rests on
    it, by whatever way, is forgotten.

    Args:
        file: where the results are kept.
        root: the project's root folder, absolute.
        project: returns all files of the project, in order.
    """

    def __init__(self, file: CacheFile, root: Path, project: Callable[[], Iterable[Path]]) -> None:
        """See the class."""
        self._file = file
        self._root = Root(str(root))
        self._project = project
        self.started = time.time_ns()
        """When the run began, in nanoseconds."""
        self._is_checked = False
        self._is_new = False
        try:
            self._kept = Kept(file.read())
        except _NO_RECORD:  # whole, and yet none of this program's
            self._kept = Kept()

    # -- before the run

    def recall(self, targets: Sequence[tuple[Path, bool]]) -> dict[Path, list[Diagnostic]]:
        """Return what is known of files; those that have to be checked are left out.

        Args:
            targets: files, and whether each was named.
        """
        try:
            return self._recall(targets)
        except _NO_RECORD:
            self._kept = Kept()
            return {}

    def _recall(self, targets: Sequence[tuple[Path, bool]]) -> dict[Path, list[Diagnostic]]:
        results = self._kept.results
        wanted = {self._root.relative(str(path)): (path, named) for path, named in targets}
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
        try:
            found = self._answered().get(question_node(question.text))
        except _NO_RECORD:
            self._kept = Kept()
            return None
        return None if found is None else [Path(self._root.absolute(one)) for one in found]

    def answers(self) -> dict[Question, list[Path]]:
        """Return the answers to all questions that were asked before."""
        from lint_rules.facts.questions import Question  # noqa: PLC0415  only a run that checks something needs it

        try:
            known = {Question.of_text(node[1:]): found for node, found in self._answered().items()}
        except _NO_RECORD:
            self._kept = Kept()
            return {}
        return {one: [Path(self._root.absolute(path)) for path in found] for one, found in known.items()}

    def _answered(self) -> dict[Node, list[str]]:
        if not self._kept.has_asked:
            return {}
        self._check_all()
        return self._kept.answers

    # -- what changed

    def _check_for(self, paths: list[str]) -> None:
        """Look for changes in what some results rest on."""
        reached = self._kept.reached(paths)
        if any(node.startswith("q") for node in reached):
            self._check_all()
            return
        names = {node[1:] for node in reached}
        files = self._changed_files([path for path in self._kept.files if path in names])
        folders = self._changed_folders([path for path in self._kept.folders if path in names])
        self._kept.forget([*files, *folders])

    def _check_all(self) -> None:
        """Look for changes everywhere, once."""
        if self._is_checked:
            return
        self._is_checked = True
        files = list(self._changed_files(list(self._kept.files)))
        folders = self._changed_folders(list(self._kept.folders))
        answers = self._changed_answers({node[1:] for node in files}) if self._kept.has_asked else ()
        self._kept.forget([*files, *folders, *answers])

    def _changed_files(self, paths: Iterable[str]) -> Iterator[Node]:
        for path in paths:
            absolute = self._root.absolute(path)
            stamp = stamp_of(absolute)
            known, digest = self._kept.files[path]
            if stamp != known:
                now = NO_FILE if stamp is None else digest_at(absolute)
                self._kept.files[path] = stamp, now
                self._is_new = True
                if now != digest:
                    yield file_node(path)

    def _changed_folders(self, paths: Iterable[str]) -> Iterator[Node]:
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

    def _changed_answers(self, changed: set[str]) -> Iterator[Node]:
        """Bring the answers about all files up to date; yield those that are no longer what they were."""
        members = [self._root.relative(str(path)) for path in self._project()]
        there = set(members)
        odd = (changed & there) | (there ^ set(self._kept.members))
        if not odd:
            return
        self._is_new = True
        self._kept.members = members
        places = {path: number for number, path in enumerate(members)}
        words = {path: self._words(path) for path in odd if path in there}
        for node, answer in self._kept.answers.items():
            fresh = {path for path, held in words.items() if held is not None and _is_true(node, held)}
            if fresh != odd.intersection(answer):
                found = fresh.union(path for path in answer if path not in odd)
                self._kept.answers[node] = sorted(found, key=places.__getitem__)
                yield node

    def _words(self, path: str) -> Words | None:
        """Return what is asked about in a file that is new, or has changed."""
        from lint_rules.facts.questions import Words  # noqa: PLC0415  only a project that has changed needs it

        absolute = self._root.absolute(path)
        stamp = stamp_of(absolute)
        try:
            data = Path(absolute).read_bytes() if stamp is not None else None
        except OSError:
            data = None
        self._kept.files[path] = (None, NO_FILE) if data is None else (stamp, digest_of(data))
        return None if data is None else Words(data)

    # -- after the run

    def learn(self, found: Mapping[Path, tuple[bool, list[Diagnostic]]], lesson: Lesson) -> None:
        """Take in the results of a run, and what they rest on.

        Args:
            found: files that were checked, whether each was named, and what was found.
            lesson: what the run learnt.
        """
        kept = self._kept
        if self._is_checked and any(
            path in kept.files and kept.files[path][1] != digest for path, (_, digest) in lesson.files.items()
        ):
            return  # a file has changed since the run began: nothing is sure
        changed = [
            file_node(path) for path, (_, now) in lesson.files.items() if kept.files.get(path, ("", now))[1] != now
        ]
        changed += [
            folder_node(path)
            for path, (_, now) in lesson.folders.items()
            if kept.folders.get(path, ("", now))[1] != now
        ]
        changed += [node for node, answer in lesson.answers.items() if kept.answers.get(node, answer) != answer]
        kept.forget(changed)
        kept.files |= lesson.files
        kept.folders |= lesson.folders
        kept.answers.update(lesson.answers)
        for node, nodes in lesson.led.items():
            kept.led.setdefault(node, set()).update(nodes)
        for path, (named, diagnostics) in found.items():
            records = [recorded(one, self._root) for one in diagnostics]
            kept.results[self._root.relative(str(path))] = named, records
        if lesson.answers:
            kept.members = [self._root.relative(str(path)) for path in self._project()]
        self._is_new = True

    def knows(self, targets: Iterable[object]) -> bool:
        """Whether the results of all files are kept."""
        return all(self._root.relative(str(path)) in self._kept.results for path in targets)

    def changed_last(self) -> int:
        """Return when one of the files that were read was changed last, in nanoseconds; 0 without any."""
        return max((max(stamp.modified, stamp.changed) for stamp, _ in self._kept.files.values() if stamp), default=0)

    def read(self) -> Iterator[str]:
        """Yield the files and folders that were read for what is kept."""
        yield from (self._root.absolute(path) for path in (*self._kept.files, *self._kept.folders))

    def save(self) -> str | None:
        """Keep the results for later runs; return why that cannot be done, if it cannot."""
        return self._file.write(self._kept.lines(self.started)) if self._is_new else None


def _is_true(node: Node, held: Words) -> bool:
    from lint_rules.facts.questions import Question  # noqa: PLC0415

    return Question.of_text(node[1:]).holds_for(held)
