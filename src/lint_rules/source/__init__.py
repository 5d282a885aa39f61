"""Files, bytes, tokens, trees and places: all that is read and written."""

CACHE_FOLDER = ".session_lint_cache"
"""Where earlier versions kept what runs found, in the project; it is neither read nor looked through for files to check."""
