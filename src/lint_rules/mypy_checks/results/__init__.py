"""Results of queries -> the types that SQLAlchemy's own signatures lose on the way."""
