"""A source of chance -> whole programs: imports of every form, classes, functions, matches, comments everywhere, all encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeVar

from benchmarks.generated_programs.expressions import MEMBERS, Expressions

_T = TypeVar("_T")
_SOURCES = {
    "sqlalchemy.orm": "Session sessionmaker Mapped mapped_column relationship DeclarativeBase Query aliased",
    "sqlalchemy": "select delete update Column Integer String Enum Select",
    "sqlmodel": "Session SQLModel Field select",
    "app.models": "Session User Job Base JobStatus Status",
    ".models": "Session User Job Base",
    "app.schemas": "Session User Job",
    "app.domain": "Session Job JobStatus",
    "app.db": "Session SessionLocal get_db",
    "typing": "Annotated Optional Callable Literal",
    "fastapi": "Depends APIRouter",
    "app.unheard": "Session Thing",
}
_HEADS = [
    ("", "utf-8"), ("", "utf-8"), ("", "utf-8"), ("", "utf-8-sig"), ("# -*- coding: utf-8 -*-\n", "utf-8"),
    ("#!/usr/bin/env python\n# vim: set fileencoding=latin-1 :\n", "latin-1"), ("# coding: cp1252\n", "cp1252"),
    ("# coding: euc-jp\n", "euc-jp"), ("# coding: utf-8\n", "utf-8-sig"), ("# coding: iso8859-15\n", "iso8859-15"),
    ("\f\n", "utf-8"),
]  # fmt: skip
_SILENCES = [
    "# noqa",
    "# session-lint: ignore[shadowed-import]",
    "# type: ignore",
    "# session-lint: ignore",
    "# noqa: F401",
]


class _Program:
    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._newer = chance.random() < 0.15
        self._make = Expressions(chance, newer=self._newer)
        self._unit = self._pick(["    ", "    ", "  ", "\t"])
        self._comments = 0
        self._statements: list[Callable[[int], Iterator[str]]] = [
            self._function, self._function, self._class, self._model, self._enum, self._map, self._match, self._imports,
            self._branches, self._try, self._loop, self._with, self._simple, self._simple, self._simple, self._type_checking,
        ]  # fmt: skip

    def data(self) -> bytes:
        """Return the program as a file holds it."""
        lines = self._pick([[], ['"""What it is."""'], ["from __future__ import annotations"]])
        for _ in range(self._chance.randint(1, 3)):
            lines += self._imports(0)
        for _ in range(self._chance.randint(0, 2)):
            lines += self._any(0)
        lines += self._story(0)
        head, encoding = self._pick(_HEADS)
        text = head + "\n".join(lines) + self._pick(["\n", "\n", "", "\n\n\n", "\n# the end"])
        text = text.replace("\n", self._pick(["\n", "\n", "\n", "\r\n", "\r"]))
        return text.encode(encoding, "replace")

    def _any(self, depth: int) -> Iterator[str]:
        if self._chance.random() < 0.2:
            yield self._line(depth, self._comment())
        yield from self._pick(self._statements if depth < 3 else [self._simple])(depth)
        if self._chance.random() < 0.2:
            yield self._pick(["", "\f", self._unit * 3])

    def _body(self, depth: int) -> Iterator[str]:
        for _ in range(self._chance.randint(1, 3)):
            yield from self._any(depth + 1)

    def _line(self, depth: int, code: str) -> str:
        behind = ""
        if self._chance.random() < 0.12 and not code.endswith("\\") and "#" not in code:
            behind = "  " + self._pick([self._comment(), self._comment(), self._pick(_SILENCES)])
        return self._unit * depth + code + behind

    def _comment(self) -> str:
        self._comments += 1
        return f"# {self._pick(['why', 'é', 'TODO: Session', 'x = 1', '!'])} {self._comments}"

    def _imports(self, depth: int) -> Iterator[str]:
        module = self._pick([*_SOURCES])
        known = _SOURCES[module].split()
        names = self._chance.sample(known, min(self._chance.randint(1, 3), len(known)))
        spelled = [
            name + self._pick(["", "", "", " as Row", " as ModelSession", f" as {name}", " as DbUser"])
            for name in names
        ]
        comment = self._comment()
        forms = [
            f"from {module} import {', '.join(spelled)}",
            f"from {module} import ({', '.join(spelled)})",
            f"from {module} import (\n" + "".join(f"    {name},  {self._comment()}\n" for name in spelled) + f"    {comment}\n)",
            f"from {module} import {', '.join(spelled[:1])}, \\\n    {spelled[-1]}",
            f"from {module} import \\\n  {spelled[0]}",
            f"from {module} import (  {comment}\n{', '.join(spelled)})",
            f"import os; from {module} import {spelled[0]}; x = 1",
        ]  # fmt: skip
        if module != ".models":
            forms += [f"import {module} as m", f"import {module}", f"import {module}, os as models"]
        if depth == 0 and self._chance.random() < 0.1:
            forms = [f"from {module} import *"]
        yield self._line(depth, self._pick(forms))

    def _type_checking(self, depth: int) -> Iterator[str]:
        yield self._line(depth, self._pick(["if TYPE_CHECKING:", "if typing.TYPE_CHECKING:", "if not TYPE_CHECKING:"]))
        yield from self._imports(depth + 1)
        if self._chance.random() < 0.3:
            yield self._line(depth, "else:")
            yield from self._imports(depth + 1)

    def _function(self, depth: int) -> Iterator[str]:
        yield from self._decorators(depth)
        generic = (
            self._pick(["[T]", "[T: Session = int, *Ts, **P]"]) if self._newer and self._chance.random() < 0.3 else ""
        )
        parameters = [
            f"{name}{self._pick(['', ': ' + self._make.annotation()])}"
            for name in self._some(["db", "session", "job", "s"])
        ]
        if self._chance.random() < 0.3:
            parameters.append(f"Session: {self._make.annotation()} = None")
        if self._chance.random() < 0.2:
            parameters = [*(p for p in parameters if "=" not in p), "*", "key=None", "**rest: int"]
        joined = self._pick([", ", ",\n        ", ", \\\n    "]).join(parameters)
        returns = self._pick(["", f" -> {self._make.annotation()}"])
        kind = self._pick(["def", "def", "async def"])
        head = f"{kind} {self._pick(['load', 'get_db', 'f', 'save', 'Session'])}{generic}({joined}){returns}:"
        if self._chance.random() < 0.1:
            yield self._line(depth, f"{head} return {self._make.any(1)}")
            return
        yield self._line(depth, head)
        if self._chance.random() < 0.2:
            yield self._line(depth + 1, '"""What it does.\n\n>>> db.query(Session)\n"""')
        yield from self._body(depth)
        yield self._line(depth + 1, f"{self._pick(['return', 'yield', 'return'])} {self._make.any(2)}")

    def _decorators(self, depth: int) -> Iterator[str]:
        for _ in range(self._pick([0, 0, 1, 2])):
            yield self._line(
                depth, f"@{self._pick(['router.get(1, response_model=Session)', 'cache', 'x[0].y', '(lambda f: f)'])}"
            )

    def _class(self, depth: int) -> Iterator[str]:
        yield from self._decorators(depth)
        generic = "[T]" if self._newer and self._chance.random() < 0.3 else ""
        bases = self._pick(
            ["", "(Base)", "(Session)", "(Generic[T], metaclass=Meta)", "(BaseModel)", "(m.Base, Session)"]
        )
        yield self._line(depth, f"class {self._pick(['Session', 'Repo', 'Job', 'User'])}{generic}{bases}:")
        yield from self._body(depth)

    def _model(self, depth: int) -> Iterator[str]:
        yield self._line(depth, f"class {self._pick(['Session', 'Job', 'Extra'])}(Base):")
        yield self._line(depth + 1, f'__tablename__ = "{self._pick(["sessions", "jobs"])}"')
        for name in self._some(["id", "name", "status", "user"]):
            yield self._line(
                depth + 1,
                self._pick([
                    f"{name} = Column({self._pick(['Integer', 'String', 'Enum(JobStatus)'])}, nullable={self._pick(['True', 'False'])})",
                    f"{name}: Mapped[{self._make.annotation()}] = mapped_column()",
                    f"{name} = Column(\n    Integer,  {self._comment()}\n    primary_key=True,\n)",
                    f'{name}: "Mapped[Session]" = relationship("Session")',
                ]),
            )  # fmt: skip

    def _enum(self, depth: int) -> Iterator[str]:
        yield self._line(
            depth,
            f"class {self._pick(['JobStatus', 'Status'])}({self._pick(['Enum', 'str, Enum', 'StrEnum', 'enum.Enum'])}):",
        )
        for member in MEMBERS[: self._chance.randint(1, 4)]:
            yield self._line(depth + 1, f'{member} = "{member.lower()}"')

    def _map(self, depth: int) -> Iterator[str]:
        entries = [f"JobStatus.{member}: {self._make.any(1)}" for member in self._some(MEMBERS)]
        gap = self._pick([", ", f",  {self._comment()}\n  ", ",\n"])
        yield self._line(depth, "WORDS = {\n" + gap.join(entries) + self._pick(["", ","]) + "\n}")

    def _match(self, depth: int) -> Iterator[str]:
        yield self._line(depth, f"match {self._pick(['job.status', 'status', self._make.any(1)])}:")
        patterns = [
            self._make.member(), f"{self._make.member()} | JobStatus.DONE", '{"a": [1, *_], **rest}', 'Session(id=1, name="x")',
            f"[x, *y] if {self._make.any(1)}", '"done" | "failed"', "(Job() as job)", "None", "-1+2j",
        ]  # fmt: skip
        for pattern in [*self._some(patterns), self._pick(["_", "other"])]:
            yield self._line(depth + 1, f"case {pattern}:")
            yield from self._body(depth + 1) if depth < 1 else [self._line(depth + 2, 'return_ = "checking"')]

    def _branches(self, depth: int) -> Iterator[str]:
        for word in ["if", *["elif"] * self._chance.randint(0, 2)]:
            yield self._line(depth, f"{word} {self._pick([self._make.status(1), self._make.any(2)])}:")
            yield from self._body(depth)
        if self._chance.random() < 0.5:
            yield self._line(depth, f"else: {self._pick(['pass', 'status = None', 'x = 1; y = 2'])}")

    def _try(self, depth: int) -> Iterator[str]:
        star = self._pick(["", "", "*"])
        caught = self._pick(
            ["(KeyError, AttributeError) as e", "KeyError"] + (["KeyError, ValueError"] if self._newer else [])
        )
        yield self._line(depth, "try:")
        yield from self._body(depth)
        yield self._line(depth, f"except{star} {caught}:")
        yield from self._body(depth)
        if self._chance.random() < 0.3:
            yield self._line(depth, "finally:")
            yield from self._body(depth)

    def _loop(self, depth: int) -> Iterator[str]:
        yield self._line(
            depth,
            self._pick(
                [f"for {self._pick(['job', 'Session, x'])} in {self._make.any(2)}:", f"while {self._make.any(1)}:"]
            ),
        )
        yield from self._body(depth)

    def _with(self, depth: int) -> Iterator[str]:
        yield self._line(
            depth,
            self._pick(
                [
                    "with SessionLocal() as db:",
                    "with (open(x) as f, Session() as s,):",
                    "with Session(engine) as session, db.begin():",
                ]
            ),
        )
        yield from self._body(depth)

    def _simple(self, depth: int) -> Iterator[str]:
        value = self._make.any(3)
        forms = [
            value, f"q = {value}", f"rows: {self._make.annotation()} = {value}", f"q, *x = {value}", f"self.db = {value}",
            f"q = q.filter({self._make.status(1)})", f"assert ({value}), 'no'", f"del q; q = {value}", "pass", "global_ = 1;",
            "job.status = 'done'", f"q = (  {self._comment()}\n  {value}  {self._comment()}\n)", f"x = {value}; y = {self._make.any(1)}",
            "Session = Session", "raise KeyError from None",
        ]  # fmt: skip
        if self._newer:
            forms += [f"type X[T] = {self._make.annotation()}", f"type Session = {self._make.model()}"]
        yield self._line(depth, self._pick(forms))

    def _story(self, depth: int) -> Iterator[str]:
        """Yield a function that a rule has something to say about, in a form that nobody thought of."""
        model = self._pick(["Session", "User", "Job", "m.Session", "Row", "ModelSession"])
        returns = self._pick(["", f" -> {model}", f" -> list[{model}]", f' -> "{model}"', f" -> Optional[{model}]"])
        parameter = self._pick(
            ["db", "db: Session", 'db: "Session"', f"db: {model}", "db: Session = Depends(get_db)", "session"]
        )
        yield from self._decorators(depth)
        gap = self._pick([", ", f",  {self._comment()}\n    ", ", \\\n  "])
        yield self._line(depth, f"def load({parameter}{gap}key=None, job: Job = None){returns}:")
        yield from self._imports(depth + 1) if self._chance.random() < 0.2 else ()
        query = f"{self._pick(['db', 'session'])}.query({model}).filter({model}.id == key)"
        for code in self._some(
            [
                f"rows = {query}.all()",
                f"rows: list[{model}] = {query}.all()",
                f"db.add({model}(id=key))",
                "db.commit()",
                f"q = {query}  # {model}",
                f"row = {query}.{self._pick(['first()', 'one()'])}; db.delete(row)",
                f"x = db.get({model}, key)",
                f"if isinstance(key, {model}): return {self._make.fallback(1)}",
                f"q = select({model}); rows = db.scalars(q).all()",
                f"for row in {query}: db.refresh(row)",
                f"word = {self._make.fallback(1)}",
                f"if {self._make.status(1)}: pass",
            ]
        ):
            yield self._line(depth + 1, code)
        yield self._line(
            depth + 1, f"return {query}.{self._pick(['first()', 'all()', 'one()', 'count()', 'scalar()'])}"
        )

    def _some(self, items: Sequence[_T]) -> list[_T]:
        return self._chance.sample(list(items), self._chance.randint(1, len(items)))

    def _pick(self, items: Sequence[_T]) -> _T:
        return self._chance.choice(items)


def program(chance: Random) -> bytes:
    """Return one program; most of them parse."""
    return _Program(chance).data()
