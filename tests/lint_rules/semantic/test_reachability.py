"""The bindings of one name and a place -> those that the place can see."""

from __future__ import annotations

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

CASES = {
    "the last one wins": ("class A: ...\nA = 1\nclass A: tag = 2\nat('x', A)", 3),
    "a later one is not seen": ("class A: ...\nat('x', A)\nclass A: tag = 2", 1),
    "a function sees the last one": ("class A: ...\ndef f(): at('x', A)\nclass A: tag = 2", 3),
    "an annotation is read where it stands": ("class A: ...\ndef f(a: at('x', A)): ...\nclass A: ...", 1),
    "a default is read where it stands": ("class A: ...\ndef A(a=at('x', A)): ...", 1),
    "a base is read before the class is bound": ("class A: ...\nclass A(at('x', A)): ...", 1),
    "a class body is read where it stands": ("class A: ...\nclass B:\n    at('x', A)\n    class A: ...", 1),
    "a class body that binds a name looks for it in the module": (
        "class A: ...\ndef f():\n    class A: ...\n    class B:\n        at('x', A)\n        class A: ...",
        1,
    ),
    "one that does not looks in the function": (
        "class A: ...\ndef f():\n    class A: ...\n    class B:\n        at('x', A)",
        3,
    ),
    "a method does not see the class body": (
        "class A: ...\nclass B:\n    class A: ...\n    def f(self): at('x', A)",
        1,
    ),
    "a comprehension does not see the class body": (
        "class A: ...\nclass B:\n    class A: ...\n    [at('x', A) for _ in b]",
        1,
    ),
    "its first iterable does": ("class A: ...\nclass B:\n    class A: ...\n    [_ for _ in at('x', A)]", 3),
    "one of two branches is not known": ("if y:\n    class A: ...\nelse:\n    class A: ...\nat('x', A)", None),
    "the same in both branches is": ("class A: ...\nif y:\n    B = A\nelse:\n    B = A\nat('x', B)", 1),
    "both branches hide what was before": ("A = 1\nclass B: ...\nif y:\n    A = B\nelse:\n    A = B\nat('x', A)", 2),
    "one branch does not": ("class A: ...\nif y:\n    class A: ...\nat('x', A)", None),
    "a branch sees itself": ("class A: ...\nif y:\n    class A: ...\n    at('x', A)", 3),
    "a branch does not see the other": ("class A: ...\nif y:\n    class A: ...\nelse:\n    at('x', A)", 1),
    "None stands in for what could not be imported": (
        "try:\n    class A: ...\nexcept ImportError:\n    A = None\nat('x', A)",
        2,
    ),
    "a handler that raises leads nowhere": (
        "class A: ...\ntry:\n    class A: ...\nexcept E:\n    raise\nat('x', A)",
        3,
    ),
    "it sees itself what may not have been done": (
        "class A: ...\ntry:\n    class A: ...\nexcept E:\n    at('x', A)\n    raise",
        None,
    ),
    "an arm that returns leads nowhere": (
        "def f():\n    class A: ...\n    if y:\n        class A: ...\n    elif z:\n        return\n    else:\n        raise E\n    at('x', A)",
        4,
    ),
    "an arm that goes on with the loop leads to its next round": (
        "class A: ...\nfor _ in y:\n    if _:\n        class A: ...\n    else:\n        continue\n    at('x', A)\nat('y', A)",
        4,
    ),
    "a handler sees what was done before the failure": (
        "class A: ...\ntry:\n    class A: ...\nexcept E:\n    at('x', A)",
        None,
    ),
    "a tried body may stop half-way": (
        "class B: ...\nclass C: ...\ntry:\n    A = B\n    A = C\nexcept E: ...\nat('x', A)",
        None,
    ),
    "but not seen from within": (
        "class B: ...\nclass C: ...\ntry:\n    A = B\n    A = C\n    at('x', A)\nexcept E: ...",
        2,
    ),
    "handlers that all bind hide the body": (
        "class A: ...\ntry:\n    class A: ...\n    import b\n    B = A\nexcept E:\n    B = 1\nat('x', A)",
        None,
    ),
    "what is suppressed may not have run": ("class A: ...\nwith suppress(E):\n    class A: ...\nat('x', A)", None),
    "finally has run": ("class A: ...\ntry: ...\nfinally:\n    class A: ...\nat('x', A)", 4),
    "a loop comes round": ("class A: ...\nfor _ in y:\n    at('x', A)\n    class A: ...", None),
    "unless it binds first": ("class A: ...\nfor _ in y:\n    class A: ...\n    at('x', A)\n    class A: ...", 3),
    "a condition is asked again": ("class A: ...\nwhile at('x', A):\n    class A: ...", None),
    "a loop may be left": ("class B: ...\nfor _ in y:\n    A = B\n    if _: break\n    A = 1\nat('x', A)", None),
    "match with a last case covers": (
        "class B: ...\nA = 1\nmatch y:\n    case 1: A = B\n    case _: A = B\nat('x', A)",
        1,
    ),
    "match without may bind nothing": ("class A: ...\nB = 1\nmatch y:\n    case 1: B = A\nat('x', B)", None),
    "what a function binds globally may have run": (
        "class A: ...\ndef f():\n    global A\n    class A: ...\nclass A: ...\nat('x', A)",
        None,
    ),
    "a nested function can be called at once": (
        "def f():\n    class A: ...\n    def g(): at('x', A)\n    g()\n    class A: ...",
        None,
    ),
    "a lambda as well": ("class A: ...\nlambda: at('x', A)\nclass A: ...", None),
    "and a generator": ("class A: ...\n(at('x', A) for _ in y)\nclass A: ...", None),
    "a deleted name is nothing": ("class A: ...\ndel A\nat('x', A)", None),
    "what a class body deletes is outside again": ("class A: ...\nclass B:\n    A = 1\n    del A\n    at('x', A)", 1),
    "a parameter hides": ("class A: ...\ndef f(A): at('x', A)", None),
    "a loop's variable hides": ("class A: ...\n[at('x', A) for A in y]", None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_place_sees(case: str, project_of: ProjectOf) -> None:
    source, line = CASES[case]
    meaning = project_of(source).marked("main.py")["x"]
    assert getattr(getattr(meaning, "node", None), "lineno", None) == line
