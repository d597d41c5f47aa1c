"""Path attributes as ExaBGP names them.

What ExaBGP leaves out, or says wrongly, stands beside it in the form that ExaBGP has for attributes
that it does not know: `"attribute-0x23-0xE0": "0x0000FDE9"`, the type code, the flags, the octets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from bgplib.attributes import (
    ClusterList,
    OriginatorId,
    PathAttribute,
    PmsiTunnel,
    PrefixSid,
)
from bgplib.attributes._segments import AS_SEQUENCE, AS_SET, Segment, encode_segments
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb
from bgplib.formats.exabgp_json._communities import community_to_json, ipv6_community_to_json
from bgplib.formats.exabgp_json._texts import address_text
from bgplib.iana import attributes as iana
from bgplib.messages.update import Update
from bgplib.values.address import identifier_text
from bgplib.values.tlv import Tlv

__all__ = ["TUNNELS", "attributes_to_json"]

_ORIGINS: Final = ("igp", "egp", "incomplete")
#: what ExaBGP calls the tunnel types of PMSI_TUNNEL
TUNNELS: Final = {
    0: "notunnel",
    1: "rsvp-tep2mplsp",
    2: "mldpp2mplsp",
    3: "pim-ssmtree",
    4: "pim-smtree",
    5: "bidir-pimtree",
    6: "ingressreplication",
    7: "mldpmp2mplsp",
}
_INGRESS_REPLICATION: Final = 6
# MP_REACH_NLRI and MP_UNREACH_NLRI are the routes, NEXT_HOP stands with these, and AS4_PATH and
# AS4_AGGREGATOR are merged in (RFC 6793 §4.2.3).
_ELSEWHERE: Final = frozenset(
    (
        iana.NEXT_HOP,
        iana.MP_REACH_NLRI,
        iana.MP_UNREACH_NLRI,
        iana.AS4_PATH,
        iana.AS4_AGGREGATOR,
    )
)
#: a name and a value; several, or none, of one attribute
_Shown = Iterator[tuple[str, Any]]


def attributes_to_json(update: Update) -> dict[str, Any]:
    """Return the attributes of an UPDATE by ExaBGP's names."""
    found: dict[str, Any] = {}
    for attribute in update.path_attributes():
        if attribute.code not in _ELSEWHERE:
            if attribute.code in _RULES:
                found |= _RULES[attribute.code](attribute, update.attributes)
            else:
                value = attribute.value
                found |= _VALUES.get(type(value), _octets)(attribute, value)
    return found


def _octets(attribute: PathAttribute, _: object) -> _Shown:
    flags, code = attribute.flags, attribute.code
    # RFC 4271 §5: what is not recognised "MUST be passed, along with the path, to other BGP peers
    # with the Partial bit in the Attribute Flags octet set to 1": ExaBGP sets it as it reads.
    if flags & iana.OPTIONAL and flags & iana.TRANSITIVE:
        flags |= iana.PARTIAL
    yield f"attribute-0x{code:02X}-0x{flags:02X}", "0x" + attribute.octets.hex()


