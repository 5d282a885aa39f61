"""The database's own history: each change of the tables, in order."""
