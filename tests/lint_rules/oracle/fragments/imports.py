"""How a file imports a class: `$K` is the class, `$H` the module that has it, `$I` the words after `import`."""

IMPORTS: dict[str, str] = {
    "plain": "from $H import $I",
    "more names": "from $H import Extra, $I",
    "parentheses": "from $H import (\n    $I,  # the row\n    Extra,\n)",
    "comment": "# Rows stand in the models.\nfrom $H import $I  # noqa: E402\n# and this belongs to the next one",
    "continued": "from $H import Extra, \\\n    $I",
    "semicolon": "import os; from $H import $I",
    "conditional": "import sys\nif sys.version_info >= (3, 8):\n    from $H import $I\nelse:\n    from $H import Extra as $L",
    "tried": "try:\n    from $H import $I\nexcept ImportError:\n    $L = None",
    "tried, raising": "try:\n    from $H import $I\nexcept ImportError as error:\n    raise RuntimeError from error",
    "twice": "from $H import $I\nfrom $H import $I",
    "and quoted names": "from __future__ import annotations\nfrom $H import $I",
}
"""Each binds `$L`."""
