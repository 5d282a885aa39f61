"""A token -> what is kept of it: a digest, from which nobody gets the token back."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """Draw a token; it is shown once, to its user."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Give what is kept of a token.

    A token has 256 random bits, so a plain digest is enough: there is nothing to guess, as there is of a password.

    Args:
        token: The token.
    """
    return sha256(token.encode()).hexdigest()
