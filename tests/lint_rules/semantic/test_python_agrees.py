"""Generated projects, really imported by Python -> each probed name denotes for the resolver what it denoted there."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import write_project

from lint_rules.semantic.names.symbol import DefinedClass, DefinedModule, Symbol

NAMES = ("Ada", "Bob", "Cyd")
EXPECTED = (NameError, ImportError, AttributeError, SyntaxError)

# Each module with those that it may import from, so that no module meets another half-run.
MODULES = {
    "pkg/a.py": (),
    "pkg/b.py": ("a",),
    "pkg/sub/c.py": ("a", "b"),
    "pkg/sub/__init__.py": ("a", "b", "c"),
    "pkg/__init__.py": ("a", "b", "c", "sub"),
    "top.py": ("a", "b", "c", "sub", "pkg"),
    "main.py": ("a", "b", "c", "sub", "pkg", "top"),
}
ABSOLUTE = {"a": "pkg.a", "b": "pkg.b", "c": "pkg.sub.c", "sub": "pkg.sub", "pkg": "pkg", "top": "top"}
RELATIVE = {
    "pkg/b.py": {"a": ".a"},
    "pkg/sub/c.py": {"a": "..a", "b": "..b"},
    "pkg/sub/__init__.py": {"a": "..a", "b": "..b", "c": ".c"},
    "pkg/__init__.py": {"a": ".a", "b": ".b", "c": ".sub.c", "sub": ".sub"},
}


class Author:
    """Writes one project, statement by statement, as drawn."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], *, wild: bool) -> None:
        self.draw = draw
        self.wild = wild
        self.count = 0

    def project(self) -> dict[str, str]:
        return {path: "\n".join(self.module(path)) + "\n" for path in MODULES}

    def module(self, path: str) -> Iterator[str]:
        self.path, self.functions = path, 0
        if self.chance(5):
            yield f"__all__ = {self.some(NAMES)!r}"
        for name in NAMES:
            yield from self.binding(name, inside="beginning")
        for _ in range(self.draw(st.integers(0, 6))):
            yield from self.statement(0)
        for name in NAMES:
            yield from self.probe(name)
        yield "call_kept(__name__)"

    # -- choices

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def some(self, choices: tuple[str, ...]) -> list[str]:
        return list(self.draw(st.lists(st.sampled_from(choices), unique=True, min_size=1)))

    def chance(self, of: int) -> bool:
        return bool(self.draw(st.integers(1, of)) == of)

    def number(self) -> int:
        self.count += 1
        return self.count

    # -- statements: lines, indented by who holds them

    def statement(self, depth: int, inside: str = "module") -> list[str]:
        simple = [self.bind, self.bind, self.probed]
        held = [self.function, self.body_of_class, self.comprehension]
        wild = [self.branch, self.attempt, self.loop, self.suppressed, self.deletion, self.choice]
        kinds = simple + (held if depth < 3 else [])
        if self.wild and depth < 3:
            kinds += wild
        return list(self.one(*kinds)(depth, inside))

    def block(self, depth: int, inside: str) -> list[str]:
        lines: list[str] = []
        for _ in range(self.draw(st.integers(1, 3))):
            lines += self.statement(depth + 1, inside)
        return indented(lines)

    def arm(self, depth: int, inside: str) -> list[str]:
        """Draw a block, of which the code behind its statement may see nothing: it ends by leaving."""
        lines = self.block(depth, inside)
        if not self.chance(4):
            return lines
        leave = self.one("raise ImportError", *(["return"] if inside == "function" else []))
        held = (
            [f"    {leave}"] if self.chance(2) else ["    if yes:", f"        {leave}", "    else:", f"        {leave}"]
        )
        return [*lines, *held]

    def bind(self, _depth: int, inside: str) -> Iterator[str]:
        yield from self.binding(self.one(*NAMES), inside)

    def binding(self, name: str, inside: str = "module") -> Iterator[str]:
        sources = MODULES[self.path]
        kinds = ["class", "class", *(["from", "from", "dotted", "module", "star"] if sources else [])]
        if inside != "beginning":
            kinds.append("alias")
        kind = self.one(*kinds)
        if kind == "star" and inside not in {"module", "beginning"}:
            kind = "from"
        origin = self.one(*sources) if sources else ""
        match kind:
            case "class":
                yield f"class {name}: tag = {self.number()}"
            case "alias":
                yield f"{name} = {self.one(*NAMES)}"
            case "star":
                yield f"from {self.spelled(origin)} import *"
            case "dotted":
                top = ABSOLUTE[origin].partition(".")[0]
                yield f"import {ABSOLUTE[origin]}"
                yield f"{name} = {ABSOLUTE[origin]}.{self.one(*NAMES)}" if top else ""
            case "module":
                yield f"import {ABSOLUTE[origin]} as {name}"
                yield from self.probe(f"{name}.{self.one(*NAMES)}")
                yield f"{name} = {name}.{self.one(*NAMES)}"
            case _:
                other = self.one(*NAMES)
                yield f"from {self.spelled(origin)} import {other}" + (f" as {name}" if other != name else "")

    def spelled(self, origin: str) -> str:
        return str(self.one(ABSOLUTE[origin], RELATIVE.get(self.path, {}).get(origin, ABSOLUTE[origin])))

    def probed(self, _depth: int, _inside: str) -> Iterator[str]:
        yield from self.probe(self.one(*NAMES))

    def probe(self, expression: str) -> Iterator[str]:
        line = f"probe({self.number()}, {expression})"
        yield from [f"with quiet: {line}"] if self.wild and self.chance(2) else [line]

    def function(self, depth: int, inside: str) -> Iterator[str]:
        name = f"f{self.number()}"
        yield f"def {name}():"
        owned = self.one(*NAMES) if self.wild and self.chance(3) else ""
        if owned:
            yield f"    {'nonlocal' if inside == 'function' and self.chance(2) else 'global'} {owned}"
        self.functions += 1
        yield from self.block(depth, "function")
        self.functions -= 1
        # A function of the module runs when the module has: what it means before is nobody's promise.
        yield f"call({name})" if self.functions else f"keep({name})"

    def body_of_class(self, depth: int, _inside: str) -> Iterator[str]:
        yield f"class K{self.number()}:"
        yield from self.block(depth, "class")

    def comprehension(self, _depth: int, _inside: str) -> Iterator[str]:
        name, number = self.one(*NAMES), self.number()
        forms = [
            "[probe({0}, {1}) for _ in (1,)]",
            "[_ for _ in (probe({0}, {1}),)]",
            "{{probe({0}, {1}) for _ in (1,)}}",
        ]
        if self.wild:
            forms += ["list(probe({0}, {1}) for _ in (1,))", "(lambda: probe({0}, {1}))()"]
        yield self.one(*forms).format(number, name)

    def branch(self, depth: int, inside: str) -> Iterator[str]:
        yield f"if {self.one('yes', 'no')}:"
        yield from self.arm(depth, inside)
        if self.chance(2):
            yield "else:"
            yield from self.arm(depth, inside)

    def choice(self, depth: int, inside: str) -> Iterator[str]:
        yield f"match {self.one('yes', 'no')}:"
        yield "    case True:"
        yield from indented(self.arm(depth, inside))
        yield "    case _:" if self.chance(2) else "    case 5:"
        yield from indented(self.arm(depth, inside))

    def attempt(self, depth: int, inside: str) -> Iterator[str]:
        yield "try:"
        yield from self.arm(depth, inside)
        if self.chance(2):
            yield "    import nowhere"
            yield from self.arm(depth, inside)
        yield "except ImportError:"
        yield from self.arm(depth, inside)
        if self.chance(3):
            yield "else:"
            yield from self.arm(depth, inside)
        if self.chance(3):
            yield "finally:"
            yield from self.arm(depth, inside)

    def suppressed(self, depth: int, inside: str) -> Iterator[str]:
        yield "with quiet:"
        yield from self.block(depth, inside)
        if self.chance(2):
            yield "    import nowhere"
            yield from self.block(depth, inside)

    def loop(self, depth: int, inside: str) -> Iterator[str]:
        yield self.one("for _ in range(2):", "for _ in ():", f"while again({self.number()}):")
        yield from self.block(depth, inside)
        if self.chance(2):
            yield f"    if {self.one('yes', 'no')}: {self.one('break', 'continue')}"
            yield from self.block(depth, inside)
        if self.chance(3):
            yield "else:"
            yield from self.block(depth, inside)

    def deletion(self, _depth: int, _inside: str) -> Iterator[str]:
        yield f"with quiet: del {self.one(*NAMES)}"


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


