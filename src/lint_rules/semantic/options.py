"""What a project says about itself that facts depend on: configuration as far as resolution reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True)
class ResolutionOptions:
    """The settings that decide what names denote and which of them count.

    Args:
        src: folders that imports start from, relative to the project root; empty means inferred.
        session_parameters: parameter names that hold a database session.
        aliases: qualified name of a class → the alias that the project imports it under.
        framework_classes: qualified names of further database-session classes.
        ambiguous_names: class names that are watched for two meanings.
        project_collisions: whether two classes of the project count as a collision.
        status_attributes: attribute names that hold a status.
        mapped_bases: qualified names of base classes whose children are mapped.
        sqlalchemy_version: the oldest SQLAlchemy that the code has to run on; empty means what the nearest requirements say.
        python_version: the oldest Python that the code has to run on; empty means what the nearest requirements say.
        exclude: gitignore patterns of files that are not part of the project.
        is_strict: whether the project wants every rule.
    """

    src: tuple[str, ...] = ()
    session_parameters: tuple[str, ...] = ("db", "db_session", "dbsession", "async_db", "sa_session")
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    framework_classes: tuple[str, ...] = ()
    ambiguous_names: tuple[str, ...] = ("Session", "AsyncSession")
    project_collisions: bool = False
    status_attributes: tuple[str, ...] = ("status", "state")
    mapped_bases: tuple[str, ...] = ()
    sqlalchemy_version: str = ""
    python_version: str = ""
    exclude: tuple[str, ...] = ()
    is_strict: bool = False
