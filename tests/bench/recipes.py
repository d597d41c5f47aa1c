"""What W4 builds: plain values, as a program that makes routes has them."""

from __future__ import annotations

import ipaddress
from typing import Final

from tests.bench.data import Internet

__all__ = ["BUILT", "Recipe", "recipes"]

#: how many UPDATEs W4 builds
BUILT: Final = 10_000
#: prefixes as text, path, communities, MED
Recipe = tuple[list[str], tuple[int, ...], tuple[int, ...], int]


def recipes() -> list[Recipe]:
    """Return what to build, no two alike."""
    source = Internet(4)
    found = []
    for number in range(BUILT):
        prefixes = []
        for _ in range(source.random.choice((1, 1, 1, 2, 3))):
            key = source.ipv4()
            prefixes.append(f"{ipaddress.IPv4Address(key[1:].ljust(4, bytes(1)))}/{key[0]}")
        asns = tuple(source.random.randrange(1, 400_000) for _ in range(4))
        communities = tuple(source.random.randrange(1 << 32) for _ in range(4))
        found.append((prefixes, asns, communities, number))
    return found
