"""Qualified names of SQLAlchemy and its relatives, as data, and the kinds of classes that there are to it."""

from __future__ import annotations

from enum import Enum

_ORM = "sqlalchemy.orm."
_ASYNC = "sqlalchemy.ext.asyncio."

SESSION_CLASSES = frozenset(
    {
        f"{_ORM}Session",
        f"{_ASYNC}AsyncSession",
        f"{_ORM}scoped_session",
        f"{_ASYNC}async_scoped_session",
        "sqlmodel.Session",
        "sqlmodel.ext.asyncio.session.AsyncSession",
        "flask_sqlalchemy.session.Session",
    }
)
"""Classes whose objects are database sessions."""

SESSION_FACTORIES = frozenset(
    {
        f"{_ORM}sessionmaker",
        f"{_ORM}scoped_session",
        f"{_ASYNC}async_sessionmaker",
        f"{_ASYNC}async_scoped_session",
        f"{_ORM}create_session",
    }
)
"""What makes something that, called or used, gives a database session."""

FLASK_EXTENSION = "flask_sqlalchemy.SQLAlchemy()"
"""`db` of Flask-SQLAlchemy, which has SQLAlchemy's functions as its attributes."""

FLASK_SESSION = f"{FLASK_EXTENSION}.session"
"""`db.session` of Flask-SQLAlchemy."""

HOLDERS = ("flask.current_app.", "flask.g.", "quart.current_app.", "quart.g.")
"""Objects of other packages to which projects give attributes of their own, so that these say nothing but their names."""

GIVING_SESSION = frozenset("get make create open new async sync db database sql session dep dependency".split())
"""What the name of a function is made of that gives database sessions; `get_user_session` gives something else."""

SESSION_METHODS = frozenset(
    "add add_all begin begin_nested bulk_insert_mappings bulk_save_objects bulk_update_mappings close commit "
    "connection delete exec execute expire expire_all expunge expunge_all flush get get_bind get_one invalidate "
    "merge query refresh rollback run_sync scalar scalars stream stream_scalars prepare close_all in_transaction "
    "in_nested_transaction is_modified no_autoflush new dirty deleted bind info autoflush is_active identity_map "
    "get_transaction get_nested_transaction reset sync_session aclose enable_relationship_loading".split()
)
"""Every public attribute of a database session."""

ORM_METHODS = frozenset(
    "add_all expunge expunge_all flush refresh bulk_insert_mappings bulk_save_objects bulk_update_mappings "
    "expire_all get_one no_autoflush".split()
)
"""Session methods that neither SQLAlchemy's Connection nor most other libraries' objects have."""

TELLING_METHODS = ORM_METHODS | frozenset(
    "query execute commit rollback scalar scalars begin_nested merge exec stream".split()
)
"""Session methods that show a database at work; `get`, `add` or `close` are those of a dict, a set, a file as well."""

_EXECUTION = frozenset("statement clause params mapper bind execution_options bind_arguments".split())
METHOD_KEYWORDS = {
    **dict.fromkeys(("execute", "scalar", "scalars", "exec", "stream", "stream_scalars"), _EXECUTION),
    **dict.fromkeys(
        ("get", "get_one"),
        frozenset(
            "entity ident options populate_existing with_for_update identity_token execution_options bind_arguments".split()
        ),
    ),
    **dict.fromkeys(("query", "commit", "rollback", "close", "expunge_all", "expire_all"), frozenset[str]()),
    **dict.fromkeys(("add", "delete", "expunge"), frozenset({"instance"})),
    "add_all": frozenset({"instances"}),
    "merge": frozenset({"instance", "load", "options"}),
}
"""The keywords that some of a database session's methods take, older versions' among them; any other is a wrapper's."""

SESSION_KEYWORDS = frozenset(
    "bind autoflush autobegin expire_on_commit future binds twophase info query_cls autocommit "
    "join_transaction_mode close_resets_only enable_baked_queries sync_session_class execution_options".split()
)
"""Every keyword that a database session's constructor takes."""

DECLARATIVE_BASES = frozenset(
    {f"{_ORM}DeclarativeBase", f"{_ORM}DeclarativeBaseNoMeta", "advanced_alchemy.base.DeclarativeBase"}
)
"""A class directly below one of these is a declarative base: its children are mapped, itself it is not."""

READY_BASES = frozenset(
    {
        "flask_sqlalchemy.SQLAlchemy().Model",
        "flask_appbuilder.Model",
        "flask_appbuilder.models.sqla.Model",
        "advanced_alchemy.base.BigIntBase",
        "advanced_alchemy.base.BigIntAuditBase",
        "advanced_alchemy.base.UUIDBase",
        "advanced_alchemy.base.UUIDAuditBase",
        "advanced_alchemy.base.UUIDv6Base",
        "advanced_alchemy.base.UUIDv6AuditBase",
        "advanced_alchemy.base.UUIDv7Base",
        "advanced_alchemy.base.UUIDv7AuditBase",
        "advanced_alchemy.base.NanoIDBase",
        "advanced_alchemy.base.NanoIDAuditBase",
        "advanced_alchemy.base.DefaultBase",
        "advanced_alchemy.base.IdentityBase",
        "advanced_alchemy.base.IdentityAuditBase",
    }
)
"""Declarative bases that a library brings: a class below one is mapped."""

