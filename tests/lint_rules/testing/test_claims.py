"""The harness sees each way in which a rule's file and its cases can claim what is not so."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from lint_rules import Bad, Edit, Finding, Fix, Good, Rule, Safety, SemanticModel, contains
from lint_rules.frozen import replace
from lint_rules.rule import NamedRule
from lint_rules.testing import claims, variant_claims

DOCUMENTATION = """\
A call of `old`.

## Example
```python
old()
```

## Use instead
```python
new()
```
"""


def check(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
    """Find the name `old`, and rename it."""
    if node.id == "old":
        at = model.span(node)
        yield Finding(at, "`old` is old", repair=lambda: Fix("rename", (Edit(at, "new"),), Safety.SAFE))


def unrepaired(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
    for finding in check(node, model):
        yield replace(finding, repair=None)


def problems(
    *cases: Good | Bad, rule: Callable[..., Iterator[Finding]] = check, needs: bytes = b"old", doc: str = DOCUMENTATION
) -> str:
    made = NamedRule("old-name", Rule(check=rule, visits=(ast.Name,), needs=contains(needs), cases=cases), doc)
    return "; ".join(problem for claim in claims(made, rules=[made]) for problem in claim.problems())


def test_a_rule_that_keeps_its_claims_has_no_problems() -> None:
    assert (
        problems(
            Bad("x = old  # <- reported: is old\n# why\n", fixed="x = new\n# why\n"),
            Bad({"a.py": "old  # <- reported\nold  # <- reported\n", "b.py": "x\n"}, fixed={"a.py": "new\nnew\n"}),
            Good("new()\n"),
        )
        == ""
    )


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Bad("x = old\n", fixed="x = new\n"), "a bad case marks nothing as reported"),
        (Bad("x = old\nx  # <- reported\n", fixed="x = new\nx\n"), "case.py:2: old-name is marked and not reported"),
        (
            Bad("old\nold  # <- reported\n", fixed="new\nnew\n"),
            "reported and not marked: case.py:1: old-name `old` is old",
        ),
        (Bad("old  # <- reported: is new\n", fixed="new\n"), "case.py:1: no message says 'is new'"),
        (Bad("old  # <- reported\n"), "has a fix that no case shows: case.py:1"),
        (Bad("old  # <- reported\n", fixed="newer\n"), "case.py is mended to\n'new\\n'\nand not to\n'newer\\n'"),
        (
            Bad("old  # <- reported  # <- other-rule\n", fixed="new\n"),
            "case.py:1: other-rule is marked and not reported",
        ),
        (Good("old()\n"), "reported and not marked: case.py:1: old-name `old` is old"),
    ],
)
def test_a_wrong_case_is_told(case: Good | Bad, words: str) -> None:
    assert words in problems(case)


def test_a_prefilter_that_drops_a_bad_case_is_told() -> None:
    told = problems(Bad("old  # <- reported\n", fixed="new\n"), needs=b"olde")
    assert "the prefilter drops case.py" in told


def test_a_fix_that_is_claimed_and_missing_is_told() -> None:
    told = problems(Bad("old  # <- reported\n", fixed="new\n"), rule=unrepaired)
    assert "case.py is mended to\n'old\\n'" in told


def test_a_fix_that_does_not_settle_is_an_error() -> None:
    def again(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
        at = model.span(node)
        yield Finding(at, "again", repair=lambda: Fix("again", (Edit(at, "old"),), Safety.SAFE))

    with pytest.raises(RuntimeError, match="its fixes do not settle"):
        problems(Bad("old  # <- reported\n", fixed="new\n"), rule=again)


def test_a_fix_that_loses_a_comment_or_does_not_parse_is_told() -> None:
    def cut(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
        if node.id == "old" and model.nodes(ast.Assign):
            whole = model.span(model.nodes(ast.Assign)[0])
            end = whole.end._replace(column=whole.end.column + 7)
            yield Finding(whole, "cut", repair=lambda: Fix("cut", (Edit(whole._replace(end=end), "x ="),), Safety.SAFE))

    told = problems(Bad("x = old  # why  # <- reported\n", fixed="x =\n"), rule=cut)
    assert "case.py loses comments: # why" in told
    assert "case.py does not parse after the fix" in told


def test_documentation_is_run() -> None:
    assert "the example is not reported" in problems(doc=DOCUMENTATION.replace("old()", "new()"))
    assert "app/example.py:1: old-name" in problems(doc=DOCUMENTATION.replace("new()", "old()"))
    assert "the section Example shows no Python" in problems(doc="A pattern.")


def test_documentation_can_show_several_files() -> None:
    several = DOCUMENTATION.replace("old()", "# app/a.py\nx = 1\n# app/b.py\nold()")
    assert problems(Good("new()\n"), doc=several) == ""


def test_a_finding_that_no_comment_silences_is_told() -> None:
    def above(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
        for finding in unrepaired(node, model):
            at = finding.at.start._replace(row=model.span(node).start.row)
            moved = at if b"session-lint" not in model.tree.source.data else at._replace(row=at.row - 1)
            yield replace(finding, at=finding.at._replace(start=moved, end=moved))

    assert "not suppressed: case.py:1" in problems(Bad("\nold  # <- reported\n"), rule=above)


def test_settings_of_a_case_are_the_projects() -> None:
    with pytest.raises(ValueError, match='unknown key "strct"'):
        problems(Good("x\n", settings={"strct": True}))


def test_a_rule_that_depends_on_how_code_is_written_is_told() -> None:
    def literally(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
        if model.tree.lines.line(node.lineno) in {"old", "def f(): old"}:
            yield from check(node, model)

    cases = (Bad("old  # <- reported\n", fixed="new\n"), Bad("def f(): old  # <- reported\n", fixed="def f(): new\n"))
    made = NamedRule("old-name", Rule(check=literally, visits=(ast.Name,), needs=contains(b"old"), cases=cases), "")
    told = {claim.title: claim.problems() for claim in variant_claims(made, rules=[made])}
    assert "case.py:1: not reported any more" in told["old-name: case 1 holds for comments in every gap"]
    assert "case.py:2: not reported any more" in told["old-name: case 2 holds for functions in a condition"]
    assert told["old-name: case 1 holds for crlf"] == []


def test_a_fix_that_is_right_for_one_way_of_writing_only_is_told() -> None:
    def blind(node: ast.Name, model: SemanticModel) -> Iterator[Finding]:
        for finding in unrepaired(node, model):
            at = finding.at._replace(start=finding.at.start._replace(column=5), end=finding.at.end._replace(column=8))
            yield replace(finding, repair=partial(Fix, "rename", (Edit(at, "new"),), Safety.SAFE))

    case = Bad("x = old  # <- reported\n", fixed="x = new\n")
    made = NamedRule("old-name", Rule(check=blind, visits=(ast.Name,), needs=contains(b"old"), cases=(case,)), "")
    told = {claim.title: claim.problems() for claim in variant_claims(made, rules=[made])}
    assert "case.py does not parse after the fix" in told["old-name: case 1 holds for parentheses"][0]
    assert told["old-name: case 1 holds for byte order mark"] == []


def test_a_case_can_leave_out_a_variant() -> None:
    case = Good("x\n", exempt={"tabs": "it is about spaces"})
    made = NamedRule("old-name", Rule(check=check, visits=(ast.Name,), needs=contains(b"old"), cases=(case,)), "")
    titles = [claim.title for claim in variant_claims(made, rules=[made])]
    assert "old-name: case 1 holds for crlf" in titles
    assert "old-name: case 1 holds for tabs" not in titles


def test_a_rule_that_no_case_proves_is_told() -> None:
    assert problems() == "it has no cases; `with_cases` finds those in other files"
