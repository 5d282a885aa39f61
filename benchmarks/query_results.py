"""Unpacked releases with their dependencies -> how many results of queries are `Any` to mypy, without the plugin and with it.

    python -m benchmarks.query_results SOURCES PYTHON [SHOWN [SEED [FOLDER]]]

SOURCES is a folder with one project's package in it, PYTHON the interpreter of an environment that has what it imports.
A result is the last call of a chain that begins at a session or at `Model.query` and gives rows, objects or values; what stands
in tests is left out. It is `Any` where its type is, or has an `Any` within (`list[Any]`, `Any | None`), or where mypy looks at
the line and has no type for it: after an expression of type Never it checks nothing. Of those that stay `Any` with the plugin,
and of errors that went and that came, SHOWN are printed, drawn with SEED; all of them are written into FOLDER.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mypy.build import build
from mypy.main import process_options
from mypy.nodes import AwaitExpr, CallExpr, Expression, IndexExpr, MemberExpr, MypyFile, NameExpr, Node, RefExpr
from mypy.types import AnyType, Instance, TupleType, Type, UnionType, UnpackType, get_proper_type

from lint_rules.mypy_checks.results.bindings import nodes

PLUGIN = '[tool.mypy]\nplugins = ["lint_rules.mypy_plugin"]\n'
OPTIONS = "--no-incremental --ignore-missing-imports --check-untyped-defs --cache-dir=/dev/null".split()
GIVING = frozenset(
    "first one one_or_none all scalar scalars scalar_one scalar_one_or_none get get_one fetchone fetchall fetchmany mappings".split()
)
"""Methods that give rows, objects or values."""
RUNNING = frozenset({"query", "execute", "scalar", "scalars", "exec", "get", "get_one", "stream", "stream_scalars"})
SESSION = re.compile(r"(?:^|_)(?:db|database|session|sess|dbsession|s)$|session$", re.IGNORECASE)
TESTS = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:tests?|test_[^/]*|[^/]*_test|conftest)\.py$")
ABOUT_NONE = re.compile(r'"None"|\bNone\b|Optional')
UNTYPED = frozenset({"text", "Table", "TextClause"})


class Result(NamedTuple):
    """A result: where it stands, whether it is Any, whether its session is, whether its statement is text, its type and text."""

    place: str
    is_any: bool
    receiver_is_any: bool
    is_text: bool
    type: str


class Run(NamedTuple):
    """One run of mypy: the results of queries by their places, the errors, and seconds of user CPU."""

    results: dict[str, Result]
    errors: list[str]
    seconds: float


def measure(sources: Path, python: str, *, with_plugin: bool) -> tuple[list[Result], list[str]]:
    """Run mypy in this process, and return the results of queries, and the errors."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "pyproject.toml")
        config.write_text(PLUGIN if with_plugin else "[tool.mypy]\n")
        options = [f"--config-file={config}", f"--python-executable={python}", *OPTIONS, str(sources)]
        files, settings = process_options(options)
        settings.export_types = True
        settings.preserve_asts = True
        built = build(files, settings)
    trees = [tree for tree in built.files.values() if _is_own(tree, sources)]
    errors = [error.replace(f"{sources}/", "") for error in built.errors if ": error:" in error]
    return [found for tree in trees for found in _results(tree, sources, built.types)], errors


def _is_own(tree: MypyFile, sources: Path) -> bool:
    path = Path(tree.path).absolute()
    return path.is_relative_to(sources.absolute()) and not TESTS.search(path.relative_to(sources.absolute()).as_posix())


def _results(tree: MypyFile, sources: Path, types: dict[Expression, Type]) -> Iterator[Result]:
    inner: set[int] = set()
    calls = [node for node in nodes_of(tree) if isinstance(node, CallExpr)]
    for call in sorted(
        calls, key=lambda call: (call.line, call.column, -(call.end_line or 0), -(call.end_column or 0))
    ):
        root = _root(call, types) if id(call) not in inner else None
        if root is None:
            continue
        inner |= {id(link) for link in _links(call)}
        type_ = types.get(call)
        receiver = get_proper_type(types.get(root))
        yield Result(
            f"{Path(tree.path).absolute().relative_to(sources.absolute())}:{call.line}:{call.column}",
            type_ is None or _has_any(type_),
            receiver is None or isinstance(receiver, AnyType),
            any(isinstance(node, NameExpr | MemberExpr) and node.name in UNTYPED for node in nodes(call)),
            "not checked" if type_ is None else str(type_),
        )


def nodes_of(tree: MypyFile) -> Iterator[Node]:
    """Return all that stands in a file."""
    for statement in tree.defs:
        yield from nodes(statement)


def _links(call: Expression) -> Iterator[Expression]:
    """Return the expressions of a chain of calls, the last one first."""
    at: Expression | None = call
    while at is not None:
        yield at
        match at:
            case CallExpr(callee=inner) | MemberExpr(expr=inner) | AwaitExpr(expr=inner) | IndexExpr(base=inner):
                at = inner
            case _:
                at = None