BASE_MAKERS = frozenset(
    {
        f"{_ORM}declarative_base",
        "sqlalchemy.ext.automap.automap_base",
        f"{_ORM}registry().generate_base",
    }
)
"""Functions that return a declarative base."""

MAPPING_DECORATORS = frozenset(
    {
        f"{_ORM}registry().mapped",
        f"{_ORM}registry().mapped_as_dataclass",
        f"{_ORM}mapped_as_dataclass",
        f"{_ORM}unmapped_dataclass",
    }
)
BASE_DECORATORS = frozenset(
    {f"{_ORM}as_declarative", f"{_ORM}registry().as_declarative_base", f"{_ORM}registry().as_declarative"}
)

NEUTRAL_BASES = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        "typing.Generic",
        f"{_ORM}MappedAsDataclass",
        f"{_ASYNC}AsyncAttrs",
        "advanced_alchemy.base.CommonTableAttributes",
        "advanced_alchemy.base.AdvancedDeclarativeBase",
        "advanced_alchemy.mixins.UUIDPrimaryKey",
        "advanced_alchemy.mixins.AuditColumns",
        "advanced_alchemy.mixins.SlugKey",
    }
)
"""Bases that say nothing about whether a class is mapped."""

NEUTRAL_DECORATORS = frozenset(
    {
        "typing.final",
        "typing.runtime_checkable",
        "functools.total_ordering",
        "enum.unique",
        "enum.verify",
        "typing.dataclass_transform",
        "warnings.deprecated",
        "typing.deprecated",
    }
)
"""Class decorators that leave a class what it is."""

DATACLASS_DECORATORS = frozenset(
    {
        "dataclasses.dataclass",
        "pydantic.dataclasses.dataclass",
        "attr.s",
        "attr.attrs",
        "attr.define",
        "attr.frozen",
        "attr.dataclass",
        "attrs.define",
        "attrs.frozen",
        "attrs.mutable",
    }
)
PYDANTIC_BASES = frozenset(
    {
        "pydantic.BaseModel",
        "pydantic.RootModel",
        "pydantic.main.BaseModel",
        "pydantic.generics.GenericModel",
        "pydantic.v1.BaseModel",
        "pydantic_settings.BaseSettings",
        "pydantic.BaseSettings",
    }
)
STR_ENUMS = frozenset({"enum.StrEnum", "backports.strenum.StrEnum", "strenum.StrEnum"})
"""Python's Enum of strings, and what stands in for it before Python 3.11."""

ENUM_BASES = STR_ENUMS | {"enum.Enum", "enum.IntEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum"}
SQLMODEL_BASE = "sqlmodel.SQLModel"

ENTITY_FUNCTIONS = {
    "sqlalchemy.select": None,
    "sqlmodel.select": None,
    "sqlalchemy.exists": None,
    "sqlalchemy.update": 1,
    "sqlalchemy.delete": 1,
    "sqlalchemy.insert": 1,
    "sqlalchemy.dialects.postgresql.insert": 1,
    "sqlalchemy.dialects.mysql.insert": 1,
    "sqlalchemy.dialects.sqlite.insert": 1,
    f"{_ORM}aliased": 1,
    f"{_ORM}with_polymorphic": 1,
    f"{_ORM}join": 2,
    f"{_ORM}outerjoin": 2,
    "sqlalchemy.join": 2,
    "sqlalchemy.outerjoin": 2,
    f"{_ORM}Query": None,
}
"""Functions that take entities, and how many of their positional arguments are; None: all of them."""

COLUMN_FUNCTIONS = frozenset(
    {
        "sqlalchemy.and_",
        "sqlalchemy.or_",
        "sqlalchemy.not_",
        "sqlalchemy.asc",
        "sqlalchemy.desc",
        "sqlalchemy.nulls_first",
        "sqlalchemy.nulls_last",
        "sqlalchemy.distinct",
        "sqlalchemy.between",
        "sqlalchemy.case",
        "sqlalchemy.cast",
        "sqlalchemy.extract",
        "sqlalchemy.type_coerce",
        "sqlmodel.col",
        "sqlmodel.or_",
        "sqlmodel.and_",
    }
)
"""Functions whose arguments are columns wherever they are called."""

