"""The mapped classes, and the words for their statuses, that cases of rules are about: their text in one place."""

from __future__ import annotations

ORM = "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n"
ORM_WITH_SESSION = "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\n"
BASE = "class Base(DeclarativeBase): ...\n"


def mapped(name: str, *columns: str) -> str:
    """A mapped class with a primary key `id` and further columns, such as `title: Mapped[str]`."""
    body = [f'__tablename__ = "{name.lower()}"', "id: Mapped[int] = mapped_column(primary_key=True)", *columns]
    return f"class {name}(Base):\n" + "".join(f"    {line}\n" for line in body)


def enum(head: str, **members: str) -> str:
    """An enum: `enum("JobStatus(Enum)", DONE="done")`."""
    return f"class {head}:\n" + "".join(f'    {member} = "{word}"\n' for member, word in members.items())


def models(*classes: str, imports: str = ORM) -> str:
    """A module with a declarative base and classes."""
    return "\n".join([imports, BASE, *classes])


SESSION = models(mapped("Session"))
"""The module of the story: a model that is called as the database session is."""
