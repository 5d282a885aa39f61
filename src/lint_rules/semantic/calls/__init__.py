"""A call -> which argument meets which parameter, and what a function returns."""
