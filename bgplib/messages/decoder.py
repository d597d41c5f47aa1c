"""Decoder: whole messages to values, in one context.

An UPDATE without a fault takes the short way here: fields are cut out by the kernel, and the
attribute block is looked up by its octets. Whatever is not clearly without fault is handed to
`bgplib.messages.validate`, which reads it again from the start, and says what is wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from bgplib._checks import check, octets_of
from bgplib._compiling import i64
from bgplib._pickling import Reduced
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana import messages
from bgplib.iana.attributes import MP_REACH_NLRI, OPTIONAL
from bgplib.iana.families import Family
from bgplib.kernel.attribute_block import cut_mp
from bgplib.kernel.framing import HEADER_LENGTH, MARKER, check_header
from bgplib.kernel.prefixes import split
from bgplib.kernel.usual import COMPILED
from bgplib.messages import keepalive, notification, route_refresh
from bgplib.messages import open as open_message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.messages.validate import judge
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.reader import FamilyReader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Decoder", "Message", "decode"]

Message = Open | Update | Notification | Keepalive | RouteRefresh

_COLD: Final[dict[int, Callable[[bytes, Context, Registry], Message]]] = {
    messages.OPEN: open_message.decode,
    messages.NOTIFICATION: notification.decode,
    messages.KEEPALIVE: keepalive.decode,
    messages.ROUTE_REFRESH: route_refresh.decode,
}
_UPDATE: Final = 2
_unpack_head: Final = struct.Struct(">16sHBH").unpack_from
#: a header and two fields of length
_SHORTEST_UPDATE: Final = 23


class Decoder:
    """Decodes the messages of one session, or of one capture.

    It keeps the attribute blocks that it has seen lately, some hundreds at most; otherwise a
    message's meaning does not depend on the ones before it.
    """

    __slots__ = (
        "_families",
        "_ipv4",
        "_known",
        "_maximum",
        "_quick",
        "attributes",
        "blocks",
        "context",
        "registry",
    )

    def __init__(
        self,
        context: Context | None = None,
        registry: Registry = DEFAULT_REGISTRY,
        *,
        kept: int = 64,
    ) -> None:
        """Make ready for a context.

        Args:
            context: what was agreed on; None is the default one.
            registry: the rows of attributes, capabilities and NLRI.
            kept: how many attribute blocks to remember, in each of two generations. Archives of
                many peers repeat what was there some thousand messages ago; a peer hardly does.

        Raises:
            LocalError: the context or the registry is something else.
        """
        check(context, Context | None, "context")
        check(registry, Registry, "registry")
        self.context = context or Context()  #: what was agreed on
        self.registry = registry  #: the rows
        self._maximum = self.context.maximum_message_length
        #: checks and reads attributes
        self.attributes = AttributeReader(self.context, registry.attributes)
        self.blocks = BlockStore(self.attributes, kept)  #: finds and makes attribute blocks
        self._known = _families(registry)
        # Made when they are asked for: of forty a peer has two or three, and a speaker of a
        # thousand peers as many decoders.
        self._families: dict[int, FamilyReader] = {}
        self._ipv4 = self.family(Family.IPV4_UNICAST)
        #: decodes UPDATEs of the most frequent forms, where that is faster
        self._quick: Callable[[bytes], Update | None] | None = None
        if not COMPILED:
            from bgplib.messages._interpreted import quick_way

            self._quick = quick_way(self.blocks, self._families, self._ipv4)

    def decode(self, octets: bytes | bytearray | memoryview) -> Message:
        """Decode one whole message.

        Args:
            octets: the message, from its marker to its end and nothing behind it.

        Raises:
            DecodeError: the header or the body of a message other than UPDATE is wrong. What is
                wrong with an UPDATE stands in its `findings`.
            LocalError: it is no octets, but text or a number.
        """
        if not isinstance(octets, bytes):
            octets = octets_of(octets, "a message", "bytes.fromhex reads hexadecimal")
        quick = self._quick
        if quick is not None:
            update = quick(octets)
            if update is not None:
                return update
        size: i64 = len(octets)
        if size >= _SHORTEST_UPDATE and size <= self._maximum:
            if COMPILED:
                length: i64 = octets[16]
                withdrawn: i64 = octets[19]
                length = length << 8 | octets[17]
                withdrawn = withdrawn << 8 | octets[20]
                is_update = octets[18] == _UPDATE and octets.startswith(MARKER)
            else:
                marker, length, kind, withdrawn = _unpack_head(octets)
                is_update = kind == _UPDATE and marker == MARKER
            if is_update and length == size:
                return self._clean_update(octets, size, withdrawn) or judge(octets, self)
        return self._cold(octets)

    def __reduce__(self) -> Reduced:
        """Have it made again of context and registry; the blocks that it has seen are not kept."""
        return Decoder, (self.context, self.registry)

    def _cold(self, octets: bytes) -> Message:
        """Decode a message that is no UPDATE, or has a wrong header."""
        if len(octets) < HEADER_LENGTH:
            raise DecodeError(
                f"{len(octets)} octets are less than a header",
                rfc="RFC 4271 §6.1",
                code=1,
                subcode=2,
            )
        length = check_header(octets, 0, self._maximum)
        if length != len(octets):
            raise DecodeError(
                f"the header says {length} octets, there are {len(octets)}",
                rfc="RFC 4271 §6.1",
                code=1,
                subcode=2,
                data=octets[16:18],
            )
        return _COLD[octets[18]](octets, self.context, self.registry)

    def family(self, family: Family) -> FamilyReader:
        """Return what reads the NLRI of a family; raw, when no row describes it.

        Raises:
            LocalError: it is no family.
        """
        check(family, Family, "family")
        number = family.afi << 8 | family.safi
        reader = self._families.get(number)
        if reader is None:
            known = self._known.get(number)
            if known is None:
                # Not kept: a peer can name 16 million of them.
                return FamilyReader(family, None, self.context)
            reader = FamilyReader(known, self.registry.families[known], self.context)
            self._families[number] = reader
        return reader

    def _clean_update(self, octets: bytes, stop: i64, size: i64) -> Update | None:
        """Decode an UPDATE that is without fault; return None for any other.

        Args:
            octets: the message.
            stop: how many octets there are.
            size: how many of them Withdrawn Routes has.
        """
        withdrawn_stop: i64 = 21 + size
        start: i64 = withdrawn_stop + 2
        if start > stop:
            return None
        length: i64 = octets[start - 2]
        attributes_stop: i64 = start + (length << 8 | octets[start - 1])
        if attributes_stop > stop:
            return None
        withdrawn: tuple[NlriGroup, ...] = ()
        try:
            if attributes_stop < stop or withdrawn_stop > 21:
                ipv4 = self._ipv4
                if not ipv4.agreed:
                    return None
                if withdrawn_stop > 21:
                    withdrawn = (ipv4.read(octets, 21, withdrawn_stop),)
                block = self.blocks.read(octets[start:attributes_stop])
                if block is not None:
                    announced: tuple[NlriGroup, ...] = ()
                    if attributes_stop < stop:
                        next_hop = block.next_hop
                        if next_hop is None or not block.routable:
                            return None
                        if block.choosy and not block.suits(ipv4.family):
                            return None
                        if ipv4.has_bare_prefixes:
                            # As `ipv4.read`, without a call for each of a million messages.
                            keys = split(octets, attributes_stop, stop, 32)
                            group = NlriGroup(ipv4.family, ipv4.codec, keys, None, next_hop)
                            announced = (group,)
                        else:
                            announced = (ipv4.read(octets, attributes_stop, stop, next_hop),)
                    return Update(block, announced, withdrawn, None, (), octets)
            elif stop - start > 4 and octets[start + 1] == MP_REACH_NLRI:
                reaching = self._reach_first(octets, start, stop)
                if reaching is not None:
                    return reaching
            return self._multiprotocol_update(octets, withdrawn_stop, attributes_stop, withdrawn)
        except DecodeError:
            return None

    def _reach_first(self, octets: bytes, start: i64, stop: i64) -> Update | None:
        """Decode an UPDATE that only has attributes, with MP_REACH_NLRI at their head.

        Returns:
            None when anything is unusual, which need not mean that it is wrong.
        """
        # RFC 7606 §5.1: "The MP_REACH_NLRI or MP_UNREACH_NLRI attribute (if present) SHALL be
        # encoded as the very first path attribute in an UPDATE message."
        flags: i64 = octets[start]
        length: i64 = octets[start + 2]
        if flags & 0x10:
            value: i64 = start + 4
            length = length << 8 | octets[start + 3]
        else:
            value = start + 3
        after: i64 = value + length
        if flags & 0xC0 != OPTIONAL or after > stop:
            return None
        # A block that can be read holds no MP attribute: this one is the only one.
        block = self.blocks.read(octets[after:])
        if block is None or not block.routable or block.choosy:
            return None
        reader = self._reader(octets, value, after)
        if reader is None or reader.judges:
            return None
        group = _reach(reader, octets, value, after)
        if group is None or not len(group):
            return None
        return Update(block, (group,), (), None, (), octets)

    def _multiprotocol_update(
        self,
        octets: bytes,
        withdrawn_stop: i64,
        attributes_stop: i64,
        withdrawn: tuple[NlriGroup, ...],
    ) -> Update | None:
        """Decode an UPDATE with MP_REACH_NLRI, MP_UNREACH_NLRI or only attributes."""
        start = withdrawn_stop + 2
        stop = len(octets)
        found = cut_mp(octets, start, attributes_stop)
        if found is None:
            return None
        announced: tuple[NlriGroup, ...] = ()
        end_of_rib = None
        judging = False
        rest = b""
        position = start
        for code, attribute, value, after in found:
            rest += octets[position:attribute]
            position = after
            reader = self._reader(octets, value, after)
            if reader is None:
                return None
            if code == MP_REACH_NLRI:
                group = _reach(reader, octets, value, after)
                if group is None:
                    return None
                if len(group):
                    announced += (group,)
                    judging = reader.judges
            else:
                group = reader.read(octets, value + 3, after, withdrawn=True)
                end_of_rib = reader.family
                if len(group):
                    withdrawn += (group,)
        block = self.blocks.read(rest + octets[position:attributes_stop])
        if block is None or (announced and not block.routable):
            return None
        if judging:
            family = self.family(announced[0].family)
            if family.judge(announced[0], block.extended_communities) is not None:
                return None
        if stop == _SHORTEST_UPDATE:
            end_of_rib = Family.IPV4_UNICAST
        # RFC 4724 §2: an End-of-RIB marker holds MP_UNREACH_NLRI without routes, and no more.
        elif block.octets or announced or withdrawn or attributes_stop < stop or len(found) > 1:
            end_of_rib = None
        if attributes_stop < stop:
            next_hop = block.next_hop
            if next_hop is None or not block.routable:
                return None
            announced += (self._ipv4.read(octets, attributes_stop, stop, next_hop),)
        if block.choosy and not all(block.suits(group.family) for group in announced):
            return None
        return Update(block, announced, withdrawn, end_of_rib, (), octets)

    def _reader(self, octets: bytes, start: i64, stop: i64) -> FamilyReader | None:
        """Return what reads the NLRI of an MP attribute's value; None when it is unusual."""
        if stop - start < 3:
            return None
        reader = self._families.get(
            (octets[start] << 16) | (octets[start + 1] << 8) | octets[start + 2]
        )
        if reader is None:
            reader = self.family(Family(octets[start] << 8 | octets[start + 1], octets[start + 2]))
        return reader if reader.agreed else None


