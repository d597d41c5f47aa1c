"""Attribute blocks as columns of elements."""

from __future__ import annotations

from struct import iter_unpack, unpack
from typing import Final

from bgplib.attributes import extended_communities
from bgplib.attributes.block import AttributeBlock
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt._attributes import Origin, entry_reader
from bgplib.formats.mrt._fields import archive_decoder
from bgplib.kernel import as_path as kernel
from bgplib.kernel.attribute_block import index, walk
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
        "_paths",
        "_rules",
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
        self._rules = archive_decoder(registry, four_octet_as=four_octet_as).attributes.rules
        self.entries: dict[bytes, EntryColumns] = {}  #: of entries seen lately, by attributes
        self._old: dict[bytes, EntryColumns] = {}
        self._blocks: dict[bytes, Tail] = {}
        self._paths: dict[bytes, tuple[str, tuple[int, ...] | None]] = {}
        self._communities: dict[bytes, tuple[str, ...]] = {}

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
        spans = index(octets, self._rules)
        if spans is not None and (self._four_octet_as or not (17 in spans or 18 in spans)):
            values = {code: octets[span >> 16 : span & 0xFFFF] for code, span in spans.items()}
            return self.next_hop(values.get(3, b"")), self._columns(values), None
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
        octets = block.octets
        values: dict[int, bytes] = {}
        for _, code, start, stop in walk(octets, 0, len(octets))[0]:
            if code in block and code not in values:
                values[code] = octets[start:stop]
        columns = self._columns(values)
        if self._four_octet_as or not (17 in values or 18 in values):
            return columns
        # RFC 6793 §4.2.3: what a peer with 2-octet AS numbers cannot say stands in AS4_PATH and
        # AS4_AGGREGATOR; the block puts them in their places.
        _, _, origin, local_pref, med, communities, atomic, asn, address = columns
        text, origins = kernel.text(block.as_path), _origin_asns(block.as_path)
        if block.aggregator is not None:
            asn, address = block.aggregator[0], self._addresses[block.aggregator[1]]
        return text, origins, origin, local_pref, med, communities, atomic, asn, address

    def _columns(self, values: dict[int, bytes]) -> Tail:
        """Make the columns of values that are well-formed."""
        origin = values.get(1)
        local_pref = values.get(5)
        med = values.get(4)
        aggregator = values.get(7)
        path, origin_asns = self._path(values.get(2))
        asn = address = None
        if aggregator is not None:
            asn = int.from_bytes(aggregator[:-4], "big")
            address = self._addresses[aggregator[-4:]]
        communities: tuple[str, ...] | None = None
        if 8 in values:
            communities = self._communities_of(values[8])
        if 16 in values or 32 in values:
            communities = (communities or ()) + _further_communities(values)
        return (
            path,
            origin_asns,
            None if origin is None else _ORIGINS[origin[0]],
            None if local_pref is None else int.from_bytes(local_pref, "big"),
            None if med is None else int.from_bytes(med, "big"),
            communities,
            6 in values,
            asn,
            address,
        )

    def _path(self, value: bytes | None) -> tuple[str | None, tuple[int, ...] | None]:
        """Return the text of AS_PATH, and the ASes of origin."""
        if value is None:
            return None, None
        found = self._paths.get(value)
        if found is None:
            if len(self._paths) >= _KEPT_TEXTS:
                self._paths.clear()
            path = kernel.segments(value, 0, len(value), 4 if self._four_octet_as else 2) or ()
            found = self._paths[value] = kernel.text(path), _origin_asns(path)
        return found

    def _communities_of(self, value: bytes) -> tuple[str, ...]:
        """Print COMMUNITIES."""
        found = self._communities.get(value)
        if found is None:
            if len(self._communities) >= _KEPT_TEXTS:
                self._communities.clear()
            numbers = unpack(f">{len(value) // 4}I", value)
            found = tuple([f"{number >> 16}:{number & 0xFFFF}" for number in numbers])
            self._communities[value] = found
        return found


def _further_communities(values: dict[int, bytes]) -> tuple[str, ...]:
    """Print LARGE_COMMUNITY, then EXTENDED_COMMUNITIES."""
    marks = [f"{a}:{b}:{c}" for a, b, c in iter_unpack(">III", values.get(32, b""))]
    for (number,) in iter_unpack(">Q", values.get(16, b"")):
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
