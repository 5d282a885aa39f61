"""A query -> its entities, columns and results."""
