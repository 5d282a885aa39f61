"""Code that `syntax-error` reports, and code that it is silent on."""

from __future__ import annotations

from lint_rules import Bad, Good

CASES = (
    Bad("def load(:  # <- reported: invalid syntax\n    pass\n"),
    Bad('x = {\n    "a": 1,\n    "b": 2]  # <- reported: does not match\n'),
    Bad("{% if x %}  # <- reported\nimport x\n{% endif %}\n"),
    Bad("<<<<<<< ours  # <- reported\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n"),
    Bad(f"x = {'(' * 2_000}  # <- reported: too many nested parentheses\n"),
    Good("try:\n    pass\nexcept ValueError, TypeError:\n    pass\n", why="newer syntax"),
    Good('def first[T](of: list[T]) -> T: ...\ntype Names = list[str]\nx = f"{Names["a"]}"\n', why="newer syntax"),
)
