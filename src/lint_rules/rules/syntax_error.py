"""A file that no supported grammar parses.

## What it does
Reports a file that cannot be read, is no text in the encoding that it declares, or is not Python 3: with the place and
the parser's reason. Syntax newer than the Python that runs the check is no error.

The check parses only files that hold a word some rule is about, and files that are named on the command line. Of the
others it reports those whose brackets do not pair up, that hold a NUL byte, template tags or marks of a merge, or that
are no text. Where `syntax-error` is the only selected rule, every file is parsed.

## Why is this bad?
No other rule can say anything about such a file: without this one it would look clean.

## Example
```python
def load(key
    return key
```

## Use instead
```python
def load(key):
    return key
```

## Fix safety
There is no fix. A template that is named `.py` belongs into `exclude`.

## References
- [The full grammar](https://docs.python.org/3/reference/grammar.html)
- [PEP 263: declaring an encoding](https://peps.python.org/pep-0263/)
"""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules import Finding, Rule, SemanticModel, Severity, Span, SyntaxFailure, looks_broken


def check(_: object, __: SemanticModel) -> Iterator[Finding]:
    """Yield nothing: a file that has nodes has no syntax error."""
    yield from ()


def check_failure(failure: SyntaxFailure) -> Iterator[Finding]:
    """Yield the place where parsing ended."""
    yield Finding(Span(failure.position, failure.position), failure.message)


RULE = Rule(check=check, visits=(), severity=Severity.ERROR, needs=looks_broken, check_failure=check_failure)
