"""Deterministic data that looks like the Internet's.

Six prefixes of ten are /24, paths have 2 to 8 hops, seven attribute sets of ten have communities,
and a sixth of the routes is IPv6. In a live feed, half of the attribute sets were there before, a
fifth of all within the last thousand: in public files of RIPE RIS and RouteViews it is 40 to 61,
and 12 to 28 of a hundred. Equal seeds give equal octets. The octets are put together here and not
by bgplib, so that a fault of its encoder cannot hide one of its decoder.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

MARKER: Final = b"\xff" * 16
COLLECTOR: Final = bytes((192, 0, 2, 254))
TIMESTAMP: Final = 1_700_000_000


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    if len(value) > 255:
        return struct.pack(">BBH", flags | 0x10, code, len(value)) + value
    return bytes((flags, code, len(value))) + value


class Internet:
    """A source of attribute sets and prefixes."""

    def __init__(self, seed: int) -> None:
        """Start a sequence that depends on the seed alone."""
        self.random = random.Random(seed)
        self._past: list[bytes] = []

    def know(self, count: int) -> None:
        """Make attribute sets that `recurring` can draw from."""
        self._past.extend(self.attributes() for _ in range(count))

    def recurring(self, near: float, far: float) -> bytes:
        """Return attributes, as `attributes` does, that may have been there before.

        Args:
            near: how probable it is that they were among the last thousand.
            far: how probable it is that they were among all before, evenly.
        """
        draw = self.random.random()
        if draw < near and self._past:
            found = self.random.choice(self._past[-1000:])
        elif draw < near + far and self._past:
            found = self.random.choice(self._past)
        else:
            found = self.attributes()
        self._past.append(found)
        return found

    def attributes(self) -> bytes:
        """Return ORIGIN, AS_PATH, NEXT_HOP and, mostly, more."""
        pick = self.random
        hops = pick.choices(range(2, 9), (10, 22, 28, 20, 11, 6, 3))[0]
        asns = [
            pick.choice((pick.randrange(1, 64000), pick.randrange(131072, 402000)))
            for _ in range(hops)
        ]
        parts = [
            _attribute(0x40, 1, bytes((pick.choices((0, 1, 2), (80, 1, 19))[0],))),
            _attribute(0x40, 2, bytes((2, hops)) + struct.pack(f">{hops}I", *asns)),
            _attribute(0x40, 3, bytes((10, 0, 0, pick.randrange(1, 255)))),
        ]
        if pick.random() < 0.3:
            parts.append(_attribute(0x80, 4, struct.pack(">I", pick.randrange(1000))))
        if pick.random() < 0.05:
            parts.append(_attribute(0xC0, 7, struct.pack(">I4s", asns[-1], bytes((10, 1, 1, 1)))))
        if pick.random() < 0.7:
            count = pick.choices((1, 2, 4, 8, 16), (30, 30, 20, 15, 5))[0]
            values = [pick.choice(asns) % 65536 << 16 | pick.randrange(65536) for _ in range(count)]
            parts.append(_attribute(0xC0, 8, struct.pack(f">{count}I", *values)))
        if pick.random() < 0.15:
            count = pick.randrange(1, 4)
            numbers = [pick.randrange(1 << 32) for _ in range(3 * count)]
            parts.append(_attribute(0xC0, 32, struct.pack(f">{3 * count}I", *numbers)))
        return b"".join(parts)

    def ipv4(self) -> bytes:
        """Return one IPv4 prefix as on the wire."""
        bits = self.random.choices((24, 23, 22, 21, 20, 19, 18, 16), (60, 10, 12, 5, 5, 3, 2, 3))[0]
        address = self.random.randrange(1 << 24, 224 << 24) >> 32 - bits << 32 - bits
        return bytes((bits,)) + address.to_bytes(4, "big")[: (bits + 7) // 8]

    def ipv6(self) -> bytes:
        """Return one IPv6 prefix as on the wire."""
        bits = self.random.choices((48, 32, 44, 40, 36), (50, 20, 12, 10, 8))[0]
        tail = self.random.randrange(1 << bits - 12) | 0x200 << bits - 12
        octets = (tail << 128 - bits).to_bytes(16, "big")
        return bytes((bits,)) + octets[: (bits + 7) // 8]

    def update(
        self,
        sizes: tuple[int, ...],
        weights: tuple[int, ...],
        *,
        near: float = 0.0,
        far: float = 0.0,
    ) -> bytes:
        """Return one UPDATE with 4-octet AS numbers; a sixth are IPv6, a tenth withdraw.

        Args:
            sizes: how many prefixes it may have.
            weights: how probable each of those is.
            near: as in `recurring`.
            far: as in `recurring`.
        """
        count = self.random.choices(sizes, weights)[0]
        six = self.random.random() < 1 / 6
        routes = b"".join(self.ipv6() if six else self.ipv4() for _ in range(count))
        if self.random.random() < 0.1:
            if six:
                body = _attribute(0x80, 15, b"\0\2\1" + routes)
                return _message(b"\0\0" + struct.pack(">H", len(body)) + body)
            return _message(struct.pack(">H", len(routes)) + routes + b"\0\0")
        attributes = self.recurring(near, far)
        if six:
            next_hop = b"\x20\x01\x0d\xb8" + bytes(11) + b"\1"
            attributes = _attribute(0x80, 14, b"\0\2\1\x10" + next_hop + b"\0" + routes) + (
                _without_next_hop(attributes)
            )
            routes = b""
        return _message(b"\0\0" + struct.pack(">H", len(attributes)) + attributes + routes)


def _without_next_hop(attributes: bytes) -> bytes:
    at = attributes.index(b"\x40\x03\x04\x0a")
    return attributes[:at] + attributes[at + 7 :]


def _message(body: bytes) -> bytes:
    return MARKER + struct.pack(">HB", 19 + len(body), 2) + body


def live_feed(count: int) -> Iterator[bytes]:
    """Yield UPDATEs as a collector's feed has them: 1.6 prefixes each (W1)."""
    source = Internet(1)
    for _ in range(count):
        yield source.update((1, 2, 3, 8), (75, 15, 7, 3), near=0.2, far=0.3)


