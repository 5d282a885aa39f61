"""The names of the databases that are known, each with what the library knows of it by name alone."""

from typing import Final

POSTGRESQL: Final = "postgresql"
SQLITE: Final = "sqlite"
MYSQL: Final = "mysql"
MARIADB: Final = "mariadb"

LIKE_POSTGRESQL = frozenset({POSTGRESQL, "cockroachdb"})
"""Dialects whose every type has a text that stands for the same value."""
LIKE_MYSQL = frozenset({MYSQL, MARIADB})
"""Dialects with MySQL's types and its JSON."""
NULLS_ARE_LARGEST = frozenset({POSTGRESQL, "oracle", "cockroachdb", "redshift", "snowflake"})
"""Dialects that sort NULL behind every value unless told otherwise."""
NULLS_ARE_SMALLEST = frozenset({SQLITE, MYSQL, MARIADB, "mssql"})
"""Dialects that sort NULL before every value unless told otherwise."""
WITHOUT_NULLS_FIRST = frozenset({MYSQL, MARIADB, "mssql"})
"""Dialects that have no words for the place of NULLs."""
LARGEST_DOCUMENT = {SQLITE: 500_000_000, MYSQL: 6_000_000, MARIADB: 6_000_000}
"""Characters of one JSON document: SQLite holds a thousand million, MariaDB takes packets of 16 MB unless told more."""
