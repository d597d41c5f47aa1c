"""The TLVs of Link-State NLRI: descriptors of nodes, links, prefixes and SIDs.

What the rows do not name stays octets.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import Any, Final

import attrs

from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.nlri.bgp_ls._layout import AnyLayout, Layout, address, numbers, prefix, unsigned
from bgplib.nlri.bgp_ls._router_id import ROUTER_ID_OCTETS, IgpRouterId
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv
from bgplib.values._field_kinds import kind_of
from bgplib.values.prefix import Prefix

__all__ = [
    "DESCRIPTORS",
    "DESCRIPTORS_BY_NLRI_TYPE",
    "NODE_DESCRIPTORS",
    "CandidatePathDescriptor",
    "LinkIdentifiers",
    "MaximumSidDepth",
]

_PAIR: Final = struct.Struct(">II")
# RFC 9552 §5.2.2.1: the upper four bits of a Multi-Topology ID are reserved.
_TOPOLOGY: Final = 0x0FFF


@attrs.frozen
class LinkIdentifiers(Fields):
    """What the nodes call the two ends of a link that has no addresses (RFC 5307 §1.1)."""

    local: int  #: Link Local Identifier
    remote: int  #: Link Remote Identifier; 0 when it is not known


@attrs.frozen
class MaximumSidDepth(Fields):
    """How many SIDs a node or link can take, in one sense of the word (RFC 8814 §3)."""

    type: int  #: MSD-Type: 1 Base MPLS Imposition, ...
    value: int  #: MSD-Value


@attrs.frozen(kw_only=True)
class CandidatePathDescriptor(Fields):
    """What tells candidate paths of SR Policies at one headend apart (RFC 9857 §4.1)."""

    protocol_origin: int  #: 1 PCEP, 2 BGP SR Policy, 3 configuration; 10, 20, 30 through a PCE
    endpoint: ipaddress.IPv4Address | ipaddress.IPv6Address  #: where the policy leads to
    color: int  #: the policy's colour
    originator_asn: int  #: the AS number of who made the path
    originator: ipaddress.IPv4Address | ipaddress.IPv6Address  #: the address of that
    discriminator: int  #: tells paths of one originator apart


# RFC 9857 §4.1: the E-Flag and the O-Flag say that endpoint and originator have IPv6 addresses.
_ENDPOINT_IPV6: Final = 0x80
_ORIGINATOR_IPV6: Final = 0x40


def _read_candidate_path(octets: bytes) -> CandidatePathDescriptor | None:
    if len(octets) < 4:
        return None
    endpoint = 4 + (16 if octets[1] & _ENDPOINT_IPV6 else 4)
    originator = endpoint + 8 + (16 if octets[1] & _ORIGINATOR_IPV6 else 4)
    if len(octets) != originator + 4:
        return None
    color, asn = _PAIR.unpack_from(octets, endpoint)
    return CandidatePathDescriptor(
        protocol_origin=octets[0],
        endpoint=ipaddress.ip_address(octets[4:endpoint]),
        color=color,
        originator_asn=asn,
        originator=ipaddress.ip_address(octets[endpoint + 8 : originator]),
        discriminator=int.from_bytes(octets[originator:], "big"),
    )


def _write_candidate_path(value: CandidatePathDescriptor) -> bytes:
    endpoint = ipaddress.ip_address(value.endpoint).packed
    originator = ipaddress.ip_address(value.originator).packed
    flags = (_ENDPOINT_IPV6 if len(endpoint) == 16 else 0) | (
        _ORIGINATOR_IPV6 if len(originator) == 16 else 0
    )
    numbers = _PAIR.pack(value.color, value.originator_asn)
    head = bytes((value.protocol_origin, flags, 0, 0))
    return head + endpoint + numbers + originator + value.discriminator.to_bytes(4, "big")


def _read_router_id(octets: bytes) -> IgpRouterId | None:
    return IgpRouterId(octets) if len(octets) in ROUTER_ID_OCTETS else None


def _write_router_id(value: IgpRouterId | str) -> bytes:
    return (IgpRouterId.parse(value) if isinstance(value, str) else value).octets


def _read_topologies(octets: bytes) -> tuple[int, ...] | None:
    found = _WORDS.decode(octets)
    return None if found is None else tuple(number & _TOPOLOGY for number in found)


def _read_depths(octets: bytes) -> tuple[MaximumSidDepth, ...] | None:
    if not octets or len(octets) % 2:
        return None
    return tuple(map(MaximumSidDepth, octets[::2], octets[1::2]))


_WORDS: Final = numbers(2)
_ROUTER_ID: Final[Layout[Any]] = Layout(_read_router_id, _write_router_id, kind_of(IgpRouterId, ""))
_DEPTHS: Final[Layout[Any]] = Layout(
    _read_depths,
    lambda values: bytes(number for each in values for number in attrs.astuple(each)),
    kind_of(tuple[MaximumSidDepth, ...], ""),
)
_IDENTIFIERS: Final[Layout[Any]] = Layout(
    lambda octets: LinkIdentifiers(*_PAIR.unpack(octets)) if len(octets) == _PAIR.size else None,
    lambda value: _PAIR.pack(value.local, value.remote),
    kind_of(LinkIdentifiers, ""),
)

#: sub-TLVs of node descriptors (RFC 9552 §5.2.1.4, RFC 9086 §4.1)
NODE_DESCRIPTORS: Final = TlvTable(
    {
        512: unsigned(4),
        513: unsigned(4),
        514: address(4),
        515: _ROUTER_ID,
        516: address(4),
        517: unsigned(4),
    }
)

_LAYOUTS: Final[dict[int, AnyLayout]] = {
    iana.LOCAL_NODE_DESCRIPTORS: NODE_DESCRIPTORS.nested(),
    iana.REMOTE_NODE_DESCRIPTORS: NODE_DESCRIPTORS.nested(),
    258: _IDENTIFIERS,
    259: address(4),
    260: address(4),
    261: address(16),
    262: address(16),
    263: Layout(_read_topologies, _WORDS.encode, _WORDS.kind),
    264: unsigned(1),
    266: _DEPTHS,
    267: _DEPTHS,
    iana.SRV6_SID_INFORMATION: address(16),
    iana.SR_POLICY_CANDIDATE_PATH_DESCRIPTOR: Layout(
        _read_candidate_path, _write_candidate_path, kind_of(CandidatePathDescriptor, "")
    ),
    iana.ADDRESS_FAMILY_LINK_DESCRIPTOR: unsigned(1),
}

#: all descriptors; those that mean the same in every type of NLRI are typed
DESCRIPTORS: Final = TlvTable(_LAYOUTS)

#: where the type of NLRI says more: of which address family IP Reachability Information is
DESCRIPTORS_BY_NLRI_TYPE: Final = {
    iana.IPV4_TOPOLOGY_PREFIX: TlvTable(
        _LAYOUTS | {iana.IP_REACHABILITY_INFORMATION: prefix(AFI_IPV4)}
    ),
    iana.IPV6_TOPOLOGY_PREFIX: TlvTable(
        _LAYOUTS | {iana.IP_REACHABILITY_INFORMATION: prefix(AFI_IPV6)}
    ),
}

# Of which address family a prefix is, its text says.
LinkStateTlv.table = TlvTable(
    NODE_DESCRIPTORS.layouts
    | _LAYOUTS
    | {
        iana.IP_REACHABILITY_INFORMATION: Layout(
            prefix(AFI_IPV6).decode, lambda value: value.key, kind_of(Prefix, "")
        )
    }
)
