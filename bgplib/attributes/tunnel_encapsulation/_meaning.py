"""Which sub-TLVs of a tunnel count, and what they say of its use (RFC 9012 §3, §4, §8, §13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bgplib.attributes.extended_communities import Encapsulation as EncapsulationCommunity
from bgplib.attributes.extended_communities import ExtendedCommunity, RouterMac
from bgplib.attributes.tunnel_encapsulation import _encapsulation as encapsulation
from bgplib.attributes.tunnel_encapsulation import _sub_tlvs as sub
from bgplib.attributes.tunnel_encapsulation._attribute import SubTlv, Tunnel, TunnelEncapsulation
from bgplib.attributes.tunnel_encapsulation._prefix_sid import TunnelPrefixSid
from bgplib.iana.families import (
    SAFI_EVPN,
    SAFI_LABELED,
    SAFI_VPN,
    Family,
)
from bgplib.values.mac_address import MacAddress
from bgplib.values.tlv import Tlv

__all__ = ["as_sent", "carries", "effective", "router_mac"]

_IP_IN_IP: Final = 7
_MPLS: Final = 10
_MPLS_IN_UDP: Final = 13
_SR_POLICY: Final = 15
_BARE: Final = 16

# RFC 9012 §1.4 and §9: those whose NLRI hold labels.
_LABELED: Final = (SAFI_LABELED, SAFI_VPN, SAFI_EVPN)
# RFC 9012 §9.2: "Two of the tunnel types that can be specified in a Tunnel Encapsulation TLV have
# Virtual Network Identifier fields in their encapsulation headers."
_WITH_VN_ID: Final = (encapsulation.VXLAN, encapsulation.NVGRE)
# Those of RFC 9012 with an outer UDP header, and VXLAN GPE, Geneve, GTP and GUE-like ones.
_WITHOUT_IP: Final = (_MPLS, _SR_POLICY, _BARE)
_WITH_UDP: Final = (encapsulation.VXLAN, 12, _MPLS_IN_UDP, 19, 21)
#: what an "X-in-Y" tunnel carries, as EtherTypes
_PAYLOADS: Final = {
    _IP_IN_IP: (0x0800, 0x86DD),
    encapsulation.MPLS_IN_GRE: (0x8847, 0x8848),
    _MPLS_IN_UDP: (0x8847, 0x8848),
}


def effective(tunnel: Tunnel, family: Family) -> tuple[SubTlv, ...]:
    """Return the sub-TLVs of a tunnel that count for routes of a family.

    The others have no effect, and are passed on all the same.
    """
    kept: list[SubTlv] = []
    seen = set[object]()
    for item in tunnel.sub_tlvs:
        # RFC 9012 §13: "the BGP speaker MUST process that TLV as if the unrecognized sub-TLV had
        # not been present."
        if isinstance(item, Tlv):
            continue
        # RFC 9012 §13: "If a Tunnel TLV has more than one of any of these sub-TLVs, all but the
        # first occurrence of each such sub-TLV type MUST be disregarded."
        kind = _once(item)
        if kind is not None and kind in seen:
            continue
        seen.add(kind)
        if _means_something(item, tunnel.type, family):
            kept.append(item)
    return tuple(kept)


def _once(item: SubTlv) -> object:
    """Return what is the same for sub-TLVs of which one counts; None where each does."""
    match item:
        case sub.Number(sub_type, _):
            return None if sub_type == sub.PROTOCOL_TYPE else sub_type
        case sub.EgressEndpoint() | sub.LabelStack() | TunnelPrefixSid():
            return type(item)
        case encapsulation.VirtualNetwork() | encapsulation.L2tpSession() | encapsulation.GreKey():
            return encapsulation.ENCAPSULATION
        case _:
            return None


def _means_something(item: SubTlv, tunnel_type: int, family: Family) -> bool:
    match item:
        # RFC 9012 §3.3: "If an outer Encapsulation sub-TLV occurs in a TLV for a tunnel type that
        # does not use the corresponding outer encapsulation, the sub-TLV MUST be treated as if it
        # were an unrecognized type of sub-TLV."
        case sub.Number(sub.DS_FIELD, _):
            return tunnel_type not in _WITHOUT_IP
        case sub.Number(sub.UDP_PORT, _):
            return tunnel_type in _WITH_UDP
        # RFC 9012 §3.5: "If the Tunnel Encapsulation attribute is attached to an UPDATE of a
        # non-labeled address family, then the sub-TLV MUST be disregarded. If the sub-TLV is
        # contained in a TLV whose tunnel type does not have a virtual network identifier in its
        # encapsulation header, the sub-TLV MUST be disregarded."
        case sub.Number(sub.LABEL_HANDLING, _):
            return family.safi in _LABELED and tunnel_type in _WITH_VN_ID
        # RFC 9012 §3.4.1: "for "X-in-Y" type tunnels, a Protocol Type sub-TLV specifying anything
        # other than "X" MUST be ignored"
        case sub.Number(sub.PROTOCOL_TYPE, protocol):
            return protocol in _PAYLOADS.get(tunnel_type, (protocol,))
        # RFC 9012 §3.7: "If included in a BGP UPDATE for any other address family, it MUST be
        # ignored."
        case TunnelPrefixSid():
            return family.safi == SAFI_LABELED
        case _:
            return True


def carries(tunnel: Tunnel, colors: Iterable[int]) -> bool:
    """Say whether a tunnel takes packets of a route with these colors in its communities.

    That is asked where the route has no tunnels of its own and its next hop is reached by one that
    has (RFC 9012 §8).
    """
    # RFC 9012 §8: "suppose that one of the TLVs in U2's Tunnel Encapsulation attribute contains one
    # or more Color sub-TLVs. In that case, packet P MUST NOT be sent through the tunnel contained
    # in that TLV, unless U1 is carrying a Color Extended Community that is identified in one of
    # U2's Color sub-TLVs."
    wanted = {item.color for item in tunnel.sub_tlvs if isinstance(item, sub.Color)}
    return not wanted or not wanted.isdisjoint(colors)


def router_mac(
    tunnel: Tunnel, family: Family, communities: Iterable[ExtendedCommunity] = ()
) -> MacAddress | None:
    """Return the MAC address of the router behind a tunnel; None when nothing says it.

    Args:
        tunnel: the tunnel.
        family: the family of the route.
        communities: the extended communities of the route.
    """
    # RFC 9012 §4.2: "In case of such a conflict, the information in the Router's MAC Extended
    # Community MUST be used."
    for community in communities:
        if isinstance(community, RouterMac):
            return community.mac
    for item in effective(tunnel, family):
        if isinstance(item, encapsulation.VirtualNetwork):
            return item.mac
    return None


def as_sent(
    tunnels: Sequence[Tunnel],
) -> tuple[TunnelEncapsulation | None, tuple[EncapsulationCommunity, ...]]:
    """Return how tunnels are announced: some in the attribute, some as extended communities.

    Args:
        tunnels: what a program has to offer.

    Returns:
        The attribute, None where it would hold nothing; and the communities.
    """
    # RFC 9012 §4.1: "In situations where a tunnel could be encoded using a barebones TLV, it MUST
    # be encoded using the corresponding Encapsulation Extended Community."
    bare = [tunnel for tunnel in tunnels if tunnel.is_barebones]
    others = tuple(tunnel for tunnel in tunnels if not tunnel.is_barebones)
    return (
        TunnelEncapsulation(others) if others else None,
        tuple(EncapsulationCommunity(tunnel_type=tunnel.type) for tunnel in bare),
    )
