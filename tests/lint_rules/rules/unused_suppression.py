"""Code that `unused-suppression` reports, and code that it is silent on."""

from __future__ import annotations

from lint_rules import Bad, Good

CASES = (
    Bad(
        "x = 1  # session-lint: ignore[shadowed-import]  # <- reported: `shadowed-import` finds nothing in this line\n"
    ),
    Bad("x = 1  # session-lint: ignore  # <- reported: no rule finds anything in this line\n"),
    Bad("x = 1  # session-lint: ignore-file  # <- reported: no rule finds anything in this file\n"),
    Bad("x = 1  # session-lint: ignore[shadowed-imprt]  # <- reported: did you mean `shadowed-import`?\n"),
    Bad("x = 1  # session-lint: ignore[]  # <- reported: its brackets name no rule\n"),
    Bad("x = 1  # session-lint: ignroe[shadowed-import]  # <- reported: write `# session-lint: ignore[rule]`\n"),
    Good(
        "from sqlalchemy.orm import Session\nfrom pydantic import BaseModel\nclass Session(BaseModel): ...  # session-lint: ignore\n"
    ),
    Good('x = "# session-lint: ignore[shadowed-import]"\n', why="no comment"),
    Good("x = 1  # noqa\ny = 2  # noqa: shadowed-import\n", why="may be meant for another tool"),
    Good("x = 1  # session-lint: ignore[shadowed-import, unused-suppression]\n", why="silenced by its name"),
)