def feed_of_sets(count: int, sets: int | None) -> Iterator[bytes]:
    """Yield UPDATEs of 1.6 prefixes each, with only so many attribute sets; None: all are new."""
    source = Internet(5)
    source.know(sets or 0)
    for _ in range(count):
        yield source.update((1, 2, 3, 8), (75, 15, 7, 3), far=0.0 if sets is None else 1.0)


def full_table(count: int) -> Iterator[bytes]:
    """Yield UPDATEs as a full table has them: 5.6 prefixes each (W2)."""
    source = Internet(2)
    for _ in range(count):
        yield source.update((1, 2, 4, 8, 20), (35, 20, 15, 15, 15))


def bgp4mp(messages: Iterator[bytes]) -> Iterator[bytes]:
    """Wrap messages in BGP4MP_MESSAGE_AS4 records (RFC 6396 §4.4.3)."""
    peer = struct.pack(">IIHH", 65001, 65000, 0, 1) + bytes((192, 0, 2, 1)) + COLLECTOR
    for message in messages:
        yield struct.pack(">IHHI", TIMESTAMP, 16, 4, len(peer) + len(message)) + peer + message


def table_dump_v2(prefixes: int, peers: int) -> Iterator[bytes]:
    """Yield TABLE_DUMP_V2 records: a peer index, then prefixes with a path from each peer (W3)."""
    source = Internet(3)
    index = COLLECTOR + b"\0\0" + struct.pack(">H", peers)
    for number in range(peers):
        address = bytes((192, 0, 2, number + 1))
        index += b"\2" + address + address + struct.pack(">I", 65001 + number)
    yield struct.pack(">IHHI", TIMESTAMP, 13, 1, len(index)) + index
    # A peer sends several prefixes with one attribute set: draw from a pool that is renewed.
    pools = [[source.attributes() for _ in range(4)] for _ in range(peers)]
    for sequence in range(prefixes):
        entries = b""
        for number, pool in enumerate(pools):
            if source.random.random() < 0.18:
                pool[source.random.randrange(4)] = source.attributes()
            attributes = source.random.choice(pool)
            entries += struct.pack(">HIH", number, TIMESTAMP, len(attributes)) + attributes
        body = struct.pack(">I", sequence) + source.ipv4() + struct.pack(">H", peers) + entries
        yield struct.pack(">IHHI", TIMESTAMP, 13, 2, len(body)) + body


@attrs.frozen
class Input:
    """A file that works read."""

    path: Path  #: where it is
    messages: int  #: how many messages or records with routes it holds


def write(folder: Path, scale: float) -> dict[str, Input]:
    """Write the input of every work to a folder.

    Args:
        folder: where to.
        scale: 1 for the sizes that the documentation quotes.
    """
    feed = list(live_feed(int(60_000 * scale)))
    table = list(full_table(int(30_000 * scale)))
    dump = list(table_dump_v2(int(5_000 * scale), 20))
    inputs = {
        "w1.bgp": feed,
        "new.bgp": list(feed_of_sets(int(60_000 * scale), None)),
        "repeating.bgp": list(feed_of_sets(int(60_000 * scale), 30)),
        "w2.bgp": table,
        "w1.mrt": list(bgp4mp(iter(feed))),
        "w2.mrt": list(bgp4mp(iter(table))),
        "w3.mrt": dump,
    }
    for name, parts in inputs.items():
        (folder / name).write_bytes(b"".join(parts))
    return {name: Input(folder / name, len(parts)) for name, parts in inputs.items()}
