"""Entries of covering-prefix outbound route filters, ORF type 65 (RFC 7543 §3), of VPN families.

An entry begins with the octet that all have (RFC 5291 §4):

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |Act|M|Reserved |   Act: 0 add, 1 remove; M: 0 permit, 1 deny
    +-+-+-+-+-+-+-+-+

    +------------------------------------------+
    | Sequence (4 octets)                      |
    | Minlen (1), Maxlen (1)                   |
    | VPN Route Target (8)                     |
    | Import Route Target (8)                  |
    | Route Type (1): of EVPN, else 0          |
    | Host Address (4 of IPv4, 16 of IPv6)     |
    +------------------------------------------+

Entries of EVPN, whose host is a MAC address or none, are kept octet for octet.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.capabilities._fields import number
from bgplib.errors import EncodeError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, SAFI_VPN, Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import ADDRESS_OR_HEX, named_number, shown_as
from bgplib.values.record import Record

__all__ = ["HOSTS", "CoveringPrefixEntry", "read_entry", "write_entry"]

#: octets of the host's address, by family
HOSTS: Final = {Family(AFI_IPV4, SAFI_VPN): 4, Family(AFI_IPV6, SAFI_VPN): 16}
_DENY: Final = 0x20
_RESERVED: Final = 0x1F
_ROUTE_TARGET_OCTETS: Final = 8


@attrs.frozen(kw_only=True)
class CoveringPrefixEntry(Record):
    """Ask for the best route that covers a host, among those of a VPN (RFC 7543)."""

    WORD: ClassVar[str] = "covering"
    BARE: ClassVar[tuple[str, ...]] = ("host",)

    #: 0 add, 1 remove
    action: int = attrs.field(default=0, metadata=shown_as(named_number({0: "add", 1: "remove"})))
    deny: bool = False  #: routes that match are not to be sent
    sequence: int  #: tells entries apart
    minimum: int = 0  #: shortest length of a route that matches, in bits
    maximum: int = 0  #: longest length of a route that matches, in bits
    route_target: bytes  #: routes that match have it: an extended community of 8 octets
    import_target: bytes  #: is put on the route that is sent: another one
    route_type: int = 0  #: of EVPN routes
    host: bytes = attrs.field(metadata=shown_as(ADDRESS_OR_HEX))  #: 4 or 16 octets
    reserved: int = 0  #: the five reserved bits of the first octet


def read_entry(first: int, field: Reader, size: int) -> CoveringPrefixEntry:
    """Read what stands behind the first octet of an entry.

    Args:
        first: the first octet, whose action is to add or to remove.
        field: the octets behind it.
        size: how many octets the host's address has.

    Raises:
        DecodeError: the entry runs past the end.
    """
    return CoveringPrefixEntry(
        action=first >> 6,
        deny=bool(first & _DENY),
        sequence=field.u32(),
        minimum=field.u8(),
        maximum=field.u8(),
        route_target=field.take(_ROUTE_TARGET_OCTETS),
        import_target=field.take(_ROUTE_TARGET_OCTETS),
        route_type=field.u8(),
        host=field.take(size),
        reserved=first & _RESERVED,
    )


def write_entry(entry: CoveringPrefixEntry) -> bytes:
    """Write an entry.

    Raises:
        EncodeError: a field is out of range.
    """
    targets = entry.route_target, entry.import_target
    if any(len(octets) != _ROUTE_TARGET_OCTETS for octets in targets):
        raise EncodeError("a route target has 8 octets")
    if len(entry.host) not in HOSTS.values():
        raise EncodeError(f"a host's address has 4 octets or 16, not {len(entry.host)}")
    first = number(entry.action, 1, "action")[0] << 6 | _DENY * entry.deny
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
