"""How a column stores a status: its type, what was said of it, and one key of a JSON document."""
