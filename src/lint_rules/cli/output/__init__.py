"""Diagnostics -> text, one format each."""
