"""One use of a name -> what it shows the name was meant to be: a mapped class, or the database session class."""

from __future__ import annotations

import ast

from lint_rules import known_names
from lint_rules.semantic.classes.kinds import Role
from lint_rules.semantic.intent.annotated_uses import AnnotatedUses
from lint_rules.semantic.intent.annotation_shapes import cast_to
from lint_rules.semantic.queries.columns import QueryColumns
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

_ON_THE_CLASS = frozenset({"close_all", "object_session", "identity_key"})
"""What is called on SQLAlchemy's class itself; its other methods need an object."""

_OF_MAPPED = frozenset({"__table__", "__tablename__", "__mapper__"})


class Evidence:
    """Answers for the uses in one file."""

    def __init__(
        self, file: File, usage: SessionInference, queries: Queries, columns: QueryColumns, annotated: AnnotatedUses
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._usage = usage
        self._queries = queries
        self._columns = columns
        self._annotated = annotated

    def shown_by(self, name: ast.Name, attributes: frozenset[str] = frozenset()) -> Role:
        """Return what the use of `name` shows that it was meant to be.

        Args:
            name: the use.
            attributes: the attributes of the mapped class that it could be, as far as they are known.
        """
        around = self._file.bindings.parent(name)
        match around:
            case ast.Call() if around.func is name:
                return self._constructed(around, attributes)
            case ast.Call() if cast_to(name, self._file) is None:
                return self._argument(name, around, attributes)
            case ast.Attribute():
                return self._of_attribute(around, attributes)
            case ast.Tuple() | ast.keyword() if self._is_made_or_injected(name, around):
                return Role.SESSION
            case _ if self._file.bindings.context(name).annotation or isinstance(around, ast.Call):
                return self._annotated.shown_by(name, attributes)
            case _:
                return self._annotated.by_alias(name, attributes)

    def _is_made_or_injected(self, name: ast.Name, around: ast.Tuple | ast.keyword) -> bool:
        """Whether a session factory makes it, `class_=Session`, or a dependency gives it, `Annotated[Session, Depends(get_db)]`."""
        if isinstance(around, ast.keyword):
            return around.arg in {"class_", "sync_session_class"}
        return around.elts[0] is name and self._annotated.parameters.is_injected(self._file.bindings.parent(around))

    def _argument(self, name: ast.Name, call: ast.Call, attributes: frozenset[str]) -> Role:
        if any(position.expression is name for position in self._queries.entities(call)):
            return Role.MODEL
        match call:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[tested, second]) if second is name:
                return self._instance(tested, attributes)
            case ast.Call(func=function, args=[first, *_]) if first is name and last_name(function) == "relationship":
                return Role.MODEL
            case ast.Call(func=ast.Attribute(value=store, attr="get" | "get_one"), args=[first, _, *_]) if (
                first is name
            ):
                return Role.MODEL if self._usage.is_session_like(last_name(store)) else Role.NOTHING
            case _ if self._is_beside_column(name, call, attributes):
                return Role.MODEL
            case _:
                return Role.NOTHING

    def _is_beside_column(self, name: ast.Name, call: ast.Call, attributes: frozenset[str]) -> bool:
        """`count(Session, Session.user_id == 1)`: a function takes the class and a column of it."""
        return any(
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == name.id
            and self._of_attribute(node, attributes) is Role.MODEL
            for argument in call.args
            for node in ast.walk(argument)
        )

    def _instance(self, tested: ast.expr, attributes: frozenset[str]) -> Role:
        """`isinstance(x, Session)`: what `x` is used as says which class was meant."""
        used = self._annotated.used_as(tested, attributes)
        if used is Role.NOTHING and self._usage.holds_session(tested) is IsSession.YES:
            return Role.SESSION
        return used

    def _of_attribute(self, attribute: ast.Attribute, attributes: frozenset[str]) -> Role:
        """`Name.id` in a query is a column; so is what only the mapped class has, wherever it stands."""
        own = attributes - (_ON_THE_CLASS if self._is_called(attribute) else known_names.SESSION_METHODS)
        if attribute.attr in own | _OF_MAPPED:
            return Role.MODEL
        for node in self._file.bindings.ancestors(attribute):
            if isinstance(node, ast.stmt):
                break
            if isinstance(node, ast.Call) and any(
                position.expression is attribute for position in self._columns.of(node)
            ):
                return Role.MODEL
        return Role.NOTHING

    def _is_called(self, attribute: ast.Attribute) -> bool:
        call = self._file.bindings.parent(attribute)
        return isinstance(call, ast.Call) and call.func is attribute

    def _constructed(self, call: ast.Call, attributes: frozenset[str]) -> Role:
        """`Session(bind=…)`, `Session(engine)` and `with Session()` make a database session, `Session(id=…)` a model."""
        keywords = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        if keywords & (known_names.SESSION_KEYWORDS - attributes) or isinstance(
            self._file.bindings.parent(call), ast.withitem
        ):
            return Role.SESSION
        if keywords:
            return Role.MODEL
        used = self._annotated.made_as(call, attributes)
        if used is not Role.NOTHING:
            return used
        # A mapped class takes keywords only, unless it says otherwise.
        return Role.SESSION if call.args and attributes and "__init__" not in attributes else Role.NOTHING
