"""Columns, keys and stored text -> the rows that callers see."""
