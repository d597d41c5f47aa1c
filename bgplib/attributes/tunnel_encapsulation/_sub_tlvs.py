"""Sub-TLVs of a tunnel: RFC 9012 §3, and those of SR Policy, RFC 9830 §2.4.

 1 Encapsulation                 12 Preference            128 Segment List
 2 Protocol Type                 13 Binding SID           129 SR Policy Candidate Path Name
 4 Color                         14 Explicit Null Label   130 SR Policy Name
 6 Tunnel Egress Endpoint        15 Priority
 7 DS Field                      20 SRv6 Binding SID
 8 UDP Destination Port
 9 Embedded Label Handling
10 MPLS Label Stack
11 Prefix-SID
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.octets import Reader
from bgplib.values._field_kinds import ADDRESS_OR_HEX, FieldKind, listed, shown_as
from bgplib.values._label_stack_entry import ENTRY, SID
from bgplib.values._notation import parse_hex
from bgplib.values._numbers import parse_number
from bgplib.values.record import Record

__all__ = [
    "NUMBERS",
    "BindingSid",
    "Color",
    "EgressEndpoint",
    "ExplicitNullLabelPolicy",
    "LabelStack",
    "Name",
    "Number",
    "Preference",
    "Priority",
    "Srv6BindingSid",
    "decode_endpoint",
    "is_foreign_endpoint",
]

PROTOCOL_TYPE: Final = 2
COLOR: Final = 4
EGRESS_ENDPOINT: Final = 6
LABEL_STACK: Final = 10
PREFERENCE: Final = 12
BINDING_SID: Final = 13
EXPLICIT_NULL_LABEL_POLICY: Final = 14
PRIORITY: Final = 15
SRV6_BINDING_SID: Final = 20
CANDIDATE_PATH_NAME: Final = 129
POLICY_NAME: Final = 130

DS_FIELD: Final = 7
UDP_PORT: Final = 8
LABEL_HANDLING: Final = 9

#: sub-TLVs that are one number: how many octets it has, and its name
NUMBERS: Final = {
    PROTOCOL_TYPE: (2, "protocol"),
    DS_FIELD: (1, "ds"),
    UDP_PORT: (2, "udp-port"),
    LABEL_HANDLING: (1, "label-handling"),
}

#: what stands before the colour in a Color Extended Community: its type, and flags of 0
_COLOR: Final = b"\x03\x0b\0\0"
_ENDPOINT_OCTETS: Final = {0: 0, AFI_IPV4: 4, AFI_IPV6: 16}


def _color_text(octets: bytes) -> str:
    return str(int.from_bytes(octets[4:], "big")) if octets[:4] == _COLOR else "0x" + octets.hex()


def _parse_color(text: str) -> bytes:
    if text[:2] in ("0x", "0X"):
        return parse_hex(text)
    return _COLOR + parse_number(text, 32, "color").to_bytes(4, "big")


_NEXT_HOP_OR_ADDRESS: Final = FieldKind(
    lambda octets: ADDRESS_OR_HEX.text(octets) if octets else "next-hop",
    lambda text: b"" if text == "next-hop" else ADDRESS_OR_HEX.parse(text),
)


@attrs.frozen
class Number(Record):
    """Protocol Type, DS Field, UDP Destination Port or Embedded Label Handling."""

    WORDS: ClassVar[dict[int, str]] = {code: word for code, (_, word) in NUMBERS.items()}
    BARE: ClassVar[tuple[str, ...]] = ("value",)

    type: int  #: the sub-TLV type
    value: int  #: the number


@frozen
class Color(Record):
    """A colour of the tunnel, as an extended community (RFC 9012 §3.4.2)."""

    WORD: ClassVar[str] = "color"
    BARE: ClassVar[tuple[str, ...]] = ("octets",)

    #: the Color Extended Community, 8 octets
    octets: bytes = attrs.field(metadata=shown_as(FieldKind(_color_text, _parse_color)))

    @property
    def color(self) -> int:
        """The colour."""
        return int.from_bytes(self.octets[4:], "big")


@frozen(kw_only=True)
class EgressEndpoint(Record):
    """Where the tunnel ends (RFC 9012 §3.1)."""

    WORD: ClassVar[str] = "endpoint"
    BARE: ClassVar[tuple[str, ...]] = ("address",)
    UNWRITTEN: ClassVar[tuple[str, ...]] = ("afi",)

    reserved: int = 0  #: sent as 0, passed on unchanged
    afi: int  #: 1 IPv4, 2 IPv6, 0: the next hop of the route
    #: as many octets as the AFI has
    address: bytes = attrs.field(default=b"", metadata=shown_as(_NEXT_HOP_OR_ADDRESS))

    @classmethod
    def _completed(cls, values: dict[str, Any]) -> dict[str, Any]:
        size = len(values.get("address", b""))
        return values | {"afi": {0: 0, 4: AFI_IPV4}.get(size, AFI_IPV6)}


@frozen
class LabelStack(Record):
    """Labels to push before the packet enters the tunnel (RFC 9012 §3.6)."""

    WORD: ClassVar[str] = "labels"
    BARE: ClassVar[tuple[str, ...]] = ("entries",)

    #: label stack entries of 4 octets, the outermost first
    entries: tuple[bytes, ...] = attrs.field(metadata=shown_as(listed(ENTRY)))


@attrs.frozen(kw_only=True)
class Preference(Record):
    """How much a candidate path, or a policy's priority, counts (RFC 9830 §2.4.1)."""

    WORD: ClassVar[str] = "preference"
    BARE: ClassVar[tuple[str, ...]] = ("value",)

    flags: int = 0  #: none are defined
    reserved: int = 0  #: sent as 0
    value: int = 100  #: the greater one is preferred


