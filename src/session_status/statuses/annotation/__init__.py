"""A mapping in an annotation -> what Pydantic reads, writes and lists there; nothing else of the package loads Pydantic."""
