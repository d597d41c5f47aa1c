"""Strategies for BGP-LS: TLVs whose octets have their layout, NLRI and attributes made of them."""

from __future__ import annotations

import functools
from typing import Final

import attrs
from hypothesis import strategies as st

from bgplib.attributes.bgp_ls import BgpLs, Sid
from bgplib.attributes.bgp_ls._node import LabelRange, LabelRanges
from bgplib.attributes.bgp_ls._table import ATTRIBUTES
from bgplib.context import Context
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import (
    AFI_IPV4,
    AFI_IPV6,
    SAFI_LINK_STATE_SPF,
    SAFI_LINK_STATE_VPN,
    Family,
)
from bgplib.nlri.bgp_ls import LinkStateNlri, LinkStateTlv, LinkStateTlvs
from bgplib.nlri.bgp_ls._codec import RESERVED_FAMILIES
from bgplib.nlri.bgp_ls._descriptors import NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._layout import AnyLayout
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import prefixes
from bgplib.testing.strategies.nlri import path_ids
from bgplib.testing.strategies.values import route_distinguishers

__all__ = [
    "attribute_octets",
    "attributes",
    "link_state_nlri",
    "link_state_tlvs",
    "tlv_octets",
]

_LONGEST: Final = 40
#: TLVs that hold others, and how many octets stand before these
_CONTAINERS: Final = {
    iana.LOCAL_NODE_DESCRIPTORS: 0,
    iana.REMOTE_NODE_DESCRIPTORS: 0,
    1039: 4,
    1106: 22,
    1107: 28,
    1108: 26,
    1159: 4,
    1162: 8,
    1172: 4,
    1204: 8,
    1205: 12,
    1212: 36,
}
_SEGMENT: Final = 1206
#: how many octets stand before the sub-TLVs of a segment, of types A to K
_SEGMENT_OCTETS: Final = (9, 21, 13, 25, 16, 16, 48, 40, 37, 60, 52)
_AFFINITY: Final = 1208
_BINDING_SID: Final = 1201
_APPLICATION_SPECIFIC: Final = 1122
_LABEL_RANGES: Final = (1034, 1036)
#: which families IP Reachability Information is of
_AFIS: Final = {iana.IPV4_TOPOLOGY_PREFIX: AFI_IPV4, iana.IPV6_TOPOLOGY_PREFIX: AFI_IPV6}


def _sids() -> st.SearchStrategy[Sid]:
    labels = st.integers(0, 0xFFFFF).map(lambda value: Sid(value, is_label=True))
    return labels | st.integers(0, 0xFFFFFFFF).map(lambda value: Sid(value, is_label=False))


def _label_ranges() -> st.SearchStrategy[LabelRanges]:
    one = st.builds(LabelRange, st.integers(0, 0xFFFFFF), _sids())
    return st.builds(LabelRanges, st.integers(0, 255), st.lists(one, max_size=3).map(tuple))


@functools.cache
def _sizes(layout: AnyLayout) -> tuple[int, ...]:
    """List how many octets a value can have, as far as that does not depend on what they are."""
    return tuple(size for size in range(_LONGEST) if layout.decode(bytes(size)) is not None)


@kept
def tlv_octets(table: TlvTable, code: int) -> st.SearchStrategy[bytes]:
    """Make octets of a TLV that have the layout of its type; any octets where there is none.

    Args:
        table: what the TLV is one of.
        code: its type.
    """
    layout = table.layouts.get(code)
    if layout is None:
        return st.binary(max_size=_LONGEST)
    if code in _LABEL_RANGES:
        return _label_ranges().map(layout.encode)
    if code == _APPLICATION_SPECIFIC:
        return st.builds(
            lambda first, second, rest: (
                bytes((len(first), len(second), 0, 0)) + first + second + rest
            ),
            _masks(),
            _masks(),
            _inner_octets(table, code),
        )
    if code == iana.SR_POLICY_CANDIDATE_PATH_DESCRIPTOR:
        return _candidate_paths()
    if code == _BINDING_SID:
        return _binding_sids()
    if code == _AFFINITY:
        return _affinities()
    if code == _SEGMENT:
        return st.builds(lambda first, rest: first + rest, _segments(), _inner_octets(table, code))
    if code in _CONTAINERS:
        size = _CONTAINERS[code]
        head = st.binary(min_size=size, max_size=size)
        return st.builds(lambda first, rest: first + rest, head, _inner_octets(table, code))
    return st.sampled_from(_sizes(layout)).flatmap(
        lambda size: st.binary(min_size=size, max_size=size)
    )


