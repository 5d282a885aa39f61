"""A search among an Enum's members, or a table with a default -> the fallback for a word that is not among them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.statuses.branches import outcome


class FallbackSearches:
    """Finds them in one file."""

    def __init__(self, services: Services) -> None:
        """Ask `services`."""
        self._ask = services

    def of_next(self, call: ast.Call) -> Iterator[Fallback]:
        """`next((s for s in Status if s.value == word), Status.NEW)`."""
        match call.args:
            case [
                ast.GeneratorExp(
                    elt=ast.Name(id=given),
                    generators=[ast.comprehension(target=ast.Name(id=name), iter=searched, ifs=[_, *_])],
                ),
                fallback,
            ] if given == name:
                yield from self._not_among(searched, fallback)
            case _:
                return

    def of_loop(self, node: ast.For, block: Sequence[ast.stmt]) -> Iterator[Fallback]:
        """`for s in Status: if s.value == word: return s`, and `return Status.NEW` behind it."""
        behind: Sequence[ast.stmt] = block[block.index(node) + 1 :][:1] if node in block else ()
        end = outcome(node.orelse or behind) if node.orelse or behind else None
        match node.target, node.body:
            case ast.Name(id=name), [ast.If(body=[ast.Return(value=ast.Name(id=given))], orelse=[])] if (
                given == name and end is not None and end.to == "return"
            ):
                yield from self._not_among(node.iter, end.value)
            case _:
                return

    def of_default(self, call: ast.Call) -> Iterator[Fallback]:
        """`defaultdict(lambda: Status.NEW, {"settled": Status.PAID})`."""
        match call.args:
            case [ast.Lambda(body=fallback) as made, ast.Dict() as table]:
                found = self._ask.of_lookup(table, made, fallback)
                if found is not None:
                    yield found
            case _:
                return

    def _not_among(self, searched: ast.expr, fallback: ast.expr) -> Iterator[Fallback]:
        word = self._ask.word(fallback)
        if word is None or self._ask.statuses.member(fallback) is None or not self._ask.statuses.is_enum(searched):
            return
        yield Fallback(fallback, f"a word that `{ast.unparse(searched)}` does not have becomes {word!r}")
