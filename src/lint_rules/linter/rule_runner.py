"""One module x rules -> diagnostics, in one walk."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lint_rules.diagnostic import Diagnostic, Finding, Hidden
from lint_rules.errors import nearest
from lint_rules.linter.typed_rules import TYPED_RULES
from lint_rules.linter.watchdog import Watchdog
from lint_rules.rule import Default, NamedRule
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.source.file import Undecodable
from lint_rules.source.spans import LineIndex
from lint_rules.source.syntax.parser import SyntaxFailure
from lint_rules.suppression.comments import Suppression, Suppressions, Unused
from lint_rules.suppression.directives import Reach


class RuleError(Exception):
    """A rule failed on a file: an error of the rule, not of the file."""


def check(
    module: SemanticModel,
    rules: Sequence[NamedRule],
    *,
    known: Sequence[NamedRule],
    watchdog: Watchdog,
    broken: Sequence[SyntaxFailure] = (),
) -> list[Diagnostic | Hidden]:
    """Return what the rules find in a module, by place, without what its comments silence, and how much that is.

    Args:
        module: the file.
        rules: the rules to run.
        known: all rules there are: a suppression can name one that does not run, but none that does not exist.
        watchdog: is told which rule is looking.
        broken: why parts of the file have no nodes.

    Raises:
        RuleError: a rule failed; its cause is the error.
    """
    data = module.tree.source.data
    able = [rule for rule in rules if rule.rule.visits and rule.rule.needs(data)]
    findings = [(rule, finding) for rule in able for finding in _findings(rule, module, watchdog)]
    findings += _about_failures(broken, rules)
    if not findings and b"session-lint:" not in data:
        return []
    left, used = _unsilenced(findings, module.suppressions)
    unused = list(_unused(module.suppressions, used, ran=rules, known=known))
    about_them = [(rule, finding) for rule in able for finding in _findings_on(rule, unused, module)]
    left += _unsilenced(about_them, module.suppressions)[0]
    silenced = len(findings) + len(about_them) - len(left)
    stamped: list[Diagnostic] = []
    for rule, finding in left:
        watchdog.rule = rule.name
        stamped.append(_stamp(rule, finding, module.path))
    return [*_in_order(stamped), *_hidden(silenced)]


def _hidden(silenced: int) -> list[Hidden]:
    return [Hidden(silenced)] if silenced else []


def check_failure(failure: SyntaxFailure, rules: Iterable[NamedRule]) -> list[Diagnostic | Hidden]:
    """Return what the rules have to say about a file that cannot be parsed, and how much of it its comments silence."""
    findings = _about_failures([failure], rules)
    text = failure.source.decode()
    suppressions = Suppressions.in_text(LineIndex("" if isinstance(text, Undecodable) else text))
    left, _ = _unsilenced(findings, suppressions)
    stamped = _in_order(_stamp(rule, finding, failure.source.path) for rule, finding in left)
    return [*stamped, *_hidden(len(findings) - len(left))]


_RuleFindings = list[tuple[NamedRule, Finding]]
_Used = set[tuple[Suppression, str]]


def _about_failures(failures: Iterable[SyntaxFailure], rules: Iterable[NamedRule]) -> _RuleFindings:
    asked = [(rule, rule.rule.check_failure) for rule in rules if rule.rule.check_failure]
    return [(rule, finding) for failure in failures for rule, ask in asked for finding in ask(failure)]


def _findings(rule: NamedRule, module: SemanticModel, watchdog: Watchdog) -> Iterator[Finding]:
    watchdog.rule = rule.name
    for kind in rule.rule.visits:
        if issubclass(kind, ast.AST):
            yield from _findings_on(rule, module.nodes(kind), module, kind)


def _findings_on(
    rule: NamedRule, nodes: Sequence[object], module: SemanticModel, kind: type[object] = Unused
) -> Iterator[Finding]:
    if kind not in rule.rule.visits:
        return
    check_node = rule.rule.check
    try:
        for node in nodes:
            yield from check_node(node, module)
    except RecursionError:
        raise  # says something about the file: it nests too deeply
    except Exception as error:
        raise RuleError(f"{rule.name} failed: {type(error).__name__}: {error}") from error


def _unsilenced(findings: _RuleFindings, suppressions: Suppressions) -> tuple[_RuleFindings, _Used]:
    left: _RuleFindings = []
    used: _Used = set()
    for rule, finding in findings:
        silencing = suppressions.silencing(rule.name, finding.at)
        used |= {(suppression, rule.name) for suppression in silencing}
        if not silencing:
            left.append((rule, finding))
    return left, used


def _unused(
    suppressions: Suppressions, used: _Used, *, ran: Sequence[NamedRule], known: Sequence[NamedRule]
) -> Iterator[Unused]:
    names, running = {*TYPED_RULES, *(rule.name for rule in known)}, {rule.name for rule in ran}
    by_default = {rule.name for rule in known if rule.rule.default is Default.ON}
    for suppression in suppressions.suppressions:
        if suppression.reach is Reach.NOQA:
            continue  # it may be meant for another tool
        if suppression.reach is Reach.NOWHERE:
            yield Unused(suppression)
        elif suppression.rules is None:
            # One without names silences whatever a usual run finds; a run of a few rules cannot judge it.
            if by_default <= running and not any(suppression is other for other, _ in used):
                yield Unused(suppression)
        else:
            idle = tuple(name for name in suppression.rules if name in running and (suppression, name) not in used)
            idle = tuple(name for name in idle if name != "unused-suppression")
            unknown = tuple((name, nearest(name, names)) for name in suppression.rules if name not in names)
            if idle or unknown or not suppression.rules:
                yield Unused(suppression, idle, unknown)


def _stamp(rule: NamedRule, finding: Finding, path: Path) -> Diagnostic:
    fix = finding.repair() if finding.repair else None
    return Diagnostic(rule.name, path, finding.at, finding.message, finding.related, fix, rule.url, rule.rule.severity)


def _in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.at, diagnostic.rule))
