"""A binding, a new name and the uses that follow it -> edits; None where a use cannot be placed exactly."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules.diagnostic import Related, Safety
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.model import Binding, BindingKind, ScopeKind
from lint_rules.source.spans import Edit, Span

_MAPPED = frozenset({"Mapped", "WriteOnlyMapped", "DynamicMapped"})
_RELATING = frozenset({"relationship", "Relationship"})


def realiased(
    binding: Binding, alias: str, uses: Iterable[ast.Name], module: SemanticModel, *, besides: Iterable[Binding] = ()
) -> tuple[Edit, ...] | None:
    """Return the edits that import a class under `alias` and let `uses` follow; None when they cannot be had.

    Args:
        binding: a `from … import` of the file.
        alias: the new name.
        uses: the names that shall denote the class.
        module: the file.
        besides: other bindings of the name that the uses have been told apart from.
    """
    node = binding.node
    if not isinstance(node, ast.alias) or not _can_move(binding, {binding, *besides}, module):
        return None
    edits = [_import_as(node, alias, module)]
    for use in uses:
        span = module.span(use)
        if module.text_at(span) != use.id:
            return None  # inside an f-string or a string that is continued: its place is not known exactly
        edits.append(Edit(span, alias))
        if module.is_for_type_checkers(binding) and _is_read_by_name(use, module):
            return None
    return tuple(edits)


def is_safe_to_rename(binding: Binding, module: SemanticModel) -> bool:
    """Whether nothing outside the file, and no string in it, uses the binding's name."""
    return not module.accesses(binding)


def rename_safety(binding: Binding, module: SemanticModel) -> Safety | None:
    """Return how safe it is to give a binding another name; None where something else is known to read it."""
    first = next(iter(module.accesses(binding)), None)
    if first is None:
        return Safety.SAFE
    return None if first.is_sure else Safety.UNSAFE


def why_not_safe(binding: Binding, module: SemanticModel) -> Iterator[Related]:
    """Yield the place that keeps a rename of a binding from being safe, and what follows from it."""
    for access in module.accesses(binding)[:1]:
        yield Related(access.path, access.span, access.note)


def replaced(expression: ast.expr, name: str, module: SemanticModel) -> Edit | None:
    """Return the edit that puts `name` in the place of a dotted name; None when its place is not known exactly."""
    span: Span = module.span(expression)
    return Edit(span, name) if _is_written_as(module.text_at(span), expression) else None


def _is_written_as(text: str, expression: ast.expr) -> bool:
    """Whether a text is the expression, in parentheses or over several lines perhaps, and nothing that would be lost."""
    if "#" in text:
        return False
    try:
        written = ast.parse(f"({text})", mode="eval").body
    except SyntaxError:
        return False
    return ast.unparse(written) == ast.unparse(expression)


def _import_as(node: ast.alias, alias: str, module: SemanticModel) -> Edit:
    """Return the edit that gives an imported name its alias; a comment between the words stays."""
    span = module.span(node)
    text = module.text_at(span)
    if node.asname is None:
        return Edit(Span(span.end, span.end), f" as {alias}")
    if node.name == alias and "#" not in text:
        return Edit(span, alias)
    start = span.end._replace(column=span.end.column - len(node.asname))
    return Edit(Span(start, span.end), alias)


def _can_move(binding: Binding, known: set[Binding], module: SemanticModel) -> bool:
    """Whether the name is bound by imports that are known, and nothing else: a rename would have to follow it."""
    if binding.kind is not BindingKind.FROM_IMPORT or binding.scope.kind is ScopeKind.CLASS:
        return False
    if any(binding.name in names for names in _declared_elsewhere(module)):
        return False
    if any(_is_a_mere_note(other) for scope in module.scopes() for other in scope.bindings.get(binding.name, ())):
        return False
    return all(other in known for other in binding.scope.bindings.get(binding.name, ()))


def _is_a_mere_note(binding: Binding) -> bool:
    """Whether a statement annotates the name and binds nothing: `Session: Session`, below which the name means the import."""
    return isinstance(binding.statement, ast.AnnAssign) and binding.value is None


def is_for_mapping_alone(binding: Binding, module: SemanticModel) -> bool:
    """Whether only type checkers see an import, and only relationships use it: SQLAlchemy looks for the class by this name."""
    uses = [*module.loads(binding)] if module.is_for_type_checkers(binding) else []
    return bool(uses) and all(_is_of_relationship(use, module) for use in uses)


def _is_of_relationship(use: ast.Name, module: SemanticModel) -> bool:
    for node in module.ancestors(use):
        match node:
            case ast.AnnAssign(annotation=annotation, value=value) if isinstance(module.parent(node), ast.ClassDef):
                is_mapped = isinstance(annotation, ast.Subscript) and last_name(annotation.value) in _MAPPED
                return is_mapped or (isinstance(value, ast.Call) and last_name(value.func) in _RELATING)
            case ast.stmt():
                return False
            case _:
                continue
    return False


def _declared_elsewhere(module: SemanticModel) -> Iterator[list[str]]:
    yield from (node.names for node in module.nodes(ast.Global))
    yield from (node.names for node in module.nodes(ast.Nonlocal))


def _is_read_by_name(use: ast.Name, module: SemanticModel) -> bool:
    """Whether an attribute's annotation uses the name: SQLAlchemy looks it up among the classes, by their own names.

    `sessions: Mapped[list["Session"]]` with an import for type checkers only.
    """
    for node in module.ancestors(use):
        if isinstance(node, ast.stmt):
            return isinstance(node, ast.AnnAssign) and isinstance(module.parent(node), ast.ClassDef)
    return False
