"""Expressions -> statuses, and maps and branches over them."""
