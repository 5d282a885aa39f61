"""A project -> what mypy finds in it with the plugin, merged into the report."""
