"""How many rows all pages have: counted, counted up to a number, or as the database's planner guesses it."""
