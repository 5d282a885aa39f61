"""What a select may be, so that its pages equal it: its clauses, its joins, and what may be NULL in it."""
