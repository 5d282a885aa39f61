"""A file -> whether it is a database migration of Alembic's, whose classes are copies of its own and nobody's namesakes."""

from __future__ import annotations

from lint_rules.semantic.scopes.file import File


def is_revision(file: File) -> bool:
    """Whether the file says which revision it makes of which."""
    return {"revision", "down_revision"} <= file.bindings.module_scope.bindings.keys()
