"""For each rule's cases: no fix writes and no message advises a name that SQLAlchemy 1.4 lacks, where the code runs on it."""

from __future__ import annotations

import re

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


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _from_newer(rule: NamedRule, case: Bad) -> set[str]:
    """Return the newer names that the fixes of a case write, or its messages advise, and its code does not have."""
    files = unmarked(files_of(case.source))
    old = _words(" ".join(files.values()))
    settings = settings_of(replace(case, settings={**case.settings, "sqlalchemy-version": "1.4"}), RULES_WITH_CASES)
    messages = [diagnostic.message for _, diagnostic in linted(files, settings, RULES_WITH_CASES)]
    advised = [code for message in messages if "needs SQLAlchemy" not in message for code in _CODE.findall(message)]
    fixed = fixed_by(rule, files, settings, RULES_WITH_CASES)
    return set((_words(" ".join([*fixed.values(), *advised])) - old) & NEWER)


@pytest.mark.parametrize("rule", RULES_WITH_CASES, ids=lambda rule: rule.name)
def test_no_fix_writes_and_no_message_advises_what_the_code_cannot_run_on(rule: NamedRule) -> None:
    assert [_from_newer(rule, case) for case in rule.rule.cases if isinstance(case, Bad)] == [
        set() for case in rule.rule.cases if isinstance(case, Bad)
    ]
