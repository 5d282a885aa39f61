"""Flask-SQLAlchemy's `db`, whose attributes are SQLAlchemy's."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...
db = SQLAlchemy(model_class=Base)
class User(db.Model):  # type: ignore[name-defined,misc]
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), unique=True, nullable=False)
    note = db.Column(db.Text)
    posts = db.relationship("Post", backref="author", lazy=True)
    late = db.deferred(db.Column(db.Text, nullable=False))
class Post(db.Model):  # type: ignore[name-defined,misc]
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"), nullable=False)
    user = db.relationship("User")
class NoModel: ...
class WithTypes(Base):
    __tablename__ = "wt"
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    user = db.relationship("User", lazy="joined")

def f(u: User, p: Post) -> None:
    reveal_type(u.id)
    # mypy: note: Revealed type is "int"
    reveal_type(u.name)
    # mypy: note: Revealed type is "str"
    reveal_type(u.note)
    # mypy: note: Revealed type is "str | None"
    reveal_type(u.posts)
    # mypy: note: Revealed type is "list[extension.Post]"
    reveal_type(u.late)
    # mypy: note: Revealed type is "str | Any"
    reveal_type(p.user)
    # mypy: note: Revealed type is "extension.User"
    reveal_type(User.name)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[str]"
    reveal_type(User.query.filter_by(name="x").first())
    # mypy: note: Revealed type is "Any"
    reveal_type(db.session.scalar(db.select(User)))
    # mypy: note: Revealed type is "extension.User | None"
    reveal_type(db.session.execute(db.select(User.id, User.name)).all())
    # mypy 2.1: note: Revealed type is "typing.Sequence[tuple[int, str, fallback=sqlalchemy.engine.row.Row[int, str]]]"
    # mypy 2.0: note: Revealed type is "typing.Sequence[sqlalchemy.engine.row.Row[tuple[int, str]]]"
    db.select(NoModel)
    # mypy: error: "extension.NoModel" is not a mapped class (a plain class) and cannot be a query entity  [unmapped-query-entity]
    db.nothing
    db.func.lower("x")
    db.Index("x", "y")
    db.session.commit()
    db.Table("a", db.metadata, db.Column("x", db.Integer))
    db.Table("b", db.Column("x", db.Integer, primary_key=True), db.Index("i", "x"), sqlite_autoincrement=True)
    reveal_type(db.engine)
    # mypy: note: Revealed type is "sqlalchemy.engine.base.Engine"
