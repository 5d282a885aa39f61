"""`[tool.session-lint]` -> what is checked, and which rules speak in which file."""
