"""A source of chance -> expressions of code that works with SQLAlchemy, in all syntax up to Python 3.14."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

MODELS = "Session User Job ModelSession Row Base Status JobStatus models.Session schemas.User m.Job".split()
NAMES = "db session s job user q rows status x key self.db request.state.db".split()
MEMBERS = "WAITING RUNNING DONE FAILED".split()
COLUMNS = "id name status user_id created".split()
METHODS = "query get add delete merge refresh execute scalar scalars exec commit flush rollback close".split()
STEPS = "filter filter_by join outerjoin order_by where options limit group_by having select_from with_entities".split()
ENDS = "all() first() one() one_or_none() scalar() count() scalars().all() scalar_one_or_none() unique() fetchall()".split()


class Expressions:
    """Writes expressions.

    Args:
        chance: decides.
        newer: whether syntax beyond Python 3.11 is used, too.
    """

    def __init__(self, chance: Random, *, newer: bool) -> None:
        self._chance, self._newer = chance, newer
        self._kinds: list[Callable[[int], str]] = [
            self.query, self.query, self.statement, self.on_session, self.status, self.fallback, self._lambda,
            self._comprehension, self._formatted, self._walrus, self._condition, self._collection, self._subscript,
            self._call, self._text, self._operation,
        ]  # fmt: skip

    def any(self, depth: int = 3) -> str:
        """Return an expression that nests at most so deep."""
        if depth <= 0 or self._chance.random() < 0.15:
            return self._pick(
                [self.name(), self.model(), self.column(), self.member(), self._text(0), "None", "...", "1_0.5e3"]
            )
        return self._pick(self._kinds)(depth - 1)

    def name(self) -> str:
        """Return a name or an attribute that may hold a session or a row."""
        return self._pick(NAMES)

    def model(self) -> str:
        """Return what may be a class."""
        return self._pick(MODELS)

    def column(self) -> str:
        """Return an attribute of a class."""
        return f"{self.model()}.{self._pick(COLUMNS)}"

    def member(self) -> str:
        """Return a member of an Enum."""
        return f"{self._pick(['JobStatus', 'Status', 'm.JobStatus'])}.{self._pick(MEMBERS)}"

    def annotation(self) -> str:
        """Return an annotation."""
        model = self.model()
        forms = [
            "Session", "Session", model, f'"{model}"', f"{model} | None", f"Optional[{model}]", f"list[{model}]",
            f"Annotated[{model}, Depends(get_db)]", f"'list[{model}]'", f"Sequence[{model}]", f"Mapped[{model}]",
            f"Callable[[{model}], None]", f"Literal[{self._text(0)}]", "int", f"dict[str, {model}]", f"Iterator['{model}']",
            f"AsyncGenerator[{model}, None]", f"Query[{model}]", f"Select[tuple[{model}]]", "None", f"type[{model}]",
        ]  # fmt: skip
        return self._pick(forms)

    def query(self, depth: int) -> str:
        """Return a query of the older style."""
        entities = ", ".join(self._pick([self.model, self.column])() for _ in range(self._chance.randint(1, 2)))
        return f"{self.name()}.query({entities}){self._steps(depth)}.{self._pick(ENDS)}"

    def statement(self, depth: int) -> str:
        """Return a statement of the newer style, run or not."""
        entity = self._pick([self.model, self.column])()
        made = self._pick(
            [f"select({entity})", f"delete({entity})", f"update({entity}).values(status={self.any(depth)})"]
        )
        made += self._steps(depth)
        return self._pick([made, f"{self.name()}.scalars({made}).{self._pick(ENDS)}", f"await_(db.execute({made}))"])

    def on_session(self, depth: int) -> str:
        """Return a call of a session's method."""
        return f"{self.name()}.{self._pick(METHODS)}({self._arguments(depth)})"

    def status(self, depth: int) -> str:
        """Return a comparison with a status."""
        left = self._pick(["job.status", self.column(), self.member(), "status", "self.status", "job.status.value"])
        right = self._pick([self._text(0), self.member(), f"({self._text(0)}, {self.member()})", self.any(depth)])
        return f"{left} {self._pick(['==', '!=', 'in', 'not in', 'is'])} {right}"

    def fallback(self, depth: int) -> str:
        """Return a word in the place of a missing status."""
        word = self._pick(['"checking"', '"unknown"', self.member(), '""', "None"])
        forms = [
            f"job.status.value if job else {word}", f"job.status or {word}", f'getattr(job, "status", {word})',
            f"WORDS.get(job.status, {word})", f"WORDS.get({self.any(depth)}) or {word}", f"WORDS[{self.any(depth)}]",
        ]  # fmt: skip
        return f"({self._pick(forms)})"

    def _steps(self, depth: int) -> str:
        count, steps = self._chance.randint(0, 3), ""
        for _ in range(count):
            gap = self._pick(["", "", "", " ", "\\\n        "])
            steps += f"{gap}.{self._pick(STEPS)}({self._arguments(depth)})"
        return steps

    def _arguments(self, depth: int) -> str:
        positional = [self.any(depth), self.status(depth), self.model(), f"*{self.name()}"]
        named = [f"status={self.any(depth)}", f"**{self.name()}", f"Session={self.model()}"]
        chosen = self._chance.sample(positional, self._pick([0, 1, 1, 2])) + self._chance.sample(
            named, self._pick([0, 0, 1])
        )
        return ", ".join(chosen)

    def _lambda(self, depth: int) -> str:
        return f"(lambda {self._pick(['', 'x', 'db, /, *, key=None', '*a, **k'])}: {self.any(depth)})"

    def _comprehension(self, depth: int) -> str:
        inner = f"{self.any(depth)} for {self._pick(['job', 'x, *y', 'Session'])} in {self.any(depth)}"
        inner += self._pick(["", f" if {self.any(depth)}", f" for y in {self.any(depth)} if y"])
        return self._pick([f"[({inner})]", f"{{{inner}}}", f"({inner})", f"{{x: {inner}}}"])

    def _formatted(self, _: int) -> str:
        inner = self._pick([self.name(), self.column(), "db.query(Session).all()"])
        prefix = self._pick(["f", "f", "rf", "F"] + (["t", "f"] if self._newer else []))
        if self._newer and self._chance.random() < 0.5:
            return f'{prefix}"{{ {inner} }}{{"nested" + f"{{Session}}" !r:>{{width}}}}"'
        return f"{prefix}'{{{inner}!r:>10}} {{{{}}}} {{Session=}}'"

    def _walrus(self, depth: int) -> str:
        return f"({self._pick(['job', 'session', 'Session', 'q'])} := {self.any(depth)})"

    def _condition(self, depth: int) -> str:
        return f"({self.any(depth)} if {self.any(depth)} else {self.any(depth)})"

    def _collection(self, depth: int) -> str:
        a, b = self.any(depth), self.any(depth)
        return self._pick([f"[{a}, *[{b}]]", f"({a},)", f"{{{self.member()}: {a}, **({b})}}", f"{{{a}, {b}}}", "()"])

    def _subscript(self, depth: int) -> str:
        return f"{self.name()}[{self._pick([self.any(depth), '1:2, ...', '*x, 0', ':'])}]"

    def _call(self, depth: int) -> str:
        called = self._pick(
            [self.model(), "print", "aliased", "relationship", "Column", "sessionmaker", "Depends", "cast"]
        )
        return f"{called}({self._arguments(depth)})"

    def _text(self, _: int) -> str:
        return self._pick(['"done"', "'waiting'", 'r"\\d"', 'b"x"', '"""a\nb # none"""', "'é'", '"a" "b"'])

    def _operation(self, depth: int) -> str:
        operator = self._pick(["+", "and", "or", "|", "&", "@", "**", "<", "//", "is not"])
        return f"({self.any(depth)} {operator} {self._pick(['', '-', '~'])}{self.any(depth)})"

    def _pick(self, items: Sequence[_T]) -> _T:
        return self._chance.choice(items)
