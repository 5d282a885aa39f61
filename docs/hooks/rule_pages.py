"""The documentation at the top of each rule's file, and of those that only types show -> a page for each, and a list.

Adding a rule touches its file and its cases, and nothing else, so no page and no list of rules is kept by hand.
"""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from lint_rules.linter.registry import pages
from lint_rules.rule import Default, RulePage

_STATES = {Default.ON: "on by default", Default.STRICT: "on in strict projects", Default.OFF: "off by default"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the rules into the navigation."""
    paths = ["rules/index.md", *(f"rules/{page.name}.md" for page in pages())]
    config["nav"] = [*(config["nav"] or []), {"Rules": paths}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    files.append(File.generated(config, "rules/index.md", content=_index()))
    for page in pages():
        files.append(File.generated(config, f"rules/{page.name}.md", content=_page(page)))
    return files


def _index() -> str:
    rows = [
        f"| [`{page.name}`]({page.name}.md) | {page.severity.value} | {_STATES[page.default]} | {page.summary} |"
        for page in pages()
    ]
    return "\n".join(["# Rules", "", "| rule | severity | runs | what it finds |", "|---|---|---|---|", *rows, ""])


def _page(page: RulePage) -> str:
    state = f"*{page.severity.value}, {_STATES[page.default]}*"
    return f"# {page.name}\n\n{state}\n\n{page.documentation.strip()}\n"
