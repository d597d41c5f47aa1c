"""Strategies for attributes that few sessions see: tunnels, segment routing, multicast, BGPsec.

Every value has one form on the wire: what a decoder makes of its octets is equal to it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st

from bgplib.attributes import (
    Aigp,
    AttributeReader,
    AttrSet,
    BfdDiscriminator,
    BgpsecPath,
    BierAttribute,
    DomainPath,
    NextHopDependentCharacteristics,
    PeDistinguisherLabels,
    PmsiTunnel,
    Sfp,
    TrafficEngineering,
)
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.bgpsec_path import SecurePathSegment, SignatureBlock
from bgplib.attributes.bier import BierDomain, BierEncapsulation, BierNextHop
from bgplib.attributes.domain_path import Domain
from bgplib.attributes.traffic_engineering import SwitchingCapability
from bgplib.context import Context, SessionType
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import host_addresses, ipv4_addresses, ipv6_addresses
from bgplib.testing.strategies.attributes import attribute_lists, attribute_octets
from bgplib.testing.strategies.segment_routing import prefix_sids
from bgplib.testing.strategies.tunnels import tunnel_encapsulations
from bgplib.testing.strategies.values import as_numbers, labels
from bgplib.values.tlv import Tlv

__all__ = [
    "aigps",
    "attr_sets",
    "bfd_discriminators",
    "bgpsec_paths",
    "bier_attributes",
    "domain_paths",
    "next_hop_dependent_characteristics",
    "pe_distinguisher_labels",
    "pmsi_tunnels",
    "sfps",
    "traffic_engineerings",
    "values_by_code",
]

_U8: Final = st.integers(0, 0xFF)
_U16: Final = st.integers(0, 0xFFFF)
_U32: Final = st.integers(0, 0xFFFFFFFF)
_ANY_ADDRESS: Final = ipv4_addresses() | ipv6_addresses()


def _tlvs(types: st.SearchStrategy[int], *, most: int = 12) -> st.SearchStrategy[Tlv]:
    return st.builds(Tlv, types, st.binary(max_size=most))


@kept
def aigps() -> st.SearchStrategy[Aigp]:
    """Make metrics below the greatest one, alone or among other TLVs (RFC 7311 §3)."""
    metric = st.integers(0, (1 << 64) - 2).map(lambda value: Tlv(1, value.to_bytes(8, "big")))
    tlv = metric | _tlvs(st.sampled_from((0, 2, 255)))
    return st.lists(tlv, min_size=1, max_size=4).map(lambda found: Aigp(tuple(found)))


@st.composite
def attr_sets(draw: st.DrawFn, *, depth: int = 2) -> AttrSet:
    """Make sets of attributes as a customer's speaker has them, with 4-octet AS numbers.

    Args:
        draw: given by Hypothesis.
        depth: how many sets may stand within each other, this one included (RFC 6368 §5).
    """
    inner = Context(session=SessionType.INTERNAL)
    parts = [
        draw(attribute_octets(inner, value))
        for value in draw(attribute_lists(inner, routable=False, without=(attributes.NEXT_HOP,)))
    ]
    if depth > 1 and draw(st.booleans()):
        parts.append(draw(attribute_octets(inner, draw(attr_sets(depth=depth - 1)))))
    return AttrSet(draw(as_numbers()), b"".join(draw(st.permutations(parts))))


@kept
def bfd_discriminators() -> st.SearchStrategy[BfdDiscriminator]:
    """Make discriminators with the address of the session's head (RFC 9026 §3.1.6)."""
    source = _ANY_ADDRESS.map(lambda address: Tlv(1, address))
    others = st.lists(_tlvs(st.sampled_from((0, 2, 255))), max_size=2)
    return st.builds(
        lambda mode, number, head, before, behind: BfdDiscriminator(
            mode=mode, discriminator=number, tlvs=(*before, head, *behind)
        ),
        st.just(1) | _U8,
        _U32,
        source,
        others,
        others,
    )


