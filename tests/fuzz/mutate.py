"""Changes octets as a fuzzer does: bits, lengths, pieces."""

from __future__ import annotations

from random import Random

__all__ = ["mutate"]

_LENGTHS = (0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 31, 32, 33, 63, 64, 127, 128, 129, 254, 255)


def mutate(octets: bytes, other: bytes, random: Random) -> bytes:
    """Return octets with one to four changes; `other` is what pieces are taken from."""
    changed = bytearray(octets)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(changed) + 1)
        size = min(random.choice((1, 1, 2, 4, 8, 16, 40)), len(changed) - at)
        kind = random.randrange(8)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << random.randrange(8)
        elif kind == 1 and at < len(changed):
            changed[at] = random.choice(_LENGTHS)
        elif kind == 2 and at < len(changed):
            changed[at] = (changed[at] + random.choice((-1, 1))) & 255
        elif kind == 3:
            del changed[at : at + size]
        elif kind == 4:
            changed[at:at] = changed[at : at + size]
        elif kind == 5:
            changed[at:at] = random.randbytes(random.choice((1, 2, 4, 8)))
        elif kind == 6 and other:
            start = random.randrange(len(other))
            changed[at : at + size] = other[start : start + random.choice((1, 4, 16, 64))]
        elif kind == 7:
            del changed[at:]
            changed += other[: random.randrange(64)]
    return bytes(changed)
