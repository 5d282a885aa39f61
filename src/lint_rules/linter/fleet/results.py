"""What a run over many repositories has found so far -> a file for each, so that a stopped run goes on where it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lint_rules.errors import Failed
from lint_rules.linter.fleet.task import CHECKED, RepositoryReport, Task
from lint_rules.source.small_file import Refusal, read_regular
from lint_rules.source.write import write_text


class KeptResults:
    """Reports of repositories at commits, in a folder of the user's.

    A report is kept by repository, commit, options and program: what a commit holds does not change. Folders are checked again: what lies
    in them may be no commit's, and the cache knows what has changed.

    Args:
        folder: where they lie.
        program: a digest of the program that made them.
    """

    def __init__(self, folder: Path, program: str) -> None:
        """See the class."""
        self._folder, self._program = folder, program

    def of(self, task: Task) -> RepositoryReport | None:
        """Return the report of a repository that was checked before; None where it was not."""
        data = None if task.repository.folder else read_regular(self._path(task))
        if data is None or isinstance(data, Refusal):
            return None
        try:
            kept: dict[str, Any] = json.loads(data)
            run = kept["run"]
        except (ValueError, LookupError, TypeError):
            return None  # it is not whole
        return RepositoryReport(task.repository.name, task.repository.commit, CHECKED, "", run)

    def keep(self, task: Task, report: RepositoryReport) -> None:
        """Keep a report; one of a repository that failed may be another one the next time.

        Raises:
            Failed: it cannot be written.
        """
        if not task.repository.folder and report.status == CHECKED:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_text(self._path(task), json.dumps({"run": report.run}))
            except OSError as error:
                raise Failed(f"{self._folder}: {error.strerror or error}; name another folder for --state") from error

    def _path(self, task: Task) -> Path:
        key = (self._program, task.repository.name, task.repository.commit, *task.options)
        return self._folder / f"{hashlib.sha256(chr(0).join(key).encode()).hexdigest()}.json"
