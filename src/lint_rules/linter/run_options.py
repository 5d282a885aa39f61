"""What a run is told, from the command line to the workers: one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.frozen import field, frozen

if TYPE_CHECKING:
    from lint_rules.rule import NamedRule
    from lint_rules.settings.config import Settings


@frozen(kw_only=True)
class RunOptions:
    """How files are checked. It can be pickled, so that it goes to other processes and machines as it is.

    Args:
        root: the project's root folder, absolute; each name is resolved in the project there.
        settings: which rules run, and what resolution reads.
        rules: all rules there are, or what returns them: that goes to other processes faster, and is not called when a cache knows all.
        overlay: what files are taken to hold instead of what is on disk.
        jobs: how many processes to use at most, if there is so much to do that they pay; 0 stands for one a processor.
        records_dependencies: whether to note what findings rest on.
        is_whole: whether folders with settings of their own are checked with these, instead of being projects of their own.
    """

    root: Path
    settings: Settings
    rules: Sequence[NamedRule] | Callable[[], Sequence[NamedRule]]
    overlay: Mapping[Path, bytes] = field(default_factory=dict[Path, bytes])
    jobs: int = 1
    records_dependencies: bool = False
    is_whole: bool = False

    def all_rules(self) -> Sequence[NamedRule]:
        """Return all rules there are."""
        return self.rules() if callable(self.rules) else self.rules
