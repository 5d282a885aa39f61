"""A string in a file -> whether it can be the name, or the dotted name, of something in a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.source.spans import Span

READING = frozenset("getattr setattr delattr hasattr attrgetter object".split())
"""What takes an attribute's name as a string: `object` is that of `mock.patch.object`."""

EVALUATING = frozenset("eval exec compile timeit repeat runctx".split())

_TYPING = frozenset("TypeVar ForwardRef NewType NamedTuple TypedDict TypeAdapter TypeAliasType create_model".split())
"""What takes annotations as strings, and evaluates them among the file's names."""

_OF_CLASS_NAMES = frozenset("relationship backref foreign association_proxy Relationship".split())
"""What looks a class up by its own name, whatever it is called where it is imported."""


def strings_in(file: File) -> Iterator[ast.Constant]:
    """Yield the strings of a file that are no annotations, `cast("Session", row)` included."""
    for constant in file.bindings.nodes(ast.Constant):
        is_text = isinstance(constant.value, str) and not file.bindings.context(constant).annotation
        if is_text and file.bindings.quoted(constant) is None:
            yield constant


def pickles_in(file: File) -> Iterator[ast.Constant]:
    """Yield the bytes in a file, which may be a pickled object that names its class."""
    for constant in file.bindings.nodes(ast.Constant):
        if isinstance(constant.value, bytes):
            yield constant


def is_prose(constant: ast.Constant, file: File) -> bool:
    """Whether a string is a docstring or another statement of its own, or belongs to a text with values in it."""
    return isinstance(file.bindings.parent(constant), ast.Expr | ast.JoinedStr)


def reader_of(constant: ast.Constant, file: File) -> ast.expr | None:
    """Return what an attribute's name is taken of: `x` of `getattr(x, "Session")`, `vars(x)["Session"]`, `x.__dict__["Session"]`."""
    match file.bindings.parent(constant):
        case ast.Call(func=function, args=[target, second, *_]) if second is constant and last_name(
            function
        ) in READING | {"resolve"}:
            return target
        case ast.Subscript(value=ast.Attribute(value=target, attr="__dict__"), slice=key) if key is constant:
            return target
        case ast.Subscript(value=ast.Call(func=ast.Name(id="vars"), args=[target]), slice=key) if key is constant:
            return target
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=target, attr="__dict__")), args=[first, *_]) if (
            first is constant
        ):
            return target
        case _:
            return None


def reads_own_names(constant: ast.Constant, file: File) -> bool:
    """Whether a string is a key of the file's own names: `globals()["Session"]`, `eval("Session()")`, `bound="Session"`."""
    around = file.bindings.parent(constant)
    while isinstance(around, ast.JoinedStr | ast.keyword | ast.Tuple | ast.List):
        around = file.bindings.parent(around)
    match around:
        case ast.Subscript(value=namespace):
            return _is_own_namespace(namespace) or _is_generic(namespace)
        case ast.Call(func=ast.Attribute(value=namespace)) if _is_own_namespace(namespace):
            return True
        case ast.Call(func=function):
            return last_name(function) in EVALUATING | _TYPING
        case ast.AnnAssign(annotation=annotation):
            return last_name(annotation) == "TypeAlias"
        case _:
            return False


def _is_generic(node: ast.expr) -> bool:
    """Whether a subscript makes a type, by its name: `list["Session"]`, `Optional["Session"]`; a table's is in small letters."""
    name = last_name(node)
    return name in {"list", "dict", "set", "frozenset", "tuple", "type", "deque"} or name[:1].isupper()


def _is_own_namespace(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
            return True
        case _:
            return False


def names_class(constant: ast.Constant, file: File) -> bool:
    """Whether a string is an argument of what looks classes up by their own names: `relationship("Session")`."""
    for node in file.bindings.ancestors(constant):
        if isinstance(node, ast.Call):
            return last_name(node.func) in _OF_CLASS_NAMES
        if isinstance(node, ast.stmt):
            break
    return False


def is_expression_with(text: str, name: str) -> bool:
    """Whether a text can be evaluated and uses a name."""
    if name not in text:
        return False
    try:
        inner = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(inner))


def doctest_rows(text: str, name: str, *, of_others: bool = False) -> Iterator[int]:
    """Yield the rows of a docstring, from 0, in which an example uses a name, or takes it from something else."""
    word = re.compile(rf"(?<![{'' if of_others else '.'}\w]){re.escape(name)}\b")
    for row, line in enumerate(text.split("\n")):
        if line.lstrip().startswith((">>>", "... ")) and word.search(line):
            yield row


def dotted_ends(text: str, name: str) -> Iterator[tuple[str, int]]:
    """Yield the dotted names before a name in a text, `app.target` of `app.target:Session`, each with where it begins."""
    for match in re.finditer(rf"(?<![\w.])([\w.]*\w)[.:\n]{re.escape(name)}\b", text):
        yield match[1], match.start()
    for match in re.finditer(rf"(?<!\w)\.([\w.]*\w)[.:]{re.escape(name)}\b", text):
        yield f".{match[1]}", match.start()


def is_ending(text: str, name: str) -> bool:
    """Whether a text is to stand behind a module's name: `.Session`, `%s.Session`, `{}:Session`."""
    return re.search(rf"(?:^|[^\w.]|%s)[.:]{re.escape(name)}\b", text) is not None


def place_of(constant: ast.Constant, file: File) -> Span:
    """Return where a string stands."""
    return file.tree.lines.span(constant)
