"""TLVs of SRv6 (RFC 9514): SIDs of adjacencies, locators, and what belongs to a SID."""

from __future__ import annotations

import ipaddress
from typing import Final

import attrs

from bgplib.attributes.bgp_ls._records import (
    FLAGS,
    IPV4,
    IPV6,
    U8,
    U16,
    U32,
    neighbor,
    record,
    sub_tlvs,
)
from bgplib.nlri.bgp_ls import IgpRouterId, LinkStateTlvs
from bgplib.nlri.bgp_ls._layout import AnyLayout
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields

__all__ = [
    "SRV6",
    "Srv6EndX",
    "Srv6EndpointBehavior",
    "Srv6LanEndX",
    "Srv6Locator",
    "Srv6PeerNode",
    "Srv6SidStructure",
    "srv6_containers",
]


@attrs.frozen(kw_only=True)
class Srv6EndpointBehavior(Fields):
    """What a node does with packets to a SID (RFC 9514 §7.1)."""

    behavior: int  #: SRv6 Endpoint Behavior
    flags: int = 0  #: as the IGP has them
    algorithm: int = 0  #: of the locator that the SID is from


@attrs.frozen(kw_only=True)
class Srv6PeerNode(Fields):
    """The BGP peer that packets to a SID are sent to (RFC 9514 §7.2)."""

    flags: int = 0  #: 0x80 backup, 0x40 set, 0x20 persistent
    weight: int = 0  #: its share of the load
    peer_as: int  #: the peer's AS number
    peer_identifier: ipaddress.IPv4Address  #: the peer's BGP Identifier


@attrs.frozen
class Srv6SidStructure(Fields):
    """How long the parts of a SID are, in bits (RFC 9514 §8)."""

    locator_block: int  #: length of the locator's block
    locator_node: int  #: length of the locator's node part
    function: int  #: length of the function
    argument: int  #: length of the argument


@attrs.frozen(kw_only=True)
class Srv6EndX(Fields):
    """The SID of an adjacency (RFC 9514 §4.1)."""

    behavior: int  #: SRv6 Endpoint Behavior
    flags: int = 0  #: 0x80 backup, 0x40 set, 0x20 persistent
    algorithm: int = 0  #: of the locator that the SID is from
    weight: int = 0  #: its share of the load
    sid: ipaddress.IPv6Address  #: the SID
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: such as the SRv6 SID Structure


@attrs.frozen(kw_only=True)
class Srv6LanEndX(Srv6EndX):
    """The SID of an adjacency to one of the routers of a LAN (RFC 9514 §4.2)."""

    neighbor: IgpRouterId  #: the router: an IS-IS System-ID, or an OSPFv3 Router-ID


@attrs.frozen(kw_only=True)
class Srv6Locator(Fields):
    """A prefix that SIDs are taken from (RFC 9514 §5.1)."""

    flags: int = 0  #: as the IGP has them
    algorithm: int = 0  #: by which paths to the locator are computed
    metric: int = 0  #: the metric
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: none are defined


SRV6: Final[dict[int, AnyLayout]] = {
    1250: record(Srv6EndpointBehavior, behavior=U16, flags=FLAGS, algorithm=U8),
    1251: record(
        Srv6PeerNode, flags=FLAGS, weight=U8, reserved=2, peer_as=U32, peer_identifier=IPV4
    ),
    1252: record(Srv6SidStructure, locator_block=U8, locator_node=U8, function=U8, argument=U8),
}


def srv6_containers(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layouts of TLVs that hold sub-TLVs out of a table."""

    def lan(size: int) -> AnyLayout:
        return record(
            Srv6LanEndX,
            behavior=U16,
            flags=FLAGS,
            algorithm=U8,
            weight=U8,
            reserved=1,
            neighbor=neighbor(size),
            sid=IPV6,
            sub_tlvs=sub_tlvs(inner),
        )

    return {
        1106: record(
            Srv6EndX,
            behavior=U16,
            flags=FLAGS,
            algorithm=U8,
            weight=U8,
            reserved=1,
            sid=IPV6,
            sub_tlvs=sub_tlvs(inner),
        ),
        1107: lan(6),
        1108: lan(4),
        1162: record(
            Srv6Locator,
            flags=FLAGS,
            algorithm=U8,
            reserved=2,
            metric=U32,
            sub_tlvs=sub_tlvs(inner),
        ),
    }