LOADER_OPTIONS = frozenset(
    f"{_ORM}{name}"
    for name in (
        "joinedload",
        "selectinload",
        "subqueryload",
        "lazyload",
        "immediateload",
        "noload",
        "raiseload",
        "contains_eager",
        "load_only",
        "defer",
        "undefer",
        "defaultload",
        "selectin_polymorphic",
        "with_loader_criteria",
    )
)
LOADER_ENTITIES = frozenset({f"{_ORM}Load", f"{_ORM}selectin_polymorphic", f"{_ORM}with_loader_criteria"})
"""Loader options whose first argument is an entity."""

CRITERIA_FOR_MIXINS = f"{_ORM}with_loader_criteria"
"""Takes a plain class as well, for all mapped classes below it."""

FUNC = "sqlalchemy.func"

QUERY_ENTITY_METHODS = {
    "join": 1,
    "outerjoin": 1,
    "join_from": 2,
    "outerjoin_from": 2,
    "select_from": None,
    "with_entities": None,
    "add_entity": 1,
}
"""Methods of a query that take entities, and how many of their positional arguments are; None: all of them."""

QUERY_COLUMN_METHODS = frozenset(
    "filter where order_by having group_by distinct add_columns with_only_columns values returning".split()
)
QUERY_METHODS = (
    QUERY_COLUMN_METHODS
    | frozenset(QUERY_ENTITY_METHODS)
    | frozenset(
        "filter_by limit offset options subquery cte alias correlate correlate_except scalar_subquery union union_all "
        "intersect except_ with_for_update execution_options params populate_existing yield_per slice join_from "
        "outerjoin_from prefix_with suffix_with set_label_style on_conflict_do_nothing on_conflict_do_update".split()
    )
)
"""Methods of a query that return a query."""

