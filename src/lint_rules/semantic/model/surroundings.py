"""What stands around a checked file and decides what is said of it: a value."""

from __future__ import annotations

from lint_rules.frozen import frozen
from lint_rules.semantic.cross_file.neighbours import Neighbours
from lint_rules.semantic.reach.reach import NameAccesses
from lint_rules.semantic.requirements.oldest_versions import OldestVersions


@frozen
class Surroundings:
    """The other files of a project, as far as one file's findings and fixes depend on them.

    Args:
        neighbours: finds who else in the project bears a name.
        reach: says who else can reach a name.
        versions: says which SQLAlchemy and which Python the code has to run on.
    """

    neighbours: Neighbours
    reach: NameAccesses
    versions: OldestVersions
