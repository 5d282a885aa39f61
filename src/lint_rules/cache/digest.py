"""Bytes -> a digest of them, made without what the standard library's own module for that loads beside it."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what hashlib gives, without the rest of it
except ImportError:
    from hashlib import blake2b


def digest_of(data: bytes) -> str:
    """Return the digest of what a file holds."""
    return blake2b(data, digest_size=16).hexdigest()
