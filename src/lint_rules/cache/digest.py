"""Bytes -> a digest of them, or a seal, made without what the standard library's own module for that loads beside it."""

try:
    from _blake2 import blake2b  # what hashlib gives, without the rest of it
except ImportError:
    from hashlib import blake2b


def digest_of(data: bytes) -> str:
    """Return the digest of what a file holds."""
    return blake2b(data, digest_size=16).hexdigest()


def seal_of(data: bytes, secret: bytes) -> str:
    """Return the seal of data, which nobody can make who does not know the secret: keyed, BLAKE2 is a code that authenticates.

    Args:
        data: what is sealed.
        secret: 1 to 64 bytes.
    """
    return blake2b(data, digest_size=16, key=secret).hexdigest()


def secret_of_text(text: str) -> bytes:
    """Return the secret that a text stands for, however long it is."""
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=32).digest()
