"""Comments that silence rules: read, matched and written."""
