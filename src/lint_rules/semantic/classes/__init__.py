"""A class -> its kind, its attributes, and what annotations say."""