@st.composite
def projects(draw: Callable[[st.SearchStrategy[Any]], Any], *, wild: bool) -> dict[str, str]:
    return Author(draw, wild=wild).project()


Seen = defaultdict[int, list[object]]


@contextlib.contextmanager
def probing(seen: Seen, root: Path) -> Generator[None]:
    """Give the project's code its probes, and forget the project afterwards."""
    turns: defaultdict[int, int] = defaultdict(int)

    kept: defaultdict[str, list[FunctionType]] = defaultdict(list)

    def call(function: Callable[[], object]) -> None:
        with contextlib.suppress(*EXPECTED):
            function()

    def probe(number: int, value: object) -> None:
        seen[number].append(value)

    def again(loop: int) -> bool:
        turns[loop] += 1
        return turns[loop] % 3 != 0

    def keep(function: FunctionType) -> None:
        kept[function.__module__].append(function)

    def call_kept(module: str) -> None:
        # What is left over from an import that failed half-way is not called.
        alive = (function for function in kept[module] if function.__globals__ is vars(sys.modules[module]))
        for function in alive:
            call(function)

    given_names: dict[str, Any] = {
        "probe": probe,
        "call": call,
        "keep": keep,
        "call_kept": call_kept,
        "quiet": contextlib.suppress(*EXPECTED),
        "again": again,
        "yes": True,
        "no": False,
    }
    for name, value in given_names.items():
        setattr(builtins, name, value)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    wrote, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = wrote
        sys.path.remove(str(root))
        for name in given_names:
            delattr(builtins, name)
        for name in [name for name in sys.modules if name.partition(".")[0] in {"pkg", "top", "main"}]:
            del sys.modules[name]