def _root(call: CallExpr, types: dict[Expression, Type]) -> Expression | None:
    """Return the session, or the class with a `query`, at which a chain begins whose last call gives a result."""
    if not isinstance(call.callee, MemberExpr) or call.callee.name not in GIVING:
        return None
    for link in _links(call):
        match link:
            case CallExpr(callee=MemberExpr(expr=receiver, name=name)) if name in RUNNING and _is_session(
                receiver, types
            ):
                return receiver
            case MemberExpr(expr=RefExpr() as model, name="query") if link is not call.callee and _is_class(model):
                return link
            case _:
                continue
    return None


def _is_class(expression: RefExpr) -> bool:
    name = getattr(expression, "name", "")
    return name[:1].isupper() or name in {"cls", "model"}


def _is_session(receiver: Expression, types: dict[Expression, Type]) -> bool:
    type_ = get_proper_type(types.get(receiver))
    if isinstance(type_, Instance):
        return any(
            base.name in {"Session", "AsyncSession", "scoped_session", "async_scoped_session"}
            for base in type_.type.mro
        )
    if not isinstance(type_, AnyType | None):
        return False
    named = receiver.callee if isinstance(receiver, CallExpr) else receiver
    return isinstance(named, NameExpr | MemberExpr) and SESSION.search(named.name) is not None


def _has_any(type_: Type) -> bool:
    match get_proper_type(type_):
        case AnyType():
            return True
        case UnpackType(type=inner):
            return _has_any(inner)
        case Instance(type=info, args=items):
            awaited = items[-1:] if info.name == "Coroutine" else items
            return any(map(_has_any, awaited))
        case TupleType(items=items) | UnionType(items=items):
            return any(map(_has_any, items))
        case _:
            return False


class Draw(NamedTuple):
    """How many lines of a kind are printed, by which seed they are drawn, and where all of them are written."""

    shown: int = 20
    seed: int = 0
    folder: str = ""

    def show(self, name: str, lines: list[str]) -> None:
        """Print a sample of some lines; write all of them."""
        drawn = random.Random(self.seed).sample(lines, min(self.shown, len(lines)))  # noqa: S311  a sample
        print(*(f"   {name}: {line}" for line in sorted(drawn)), sep="\n")
        if self.folder:
            Path(self.folder).mkdir(parents=True, exist_ok=True)
            Path(self.folder, f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))


def in_child(sources: Path, python: str, mode: str) -> Run:
    """Measure in a process of its own: a run of mypy leaves caches behind."""
    command = [sys.executable, "-m", "benchmarks.query_results", str(sources), python, mode]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode:
        raise SystemExit(f"mypy left with {done.returncode}:\n{done.stderr[-3000:]}")
    results, errors = json.loads(done.stdout.splitlines()[-1])
    return Run({found[0]: Result(*found) for found in results}, errors, seconds)


def main(sources: Path, python: str, draw: Draw) -> None:
    """Print a table of figures, and a sample of what stays."""
    without, with_plugin = in_child(sources, python, "--without"), in_child(sources, python, "--with")
    report_results(sources.name, without.results, with_plugin.results, draw)
    report_errors(Counter(without.errors), Counter(with_plugin.errors), draw)
    print(f"   user CPU of one run each: {without.seconds:.1f} s, {with_plugin.seconds:.1f} s with it")


def report_errors(plain: Counter[str], typed: Counter[str], draw: Draw) -> None:
    """Print which errors went, and which came."""
    went, came = sorted((plain - typed).elements()), sorted((typed - plain).elements())
    nones = sum(bool(ABOUT_NONE.search(error)) for error in came)
    columns = [sum("Column[" in error for error in run.elements()) for run in (plain, typed)]
    print(
        f"   errors: {plain.total()} -> {typed.total()}; went {len(went)}, came {len(came)}, about None {nones} of these"
    )
    print(f"   about Column[: {columns[0]} -> {columns[1]}")
    draw.show("went", went)
    draw.show("came", [error for error in came if not ABOUT_NONE.search(error)])
    draw.show("came-none", [error for error in came if ABOUT_NONE.search(error)])


def report_results(name: str, plain: dict[str, Result], typed: dict[str, Result], draw: Draw) -> None:
    """Print how many results are Any, without the plugin and with it."""
    places = plain.keys() | typed.keys()
    print(f"== {name}: {len(places)} results of queries outside of tests")
    received = [place for place in places if place in typed and not typed[place].receiver_is_any]
    rest = [typed[place] for place in received if typed[place].is_any and not typed[place].is_text]
    rows = {
        "Any without the plugin": sum(found.is_any for found in plain.values()),
        "Any with it": sum(found.is_any for found in typed.values()),
        "typed receivers": len(received),
        "of these Any with it": sum(typed[place].is_any for place in received),
        "of these not of text() or tables": len(rest),
    }
    print(*(f"   {name}: {count}" for name, count in rows.items()), sep="\n")
    print(f"   types that stay: {Counter(found.type for found in rest).most_common(8)}")
    draw.show("stays", [f"{found.place} {found.type}" for found in rest])


if __name__ == "__main__":
    folder, interpreter, *others = sys.argv[1:]
    if others[:1] in (["--with"], ["--without"]):
        print(json.dumps(measure(Path(folder), interpreter, with_plugin=others == ["--with"])))
    else:
        count, with_seed = int(others[0]) if others else 20, int(others[1]) if others[1:] else 0
        main(Path(folder), interpreter, Draw(count, with_seed, *others[2:]))