def _reach(reader: FamilyReader, octets: bytes, start: i64, stop: i64) -> NlriGroup | None:
    """Read the value of MP_REACH_NLRI; return None when anything is unusual."""
    if stop - start < 5:
        return None
    size = octets[start + 3]
    nlri = start + 5 + size
    if nlri > stop:
        return None
    if reader.next_hops is not None and size not in reader.next_hops:
        return None
    return reader.read(octets, nlri, stop, octets[start + 4 : start + 4 + size])


@lru_cache(maxsize=16)
def _families(registry: Registry) -> dict[int, Family]:
    """Return the families that have rows, by number."""
    return {family.afi << 8 | family.safi: family for family in registry.families}


@lru_cache(maxsize=16)
def _decoder(context: Context, registry: Registry) -> Decoder:
    return Decoder(context, registry)


def decode(
    octets: bytes | bytearray | memoryview,
    context: Context | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> Message:
    """Decode one whole message.

    Args:
        octets: the message, from its marker to its end and nothing behind it.
        context: what was agreed on; None is an external session of two speakers that agreed on
            4-octet AS numbers and nothing else.
        registry: the rows of attributes, capabilities and NLRI.

    Raises:
        DecodeError: the header or the body of a message other than UPDATE is wrong. What is wrong
            with an UPDATE stands in its `findings`.
        LocalError: an argument is something else: hexadecimal text, say, in the place of octets.
    """
    if context is None:
        context = _DEFAULT_CONTEXT
    else:
        check(context, Context, "context")
    if registry is not DEFAULT_REGISTRY:
        check(registry, Registry, "registry")
    return _decoder(context, registry).decode(octets)


_DEFAULT_CONTEXT: Final = Context()
