"""All names of a project that denote two classes -> the report of them, as text, JSON or one page."""
