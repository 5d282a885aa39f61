"""What models and tables say of a key: its columns, their table, and whether each row has its own."""
