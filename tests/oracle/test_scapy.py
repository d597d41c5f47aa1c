"""Scapy's BGP layer and bgplib read, and write, the same UPDATEs.

Scapy reads one large community per attribute, AGGREGATOR with 2-octet AS numbers only, no attribute
of more than 255 octets, and guesses whether NLRI have path identifiers. What it cannot read is not
compared, and messages that it guesses wrong are left out.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib.attributes import (
    AsPath,
    AtomicAggregate,
    ClusterList,
    Communities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
    Origin,
    OriginatorId,
)
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.testing.strategies.addresses import host_addresses, ipv6_addresses, prefixes
from bgplib.testing.strategies.attributes import segments
from bgplib.values.address import address_text, identifier_text
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

logging.getLogger("scapy").setLevel(logging.ERROR)
bgp = pytest.importorskip("scapy.contrib.bgp", reason="scapy is not installed")
bgp.bgp_module_conf.use_2_bytes_asn = False

CONTEXT = Context(session=SessionType.INTERNAL)
IPV4, IPV6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
NUMBER = st.integers(0, 0xFFFFFFFF)
PATHS = st.lists(segments(), max_size=4).map(lambda found: AsPath(tuple(found)))
LISTS = st.lists(NUMBER, min_size=1, max_size=6).map(tuple)
TRIPLES = st.tuples(st.tuples(NUMBER, NUMBER, NUMBER))  # one: Scapy reads no further


@st.composite
def values(draw: st.DrawFn) -> list[object]:
    """Make attributes that Scapy has fields for."""
    optional: list[st.SearchStrategy[object]] = [
        NUMBER.map(MultiExitDisc),
        NUMBER.map(LocalPref),
        st.just(AtomicAggregate()),
        LISTS.map(Communities),
        NUMBER.map(OriginatorId),
        LISTS.map(ClusterList),
        TRIPLES.map(LargeCommunities),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(optional))), unique=True))
    needed = [Origin(draw(st.integers(0, 2))), draw(PATHS)]
    return [*needed, *(draw(optional[index]) for index in chosen)]


def is_numbered(nlri: list[Any]) -> bool:
    """Say whether Scapy took NLRI for such with path identifiers."""
    return any(hasattr(item, "nlri_path_id") for item in nlri)


def seen_by_scapy(octets: bytes) -> dict[str, Any]:
    """Let Scapy dissect an UPDATE, and name what it found as bgplib does."""
    packet = bgp.BGPHeader(octets)
    update = packet.getlayer(bgp.BGPUpdate)
    assume(not is_numbered([*update.nlri, *update.withdrawn_routes]))
    found: dict[str, Any] = {
        "announced": [item.prefix for item in update.nlri],
        "withdrawn": [item.prefix for item in update.withdrawn_routes],
        "codes": [attribute.type_code for attribute in update.path_attr],
    }
    for attribute in update.path_attr:
        found |= _attribute(attribute.type_code, attribute.attribute)
    return found


def _attribute(code: int, value: Any) -> dict[str, Any]:
    """Read one attribute of Scapy's."""
    if code == 1:
        return {"origin": value.origin}
    if code == 2:
        path = [(s.segment_type, tuple(s.segment_value)) for s in value.segments]
        return {"as_path": tuple(path)}
    if code == 3:
        return {"next_hop": value.next_hop}
    if code == 4:
        return {"med": value.med}
    if code == 5:
        return {"local_pref": value.local_pref}
    if code == 6:
        return {"atomic_aggregate": True}
    if code == 8:
        rest = bytes(value.payload)  # of several it reads the first
        return {"communities": (value.community, *_numbers(rest))}
    if code == 9:
        return {"originator_id": value.originator_id}
    if code == 10:
        return {"cluster_list": tuple(value.cluster_list)}
    if code == 14:
        return {
            "mp_next_hop": value.nh_v6_addr if value.nh_addr_len == 16 else value.nh_v6_global,
            "announced": [item.prefix for item in value.nlri],
        }
    if code == 15:
        routes = value.afi_safi_specific.withdrawn_routes
        assume(not is_numbered(routes))
        return {"withdrawn": [item.prefix for item in routes]}
    assert code == 32
    keys = ("global_administrator", "local_data_part1", "local_data_part2")
    triples = [tuple(getattr(segment, key) for key in keys) for segment in value.segments]
    return {"large_communities": tuple(triples)}


def _numbers(octets: bytes) -> list[int]:
    return [int.from_bytes(octets[at : at + 4], "big") for at in range(0, len(octets), 4)]


