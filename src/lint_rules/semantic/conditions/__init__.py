"""An operator in Python -> whether the database was to apply it."""