@attrs.frozen(kw_only=True)
class Priority(Record):
    """When the policy is computed anew after the topology changes: lower ones first."""

    WORD: ClassVar[str] = "priority"
    BARE: ClassVar[tuple[str, ...]] = ("value",)

    value: int  #: the priority, 8 bits
    reserved: int = 0  #: sent as 0


@frozen(kw_only=True)
class BindingSid(Record):
    """The SID that stands for the policy (RFC 9830 §2.4.2)."""

    WORD: ClassVar[str] = "binding-sid"
    BARE: ClassVar[tuple[str, ...]] = ("sid",)

    flags: int = 0  #: 0x80 Specified-BSID-only, 0x40 Drop Upon Invalid
    reserved: int = 0  #: sent as 0
    #: none, an MPLS label stack entry (4 octets) or an SRv6 SID (16)
    sid: bytes = attrs.field(default=b"", metadata=shown_as(SID))


@frozen(kw_only=True)
class Srv6BindingSid(Record):
    """The SRv6 SID that stands for the policy, and its behavior (RFC 9830 §2.4.3)."""

    WORD: ClassVar[str] = "srv6-binding-sid"
    BARE: ClassVar[tuple[str, ...]] = ("sid",)

    flags: int = 0  #: 0x20 means that behavior and structure are there
    reserved: int = 0  #: sent as 0
    sid: bytes  #: 16 octets
    behavior: bytes = b""  #: Endpoint Behavior and SID Structure, 8 octets, or none


@attrs.frozen(kw_only=True)
class ExplicitNullLabelPolicy(Record):
    """Whether to push an explicit null label (RFC 9830 §2.4.5)."""

    WORD: ClassVar[str] = "explicit-null"
    BARE: ClassVar[tuple[str, ...]] = ("policy",)

    flags: int = 0  #: none are defined
    reserved: int = 0  #: sent as 0
    policy: int  #: 1 for IPv4, 2 for IPv6, 3 for both, 4 for none


@frozen(kw_only=True)
class Name(Record):
    """The name of a policy or of a candidate path (RFC 9830 §2.4.7, §2.4.8)."""

    WORDS: ClassVar[dict[int, str]] = {CANDIDATE_PATH_NAME: "path-name", POLICY_NAME: "policy-name"}
    BARE: ClassVar[tuple[str, ...]] = ("name",)

    type: int  #: 129 candidate path, 130 policy
    reserved: int = 0  #: sent as 0
    name: bytes  #: printable ASCII, so the RFC asks; kept as it came


def decode_endpoint(octets: bytes) -> EgressEndpoint:
    """Read a Tunnel Egress Endpoint.

    Raises:
        DecodeError: the address has not the length of its family (RFC 9012 §3.1).
    """
    reader = Reader(octets)
    endpoint = EgressEndpoint(reserved=reader.u32(), afi=reader.u16(), address=reader.rest())
    size = _ENDPOINT_OCTETS.get(endpoint.afi)
    if size is None or len(endpoint.address) != size:
        raise DecodeError(f"an endpoint of {len(endpoint.address)} octets", rfc="RFC 9012 §3.1")
    return endpoint


def is_foreign_endpoint(octets: bytes) -> bool:
    """Say whether a Tunnel Egress Endpoint is of a family that has no place in RFC 9012."""
    return len(octets) >= 6 and int.from_bytes(octets[4:6], "big") not in _ENDPOINT_OCTETS


