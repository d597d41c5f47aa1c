"""Long histories of a Speaker, in the short way and in the long one, in pieces of any size.

What both ways share, the table, is held against a choice that is made from scratch.
"""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from bgplib.iana.communities import LLGR_STALE, NO_EXPORT
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.speaker.wires import PeerSession
from tests.bench.routing.tables import LOCAL_AS
from tests.oracle.test_speaker_short_way import LongWay, Router

_V4: Final = Family.IPV4_UNICAST
_ASNS: Final = (65001, 65002, LOCAL_AS)
_KEYS: Final = (b"\x18\x0a\0\0", b"\x18\x0a\0\1", b"\x17\x0a\0\1", b"\0", b"\x20\x0c\0\0\1")
_WRONG: Final = (b"\x21\x0a\0\0\0\0", b"\x18\x0a")


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    return bytes((flags, code, len(value))) + value


def _attributes(pick: random.Random, asn: int) -> bytes:
    """Draw attributes of which many tie, and few are unusual."""
    asns = [asn, *pick.choices((1, 2), k=pick.randint(0, 2))]
    if pick.random() < 0.1:
        asns.append(pick.choice((0, LOCAL_AS)))
    path = struct.pack(f">BB{len(asns)}I", 2, len(asns), *asns)
    parts = [
        _attribute(0x40, 1, bytes((pick.choice((0, 0, 2)),))),
        _attribute(0x40, 2, path),
        _attribute(0x40, 3, bytes((192, 0, 2, pick.choice((1, 2, 254))))),
        _attribute(0x80, 4, struct.pack(">I", pick.randint(0, 1))) if pick.random() < 0.5 else b"",
    ]
    if asn == LOCAL_AS:
        parts.append(_attribute(0x40, 5, struct.pack(">I", pick.choice((50, 100, 200)))))
    if pick.random() < 0.3:
        community = pick.choice((65001, NO_EXPORT, LLGR_STALE))
        parts.append(_attribute(0xC0, 8, struct.pack(">I", community)))
    if pick.random() < 0.1:
        # A route target, or what is said of tunnels (RFC 9012 §4.1).
        parts.append(_attribute(0xC0, 16, pick.choice((b"\0\2\0\1\0\0\0\1", b"\3\x0c" + bytes(6)))))
    return b"".join(parts)


def _update(withdrawn: bytes, attributes: bytes, routes: bytes) -> bytes:
    body = struct.pack(">H", len(withdrawn)) + withdrawn
    body += struct.pack(">H", len(attributes)) + attributes + routes
    return MARKER + struct.pack(">HB", 19 + len(body), 2) + body


def _message(pick: random.Random, pool: list[bytes]) -> bytes:
    """Draw a message; the same prefix may stand in it twice, and on both sides."""
    keys = b"".join(pick.choices(_KEYS, k=pick.randint(1, 3)))
    others = b"".join(pick.choices(_KEYS, k=pick.randint(1, 2)))
    attributes = pick.choice(pool)
    kind = pick.choices(range(6), (40, 8, 4, 1, 1, 1))[0]
    if kind == 1:
        return _update(keys, b"", b"")
    if kind == 2:
        return _update(others, attributes, keys)
    if kind == 3:
        return _update(b"", b"", b"")
    if kind == 4:
        # RFC 7606 §3 (d): without a mandatory attribute, what is announced counts as withdrawn.
        return _update(b"", attributes[4:], keys)
    if kind == 5:
        return _update(b"", attributes, keys + pick.choice(_WRONG) * (pick.random() < 0.2))
    return _update(b"", attributes, keys)


def _octet_by_octet(octets: bytes) -> Iterator[bytes]:
    for at in range(len(octets)):
        yield octets[at : at + 1]


def _in_pieces(octets: bytes) -> Iterator[bytes]:
    pick = random.Random(len(octets))
    at = 0
    while at < len(octets):
        size = pick.choice((1, 18, 19, 20, 64, 200))
        yield octets[at : at + size]
        at += size


def _assert_chosen_right(router: Router) -> None:
    """Hold best paths, and how often paths are used, against what a look at all of them says."""
    rib = router.speaker.rib
    uses = Counter[int]()
    found = []
    for key in rib.destinations(_V4):
        paths = [route.path for route in rib.routes(key, _V4)]
        found += paths
        uses.update(id(path.received) for path in paths)
        assert len({path.source for path in paths}) == len(paths)
        # Copies have no notes of ranks.
        copies = [path.replace() for path in paths]
        chosen = rib.process.select(copies, rib.context)
        best = rib.best_path(key, _V4)
        assert best is (None if chosen is None else paths[copies.index(chosen)])
    assert len(found) == rib.path_count
    assert all(path.received.uses == uses[id(path.received)] for path in found)


@pytest.mark.parametrize("seed", range(16))
def test_a_history_ends_the_same_in_each_way(seed: int) -> None:
    """After each step: routes, choices, events, messages, and octets to send."""
    pick = random.Random(seed)
    listens = pick.random() < 0.7
    routers = [
        Router(PeerSession, listens=listens),
        Router(PeerSession, listens=listens, pieces=_octet_by_octet),
        Router(LongWay, listens=listens, pieces=_in_pieces),
        Router(PeerSession, listens=listens, best_changes=True),
    ]
    pools = [[_attributes(pick, asn) for _ in range(6)] for asn in _ASNS]
    for _ in range(20):
        number = pick.randrange(len(_ASNS))
        what = pick.choices(("update", "policy", "limit", "tunnels", "reset"), (20, 1, 1, 1, 1))[0]
        octets = b"".join(_message(pick, pools[number]) for _ in range(pick.choice((1, 4, 20))))
        for router in routers:
            router.do(what, number, octets)
        first, *others = [router.outcome() for router in routers]
        for other in others:
            assert other == first
        for router in routers:
            _assert_chosen_right(router)
