"""Packing: from what is withdrawn and announced to UPDATE messages, as few as they can be.

Nothing is made for a prefix: its key is what goes on the wire, and keys that share their
attributes are joined. The attributes of a path are encoded once, however many messages its
destinations take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import frame as attribute
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.attributes import BGP_LS, MP_REACH_NLRI, MP_UNREACH_NLRI, OPTIONAL
from bgplib.iana.families import Family
from bgplib.iana.messages import UPDATE
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.header import frame
from bgplib.messages.outgoing import check_routable, outgoing
from bgplib.nlri import UnknownNlri
from bgplib.nlri.reader import FamilyReader
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib._usual_packing import announcement
from bgplib.route import Path

__all__ = ["Packed", "Packer", "Unsent"]

# RFC 4271 §4.3: what an UPDATE has besides its three fields: header, and two fields of length.
_FRAME: Final = HEADER_LENGTH + 4
# The longest value of an attribute with one octet of length, and the headers before either.
_SHORT_VALUE: Final = 255
_SHORT_HEADER: Final = 3
_LONG_HEADER: Final = 4

#: a path, and destinations that have it
_Member = tuple[Path, Sequence[bytes]]


@attrs.frozen
class Unsent:
    """Destinations that cannot be announced to the peer."""

    path: Path  #: what was to be announced
    keys: tuple[bytes, ...]  #: the destinations
    error: EncodeError  #: why it cannot


@attrs.frozen
class Packed:
    """UPDATE messages, encoded, and what has no place in any."""

    messages: tuple[bytes, ...]  #: in the order in which to send them
    unsent: tuple[Unsent, ...] = ()  #: what is not announced; the messages withdraw it


class Packer:
    """Packs the changes of one family for peers that agreed on the same."""

    __slots__ = (
        "_codec",
        "_context",
        "_family",
        "_is_usual",
        "_next_hops",
        "_numbered",
        "_plain",
        "_room",
    )

    def __init__(
        self, family: Family, context: Context, registry: Registry = DEFAULT_REGISTRY
    ) -> None:
        """Make ready.

        Args:
            family: the family of all destinations.
            context: what was agreed on with the peer: the size of messages, path identifiers.
            registry: where the family's NLRI are described.
        """
        codec = registry.families.get(family)
        self._family: Final = family
        self._context: Final = context
        self._codec: Final = codec
        self._next_hops: Final = FamilyReader(family, codec, context).next_hops
        # Fields of a family that no row describes are kept whole, as they came.
        self._numbered: Final = codec is not None and family in context.add_path_send
        self._plain: Final = codec is not None and codec.from_key is not None
        self._room: Final = context.maximum_message_length - _FRAME
        #: what is announced may be put together in one step
        self._is_usual: Final = (
            family == Family.IPV4_UNICAST and self._plain and context.four_octet_as
        )

    def pack(
        self,
        withdrawn: Mapping[Path | None, Iterable[bytes]],
        announced: Mapping[Path, Sequence[bytes]],
    ) -> Packed:
        """Return messages that withdraw and announce.

        With path identifiers, and in families whose NLRI hold more than a key, the path says what
        stands before or in place of a key; otherwise what is withdrawn may have None for a path.

        Args:
            withdrawn: keys by the path that the peer was told of.
            announced: keys by the path that it is to be told of, as policy and the rules of
                propagation left it. Paths with equal attributes share messages.

        Returns:
            The messages, withdrawals first. What cannot be announced (RFC 4271 §9.2) is withdrawn
            and listed.

        Raises:
            EncodeError: what is to be withdrawn is nothing that can have been announced.
        """
        unsent: list[Unsent] = []
        news: list[bytes] = []
        maximum, numbered = self._context.maximum_message_length, self._numbered
        for members in _by_attributes(announced):
            usual = announcement(members, maximum, numbered=numbered) if self._is_usual else None
            if usual is not None:
                news.append(usual)
                continue
            path = members[0][0]
            news += self._announce(path.attributes, path.next_hop_octets, members, unsent)
        gone = [
            octets
            for path, keys in withdrawn.items()
            for octets in self._nlri(path, keys, withdrawn=True)
        ]
        for each in unsent:
            # RFC 8654 §4: "Additionally, if the NLRI was previously advertised to that peer, it
            # must be withdrawn from service"
            gone += self._withdrawable(each)
        return Packed((*self._withdraw(gone), *news), tuple(unsent))

    # -- messages ----------------------------------------------------------------------------

    def _withdraw(self, nlri: Sequence[bytes]) -> Iterator[bytes]:
        if self._family == Family.IPV4_UNICAST:
            for routes in _chunks(nlri, self._room):
                yield self._message(len(routes).to_bytes(2, "big") + routes + b"\0\0")
            return
        head = _family_octets(self._family)
        for routes in _chunks(nlri, _room_of_value(self._room) - len(head)):
            octets = attribute(MP_UNREACH_NLRI, OPTIONAL, head + routes)
            yield self._message(b"\0\0" + len(octets).to_bytes(2, "big") + octets)

    def _announce(
        self,
        block: AttributeBlock,
        next_hop: bytes,
        members: Sequence[_Member],
        unsent: list[Unsent],
    ) -> Iterator[bytes]:
        """Yield the messages that announce what shares attributes."""
        # RFC 8950 §4 leaves IPv4 routes with an IPv4 next hop in the NLRI field of RFC 4271.
        classic = self._family == Family.IPV4_UNICAST and len(next_hop) in (0, 4)
        try:
            check_routable(block, self._family)
            if classic:
                next_hop = next_hop or block.next_hop or b""
                if not next_hop:
                    raise EncodeError("IPv4 routes are announced without a next hop")
                octets = outgoing(block, self._context, next_hop)
                head = b""
                room = self._room - len(octets)
            else:
                octets = outgoing(block, self._context, b"")
                head = self._reach_head(next_hop)
                room = _room_of_value(self._room - len(octets)) - len(head)
        except EncodeError as error:
            unsent += (Unsent(path, tuple(keys), error) for path, keys in members)
            return
        if BGP_LS in block:
            # RFC 9552 §5.3: "When a BGP-LS Propagator finds that it is exceeding the maximum BGP
            # message size due to the addition or update of some other BGP Attribute (e.g.,
            # AS_PATH), it MUST consider the BGP-LS Attribute to be malformed, apply the 'Attribute
            # Discard' error-handling approach [RFC7606]"
            large = [each for each in members if self._is_larger(*each, room)]
            if large:
                yield from self._announce(block.replace(without=(BGP_LS,)), next_hop, large, unsent)
                members = [each for each in members if each not in large]
        for routes in _chunks(self._fitting(members, room, unsent), room):
            if classic:
                yield self._message(b"\0\0" + len(octets).to_bytes(2, "big") + octets + routes)
                continue
            # RFC 7606 §5.1: "The MP_REACH_NLRI or MP_UNREACH_NLRI attribute (if present) SHALL be
            # encoded as the very first path attribute in an UPDATE message."
            path_attributes = attribute(MP_REACH_NLRI, OPTIONAL, head + routes) + octets
            yield self._message(b"\0\0" + len(path_attributes).to_bytes(2, "big") + path_attributes)

    def _message(self, body: bytes) -> bytes:
        return frame(UPDATE, body, self._context.maximum_message_length)

    def _reach_head(self, next_hop: bytes) -> bytes:
        """Return what stands before the NLRI in MP_REACH_NLRI (RFC 4760 §3)."""
        size = len(next_hop)
        if size > 255 or (self._next_hops is not None and size not in self._next_hops):
            raise EncodeError(f"a next hop of {size} octets is not one of {self._family} here")
        return _family_octets(self._family) + bytes((size,)) + next_hop + b"\0"

    # -- NLRI --------------------------------------------------------------------------------

    def _fitting(
        self, members: Sequence[_Member], room: int, unsent: list[Unsent]
    ) -> Sequence[bytes]:
        """Return the NLRI of members that fit in a message, and list the others."""
        found: list[bytes] = []
        for path, keys in members:
            try:
                nlri = self._nlri(path, keys)
            except EncodeError as error:
                unsent.append(Unsent(path, tuple(keys), error))
                continue
            if nlri and max(map(len, nlri)) > room:
                # RFC 4271 §9.2: "If, due to the limits on the maximum size of an UPDATE message
                # (see Section 4), a single route doesn't fit into the message, the BGP speaker
                # MUST not advertise the route to its peers"
                sized = list(zip(keys, nlri, strict=True))
                maximum = self._context.maximum_message_length
                reason = EncodeError(f"the route does not fit in a message of {maximum} octets")
                large = tuple(key for key, octets in sized if len(octets) > room)
                unsent.append(Unsent(path, large, reason))
                nlri = [octets for _, octets in sized if len(octets) <= room]
            found += nlri
        return found

    def _is_larger(self, path: Path, keys: Iterable[bytes], room: int) -> bool:
        """Say whether an NLRI does not fit in a message; one that cannot be written is none."""
        try:
            return max(map(len, self._nlri(path, keys)), default=0) > room
        except EncodeError:
            return False

    def _nlri(
        self, path: Path | None, keys: Iterable[bytes], *, withdrawn: bool = False
    ) -> Sequence[bytes]:
        """Return the NLRI of destinations as they stand on the wire.

        Raises:
            EncodeError: path identifier or NLRI are not there, or cannot be written.
        """
        nlri = list(keys)
        if not self._plain:
            nlri = [self._own_nlri(path, withdrawn=withdrawn)] * len(nlri)
        if not self._numbered:
            return nlri
        path_id = None if path is None else path.path_id
        if path_id is None or not 0 <= path_id <= 0xFFFFFFFF:
            raise EncodeError(f"{path_id} is no path identifier, which {self._family} has here")
        number = path_id.to_bytes(4, "big")
        return [number + octets for octets in nlri]

    def _own_nlri(self, path: Path | None, *, withdrawn: bool) -> bytes:
        nlri = None if path is None else path.nlri
        if isinstance(nlri, UnknownNlri):
            return nlri.octets
        codec = self._codec
        if nlri is None or codec is None:
            raise EncodeError(f"the path does not say what the NLRI of {self._family} holds")
        encode = codec.encode
        if withdrawn and codec.encode_withdrawn is not None:
            encode = codec.encode_withdrawn
        return encode(nlri, self._family, self._context)

    def _withdrawable(self, each: Unsent) -> Sequence[bytes]:
        """Return the NLRI of what is not announced; none where it never can have been."""
        try:
            nlri = self._nlri(each.path, each.keys, withdrawn=True)
        except EncodeError:
            return ()
        return nlri


def _by_attributes(announced: Mapping[Path, Sequence[bytes]]) -> Iterable[list[_Member]]:
    """Gather the paths that can share messages."""
    found: dict[tuple[AttributeBlock | bytes, bytes], list[_Member]] = {}
    for path, keys in announced.items():
        if not keys:
            continue
        block = path._block  # noqa: SLF001 - most paths have none, and it is not to be made for this
        # Where all attributes count, they are the same if their octets are, read in the same way.
        is_whole = block is None or block.whole
        said = path.octets if is_whole and path.reader.context.four_octet_as else path.attributes
        found.setdefault((said, path.next_hop_octets), []).append((path, keys))
    return found.values()


def _family_octets(family: Family) -> bytes:
    return family.afi.to_bytes(2, "big") + bytes((family.safi,))


def _room_of_value(room: int) -> int:
    """Return how long the value of an attribute can be that has so much room, header and all."""
    if room <= _SHORT_HEADER + _SHORT_VALUE:
        return room - _SHORT_HEADER
    return max(_SHORT_VALUE, room - _LONG_HEADER)


def _chunks(nlri: Sequence[bytes], room: int) -> Iterator[bytes]:
    """Yield NLRI joined to as few pieces as fit in so many octets; each of them does."""
    octets = b"".join(nlri)
    if not octets:
        return
    if len(octets) <= room:
        yield octets
        return
    start = stop = 0
    for each in nlri:
        after = stop + len(each)
        if after - start > room:
            yield octets[start:stop]
            start = stop
        stop = after
    yield octets[start:stop]