def seen_by_us(update: Update) -> dict[str, Any]:
    """Name what bgplib found."""
    block = update.attributes
    found: dict[str, Any] = {
        "announced": [str(prefix) for group in update.announced for prefix in group.prefixes],
        "withdrawn": [str(prefix) for group in update.withdrawn for prefix in group.prefixes],
        "codes": [attribute.code for attribute in update.path_attributes()],
    }
    if block.routable:
        found["as_path"] = block.as_path
    if block.next_hop is not None:
        found["next_hop"] = address_text(block.next_hop)
    if block.originator_id is not None:
        found["originator_id"] = identifier_text(block.originator_id)
    plain = {
        "origin": block.origin,
        "med": block.med,
        "local_pref": block.local_pref,
        "atomic_aggregate": block.atomic_aggregate or None,
        "communities": block.communities or None,
        "cluster_list": block.cluster_list or None,
        "large_communities": block.large_communities or None,
    }
    found |= {key: value for key, value in plain.items() if value is not None}
    for group in update.announced:
        if group.family == IPV6:
            found["mp_next_hop"] = address_text(NextHop(group.next_hop_octets).address)
    return found


def agree(update: Update) -> None:
    """Write an UPDATE, and let both read it."""
    octets = update.encode(CONTEXT)
    again = Decoder(CONTEXT).decode(octets)
    assert isinstance(again, Update)
    assert again.findings == ()
    theirs = seen_by_scapy(octets)
    ours = seen_by_us(again)
    for key in ("announced", "withdrawn"):
        theirs[key] = [str(Prefix.parse(text)) for text in theirs[key]]
    if "mp_next_hop" in theirs:
        theirs["mp_next_hop"] = str(NextHop.parse(theirs["mp_next_hop"]))
    assert theirs == ours


# Scapy takes NLRI that begin with 0.0.0.0/0 for path identifiers.
ROUTES = st.lists(prefixes(1).filter(lambda prefix: prefix.length > 0), min_size=1, max_size=6)
ROUTES6 = st.lists(prefixes(2).filter(lambda prefix: prefix.length > 0), min_size=1, max_size=6)


@given(values(), ROUTES, host_addresses())
def test_scapy_reads_what_we_write(found: list[object], routes: list[Prefix], hop: bytes) -> None:
    """RFC 4271 §4.3: IPv4 routes and the attributes of RFC 4271, 1997, 4456 and 8092."""
    group = NlriGroup.of(IPV4, routes, next_hop=NextHop(hop))
    agree(Update.build(attributes=found, announced=[group]))
    agree(Update.build(withdrawn=[group.without_next_hop()]))


@given(values(), ROUTES6, ipv6_addresses())
def test_scapy_reads_ipv6_routes(found: list[object], routes: list[Prefix], hop: bytes) -> None:
    """RFC 4760 §3, §4, RFC 2545 §3: IPv6 routes in MP_REACH_NLRI and MP_UNREACH_NLRI."""
    group = NlriGroup.of(IPV6, routes, next_hop=NextHop(hop))
    agree(Update.build(attributes=found, announced=[group]))
    agree(Update.build(withdrawn=[group.without_next_hop()]))


@given(st.integers(0, 2), PATHS, NUMBER, host_addresses(), ROUTES)
def test_we_read_what_scapy_writes(
    origin: int, path: AsPath, med: int, hop: bytes, routes: list[Prefix]
) -> None:
    """RFC 4271 §4.3: the other way round."""
    written = [
        bgp.BGPPAAS4BytesPath.ASPathSegment(
            segment_type=segment.type, segment_value=list(segment.asns)
        )
        for segment in path.segments
    ]
    kinds = {
        1: bgp.BGPPAOrigin(origin=origin),
        2: bgp.BGPPAAS4BytesPath(segments=written),
        3: bgp.BGPPANextHop(next_hop=address_text(hop)),
        4: bgp.BGPPAMultiExitDisc(med=med),
    }
    path_attr = [
        bgp.BGPPathAttr(type_flags=0x80 if code == 4 else 0x40, type_code=code, attribute=value)
        for code, value in kinds.items()
    ]
    nlri = [bgp.BGPNLRI_IPv4(prefix=str(prefix)) for prefix in routes]
    octets = bytes(bgp.BGPHeader(type=2) / bgp.BGPUpdate(path_attr=path_attr, nlri=nlri))
    update = Decoder(CONTEXT).decode(octets)
    assert isinstance(update, Update)
    assert update.findings == ()
    assert update.attributes.origin == origin
    assert update.attributes.as_path == path.plain
    assert update.attributes.med == med
    assert update.attributes.next_hop == hop
    assert update.announced[0].prefixes == tuple(routes)
