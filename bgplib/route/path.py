"""Path: what a source says with one set of attributes.

There are hundreds of thousands in a table, and all that is hot asks them: this file is compiled.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib._compiling import i64, mypyc_attr
from bgplib._pickling import Reduced
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import AttributeReader
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.attributes import AS_PATH
from bgplib.kernel import as_path as kernel
from bgplib.kernel import usual
from bgplib.kernel.as_path import Segments
from bgplib.kernel.selection import survey
from bgplib.nlri import Nlri
from bgplib.route.source import Source
from bgplib.values.next_hop import NextHop

__all__ = ["DEFAULT_LOCAL_PREF", "OUR_OWN_AS", "Layouts", "Path", "fresh", "is_plainly_usual"]

#: the degree of preference of routes that say none; every implementation's default
DEFAULT_LOCAL_PREF: Final = 100
#: the neighbouring AS of routes that come from within our own; AS 0 is no AS (RFC 7607)
OUR_OWN_AS: Final = 0

#: an index of where attributes stand, for each layout seen: type codes, then where each stands
Layouts = dict[object, dict[int, int]]


def fresh(block: AttributeBlock, layouts: Layouts | None = None) -> AttributeBlock:
    """Return a block that is equal, and has kept nothing of what was read of the other.

    A block keeps the values that were read of it. That is right for one in a program's hands, and
    too much for hundreds of thousands in a table.

    Args:
        block: any block.
        layouts: an index of where attributes stand, for each layout seen; blocks with the same
            layout share it. None shares it with the other block only.
    """
    found = block._places  # noqa: SLF001 - a table of a million blocks cannot afford to ask nicely
    if found is not None and layouts is not None:
        # A block that was just decoded has no index yet, and needs none of its own.
        layout = usual.layout(found, block.octets)
        known = layouts.get(layout)
        if known is None:
            known = layouts.setdefault(layout, block._spans)  # noqa: SLF001 - as above
        spans = known
    else:
        spans = block._spans  # noqa: SLF001 - as above
        if layouts is not None:
            spans = layouts.setdefault((*spans, *spans.values()), spans)
    return AttributeBlock(block.octets, spans, block.reader, whole=block.whole)


class _AtHand:
    """The block that a lean path was asked for last, or was read of: the next question is of it."""

    __slots__ = ("block",)

    def __init__(self) -> None:
        self.block: AttributeBlock | None = None


_AT_HAND: Final = _AtHand()


def is_plainly_usual(block: AttributeBlock) -> bool:
    """Say whether a block as it was decoded can be read again of its octets in one step."""
    return block._places is not None and not block.is_canonical  # noqa: SLF001 - as in `fresh`


def lean_path(source: Source, block: AttributeBlock, next_hop: bytes) -> Path:
    """Make a path that keeps the octets only of a block that `is_plainly_usual` holds of."""
    # Who asks for attributes asks now.
    _AT_HAND.block = block
    return Path(source, block.octets, next_hop, block.reader)


def _survey(block: AttributeBlock) -> tuple[int, int]:
    """Return the length of the AS path, and the AS number it begins with; see `selection`."""
    found = block._places  # noqa: SLF001 - as in `fresh`
    if found is not None:
        at: i64 = found.start(usual.AS_PATH)
        octets = block.octets
        asn: i64 = octets[at + 3]
        asn = asn << 24 | octets[at + 4] << 16 | octets[at + 5] << 8 | octets[at + 6]
        return octets[at + 2], asn
    span = block._spans.get(AS_PATH)  # noqa: SLF001 - as in `fresh`: the block must not keep it
    if span is None:
        return 0, 0
    if block.four_octet_as:
        return survey(block.octets, span >> 16, span & 0xFFFF, 4)
    # Where AS numbers have two octets, AS4_PATH may have to be merged in (RFC 6793 §4.2.3).
    path = fresh(block).as_path
    first = next((segment for segment in path if segment[0] in (1, 2)), (1, (0,)))
    return kernel.length(path), first[1][0] if first[0] == 2 else 0


def _read(octets: bytes, reader: AttributeReader) -> AttributeBlock:
    """Read octets again that were found to be a usual block before."""
    found = None if reader.find is None else reader.find(octets)
    if found is None:
        raise LocalError("the attributes of a path cannot be read again")
    return AttributeBlock(octets, None, reader, None, found, is_canonical=reader.is_canonical)


@mypyc_attr(acyclic=True)
class Path:
    """What a source says with one set of attributes; equal only to itself.

    Nothing of a path changes once it is made, but for `uses`, `judged_by`, `rank`, `ranked_by` and
    `tie`: those are the notes of the table that holds it and of the decision process that compares
    it. They are numbers: a path refers to nothing that could refer to it, so that the collector
    need not look at those of a compiled library.
    """

    __slots__ = (
        "_block",
        "_received",
        "judged_by",
        "next_hop_octets",
        "nlri",
        "octets",
        "path_id",
        "preference",
        "rank",
        "ranked_by",
        "reader",
        "rejected",
        "source",
        "tie",
        "uses",
        "weight",
    )

    def __init__(
        self,
        source: Source,
        attributes: AttributeBlock | bytes,
        next_hop: bytes | str | None = None,
        lean: AttributeReader | None = None,
        *,
        path_id: int | None = None,
        weight: int = 0,
        preference: int | None = None,
        nlri: Nlri | None = None,
        rejected: bool = False,
        received: Path | None = None,
    ) -> None:
        """Make a path.

        Args:
            source: who says it.
            attributes: what is said; octets where `lean` reads them.
            next_hop: the Network Address of Next Hop, octets or text; None takes the NEXT_HOP
                among the attributes, and no octets where there is none.
            lean: what read the octets, and found them to be of the usual kind
                (`bgplib.kernel.usual`), with a sound AS_PATH: a block is made of them whenever it
                is asked for, and not kept.
            path_id: RFC 7911; None without.
            weight: a preference of this speaker only, never announced; the higher wins.
            preference: the degree of preference that policy computed (RFC 4271 §9.1.1).
            nlri: the NLRI, for families where it holds more than tells routes apart (labels).
            rejected: import policy refused the path.
            received: what policy made this one of; None: this is the one that was received.

        Raises:
            LocalError: octets have nothing that reads them, or no next hop beside them.
        """
        block: AttributeBlock | None = None
        if isinstance(attributes, bytes):
            octets, reader = attributes, lean
        else:
            block, octets, reader = attributes, attributes.octets, attributes.reader
            if next_hop is None:
                next_hop = attributes.next_hop or b""
        if reader is None or next_hop is None:
            raise LocalError("a path of octets needs what reads them, and a next hop")
        if isinstance(next_hop, str):
            next_hop = NextHop.parse(next_hop).octets
        self.source: Final = source
        self.octets: Final[bytes] = octets  #: the attributes as on the wire
        self.reader: Final[AttributeReader] = reader  #: the context that these are of, and the rows
        self._block: Final = block
        self.next_hop_octets: Final[bytes] = next_hop
        self.path_id: Final = path_id
        self.weight: Final = weight
        self.preference: Final = preference
        self.nlri: Final = nlri
        #: import policy refused it: it stays in its table, and is not eligible (RFC 8212 §3)
        self.rejected: Final = rejected
        # What was received says so with None and not with itself, or it would never be freed.
        self._received: Final = received
        #: how many destinations in a table have what was received, or what policy made of it
        self.uses = 0
        self.judged_by = 0  #: the number that its store gave to who judged it; 0 for nobody
        self.rank = 0  #: where `ranked_by` puts it; the lower wins
        self.ranked_by = 0  #: the number of the Selector that computed `rank`; 0 for none
        #: what `ranked_by` compares where ranks are equal; None: nobody has asked yet
        self.tie: tuple[Any, ...] | None = None

    @property
    def received(self) -> Path:
        """The path as the source sent it, before policy; itself where that changed nothing."""
        return self._received or self

    @property
    def attributes(self) -> AttributeBlock:
        """What is said."""
        block = self._block
        if block is None:
            block = _AT_HAND.block
            if block is None or block.octets is not self.octets or block.reader is not self.reader:
                block = _AT_HAND.block = _read(self.octets, self.reader)
        return block

    # -- what the decision process compares --------------------------------------------------

    @property
    def local_preference(self) -> int:
        """The degree of preference (RFC 4271 §9.1.1)."""
        if self.preference is not None:
            return self.preference
        # RFC 4271 §5.1.5: "If it is contained in an UPDATE message that is received from an
        # external peer, then this attribute MUST be ignored by the receiving speaker, except in
        # the case of BGP Confederations [RFC3065]."
        if self.source.session is SessionType.EXTERNAL and not self.source.local:
            return DEFAULT_LOCAL_PREF
        value = self.attributes.local_pref
        return DEFAULT_LOCAL_PREF if value is None else value

    @property
    def as_path(self) -> Segments:
        """AS_PATH, read afresh each time: nothing of it stays (see `fresh`)."""
        return fresh(self.attributes).as_path

    @property
    def as_path_length(self) -> int:
        """AS numbers as RFC 4271 §9.1.2.2 (a) and RFC 5065 §5.3 count them."""
        block = self.attributes
        found = block._places  # noqa: SLF001 - as in `fresh`
        if found is not None:
            return block.octets[found.start(usual.AS_PATH) + 2]
        span = block._spans.get(AS_PATH)  # noqa: SLF001 - as in `fresh`
        if span is not None and block.reader.context.four_octet_as:
            start = span >> 16
            octets, size = block.octets, (span & 0xFFFF) - start
            # Nearly all paths are one AS_SEQUENCE.
            if size and octets[start] == 2 and octets[start + 1] << 2 == size - 2:
                return octets[start + 1]
        return _survey(block)[0]

    @property
    def neighbour_as(self) -> int:
        """The AS from which the path was received, 0 for our own (RFC 4271 §9.1.2.2 c)."""
        # RFC 5065 §5.3: "if the first segment in the path that is not an AS_CONFED_SEQUENCE or
        # AS_CONFED_SET is an AS_SEQUENCE, consider the neighbor AS to be the leftmost AS_SEQUENCE
        # AS."
        first = _survey(self.attributes)[1]
        if first:
            return first
        # RFC 4271 §9.1.2.2 (c): where another IBGP speaker originated the route, or "the AS_PATH
        # attribute of the aggregate route is either empty or begins with an AS_SET, it is the
        # local AS."
        if self.source.local or self.source.is_internal:
            return OUR_OWN_AS
        return self.source.asn

    @property
    def identifier(self) -> int:
        """The BGP Identifier of the speaker that brought the path into our AS."""
        # RFC 4456 §9: "If a route carries the ORIGINATOR_ID attribute, then in Step f) the
        # ORIGINATOR_ID SHOULD be treated as the BGP Identifier of the BGP speaker that has
        # advertised the route."
        value = self.attributes.originator_id
        return self.source.identifier if value is None else value

    @property
    def next_hop(self) -> NextHop | None:
        """Where to send packets; None where there is no next hop."""
        return NextHop(self.next_hop_octets) if self.next_hop_octets else None

    def says(self, block: AttributeBlock) -> bool:
        """Say whether a block of the same octets has the same attributes.

        It has not where a session was set up anew with other agreements.
        """
        own = self._block
        if self.reader is block.reader and block.whole and (own is None or own.whole):
            return True
        return self.attributes == block

    def is_lean_of(self, reader: AttributeReader) -> bool:
        """Say whether it keeps octets only, and a reader has found them to be a usual block."""
        return self._block is None and self.reader is reader

    def repeats(self, other: Path) -> bool:
        """Say whether another path says the same."""
        return (
            self.source == other.source
            and self.path_id == other.path_id
            and self.weight == other.weight
            and self.preference == other.preference
            and self.rejected == other.rejected
            and self.next_hop_octets == other.next_hop_octets
            and self.nlri == other.nlri
            and self.attributes == other.attributes
        )

    def replace(self, **changes: Any) -> Path:
        """Return a path that differs in some arguments of the constructor.

        What was received stays what was received.

        Args:
            changes: arguments of the constructor, by name.
        """
        # A lean path stays one, for as long as its attributes do.
        is_lean = self._block is None and "attributes" not in changes
        arguments: dict[str, Any] = {
            "source": self.source,
            "attributes": self.octets if is_lean else self.attributes,
            "next_hop": self.next_hop_octets,
            "path_id": self.path_id,
            "weight": self.weight,
            "preference": self.preference,
            "nlri": self.nlri,
            "rejected": self.rejected,
            "received": self.received,
        }
        if is_lean:
            arguments["lean"] = self.reader
        return Path(**(arguments | changes))

    def __reduce__(self) -> Reduced:
        """Have it made again of what is said: the notes of a table are not kept."""
        return _path_of, (
            self.source,
            self.octets if self._block is None else self._block,
            self.next_hop_octets,
            self.reader,
            self.path_id,
            self.weight,
            self.preference,
            self.nlri,
            self.rejected,
            self._received,
        )

    def __str__(self) -> str:
        """Return who says it, with ` path-id 7` behind it where there is one."""
        return f"{self.source}" + ("" if self.path_id is None else f" path-id {self.path_id}")

    def __repr__(self) -> str:
        """Return source, AS path and next hop on one line."""
        return f"<Path from {self}: {self.attributes.as_path_text or '-'} via {self.next_hop}>"


def _path_of(
    source: Source,
    attributes: AttributeBlock | bytes,
    next_hop: bytes,
    lean: AttributeReader,
    path_id: int | None,
    weight: int,
    preference: int | None,
    nlri: Nlri | None,
    rejected: bool,
    received: Path | None,
) -> Path:
    """Make a path again."""
    return Path(
        source,
        attributes,
        next_hop,
        lean,
        path_id=path_id,
        weight=weight,
        preference=preference,
        nlri=nlri,
        rejected=rejected,
        received=received,
    )
