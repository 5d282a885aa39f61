"""LibCST codemods: names that mean two classes under aliases, and queries of four columns as rows of any shape."""

from lint_rules.codemod.disambiguate import Disambiguate
from lint_rules.codemod.specify_rows import SpecifyRows

__all__ = ["Disambiguate", "SpecifyRows"]
