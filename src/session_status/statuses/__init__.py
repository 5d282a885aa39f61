"""Statuses as plain Python: an Enum and its words, and the steps between its members."""
