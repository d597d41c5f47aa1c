"""Tables as octets of UPDATEs, for W5 to W9: Internet-like, deterministic, all of IPv4 unicast."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["LOCAL_AS", "announcements", "keepalive", "open_message", "prefixes", "withdrawals"]

#: the AS of the router that is measured; peers are 65001 and up
LOCAL_AS: Final = 65000
_MARKER: Final = b"\xff" * 16
#: how many prefixes share their attributes, and how probable that is: 5.6 on average
_SIZES: Final = (1, 2, 4, 8, 20)
_WEIGHTS: Final = (35, 20, 15, 15, 15)


def _message(kind: int, body: bytes) -> bytes:
    return _MARKER + struct.pack(">HB", 19 + len(body), kind) + body


def open_message(asn: int, identifier: bytes, hold_time: int = 0) -> bytes:
    """Return an OPEN with IPv4 unicast, 4-octet AS numbers and route refresh."""
    capabilities = bytes((1, 4, 0, 1, 0, 1, 65, 4)) + struct.pack(">I", asn) + bytes((2, 0))
    parameters = bytes((2, len(capabilities))) + capabilities
    short = min(asn, 23456) if asn > 65535 else asn
    fixed = struct.pack(">BHH", 4, short, hold_time) + identifier
    return _message(1, fixed + bytes((len(parameters),)) + parameters)


def keepalive() -> bytes:
    """Return a KEEPALIVE."""
    return _message(4, b"")


def prefixes(count: int, seed: int = 5) -> list[bytes]:
    """Return prefixes as on the wire, no two alike; six of ten are /24."""
    pick = random.Random(seed)
    found: dict[bytes, None] = {}
    lengths = (24, 23, 22, 21, 20, 19, 18, 16)
    weights = (60, 10, 12, 5, 5, 3, 2, 3)
    while len(found) < count:
        for bits in pick.choices(lengths, weights, k=4096):
            address = pick.randrange(1 << 24, 224 << 24)
            if address >> 24 == 127:
                continue
            address = address >> 32 - bits << 32 - bits
            found[bytes((bits,)) + address.to_bytes(4, "big")[: (bits + 7) // 8]] = None
    return list(found)[:count]


def _attributes(pick: random.Random, asn: int, next_hop: bytes) -> bytes:
    """Return ORIGIN, AS_PATH of 2 to 8 hops, NEXT_HOP, and mostly COMMUNITIES."""
    hops = pick.choices(range(1, 8), (10, 22, 28, 20, 11, 6, 3))[0]
    asns = [asn] + [pick.randrange(1, 64000) for _ in range(hops)]
    parts = [
        bytes((0x40, 1, 1, pick.choices((0, 1, 2), (80, 1, 19))[0])),
        bytes((0x40, 2, 2 + 4 * len(asns), 2, len(asns))) + struct.pack(f">{len(asns)}I", *asns),
        b"\x40\x03\x04" + next_hop,
    ]
    if pick.random() < 0.3:
        parts.append(b"\x80\x04\x04" + struct.pack(">I", pick.randrange(1000)))
    if pick.random() < 0.7:
        count = pick.choices((1, 2, 4, 8, 16), (30, 30, 20, 15, 5))[0]
        values = [pick.choice(asns) % 65536 << 16 | pick.randrange(65536) for _ in range(count)]
        parts.append(bytes((0xC0, 8, 4 * count)) + struct.pack(f">{count}I", *values))
    return b"".join(parts)


def announcements(keys: list[bytes], asn: int, next_hop: bytes, seed: int = 6) -> Iterator[bytes]:
    """Yield UPDATEs that announce prefixes, 5.6 of them with the same attributes.

    Args:
        keys: the prefixes as on the wire.
        asn: the AS of the peer, which paths begin with.
        next_hop: four octets.
        seed: what the attributes depend on.
    """
    pick = random.Random(seed)
    position = 0
    while position < len(keys):
        count = pick.choices(_SIZES, _WEIGHTS)[0]
        attributes = _attributes(pick, asn, next_hop)
        routes = b"".join(keys[position : position + count])
        position += count
        yield _message(2, b"\0\0" + struct.pack(">H", len(attributes)) + attributes + routes)


def withdrawals(keys: list[bytes]) -> Iterator[bytes]:
    """Yield UPDATEs that withdraw prefixes, up to 20 at once."""
    for start in range(0, len(keys), 20):
        routes = b"".join(keys[start : start + 20])
        yield _message(2, struct.pack(">H", len(routes)) + routes + b"\0\0")
