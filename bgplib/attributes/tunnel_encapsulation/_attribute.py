"""TunnelEncapsulation: the attribute's frame, and the table of its sub-TLVs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Final

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.attributes.tunnel_encapsulation import _sub_tlvs as sub
from bgplib.attributes.tunnel_encapsulation._encapsulation import (
    ENCAPSULATION,
    Encapsulation,
    GreKey,
    L2tpSession,
    VirtualNetwork,
    decode_encapsulation,
    encode_encapsulation,
)
from bgplib.attributes.tunnel_encapsulation._prefix_sid import (
    PREFIX_SID,
    TunnelPrefixSid,
    decode_prefix_sid,
    encode_prefix_sid,
)
from bgplib.attributes.tunnel_encapsulation._segment_list import (
    SegmentList,
    decode_segment_list,
    encode_segment_list,
)
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import SAFI_SR_POLICY, Family
from bgplib.iana.tunnel_types import NAMES
from bgplib.octets import Reader
from bgplib.values._field_kinds import named_number, shown_as
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, write_tlv, write_tlvs

__all__ = ["CODEC", "Tunnel", "TunnelEncapsulation"]

SubTlv = (
    sub.BindingSid
    | sub.Color
    | sub.EgressEndpoint
    | sub.ExplicitNullLabelPolicy
    | sub.LabelStack
    | sub.Name
    | sub.Number
    | sub.Preference
    | sub.Priority
    | sub.Srv6BindingSid
    | Encapsulation
    | TunnelPrefixSid
    | SegmentList
    | Tlv
)

_SEGMENT_LIST: Final = 128
_SR_POLICY: Final = 15
#: those that RFC 9012 §6 lists
_FAMILIES: Final = frozenset(
    {
        Family.IPV4_UNICAST,
        Family.IPV6_UNICAST,
        Family.IPV4_LABELED,
        Family.IPV6_LABELED,
        Family.IPV4_VPN,
        Family.IPV6_VPN,
        Family.L2VPN_EVPN,
    }
)
#: the sub-TLVs of RFC 9830 §2.4; others have no meaning there
_OF_POLICIES: Final = (
    sub.PREFERENCE,
    sub.BINDING_SID,
    sub.EXPLICIT_NULL_LABEL_POLICY,
    sub.PRIORITY,
    sub.SRV6_BINDING_SID,
    _SEGMENT_LIST,
    sub.CANDIDATE_PATH_NAME,
    sub.POLICY_NAME,
)
# RFC 9012 §2: from here on the length of a sub-TLV has two octets.
_LONG: Final = 128

_DECODERS: Final[dict[int, Callable[[bytes], SubTlv]]] = {
    sub.COLOR: sub.decode_color,
    sub.EGRESS_ENDPOINT: sub.decode_endpoint,
    sub.LABEL_STACK: sub.decode_label_stack,
    sub.PREFERENCE: sub.decode_preference,
    sub.PRIORITY: sub.decode_priority,
    sub.BINDING_SID: sub.decode_binding_sid,
    sub.EXPLICIT_NULL_LABEL_POLICY: sub.decode_explicit_null,
    sub.SRV6_BINDING_SID: sub.decode_srv6_binding_sid,
    _SEGMENT_LIST: decode_segment_list,
    PREFIX_SID: decode_prefix_sid,
}


@frozen
class Tunnel(Record):
    """One tunnel, or one candidate path of an SR Policy."""

    BARE: ClassVar[tuple[str, ...]] = ("type", "sub_tlvs")

    #: tunnel type (RFC 9012 §14): 8 VXLAN, 15 SR Policy, ...
    type: int = attrs.field(metadata=shown_as(named_number(NAMES)))
    sub_tlvs: tuple[SubTlv, ...]  #: in the order of the wire; unknown and malformed ones as `Tlv`

    @property
    def usable(self) -> bool:
        """Whether the tunnel has exactly one well-formed egress endpoint, where it needs one.

        RFC 9012 §13: any other tunnel is ignored. An SR Policy's endpoint is in its NLRI
        (RFC 9830 §2.2).
        """
        if self.type == _SR_POLICY:
            return True
        endpoints = self._endpoints
        return len(endpoints) == 1 and isinstance(endpoints[0], sub.EgressEndpoint)

    def is_valid_in(self, family: Family) -> bool:
        """Whether it may be passed on beside routes of a family.

        In the families of RFC 9012 §6 the endpoint, of whatever address family, is there once.
        """
        # RFC 9012 §13: "Within a Tunnel Encapsulation attribute that is carried by a BGP UPDATE
        # whose AFI/SAFI is one of those explicitly listed in the first paragraph of Section 6, a
        # TLV that does not contain exactly one Tunnel Egress Endpoint sub-TLV MUST be treated as if
        # it contained a malformed Tunnel Egress Endpoint sub-TLV."
        check(family, Family, "family")
        return not self.endpoint_is_malformed and (
            family not in _FAMILIES or len(self._endpoints) == 1
        )

    @property
    def _endpoints(self) -> list[SubTlv]:
        """Its Tunnel Egress Endpoint sub-TLVs, those that cannot be read as well."""
        return [
            item
            for item in self.sub_tlvs
            if isinstance(item, sub.EgressEndpoint)
            or (isinstance(item, Tlv) and item.type == sub.EGRESS_ENDPOINT)
        ]

    @property
    def endpoint_is_malformed(self) -> bool:
        """Whether it has a malformed Tunnel Egress Endpoint, so that it is not passed on.

        An endpoint of a family that is neither IPv4 nor IPv6 is merely unrecognised
        (RFC 9012 §3.1), and in an SR Policy it has no meaning (RFC 9830 §2.2).
        """
        return self.type != _SR_POLICY and any(
            isinstance(item, Tlv)
            and item.type == sub.EGRESS_ENDPOINT
            and not sub.is_foreign_endpoint(item.octets)
            for item in self.sub_tlvs
        )

    @property
    def endpoint(self) -> sub.EgressEndpoint | None:
        """Where the tunnel ends; None where it is not usable, or an SR Policy."""
        endpoints = (item for item in self.sub_tlvs if isinstance(item, sub.EgressEndpoint))
        return next(endpoints, None) if self.usable else None

    @property
    def is_barebones(self) -> bool:
        """Whether it says no more than its type, and ends at the next hop (RFC 9012 §4.1)."""
        match self.sub_tlvs:
            case (sub.EgressEndpoint(afi=0),):
                return True
            case _:
                return False


@frozen
class TunnelEncapsulation(Record):
    """The tunnels through which packets to the destination can go."""

    tunnels: tuple[Tunnel, ...]  #: in the order of the wire


def decode(octets: bytes, context: Context) -> TunnelEncapsulation:
    """Read a value."""
    reader = Reader(octets)
    tunnels = []
    while reader.remaining:
        tunnel_type = reader.u16()
        tunnels.append(_decode_tunnel(tunnel_type, reader.sub(reader.u16())))
    # RFC 9012 §13: "If a Tunnel Encapsulation attribute does not have any valid TLVs, or it does
    # not have the transitive bit set, the "Treat-as-withdraw" procedure of [RFC7606] is applied."
    if all(tunnel.endpoint_is_malformed for tunnel in tunnels):
        raise DecodeError("no tunnel has a well-formed egress endpoint", rfc="RFC 9012 §13")
    return TunnelEncapsulation(tuple(tunnels))


def _decode_tunnel(tunnel_type: int, reader: Reader) -> Tunnel:
    items: list[SubTlv] = []
    while reader.remaining:
        sub_type = reader.u8()
        length = reader.u16() if sub_type >= _LONG else reader.u8()
        # RFC 9012 §13: "The final octet of a TLV MUST also be the final octet of its final sub-TLV.
        # If this is not the case, the TLV MUST be considered to be malformed"
        octets = reader.take(length)
        try:
            items.append(_decode_sub_tlv(tunnel_type, sub_type, octets))
        except DecodeError:
            # RFC 9012 §13: "if a TLV contains a sub-TLV that is malformed, the sub-TLV MUST be
            # treated as if it were an unrecognized sub-TLV."
            items.append(Tlv(sub_type, octets))
    return Tunnel(tunnel_type, tuple(items))


def _decode_sub_tlv(tunnel_type: int, sub_type: int, octets: bytes) -> SubTlv:
    if sub_type == ENCAPSULATION:
        return decode_encapsulation(tunnel_type, octets) or Tlv(sub_type, octets)
    if sub_type in sub.NUMBERS:
        return sub.decode_number(sub_type, octets)
    if sub_type in (sub.CANDIDATE_PATH_NAME, sub.POLICY_NAME):
        return sub.decode_name(sub_type, octets)
    decoder = _DECODERS.get(sub_type)
    return Tlv(sub_type, octets) if decoder is None else decoder(octets)


def canonical(octets: bytes) -> bytes:
    """Leave out the tunnels that are passed on in no family."""
    # RFC 9012 §13: "if a TLV contains a malformed Tunnel Egress Endpoint sub-TLV (as defined in
    # Section 3.1), the entire TLV MUST be ignored and MUST be removed from the Tunnel Encapsulation
    # attribute before the route carrying that attribute is distributed."
    return b"".join(
        part for tunnel, part in _tunnels_of(octets) if not tunnel.endpoint_is_malformed
    )


def passed_on(octets: bytes, family: Family) -> bytes | None:
    """Leave out the tunnels that are not passed on beside routes of a family."""
    parts = [part for tunnel, part in _tunnels_of(octets) if tunnel.is_valid_in(family)]
    return b"".join(parts) or None


def misplaced(octets: bytes, family: Family) -> DecodeError | None:
    """Say what is wrong with a value beside routes of a family."""
    if family.safi == SAFI_SR_POLICY:
        return _fault_of_policy([tunnel for tunnel, _ in _tunnels_of(octets)])
    # RFC 9012 §13, as above: where each TLV is treated as if its endpoint were malformed, there are
    # no valid ones.
    if any(tunnel.is_valid_in(family) for tunnel, _ in _tunnels_of(octets)):
        return None
    text = f"no tunnel has exactly one egress endpoint, beside routes of {family}"
    return DecodeError(text, rfc="RFC 9012 §13")


def _fault_of_policy(tunnels: Sequence[Tunnel]) -> DecodeError | None:
    """Say what is wrong with a value beside routes of SR Policies."""
    # RFC 9830 §2.2: "the use of any other Tunnel Type with the SR Policy SAFI MUST be considered
    # malformed and handled by the "treat-as-withdraw" strategy [RFC7606]." Nor may there be "more
    # than one TLV of type "SR Policy"".
    if [tunnel.type for tunnel in tunnels] != [_SR_POLICY]:
        return DecodeError("there is not one tunnel, of type SR Policy", rfc="RFC 9830 §2.2")
    # RFC 9830 §5: "In case of any error detected, either at the attribute or its TLV/sub-TLV level,
    # the "treat-as-withdraw" strategy MUST be applied."
    for item in tunnels[0].sub_tlvs:
        if isinstance(item, Tlv) and item.type in _OF_POLICIES:
            return DecodeError(f"sub-TLV {item.type} is malformed", rfc="RFC 9830 §5")
    return None


def _tunnels_of(octets: bytes) -> Iterator[tuple[Tunnel, bytes]]:
    """Yield the tunnels of a well-formed value, each with its octets."""
    reader = Reader(octets)
    while reader.remaining:
        start = reader.position
        tunnel_type = reader.u16()
        tunnel = _decode_tunnel(tunnel_type, reader.sub(reader.u16()))
        yield tunnel, octets[start : reader.position]


def encode(attribute: TunnelEncapsulation, context: Context) -> bytes:
    """Write a value."""
    try:
        return write_tlvs(
            (
                Tlv(
                    tunnel.type,
                    b"".join(_encode_sub_tlv(tunnel.type, each) for each in tunnel.sub_tlvs),
                )
                for tunnel in attribute.tunnels
            ),
            2,
            2,
        )
    except (ValueError, OverflowError) as error:
        raise EncodeError(f"a number of `{attribute}` does not fit: {error}") from None


def _encode_sub_tlv(tunnel_type: int, item: SubTlv) -> bytes:
    tlv = _tlv_of(tunnel_type, item)
    return write_tlv(tlv, 1, 2 if tlv.type >= _LONG else 1)


def _tlv_of(tunnel_type: int, item: SubTlv) -> Tlv:
    """Write the value of a sub-TLV of known type."""
    match item:
        case sub.Number(sub_type, value):
            if sub_type not in sub.NUMBERS:
                raise EncodeError(f"sub-TLV {sub_type} is not one number")
            return Tlv(sub_type, value.to_bytes(sub.NUMBERS[sub_type][0], "big"))
        case sub.Color(octets):
            return Tlv(sub.COLOR, octets)
        case sub.EgressEndpoint():
            return Tlv(sub.EGRESS_ENDPOINT, sub.encode_endpoint(item))
        case sub.LabelStack(entries):
            return Tlv(sub.LABEL_STACK, b"".join(entries))
        case sub.Preference():
            head = bytes((item.flags, item.reserved))
            return Tlv(sub.PREFERENCE, head + item.value.to_bytes(4, "big"))
        case sub.Priority():
            return Tlv(sub.PRIORITY, bytes((item.value, item.reserved)))
        case sub.BindingSid():
            return Tlv(sub.BINDING_SID, bytes((item.flags, item.reserved)) + item.sid)
        case sub.Srv6BindingSid():
            head = bytes((item.flags, item.reserved))
            return Tlv(sub.SRV6_BINDING_SID, head + item.sid + item.behavior)
        case sub.ExplicitNullLabelPolicy():
            octets = bytes((item.flags, item.reserved, item.policy))
            return Tlv(sub.EXPLICIT_NULL_LABEL_POLICY, octets)
        case sub.Name():
            if item.type not in (sub.CANDIDATE_PATH_NAME, sub.POLICY_NAME):
                raise EncodeError(f"sub-TLV {item.type} is not a name")
            return Tlv(item.type, bytes((item.reserved,)) + item.name)
        case VirtualNetwork() | L2tpSession() | GreKey():
            return Tlv(ENCAPSULATION, encode_encapsulation(tunnel_type, item))
        case TunnelPrefixSid():
            return Tlv(PREFIX_SID, encode_prefix_sid(item))
        case SegmentList():
            return Tlv(_SEGMENT_LIST, encode_segment_list(item))
        case Tlv():
            return item


CODEC: Final = AttributeCodec(
    code=attributes.TUNNEL_ENCAPSULATION,
    name="TUNNEL_ENCAPSULATION",
    flags=OPTIONAL_TRANSITIVE,
    value=TunnelEncapsulation,
    rfc="RFC 9012 §2",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 9012 §13",
    length=at_least(4),
    decode=decode,
    encode=encode,
    misplaced=misplaced,
    canonical=canonical,
    passed_on=passed_on,
)
