"""The works, as a worker does them: one peer, one work, one process.

Each reader goes through the whole input, touches every prefix, AS number and community, and
returns a `Tally`. All that read the same input must come to the same tally, or the comparison is
void.
"""

from __future__ import annotations

import io
import ipaddress
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Tally = dict[str, int]
#: how many UPDATEs W4 builds
BUILT: Final = 2_000


def _messages(path: Path) -> list[bytes]:
    """Cut a file of messages, before the clock runs."""
    octets = path.read_bytes()
    messages = []
    position = 0
    while position < len(octets):
        length = octets[position + 16] << 8 | octets[position + 17]
        messages.append(octets[position : position + length])
        position += length
    return messages


def bgplib_messages(path: Path) -> Callable[[], Tally]:
    """Decode with bgplib and read plainly."""
    from bgplib.messages.decoder import Decoder
    from bgplib.messages.update import Update

    messages = _messages(path)
    decoder = Decoder()

    def run() -> Tally:
        prefixes = asns = communities = 0
        for octets in messages:
            update = decoder.decode(octets)
            if not isinstance(update, Update):
                raise TypeError(update)
            for group in update.withdrawn:
                prefixes += len(group.keys)
            for group in update.announced:
                prefixes += len(group.keys)
            block = update.attributes
            for _, path in block.as_path:
                asns += sum(path)
            communities += sum(block.communities)
            _ = block.origin, block.next_hop, block.med, block.large_communities
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def bgplib_mrt(path: Path) -> Callable[[], Tally]:
    """Read an MRT file with bgplib, as flat elements."""
    from bgplib.formats import mrt

    def run() -> Tally:
        prefixes = 0
        for element in mrt.elements(path):
            prefixes += 1
            _ = element.prefix, element.as_path, element.communities, element.next_hop
        return {"prefixes": prefixes}

    return run


def scapy_messages(path: Path) -> Callable[[], Tally]:
    """Decode with scapy's BGP layer."""
    from scapy.config import conf
    from scapy.contrib.bgp import BGP, BGPUpdate, bgp_module_conf  # type: ignore[import-untyped]

    bgp_module_conf.use_2_bytes_asn = False
    conf.verb = 0
    messages = _messages(path)

    def run() -> Tally:
        prefixes = asns = communities = 0
        for octets in messages:
            update = BGP(octets)[BGPUpdate]
            prefixes += len([n.prefix for n in update.withdrawn_routes])
            prefixes += len([n.prefix for n in update.nlri])
            for attribute in update.path_attr:
                value = attribute.attribute
                if attribute.type_code == 2:
                    asns += sum(sum(segment.segment_value) for segment in value.segments)
                elif attribute.type_code == 8:
                    communities += _scapy_communities(value)
                elif attribute.type_code == 14:
                    prefixes += len([n.prefix for n in value.nlri])
                elif attribute.type_code == 15:
                    prefixes += len([n.prefix for n in value.afi_safi_specific.withdrawn_routes])
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def _scapy_communities(value: Any) -> int:  # scapy has no types for its packets
    # The layer holds one community; the others are its payload.
    octets = bytes(value)
    return sum(int.from_bytes(octets[at : at + 4], "big") for at in range(0, len(octets), 4))


def exabgp_messages(path: Path) -> Callable[[], Tally]:
    """Decode with ExaBGP 5."""
    from exabgp.bgp.message import Update  # type: ignore[import-not-found]
    from exabgp.bgp.message.direction import Direction  # type: ignore[import-not-found]
    from exabgp.bgp.message.open import ASN, HoldTime, Open, RouterID, Version  # type: ignore[import-not-found]
    from exabgp.bgp.message.open.capability import (  # type: ignore[import-not-found]
        Capabilities,
        Negotiated,
    )
    from exabgp.bgp.neighbor import Neighbor  # type: ignore[import-not-found]
    from exabgp.logger import log  # type: ignore[import-not-found]
    from exabgp.protocol.family import AFI, SAFI  # type: ignore[import-not-found]

    log.silence()
    neighbor = Neighbor()
    neighbor["local-as"] = ASN(65000)
    neighbor["peer-as"] = ASN(65001)
    neighbor["router-id"] = RouterID("192.0.2.254")
    neighbor["capability"]["asn4"] = True
    neighbor.add_family((AFI.ipv4, SAFI.unicast))
    neighbor.add_family((AFI.ipv6, SAFI.unicast))
    capabilities = Capabilities().new(neighbor, False, local_as=ASN(65000))
    negotiated = Negotiated(neighbor)
    negotiated.sent(Open(Version(4), ASN(65000), HoldTime(180), RouterID("1.1.1.1"), capabilities))
    negotiated.received(
        Open(Version(4), ASN(65001), HoldTime(180), RouterID("2.2.2.2"), capabilities)
    )
    bodies = [octets[19:] for octets in _messages(path)]

    def run() -> Tally:
        prefixes = asns = communities = 0
        for body in bodies:
            update = Update.unpack_message(body, Direction.IN, negotiated)
            for nlri in update.nlris:
                prefixes += 1
                _ = nlri.cidr.prefix()
            if 2 in update.attributes:
                asns += sum(int(a) for part in update.attributes[2].aspath for a in part)
            if 8 in update.attributes:
                communities += sum(
                    int.from_bytes(c.community, "big") for c in update.attributes[8].communities
                )
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def mrtparse_mrt(path: Path) -> Callable[[], Tally]:
    """Read an MRT file with mrtparse."""
    from mrtparse import Reader  # type: ignore[import-untyped]

    def run() -> Tally:
        prefixes = 0
        for record in Reader(str(path)):
            data = record.data
            if "rib_entries" in data:
                prefixes += len(data["rib_entries"])
                continue
            message = data.get("bgp_message")
            if not message:
                continue
            prefixes += len(message["withdrawn_routes"]) + len(message["nlri"])
            for attribute in message["path_attributes"]:
                value = attribute["value"]
                if 14 in attribute["type"]:
                    prefixes += len(value["nlri"])
                elif 15 in attribute["type"]:
                    prefixes += len(value["withdrawn_routes"])
        return {"prefixes": prefixes}

    return run


