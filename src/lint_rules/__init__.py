"""Finds names that mean two classes, queries on the wrong class and statuses that fall back in silence.

All that a rule needs is imported from here: `from lint_rules import Rule, Finding`. A name is loaded when it is asked for,
because every command imports this module first.
"""

# What `typing` calls so; importing it would take longer than all else here.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from lint_rules.diagnostic import Finding, Fix, Related, Safety
    from lint_rules.fixes.alias import alias_for, free, made_up, second_name
    from lint_rules.fixes.complete_members import fill_dict, fill_match
    from lint_rules.fixes.import_edits import with_names
    from lint_rules.fixes.rename import is_safe_to_rename, realiased
    from lint_rules.fixes.replace import session_name, with_class, with_session
    from lint_rules.fixes.return_annotations import names_in_annotations
    from lint_rules.fixes.visible_name import can_see, name_in_scope
    from lint_rules.rule import Bad, Default, Good, Rule
    from lint_rules.semantic.calls.arguments import QueryArgument
    from lint_rules.semantic.classes.body import outer_name
    from lint_rules.semantic.classes.enums import EnumFacts, Member
    from lint_rules.semantic.classes.kinds import MAPPED_FAMILY, UNMAPPED, ClassKind, Role
    from lint_rules.semantic.cross_file.importers import Importer
    from lint_rules.semantic.index.prefilter import all_of, always, any_of, contains, looks_broken
    from lint_rules.semantic.model.collisions import Collision
    from lint_rules.semantic.model.semantic_model import SemanticModel
    from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol
    from lint_rules.semantic.queries.results import QueryResult, Shape
    from lint_rules.semantic.queries.row_annotations import spelled
    from lint_rules.semantic.scopes.defaults import default_among
    from lint_rules.semantic.scopes.model import Binding, BindingKind, ScopeKind, declared_exports
    from lint_rules.semantic.scopes.reachability import is_none
    from lint_rules.semantic.sessions.inference import IsSession
    from lint_rules.semantic.sessions.uses import SessionUse
    from lint_rules.semantic.statuses.branches import outcome, prefixes, raises, said, shared_target
    from lint_rules.semantic.statuses.branching import Branching, branching
    from lint_rules.semantic.statuses.dict_uses import DictUse
    from lint_rules.semantic.statuses.inference import Form, Status
    from lint_rules.semantic.statuses.words import is_for_missing, word_of
    from lint_rules.source.parser import SyntaxFailure
    from lint_rules.source.spans import Edit, Span
    from lint_rules.source.tokens import Kind, tokens
    from lint_rules.suppression.comments import Unused
    from lint_rules.suppression.directives import Reach

__all__ = [
    "MAPPED_FAMILY",
    "UNMAPPED",
    "Bad",
    "Binding",
    "BindingKind",
    "Branching",
    "CallResult",
    "ClassKind",
    "Collision",
    "Default",
    "DefinedClass",
    "DefinedModule",
    "DictUse",
    "Edit",
    "EnumFacts",
    "ExternalSymbol",
    "Finding",
    "Fix",
    "Form",
    "Good",
    "Importer",
    "IsSession",
    "Kind",
    "Member",
    "QueryArgument",
    "QueryResult",
    "Reach",
    "Related",
    "Role",
    "Rule",
    "Safety",
    "ScopeKind",
    "SemanticModel",
    "SessionUse",
    "Shape",
    "Span",
    "Status",
    "Symbol",
    "SyntaxFailure",
    "Unused",
    "alias_for",
    "all_of",
    "always",
    "any_of",
    "branching",
    "can_see",
    "contains",
    "declared_exports",
    "default_among",
    "fill_dict",
    "fill_match",
    "free",
    "is_for_missing",
    "is_none",
    "is_safe_to_rename",
    "looks_broken",
    "made_up",
    "name_in_scope",
    "names_in_annotations",
    "outcome",
    "outer_name",
    "prefixes",
    "raises",
    "realiased",
    "said",
    "second_name",
    "session_name",
    "shared_target",
    "spelled",
    "tokens",
    "with_class",
    "with_names",
    "with_session",
    "word_of",
]

_HOMES = {
    "lint_rules.diagnostic": "Finding Fix Related Safety",
    "lint_rules.fixes.alias": "alias_for free made_up second_name",
    "lint_rules.fixes.complete_members": "fill_dict fill_match",
    "lint_rules.fixes.import_edits": "with_names",
    "lint_rules.fixes.rename": "is_safe_to_rename realiased",
    "lint_rules.fixes.replace": "session_name with_class with_session",
    "lint_rules.fixes.return_annotations": "names_in_annotations",
    "lint_rules.fixes.visible_name": "can_see name_in_scope",
    "lint_rules.rule": "Bad Default Good Rule",
    "lint_rules.semantic.calls.arguments": "QueryArgument",
    "lint_rules.semantic.classes.body": "outer_name",
    "lint_rules.semantic.classes.enums": "EnumFacts Member",
    "lint_rules.semantic.classes.kinds": "ClassKind MAPPED_FAMILY Role UNMAPPED",
    "lint_rules.semantic.cross_file.importers": "Importer",
    "lint_rules.semantic.index.prefilter": "all_of always any_of contains looks_broken",
    "lint_rules.semantic.model.collisions": "Collision",
    "lint_rules.semantic.model.semantic_model": "SemanticModel",
    "lint_rules.semantic.names.symbol": "CallResult DefinedClass DefinedModule ExternalSymbol Symbol",
    "lint_rules.semantic.queries.results": "QueryResult Shape",
    "lint_rules.semantic.queries.row_annotations": "spelled",
    "lint_rules.semantic.scopes.defaults": "default_among",
    "lint_rules.semantic.scopes.model": "Binding BindingKind ScopeKind declared_exports",
    "lint_rules.semantic.scopes.reachability": "is_none",
    "lint_rules.semantic.sessions.inference": "IsSession",
    "lint_rules.semantic.sessions.uses": "SessionUse",
    "lint_rules.semantic.statuses.branches": "outcome prefixes raises said shared_target",
    "lint_rules.semantic.statuses.branching": "Branching branching",
    "lint_rules.semantic.statuses.dict_uses": "DictUse",
    "lint_rules.semantic.statuses.inference": "Form Status",
    "lint_rules.semantic.statuses.words": "is_for_missing word_of",
    "lint_rules.source.parser": "SyntaxFailure",
    "lint_rules.source.spans": "Edit Span",
    "lint_rules.source.tokens": "Kind tokens",
    "lint_rules.suppression.comments": "Unused",
    "lint_rules.suppression.directives": "Reach",
}


def __getattr__(name: str) -> object:
    """Load what a rule needs from the module that it lives in."""
    for home, names in _HOMES.items():
        if name in names.split():
            from importlib import import_module  # noqa: PLC0415  see above

            loaded: object = getattr(import_module(home), name)
            globals()[name] = loaded
            return loaded
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
