"""RIB_IPV4_UNICAST and the other AFI/SAFI-specific RIB subtypes (2 to 5, 8 to 11).

RFC 6396 §4.3.2; RFC 8050 §4.1 for those whose name ends in ADDPATH.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Sequence Number                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Prefix Length |               Prefix (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Entry Count           |  RIB Entries (variable), see entry.py
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from bgplib._checks import check, check_each, octets_of
from bgplib.errors import DecodeError, EncodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import as_update, origin_of
from bgplib.formats.mrt._fields import check_prefix, pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.formats.mrt.table_dump_v2.entry import RibEntry, encode_entries, read_entries
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.kernel.prefixes import split
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.prefix import Prefix

__all__ = ["SUBTYPES", "Rib", "read"]

#: family and ADDPATH of each subtype
SUBTYPES: Final[dict[int, tuple[Family, bool]]] = {
    codes.RIB_IPV4_UNICAST: (Family.IPV4_UNICAST, False),
    codes.RIB_IPV4_MULTICAST: (Family.IPV4_MULTICAST, False),
    codes.RIB_IPV6_UNICAST: (Family.IPV6_UNICAST, False),
    codes.RIB_IPV6_MULTICAST: (Family.IPV6_MULTICAST, False),
    codes.RIB_IPV4_UNICAST_ADDPATH: (Family.IPV4_UNICAST, True),
    codes.RIB_IPV4_MULTICAST_ADDPATH: (Family.IPV4_MULTICAST, True),
    codes.RIB_IPV6_UNICAST_ADDPATH: (Family.IPV6_UNICAST, True),
    codes.RIB_IPV6_MULTICAST_ADDPATH: (Family.IPV6_MULTICAST, True),
}
_SUBTYPE: Final = {variant: subtype for subtype, variant in SUBTYPES.items()}


def _nlri(value: bytes | Prefix | str) -> Any:
    """Return octets, or the prefix that a `Rib` makes octets of: it alone knows the family."""
    if isinstance(value, str):
        return Prefix.parse(value)
    return value if isinstance(value, Prefix) else octets_of(value, "nlri")


def _entries(entries: Iterable[RibEntry]) -> tuple[RibEntry, ...]:
    return check_each(entries, RibEntry, "entries")


@attrs.frozen(kw_only=True)
class Rib(Record):
    """All routes to one prefix."""

    sequence: int = 0  #: Sequence Number
    family: Family = Family.IPV4_UNICAST  #: one of the four families that have subtypes
    add_path: bool = False  #: entries have path identifiers (RFC 8050 §4.1)
    #: Prefix Length and Prefix, as on the wire; a `Prefix` of the family or its text will do
    nlri: bytes = attrs.field(converter=_nlri)
    entries: tuple[RibEntry, ...] = attrs.field(converter=_entries)  #: one each peer
    #: the PEER_INDEX_TABLE before the record, where there is one
    table: PeerIndexTable | None = attrs.field(default=None, eq=False, repr=False)
    #: what decodes attributes
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        nlri: object = self.nlri
        if type(nlri) is Prefix:
            check(self.family, Family, "family")
            if nlri.afi != self.family.afi:
                raise EncodeError(f"nlri is {nlri}, which is no prefix of {self.family}")
            object.__setattr__(self, "nlri", nlri.key)

    @property
    def type(self) -> int:
        """TABLE_DUMP_V2."""
        return codes.TABLE_DUMP_V2

    @property
    def subtype(self) -> int:
        """One of the eight subtypes.

        Raises:
            EncodeError: the family has none.
        """
        subtype = _SUBTYPE.get((self.family, self.add_path))
        if subtype is None:
            raise EncodeError(f"{self.family} has no subtype of its own: use RibGeneric")
        return subtype

    @property
    def key(self) -> bytes:
        """The prefix as a key, the wire form with spare bits cleared."""
        # RFC 6396 §4.3.2: "The value of trailing bits is irrelevant."
        return split(self.nlri, 0, len(self.nlri), 32 if self.family.afi == AFI_IPV4 else 128)[0]

    @property
    def prefix(self) -> Prefix:
        """The prefix."""
        return Prefix.from_key(self.family.afi, self.key)

    def update(self, entry: RibEntry) -> Update:
        """Make the UPDATE that the peer could have announced an entry with.

        Raises:
            DecodeError: the attributes are too long for one.
        """
        return as_update(
            entry.octets, self.nlri, origin_of(self.family, self.registry, four_octet_as=True)
        )

    def body(self) -> bytes:
        """Write what follows the header.

        Raises:
            EncodeError: the NLRI is no prefix of the family, or a value is out of range.
        """
        self.subtype  # noqa: B018  # refuses a family without one
        check_prefix(self.nlri, self.family)
        entries = encode_entries(self.entries, add_path=self.add_path)
        return pack(">I", self.sequence) + self.nlri + entries


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> Rib:
    """Read a record; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    family, add_path = SUBTYPES[header[3]]
    if stop - start < 5:
        raise DecodeError("there is no prefix", rfc="RFC 6396 §4.3.2")
    bits = octets[start + 4]
    if bits > (32 if family.afi == AFI_IPV4 else 128):
        raise DecodeError(f"a prefix of {family} has not {bits} bits", rfc="RFC 6396 §4.3.2")
    position = start + 5 + ((bits + 7) >> 3)
    entries = read_entries(
        octets,
        position,
        stop,
        add_path=add_path,
        table=archive.table,
        origin=origin_of(family, archive.registry, four_octet_as=True),
    )
    return Rib(
        timestamp=header[0],
        sequence=int.from_bytes(octets[start : start + 4], "big"),
        family=family,
        add_path=add_path,
        nlri=octets[start + 4 : position],
        entries=entries,
        table=archive.table,
        registry=archive.registry,
    )
