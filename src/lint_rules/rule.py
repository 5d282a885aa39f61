"""What a rule file must provide: one `RULE`, below the documentation in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lint_rules.frozen import field, frozen
from lint_rules.severity import Severity

if TYPE_CHECKING:  # settings are read with what is here, and a run that checks nothing needs no more
    import ast

    from lint_rules.diagnostic import Finding
    from lint_rules.semantic.model.semantic_model import SemanticModel
    from lint_rules.source.syntax.parser import SyntaxFailure
    from lint_rules.suppression.comments import Unused


class Default(Enum):
    """When a rule runs without being selected by name."""

    ON = "on"
    STRICT = "strict"
    OFF = "off"


@frozen
class Good:
    """Code that the rule is silent on.

    `source` is one file, or several by their paths. `exempt` names variants (`lint_rules.testing.variants`) in which the
    case is not checked, each with the reason.
    """

    source: str | Mapping[str, str]
    why: str = ""
    settings: Mapping[str, object] = field(default_factory=dict[str, object])
    exempt: Mapping[str, str] = field(default_factory=dict[str, str])


@frozen
class Bad:
    """Code that the rule reports, on the lines that end with `# <- reported` or `# <- reported: text of the message`.

    `fixed` is the source after the rule's own fix, without marks; None where the rule has none for it. `exempt` is as
    for `Good`.
    """

    source: str | Mapping[str, str]
    fixed: str | Mapping[str, str] | None = None
    settings: Mapping[str, object] = field(default_factory=dict[str, object])
    exempt: Mapping[str, str] = field(default_factory=dict[str, str])


# The node type is erased: a rule's check takes the node types that it says it visits.
Check: TypeAlias = "Callable[[Any, SemanticModel], Iterable[Finding]]"
# A file that cannot be parsed is no SemanticModel.
FailureCheck: TypeAlias = "Callable[[SyntaxFailure], Iterator[Finding]]"


@frozen
class Rule:
    """A check, what it looks at, and when it runs. The engine stamps name and file.

    `severity` says how bad it is what the rule finds; a rule that does not say it finds warnings.

    `needs` is asked about a file's bytes before anything else, usually a `Prefilter`: where it says no, the rule is not run.

    Besides nodes, a rule can visit what only the engine knows: suppressions that silenced nothing, because that shows
    after all other rules, and, by `check_failure`, files that have no nodes. `cases` prove the rule; they
    may as well stand beside its tests (`lint_rules.testing.with_cases`), where no run loads them. `exempt` names variants
    in which none of the cases is checked, each with the reason.
    """

    check: Check
    visits: tuple[type[ast.AST | Unused], ...]
    needs: Callable[[bytes], bool]
    default: Default = Default.ON
    severity: Severity = Severity.WARNING
    cases: tuple[Good | Bad, ...] = ()
    check_failure: FailureCheck | None = None
    exempt: Mapping[str, str] = field(default_factory=dict[str, str])


@frozen
class RulePage:
    """What is written about a rule.

    Args:
        name: the rule's, in kebab-case.
        documentation: Markdown that begins with one sentence.
        default: when the rule runs without being selected.
        severity: how bad it is what the rule finds.
    """

    name: str
    documentation: str
    default: Default
    severity: Severity

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.partition("\n")[0].strip()

    @property
    def url(self) -> str:
        """The documentation's page, relative to the project's pages."""
        return f"rules/{self.name}/"


@frozen
class NamedRule:
    """A rule as the registry found it.

    Args:
        name: kebab-case, its file's name.
        rule: what the file provides.
        documentation: the file's docstring, in Markdown.
        source: the file, which begins with the documentation.
    """

    name: str
    rule: Rule
    documentation: str
    source: Path | None = None

    @property
    def page(self) -> RulePage:
        """What is written about it."""
        return RulePage(self.name, self.documentation, self.rule.default, self.rule.severity)

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.page.summary

    @property
    def url(self) -> str:
        """The documentation's page, relative to the project's pages."""
        return self.page.url
