"""Mapped classes of other files that name the class for type checkers alone, and what else holds `$K` without being it."""

MAPPED: dict[str, str] = {
    "related, for checkers": """
        #: $P/related_$t.py
        from typing import TYPE_CHECKING
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        from $P.base import Base

        if TYPE_CHECKING:
            from $P.models import $K

        class Related$C(Base):
            __tablename__ = "related_$t"
            id: Mapped[int] = mapped_column(primary_key=True)
            session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
            session: Mapped["$K"] = relationship()
            maybe: Mapped["$K | None"] = relationship(viewonly=True)

        def run_related_class():
            return Related$C.session.property.mapper.class_
        """,
    "related, under a future": """
        #: $P/future_$t.py
        from __future__ import annotations
        from typing import TYPE_CHECKING
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        from $P.base import Base

        if TYPE_CHECKING:
            from $P.models import $K

        class Future$C(Base):
            __tablename__ = "future_$t"
            id: Mapped[int] = mapped_column(primary_key=True)
            session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
            session: Mapped[$K] = relationship()

            def own(self) -> $K:
                return self.session
        """,
    "class for checkers": """
        #: $P/checking_$t.py
        from __future__ import annotations
        import typing

        if typing.TYPE_CHECKING:
            from $P.models import $K, Extra

        def titled(one: $K, two: Extra | None = None) -> str:
            return one.title
        """,
    "class for checkers, else another": """
        #: $P/otherwise_$t.py
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from $P.models import $K
        else:
            from $P.models import Extra as $K

        def run_otherwise(one: "$K | None" = None):
            return $K
        """,
    "class not for checkers": """
        #: $P/runtime_$t.py
        import typing as t

        if not t.TYPE_CHECKING:
            from $P.models import $K

        def run_runtime():
            return $K
        """,
    "package's name": """
        #: $P/inner_$t/__init__.py
        from $P.models import $K

        #: $P/inner_$t/use.py
        from $P import inner_$t

        def run_inner():
            return inner_$t.$K
        """,
    "package's name, unread": """
        #: $P/unread_$t/__init__.py
        from $P.models import $K, Extra
        """,
    "import that only registers": """
        #: $P/registers_$t.py
        from $P.models import $K, Extra  # noqa: F401
        """,
    "star of the models": """
        #: $P/starred_models_$t.py
        from $P.models import *

        def run_starred_models():
            return $K
        """,
    "module of the models": """
        #: $P/module_of_$t.py
        from $P import models
        import $P.models as rows

        def run_module_of(one: "models.$K | None" = None):
            return models.$K, rows.$K
        """,
    "import in a class": """
        #: $P/inclass_$t.py
        class Kinds:
            from $P.models import $K
            kind = $K

            def own(self, one: "$K | None" = None):
                return self.$K

        def run_inclass():
            return Kinds.$K, Kinds().own()
        """,
    "import in a function": """
        #: $P/infunction_$t.py
        def run_infunction():
            from $P.models import $K

            def inner(one: "$K | None" = None):
                return $K, locals().get("$K"), eval("$K")
            return $K.__name__, "$K" in locals(), inner()
        """,
    "notes in a dataclass": """
        #: $P/carried_$t.py
        from dataclasses import dataclass, fields
        from $P.models import $K

        @dataclass
        class Carried:
            $K: $K
            other: "$K | None" = None

        def run_carried():
            return [field.name for field in fields(Carried)], Carried($K=1).$K
        """,
    "enum of names": """
        #: $P/enumerated_$t.py
        from enum import Enum
        from $P.models import $K

        class Kinds(Enum):
            $K = $K
            OTHER = "other"

        def run_enumerated():
            return Kinds.$K.value, Kinds["$K"].name
        """,
}