@st.composite
def bgpsec_paths(draw: st.DrawFn, context: Context | None = None) -> BgpsecPath:
    """Make paths with one or two blocks of signatures (RFC 8205 §3).

    The signatures have the form of such, and verify with no key.

    Args:
        draw: given by Hypothesis.
        context: says what the latest segment must be; None is the default context.
    """
    context = context or Context()
    confederation = context.session is SessionType.CONFEDERATION
    external = context.session is SessionType.EXTERNAL
    segment = st.builds(
        SecurePathSegment,
        p_count=_U8,
        flags=st.just(0) if external else st.sampled_from((0, 0x80)),
        asn=as_numbers().filter(bool),
    )
    first = st.builds(
        SecurePathSegment,
        p_count=st.integers(1, 255),
        flags=st.just(0x80) if confederation else st.just(0),
        asn=as_numbers().filter(bool) if context.peer_as is None else st.just(context.peer_as),
    )
    segments = (draw(first), *draw(st.lists(segment, max_size=3)))
    signature = st.tuples(st.binary(min_size=20, max_size=20), st.binary(max_size=72))
    count = len(segments)
    block = st.builds(
        SignatureBlock, _U8, st.lists(signature, min_size=count, max_size=count).map(tuple)
    )
    return BgpsecPath(segments, tuple(draw(st.lists(block, min_size=1, max_size=2))))


@kept
def domain_paths() -> st.SearchStrategy[DomainPath]:
    """Make paths of domains in one or several segments."""
    domain = st.builds(Domain, administrator=_U32, number=_U16, safi=_U8)
    segment = st.lists(domain, min_size=1, max_size=4).map(tuple)
    return st.lists(segment, min_size=1, max_size=3).map(lambda found: DomainPath(tuple(found)))


@kept
def next_hop_dependent_characteristics() -> st.SearchStrategy[NextHopDependentCharacteristics]:
    """Make characteristics of next hops of all lengths."""
    return st.builds(
        NextHopDependentCharacteristics,
        family=st.sampled_from((Family.IPV4_UNICAST, Family.IPV6_VPN))
        | st.builds(Family, _U16, _U8),
        next_hop=_ANY_ADDRESS | st.binary(max_size=48),
        characteristics=st.lists(_tlvs(_U16), max_size=3).map(tuple),
    )


@kept
def pe_distinguisher_labels() -> st.SearchStrategy[PeDistinguisherLabels]:
    """Make labels of PEs, all with IPv4 or all with IPv6 addresses (RFC 6514 §8)."""
    ipv6 = ipv6_addresses().filter(lambda address: any(address) and address[0] != 0xFF)
    # With seven IPv6 addresses the octets could as well be nineteen IPv4 addresses.
    four = st.lists(st.tuples(host_addresses(), labels()), min_size=1, max_size=5)
    sixteen = st.lists(st.tuples(ipv6, labels()), min_size=1, max_size=5)
    return (four | sixteen).map(lambda found: PeDistinguisherLabels(tuple(found)))


#: lengths of well-formed identifiers, by tunnel type (RFC 6514 §5); others have any
_IDENTIFIERS: Final = {0: (0,), 1: (12, 24), 3: (8, 32), 4: (8, 32), 5: (8, 32), 6: (4, 16)}


def _fec_elements() -> st.SearchStrategy[bytes]:
    """Make FEC elements of mLDP: type, address family, root, opaque value (RFC 6388 §2.2)."""
    return st.builds(
        lambda kind, root, opaque: b"".join(
            (
                bytes((kind, 0, 1 if len(root) == 4 else 2, len(root))),
                root,
                len(opaque).to_bytes(2, "big"),
                opaque,
            )
        ),
        st.sampled_from((6, 7, 8)),
        _ANY_ADDRESS,
        st.binary(max_size=12),
    )


@kept
def _identifiers(tunnel_type: int) -> st.SearchStrategy[bytes]:
    if tunnel_type in (2, 7):
        return _fec_elements()
    lengths = _IDENTIFIERS.get(tunnel_type)
    if lengths is None:
        return st.binary(max_size=20)
    return st.one_of(*(st.binary(min_size=size, max_size=size) for size in lengths))


@kept
def pmsi_tunnels() -> st.SearchStrategy[PmsiTunnel]:
    """Make tunnels of all types, with identifiers of their form (RFC 6514 §5)."""
    types = st.sampled_from((*range(15), 0x7B, 0x86))
    return types.flatmap(
        lambda kind: st.builds(
            PmsiTunnel,
            flags=_U8,
            tunnel_type=st.just(kind),
            label=labels(),
            identifier=_identifiers(kind),
        )
    )