def bgpdump_mrt(path: Path) -> Callable[[], Tally]:
    """Print an MRT file with `bgpdump -m`, and count the lines."""

    def run() -> Tally:
        done = subprocess.run(["bgpdump", "-m", str(path)], capture_output=True, check=True)
        return {"prefixes": sum(1 for _ in io.BytesIO(done.stdout))}

    return run


def bgplib_build(path: Path) -> Callable[[], Tally]:
    """Build and encode UPDATEs with bgplib from plain values."""
    from bgplib.attributes import AsPath, Communities, MultiExitDisc, Origin
    from bgplib.messages.update import Update

    recipes = _recipes()

    def run() -> Tally:
        octets = 0
        for prefixes, asns, communities, med in recipes:
            update = Update.announce(
                prefixes,
                next_hop="10.0.0.1",
                attributes=(
                    Origin(0),
                    AsPath.of(asns),
                    MultiExitDisc(med),
                    Communities(communities),
                ),
            )
            octets += len(update.encode())
        return {"octets": octets}

    return run


def scapy_build(path: Path) -> Callable[[], Tally]:
    """Build and encode UPDATEs with scapy."""
    from scapy.contrib import bgp

    bgp.bgp_module_conf.use_2_bytes_asn = False
    recipes = _recipes()

    def run() -> Tally:
        octets = 0
        for prefixes, asns, communities, med in recipes:
            segment = bgp.BGPPAAS4BytesPath.ASPathSegment(segment_type=2, segment_value=list(asns))
            attributes = [
                bgp.BGPPathAttr(
                    type_flags=0x40, type_code=1, attribute=[bgp.BGPPAOrigin(origin=0)]
                ),
                bgp.BGPPathAttr(
                    type_flags=0x40,
                    type_code=2,
                    attribute=[bgp.BGPPAAS4BytesPath(segments=[segment])],
                ),
                bgp.BGPPathAttr(
                    type_flags=0x40, type_code=3, attribute=[bgp.BGPPANextHop(next_hop="10.0.0.1")]
                ),
                bgp.BGPPathAttr(
                    type_flags=0x80, type_code=4, attribute=[bgp.BGPPAMultiExitDisc(med=med)]
                ),
                bgp.BGPPathAttr(
                    type_flags=0xC0,
                    type_code=8,
                    attribute=b"".join(c.to_bytes(4, "big") for c in communities),
                ),
            ]
            routes = [bgp.BGPNLRI_IPv4(prefix=prefix) for prefix in prefixes]
            update = bgp.BGPUpdate(path_attr=attributes, nlri=routes)
            octets += len(bytes(bgp.BGPHeader(type=2) / update))
        return {"octets": octets}

    return run


def _recipes() -> list[tuple[list[str], tuple[int, ...], tuple[int, ...], int]]:
    """Return what to build: prefixes, path, communities, MED."""
    from tests.bench.data import Internet

    source = Internet(4)
    recipes = []
    for number in range(BUILT):
        prefixes = []
        for _ in range(source.random.choice((1, 1, 1, 2, 3))):
            key = source.ipv4()
            prefixes.append(f"{ipaddress.IPv4Address(key[1:].ljust(4, bytes(1)))}/{key[0]}")
        asns = tuple(source.random.randrange(1, 400_000) for _ in range(4))
        communities = tuple(source.random.randrange(1 << 32) for _ in range(4))
        recipes.append((prefixes, asns, communities, number))
    return recipes


#: work: (input file, {peer: what prepares it}); the first peer is the one that others relate to
WORKS: Final[dict[str, tuple[str, dict[str, Callable[[Path], Callable[[], Tally]]]]]] = {
    "W1 live feed, messages": (
        "w1.bgp",
        {"bgplib": bgplib_messages, "exabgp": exabgp_messages, "scapy": scapy_messages},
    ),
    "W1 live feed, MRT": (
        "w1.mrt",
        {"bgplib": bgplib_mrt, "mrtparse": mrtparse_mrt, "bgpdump -m": bgpdump_mrt},
    ),
    "W2 full table, messages": (
        "w2.bgp",
        {"bgplib": bgplib_messages, "exabgp": exabgp_messages, "scapy": scapy_messages},
    ),
    "W2 full table, MRT": (
        "w2.mrt",
        {"bgplib": bgplib_mrt, "mrtparse": mrtparse_mrt, "bgpdump -m": bgpdump_mrt},
    ),
    "W3 table dump of 20 peers, MRT": (
        "w3.mrt",
        {"bgplib": bgplib_mrt, "mrtparse": mrtparse_mrt, "bgpdump -m": bgpdump_mrt},
    ),
    "W4 build and encode": ("w1.bgp", {"bgplib": bgplib_build, "scapy": scapy_build}),
}
