"""Uses of a database connection whose class a model hides; `{{a||b}}` is `a` where it is wrong, and `b` as it was meant."""

CONNECTIONS: dict[str, str] = {
    "executes": """
        import sqlalchemy

        def page_rows(conn: {{$M||$S}}) -> int:
            return conn.execute(sqlalchemy.text("SELECT 1")).scalar_one()

        def run_page_rows():
            with sqlalchemy.create_engine("sqlite://").connect() as conn:
                return page_rows(conn)
        """,
    "commits": """
        def stored(*, conn: "{{$M||$S}} | None" = None) -> None:
            if conn is not None:
                conn.commit()

        def run_stored():
            return stored()
        """,
}
