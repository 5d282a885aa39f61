"""An expression -> whether it is a database session."""
