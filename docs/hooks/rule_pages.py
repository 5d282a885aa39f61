"""The documentation at the top of each rule's file, and of those that only types show -> a page for each, and a list.

Adding a rule touches its file and its cases, and nothing else, so no page and no list of rules is kept by hand.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from lint_rules.linter.typed_rules import TYPED_RULES, page_of

RULES = Path(__file__).parents[2] / "src" / "lint_rules" / "rules"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the rules into the navigation."""
    pages = ["rules/index.md", *(f"rules/{name}.md" for name, _ in _all())]
    config["nav"] = [*(config["nav"] or []), {"Rules": pages}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    rows = [f"| [`{name}`]({name}.md) | {text.splitlines()[0]} |" for name, text in _all()]
    index = "\n".join(["# Rules", "", "| rule | what it finds |", "|---|---|", *rows, ""])
    files.append(File.generated(config, "rules/index.md", content=index))
    for name, text in _all():
        files.append(File.generated(config, f"rules/{name}.md", content=f"# {name}\n\n{text}\n"))
    return files


def _rules() -> Iterator[tuple[str, str]]:
    for source in sorted(RULES.glob("[!_]*.py")):
        text = ast.get_docstring(ast.parse(source.read_text()))
        if text is None:
            raise ValueError(f"{source}: a rule's file begins with its documentation")
        yield source.stem.replace("_", "-"), text


def _all() -> list[tuple[str, str]]:
    return sorted([*_rules(), *((name, page_of(name)) for name in TYPED_RULES)])
