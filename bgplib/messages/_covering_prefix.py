"""Entries of covering-prefix outbound route filters, ORF type 65 (RFC 7543 §2).

An entry begins with the octet that all have (RFC 5291 §4):

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |Act|M|Reserved |   Act: 0 add, 1 remove; M: 0 permit, the only value that there may be
    +-+-+-+-+-+-+-+-+

    +------------------------------------------+
    | Sequence (4 octets)                      |
    | Minlen (1), Maxlen (1)                   |
    | VPN Route Target (8)                     |
    | Import Route Target (8)                  |
    | Route Type (1): of EVPN, else 0          |
    | Host Address (0, 4, 6 or 16)             |
    +------------------------------------------+

How many octets the Host Address has is not written: AFI and Route Type say it. It is an address of
IPv4 or IPv6, or of EVPN a MAC address for Route Type 2 and nothing for the Route Types 1, 3 and 4.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._fields import number
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, AFI_L2VPN, SAFI_EVPN, SAFI_VPN, Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import ADDRESS_OR_HEX, FieldKind, named_number, shown_as
from bgplib.values.mac_address import MacAddress
from bgplib.values.record import Record

__all__ = ["CoveringPrefixEntry", "afi_of", "check_family", "read_entry", "write_entry"]

_SAFIS: Final = {AFI_IPV4: SAFI_VPN, AFI_IPV6: SAFI_VPN, AFI_L2VPN: SAFI_EVPN}
#: bits of the Host Address, by AFI and Route Type; Minlen and Maxlen are no more than that
_HOST_BITS: Final = {
    # RFC 7543 §2: "the value of Route Type MUST be 0 (i.e., RESERVED); and", for IPv4,
    # "the Host Address MUST contain exactly 32 bits."
    AFI_IPV4: {0: 32},
    # RFC 7543 §2, for IPv6: "the Host Address MUST contain exactly 128 bits."
    AFI_IPV6: {0: 128},
    # RFC 7543 §2: "If the ROUTE-REFRESH AFI is equal to L2VPN, the value of Route Type MUST be one
    # of the following values": 1 to 4. For 1, 3 and 4, "the Host Address MUST be absent (i.e.,
    # contain 0 bits)."; for 2, "the Host Address MUST contain exactly 48 bits."
    AFI_L2VPN: {1: 0, 2: 48, 3: 0, 4: 0},
}
_AFIS: Final = {4: AFI_IPV4, 16: AFI_IPV6, 6: AFI_L2VPN, 0: AFI_L2VPN}
_REMOVE: Final = 1
_DENY: Final = 0x20
_RESERVED: Final = 0x1F
_ROUTE_TARGET_OCTETS: Final = 8
_MAC_OCTETS: Final = 6


def _host_text(octets: bytes) -> str:
    return str(MacAddress(octets)) if len(octets) == _MAC_OCTETS else ADDRESS_OR_HEX.text(octets)


def _parse_host(text: str) -> bytes:
    # No spelling of a MAC address is one of an IP address too.
    with suppress(ParseError):
        return MacAddress.parse(text).octets
    found: bytes = ADDRESS_OR_HEX.parse(text)
    return found


@frozen(kw_only=True)
class CoveringPrefixEntry(Record):
    """Ask for the routes of a VPN that cover a host (RFC 7543 §2).

    Of EVPN it asks for MAC/IP routes (Route Type 2) of a host, or for all of another Route Type.
    """

    WORD: ClassVar[str] = "covering"
    BARE: ClassVar[tuple[str, ...]] = ("host",)

    #: 0 add, 1 remove
    action: int = attrs.field(default=0, metadata=shown_as(named_number({0: "add", 1: "remove"})))
    sequence: int  #: its place among the others
    #: shortest length of a route that matches, in bits; so many are those of the host
    minimum: int = 0
    maximum: int = 0  #: longest length of a route that matches, in bits
    route_target: bytes  #: routes that match have it: an extended community of 8 octets
    import_target: bytes  #: is put on the route that is sent: another one
    route_type: int = 0  #: that of EVPN routes that match, 1 to 4; 0 for IPv4 and IPv6
    #: 4 octets of IPv4, 16 of IPv6, 6 of a MAC address; none for EVPN routes that are not MAC/IP
    host: bytes = attrs.field(metadata=shown_as(FieldKind(_host_text, _parse_host)))
    reserved: int = 0  #: the five reserved bits of the first octet


def check_family(family: Family) -> None:
    """Check that a family can have such entries.

    Raises:
        DecodeError: it cannot.
    """
    # RFC 7543 §2: "The AFI MUST be equal to IPv4, IPv6, or Layer 2 VPN (L2VPN)."
    # RFC 7543 §2: "If the AFI is equal to IPv4 or IPv6, the SAFI MUST be equal to MPLS-labeled VPN
    # address."
    # RFC 7543 §2: "If the AFI is equal to L2VPN, the SAFI MUST be equal to BGP EVPN."
    if _SAFIS.get(family.afi) != family.safi:
        raise DecodeError(f"{family} has no filters of covering prefixes")


def read_entry(first: int, field: Reader, afi: int) -> CoveringPrefixEntry:
    """Read what stands behind the first octet of an entry that is to be added or removed.

    Args:
        first: the first octet.
        field: the octets behind it.
        afi: that of the message, 1, 2 or 25.

    Raises:
        DecodeError: the entry runs past the end, or breaks a rule of RFC 7543 §2.
    """
    # RFC 7543 §2: "Action (ADD, REMOVE, or REMOVE-ALL)"
    if first >> 6 > _REMOVE:
        raise DecodeError(f"the action {first >> 6} is not defined")
    # RFC 7543 §2: "The Match field MUST be equal to PERMIT."
    if first & _DENY:
        raise DecodeError("Match is DENY")
    sequence = field.u32()
    minimum = field.u8()
    maximum = field.u8()
    route_target = field.take(_ROUTE_TARGET_OCTETS)
    import_target = field.take(_ROUTE_TARGET_OCTETS)
    route_type = field.u8()
    bits = _HOST_BITS[afi].get(route_type)
    if bits is None:
        raise DecodeError(f"entries of AFI {afi} have no Route Type {route_type}")
    if fault := _fault(minimum, maximum, bits):
        raise DecodeError(fault)
    return CoveringPrefixEntry(
        action=first >> 6,
        sequence=sequence,
        minimum=minimum,
        maximum=maximum,
        route_target=route_target,
        import_target=import_target,
        route_type=route_type,
        host=field.take(bits // 8),
        reserved=first & _RESERVED,
    )


def _fault(minimum: int, maximum: int, bits: int) -> str:
    """Say what is wrong with the lengths in an entry whose host has so many bits."""
    # RFC 7543 §2, of IPv4, and so of IPv6 with 128 and of MAC/IP routes with 48: "the value of
    # Minlen MUST be less than or equal to 32;", "the value of Maxlen MUST be less than or equal to
    # 32;". Of the EVPN routes without host: "the value of Minlen MUST be equal to 0;", "the value
    # of Maxlen MUST be equal to 0; and".
    if minimum > bits or maximum > bits:
        return f"a length is more than {bits} bits"
    # RFC 7543 §2: "the value of Minlen MUST be less than or equal to the value of Maxlen;"
    if minimum > maximum:
        return f"the shortest length is {minimum} bits, the longest {maximum}"
    return ""


def afi_of(entry: CoveringPrefixEntry) -> int | None:
    """Return the AFI of messages that an entry is for; None if its host is of none."""
    return _AFIS.get(len(entry.host))


def write_entry(entry: CoveringPrefixEntry) -> bytes:
    """Write an entry.

    Raises:
        EncodeError: a field is out of range, or breaks a rule of RFC 7543 §2.
    """
    targets = entry.route_target, entry.import_target
    if any(len(octets) != _ROUTE_TARGET_OCTETS for octets in targets):
        raise EncodeError("a route target has 8 octets")
    afi, bits = afi_of(entry), 8 * len(entry.host)
    if afi is None or _HOST_BITS[afi].get(entry.route_type) != bits:
        raise EncodeError(f"no host of {bits} bits goes with the Route Type {entry.route_type}")
    if fault := _fault(entry.minimum, entry.maximum, bits):
        raise EncodeError(fault)
    first = number(entry.action, 1, "action")[0] << 6
    return b"".join(
        (
            bytes((first | number(entry.reserved, 5, "reserved bits")[0],)),
            number(entry.sequence, 32, "Sequence"),
            number(entry.minimum, 8, "Minlen"),
            number(entry.maximum, 8, "Maxlen"),
            *targets,
            number(entry.route_type, 8, "Route Type"),
            entry.host,
        )
    )
