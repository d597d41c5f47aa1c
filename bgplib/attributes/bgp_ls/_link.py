"""TLVs of links that hold no others: RFC 9552 §5.3.2, RFC 9085 §2.2, RFC 9086 §5, RFC 9104.

Those of RFC 8169 and RFC 8379 as well.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.bgp_ls._records import (
    FLAGS,
    SID,
    U8,
    Sid,
    neighbor,
    record,
)
from bgplib.nlri.bgp_ls import IgpRouterId
from bgplib.nlri.bgp_ls._layout import (
    BANDWIDTH,
    BANDWIDTHS,
    OCTETS,
    TEXT,
    AnyLayout,
    Flags,
    Layout,
    address,
    flags,
    numbers,
    unsigned,
    write_flags,
)
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of

__all__ = ["LINK", "AdjacencySid", "LanAdjacencySid"]

_MPLS_PROTOCOLS: Final = {0x80: "ldp", 0x40: "rsvp-te"}
# RFC 5307 §1.2: the capabilities have the first octet, the second is reserved.
_PROTECTIONS: Final = {
    0x2000: "enhanced",
    0x1000: "dedicated-1+1",
    0x0800: "dedicated-1:1",
    0x0400: "shared",
    0x0200: "unprotected",
    0x0100: "extra-traffic",
}
# RFC 8169 §4.3.1: the three most significant bits of the first octet, of which 0b100 is reserved.
_RESIDENCE_TIME_MODES: Final = flags({0x40: "two-step", 0x20: "one-step"})


@attrs.frozen(kw_only=True)
class AdjacencySid(Fields):
    """The SID of an adjacency (RFC 9085 §2.2.1) or of a BGP peering (RFC 9086 §5)."""

    #: of an adjacency as its IGP has them; of a peering 0x80 value, 0x40 local, 0x20 backup,
    #: 0x10 persistent
    flags: int = 0
    weight: int = 0  #: its share of the load
    sid: Sid  #: the SID


@attrs.frozen(kw_only=True)
class LanAdjacencySid(AdjacencySid):
    """The SID of an adjacency to one of the routers of a LAN (RFC 9085 §2.2.2)."""

    neighbor: IgpRouterId  #: the router: an IS-IS System-ID, or an OSPF Router-ID


_ADJACENCY: Final = record(AdjacencySid, flags=FLAGS, weight=U8, reserved=2, sid=SID)
_BY_NEIGHBOR: Final = {
    size: record(
        LanAdjacencySid, flags=FLAGS, weight=U8, reserved=2, neighbor=neighbor(size), sid=SID
    )
    for size in (4, 6)
}


def _read_lan_adjacency(octets: bytes) -> LanAdjacencySid | None:
    # RFC 9085 §2.2.2: "For IS-IS, it would be 13 or 14 octets depending on the label or index
    # encoding of the SID. For OSPF, it would be 11 or 12 octets"
    return _BY_NEIGHBOR[6 if len(octets) > 12 else 4].decode(octets)


def _write_lan_adjacency(value: LanAdjacencySid) -> bytes:
    return _BY_NEIGHBOR[len(value.neighbor.octets)].encode(value)


def _read_metric(octets: bytes) -> int | None:
    # RFC 9552 §5.3.2.4: small metrics of IS-IS have one octet, whose two most significant bits are
    # ignored; those of OSPF two, wide ones of IS-IS three.
    metric = _METRIC.decode(octets)
    return metric & 0x3F if metric is not None and len(octets) == 1 else metric


def _read_residence_time(octets: bytes) -> Flags | None:
    # RFC 8169 §4.3.1: "Value contains a variable number of bitmap fields"; those that have a name
    # stand in the first octet, however many follow.
    first = _RESIDENCE_TIME_MODES.decode(octets[:1])
    return first and Flags(int.from_bytes(octets, "big"), len(octets), first.names)


def _write_shutdown(value: bool) -> bytes:
    if value is not True:
        raise ValueError("a link that is not shut down has no such TLV")
    return b""


_METRIC: Final = unsigned(1, 2, 3)

LINK: Final[dict[int, AnyLayout]] = {
    1030: address(4),
    1031: address(16),
    1088: unsigned(4),
    1089: BANDWIDTH,
    1090: BANDWIDTH,
    1091: BANDWIDTHS,
    1092: unsigned(4),
    1093: flags(_PROTECTIONS, 2),
    1094: flags(_MPLS_PROTOCOLS),
    1095: Layout(_read_metric, _METRIC.encode, _METRIC.kind),
    1096: numbers(4),
    1097: OCTETS,
    1098: TEXT,
    1099: _ADJACENCY,
    1100: Layout(_read_lan_adjacency, _write_lan_adjacency, kind_of(LanAdjacencySid, "")),
    1101: _ADJACENCY,
    1102: _ADJACENCY,
    1103: _ADJACENCY,
    1105: Layout(_read_residence_time, write_flags, kind_of(Flags, "")),
    # RFC 8379 §4.5: "There is no Value field, and the Length field is set to zero for this TLV."
    1121: Layout(lambda octets: None if octets else True, _write_shutdown, kind_of(bool, "")),
    1173: numbers(4),
}
