"""Attribute blocks as columns of elements."""

from __future__ import annotations

from struct import iter_unpack
from typing import Any, Final

from bgplib.attributes import extended_communities
from bgplib.attributes.block import AttributeBlock
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts
from bgplib.formats._number_texts import communities_texts, large_texts, number, sequence_text
from bgplib.formats.mrt._attributes import USUAL_LENGTHS, Origin, entry_reader, next_hop_of
from bgplib.formats.mrt._fields import archive_decoder
from bgplib.formats.mrt.selection import Selection
from bgplib.iana.attributes import (
    AS_PATH,
    COMMUNITIES,
    EXTENDED_COMMUNITIES,
    LARGE_COMMUNITY,
    MP_REACH_NLRI,
)
from bgplib.kernel import as_path as kernel
from bgplib.kernel import usual
from bgplib.kernel.attribute_block import cut_mp, index
from bgplib.registry import Registry

__all__ = ["Columns", "ElementColumns", "wants_columns"]

#: The columns from `next_hop` to `kind`, with no path identifier. The compiler would unpack a tuple
#: of known length, and pack it again for every row.
Columns = tuple[Any, ...]

# What a withdrawal has in the columns from `next_hop` to `aggr_ip`.
_NOTHING: Final[Columns] = (None, None, None, None, None, None, None, False, None, None)
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")
# How many attribute sets of UPDATEs, and of RIB entries, are remembered in each of two generations;
# and how many texts. Entries that are alike stand near each other in a table, and a small memory is
# faster: it stays in the processor's, and leaves less for Python's collector to look at.
_KEPT: Final = 1024
_KEPT_ENTRIES: Final = 256
_KEPT_TEXTS: Final = 512


