"""What a class body says in SQLAlchemy's older style: types of its columns and relationships, as they are at run time."""
