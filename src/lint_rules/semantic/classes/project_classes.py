"""The classes of one project -> what is remembered of them for all of its files."""

from __future__ import annotations

from typing import NamedTuple

from lint_rules.semantic.classes.enum_contents import EnumContents
from lint_rules.semantic.classes.enums import Enums
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.mapped_attributes import MappedAttributes
from lint_rules.semantic.names.resolver import Resolver


class ProjectClasses(NamedTuple):
    """Services that answer for classes wherever they are asked about; none of them holds a tree."""

    kinds: Classes
    enums: Enums
    enum_contents: EnumContents
    attributes: MappedAttributes


def project_classes(resolver: Resolver, kinds: Classes) -> ProjectClasses:
    """Return what answers for the classes that `resolver` finds."""
    enums = Enums(resolver, kinds)
    return ProjectClasses(kinds, enums, EnumContents(resolver, enums), MappedAttributes(resolver, kinds))
