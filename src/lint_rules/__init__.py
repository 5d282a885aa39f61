"""Finds names that mean two classes, queries on the wrong class and statuses that fall back in silence.

All that a rule needs is imported from here: `from lint_rules import Rule, Finding`. A name is loaded when it is asked for,
because every command imports this module first.
"""


def __getattr__(name: str) -> object:
    """Load what a rule needs from the module that it lives in."""
    from importlib import import_module  # noqa: PLC0415  only what is asked for is loaded

    from lint_rules.public_names import NAMES, home_of  # noqa: PLC0415  the same

    home = home_of(name)
    if home is None and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    loaded: object = list(NAMES) if home is None else getattr(import_module(home), name)
    globals()[name] = loaded
    return loaded


def __dir__() -> list[str]:
    from lint_rules.public_names import NAMES  # noqa: PLC0415  only what is asked for is loaded

    return sorted({*globals(), *NAMES})
