"""Attribute blocks as columns of elements."""

from __future__ import annotations

from struct import iter_unpack
from typing import Final

from bgplib.attributes import extended_communities
from bgplib.attributes.block import AttributeBlock
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt._attributes import Origin, entry_reader
from bgplib.formats.mrt._fields import archive_decoder
from bgplib.iana.attributes import AS_PATH, EXTENDED_COMMUNITIES, LARGE_COMMUNITY
from bgplib.kernel import as_path as kernel
from bgplib.kernel.attribute_block import index
from bgplib.registry import Registry

__all__ = ["NOTHING", "ElementColumns", "EntryColumns", "Tail"]

#: the columns from `as_path` to `aggr_ip`
Tail = tuple[
    str | None,
    tuple[int, ...] | None,
    str | None,
    int | None,
    int | None,
    tuple[str, ...] | None,
    bool,
    int | None,
    str | None,
]
#: next hop, columns, and what is wrong with the attributes (or None)
EntryColumns = tuple[str | None, Tail, str | None]

#: what a withdrawal has in those columns
NOTHING: Final[Tail] = (None, None, None, None, None, None, False, None, None)
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")
# How many attribute sets are remembered in each of two generations, and how many texts.
_KEPT: Final = 2048
_KEPT_TEXTS: Final = 16_384


class ElementColumns:
    """Makes columns; remembers what it has made lately, as attributes repeat."""

    __slots__ = (
        "_addresses",
        "_blocks",
        "_communities",
        "_four_octet_as",
        "_old",
        "_reader",
        "entries",
    )

    def __init__(self, addresses: AddressTexts, registry: Registry, *, four_octet_as: bool) -> None:
        """Start with nothing remembered.

        Args:
            addresses: makes the text of addresses.
            registry: the rows of attributes.
            four_octet_as: AS numbers have four octets.
        """
        self._addresses = addresses
        self._four_octet_as = four_octet_as
        self._reader = archive_decoder(registry, four_octet_as=four_octet_as).attributes
        self.entries: dict[bytes, EntryColumns] = {}  #: of entries seen lately, by attributes
        self._old: dict[bytes, EntryColumns] = {}
        self._blocks: dict[bytes, Tail] = {}
        self._communities: dict[tuple[int, ...], tuple[str, ...]] = {}

    def of_entry(self, octets: bytes, origin: Origin) -> EntryColumns:
        """Return the columns of a RIB entry.

        Args:
            octets: its attributes.
            origin: what the record says of it.

        Raises:
            DecodeError: they are malformed, and too long to be judged.
        """
        found = self.entries.get(octets)
        if found is None:
            found = self._old.get(octets) or self._of_entry(octets, origin)
            if len(self.entries) >= _KEPT:
                self._old, self.entries = self.entries, {}
            self.entries[octets] = found
        return found

    def _of_entry(self, octets: bytes, origin: Origin) -> EntryColumns:
        reader = self._reader
        paths: list[kernel.Segments] = []
        spans = index(octets, reader.rules, reader.first_as, paths if self._four_octet_as else None)
        if spans is not None and (self._four_octet_as or not (17 in spans or 18 in spans)):
            block = AttributeBlock(octets, spans, reader, paths[0] if paths else None)
            return self.next_hop(block.next_hop or b""), self._of_block(block), None
        read = entry_reader(origin).read(octets)
        faults = [f for f in read.findings if f.treatment >= Treatment.TREAT_AS_WITHDRAW]
        fault = str(faults[0]) if faults else None
        return self.next_hop(read.next_hop), self._of_block(read.block), fault

    def of_block(self, block: AttributeBlock) -> Tail:
        """Return the columns of a block."""
        found = self._blocks.get(block.octets)
        if found is None:
            found = self._of_block(block)
            if len(self._blocks) >= _KEPT:
                self._blocks.clear()
            self._blocks[block.octets] = found
        return found

    def next_hop(self, octets: bytes) -> str | None:
        """Print a next hop, the global address of two (RFC 2545 §3)."""
        return self._addresses[octets[:16]] if octets else None

    def _of_block(self, block: AttributeBlock) -> Tail:
        path = block.as_path
        aggregator = block.aggregator
        asn = address = None
        if aggregator is not None:
            asn = aggregator[0]
            address = self._addresses[aggregator[1]]
        numbers = block.communities
        communities = self._communities_of(numbers) if numbers else None
        if LARGE_COMMUNITY in block or EXTENDED_COMMUNITIES in block:
            communities = (communities or ()) + _further_communities(block)
        origin = block.origin
        return (
            kernel.text(path) if path or AS_PATH in block else None,
            _origin_asns(path),
            None if origin is None else _ORIGINS[origin],
            block.local_pref,
            block.med,
            communities,
            block.atomic_aggregate,
            asn,
            address,
        )

    def _communities_of(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """Print COMMUNITIES."""
        found = self._communities.get(numbers)
        if found is None:
            if len(self._communities) >= _KEPT_TEXTS:
                self._communities.clear()
            found = tuple(["%d:%d" % (number >> 16, number & 0xFFFF) for number in numbers])
            self._communities[numbers] = found
        return found


def _further_communities(block: AttributeBlock) -> tuple[str, ...]:
    """Print LARGE_COMMUNITY, as the octets have it, then EXTENDED_COMMUNITIES."""
    marks = [
        "%d:%d:%d" % community
        for community in iter_unpack(">III", block.octets_of(LARGE_COMMUNITY))
    ]
    for number in block.extended_communities:
        marks.append(str(extended_communities.from_int(number)))
    return tuple(marks)


def _origin_asns(path: kernel.Segments) -> tuple[int, ...] | None:
    """Return the AS that a path starts from, which stands last; the ASes of a set there."""
    for kind, asns in reversed(path):
        # RFC 5065 §3: confederation segments hold member ASes, which no one outside knows.
        if kind == 2:
            return asns[-1:]
        if kind == 1:
            return asns
    return None
