"""The modules that live in the package's rooms -> the names of theirs that rules import from `lint_rules` itself."""

HOMES = {
    "lint_rules.diagnostic": "Finding Fix Related Safety",
    "lint_rules.fixes.alias": "alias_for free made_up names_another second_name",
    "lint_rules.fixes.complete_members": "fill_dict fill_match",
    "lint_rules.fixes.imports.edits": "with_names",
    "lint_rules.fixes.imports.marks": "unused_marked",
    "lint_rules.fixes.imports.removal": "removed",
    "lint_rules.fixes.imports.unused": "without_unused_imports",
    "lint_rules.fixes.older_python": "advisable can_be_evaluated",
    "lint_rules.fixes.rename": "is_for_mapping_alone is_safe_to_rename realiased rename_safety why_not_safe",
    "lint_rules.fixes.replace": "session_name with_class with_session",
    "lint_rules.fixes.return_annotations": "names_in_annotations",
    "lint_rules.fixes.row_annotations": "return_annotation variable_annotation",
    "lint_rules.fixes.sql_operators": "method_of sql_operator",
    "lint_rules.fixes.visible_name": "can_see is_hidden known_name name_in_scope",
    "lint_rules.rule": "Bad Default Good Rule",
    "lint_rules.severity": "Severity",
    "lint_rules.semantic.calls.arguments": "QueryArgument",
    "lint_rules.semantic.classes.body": "outer_name",
    "lint_rules.semantic.classes.enum_lookups": "FailingLookup",
    "lint_rules.semantic.classes.enums": "EnumFacts Member",
    "lint_rules.semantic.classes.kinds": "ClassKind MAPPED_FAMILY Role UNMAPPED",
    "lint_rules.semantic.fallbacks.fallback": "Fallback",
    "lint_rules.semantic.cross_file.importers": "Importer",
    "lint_rules.semantic.index.prefilter": "all_of always any_of contains looks_broken",
    "lint_rules.semantic.model.collisions": "Collision",
    "lint_rules.semantic.model.semantic_model": "SemanticModel",
    "lint_rules.semantic.names.symbol": "CallResult DefinedClass DefinedModule ExternalSymbol Symbol",
    "lint_rules.semantic.queries.chains": "Stage",
    "lint_rules.semantic.expectations.contradictions": "Contradiction",
    "lint_rules.semantic.conditions.python_operators": "PythonOperator",
    "lint_rules.semantic.queries.results": "QueryResult Shape",
    "lint_rules.semantic.queries.row_annotations": "spelled",
    "lint_rules.semantic.scopes.defaults": "default_among",
    "lint_rules.semantic.scopes.model": "Binding BindingKind ScopeKind declared_exports",
    "lint_rules.semantic.scopes.reachability": "is_none",
    "lint_rules.semantic.sessions.inference": "IsSession",
    "lint_rules.semantic.sessions.uses": "SessionUse",
    "lint_rules.semantic.statuses.branches": "outcome prefixes raises said shared_target",
    "lint_rules.semantic.statuses.branching": "Branching branching",
    "lint_rules.semantic.statuses.comparisons": "Operand never_equal operands",
    "lint_rules.semantic.statuses.dict_uses": "DictUse",
    "lint_rules.semantic.statuses.inference": "Form Status",
    "lint_rules.semantic.statuses.words": "is_for_missing word_of",
    "lint_rules.source.syntax.parser": "SyntaxFailure",
    "lint_rules.source.spans": "Edit Span",
    "lint_rules.source.syntax.tokens": "Kind tokens",
    "lint_rules.suppression.comments": "Unused",
    "lint_rules.suppression.directives": "Reach",
}

NAMES = tuple(name for names in HOMES.values() for name in names.split())


def home_of(name: str) -> str | None:
    """Return the module that a public name lives in; None for any other name."""
    return next((home for home, names in HOMES.items() if name in names.split()), None)
