"""Path attributes of RIB entries: those of an UPDATE, but for MP_REACH_NLRI (RFC 6396 §4.3.4).

MP_REACH_NLRI in a RIB entry, as the RFC has it, and as some collectors write it:

    +------------------------------------+      +------------------------------------+
    | Length of Next Hop (1 octet)       |      | AFI (2 octets), SAFI (1 octet)     |
    +------------------------------------+      +------------------------------------+
    | Network Address of Next Hop        |      | Length of Next Hop (1 octet)       |
    +------------------------------------+      +------------------------------------+
                                                | Network Address of Next Hop        |
                                                +------------------------------------+
                                                | Reserved (1 octet), NLRI           |
                                                +------------------------------------+

Both are read. To find out what is wrong with attributes, an UPDATE is made of them and judged as
RFC 7606 asks; that something is missing is no fault here, since a collector's own routes lack much.
Nor is a NEXT_HOP of 0.0.0.0, which the own routes of FRR and Quagga have: a peer's route that has
it is in no table (RFC 7606 §7.3). Nor are Optional and Transitive bits other than those of the
attribute: BIRD 2 writes 0x00 for what it has set itself, such as NEXT_HOP, and what a peer sends
with such flags is in no table either (RFC 7606 §3 (c)).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import frame
from bgplib.errors import DecodeError
from bgplib.findings import Finding
from bgplib.formats.mrt._fields import archive_decoder
from bgplib.iana import attributes, messages
from bgplib.iana.families import SAFI_VPN, SAFI_VPN_MULTICAST, Family
from bgplib.kernel.attribute_block import cut_mp, walk
from bgplib.kernel.framing import MARKER
from bgplib.messages.update import Update
from bgplib.registry import Registry

__all__ = [
    "USUAL_LENGTHS",
    "EntryAttributes",
    "EntryReader",
    "Origin",
    "as_update",
    "entry_reader",
    "next_hop_of",
    "origin_of",
]

# How many results are kept in each of two generations.
_KEPT: Final = 1024
# What an UPDATE has before its path attributes, and the longest that its Length can say.
_BEFORE_ATTRIBUTES: Final = 23
_MAXIMUM_LENGTH: Final = 65535
# The bits of the flags that say what kind of attribute it is.
_KIND: Final = attributes.OPTIONAL | attributes.TRANSITIVE
# NLRI that attributes are judged with, so that they are judged as those of a route.
_DEFAULT_ROUTE: Final = b"\0"
#: lengths of an IPv4 or IPv6 address, or of a global and a link-local one (RFC 2545 §3).
USUAL_LENGTHS: Final = (4, 16, 32)


# Compared as an object: `origin_of` makes one of each, and it is looked up with each entry.
@attrs.frozen(kw_only=True, eq=False)
class Origin:
    """What the record says of the entries in it, and what decodes them."""

    family: Family  #: the family of their NLRI
    four_octet_as: bool  #: AS numbers have four octets
    registry: Registry  #: the rows of attributes and NLRI


@lru_cache(maxsize=64)
def origin_of(family: Family, registry: Registry, *, four_octet_as: bool) -> Origin:
    """Return the origin of entries, the same one for equal arguments."""
    return Origin(family=family, four_octet_as=four_octet_as, registry=registry)


class EntryAttributes:
    """The attributes of a RIB entry, read."""

    __slots__ = ("block", "findings", "next_hop")

    def __init__(
        self, block: AttributeBlock, next_hop: bytes, findings: tuple[Finding, ...] = ()
    ) -> None:
        """Keep what was read."""
        self.block = block  #: all but MP_REACH_NLRI
        #: the next hop of MP_REACH_NLRI, or else of NEXT_HOP, as on the wire; empty if none
        self.next_hop = next_hop
        #: what is wrong; offsets are counted from the first attribute
        self.findings = findings


class EntryReader:
    """Reads attributes of RIB entries; keeps what it has read lately, as entries repeat."""

    __slots__ = ("_old", "_origin", "_store", "_young")

    def __init__(self, origin: Origin) -> None:
        """Make ready for entries of one origin."""
        self._origin = origin
        self._store = BlockStore(
            archive_decoder(origin.registry, four_octet_as=origin.four_octet_as).attributes
        )
        self._young: dict[bytes, EntryAttributes] = {}
        self._old: dict[bytes, EntryAttributes] = {}

    def read(self, octets: bytes) -> EntryAttributes:
        """Read the attributes of an entry.

        Raises:
            DecodeError: they are malformed, and too long for an UPDATE to judge them by.
        """
        found = self._young.get(octets)
        if found is None:
            found = self._old.get(octets) or self._read(octets) or self._put_right(octets)
            if len(self._young) >= _KEPT:
                self._old, self._young = self._young, {}
            self._young[octets] = found
        return found

    def _read(self, octets: bytes) -> EntryAttributes | None:
        """Read attributes that are without fault; return None for any other."""
        block = self._store.read(octets)
        if block is not None:
            return EntryAttributes(block, block.next_hop or b"")
        found = cut_mp(octets, 0, len(octets))
        if not found or len(found) > 1:
            return None
        code, attribute, value, after = found[0]
        next_hop = next_hop_of(octets, value, after)
        if code != attributes.MP_REACH_NLRI or len(next_hop) not in USUAL_LENGTHS:
            return None
        block = self._store.read(octets[:attribute] + octets[after:])
        return None if block is None else EntryAttributes(block, next_hop)

    def _put_right(self, octets: bytes) -> EntryAttributes:
        """Read attributes after a look at their flags."""
        righted = _righted(octets, self._origin)
        found = None if righted == octets else self._read(righted)
        return found or self._judge(righted)

    def _judge(self, octets: bytes) -> EntryAttributes:
        """Read attributes that are at fault, or unusual."""
        remade = _remade(octets, self._origin.family, _DEFAULT_ROUTE)
        in_field = not remade.has_mp
        update = _decoded(remade.octets, _DEFAULT_ROUTE if in_field else b"", self._origin)
        block = update.attributes
        return EntryAttributes(
            block,
            remade.next_hop or block.next_hop or b"",
            tuple(
                attrs.evolve(finding, offset=remade.original(finding.offset - _BEFORE_ATTRIBUTES))
                for finding in update.findings
                if finding.attribute is not None and finding.length
            ),
        )


def _righted(octets: bytes, origin: Origin) -> bytes:
    """Return attributes with the Optional and Transitive bits that their rows have."""
    table = origin.registry.attributes
    righted = None
    for flags, code, start, _ in walk(octets, 0, len(octets))[0]:
        row = table.by_code(code)
        if row is not None and (flags ^ row.flags) & _KIND:
            righted = righted or bytearray(octets)
            at = start - (4 if flags & attributes.EXTENDED_LENGTH else 3)
            righted[at] = flags & ~_KIND | row.flags & _KIND
    return octets if righted is None else bytes(righted)


def next_hop_of(octets: bytes, start: int, stop: int) -> bytes:
    """Read the next hop in the value of MP_REACH_NLRI, `octets[start:stop]`, in either form.

    Returns:
        Its octets; none when the value has neither form.
    """
    size = stop - start
    # RFC 6396 §4.3.4: "only the Next Hop Address Length and Next Hop Address fields are included."
    if size and octets[start] == size - 1:
        return octets[start + 1 : stop]
    if size >= 5 and octets[start + 3] <= size - 5:
        return octets[start + 4 : start + 4 + octets[start + 3]]
    return b""


def as_update(octets: bytes, nlri: bytes, origin: Origin) -> Update:
    """Make the UPDATE that the peer could have announced an entry with.

    Args:
        octets: the attributes of the entry.
        nlri: its NLRI, without a path identifier.
        origin: where the entry stands.

    Raises:
        DecodeError: the UPDATE would be longer than 65,535 octets.
    """
    octets = _righted(octets, origin)
    remade = _remade(octets, origin.family, nlri)
    if remade.has_mp:
        return _decoded(remade.octets, b"", origin)
    if origin.family == Family.IPV4_UNICAST:
        return _decoded(octets, nlri, origin)
    # Some collectors write NEXT_HOP for families that it is not for.
    next_hop = entry_reader(origin).read(octets).next_hop
    if origin.family.safi in (SAFI_VPN, SAFI_VPN_MULTICAST):
        next_hop = bytes(8) + next_hop
    attribute = _mp_reach(attributes.OPTIONAL, origin.family, next_hop, nlri)
    return _decoded(attribute + octets, b"", origin)


def _mp_reach(flags: int, family: Family, next_hop: bytes, nlri: bytes) -> bytes:
    """Write MP_REACH_NLRI as an UPDATE has it."""
    header = family.afi.to_bytes(2, "big") + bytes((family.safi, len(next_hop)))
    value = b"".join((header, next_hop, b"\0", nlri))
    return frame(attributes.MP_REACH_NLRI, flags, value)


class _Remade:
    """The attributes of an entry as they stand in an UPDATE."""

    __slots__ = ("added", "at", "has_mp", "next_hop", "octets")

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.next_hop = b""
        self.has_mp = False
        self.at = len(octets)  # where MP_REACH_NLRI starts
        self.added = 0  # how many octets it has got

    def original(self, offset: int) -> int:
        """Return where octets stand in the entry that stand at an offset here."""
        return max(0, offset - self.added if offset > self.at else offset)


def _remade(octets: bytes, family: Family, nlri: bytes) -> _Remade:
    """Write MP_REACH_NLRI, the first one that can be read, as an UPDATE has it."""
    remade = _Remade(octets)
    for flags, code, start, stop in walk(octets, 0, len(octets))[0]:
        next_hop = next_hop_of(octets, start, stop)
        if code != attributes.MP_REACH_NLRI or remade.has_mp or not next_hop:
            continue
        before = start - (4 if flags & attributes.EXTENDED_LENGTH else 3)
        attribute = _mp_reach(flags, family, next_hop, nlri)
        remade.octets = octets[:before] + attribute + octets[stop:]
        remade.next_hop = next_hop
        remade.has_mp = True
        remade.at = before
        remade.added = len(attribute) - (stop - before)
    return remade


def _decoded(path_attributes: bytes, nlri: bytes, origin: Origin) -> Update:
    """Decode the UPDATE of path attributes and an NLRI field."""
    length = _BEFORE_ATTRIBUTES + len(path_attributes) + len(nlri)
    if length > _MAXIMUM_LENGTH:
        raise DecodeError(f"{len(path_attributes)} octets of attributes do not fit in an UPDATE")
    header = MARKER + length.to_bytes(2, "big") + bytes((messages.UPDATE, 0, 0))
    size = len(path_attributes).to_bytes(2, "big")
    decoder = archive_decoder(origin.registry, four_octet_as=origin.four_octet_as, own_routes=True)
    message = decoder.decode(b"".join((header, size, path_attributes, nlri)))
    if not isinstance(message, Update):
        raise DecodeError("the attributes of an entry make no UPDATE")
    return message


@lru_cache(maxsize=32)
def entry_reader(origin: Origin) -> EntryReader:
    """Return the reader of entries of one origin, which all records share."""
    return EntryReader(origin)