FRAMEWORK = ("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "advanced_alchemy")
"""Packages that are never a project's own; a name below one of them is the framework's."""

_KNOWN = (
    SESSION_CLASSES
    | SESSION_FACTORIES
    | DECLARATIVE_BASES
    | BASE_MAKERS
    | BASE_DECORATORS
    | NEUTRAL_BASES
    | COLUMN_FUNCTIONS
    | LOADER_OPTIONS
    | LOADER_ENTITIES
    | frozenset(ENTITY_FUNCTIONS)
    | {
        FUNC,
        SQLMODEL_BASE,
        f"{_ORM}registry",
        f"{_ORM}Mapped",
        f"{_ORM}mapped_column",
        f"{_ORM}relationship",
        f"{_ORM}column_property",
        f"{_ORM}declared_attr",
        f"{_ORM}map_imperatively",
        "sqlalchemy.Column",
        "sqlalchemy.Table",
        "sqlalchemy.MetaData",
        "sqlalchemy.Integer",
        "sqlalchemy.String",
        "sqlalchemy.text",
        f"{_ORM}Query",
    }
)

_BY_LAST_NAME: dict[str, str] = {}
for _name in sorted(name for name in _KNOWN if name.startswith("sqlalchemy.") and ".dialects." not in name):
    # `join` and `outerjoin` exist twice, and are two; where neither path is one of these, it is the ORM's.
    if "()" not in _name:
        _BY_LAST_NAME[_name.rpartition(".")[2]] = _name

_QUERYING = frozenset(ENTITY_FUNCTIONS) | COLUMN_FUNCTIONS | LOADER_OPTIONS | {FUNC}
"""What `db.select` and its like stand for; `db.Column` is left alone, whose fixes would have to be written otherwise."""

_RENAMED = {
    "typing_extensions": "typing",
    "starlette": "fastapi",
    "pydantic.main": "pydantic",
    "sqlmodel.sql.expression": "sqlmodel",
    "sqlmodel.sql._expression_select_gen": "sqlmodel",
    "sqlmodel.main": "sqlmodel",
    "sqlmodel.orm.session": "sqlmodel",
    "flask_appbuilder.models.sqla": "flask_appbuilder",
    "flask_sqlalchemy.extension": "flask_sqlalchemy",
}

_KIN = {
    "sqlmodel.Session": f"{_ORM}Session",
    "sqlmodel.ext.asyncio.session.AsyncSession": f"{_ASYNC}AsyncSession",
    "flask_sqlalchemy.session.Session": f"{_ORM}Session",
}


KEEPING_DECORATORS = frozenset(
    {"staticmethod", "classmethod", "property", "cached_property", "abstractmethod", "override"}
)
"""Decorators that do not change what a function returns, and do not read its annotations."""


class ClassKind(Enum):
    """What a class is to SQLAlchemy; the value completes "is …"."""

    MAPPED = "a mapped class"
    BASE = "a declarative base"
    ABSTRACT = "an abstract mapped class"
    MIXIN = "a mixin for mapped classes"
    SESSION = "a database session class"
    DATACLASS = "a dataclass"
    PYDANTIC = "a Pydantic model"
    SQLMODEL = "an SQLModel class without table=True"
    ENUM = "an Enum"
    PROTOCOL = "a Protocol"
    TYPED_DICT = "a TypedDict"
    NAMED_TUPLE = "a NamedTuple"
    PLAIN = "a plain class"
    UNKNOWN = "a class of unknown kind"

    __hash__ = object.__hash__  # a member is itself alone: `Enum` computes it from the name each time


EXTERNAL_KINDS: tuple[tuple[frozenset[str], ClassKind], ...] = (
    (DECLARATIVE_BASES, ClassKind.BASE),
    (READY_BASES, ClassKind.ABSTRACT),
    (SESSION_CLASSES, ClassKind.SESSION),
    (PYDANTIC_BASES, ClassKind.PYDANTIC),
    (ENUM_BASES, ClassKind.ENUM),
    (frozenset({SQLMODEL_BASE}), ClassKind.SQLMODEL),
    (frozenset({"typing.Protocol"}), ClassKind.PROTOCOL),
    (frozenset({"typing.TypedDict"}), ClassKind.TYPED_DICT),
    (frozenset({"typing.NamedTuple"}), ClassKind.NAMED_TUPLE),
    (NEUTRAL_BASES, ClassKind.PLAIN),
)
"""What a class is that lies outside of the project, or a class below it."""

DECORATOR_KINDS = (
    dict.fromkeys(MAPPING_DECORATORS, ClassKind.MAPPED)
    | dict.fromkeys(BASE_DECORATORS, ClassKind.BASE)
    | dict.fromkeys(DATACLASS_DECORATORS, ClassKind.DATACLASS)
    | dict.fromkeys(NEUTRAL_DECORATORS, ClassKind.PLAIN)
)
"""What a decorator makes of a class."""

KIND_PRECEDENCE = (
    ClassKind.MAPPED,
    ClassKind.BASE,
    ClassKind.ABSTRACT,
    ClassKind.UNKNOWN,
    ClassKind.SESSION,
    ClassKind.SQLMODEL,
    ClassKind.PYDANTIC,
    ClassKind.ENUM,
    ClassKind.TYPED_DICT,
    ClassKind.NAMED_TUPLE,
    ClassKind.PROTOCOL,
    ClassKind.DATACLASS,
    ClassKind.MIXIN,
    ClassKind.PLAIN,
)
"""Which of several kinds a class is that inherits from them all: the first."""


def canonical(name: str) -> str:
    """Return the one name by which an object with several public paths is known here."""
    package, _, last = name.rpartition(".")
    top = package.partition(".")[0]
    if _is_handed_on(package):
        of_core = f"sqlalchemy.{last}" if package.startswith("sqlalchemy.sql") else ""
        return name if name in _KNOWN else of_core if of_core in _KNOWN else _BY_LAST_NAME.get(last, name)
    if top == "starlette":
        return f"fastapi.{last}"
    if top == "fastapi":
        return f"fastapi.{last}" if last[:1].isupper() else name
    if package == FLASK_EXTENSION and last in _BY_LAST_NAME and _BY_LAST_NAME[last] in _QUERYING:
        return _BY_LAST_NAME[last]
    renamed = f"{_RENAMED[package]}.{last}" if package in _RENAMED else name
    if package == "sqlmodel" and f"sqlmodel.{last}" not in _KNOWN and last in _BY_LAST_NAME:
        return _BY_LAST_NAME[last]
    return renamed


def kin(name: str) -> str:
    """Return the framework class that a canonical name stands for: SQLModel's session is SQLAlchemy's."""
    return _KIN.get(name, name)


def are_one(name: str, other: str) -> bool:
    """Whether two canonical names may be one object: SQLAlchemy hands on under shorter paths what it defines further down."""
    (package, _, last), (other_package, _, other_last) = name.rpartition("."), other.rpartition(".")
    both_handed_on = _is_handed_on(package) and _is_handed_on(other_package)
    return kin(name) == kin(other) or (both_handed_on and last == other_last)


def _is_handed_on(package: str) -> bool:
    """Whether what a package holds may be had under a shorter path as well; each dialect has its own, and objects theirs.

    `sqlalchemy.sql.operators` has Python's `and_` and `or_`, which make no conditions.
    """
    is_apart = ".dialects" in package or package == "sqlalchemy.sql.operators" or "()" in package
    return package.partition(".")[0] == "sqlalchemy" and not is_apart


def is_framework(name: str) -> bool:
    """Whether a qualified name belongs to SQLAlchemy or a relative."""
    return name.partition(".")[0] in FRAMEWORK


def star_exports(module: str, name: str) -> bool:
    """Whether `from module import *` is known to bring `name`."""
    return canonical(f"{module}.{name}") in _KNOWN and canonical(f"{module}.{name}").rpartition(".")[0] == module