class ElementColumns:
    """Makes columns; remembers what it has made lately, as attributes repeat."""

    __slots__ = (
        "_addresses",
        "_blocks",
        "_communities",
        "_faulty",
        "_find",
        "_four_octet_as",
        "_kind",
        "_old_entries",
        "_old_updates",
        "_reader",
        "entries",
        "updates",
        "withdrawn",
    )

    def __init__(
        self, addresses: AddressTexts, registry: Registry, *, four_octet_as: bool, kind: str = ""
    ) -> None:
        """Start with nothing remembered.

        Args:
            addresses: makes the text of addresses.
            registry: the rows of attributes.
            four_octet_as: AS numbers have four octets.
            kind: the last column.
        """
        self._addresses = addresses
        self._kind = kind
        self.withdrawn: Columns = (*_NOTHING, None, kind)  #: what a withdrawal has
        self._four_octet_as = four_octet_as
        reader = self._reader = archive_decoder(registry, four_octet_as=four_octet_as).attributes
        self._find = reader.find
        self.entries: dict[bytes, Columns] = {}  #: by attributes without fault, of entries lately
        self.updates: dict[bytes, Columns] = {}  #: by attributes, of UPDATEs seen lately
        self._old_entries: dict[bytes, Columns] = {}
        # The same of attributes with a fault, and what that is.
        self._faulty: dict[bytes, tuple[Columns, str]] = {}
        self._old_updates: dict[bytes, Columns] = {}
        self._blocks: dict[bytes, Columns] = {}
        self._communities: dict[bytes, tuple[str, ...]] = {}

    def of_entry(self, octets: bytes, origin: Origin) -> tuple[Columns, str | None]:
        """Return the columns of a RIB entry, and what is wrong with its attributes, or None.

        Args:
            octets: its attributes.
            origin: what the record says of it.

        Raises:
            DecodeError: they are malformed, and too long to be judged.
        """
        shown: Columns | None = self.entries.get(octets)
        return self.of_new_entry(octets, origin) if shown is None else (shown, None)

    def of_new_entry(self, octets: bytes, origin: Origin) -> tuple[Columns, str | None]:
        """Do the same for attributes that are not in `entries`."""
        shown: Columns | None = self._old_entries.get(octets) or self._usual(octets)
        if shown is None:
            shown = self._usual_with_mp_reach(octets)
        if shown is None:
            found = self._faulty.get(octets)
            if found is not None:
                return found
            shown, fault = self._unusual_entry(octets, origin)
            if fault is not None:
                if len(self._faulty) >= _KEPT:
                    self._faulty.clear()
                self._faulty[octets] = shown, fault
                return shown, fault
        if len(self.entries) >= _KEPT_ENTRIES:
            self._old_entries, self.entries = self.entries, {}
        self.entries[octets] = shown
        return shown, None

    def _unusual_entry(self, octets: bytes, origin: Origin) -> tuple[Columns, str | None]:
        block = self._clean_block(octets)
        if block is not None:
            return self._of_block(block, block.next_hop or b""), None
        read = entry_reader(origin).read(octets)
        faults = [f for f in read.findings if f.treatment >= Treatment.TREAT_AS_WITHDRAW]
        return self._of_block(read.block, read.next_hop), str(faults[0]) if faults else None

    def of_update(self, octets: bytes) -> Columns | None:
        """Return the columns of a route announced with these attributes.

        Args:
            octets: attributes without MP_REACH_NLRI and MP_UNREACH_NLRI.

        Returns:
            Columns, of which the next hop is that of NEXT_HOP; None where the attributes are not
            clearly without fault, and enough, for a route of any family of prefixes.
        """
        found: Columns | None = self.updates.get(octets)
        if found is None:
            found = self._old_updates.get(octets) or self._of_update(octets)
            if found is None:
                return None
            if len(self.updates) >= _KEPT:
                self._old_updates, self.updates = self.updates, {}
            self.updates[octets] = found
        return found

    def _of_update(self, octets: bytes) -> Columns | None:
        columns = self._usual(octets)
        if columns is not None:
            return columns
        block = self._clean_block(octets)
        if block is None or not block.routable or block.choosy:
            return None
        return self._of_block(block, block.next_hop or b"")

    def _usual(self, octets: bytes) -> Columns | None:
        """Print attributes that look as nearly all do, without making a block of them.

        This is for speed: it prints what `_of_block` prints.
        """
        found = None if self._find is None else self._find(octets)
        if found is None:
            return None
        # The length octet, the segment type and the segment length stand before the AS numbers.
        at = found.start(usual.AS_PATH) + 3
        last = octets[at - 1] - 1
        path = sequence_text(octets, at, last + 1)
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed". That is left to others to say.
        if not path:
            return None
        origin = number(octets, at + 4 * last)
        hop = found.start(usual.NEXT_HOP) + 1
        preference = found.start(usual.LOCAL_PREF) + 1
        med = found.start(usual.MULTI_EXIT_DISC) + 1
        communities = None
        at = found.start(usual.COMMUNITIES)
        if at >= 0:
            communities = self._communities_of(octets[at + 1 : at + 1 + octets[at]])
        at = found.start(usual.LARGE_COMMUNITY)
        if at >= 0:
            text = large_texts(octets[at + 1 : at + 1 + octets[at]])
            communities = text if communities is None else communities + text
        at = found.start(usual.EXTENDED_COMMUNITIES)
        if at >= 0:
            text = _extended_texts(octets[at + 1 : at + 1 + octets[at]])
            communities = text if communities is None else communities + text
        asn = address = None
        at = found.start(usual.AGGREGATOR) + 1
        if at > 0:
            asn = number(octets, at)
            address = self._addresses[octets[at + 4 : at + 8]]
        return (
            self._addresses[octets[hop : hop + 4]] if hop > 0 else None,
            path,
            (origin,),
            _ORIGINS[octets[3]],
            number(octets, preference) if preference > 0 else None,
            number(octets, med) if med > 0 else None,
            communities,
            found.start(usual.ATOMIC_AGGREGATE) >= 0,
            asn,
            address,
            None,
            self._kind,
        )

    def _usual_with_mp_reach(self, octets: bytes) -> Columns | None:
        """Do the same for attributes of RIB entries with MP_REACH_NLRI, as IPv6 has them."""
        found = cut_mp(octets, 0, len(octets))
        if not found:
            return None
        # A second one is not usual in what is left.
        code, attribute, value, after = found[0]
        next_hop = next_hop_of(octets, value, after)
        if code != MP_REACH_NLRI or len(next_hop) not in USUAL_LENGTHS:
            return None
        columns = self._usual(octets[:attribute] + octets[after:])
        return None if columns is None else (self.next_hop(next_hop), *columns[1:])

    def _clean_block(self, octets: bytes) -> AttributeBlock | None:
        """Read attributes that are without fault; None where it takes more to say that."""
        reader = self._reader
        paths: list[kernel.Segments] = []
        spans = index(octets, reader.rules, reader.first_as, paths if self._four_octet_as else None)
        if spans is None or (not self._four_octet_as and (17 in spans or 18 in spans)):
            return None
        choosy = not reader.choosy.isdisjoint(spans)
        return AttributeBlock(octets, spans, reader, paths[0] if paths else None, choosy=choosy)

    def of_block(self, block: AttributeBlock, next_hop: bytes) -> Columns:
        """Return the columns of a block and a next hop."""
        found = self._blocks.get(block.octets)
        if found is None:
            found = self._of_block(block, b"")
            if len(self._blocks) >= _KEPT:
                self._blocks.clear()
            self._blocks[block.octets] = found
        return (self.next_hop(next_hop), *found[1:])

    def next_hop(self, octets: bytes) -> str | None:
        """Print a next hop, the global address of two (RFC 2545 §3)."""
        return self._addresses[octets[:16]] if octets else None

    def _of_block(self, block: AttributeBlock, next_hop: bytes) -> Columns:
        path = block.as_path
        aggregator = block.aggregator
        asn = address = None
        if aggregator is not None:
            asn = aggregator[0]
            address = self._addresses[aggregator[1]]
        marks = block.octets_of(COMMUNITIES)
        communities = self._communities_of(marks) if marks else None
        if LARGE_COMMUNITY in block or EXTENDED_COMMUNITIES in block:
            communities = (
                (communities or ())
                + large_texts(block.octets_of(LARGE_COMMUNITY))
                + _extended_texts(block.octets_of(EXTENDED_COMMUNITIES))
            )
        origin = block.origin
        return (
            self.next_hop(next_hop),
            kernel.text(path) if path or AS_PATH in block else None,
            _origin_asns(path),
            None if origin is None else _ORIGINS[origin],
            block.local_pref,
            block.med,
            communities,
            block.atomic_aggregate,
            asn,
            address,
            None,
            self._kind,
        )

    def _communities_of(self, octets: bytes) -> tuple[str, ...]:
        """Print COMMUNITIES."""
        found = self._communities.get(octets)
        if found is None:
            if len(self._communities) >= _KEPT_TEXTS:
                self._communities.clear()
            found = communities_texts(octets)
            self._communities[octets] = found
        return found


def wants_columns(only: Selection, columns: Columns) -> bool:
    """Say whether a selection wants a route for its attributes."""
    return only.wants_attributes(columns[1], columns[2], columns[6])


def _extended_texts(octets: bytes) -> tuple[str, ...]:
    """Print EXTENDED_COMMUNITIES."""
    numbers = iter_unpack(">Q", octets)
    return tuple([str(extended_communities.from_int(number)) for (number,) in numbers])


def _origin_asns(path: kernel.Segments) -> tuple[int, ...] | None:
    """Return the AS that a path starts from, which stands last; the ASes of a set there."""
    for kind, asns in reversed(path):
        # RFC 5065 §3: confederation segments hold member ASes, which no one outside knows.
        if kind == 2:
            return asns[-1:]
        if kind == 1:
            return asns
    return None
