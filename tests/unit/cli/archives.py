"""MRT files made for the tests: a table of two peers, and UPDATEs of one of them."""

from __future__ import annotations

from pathlib import Path

from bgplib.attributes import AsPath, Communities, MultiExitDisc, Origin
from bgplib.formats import mrt
from bgplib.iana.families import Family
from bgplib.messages.update import Update

__all__ = ["PEERS", "TABLE", "UPDATES", "table", "updates", "write"]

PEERS = (
    mrt.Peer(identifier="192.0.2.1", address="192.0.2.1", asn=64496),
    mrt.Peer(identifier="192.0.2.2", address="192.0.2.2", asn=64497),
)
TIME = 1_700_000_000

#: how `bgpdump -m` prints the two files
TABLE = """\
TABLE_DUMP2|1700000000|B|192.0.2.1|64496|10.0.0.0/8|64496 64511|IGP|192.0.2.1|0|50|64496:1|NAG||
TABLE_DUMP2|1700000000|B|192.0.2.2|64497|10.0.0.0/8|64497 64500 64511|IGP|192.0.2.2|0|0||NAG||
TABLE_DUMP2|1700000000|B|192.0.2.2|64497|10.1.0.0/16|64497 64510|EGP|192.0.2.2|0|0||NAG||
TABLE_DUMP2|1700000000|B|192.0.2.1|64496|2001:db8::/32|64496|INCOMPLETE|2001:db8::1|0|0||NAG||
"""
UPDATES = """\
BGP4MP|1700000001|A|192.0.2.1|64496|10.2.0.0/16|64496 64510|IGP|192.0.2.1|0|0||NAG||
BGP4MP|1700000001|A|192.0.2.1|64496|10.3.0.0/16|64496 64510|IGP|192.0.2.1|0|0||NAG||
BGP4MP|1700000002|W|192.0.2.1|64496|10.0.0.0/8
BGP4MP|1700000003|STATE|192.0.2.1|64496|6|1
"""


def _entry(peer: int, *attributes: object, next_hop: str | None = None) -> mrt.RibEntry:
    hop = next_hop or f"192.0.2.{peer + 1}"
    values = attributes if next_hop else (*attributes, _next_hop(hop))
    return mrt.RibEntry.of(values, peer_index=peer, originated=TIME, next_hop=next_hop)


def _next_hop(address: str) -> object:
    from bgplib.attributes import NextHop

    return NextHop.parse(address)


def table() -> bytes:
    """Return a table of two peers: three IPv4 routes and one of IPv6."""
    records = (
        mrt.PeerIndexTable(timestamp=TIME, collector="192.0.2.9", peers=PEERS),
        mrt.Rib(
            timestamp=TIME,
            nlri="10.0.0.0/8",
            entries=(
                _entry(
                    0,
                    Origin(0),
                    AsPath.of([64496, 64511]),
                    MultiExitDisc(50),
                    Communities((64496 << 16 | 1,)),
                ),
                _entry(1, Origin(0), AsPath.of([64497, 64500, 64511])),
            ),
        ),
        mrt.Rib(
            timestamp=TIME,
            nlri="10.1.0.0/16",
            entries=(_entry(1, Origin(1), AsPath.of([64497, 64510])),),
        ),
        mrt.Rib(
            timestamp=TIME,
            family=Family.IPV6_UNICAST,
            nlri="2001:db8::/32",
            entries=(_entry(0, Origin(2), AsPath.of([64496]), next_hop="2001:db8::1"),),
        ),
    )
    return b"".join(record.encode() for record in records)


def _message(update: Update, seconds: int) -> mrt.Bgp4mpMessage:
    return mrt.Bgp4mpMessage.of(
        update,
        timestamp=TIME + seconds,
        peer_as=64496,
        local_as=64500,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
    )


def updates(*, down: bool = True) -> bytes:
    """Return two UPDATEs of the first peer, and perhaps the end of its session."""
    announced = Update.announce(
        ["10.2.0.0/16", "10.3.0.0/16"],
        next_hop="192.0.2.1",
        attributes=[Origin(0), AsPath.of([64496, 64510])],
    )
    records: list[mrt.Record] = [
        _message(announced, 1),
        _message(Update.withdraw(["10.0.0.0/8"]), 2),
    ]
    if down:
        records.append(
            mrt.Bgp4mpStateChange(
                timestamp=TIME + 3,
                peer_as=64496,
                local_as=64500,
                peer_address="192.0.2.1",
                local_address="192.0.2.9",
                old_state=6,
                new_state=1,
            )
        )
    return b"".join(record.encode() for record in records)


def write(folder: Path, name: str, octets: bytes) -> str:
    """Write a file and return its name."""
    path = folder / name
    path.write_bytes(octets)
    return str(path)
