"""TLVs of SR Policy candidate paths (RFC 9857 §5): state, constraints, segment lists.

Labels are in the upper 20 bits of four octets, as in a label stack entry; the rest is reserved.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.bgp_ls._records import (
    IPV6,
    U8,
    U16,
    U32,
    Form,
    named,
    record,
    sub_tlvs,
)
from bgplib.errors import EncodeError
from bgplib.nlri.bgp_ls import LinkStateTlvs
from bgplib.nlri.bgp_ls._layout import (
    BANDWIDTH,
    TEXT,
    AnyLayout,
    Flags,
    Layout,
    numbers,
    unsigned,
)
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of

__all__ = [
    "SR_POLICY",
    "AffinityConstraint",
    "BidirectionalGroup",
    "CandidatePathConstraints",
    "CandidatePathState",
    "DisjointGroup",
    "MetricConstraint",
    "Segment",
    "SegmentList",
    "SegmentListMetric",
    "SrBindingSid",
    "Srv6BindingSid",
    "sr_policy_containers",
    "sr_policy_lists",
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SRV6: Final = 0x8000
_LABEL_SHIFT: Final = 12
_LABEL: Final = 0xFFFFF

_BINDING: Final = {
    _SRV6: "srv6",
    0x4000: "allocated",
    0x2000: "unavailable",
    0x1000: "from-srlb",
    0x0800: "fallback",
}
_SRV6_BINDING: Final = {0x8000: "allocated", 0x4000: "unavailable", 0x2000: "fallback"}
_STATE: Final = {
    0x8000: "shutdown",
    0x4000: "active",
    0x2000: "backup",
    0x1000: "evaluated",
    0x0800: "valid",
    0x0400: "on-demand",
    0x0200: "delegated",
    0x0100: "provisioned",
    0x0080: "drop-upon-invalid",
    0x0040: "transit-eligible",
    0x0020: "dropping",
}
_CONSTRAINTS: Final = {
    _SRV6: "srv6",
    0x4000: "protected",
    0x2000: "unprotected",
    0x1000: "algorithm-only",
    0x0800: "topology-only",
    0x0400: "strict",
    0x0200: "fixed",
    0x0100: "hop-by-hop",
}
_DISJOINT: Final = {
    0x80: "srlg",
    0x40: "node",
    0x20: "link",
    0x10: "fallback",
    0x08: "best-path-fallback",
    0x04: "invalidated",
}
_BIDIRECTIONAL: Final = {0x8000: "reverse", 0x4000: "co-routed"}
_METRIC_CONSTRAINT: Final = {0x80: "optimization", 0x40: "margin", 0x20: "absolute", 0x10: "bound"}
_LIST: Final = {
    _SRV6: "srv6",
    0x4000: "explicit",
    0x2000: "computed",
    0x1000: "verified",
    0x0800: "resolved",
    0x0400: "failed",
    0x0200: "all-algorithm",
    0x0100: "all-topology",
    0x0080: "removed-by-fault",
}
_SEGMENT: Final = {
    0x8000: "sid",
    0x4000: "explicit",
    0x2000: "verified",
    0x1000: "resolved",
    0x0800: "algorithm",
}
_LIST_METRIC: Final = {0x80: "margin", 0x40: "absolute", 0x20: "bound", 0x10: "value"}


@attrs.frozen(kw_only=True)
class SrBindingSid(Fields):
    """The Binding SID of a candidate path, as provisioned and as in use (RFC 9857 §5.1)."""

    flags: Flags  #: `srv6` says that the SIDs are SRv6 SIDs, and not labels
    sid: int | ipaddress.IPv6Address  #: the one in use: a label of 20 bits or an SRv6 SID; or 0
    specified: int | ipaddress.IPv6Address  #: the one that was asked for; 0 for none


@attrs.frozen(kw_only=True)
class Srv6BindingSid(Fields):
    """The SRv6 Binding SID of a candidate path, and how it behaves (RFC 9857 §5.2)."""

    flags: Flags  #: its state
    sid: ipaddress.IPv6Address  #: the one in use; `::` for none
    specified: ipaddress.IPv6Address  #: the one that was asked for; `::` for none
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: SRv6 Endpoint Behavior, SRv6 SID Structure


@attrs.frozen(kw_only=True)
class CandidatePathState(Fields):
    """What became of a candidate path (RFC 9857 §5.3)."""

    priority: int  #: in which order policies are computed anew after a change of topology
    flags: Flags  #: its state
    preference: int  #: the path with the greatest one is used


@attrs.frozen(kw_only=True)
class CandidatePathConstraints(Fields):
    """What a candidate path had to comply with when it was computed (RFC 9857 §5.6)."""

    flags: Flags  #: which kinds of SIDs were allowed
    topology: int = 0  #: Multi-Topology ID of the IGP
    algorithm: int = 0  #: the IGP algorithm of the SIDs
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: the constraints


@frozen(kw_only=True)
class AffinityConstraint(Fields):
    """Which colours of links a path avoids and needs (RFC 9857 §5.6.1)."""

    exclude_any: tuple[int, ...] = ()  #: Extended Administrative Group, words of 32 bits
    include_any: tuple[int, ...] = ()  #: the same
    include_all: tuple[int, ...] = ()  #: the same


@frozen(kw_only=True)
class DisjointGroup(Fields):
    """From which other paths a path is to be disjoint (RFC 9857 §5.6.4)."""

    request: Flags  #: what was asked for
    status: Flags  #: what was reached
    group: bytes  #: the group: 4 octets, or a PCEP ASSOCIATION object


@frozen(kw_only=True)
class BidirectionalGroup(Fields):
    """Which other path goes the other way (RFC 9857 §5.6.5)."""

    flags: Flags  #: how the two belong together
    group: bytes  #: the group: 4 octets, or a PCEP ASSOCIATION object


@attrs.frozen(kw_only=True)
class MetricConstraint(Fields):
    """How long a path may be in one metric (RFC 9857 §5.6.6)."""

    metric_type: int  #: 0 IGP, 1 minimum unidirectional delay, 2 TE, 3 hop count, 4 SID list length
    flags: Flags  #: which of the numbers count
    margin: int  #: how much worse than the best it may be, in per cent or as a number
    bound: int  #: the most it may be


@attrs.frozen(kw_only=True)
class SegmentList(Fields):
    """A list of segments that a candidate path consists of (RFC 9857 §5.7)."""

    flags: Flags  #: its state
    topology: int = 0  #: Multi-Topology ID of the IGP
    algorithm: int = 0  #: the IGP algorithm of the SIDs
    weight: int = 0  #: its share of the load
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: SR Segments in their order, metrics, bandwidth


@attrs.frozen(kw_only=True)
class Segment(Fields):
    """One segment of a list (RFC 9857 §5.7.1); the types are those of RFC 9256 §4, A to K."""

    segment_type: int  #: 1 is type A, ..., 11 is type K
    flags: Flags  #: `sid` says that there is a SID
    sid: int | ipaddress.IPv6Address  #: a label of 20 bits, or an SRv6 SID
    algorithm: int | None = None  #: IGP algorithm; None in types without
    local: Address | None = None  #: the node, or the local address; None in types without
    local_interface: int | None = None  #: local interface identifier; None in types without
    remote: Address | None = None  #: the remote node or address; None in types without
    remote_interface: int | None = None  #: remote interface identifier; None in types without
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: SRv6 Endpoint Behavior, SRv6 SID Structure


@attrs.frozen(kw_only=True)
class SegmentListMetric(Fields):
    """How long a segment list is in one metric (RFC 9857 §5.7.2)."""

    metric_type: int  #: as of a `MetricConstraint`
    flags: Flags  #: which of the numbers count
    margin: int  #: how much worse than the best it may be
    bound: int  #: the most it may be
    value: int  #: how long it is


def _write_label(label: int) -> bytes:
    if label > _LABEL:
        raise EncodeError(f"label {label} does not fit in 20 bits")
    return (label << _LABEL_SHIFT).to_bytes(4, "big")


_LABEL_FORM: Final[Form[int]] = Form(
    4, lambda octets: int.from_bytes(octets, "big") >> _LABEL_SHIFT, _write_label
)


def _binding(sid: Form[Any]) -> Layout[SrBindingSid]:
    return record(SrBindingSid, flags=named(_BINDING, 2), reserved=2, sid=sid, specified=sid)


_BINDING_LABEL: Final = _binding(_LABEL_FORM)
_BINDING_SRV6: Final = _binding(IPV6)


def _read_binding(octets: bytes) -> SrBindingSid | None:
    is_srv6 = len(octets) >= 2 and int.from_bytes(octets[:2], "big") & _SRV6
    return (_BINDING_SRV6 if is_srv6 else _BINDING_LABEL).decode(octets)


def _write_binding(value: SrBindingSid) -> bytes:
    return (_BINDING_SRV6 if "srv6" in value.flags else _BINDING_LABEL).encode(value)


def _read_affinity(octets: bytes) -> AffinityConstraint | None:
    # Three counts of words of 32 bits, a reserved octet, and the words.
    if len(octets) < 4 or len(octets) != 4 + 4 * sum(octets[:3]):
        return None
    words = tuple(int.from_bytes(octets[at : at + 4], "big") for at in range(4, len(octets), 4))
    first, second = octets[0], octets[0] + octets[1]
    return AffinityConstraint(
        exclude_any=words[:first], include_any=words[first:second], include_all=words[second:]
    )


def _write_affinity(value: AffinityConstraint) -> bytes:
    groups = (value.exclude_any, value.include_any, value.include_all)
    words = b"".join(word.to_bytes(4, "big") for group in groups for word in group)
    return bytes((*map(len, groups), 0)) + words


def _read_group(octets: bytes) -> bytes | None:
    return octets if len(octets) >= 4 else None


_GROUP: Final[Form[bytes]] = Form(-1, _read_group, bytes)

#: TLVs that hold no others
SR_POLICY: Final[dict[int, AnyLayout]] = {
    1201: Layout(_read_binding, _write_binding, kind_of(SrBindingSid, "")),
    1202: record(
        CandidatePathState, priority=U8, reserved=1, flags=named(_STATE, 2), preference=U32
    ),
    1203: TEXT,
    1207: record(
        SegmentListMetric,
        metric_type=U8,
        flags=named(_LIST_METRIC),
        reserved=2,
        margin=U32,
        bound=U32,
        value=U32,
    ),
    1208: Layout(_read_affinity, _write_affinity, kind_of(AffinityConstraint, "")),
    1209: numbers(4),
    1210: BANDWIDTH,
    1211: record(
        DisjointGroup, request=named(_DISJOINT), status=named(_DISJOINT), reserved=2, group=_GROUP
    ),
    1213: TEXT,
    1214: record(BidirectionalGroup, flags=named(_BIDIRECTIONAL, 2), reserved=2, group=_GROUP),
    1215: record(
        MetricConstraint,
        metric_type=U8,
        flags=named(_METRIC_CONSTRAINT),
        reserved=2,
        margin=U32,
        bound=U32,
    ),
    1216: BANDWIDTH,
    1217: unsigned(4),
}


def _addresses(size: int) -> Form[Any]:
    kind = ipaddress.IPv4Address if size == 4 else ipaddress.IPv6Address
    return Form(size, kind, lambda value: kind(value).packed)


def _descriptors() -> dict[int, tuple[Form[Any], dict[str, Form[Any]]]]:
    """Return of each segment type the form of its SID, and the fields behind that."""
    v4, v6 = _addresses(4), _addresses(16)
    node_v6 = {"algorithm": U8, "local": v6}
    interfaces = {
        "local": v6,
        "local_interface": U32,
        "remote": v6,
        "remote_interface": U32,
    }
    adjacency = {"local": v6, "remote": v6}
    return {
        1: (_LABEL_FORM, {"algorithm": U8}),
        2: (IPV6, {"algorithm": U8}),
        3: (_LABEL_FORM, {"algorithm": U8, "local": v4}),
        4: (_LABEL_FORM, node_v6),
        5: (_LABEL_FORM, {"local": v4, "local_interface": U32}),
        6: (_LABEL_FORM, {"local": v4, "remote": v4}),
        7: (_LABEL_FORM, interfaces),
        8: (_LABEL_FORM, adjacency),
        9: (IPV6, node_v6),
        10: (IPV6, interfaces),
        11: (IPV6, adjacency),
    }


def _segments(inner: TlvTable) -> Layout[Segment]:
    layouts = {
        segment_type: record(
            Segment,
            segment_type=U8,
            reserved=1,
            flags=named(_SEGMENT, 2),
            sid=sid,
            **descriptor,
            sub_tlvs=sub_tlvs(inner),
        )
        for segment_type, (sid, descriptor) in _descriptors().items()
    }

    def decode(octets: bytes) -> Segment | None:
        layout = layouts.get(octets[0]) if octets else None
        return None if layout is None else layout.decode(octets)

    def encode(value: Segment) -> bytes:
        layout = layouts.get(value.segment_type)
        if layout is None:
            raise EncodeError(f"segment type {value.segment_type} is not known")
        return layout.encode(value)

    return Layout(decode, encode, kind_of(Segment, ""))


def sr_policy_containers(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layouts of TLVs that hold plain ones."""
    return {
        1204: record(
            CandidatePathConstraints,
            flags=named(_CONSTRAINTS, 2),
            first=2,
            topology=U16,
            algorithm=U8,
            second=1,
            sub_tlvs=sub_tlvs(inner),
        ),
        1206: _segments(inner),
        1212: record(
            Srv6BindingSid,
            flags=named(_SRV6_BINDING, 2),
            reserved=2,
            sid=IPV6,
            specified=IPV6,
            sub_tlvs=sub_tlvs(inner),
        ),
    }


def sr_policy_lists(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layout of segment lists, whose segments hold TLVs themselves."""
    return {
        1205: record(
            SegmentList,
            flags=named(_LIST, 2),
            first=2,
            topology=U16,
            algorithm=U8,
            second=1,
            weight=U32,
            sub_tlvs=sub_tlvs(inner),
        )
    }
