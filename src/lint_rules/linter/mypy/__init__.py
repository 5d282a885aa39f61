"""A project -> what mypy finds in it with the plugin, merged into the report."""

CACHE_FOLDER = "mypy"
"""Where mypy keeps its own cache, in the project's folder of caches."""
