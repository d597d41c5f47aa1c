"""PMSI_TUNNEL (attribute 22), RFC 6514 §5.

    +---------------------------------+
    |  Flags (1 octet)                |
    +---------------------------------+
    |  Tunnel Type (1 octet)          |
    +---------------------------------+
    |  MPLS Label (3 octets)          |
    +---------------------------------+
    |  Tunnel Identifier (variable)   |
    +---------------------------------+

Flags:      optional transitive
Malformed:  shorter than 5 octets, a tunnel type that is not defined, or an identifier
            that is none of its type: treat-as-withdraw (RFC 6514 §5)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values._field_kinds import ADDRESS_OR_HEX, named_number, shown_as
from bgplib.values.label import Label
from bgplib.values.record import Record

__all__ = ["CODEC", "PmsiTunnel"]

# RFC 6514 §5, RFC 7524 §5 (8), RFC 8556 §2 (11).
TYPE_NAMES: Final = {
    0: "no-tunnel-information",
    1: "rsvp-te-p2mp",
    2: "mldp-p2mp",
    3: "pim-ssm",
    4: "pim-sm",
    5: "bidir-pim",
    6: "ingress-replication",
    7: "mldp-mp2mp",
    8: "transport-tunnel",
    9: "assisted-replication",
    10: "assisted-replication",
    11: "bier",
    12: "sr-mpls-p2mp",
    13: "srv6-p2mp",
    14: "bidirectional-sr-mpls-p2mp",
}
# What GoBGP calls them, where that is something else.
_GOBGP_NAMES: Final = {
    "no-tunnel": 0,
    "pim-ssm-tree": 3,
    "pim-sm-tree": 4,
    "bidir-pim-tree": 5,
    "ingress-repl": 6,
}
INGRESS_REPLICATION: Final = 6
# The lengths that an identifier can have; types that are not listed here can have any.
_LENGTHS: Final = {0: (0,), 1: (12, 24), 3: (8, 32), 4: (8, 32), 5: (8, 32), 6: (0, 4, 16)}
_MLDP: Final = (2, 7)
_EXPERIMENTAL: Final = range(0x7B, 0x7F)
_COMPOSITE: Final = 0x80
LEAF_INFORMATION_REQUIRED: Final = 0x01


@frozen(kw_only=True)
class PmsiTunnel(Record):
    """The tunnel through which multicast or flooded packets come."""

    BARE: ClassVar[tuple[str, ...]] = ("tunnel_type",)

    flags: int = 0  #: bit 0 (value 1) is Leaf Information Required
    #: see `TYPE_NAMES`
    tunnel_type: int = attrs.field(
        metadata=shown_as(named_number(TYPE_NAMES, aliases=_GOBGP_NAMES))
    )
    label: Label = Label(b"\0\0\0")  #: three octets, all 0 when there is none; or a VNI
    #: the Tunnel Identifier, whose form depends on the type
    identifier: bytes = attrs.field(default=b"", metadata=shown_as(ADDRESS_OR_HEX))

    @property
    def leaf_information_required(self) -> bool:
        """Whether the receivers are asked to answer with Leaf A-D routes."""
        return bool(self.flags & LEAF_INFORMATION_REQUIRED)

    @property
    def endpoint(self) -> bytes | None:
        """The address of the tunnel's end in ingress replication, 4 or 16 octets."""
        return self.identifier if self.tunnel_type == INGRESS_REPLICATION else None


def decode(octets: bytes, context: Context) -> PmsiTunnel:
    """Read a value."""
    reader = Reader(octets)
    attribute = PmsiTunnel(
        flags=reader.u8(),
        tunnel_type=reader.u8(),
        label=Label(reader.take(3)),
        identifier=reader.rest(),
    )
    # RFC 6514 §5: the attribute is "malformed if either (a) it contains an undefined tunnel type in
    # the Tunnel Type field of the attribute, or (b) the router cannot parse the Tunnel Identifier
    # field of the attribute"
    tunnel_type = attribute.tunnel_type
    base = tunnel_type & ~_COMPOSITE
    if base not in TYPE_NAMES and base not in _EXPERIMENTAL:
        raise DecodeError(f"tunnel type {tunnel_type} is not defined", rfc="RFC 6514 §5")
    lengths = _LENGTHS.get(tunnel_type)
    if lengths is not None and len(attribute.identifier) not in lengths:
        raise DecodeError(
            f"an identifier of {len(attribute.identifier)} octets for tunnel type {tunnel_type}",
            rfc="RFC 6514 §5",
        )
    if tunnel_type in _MLDP and not _is_fec_element(attribute.identifier):
        raise DecodeError(
            f"the identifier of tunnel type {tunnel_type} is not a FEC element", rfc="RFC 6514 §5"
        )
    return attribute


def _is_fec_element(octets: bytes) -> bool:
    """Say whether octets are one FEC element of mLDP (RFC 6388 §2.2).

    Type (1), Address Family (2), Address Length (1), Root Node Address, Opaque Length (2), Opaque
    Value.
    """
    try:
        reader = Reader(octets)
        reader.take(3)
        reader.take(reader.u8())
        reader.take(reader.u16())
        reader.finish()
    except DecodeError:
        return False
    return True


def encode(attribute: PmsiTunnel, context: Context) -> bytes:
    """Write a value."""
    if not (0 <= attribute.flags <= 255 and 0 <= attribute.tunnel_type <= 255):
        raise EncodeError("flags and tunnel type of PMSI_TUNNEL have one octet each")
    head = bytes((attribute.flags, attribute.tunnel_type))
    return head + attribute.label.octets + attribute.identifier


CODEC: Final = AttributeCodec(
    code=attributes.PMSI_TUNNEL,
    name="PMSI_TUNNEL",
    flags=OPTIONAL_TRANSITIVE,
    value=PmsiTunnel,
    rfc="RFC 6514 §5",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 6514 §5",
    length=at_least(5),
    decode=decode,
    encode=encode,
)