@kept
def bier_attributes() -> st.SearchStrategy[BierAttribute]:
    """Make BIER sub-domains with encapsulations and next hops, among other TLVs (RFC 9793 §3)."""
    next_hop = _ANY_ADDRESS.map(BierNextHop)
    encapsulation = st.builds(
        BierEncapsulation,
        type=st.sampled_from((2, 3)),
        max_si=_U8,
        bs_len=st.integers(0, 15),
        start=st.integers(0, (1 << 20) - 1),
        sub_tlvs=st.lists(next_hop | _tlvs(st.sampled_from((0, 1, 2, 5))), max_size=2).map(tuple),
    )
    other = _tlvs(st.sampled_from((0, 1, 5, 0xFFFF)))
    domain = st.builds(
        BierDomain,
        sub_domain=st.integers(0, 2) | _U8,
        bfr_id=_U16,
        reserved=st.just(0) | _U8,
        sub_tlvs=st.lists(encapsulation | next_hop | other, max_size=4).map(tuple),
    )
    part = domain | _tlvs(st.sampled_from((0, 2, 5, 0xFFFF)))
    return st.lists(part, min_size=1, max_size=3).map(lambda found: BierAttribute(tuple(found)))


@kept
def sfps() -> st.SearchStrategy[Sfp]:
    """Make service function paths of hops, associations and TLVs of other types."""
    sub_tlv = st.builds(
        lambda kind, octets: bytes((kind,)) + len(octets).to_bytes(2, "big") + octets,
        _U8,
        st.binary(max_size=8),
    )
    hop = st.builds(
        lambda index, parts: Tlv(2, bytes((index,)) + b"".join(parts)),
        _U8,
        st.lists(sub_tlv, min_size=1, max_size=3),
    )
    tlvs = st.lists(hop | _tlvs(st.sampled_from((0, 1, 3, 255))), max_size=3)
    return st.builds(lambda before, each, behind: Sfp((*before, each, *behind)), tlvs, hop, tlvs)


def _switching_capabilities(kind: int, size: int) -> st.SearchStrategy[SwitchingCapability]:
    return st.builds(
        SwitchingCapability,
        capability=st.just(kind),
        encoding=_U8,
        reserved=st.just(0) | _U16,
        maximum_bandwidths=st.lists(st.floats(width=32), min_size=8, max_size=8).map(_floats)
        | st.binary(min_size=32, max_size=32),
        specific=st.binary(min_size=size, max_size=size),
    )


def _floats(rates: list[float]) -> bytes:
    return struct.pack(">8f", *rates)


@kept
def traffic_engineerings() -> st.SearchStrategy[TrafficEngineering]:
    """Make switching capabilities; one of an unknown kind can only be the last (RFC 5543 §3)."""
    sizes = {1: 6, 2: 6, 3: 6, 4: 6, 51: 0, 100: 5, 150: 0, 200: 0}
    known = st.sampled_from(sorted(sizes)).flatmap(
        lambda kind: _switching_capabilities(kind, sizes[kind])
    )
    last = known | st.integers(0, 9).flatmap(lambda size: _switching_capabilities(99, size))
    return st.builds(
        lambda before, final: TrafficEngineering((*before, final)),
        st.lists(known, max_size=3),
        last,
    )


_MAKERS: Final[dict[int, Callable[[], st.SearchStrategy[Any]]]] = {
    attributes.PMSI_TUNNEL: pmsi_tunnels,
    attributes.TUNNEL_ENCAPSULATION: tunnel_encapsulations,
    attributes.TRAFFIC_ENGINEERING: traffic_engineerings,
    attributes.AIGP: aigps,
    attributes.PE_DISTINGUISHER_LABELS: pe_distinguisher_labels,
    attributes.DOMAIN_PATH: domain_paths,
    attributes.SFP: sfps,
    attributes.BFD_DISCRIMINATOR: bfd_discriminators,
    attributes.NEXT_HOP_DEPENDENT_CHARACTERISTICS: next_hop_dependent_characteristics,
    attributes.PREFIX_SID: prefix_sids,
    attributes.BIER: bier_attributes,
    attributes.ATTR_SET: attr_sets,
}


def values_by_code(context: Context) -> dict[int, st.SearchStrategy[object]]:
    """Return, by type code, strategies of values that are well-formed in the context.

    Attributes that the session drops unread are not among them: AIGP from an external peer,
    PREFIX_SID from outside the SR domain, and BGPSEC_PATH without BGPsec.
    """
    return dict(_values_by_code(context))


@kept
def _values_by_code(context: Context) -> dict[int, st.SearchStrategy[object]]:
    reader = AttributeReader(context, DEFAULT_TABLE)
    made: dict[int, st.SearchStrategy[object]] = {}
    for code, maker in _MAKERS.items():
        codec = reader.table.by_code(code)
        if codec is not None and codec.discarded_unread(context) is None:
            made[code] = maker()
    if not context.session or context.bgpsec_receive:
        made[attributes.BGPSEC_PATH] = bgpsec_paths(context)
    return made