def _origin(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    if block.origin is not None:
        yield "origin", _ORIGINS[block.origin]


def _as_path(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    path = block.as_path
    if not path:
        return  # ExaBGP says nothing of an empty one
    yield (
        "as-path",
        {
            str(at): {
                "element": "as-set" if kind == AS_SET else "as-sequence",
                "value": list(asns),
            }
            for at, (kind, asns) in enumerate(path)
        },
    )
    if any(kind not in (AS_SET, AS_SEQUENCE) for kind, _ in path):
        # ExaBGP takes the segments of a confederation (RFC 5065 §3) for AS_SEQUENCE.
        octets = encode_segments(tuple(Segment(*each) for each in path), 4)
        yield f"attribute-0x{attribute.code:02X}-0x{attribute.flags:02X}", "0x" + octets.hex()


def _aggregator(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    if block.aggregator is not None:
        asn, address = block.aggregator
        yield "aggregator", f"{asn}:{address_text(address)}"


def _communities(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    yield "community", [[each >> 16, each & 0xFFFF] for each in sorted(block.communities)]


def _large(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    # RFC 8092 §3: "A receiving speaker MUST silently remove redundant BGP Large Community values
    # from a BGP Large Community attribute."
    yield "large-community", [list(each) for each in sorted(set(block.large_communities))]


def _extended(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    yield "extended-community", list(map(community_to_json, _sorted(attribute.octets, 8)))


def _ipv6_extended(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    found = list(map(ipv6_community_to_json, _sorted(attribute.octets, 20)))
    yield "extended-community-ipv6", found


def _sorted(octets: bytes, size: int) -> list[bytes]:
    return sorted(octets[at : at + size] for at in range(0, len(octets), size))


def _originator(attribute: PathAttribute, value: OriginatorId) -> _Shown:
    yield "originator-id", identifier_text(value.identifier)


def _clusters(attribute: PathAttribute, value: ClusterList) -> _Shown:
    yield "cluster-list", list(map(identifier_text, value.clusters))


def _aigp(attribute: PathAttribute, value: Aigp) -> _Shown:
    if value.metric is not None:
        yield "aigp", f"0x{value.metric:016x}"
    if value != Aigp.of(value.metric or 0):
        yield from _octets(attribute, value)


def _pmsi(attribute: PathAttribute, value: PmsiTunnel) -> _Shown:
    kind, label, tunnel = TUNNELS.get(value.tunnel_type), value.label, value.identifier
    numbers = f"{label.value}"
    identifier = "0x" + tunnel.hex().upper() if tunnel else ""
    if value.tunnel_type == _INGRESS_REPLICATION and len(tunnel) == 4:
        # Here, and only here, ExaBGP says all 24 bits, which may be a VNI.
        numbers += f"({label.vni})" if label.vni else ""
        identifier = address_text(tunnel)
    elif kind is None or label.vni & 0xF:
        yield from _octets(attribute, value)
    yield "pmsi", f"pmsi:{kind or 'unknown'}:{value.flags}:{numbers}:{identifier}"


def _prefix_sid(attribute: PathAttribute, value: PrefixSid) -> _Shown:
    found: dict[str, Any] = {}
    told: list[object] = []
    for part in value.parts:
        if isinstance(part, LabelIndex):
            found["sr-label-index"] = part.index
            told.append(LabelIndex(index=part.index))
        elif isinstance(part, OriginatorSrgb):
            found["sr-srgbs"] = [list(each) for each in part.ranges]
            told.append(OriginatorSrgb(part.ranges))
        elif isinstance(part, Tlv):
            name = f"attribute-not-implemented-{part.type}"
            found[name] = "0x" + part.octets.hex().upper()
            told.append(part)
    yield "bgp-prefix-sid", found
    if tuple(told) != value.parts or len(told) != len(found):
        # Of services over SRv6 (RFC 9252 §2) ExaBGP 5.0 prints what is no JSON.
        yield from _octets(attribute, value)


def _number(name: str) -> Callable[[PathAttribute, AttributeBlock], _Shown]:
    def show(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
        yield name, int.from_bytes(attribute.octets, "big")

    return show


def _mark(attribute: PathAttribute, block: AttributeBlock) -> _Shown:
    yield "atomic-aggregate", True


#: those that the block has in plain numbers
_RULES: Final[dict[int, Callable[[PathAttribute, AttributeBlock], _Shown]]] = {
    iana.ORIGIN: _origin,
    iana.AS_PATH: _as_path,
    iana.MULTI_EXIT_DISC: _number("med"),
    iana.LOCAL_PREF: _number("local-preference"),
    iana.ATOMIC_AGGREGATE: _mark,
    iana.AGGREGATOR: _aggregator,
    iana.COMMUNITIES: _communities,
    iana.EXTENDED_COMMUNITIES: _extended,
    iana.IPV6_EXTENDED_COMMUNITIES: _ipv6_extended,
    iana.LARGE_COMMUNITY: _large,
}
#: the others that ExaBGP knows; of what it does not know, the octets stand there
_VALUES: Final[dict[type, Callable[[PathAttribute, Any], _Shown]]] = {
    OriginatorId: _originator,
    ClusterList: _clusters,
    PmsiTunnel: _pmsi,
    Aigp: _aigp,
    PrefixSid: _prefix_sid,
}
