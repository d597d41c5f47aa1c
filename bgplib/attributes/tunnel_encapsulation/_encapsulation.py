"""The Encapsulation sub-TLV (type 1), whose form is that of the tunnel (RFC 9012 §3.2).

VXLAN (8) and NVGRE (9), 12 octets:

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |V|M|R|R|R|R|R|R|          VN-ID (3 octets)                     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 MAC Address (6 octets) ...                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  ... MAC Address              |      Reserved (2 octets)      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

L2TPv3 (1): Session ID (4 octets), Cookie (0 to 8). GRE (2) and MPLS-in-GRE (11): GRE Key (4).
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.octets import Reader
from bgplib.values.mac_address import MacAddress
from bgplib.values.record import Record

__all__ = [
    "ENCAPSULATION",
    "Encapsulation",
    "GreKey",
    "L2tpSession",
    "VirtualNetwork",
    "decode_encapsulation",
    "encode_encapsulation",
]

ENCAPSULATION: Final = 1

L2TPV3: Final = 1
GRE: Final = 2
VXLAN: Final = 8
NVGRE: Final = 9
MPLS_IN_GRE: Final = 11

_V: Final = 0x80
_M: Final = 0x40
_LONGEST_COOKIE: Final = 8


@attrs.frozen(kw_only=True)
class VirtualNetwork(Record):
    """Fields of a VXLAN or NVGRE encapsulation, as they stood (RFC 9012 §3.2.1, §3.2.2).

    `vn_id` and `mac` say what of it counts.
    """

    WORD: ClassVar[str] = "virtual-network"

    flags: int  #: 0x80 V and 0x40 M say what is there; the others are passed on unchanged
    vn_id_field: int = 0  #: VN-ID
    mac_field: MacAddress = MacAddress(bytes(6))  #: MAC Address
    reserved: int = 0  #: sent as 0

    @classmethod
    def of(cls, vn_id: int | None = None, mac: MacAddress | None = None) -> VirtualNetwork:
        """Make one to send; what is None is not there."""
        # RFC 9012 §3.2.1: "If the V bit is set to 0, the VN-ID field MUST be set to zero on
        # transmission and disregarded on receipt."
        # RFC 9012 §3.2.1: "If the M bit is set to 0, this field MUST be set to all zeroes on
        # transmission and disregarded on receipt."
        return cls(
            flags=(0 if vn_id is None else _V) | (0 if mac is None else _M),
            vn_id_field=vn_id or 0,
            mac_field=mac or MacAddress(bytes(6)),
        )

    @property
    def vn_id(self) -> int | None:
        """The Virtual Network Identifier: VNI or VSID; None when it is not there."""
        return self.vn_id_field if self.flags & _V else None

    @property
    def mac(self) -> MacAddress | None:
        """The address for the inner Ethernet header; None when it is not there."""
        return self.mac_field if self.flags & _M else None


@frozen
class L2tpSession(Record):
    """The session of an L2TPv3 tunnel (RFC 9012 §3.2.3)."""

    WORD: ClassVar[str] = "session"
    BARE: ClassVar[tuple[str, ...]] = ("session_id",)

    session_id: int  #: the look-up key of the receiver, not 0
    cookie: bytes = b""  #: at most 8 octets


@attrs.frozen
class GreKey(Record):
    """The key of a GRE or MPLS-in-GRE tunnel (RFC 9012 §3.2.4, §3.2.5)."""

    WORD: ClassVar[str] = "gre-key"
    BARE: ClassVar[tuple[str, ...]] = ("key",)

    # RFC 9012 §3.2.4: "Unless a key value is being advertised, the GRE Encapsulation sub-TLV MUST
    # NOT be present." Hence there is none without a key.
    key: int  #: the key


Encapsulation = VirtualNetwork | L2tpSession | GreKey
_CLASSES: Final = {
    L2TPV3: L2tpSession,
    GRE: GreKey,
    MPLS_IN_GRE: GreKey,
    VXLAN: VirtualNetwork,
    NVGRE: VirtualNetwork,
}


def decode_encapsulation(tunnel_type: int, octets: bytes) -> Encapsulation | None:
    """Read the sub-TLV of a tunnel; None where the type has none.

    Raises:
        DecodeError: it has the wrong length, or no session.
    """
    reader = Reader(octets)
    kind = _CLASSES.get(tunnel_type)
    if kind is GreKey:
        key = GreKey(reader.u32())
        reader.finish()
        return key
    if kind is VirtualNetwork:
        network = VirtualNetwork(
            flags=reader.u8(),
            vn_id_field=reader.u24(),
            mac_field=MacAddress(reader.take(6)),
            reserved=reader.u16(),
        )
        reader.finish()
        return network
    if kind is L2tpSession:
        session = L2tpSession(reader.u32(), reader.rest())
        # RFC 9012 §3.2.3: "A non-zero 4-octet value locally assigned by the advertising router"
        if not session.session_id or len(session.cookie) > _LONGEST_COOKIE:
            raise DecodeError("no L2TPv3 session", rfc="RFC 9012 §3.2.3")
        return session
    return None


def encode_encapsulation(tunnel_type: int, item: Encapsulation) -> bytes:
    """Write the sub-TLV of a tunnel.

    Raises:
        EncodeError: a tunnel of this type would not read it so.
    """
    if _CLASSES.get(tunnel_type) is not type(item):
        raise EncodeError(f"a tunnel of type {tunnel_type} has no `{item}`")
    match item:
        case GreKey(key):
            return key.to_bytes(4, "big")
        case L2tpSession(session_id, cookie):
            if not session_id or len(cookie) > _LONGEST_COOKIE:
                raise EncodeError(f"`{item}` is no session of L2TPv3")
            return session_id.to_bytes(4, "big") + cookie
        case VirtualNetwork():
            return b"".join(
                (
                    bytes((item.flags,)),
                    item.vn_id_field.to_bytes(3, "big"),
                    item.mac_field.octets,
                    item.reserved.to_bytes(2, "big"),
                )
            )
