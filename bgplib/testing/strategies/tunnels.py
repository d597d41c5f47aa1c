"""Strategies for TUNNEL_ENCAPSULATION: tunnels, and candidate paths of SR Policies."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from bgplib.attributes import TunnelEncapsulation
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import ipv4_addresses, ipv6_addresses
from bgplib.testing.strategies.segment_routing import prefix_sids
from bgplib.values.mac_address import MacAddress
from bgplib.values.tlv import Tlv

__all__ = [
    "described_segments",
    "segment_list_sub_tlvs",
    "tunnel_encapsulations",
    "tunnel_sub_tlvs",
]

_EGRESS_ENDPOINT: Final = 6  # RFC 9012 §3.1
_U8: Final = st.integers(0, 0xFF)
_U16: Final = st.integers(0, 0xFFFF)
_U32: Final = st.integers(0, 0xFFFFFFFF)
#: fields that are sent as 0, and ignored
_RESERVED: Final = st.just(0) | _U8
_ENTRY: Final = st.binary(min_size=4, max_size=4)
_BEHAVIOR: Final = st.just(b"") | st.binary(min_size=8, max_size=8)
#: sub-TLVs of one number: type, least and greatest value (RFC 9012 §3)
_NUMBERS: Final = {2: (0, 0xFFFE), 7: (0, 0xFF), 8: (1, 0xFFFF), 9: (1, 2)}


@kept
def _numbers() -> st.SearchStrategy[tunnels.Number]:
    return st.sampled_from(sorted(_NUMBERS)).flatmap(
        lambda kind: st.builds(tunnels.Number, st.just(kind), st.integers(*_NUMBERS[kind]))
    )


@kept
def _endpoints() -> st.SearchStrategy[tunnels.EgressEndpoint]:
    reserved = st.just(0) | _U32
    build = tunnels.EgressEndpoint
    return st.one_of(
        st.builds(build, reserved=reserved, afi=st.just(0)),
        st.builds(build, reserved=reserved, afi=st.just(1), address=ipv4_addresses()),
        st.builds(build, reserved=reserved, afi=st.just(2), address=ipv6_addresses()),
    )


@kept
def _sids(kind: int) -> st.SearchStrategy[tuple[bytes, bytes]]:
    """Make SIDs, of SRv6 with and without a behavior, or nothing."""
    none = st.just((b"", b""))
    if kind in (14, 15, 16):
        return none | st.tuples(ipv6_addresses(), _BEHAVIOR)
    return none | st.tuples(_ENTRY, st.just(b""))


@st.composite
def described_segments(draw: st.DrawFn) -> tunnels.NodeSegment | tunnels.LinkSegment:
    """Make segments of types C to K (RFC 9831 §2)."""
    kind = draw(st.sampled_from((3, 4, 5, 6, 7, 8, 14, 15, 16)))
    addresses = ipv4_addresses() if kind in (3, 5, 6) else ipv6_addresses()
    sid, behavior = draw(_sids(kind))
    common: dict[str, Any] = {
        "type": kind,
        "flags": draw(_RESERVED),
        "algorithm": draw(_RESERVED),
        "sid": sid,
        "behavior": behavior,
    }
    if kind in (3, 4, 5, 14):
        interface = draw(_U32) if kind == 5 else None
        return tunnels.NodeSegment(**common, interface=interface, node_address=draw(addresses))
    has_interfaces = kind in (7, 15)
    return tunnels.LinkSegment(
        **common,
        local_interface=draw(_U32) if has_interfaces else None,
        local_address=draw(addresses),
        remote_interface=draw(_U32) if has_interfaces else None,
        remote_address=draw(addresses),
    )


@kept
def segment_list_sub_tlvs() -> st.SearchStrategy[tunnels.SegmentList]:
    """Make segment lists with segments of all types (RFC 9830 §2.4.4, RFC 9831 §2)."""
    weight = st.builds(tunnels.Weight, flags=_RESERVED, reserved=_RESERVED, weight=_U32)
    mpls = st.builds(tunnels.MplsSegment, flags=_RESERVED, reserved=_RESERVED, entry=_ENTRY)
    srv6 = st.builds(
        tunnels.Srv6Segment,
        flags=_RESERVED,
        reserved=_RESERVED,
        sid=ipv6_addresses(),
        behavior=_BEHAVIOR,
    )
    other = st.builds(Tlv, st.sampled_from((0, 2, 10, 255)), st.binary(max_size=20))
    parts = st.lists(weight | mpls | srv6 | described_segments() | other, max_size=4).map(tuple)
    return st.builds(tunnels.SegmentList, parts, _RESERVED)


@kept
def _encapsulations(tunnel_type: int) -> st.SearchStrategy[object]:
    """Make Encapsulation sub-TLVs that suit a tunnel type; octets where none is known."""
    known: dict[int, st.SearchStrategy[object]] = {
        1: st.builds(
            tunnels.L2tpSession, st.integers(1, 0xFFFFFFFF), st.just(b"") | st.binary(max_size=8)
        ),
        2: st.builds(tunnels.GreKey, _U32),
        8: st.builds(
            tunnels.VirtualNetwork,
            flags=st.sampled_from((0, 0x40, 0x80, 0xC0)) | _U8,
            vn_id_field=st.integers(0, 0xFFFFFF),
            mac_field=st.binary(min_size=6, max_size=6).map(MacAddress),
            reserved=st.just(0) | _U16,
        ),
    }
    same = {9: 8, 11: 2}
    other = st.binary(min_size=13, max_size=20).map(lambda octets: Tlv(1, octets))
    return known.get(same.get(tunnel_type, tunnel_type), other)


@kept
def tunnel_sub_tlvs() -> st.SearchStrategy[object]:
    """Make sub-TLVs of all types, and of types that bgplib has no class for."""
    color = _U32.map(lambda value: tunnels.Color(b"\x03\x0b\0\0" + value.to_bytes(4, "big")))
    entries = st.lists(_ENTRY, min_size=1, max_size=4).map(tuple)
    sid = st.just(b"") | _ENTRY | ipv6_addresses()
    return st.one_of(
        _numbers(),
        _endpoints(),
        color,
        st.builds(tunnels.LabelStack, entries),
        st.builds(tunnels.Preference, flags=_RESERVED, reserved=_RESERVED, value=_U32),
        st.builds(tunnels.Priority, value=_U8, reserved=_RESERVED),
        st.builds(tunnels.BindingSid, flags=_RESERVED, reserved=_RESERVED, sid=sid),
        st.builds(
            tunnels.Srv6BindingSid,
            flags=_RESERVED,
            reserved=_RESERVED,
            sid=ipv6_addresses(),
            behavior=_BEHAVIOR,
        ),
        st.builds(tunnels.ExplicitNullLabelPolicy, flags=_RESERVED, reserved=_RESERVED, policy=_U8),
        st.builds(
            tunnels.Name,
            type=st.sampled_from((129, 130)),
            reserved=_RESERVED,
            name=st.just(b"gold\n\x1b[31m") | st.binary(max_size=20),
        ),
        segment_list_sub_tlvs(),
        prefix_sids().map(lambda sid: tunnels.TunnelPrefixSid(sid.parts)),
        st.builds(Tlv, st.sampled_from((0, 3, 5, 127)), st.binary(max_size=255)),
        st.builds(Tlv, st.sampled_from((131, 255)), st.binary(max_size=300)),
    )


@kept
def tunnel_encapsulations() -> st.SearchStrategy[TunnelEncapsulation]:
    """Make tunnels of known and unknown types, one of them at least with one egress endpoint.

    Beside routes of most families an attribute without such a tunnel is malformed (RFC 9012 §13).
    """
    types = st.sampled_from((0, 1, 2, 7, 8, 9, 11, 13, 15, 0xFFFF)) | _U16
    tunnel = types.flatmap(
        lambda kind: st.builds(
            lambda items: tunnels.Tunnel(kind, tuple(items)),
            st.lists(tunnel_sub_tlvs() | _encapsulations(kind), max_size=4),
        )
    )
    ended = st.builds(_with_one_endpoint, tunnel, _endpoints())
    return st.builds(
        lambda before, one, after: TunnelEncapsulation((*before, one, *after)),
        st.lists(tunnel, max_size=1),
        ended,
        st.lists(tunnel, max_size=1),
    )


def _with_one_endpoint(tunnel: tunnels.Tunnel, endpoint: tunnels.EgressEndpoint) -> tunnels.Tunnel:
    """Put an egress endpoint into a tunnel, in the place of those that it has."""
    others = [
        item
        for item in tunnel.sub_tlvs
        if not isinstance(item, tunnels.EgressEndpoint)
        and not (isinstance(item, Tlv) and item.type == _EGRESS_ENDPOINT)
    ]
    return tunnels.Tunnel(tunnel.type, (*others, endpoint))
