"""Diagnostics -> text for people: colours, widths, excerpts, findings, the report."""
