"""Finds names that mean two classes, queries on the wrong class and statuses that fall back in silence."""
