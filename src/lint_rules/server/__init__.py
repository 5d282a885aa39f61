"""The same diagnostics and fixes over the Language Server Protocol, for editors."""

from __future__ import annotations

from lint_rules.server.handlers import serve

__all__ = ["serve"]
