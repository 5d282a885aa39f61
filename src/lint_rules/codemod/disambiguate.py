"""A LibCST codemod: a module -> the same with its ambiguous names under aliases, as `session-lint check --fix` leaves it.

```sh
python -m libcst.tool codemod -x lint_rules.codemod.Disambiguate --unsafe-fixes src/
```
"""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path

import libcst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from lint_rules.diagnostic import Safety
from lint_rules.frozen import replace
from lint_rules.linter.fix_loop import fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Misconfigured, Settings, load, project_root
from lint_rules.source.file import SourceFile

NAMES = ("ambiguous-import", "misleading-alias", "shadowed-import")
"""The rules whose fixes give a class a name of its own."""


class Disambiguate(CodemodCommand):
    """Give each class that shares its name with another an alias, and each use the class that was meant.

    Args:
        context: where the module comes from.
        unsafe_fixes: whether to make also the fixes that may change what the program does.

    Example:
        >>> from libcst.codemod import CodemodContext
        >>> Disambiguate(CodemodContext(filename="page.py")).transform_module(libcst.parse_module("x = 1")).code
        'x = 1'
    """

    DESCRIPTION = "Give each class that shares its name with another an alias, and each use the class that was meant."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the option that the command line of the checker has too."""
        arg_parser.add_argument(
            "--unsafe-fixes",
            action="store_true",
            help="make also the fixes that may change what the program does: names that hide each other need them",
        )

    def __init__(self, context: CodemodContext, *, unsafe_fixes: bool = False) -> None:
        """See the class."""
        super().__init__(context)
        self._safeties = frozenset(Safety) if unsafe_fixes else frozenset({Safety.SAFE})

    def transform_module_impl(self, tree: libcst.Module) -> libcst.Module:
        """Return the module as the fixes leave it; names are resolved in the project around its file.

        Args:
            tree: the module.

        Raises:
            SkipFile: the module has no file, the project's settings are wrong, or a rule failed.
        """
        if self.context.filename is None:
            raise SkipFile("names lead to other files, so the module needs a file name")
        path = Path(self.context.filename).absolute()
        root = project_root([path])
        settings = _settings(root)
        if isinstance(settings, Misconfigured):
            raise SkipFile(settings.message)
        options = RunOptions(root=root, settings=settings, rules=registered(), overlay={path: tree.bytes})
        mended = fix([path], options, safeties=self._safeties)
        if mended.report.crashes:
            raise SkipFile(mended.report.crashes[0].message)
        after = [SourceFile(path, change.new).decode() for change in mended.changes]
        return next((libcst.parse_module(text) for text in after if isinstance(text, str)), tree)


@cache  # the runner makes a codemod for each file
def _settings(root: Path) -> Settings | Misconfigured:
    file = root / "pyproject.toml"
    settings = load(file, rules=[rule.name for rule in registered()]) if file.exists() else Settings()
    return (
        settings
        if isinstance(settings, Misconfigured)
        else replace(settings, select=NAMES, extend_select=(), strict=False)
    )