def _exactly(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@st.composite
def _candidate_paths(draw: st.DrawFn) -> bytes:
    flags = draw(st.integers(0, 255))
    size = 14 + (16 if flags & 0x80 else 4) + (16 if flags & 0x40 else 4)
    return draw(_exactly(1)) + bytes((flags,)) + draw(_exactly(size))


def _binding_sids() -> st.SearchStrategy[bytes]:
    head = st.integers(0, 0x7F)
    labels = st.builds(lambda first, rest: bytes((first,)) + rest, head, _exactly(11))
    srv6 = st.builds(lambda first, rest: bytes((first | 0x80,)) + rest, head, _exactly(35))
    return labels | srv6


def _affinities() -> st.SearchStrategy[bytes]:
    counts = st.tuples(*[st.integers(0, 3)] * 3)
    return counts.flatmap(
        lambda each: _exactly(1 + 4 * sum(each)).map(lambda rest: bytes(each) + rest)
    )


def _segments() -> st.SearchStrategy[bytes]:
    return st.integers(1, len(_SEGMENT_OCTETS)).flatmap(
        lambda kind: _exactly(_SEGMENT_OCTETS[kind - 1] - 1).map(lambda rest: bytes((kind,)) + rest)
    )


def _masks() -> st.SearchStrategy[bytes]:
    return st.sampled_from((0, 4, 8)).flatmap(lambda size: st.binary(min_size=size, max_size=size))


def _inner_octets(table: TlvTable, code: int) -> st.SearchStrategy[bytes]:
    """Make sub-TLVs; those that could hold others again are left out, but for bundle members."""
    if code in (iana.LOCAL_NODE_DESCRIPTORS, iana.REMOTE_NODE_DESCRIPTORS):
        return _node(NODE_DESCRIPTORS).map(LinkStateTlvs.encode)
    plain = {
        inner: layout
        for inner, layout in table.layouts.items()
        if inner not in (*_CONTAINERS, _APPLICATION_SPECIFIC, _SEGMENT)
    }
    if code == 1172:
        plain[_APPLICATION_SPECIFIC] = table.layouts[_APPLICATION_SPECIFIC]
        plain[1106] = table.layouts[1106]
    if code == 1205:
        plain[_SEGMENT] = table.layouts[_SEGMENT]
    return link_state_tlvs(TlvTable(plain), most=3).map(LinkStateTlvs.encode)


def _unknown() -> st.SearchStrategy[int]:
    return st.integers(0, 0xFFFF).filter(lambda code: code not in iana.TLVS)


@st.composite
def _tlv(draw: st.DrawFn, table: TlvTable, codes: st.SearchStrategy[int]) -> LinkStateTlv:
    code = draw(codes)
    return table.make(code, draw(tlv_octets(table, code)))


@kept
def link_state_tlvs(table: TlvTable, *, most: int = 6) -> st.SearchStrategy[LinkStateTlvs]:
    """Make TLVs out of a table in any order, with repeated and unknown ones among them."""
    codes = st.sampled_from(sorted(table.layouts)) | _unknown()
    return st.lists(_tlv(table, codes), max_size=most).map(LinkStateTlvs)


@kept
def _node(table: TlvTable) -> st.SearchStrategy[LinkStateTlvs]:
    """Make node descriptors: ascending, none twice."""
    codes = st.sampled_from(sorted(table.layouts)) | _unknown()
    return st.lists(_tlv(table, codes), max_size=4, unique_by=lambda tlv: tlv.type).map(table.build)


def _is_reserved(tlv: LinkStateTlv) -> bool:
    """Say whether a TLV is of an address family of links that is reserved (RFC 9815 §5.2.2.1)."""
    return tlv.type == iana.ADDRESS_FAMILY_LINK_DESCRIPTOR and tlv.octets[0] in RESERVED_FAMILIES


@st.composite
def link_state_nlri(
    draw: st.DrawFn, family: Family = Family.LINK_STATE, context: Context | None = None
) -> LinkStateNlri:
    """Make NLRI of the known types, their TLVs in the order that they must have.

    Args:
        draw: given by Hypothesis.
        family: `Family.LINK_STATE`, `Family.LINK_STATE_VPN` or `Family.LINK_STATE_SPF`.
        context: whether NLRI have path identifiers; None is without.
    """
    nlri_type = draw(st.sampled_from(sorted(iana.NLRI_TYPES)))
    table = descriptors_of(nlri_type)
    codes = st.sampled_from(sorted(set(table.layouts) - {iana.IP_REACHABILITY_INFORMATION}))
    items = draw(st.lists(_tlv(table, codes | _unknown()), max_size=5))
    if nlri_type in _AFIS and draw(st.booleans()):
        prefix = draw(prefixes(_AFIS[nlri_type]))
        items.append(table.make(iana.IP_REACHABILITY_INFORMATION, prefix))
    is_vpn = family.safi == SAFI_LINK_STATE_VPN
    protocol_ids = st.integers(0, 255)
    if family.safi == SAFI_LINK_STATE_SPF:
        # RFC 9815 §5.2: nodes and links come from the direct protocol.
        if nlri_type in (iana.NODE, iana.LINK):
            protocol_ids = st.just(iana.DIRECT)
        items = [tlv for tlv in items if not _is_reserved(tlv)]
    nlri = LinkStateNlri.of(
        nlri_type,
        items,
        protocol_id=draw(protocol_ids),
        identifier=draw(st.just(0) | st.integers(0, 0xFFFFFFFFFFFFFFFF)),
        rd=draw(route_distinguishers()) if is_vpn else None,
    )
    if context is not None and family in context.add_path_send:
        return attrs.evolve(nlri, path_id=draw(path_ids()))
    return nlri


@kept
def attributes() -> st.SearchStrategy[BgpLs]:
    """Make BGP-LS attributes: TLVs in any order, with repeated and unknown ones among them."""
    return link_state_tlvs(ATTRIBUTES).filter(bool).map(BgpLs)


@kept
def attribute_octets() -> st.SearchStrategy[bytes]:
    """Make values of the attribute that add up at the outer level, and may not inside."""
    one = st.builds(
        lambda code, octets: code.to_bytes(2, "big") + len(octets).to_bytes(2, "big") + octets,
        st.sampled_from(sorted(ATTRIBUTES.layouts)) | st.integers(0, 0xFFFF),
        st.binary(max_size=_LONGEST),
    )
    return st.lists(one, min_size=1, max_size=5).map(b"".join)
