"""Outbound route filters in a ROUTE-REFRESH (RFC 5291 §4), read when a program asks.

    +--------------------------------------------------+
    | When-to-refresh (1 octet): 1 immediate, 2 defer  |
    +--------------------------------------------------+
    | ORF Type (1 octet)                               |
    +--------------------------------------------------+
    | Length of ORF entries (2 octets)                 |
    +--------------------------------------------------+
    | ORF entries (variable)                           |
    +--------------------------------------------------+
    ...                                                    further types

An entry begins with this octet; REMOVE-ALL has nothing behind it:

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |Act|M|Reserved |   Act: 0 add, 1 remove, 2 remove all; M: 0 permit, 1 deny
    +-+-+-+-+-+-+-+-+

Entries of type 64, address prefixes (RFC 5292 §3), have these fields behind it:

    +------------------------------------------------------------------+
    | Sequence (4) | Minlen (1) | Maxlen (1) | Length (1) | Prefix (n) |
    +------------------------------------------------------------------+

Those of type 65, of VPN families and EVPN, are in `_covering_prefix`.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial
from typing import Any, ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._fields import number
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.messages._covering_prefix import (
    CoveringPrefixEntry,
    afi_of,
    check_family,
    read_entry,
    write_entry,
)
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind, kind_of, named_number, shown_as
from bgplib.values._notation import parse_hex
from bgplib.values.prefix import Prefix
from bgplib.values.record import Record

__all__ = [
    "ADD",
    "ADDRESS_PREFIX",
    "ADDRESS_PREFIX_OLD",
    "COVERING_PREFIXES",
    "DEFER",
    "IMMEDIATE",
    "REMOVE",
    "REMOVE_ALL",
    "AddressPrefixEntry",
    "CoveringPrefixEntry",
    "Filters",
    "OutboundRouteFilter",
    "RemoveAll",
    "decode",
    "encode",
]

IMMEDIATE: Final = 1
DEFER: Final = 2

ADDRESS_PREFIX: Final = 64  # RFC 5292 §3
COVERING_PREFIXES: Final = 65  # RFC 7543 §2
ADDRESS_PREFIX_OLD: Final = 128  # the number that Cisco used before RFC 5292

ADD: Final = 0
REMOVE: Final = 1
REMOVE_ALL: Final = 2

_ACTIONS: Final = named_number({ADD: "add", REMOVE: "remove"})
TYPE_NAMES: Final = {
    ADDRESS_PREFIX: "address-prefix",
    COVERING_PREFIXES: "covering-prefixes",
    ADDRESS_PREFIX_OLD: "address-prefix-old",
}
TIME_NAMES: Final = {IMMEDIATE: "immediate", DEFER: "defer"}
_TYPES: Final = named_number(TYPE_NAMES)
_TIMES: Final = named_number(TIME_NAMES)
_DENY: Final = 0x20
_RESERVED: Final = 0x1F
_BITS: Final = {AFI_IPV4: 32, AFI_IPV6: 128}


@attrs.frozen
class RemoveAll(Record):
    """Forget all entries of this type."""

    WORD: ClassVar[str] = "remove-all"

    reserved: int = 0  #: the bits behind the action, which mean nothing here


@attrs.frozen(kw_only=True)
class AddressPrefixEntry(Record):
    """Add, or remove, one line of a list of prefixes (RFC 5292 §2)."""

    WORD: ClassVar[str] = "prefix"
    BARE: ClassVar[tuple[str, ...]] = ("prefix",)

    #: 0 add, 1 remove
    action: int = attrs.field(default=ADD, metadata=shown_as(_ACTIONS))
    deny: bool = False  #: routes that match are not to be sent
    sequence: int  #: the line with the smallest number that matches decides
    prefix: Prefix  #: routes within this prefix match
    minimum: int = 0  #: shortest length of a route that matches, in bits; 0 for unspecified
    maximum: int = 0  #: longest length of a route that matches, in bits; 0 for unspecified
    reserved: int = 0  #: the five reserved bits of the first octet

    def matches(self, prefix: Prefix) -> bool:
        """Say whether a route to `prefix` matches (RFC 5292 §4)."""
        if not self.prefix.contains(prefix):
            return False
        if not self.minimum and not self.maximum:
            return prefix.length == self.prefix.length
        # RFC 5292 §2: "tests related to the "Minlen" or "Maxlen" value should be omitted when the
        # "Minlen" or "Maxlen" field (respectively) is unspecified."
        return self.minimum <= prefix.length and (not self.maximum or prefix.length <= self.maximum)


#: an entry of a type that is known
Entry = AddressPrefixEntry | CoveringPrefixEntry | RemoveAll
_ENTRIES: Final = kind_of(tuple[Entry, ...], "entries")


def _entries_text(entries: tuple[Entry, ...] | bytes) -> str:
    return "0x" + entries.hex() if isinstance(entries, bytes) else _ENTRIES.text(entries)


def _parse_entries(text: str) -> Any:
    return parse_hex(text) if text[:2] in ("0x", "0X") else _ENTRIES.parse(text)


@frozen
class OutboundRouteFilter(Record):
    """The entries of one type."""

    BARE: ClassVar[tuple[str, ...]] = ("type", "entries")

    #: ORF type
    type: int = attrs.field(metadata=shown_as(_TYPES))
    #: entries, in order; the octets of all of them when the type is not known
    entries: tuple[Entry, ...] | bytes = attrs.field(
        metadata=shown_as(FieldKind(_entries_text, _parse_entries))
    )


@frozen
class Filters(Record):
    """All that stands behind AFI, subtype and SAFI of a ROUTE-REFRESH."""

    BARE: ClassVar[tuple[str, ...]] = ("when", "filters")

    #: When-to-refresh: 1 immediate, 2 defer
    when: int = attrs.field(metadata=shown_as(_TIMES))
    filters: tuple[OutboundRouteFilter, ...]  #: the filters


def decode(octets: bytes, family: Family, types: Container[int] | None = None) -> Filters:
    """Read the `orf` octets of a ROUTE-REFRESH.

    Args:
        octets: the octets, from When-to-refresh on; not empty.
        family: the family of the message, which says how long prefixes can be.
        types: the ORF types that were agreed on; entries of others stay octets, whatever is wrong
            with them, as RFC 5291 §6 has them "ignored". None reads all that are known.

    Raises:
        DecodeError: they are no filters; RFC 5291 §6 asks to remove the filters received before.
            If its `treatment` is `Treatment.IGNORE`, RFC 7543 §3 asks to ignore the message.
    """
    try:
        return _decode(Reader(octets), family, types)
    except DecodeError as error:
        raise DecodeError(
            error.text,
            rfc=error.rfc or "RFC 5291 §4",
            code=messages.ROUTE_REFRESH_MESSAGE_ERROR,
            treatment=error.treatment,
        ) from None


def entry_reader(kind: int, family: Family) -> Callable[[Reader], Entry] | None:
    """Return what reads one entry of a type, and raises DecodeError; None where nothing does."""
    if kind == COVERING_PREFIXES:
        return partial(_read_covering, afi=family.afi)
    if kind in (ADDRESS_PREFIX, ADDRESS_PREFIX_OLD) and family.afi in _BITS:
        return partial(_read_entry, afi=family.afi)
    return None


def _decode(reader: Reader, family: Family, types: Container[int] | None) -> Filters:
    when = reader.u8()
    filters = []
    while reader.remaining:
        kind = reader.u8()
        field = reader.sub(reader.u16())
        entries: tuple[Entry, ...] | bytes
        if types is not None and kind not in types:
            entries = field.rest()
        elif kind == COVERING_PREFIXES:
            entries = _covering(field, family)
        elif kind in (ADDRESS_PREFIX, ADDRESS_PREFIX_OLD) and family.afi in _BITS:
            entries = _address_prefixes(field, family.afi)
        else:
            entries = field.rest()
        filters.append(OutboundRouteFilter(kind, entries))
    return Filters(when, tuple(filters))


def _covering(field: Reader, family: Family) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    try:
        check_family(family)
        while field.remaining:
            entries.append(_read_covering(field, family.afi))
    except DecodeError as error:
        # RFC 7543 §3: "When a BGP speaker receives a ROUTE-REFRESH message that contains a CP-ORF
        # and that ROUTE-REFRESH message violates any of the encoding rules specified in Section 2,
        # the BGP speaker MUST ignore the entire ROUTE-REFRESH message."
        raise DecodeError(error.text, rfc="RFC 7543 §2", treatment=Treatment.IGNORE) from None
    return tuple(entries)


def _read_covering(field: Reader, afi: int) -> Entry:
    first = field.u8()
    # RFC 5291 §4: Match "is significant only when the value of the Action field is either ADD or
    # REMOVE", so that REMOVE-ALL may come with either.
    if first >> 6 == REMOVE_ALL:
        return RemoveAll(first & 0x3F)
    return read_entry(first, field, afi)


def _address_prefixes(field: Reader, afi: int) -> tuple[Entry, ...]:
    entries = []
    while field.remaining:
        entries.append(_read_entry(field, afi))
    return tuple(entries)


def _read_entry(field: Reader, afi: int) -> AddressPrefixEntry | RemoveAll:
    first = field.u8()
    action = first >> 6
    # RFC 5291 §4: "When the Action component of an ORF entry specifies REMOVE-ALL, the entry
    # consists of only the common part."
    if action == REMOVE_ALL:
        return RemoveAll(first & 0x3F)
    if action > REMOVE_ALL:
        raise DecodeError(f"the action {action} is not defined", rfc="RFC 5291 §6")
    sequence = field.u32()
    minimum = field.u8()
    maximum = field.u8()
    length = field.u8()
    bits = _BITS[afi]
    # RFC 5292 §2: "the "Maxlen" value must be no more than the maximum length (in bits) of a host
    # address for a given address family".
    if length > bits or minimum > bits or maximum > bits:
        raise DecodeError(f"a length is more than {bits} bits", rfc="RFC 5292 §2")
    octets = field.take((length + 7) // 8)
    return AddressPrefixEntry(
        action=action,
        deny=bool(first & _DENY),
        sequence=sequence,
        # RFC 5292 §3: "The value of the trailing bits is irrelevant."
        prefix=Prefix.from_address(octets.ljust(bits // 8, b"\0"), length),
        minimum=minimum,
        maximum=maximum,
        reserved=first & _RESERVED,
    )


def encode(filters: Filters) -> bytes:
    """Write the `orf` octets of a ROUTE-REFRESH.

    Raises:
        EncodeError: a field is out of range.
    """
    parts = [number(filters.when, 8, "When-to-refresh")]
    for one in filters.filters:
        entries = one.entries
        octets = entries if isinstance(entries, bytes) else _entries(one.type, entries)
        parts += [number(one.type, 8, "ORF type"), number(len(octets), 16, "ORF length"), octets]
    return b"".join(parts)


def _entries(kind: int, entries: tuple[Entry, ...]) -> bytes:
    wrong = AddressPrefixEntry if kind == COVERING_PREFIXES else CoveringPrefixEntry
    if any(isinstance(entry, wrong) for entry in entries):
        raise EncodeError(f"filters of type {kind} have no {wrong.WORD} entries")
    if len({afi_of(entry) for entry in entries if isinstance(entry, CoveringPrefixEntry)}) > 1:
        raise EncodeError("hosts are of several families, the message is of one")
    return b"".join(map(_entry, entries))


def _entry(entry: Entry) -> bytes:
    if isinstance(entry, CoveringPrefixEntry):
        return write_entry(entry)
    if isinstance(entry, RemoveAll):
        return bytes((REMOVE_ALL << 6 | number(entry.reserved, 6, "reserved bits")[0],))
    if entry.action not in (ADD, REMOVE):
        raise EncodeError(f"the action {entry.action} is neither to add nor to remove")
    first = entry.action << 6 | _DENY * entry.deny | number(entry.reserved, 5, "reserved bits")[0]
    return b"".join(
        (
            bytes((first,)),
            number(entry.sequence, 32, "Sequence"),
            number(entry.minimum, 8, "Minlen"),
            number(entry.maximum, 8, "Maxlen"),
            entry.prefix.key,
        )
    )
