"""A status that is missing or unknown is replaced by a literal, in silence.

## What it does
Reports a word, or a member of a status Enum, that takes the place of a status which is not there or not known:

- `job.status.value if job else "checking"`, `job.status or Status.WAITING`, `getattr(job, "status", "checking")`; the same
  as statements: `if job is None: return "checking"` above `return job.status`, a value that is set before the test;
- `WORDS.get(job.status, "checking")`, also by the status' string, `WORDS.get(job.status) or "checking"` and
  `WORDS[s] if s in WORDS else "checking"`;
- `except KeyError: status = "checking"` behind a `try` that reads the status, or makes a member of a word;
- `case _: return "checking"`, and the end of an if/elif chain, of tests that each return, or of nested conditionals, over
  members of a status Enum or over strings, where the other branches give words as well;
- maps from words from outside to members, with a member for all others: `{"settled": Status.PAID}.get(word, Status.OPEN)`,
  `defaultdict(lambda: Status.OPEN, {…})`; searches among the members: `next((s for s in Status if …), Status.OPEN)`, a loop;
- `coalesce(Job.status, "checking")` and `case(…, else_="checking")` in SQL.

Of a map, a `match` and a chain it names the members that fall into the fallback. It is silent when none does: the map is
complete. A status is an attribute listed in `status-attributes`, or an object of a status Enum. Left alone are text for
people (logs, messages of exceptions, f-strings), metrics, colours and icons, marks of absence (`""`, `"-"`, `"n/a"`, None),
words for it that no status has (`"missing"`), members that are there for it (`Status.UNKNOWN`), breakers, and parameters
that are Pydantic models, where a missing status is the client's wish for the default.

## Why is this bad?
A literal looks like any other status. A wrong class, a failed join or a new member then shows as a job that is
"checking" for ever, and no log says why. An error, or None, would have been found on the first day.

## Example
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress"}


def word(status: JobStatus) -> str:
    return WORDS.get(status, "checking")
```

## Use instead
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress", JobStatus.DONE: "finished"}


def word(status: JobStatus) -> str:
    return WORDS[status]
```

## Fix safety
There is no fix: whether a missing status is None, an error or a member of its own is for you to say.

## References
- [Exhaustiveness checking](https://typing.python.org/en/latest/guides/unreachable.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules import Fallback, Finding, Related, Rule, SemanticModel, Severity, any_of, last_name

_CALLED = frozenset({"get", "getattr", "case", "coalesce", "ifnull", "nvl", "isnull", "next", "defaultdict"})

_Visited = ast.IfExp | ast.BoolOp | ast.Call | ast.Try | ast.With | ast.Match | ast.If | ast.For


def check(node: _Visited, model: SemanticModel) -> Iterable[Finding]:
    """Return a finding for each literal that stands in for a status."""
    if isinstance(node, ast.Call) and last_name(node.func) not in _CALLED:
        return ()  # most nodes are calls, and most calls of something else
    return _findings(node, model)


def _findings(node: _Visited, model: SemanticModel) -> Iterator[Finding]:
    for fallback in model.fallbacks.of(node):
        yield _finding(fallback, model)


def _finding(fallback: Fallback, model: SemanticModel) -> Finding:
    related: tuple[Related, ...] = ()
    message, enum = fallback.message, fallback.enum
    if enum is not None and fallback.missing:
        names = ", ".join(f"`{member.name}`" for member in fallback.missing)
        message = f"{message}, in silence: {names} of `{enum.defined.qualified_name}`"
        related = (Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here"),)
    else:
        message = f"{message}, in silence; let it be None or an error, or give it a status of its own"
    return Finding(model.span(fallback.place), message, related)


RULE = Rule(
    check=check,
    visits=(ast.IfExp, ast.BoolOp, ast.Call, ast.Try, ast.With, ast.Match, ast.If, ast.For),
    severity=Severity.ERROR,
    needs=any_of(
        b"else",
        b" or",
        b"\tor",
        b")or",
        b"get",
        b"except",
        b"match",
        b"coalesce",
        b"suppress",
        b"if ",
        b"if(",
        b"defaultdict",
    ),
)
