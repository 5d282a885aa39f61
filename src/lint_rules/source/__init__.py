"""Files, bytes, tokens, trees and places: all that is read and written."""

CACHE_FOLDER = ".session_lint_cache"
"""Where a project keeps what runs found, unless its settings name another folder; it is never looked through for files to check."""
