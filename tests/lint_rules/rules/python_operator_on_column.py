"""Code that `python-operator-on-column` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_JOBS = models(
    mapped("User", "name: Mapped[str]"),
    mapped(
        "Job",
        "LIMIT = 5",
        "name: Mapped[str | None]",
        "done: Mapped[bool]",
        'user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))',
        'user: Mapped["User"] = relationship()',
        "tags: Mapped[dict] = mapped_column(JSON)",
    ),
    imports="""\
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship
""",
)

_MODELS_ELSEWHERE = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    done: Mapped[bool | None]
"""

CASES = (
    Bad(
        {
            "shop/__init__.py": "",
            "shop/models.py": _MODELS_ELSEWHERE,
            "shop/aliases.py": "from sqlalchemy.orm import aliased\nfrom shop.models import Job as Row\nOTHER = aliased(Row)\n",
            "shop/query.py": """\
from sqlalchemy import select
from shop import aliases
from shop.aliases import OTHER

def open_jobs():
    return select(OTHER).where(OTHER.done is None, aliases.OTHER.done is not None)  # <- reported
""",
        },
        fixed={
            "shop/__init__.py": "",
            "shop/models.py": _MODELS_ELSEWHERE,
            "shop/aliases.py": "from sqlalchemy.orm import aliased\nfrom shop.models import Job as Row\nOTHER = aliased(Row)\n",
            "shop/query.py": """\
from sqlalchemy import select
from shop import aliases
from shop.aliases import OTHER

def open_jobs():
    return select(OTHER).where(OTHER.done.is_(None), aliases.OTHER.done.is_not(None))
""",
        },
    ),
    Bad(
        _JOBS
        + """\
a = select(Job).where(Job.name is None)  # <- reported: `Job.name is None` is Python's own comparison, always False
b = select(Job).where(Job.name is not None)  # <- reported: always True, and no condition; write `Job.name.is_not(None)`
c = select(Job).where(Job.name in ["x", "y"])  # <- reported: write `Job.name.in_(['x', 'y'])`
d = select(Job).where(Job.name not in ["x", "y"])  # <- reported: write `Job.name.not_in(['x', 'y'])`
e = select(Job).where(Job.done is True, Job.id > 1)  # <- reported: write `Job.done.is_(True)`
f = select(Job).where(Job.tags["x"] is None)  # <- reported
g = select(Job).where((Job.id + 1) in [1, 2])  # <- reported
h = select(Job).where(Job.id + 1 in [1, 2])  # <- reported
i = select(Job).where((Job.done)is(True))  # <- reported
""",
        fixed=_JOBS
        + """\
a = select(Job).where(Job.name.is_(None))
b = select(Job).where(Job.name.is_not(None))
c = select(Job).where(Job.name.in_(["x", "y"]))
d = select(Job).where(Job.name.not_in(["x", "y"]))
e = select(Job).where(Job.done.is_(True), Job.id > 1)
f = select(Job).where(Job.tags["x"].is_(None))
g = select(Job).where((Job.id + 1).in_([1, 2]))
h = select(Job).where((Job.id + 1).in_([1, 2]))
i = select(Job).where((Job.done).is_((True)))
""",
    ),
    Bad(
        _JOBS
        + """\
a = select(Job).where(Job.name is not None)  # <- reported: write `Job.name.isnot(None)`
b = select(Job).where(Job.name not in ["x", "y"])  # <- reported: write `Job.name.notin_(['x', 'y'])`
c = select(Job).where(Job.name is None)  # <- reported: write `Job.name.is_(None)`
""",
        fixed=_JOBS
        + """\
a = select(Job).where(Job.name.isnot(None))
b = select(Job).where(Job.name.notin_(["x", "y"]))
c = select(Job).where(Job.name.is_(None))
""",
        settings={"sqlalchemy-version": "1.3"},
    ),
    Bad(
        _JOBS
        + """\
a = select(Job).where(Job.id == 1 and Job.name == "x")  # <- reported: write `and_(Job.id == 1, Job.name == 'x')`
b = select(Job).where(Job.id == 1 or Job.id == 2 or Job.done)  # <- reported: Python's `or` hands on one
c = select(Job).where(not Job.done)  # <- reported: write `not_(Job.done)`
d = select(Job).where(not (Job.id == 1))  # <- reported
e = select(Job).where(1 < Job.id < 5)  # <- reported: is two comparisons and Python's `and`
f = select(Job).where((Job.id == 1) and (Job.done or Job.name == "x"))  # <- reported

def one(only: bool):
    return select(Job).where(only and Job.id == 1 and Job.done)  # <- reported
""",
        fixed=_JOBS.replace("ForeignKey, select", "ForeignKey, and_, not_, or_, select")
        + """\
a = select(Job).where(and_(Job.id == 1, Job.name == "x"))
b = select(Job).where(or_(Job.id == 1, Job.id == 2, Job.done))
c = select(Job).where(not_(Job.done))
d = select(Job).where(not_((Job.id == 1)))
e = select(Job).where(and_(1 < Job.id, Job.id < 5))
f = select(Job).where(and_((Job.id == 1), (or_(Job.done, Job.name == "x"))))

def one(only: bool):
    return select(Job).where(only and and_(Job.id == 1, Job.done))
""",
    ),
    Bad(
        _JOBS
        + """\
import sqlalchemy as sa
from sqlalchemy import case, func, update

def f(db: Session, names: list[str], flag: bool):
    db.query(Job).filter(Job.name in names)  # <- reported
    db.query(Job).having(func.count(Job.id) > 1 and Job.done)  # <- reported
    db.query(Job).join(User, User.id == Job.user_id and User.name == "x")  # <- reported
    db.query(Job).filter(sa.and_(Job.id == 1, not Job.done))  # <- reported
    db.query(Job).order_by(Job.name is None)  # <- reported
    db.execute(update(Job).where(Job.name is None).values(done=not Job.done))  # <- reported
    select(case((Job.name is None, 1), else_=2))  # <- reported
    select(func.count(Job.id).filter(Job.name is not None))  # <- reported
    select(Job).where((Job.id == 1) | (Job.name is None))  # <- reported
    select(Job).where(Job.name is None if flag else Job.done)  # <- reported
    return select(Job).where(Job.user.has(not User.name))  # <- reported
""",
        fixed=_JOBS
        + """\
import sqlalchemy as sa
from sqlalchemy import case, func, update

def f(db: Session, names: list[str], flag: bool):
    db.query(Job).filter(Job.name.in_(names))
    db.query(Job).having(sa.and_(func.count(Job.id) > 1, Job.done))
    db.query(Job).join(User, sa.and_(User.id == Job.user_id, User.name == "x"))
    db.query(Job).filter(sa.and_(Job.id == 1, sa.not_(Job.done)))
    db.query(Job).order_by(Job.name.is_(None))
    db.execute(update(Job).where(Job.name.is_(None)).values(done=sa.not_(Job.done)))
    select(case((Job.name.is_(None), 1), else_=2))
    select(func.count(Job.id).filter(Job.name.is_not(None)))
    select(Job).where((Job.id == 1) | (Job.name.is_(None)))
    select(Job).where(Job.name.is_(None) if flag else Job.done)
    return select(Job).where(Job.user.has(sa.not_(User.name)))
""",
    ),
    Bad(
        _JOBS
        + """\
def f(db: Session, flag: bool):
    db.query(Job).filter(Job.user is None)  # <- reported: write `Job.user == None`
    db.query(Job).filter(None is not Job.name)  # <- reported
    db.query(Job.name or Job.id)  # <- reported: write `func.coalesce(…)`
    select(Job).where(User.id.in_([1]) and flag)  # <- reported
    select(Job).where(Job.id == 1 & Job.done == True)  # <- reported: put each comparison in parentheses
    return select(Job).where(not Job.user)  # <- reported
"""
    ),
    Bad(
        _JOBS
        + """\
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, and_

old = Table("old", MetaData(), Column("id", Integer), Column("name", String))
other = aliased(Job)
inner = select(Job.id, Job.name).subquery()
a = select(old).where(old.c.name is None)  # <- reported
b = select(other).where(other.name is None)  # <- reported
c = select(inner).where(inner.c.name is None)  # <- reported
d = select(Job).where(Job.__table__.c.name is None)  # <- reported
index = Index("ix", "id", postgresql_where=Job.done is True)  # <- reported
nameless = Job.name is None  # <- reported
e = select(Job).where(nameless)

def find(names: set[str]):
    wanted = Job.name in names  # <- reported
    conditions = [Job.id > 1]
    conditions.append(Job.name in names)  # <- reported
    conditions.append(Job.name is None)  # <- reported
    conditions += [Job.id == 1 and Job.done]  # <- reported
    first = Job.id == 1
    both = first and Job.done  # <- reported
    return select(Job).where(wanted, both, *conditions)

def given(query, names):
    return query.filter(Job.name in names, lambda: Job.name is None)  # <- reported
""",
        fixed=_JOBS
        + """\
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, and_

old = Table("old", MetaData(), Column("id", Integer), Column("name", String))
other = aliased(Job)
inner = select(Job.id, Job.name).subquery()
a = select(old).where(old.c.name.is_(None))
b = select(other).where(other.name.is_(None))
c = select(inner).where(inner.c.name.is_(None))
d = select(Job).where(Job.__table__.c.name.is_(None))
index = Index("ix", "id", postgresql_where=Job.done.is_(True))
nameless = Job.name.is_(None)
e = select(Job).where(nameless)

def find(names: set[str]):
    wanted = Job.name.in_(names)
    conditions = [Job.id > 1]
    conditions.append(Job.name.in_(names))
    conditions.append(Job.name.is_(None))
    conditions += [and_(Job.id == 1, Job.done)]
    first = Job.id == 1
    both = and_(first, Job.done)
    return select(Job).where(wanted, both, *conditions)

def given(query, names):
    return query.filter(Job.name.in_(names), lambda: Job.name.is_(None))
""",
    ),
    Bad(
        """\
from sqlalchemy import CheckConstraint, Column, Index, Integer
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Job(Base):
    __tablename__ = "job"
    id = Column(Integer, primary_key=True)
    size = Column(Integer)
    __table_args__ = (
        CheckConstraint(id > 1 and size > 1),  # <- reported
        Index("ix", "size", postgresql_where=(size is None)),  # <- reported
    )

    @hybrid_property
    def empty(self):
        return self.size is None

    @empty.expression
    def empty(cls):
        return cls.size is None  # <- reported

    @classmethod
    def filled(cls, query):
        return query.filter(not cls.size)  # <- reported
""",
        fixed="""\
from sqlalchemy import CheckConstraint, Column, Index, Integer, and_, not_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Job(Base):
    __tablename__ = "job"
    id = Column(Integer, primary_key=True)
    size = Column(Integer)
    __table_args__ = (
        CheckConstraint(and_(id > 1, size > 1)),
        Index("ix", "size", postgresql_where=(size.is_(None))),
    )

    @hybrid_property
    def empty(self):
        return self.size is None

    @empty.expression
    def empty(cls):
        return cls.size.is_(None)

    @classmethod
    def filled(cls, query):
        return query.filter(not_(cls.size))
""",
    ),
    Bad(
        {
            "app/models.py": """\
from sqlmodel import Field, Relationship, SQLModel

class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str | None = None
""",
            "app/api.py": """\
from sqlmodel import Session, col, select

from app import models
from app.models import Job

def f(db: Session):
    db.exec(select(Job).where(Job.name is None, Job.id == 1 and Job.name == "x"))  # <- reported
    db.exec(select(models.Job).where(models.Job.name in ["x"]))  # <- reported
    return db.exec(select(Job).where(not col(Job.name)))  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from sqlmodel import Session, and_, col, not_, select

from app import models
from app.models import Job

def f(db: Session):
    db.exec(select(Job).where(Job.name.is_(None), and_(Job.id == 1, Job.name == "x")))
    db.exec(select(models.Job).where(models.Job.name.in_(["x"])))
    return db.exec(select(Job).where(not_(col(Job.name))))
""",
        },
    ),
    Bad(
        _JOBS
        + """\
a = select(Job).where(
    Job.name  # the name
    is None  # nothing
)
b = select(Job).where(
    Job.id == 1  # this one
    and Job.done  # and done
)
""".replace("    Job.name  # the name", "    Job.name  # the name  # <- reported").replace(
            "    Job.id == 1  # this one", "    Job.id == 1  # this one  # <- reported"
        ),
        fixed=_JOBS.replace("ForeignKey, select", "ForeignKey, and_, select")
        + """\
a = select(Job).where(
    Job.name  # the name
    .is_(None)  # nothing
)
b = select(Job).where(
    and_(Job.id == 1,  # this one
    Job.done)  # and done
)
""",
    ),
    Bad(
        _JOBS
        + """\
def f(db: Session):
    db.query(Job).filter(Job.name + "x" in ["a"])  # <- reported: write `(Job.name + 'x').in_(['a'])`
""",
        fixed=_JOBS
        + """\
def f(db: Session):
    db.query(Job).filter((Job.name + "x").in_(["a"]))
""",
    ),
    Bad(_JOBS + 'a = select(Job).where(Job.name in "abc")  # <- reported\n'),
    Bad(
        _JOBS
        + """\
A, B = aliased(Job), aliased(User)
[C, (D, E)] = [aliased(Job), (aliased(Job), aliased(User))]
a = select(A).where(A.name is None, B.name is None)  # <- reported # <- reported
b = select(C).where(C.name is None, E.name is None)  # <- reported # <- reported
""",
        fixed=_JOBS
        + """\
A, B = aliased(Job), aliased(User)
[C, (D, E)] = [aliased(Job), (aliased(Job), aliased(User))]
a = select(A).where(A.name.is_(None), B.name.is_(None))
b = select(C).where(C.name.is_(None), E.name.is_(None))
""",
    ),
    Good(
        _JOBS
        + """\
def f(rows):
    first, *rest = aliased(Job), 1
    one, two = rows
    x, y = [None, None]
    x, y = y, x
    return select(Job).where(*([] if one.name is None or x is None or rest is None else [Job.id == 1]))
"""
    ),
    Good(
        _JOBS
        + """\
def built(db: Session, ids: list[int]):
    condition = None
    for one in ids:
        condition = Job.id == one if condition is None else condition | (Job.id == one)
    return condition is not None

def sorted_by(db: Session, sort: bool, after: int | None):
    key = Job.name if sort else None
    wanted = after and Job.id > after
    return key and key.desc(), key is not None, wanted is None

def tried(db: Session):
    try:
        key = Job.name
    except AttributeError:
        key = None
    return key is None

def searched(db: Session, text: str | None):
    return db.query(Job).filter(text and Job.name == text or Job.id == 1)
""",
        why="what a name stands for may be None there",
    ),
    Good(
        _JOBS
        + """\
def f(db: Session, name: str | None, job: Job, names: list[str]):
    db.query(Job).filter(name is None or Job.name == name)
    db.query(Job).filter(name and Job.name == name)
    db.query(Job).filter(Job.name == name if name is not None else Job.name.is_(None))
    db.query(Job).filter(Job.done if name in names and not job.done else Job.id == 1)
    db.query(Job).filter((Job.id == 1) & (Job.name != None) | ~Job.done, Job.id.in_([1]))
    return job.name is None or job.id == 1 and not job.done
""",
        why="a condition that comes last is handed on as it is, and objects are Python's to compare",
    ),
    Good(
        _JOBS
        + """\
COLUMNS = [Job.name, Job.id]

def f(column, flag: bool):
    if Job.name is None or not Job.done:
        raise ValueError
    while Job.id == 1 and flag:
        pass
    assert Job.name is not None
    names = [key for key in COLUMNS if Job.name is not key and Job.name is not None]
    known = Job.name in COLUMNS
    pair = Job.name in (Job.id, Job.name)
    return [1 if Job.name is None else 2, bool(Job.name is None), column is Job.name, known, pair, names]
""",
        why="where Python tests the result, nothing says that the database was meant to",
    ),
    Good(
        _JOBS
        + """\
from dataclasses import dataclass

@dataclass
class Plain:
    name: str | None = None

class Mixin:
    name: Mapped[str]

def f(model: type[Job], plain: Plain, cls, unknown):
    a = Job.LIMIT is None or Job.LIMIT in [1, 2]
    b = select(Job).where(plain.name is None, model.name is None)
    d = Plain.name is None
    c = select(Job).where(cls.name is None, unknown.Model.name is None, Mixin.name is None)
    return a, b, c, d, Job.metadata is None, Job.__tablename__ in ["job"], not Job.__doc__
""",
        why="11 and 12: what is no column of a mapped class, or not known to be one",
    ),
)
