"""For each rule's cases: no fix writes and no message advises what SQLAlchemy 1.4 or Python 3.9 lacks, where the code runs on it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES

from lint_rules.frozen import replace
from lint_rules.rule import Bad, NamedRule
from lint_rules.testing.cases import files_of, fixed_by, linted, settings_of, unmarked

# What `sqlalchemy`, `sqlalchemy.orm`, `sqlalchemy.ext.asyncio`, their sessions, queries, columns and results have in 2.1,
# and no module or class of 1.4.54 has.
NEWER = frozenset(
    """
    AggregateOrderBy AsyncAttrs AsyncTupleResult AttributeEventToken BaseDDLElement BindTyping CheckFirst
    ColumnExpressionArgument Composite CreateTableAs CreateView DOUBLE DOUBLE_PRECISION DeclarativeBase DeclarativeBaseNoMeta
    DictBundle Double DropView DynamicMapped ExecutableDDLElement ForeignKeyTarget FrameClause FrameClauseType
    InspectionAttrExtensionType KeyFuncDict LoaderCallableStatus MappedAsDataclass MappedClassProtocol MappedColumn
    MappedSQLExpression Named NotExtension NotNullable Nullable NumericCommon ORMDescriptor OrderByList PassiveFlag
    PoolProxiedConnection PoolResetState QueryPropertyDescriptor RegistryEvents Relationship RelationshipDirection
    SQLColumnExpression SQLORMExpression SelectLabelStyle SessionTransactionOrigin Synonym TString TryCast TypeResolve
    TypedColumns UUID Unmapped Uuid WriteOnlyCollection WriteOnlyMapped aclose add_mapped_attribute aggregate_order_by
    apply_syntax_extension_point as_typed_table async_sessionmaker attribute_keyed_dict binds bitwise_and bitwise_lshift
    bitwise_not bitwise_or bitwise_rshift bitwise_xor bulk_persistence column_keyed_dict create_async_pool_from_url
    create_pool_from_url delete_all from_dml_column get_async_bind get_dialect_option get_one icontains iendswith
    insert_sentinel is_from_statement istartswith keyfunc_mapping mapped_as_dataclass mapped_column merge_all
    name_cte_columns orm_insert_sentinel reflect_only_elements state_changes try_cast tstring tuples unmapped_column
    unmapped_dataclass writeonly
    """.split()
)
_CODE = re.compile(r"`([^`]*)`")


_ADVISED = re.compile(r"(?:annotate it with|declare it as) `([^`]*)`")


class Outcome(NamedTuple):
    """What a case becomes where the code has to run on an old version."""

    before: dict[str, str]
    after: dict[str, str]
    messages: list[str]


def _outcome(rule: NamedRule, case: Bad, **versions: str) -> Outcome:
    files = unmarked(files_of(case.source))
    chosen = {key.replace("_", "-"): version for key, version in versions.items()}
    settings = settings_of(replace(case, settings={**case.settings, **chosen}), RULES_WITH_CASES)
    messages = [
        diagnostic.message
        for _, diagnostic in linted(files, settings, RULES_WITH_CASES)
        if "needs SQLAlchemy" not in diagnostic.message
    ]
    return Outcome(files, fixed_by(rule, files, settings, RULES_WITH_CASES), messages)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _newer_names(outcome: Outcome) -> set[str]:
    """Return the newer names that fixes write, or messages advise, and the code does not have."""
    advised = [code for message in outcome.messages for code in _CODE.findall(message)]
    old, new = (_words(" ".join(texts)) for texts in (outcome.before.values(), [*outcome.after.values(), *advised]))
    return set((new - old) & NEWER)


def _evaluated_unions(text: str) -> int:
    """Count the `|` in annotations that Python evaluates, or SQLAlchemy: those of mapped attributes."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return 0
    is_postponed = "from __future__ import annotations" in text
    annotations = (
        annotation for annotation in _annotations(tree) if not is_postponed or "Mapped" in ast.unparse(annotation)
    )
    nodes = (node for annotation in annotations for node in ast.walk(annotation))
    return sum(isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) for node in nodes)


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    local = {id(node) for function in functions for node in ast.walk(function) if isinstance(node, ast.AnnAssign)}
    inside = {id(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for node in node.body}
    for node in ast.walk(tree):
        match node:
            case (
                ast.FunctionDef(returns=ast.expr() as annotation)
                | ast.AsyncFunctionDef(returns=ast.expr() as annotation)
            ):
                yield annotation
            case ast.arg(annotation=ast.expr() as annotation):
                yield annotation
            case ast.AnnAssign(annotation=annotation) if id(node) not in local or id(node) in inside:
                yield annotation
            case _:
                pass


def _bad(rule: NamedRule) -> list[Bad]:
    return [case for case in rule.rule.cases if isinstance(case, Bad)]


@pytest.mark.parametrize("rule", RULES_WITH_CASES, ids=lambda rule: rule.name)
def test_no_fix_writes_and_no_message_advises_what_an_old_sqlalchemy_lacks(rule: NamedRule) -> None:
    newer = [_newer_names(_outcome(rule, case, sqlalchemy_version="1.4")) for case in _bad(rule)]
    assert newer == [set()] * len(newer)


@pytest.mark.parametrize(
    "name",
    [
        "non-optional-result",
        "untyped-session",
        "untyped-query-return",
        "untyped-query-result",
        "untyped-model-column",
        "contradicting-annotation",
    ],
)
def test_no_fix_writes_and_no_message_advises_a_union_that_an_old_python_cannot_evaluate(name: str) -> None:
    (rule,) = (rule for rule in RULES_WITH_CASES if rule.name == name)
    for case in _bad(rule):
        outcome = _outcome(rule, case, python_version="3.9")
        for path, text in outcome.after.items():
            assert _evaluated_unions(text) <= _evaluated_unions(outcome.before[path]), text
        assert not [
            message for message in outcome.messages if any(" | None" in code for code in _ADVISED.findall(message))
        ]
