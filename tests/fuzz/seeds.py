"""What a fuzzer starts from: octets that we made, or recorded ourselves."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from random import Random

from bgplib.formats.mrt.bgp4mp import Bgp4mpMessage
from bgplib.messages.decoder import decode
from bgplib.testing import malformed
from bgplib.testing.recording import RecordedMessage, read_recording
from tests.fuzz.mutate import mutate
from tests.unit.formats.samples import every_kind, peers

__all__ = ["mutations", "seeds"]

_KEPT = 500  # mutated inputs that are mutated again


@cache
def _messages() -> tuple[bytes, ...]:
    """Return messages of the recording that `bgplib demo` plays, and malformed ones."""
    text = files("bgplib.cli").joinpath("demo.jsonl").read_text(encoding="utf-8")
    entries = read_recording(text.splitlines(keepends=True)).entries
    recorded = (entry.octets for entry in entries if isinstance(entry, RecordedMessage))
    return (*dict.fromkeys(recorded), *(case.octets for case in malformed.cases()))


def _bodies(kind: int) -> list[bytes]:
    return [octets[19:] for octets in _messages() if len(octets) >= 19 and octets[18] == kind]


@cache
def seeds(harness: str) -> tuple[bytes, ...]:
    """Return what a harness starts from."""
    updates = _bodies(2)
    if harness == "stream":
        return tuple(b"\x40" + b"".join(_messages()[n : n + 4]) for n in range(0, 400, 4))
    if harness == "open":
        return tuple(_bodies(1))
    if harness == "update":
        return tuple(
            bytes((n,)) + body for n, body in enumerate(updates[:800], 0) if n < 256
        ) + tuple(bytes((n % 8,)) + body for n, body in enumerate(updates))
    if harness == "family":
        return tuple(bytes((n % 8, n, n % 14)) + body[-40:] for n, body in enumerate(updates[:200]))
    if harness == "attribute":
        return tuple(
            bytes((n % 8, 0xC0 if n % 2 else 0x40, code)) + body[4:60]
            for n, body in enumerate(updates[:4])
            for code in range(1, 60)
        )
    if harness == "notification_refresh":
        return tuple(bytes((n % 8, 1)) + body for n, body in enumerate(_bodies(3))) + tuple(
            bytes((n % 8, 0)) + body for n, body in enumerate(_bodies(5))
        )
    if harness == "mrt":
        # Entries of a table have peers only where these stand before.
        before = peers(5).encode()
        return (
            *(_archived(octets) for octets in _messages()[:60]),
            *(before + record.encode() for record in every_kind()),
        )
    if harness == "bmp":
        peer = bytes(42)
        return tuple(
            b"\3" + struct.pack(">IB", 48 + len(octets), kind) + peer + octets
            for octets in _messages()[:20]
            for kind in range(7)
        )
    head = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")
    return tuple(head + _packet(octets) for octets in _messages()[:60])


def mutations(harness: str, seed: int) -> Iterator[bytes]:
    """Yield the seeds of a harness, and mutations of them and of each other, without end."""
    random = Random(f"{harness} {seed}")
    pool = list(seeds(harness))
    yield from pool
    start = len(pool)
    while True:
        octets = mutate(random.choice(pool), random.choice(pool), random)
        if random.random() < 0.05:
            # The changed input is a seed itself for a while.
            if len(pool) < start + _KEPT:
                pool.append(octets)
            else:
                pool[start + random.randrange(_KEPT)] = octets
        yield octets


def _archived(octets: bytes) -> bytes:
    """Put octets of a message in a record."""
    record = Bgp4mpMessage.of(
        decode(octets),
        timestamp=1,
        peer_as=64501,
        local_as=64500,
        peer_address="192.0.2.1",
        local_address="192.0.2.2",
    )
    return record.encode()


def _packet(octets: bytes) -> bytes:
    """Put octets in an Ethernet frame of TCP from port 179."""
    tcp = struct.pack(">HHIIBBHHH", 179, 40000, 1, 1, 0x50, 0x18, 1000, 0, 0) + octets
    length = 20 + len(tcp)
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, length, 0, 0, 64, 6, 0, 0xC0000201, 0xC0000202)
    frame = bytes(12) + b"\x08\x00" + ip + tcp
    return struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame
