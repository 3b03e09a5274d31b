"""The hash under which a memory finds a folded key."""

from hashlib import blake2b


def key_hash(key: str) -> int:
    """Return 64 bits that stand for a folded key, signed as SQLite's integers are.

    They are BLAKE2b (RFC 7693) of the text in UTF-8, its digest 8 bytes long, read big-endian.
    """
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
