"""A comment that silences nothing.

## What it does
Reports `# session-lint: ignore[…]` and `# session-lint: ignore-file[…]` where a rule that they name ran and had nothing
to say, where no rule has the name, and where the comment cannot be understood. A comment without names is reported when
all usual rules ran and none of them had anything to say. `# noqa` is never reported: it may be meant for another tool.

## Why is this bad?
The code that needed it is gone, and the comment waits to hide the next mistake in its line. A misspelt one hides
nothing, and looks as if it did.

## Example
```python
from app.models import Recording  # session-lint: ignore[shadowed-import]
```

## Use instead
```python
from app.models import Recording
```

## Fix safety
There is no fix yet: delete the comment. Doing so cannot change what the program does.

## References
- [ruff: unused-noqa](https://docs.astral.sh/ruff/rules/unused-noqa/), the same for `# noqa`
"""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules import Finding, Reach, Rule, SemanticModel, Severity, Unused, contains


def check(unused: Unused, _: SemanticModel) -> Iterator[Finding]:
    """Yield the comment, with what of it is idle."""
    yield Finding(unused.suppression.at, _message(unused))


def _message(unused: Unused) -> str:
    where = "in this file" if unused.suppression.reach is Reach.FILE else "in this line"
    if unused.suppression.reach is Reach.NOWHERE:
        return (
            "this comment silences nothing: write `# session-lint: ignore[rule]` or `# session-lint: ignore-file[rule]`"
        )
    if unused.suppression.rules is None:
        return f"this comment silences nothing: no rule finds anything {where}"
    if not unused.suppression.rules:
        return "this comment silences nothing: its brackets name no rule"
    idle = [f"`{name}` finds nothing {where}" for name in unused.idle]
    return f"this comment silences nothing: {'; '.join(idle + [_unknown(*pair) for pair in unused.unknown])}"


def _unknown(name: str, near: str | None) -> str:
    return f"no rule is named `{name}`" + (f", did you mean `{near}`?" if near else "")


RULE = Rule(check=check, visits=(Unused,), severity=Severity.NOTE, needs=contains(b"session-lint:"))