def run(root: Path) -> Seen:
    """Import every module of the project; return what each probe saw."""
    seen: Seen = defaultdict(list)
    with probing(seen, root):
        for module in ("pkg", "top", "main"):
            with contextlib.suppress(*EXPECTED):
                importlib.import_module(module)
    return seen


def resolved(root: Path, sources: dict[str, str]) -> dict[int, Symbol]:
    """Return what the resolver says of each probe."""
    written = write_project(root, sources)
    said: dict[int, Symbol] = {}
    for path in sources:
        module = written.open(path)
        for call in module.nodes(ast.Call):
            match call:
                case ast.Call(func=ast.Name(id="probe"), args=[ast.Constant(value=int() as number), expression]):
                    said[number] = module.resolve(expression)
                case _:
                    continue
    return said


def identity(meaning: Symbol) -> object:
    """Return what tells a class or module apart: the class's tag, the module's file."""
    match meaning:
        case DefinedClass(node=node):
            tags = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)]
            return tags[0]
        case DefinedModule(path=path):
            return str(path)
        case _:
            return None


def really(value: object) -> object:
    if isinstance(value, type):
        return vars(value).get("tag")
    return getattr(value, "__file__", None) if isinstance(value, ModuleType) else None


@pytest.mark.slow
@pytest.mark.no_cover  # drawn in numbers
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects(wild=True))
def test_the_resolver_never_says_another_class_than_python(sources: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        said = resolved(root, sources)
        for number, values in run(root).items():
            claim = identity(said[number])
            for value in values:
                if claim is not None and really(value) != claim:
                    show(sources)
                    note(f"probe {number}: the resolver says {said[number]}, Python {value!r}")
                    raise AssertionError(number)


@pytest.mark.slow
@pytest.mark.no_cover  # drawn in numbers
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects(wild=False))
def test_the_resolver_follows_every_name_in_straight_code(sources: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        said = resolved(root, sources)
        seen = run(root)
        for number, values in seen.items():
            for value in values:
                if isinstance(value, type | ModuleType) and really(value) != identity(said[number]):
                    show(sources)
                    note(f"probe {number}: the resolver says {said[number]}, Python {value!r}")
                    raise AssertionError(number)


def show(sources: dict[str, str]) -> None:
    for path, source in sources.items():
        note(f"# {path}\n{source}")
