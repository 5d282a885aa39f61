"""Uses of a class in the file that imports it: `$N` is its name there, `$M` that of the model, `$S` that of the database session.

Where a text is written `{{a||b}}`, it is `a` in the project that is checked, and `b` in the one that its author meant.
"""

USES: dict[str, str] = {
    "isinstance": """
        def run_isinstance():
            return isinstance(object(), $N), issubclass($N, object)
        """,
    "attribute": """
        class Registry:
            model = $N
            both = ($N, "$N")

        def run_attribute():
            return Registry.model, Registry().both[0]
        """,
    "default": """
        def made(kind=$N, *, other: type = $N, maker=lambda: $N):
            return kind, other, maker()

        def run_default():
            return made()
        """,
    "decorator": """
        KNOWN = {}

        def known(kind):
            def note(function):
                KNOWN[function.__name__] = kind
                return function
            return note

        @known($N)
        def handle():
            return KNOWN["handle"]

        run_decorator = handle
        """,
    "dataclass": """
        import dataclasses

        @dataclasses.dataclass
        class Held:
            kind: type = $N
            inner: "$N | None" = None
            many: list["$N"] = dataclasses.field(default_factory=list)
        """,
    "pydantic": """
        from pydantic import BaseModel, ConfigDict

        class Shown(BaseModel):
            model_config = ConfigDict(arbitrary_types_allowed=True)
            inner: $N | None = None
            many: list[$N] = []
        """,
    "generic base": """
        from typing import Generic, TypeVar

        Element = TypeVar("Element")

        class Repository(Generic[Element]):
            pass

        class Rows(Repository[$N]):
            pass
        """,
    "type variable": """
        from typing import TypeVar

        Bound = TypeVar("Bound", bound="$N")
        Other = TypeVar("Other", bound=$N)

        def same(value: Bound) -> Bound:
            return value
        """,
    "quoted": """
        from typing import Optional, cast

        def quoted(one: "$N", many: "list[$N]" = (), *rest: "Optional['$N']") -> "dict[str, $N]":
            held: "$N" = cast("$N", one)
            return {"": held}

        def run_quoted():
            return quoted(1)
        """,
    "hints": """
        from typing import get_type_hints

        def hinted(one: "$N") -> None:
            return None

        def run_hints():
            return get_type_hints(hinted)["one"]
        """,
    "alias": """
        from typing import Annotated, Union

        Some = Annotated[$N, "some"]
        Either = Union[$N, None]
        Quoted = list["$N"]

        def aliased_use(one: Some, other: Either, more: Quoted) -> Some:
            return one
        """,
    "match": """
        def kind_of(value):
            match value:
                case $N():
                    return "one"
                case [$N(), *_]:
                    return "many"
                case _:
                    return "other"

        def run_match():
            return kind_of(1), kind_of($N.__new__($N))
        """,
    "formatted": """
        def run_formatted():
            return f"{$N.__name__} {f'{$N.__module__}'}", "{0.__name__}".format($N)
        """,
    "formatted by name": """
        def run_formatted_by_name():
            return "{$N.__name__}".format(**globals()), "%($N)s" % globals()
        """,
    "keyword": """
        def run_keyword():
            return dict($N=$N)["$N"], "{$N.__name__}".format($N=$N)
        """,
    "globals": """
        def run_globals():
            return globals()["$N"]
        """,
    "globals, name computed": """
        def run_globals_computed():
            name = "$N1" + "$N2"
            return globals()[name]
        """,
    "globals, get": """
        WANTED = ("$N",)

        def run_globals_get():
            return [globals().get(name) for name in WANTED]
        """,
    "eval": """
        def run_eval():
            return eval("$N")
        """,
    "eval of more": """
        def run_eval_more():
            names = {}
            exec("got = [$N, isinstance(1, $N)]", globals(), names)
            return names["got"], eval("($N).__name__")
        """,
    "own module": """
        import sys

        def run_own_module():
            return sys.modules[__name__].$N, getattr(sys.modules[__name__], "$N")
        """,
    "own module by import": """
        import importlib

        def run_own_import():
            return vars(importlib.import_module(__name__))["$N"]
        """,
    "doctest": '''
        def documented():
            """Make one.

            >>> documented() is $N
            True
            >>> $N.__name__
            '$K'
            """
            return $N
        ''',
    "doctest of a class": '''
        class Documented:
            """Hold a class.

            Examples:
                >>> Documented().kind is $N
                True
            """

            kind = $N
        ''',
    "singledispatch": """
        from functools import singledispatch

        @singledispatch
        def show(value):
            return "other"

        @show.register
        def _(value: $N):
            return "own"

        @show.register($N)
        def _(value):
            return "again"

        def run_show():
            return show(1), show($N.__new__($N))
        """,
    "nested": """
        class Outer:
            class Inner:
                kind: "type[$N]" = $N

                def method(self, one: $N) -> "$N":
                    def inner(two: $N = $N):
                        return two
                    return inner()

        def run_nested():
            return Outer.Inner().method(1), [c for c in ($N,) if c is $N]
        """,
    "same name inside": """
        class Types:
            $N = $N

        def shadowing($N=$N):
            return $N

        def looped():
            for $N in (1, 2):
                pass
            return $N

        def run_same_name():
            return Types.$N, shadowing(), looped(), [$N for $N in (3,)], (lambda $N: $N)(4)
        """,
    "global statement": """
        def rebind(value):
            global $N
            was, $N = $N, value
            return was

        def run_global():
            was = rebind(1)
            now = $N
            rebind(was)
            return was, now
        """,
    "deleted": """
        Copied = $N

        def kept():
            return Copied
        """,
    "type checking": """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from $P.models import Extra

        def later(one: "Extra", two: "type[$N]") -> "Extra":
            return one
        """,
    "class's annotation": """
        from typing import NamedTuple, TypedDict

        class Pair(NamedTuple):
            kind: "type[$N]"
            one: "$N | None" = None

        class Keyed(TypedDict):
            one: "$N"
        """,
    "comment": """
        def commented():  # type: () -> $N
            # $N stays as it is in a comment
            return $N  # $N

        run_commented = commented
        """,
    "continued": """
        def continued():
            return (
                $N
                # the class
                .__name__, "$N" " and " f"{$N.__name__}"
            )

        run_continued = continued
        """,
    "pickled": """
        import pickle

        def run_pickled():
            return pickle.loads(b"c$T\\n$N\\n.")
        """,
    "subclass": """
        import abc

        class Marked(abc.ABC):
            pass

        Marked.register($N)

        def run_registered():
            return issubclass($N, Marked)
        """,
    "lazy attribute": """
        def __getattr__(name):
            if name == "Newest":
                return $N
            raise AttributeError(name)
        """,
    "exported": """
        __all__ = ["$N", "EXPORTED"]
        EXPORTED = 1
        """,
    "exported, added": """
        __all__ = []
        __all__ += ["$N"]
        """,
    "exported, computed": """
        __all__ = [name for name in ("$N", "COMPUTED")]
        COMPUTED = 1
        """,
    "read as text": """
        NAMES = "COLUMN $N".split()

        def run_text():
            return NAMES, {"$N": 1}.get("$N")
        """,
    "registered at call": """
        CALLS = []
        CALLS.append($N)
        CALLS.extend([$N, ($N,)])

        def run_calls():
            return CALLS
        """,
    "type alias in string": """
        from typing import TypeAlias

        Later: TypeAlias = "$N"
        Table: TypeAlias = "dict[str, $N]"

        def aliased(one: Later, two: Table) -> Later:
            return one
        """,
    "fastapi": """
        from fastapi import APIRouter, Depends, FastAPI

        app = FastAPI()

        def given() -> type:
            return $N

        @app.get("/kind", response_model=None)
        def kind(one=Depends(given), two=Depends(lambda: $N.__name__)) -> "$N":
            return one
        """,
    "annotations to read": """
        import inspect

        def read_by_inspect(one: $N, two: "$N") -> "type[$N]":
            return one

        def run_annotations():
            found = inspect.signature(read_by_inspect, eval_str=True)
            return [p.annotation for p in found.parameters.values()], found.return_annotation
        """,
}
MODEL_USES: dict[str, str] = {
    "query": """
        from $P.database import memory

        def run_query():
            with memory() as db:
                return db.query($M).filter($M.title == "t").one().title
        """,
    "query, held": """
        from $P.database import memory

        def run_query_held():
            with memory() as db:
                found = db.query($M).first()
                every = db.query($M).order_by($M.id).all()
                return found.title, len(every)
        """,
    "select": """
        from sqlalchemy import select
        from $P.database import memory

        def titles(db):
            return [row.title for row in db.scalars(select($M).where($M.id > 0)).all()]

        def run_select():
            with memory() as db:
                return titles(db)
        """,
    "statement": """
        from sqlalchemy import func, select

        STATEMENT = select($M.id, func.count($M.title)).group_by($M.id)

        def run_statement():
            return str(STATEMENT)
        """,
    "get": """
        from $P.database import memory

        def fetched(db, key):
            return db.get($M, key)

        def run_get():
            with memory() as db:
                return fetched(db, 1).title, fetched(db, 7)
        """,
    "built": """
        def run_built():
            return $M(title="new").title, [$M(id=3).id]
        """,
    "built by keywords": """
        def build(**fields):
            return $M(**fields)

        def run_build():
            return build(title="kw").title
        """,
    "aliased": """
        from sqlalchemy import select
        from sqlalchemy.orm import aliased

        Other = aliased($M)

        def run_aliased():
            return str(select(Other.title).where(Other.id == $M.id))
        """,
    "listened": """
        from sqlalchemy import event

        @event.listens_for($M, "load")
        def loaded_one(target, context):
            return None

        def run_listened():
            return event.contains($M, "load", loaded_one)
        """,
    "returned": """
        from $P.database import memory

        def newest(db) -> $M:
            return db.query($M).first()

        def oldest(db) -> "$M":
            found: "$M" = db.query($M).order_by($M.id).first()
            return found

        def run_returned():
            with memory() as db:
                return newest(db).title, oldest(db).title
        """,
    "all returned": """
        from $P.database import memory

        def every(db) -> list[$M]:
            return db.query($M).all()

        def run_every():
            with memory() as db:
                return len(every(db))
        """,
    "related": """
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        from $P.base import Base

        class Mark$C(Base):
            __tablename__ = "mark_$t"
            id: Mapped[int] = mapped_column(primary_key=True)
            session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
            session: Mapped["$M"] = relationship()
            again: Mapped[$M] = relationship(viewonly=True)
            named = relationship("$K", viewonly=True)

        def run_related():
            return Mark$C(session=$M(title="rel")).session.title
        """,
    "row model": """
        class Rows$C:
            model = $M

            def first(self, db):
                return db.query(self.model).first()
        """,
    "model at module": """
        from sqlalchemy import create_engine
        from $P.database import filled

        DATABASE = filled()
        FIRST = DATABASE.query($M).first()
        ROWS = DATABASE.query($M).all()

        def run_module_rows():
            return FIRST.title, len(ROWS)
        """,
}
SESSION_USES: dict[str, str] = {
    "annotated": """
        def close(db: $S) -> None:
            db.close()

        def commit(db: "$S | None" = None) -> None:
            if db is not None:
                db.commit()
        """,
    "maker": """
        from sqlalchemy.orm import sessionmaker

        Maker = sessionmaker(class_=$S)

        def run_maker():
            return type(Maker()).__mro__[1]
        """,
    "with": """
        from sqlalchemy import create_engine, text

        def run_with():
            with $S(create_engine("sqlite://")) as db:
                return db.execute(text("SELECT 1")).scalar()
        """,
    "injected": """
        from typing import Annotated
        from fastapi import Depends, FastAPI

        api = FastAPI()

        def get_db():
            yield None

        Db = Annotated[$S, Depends(get_db)]

        @api.get("/one")
        def one(db: Db) -> dict:
            db.commit()
            return {}

        @api.get("/two")
        def two(db: $S = Depends(get_db)) -> dict:
            db.commit()
            return {}

        @api.get("/three")
        def three(db: Annotated[$S, Depends(get_db)]) -> dict:
            db.commit()
            return {}
        """,
    "own session": """
        class Own($S):
            def quick(self):
                return self.no_autoflush

        def run_own():
            return Own.__mro__[1]
        """,
    "yielded": """
        from collections.abc import Iterator

        def opened() -> Iterator[$S]:
            db = $S()
            yield db
            db.close()

        def run_yielded():
            return type(next(opened()))
        """,
    "kept": """
        class Service:
            db: $S

            def __init__(self, db: $S) -> None:
                self.db = db

            def save(self, row: object) -> None:
                self.db.add(row)
                self.db.commit()
        """,
    "yielded fixture": """
        import pytest

        @pytest.fixture
        def session():
            db = $S()
            yield db
            db.rollback()
        """,
}