def decode_number(sub_type: int, octets: bytes) -> Number:
    """Read a sub-TLV that is one number.

    Raises:
        DecodeError: it has the wrong length, or is a reserved one.
    """
    if len(octets) != NUMBERS[sub_type][0]:
        raise DecodeError(f"{len(octets)} octets for sub-TLV {sub_type}", rfc="RFC 9012 §3")
    value = int.from_bytes(octets, "big")
    # RFC 9012 §3.4.1: "If the reserved value 0xFFFF is received, the sub-TLV MUST be treated as
    # malformed"
    # RFC 9012 §3.3.2: "If the reserved value zero is received, the sub-TLV MUST be treated as
    # malformed"
    # RFC 9012 §3.5: "If any value other than 1 or 2 is carried, the sub-TLV MUST be considered
    # malformed"
    if (
        (sub_type == PROTOCOL_TYPE and value == 0xFFFF)
        or (sub_type == UDP_PORT and value == 0)
        or (sub_type == LABEL_HANDLING and value not in (1, 2))
    ):
        raise DecodeError(f"{NUMBERS[sub_type][1]} cannot be {value}", rfc="RFC 9012 §13")
    return Number(sub_type, value)


def decode_color(octets: bytes) -> Color:
    """Read a Color sub-TLV."""
    # RFC 9012 §3.4.2: the value is a Color Extended Community; anything else is malformed.
    if len(octets) != 8 or octets[:2] != b"\x03\x0b":
        raise DecodeError("not a Color Extended Community", rfc="RFC 9012 §3.4.2")
    return Color(octets)


def decode_label_stack(octets: bytes) -> LabelStack:
    """Read an MPLS Label Stack sub-TLV."""
    if not octets or len(octets) % 4:
        raise DecodeError(f"{len(octets)} octets of label stack entries", rfc="RFC 9012 §3.6")
    return LabelStack(tuple(octets[at : at + 4] for at in range(0, len(octets), 4)))


def decode_preference(octets: bytes) -> Preference:
    """Read a Preference sub-TLV."""
    reader = Reader(octets)
    preference = Preference(flags=reader.u8(), reserved=reader.u8(), value=reader.u32())
    reader.finish()
    return preference


def decode_priority(octets: bytes) -> Priority:
    """Read a Priority sub-TLV.

    Raises:
        DecodeError: it does not have 2 octets.
    """
    reader = Reader(octets)
    value = Priority(value=reader.u8(), reserved=reader.u8())
    reader.finish()
    return value


def decode_binding_sid(octets: bytes) -> BindingSid:
    """Read a Binding SID sub-TLV."""
    reader = Reader(octets)
    sid = BindingSid(flags=reader.u8(), reserved=reader.u8(), sid=reader.rest())
    if len(sid.sid) not in (0, 4, 16):
        raise DecodeError(f"a binding SID of {len(sid.sid)} octets", rfc="RFC 9830 §2.4.2")
    return sid


def decode_srv6_binding_sid(octets: bytes) -> Srv6BindingSid:
    """Read an SRv6 Binding SID sub-TLV."""
    reader = Reader(octets)
    sid = Srv6BindingSid(
        flags=reader.u8(), reserved=reader.u8(), sid=reader.take(16), behavior=reader.rest()
    )
    if len(sid.behavior) not in (0, 8):
        raise DecodeError(f"a behavior of {len(sid.behavior)} octets", rfc="RFC 9830 §2.4.3")
    return sid


def decode_explicit_null(octets: bytes) -> ExplicitNullLabelPolicy:
    """Read an Explicit NULL Label Policy sub-TLV."""
    reader = Reader(octets)
    policy = ExplicitNullLabelPolicy(flags=reader.u8(), reserved=reader.u8(), policy=reader.u8())
    reader.finish()
    return policy


def decode_name(sub_type: int, octets: bytes) -> Name:
    """Read the name of a policy or candidate path."""
    reader = Reader(octets)
    return Name(type=sub_type, reserved=reader.u8(), name=reader.rest())


def encode_endpoint(endpoint: EgressEndpoint) -> bytes:
    """Write a Tunnel Egress Endpoint."""
    if _ENDPOINT_OCTETS.get(endpoint.afi) != len(endpoint.address):
        raise EncodeError(f"{len(endpoint.address)} octets for AFI {endpoint.afi}")
    head = endpoint.reserved.to_bytes(4, "big") + endpoint.afi.to_bytes(2, "big")
    return head + endpoint.address
