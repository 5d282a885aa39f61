"""`<!-- file: NAME -->` above a block -> the block with that name as its title: readers copy it into that file."""

from __future__ import annotations

import re

_FILE = re.compile(r"^<!-- file: (?P<name>[^\n]+?) -->\n(?P<fence>`{3,}\w+)$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Give the blocks of a page their titles."""
    return _FILE.sub(r'\g<fence> title="\g<name>"', markdown)
