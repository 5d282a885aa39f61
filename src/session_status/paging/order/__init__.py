"""The order of a page -> how a database sorts by it, and the condition "behind this row"."""
