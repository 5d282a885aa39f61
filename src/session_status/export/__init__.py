"""Mappings -> files for front ends, and a check that they did not drift."""
