"""AttributeBlock: the path attributes that routes share, as octets that are read on demand.

A block is all attributes of an UPDATE but MP_REACH_NLRI and MP_UNREACH_NLRI, whose NLRI differ
from UPDATE to UPDATE. It can be read in two ways: plainly (`block.as_path`, `block.med`: numbers,
tuples, octets), which is fast; and by type (`block.get(Communities)`, iteration), which gives the
values that the modules of this folder define.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeVar

from bgplib._checks import check, check_each
from bgplib._compiling import mypyc_attr
from bgplib._pickling import Reduced
from bgplib.attributes._segments import AS_TRANS, Segment
from bgplib.attributes._table import DEFAULT_TABLE, AttributeRows
from bgplib.attributes.aggregator import Aggregator
from bgplib.attributes.as4_aggregator import As4Aggregator
from bgplib.attributes.as4_path import As4Path
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.bgpsec_path import BgpsecPath
from bgplib.attributes.large_community import distinct
from bgplib.attributes.path_attribute import PathAttribute, sent, sent_flags
from bgplib.attributes.reader import AttributeReader, frame, neutral_reader, own_routes_reader
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.kernel import as_path as kernel
from bgplib.kernel import usual, usual_writing, writing
from bgplib.kernel.as_path import Segments
from bgplib.kernel.attribute_block import index, walk
from bgplib.values.route_origin import route_origin

__all__ = ["AttributeBlock"]

T = TypeVar("T")
#: type codes of AS_PATH, AGGREGATOR, AS4_PATH and AS4_AGGREGATOR
_WITH_AS_NUMBERS: Final = (2, 7, 17, 18)
#: reads the blocks that programs make: 4-octet AS numbers, and no session to judge by
_READER: Final = neutral_reader(True, DEFAULT_TABLE)
#: `start << 16 | stop` is how spans are kept; the Total Path Attribute Length has 16 bits too
_LONGEST: Final = 0xFFFF
#: groups of the expression of usual blocks; a global name is cheaper to find than a module's
_NEXT_HOP: Final = usual.NEXT_HOP
_MULTI_EXIT_DISC: Final = usual.MULTI_EXIT_DISC
_LOCAL_PREF: Final = usual.LOCAL_PREF
_COMMUNITIES: Final = usual.COMMUNITIES
_LARGE_COMMUNITY: Final = usual.LARGE_COMMUNITY


# Nothing in it refers to it: the collector need not look at it.
@mypyc_attr(acyclic=True)
class AttributeBlock:
    """Path attributes of one or more routes. Immutable; compared by octets and AS number width.

    `octets` holds all attributes of the wire; the ones that RFC 7606 discards are in it, so that
    it can be encoded again, but cannot be read through the block.
    """

    __slots__ = (
        "_as_path",
        "_index",
        "_places",
        "_values",
        "choosy",
        "is_canonical",
        "octets",
        "reader",
        "routable",
        "whole",
    )

    def __init__(
        self,
        octets: bytes,
        spans: dict[int, int] | None,
        reader: AttributeReader,
        path: Segments | None = None,
        found: usual.Found | None = None,
        *,
        whole: bool = True,
        is_canonical: bool = False,
        choosy: bool = False,
    ) -> None:
        """Take over octets that `reader` has checked; programs use `of`, or decode.

        Where values are is said by `spans`, or by `found`, a match of `bgplib.kernel.usual`.
        """
        self.octets = octets  #: the attributes as on the wire
        self.whole = whole  #: no attribute in `octets` is discarded, and nothing else is there
        #: `octets` are what `canonical` makes; False where nobody has looked
        self.is_canonical = is_canonical
        #: an attribute that does not suit every family is there; False where nobody has looked
        self.choosy = choosy
        #: ORIGIN and AS_PATH are there, or BGPSEC_PATH in its place and not beside it: every route
        #: needs them (RFC 4271 §5, RFC 8205 §4.2)
        self.routable = spans is None or (
            1 in spans and (2 in spans) is not (33 in spans and _is_row(reader, 33))
        )
        self._index = spans
        self._places = found
        self.reader = reader  #: the context the octets are of, and the rows
        self._as_path = path
        self._values: dict[type, object] | None = None

    @property
    def _spans(self) -> dict[int, int]:
        """From type code to `start << 16 | stop` of the value, in the order of the wire."""
        spans = self._index
        if spans is None:
            found = self._places
            spans = {} if found is None else usual.spans(found, self.octets)
            self._index = spans
        return spans

    # -- plain reading -----------------------------------------------------------------------

    @property
    def origin(self) -> int | None:
        """ORIGIN: 0 IGP, 1 EGP, 2 INCOMPLETE (RFC 4271 §5.1.1)."""
        if self._places is not None:
            return self.octets[3]
        span = self._spans.get(1)
        return None if span is None else self.octets[span >> 16]

    @property
    def as_path(self) -> Segments:
        """The path as (segment type, AS numbers) pairs; empty when there is none.

        Where AS numbers have two octets, AS4_PATH is merged in (RFC 6793 §4.2.3); where
        BGPSEC_PATH stands in its place, the path is the one that this says.
        """
        path = self._as_path
        if path is None:
            path = self._as_path = self._read_as_path()
        return path

    @property
    def as_path_length(self) -> int:
        """AS numbers as route selection counts them (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3)."""
        return kernel.length(self.as_path)

    @property
    def as_path_text(self) -> str:
        """The path as routers print it: `10 20 {30,40} (65001 65002) [65003,65004]`."""
        return kernel.text(self.as_path)

    @property
    def origin_asn(self) -> int | None:
        """The Route Origin ASN (RFC 6811 §2): the last AS of the path.

        None where an AS_SET ends the path, and where the path is empty or leaves no
        confederation, since a block does not know whose it is.
        """
        return route_origin(self.as_path)

    @property
    def next_hop(self) -> bytes | None:
        """NEXT_HOP: 4 octets (RFC 4271 §5.1.3). A next hop of MP_REACH_NLRI is not in a block."""
        found = self._places
        if found is not None:
            at = found.start(_NEXT_HOP)
            return self.octets[at + 1 : at + 5] if at >= 0 else None
        span = self._spans.get(3)
        return None if span is None else self.octets[span >> 16 : span & 0xFFFF]

    @property
    def med(self) -> int | None:
        """MULTI_EXIT_DISC (RFC 4271 §5.1.4)."""
        found = self._places
        if found is not None:
            at = found.start(_MULTI_EXIT_DISC)
            return _number_at(self.octets, at + 1) if at >= 0 else None
        return self._number(4)

    @property
    def local_pref(self) -> int | None:
        """LOCAL_PREF (RFC 4271 §5.1.5)."""
        found = self._places
        if found is not None:
            at = found.start(_LOCAL_PREF)
            return _number_at(self.octets, at + 1) if at >= 0 else None
        return self._number(5)

    @property
    def atomic_aggregate(self) -> bool:
        """Whether ATOMIC_AGGREGATE is there (RFC 4271 §5.1.6)."""
        return 6 in self._spans

    @property
    def aggregator(self) -> tuple[int, bytes] | None:
        """AGGREGATOR as (AS number, IPv4 address) (RFC 4271 §5.1.7).

        Where AS numbers have two octets, AS4_AGGREGATOR takes its place (RFC 6793 §4.2.3).
        """
        span = self._spans.get(7)
        if span is None:
            return None
        start, stop = span >> 16, span & 0xFFFF
        asn = int.from_bytes(self.octets[start : stop - 4], "big")
        if asn == AS_TRANS and 18 in self._spans and not self.four_octet_as:
            span = self._spans[18]
            start, stop = span >> 16, span & 0xFFFF
            asn = int.from_bytes(self.octets[start : stop - 4], "big")
        return asn, self.octets[stop - 4 : stop]

    @property
    def communities(self) -> tuple[int, ...]:
        """COMMUNITIES as numbers of 32 bits (RFC 1997)."""
        found = self._places
        if found is not None:
            at = found.start(_COMMUNITIES)
            octets = self.octets
            return kernel.FOUR[octets[at] >> 2].unpack_from(octets, at + 1) if at >= 0 else ()
        span = self._spans.get(8)
        return () if span is None else kernel.numbers(self.octets, span >> 16, span & 0xFFFF)

    @property
    def originator_id(self) -> int | None:
        """ORIGINATOR_ID (RFC 4456 §8)."""
        return self._number(9)

    @property
    def cluster_list(self) -> tuple[int, ...]:
        """CLUSTER_LIST (RFC 4456 §8)."""
        span = self._spans.get(10)
        return () if span is None else kernel.numbers(self.octets, span >> 16, span & 0xFFFF)

    @property
    def extended_communities(self) -> tuple[int, ...]:
        """EXTENDED_COMMUNITIES as numbers of 64 bits (RFC 4360 §2)."""
        span = self._spans.get(16)
        if span is None:
            return ()
        start = span >> 16
        return struct.unpack_from(f">{((span & 0xFFFF) - start) // 8}Q", self.octets, start)

    @property
    def large_communities(self) -> tuple[tuple[int, int, int], ...]:
        """LARGE_COMMUNITY as triples of numbers of 32 bits, each once (RFC 8092 §3)."""
        found = self._places
        if found is not None:
            at = found.start(_LARGE_COMMUNITY)
            octets = self.octets
            return distinct(octets[at + 1 : at + 1 + octets[at]]) if at >= 0 else ()
        span = self._spans.get(32)
        return () if span is None else distinct(self.octets[span >> 16 : span & 0xFFFF])

    @property
    def only_to_customer(self) -> int | None:
        """ONLY_TO_CUSTOMER (RFC 9234 §5)."""
        return self._number(35)

    @property
    def four_octet_as(self) -> bool:
        """Whether AS numbers in `octets` have four octets (RFC 6793)."""
        return self.reader.context.four_octet_as

    def octets_of(self, code: int) -> bytes:
        """Return the value of an attribute as on the wire; no octets when it is not there."""
        span = self._spans.get(code)
        return b"" if span is None else self.octets[span >> 16 : span & 0xFFFF]

    # -- reading by type ---------------------------------------------------------------------

    def get(self, kind: type[T]) -> T | None:
        """Return the value of an attribute, or None when it is not there.

        Args:
            kind: the class of the value, such as `AsPath`.

        Raises:
            LocalError: no row of the table has that class.
        """
        values = self._values
        if values is None:
            values = self._values = {}
        elif kind in values:
            return values[kind]  # type: ignore[return-value]  # the key is the value's class
        code = self.reader.table.by_class(kind).code
        span = self._spans.get(code)
        value = None
        if span is not None:
            value = self.reader.value(code, 0, self.octets[span >> 16 : span & 0xFFFF])
        values[kind] = value
        return value  # type: ignore[return-value]  # the row of `kind` decodes to `kind`

    def __iter__(self) -> Iterator[PathAttribute]:
        """Iterate over the attributes in the order of the wire."""
        return (attribute for _, attribute in self.located())

    def located(self) -> Iterator[tuple[int, PathAttribute]]:
        """Iterate over the attributes, each with the index in `octets` where its value starts."""
        octets = self.octets
        for flags, code, start, stop in walk(octets, 0, len(octets))[0]:
            if self._spans.get(code) == start << 16 | stop:
                yield start, PathAttribute(code, flags, octets[start:stop], self.reader)

    def __contains__(self, code: object) -> bool:
        """Say whether an attribute is there, of this type code or with values of this class.

        Raises:
            LocalError: no row has values of the class, or it is text: names are not looked up.
        """
        found = self._places
        if found is not None and self._index is None and isinstance(code, int):
            return 0 <= code <= 255 and usual.holds(found, code)
        if isinstance(code, type):
            code = self.reader.table.by_class(code).code
        elif isinstance(code, str):
            raise LocalError(f"{code!r} is no type code, nor a class such as Communities")
        return code in self._spans

    def __len__(self) -> int:
        """Return how many attributes there are."""
        return len(self._spans)

    # -- making ------------------------------------------------------------------------------

    @classmethod
    def of(
        cls,
        values: Iterable[object],
        reader: AttributeReader | None = None,
        *,
        registry: AttributeRows | None = None,
    ) -> AttributeBlock:
        """Make a block of values such as `Origin(0)`, in ascending order of type codes.

        Args:
            values: instances of the classes of this folder, `UnknownAttribute` among them.
            reader: what knows their rows; None takes those of the registry, with 4-octet AS
                numbers. What its context says of the session is not applied (see
                `neutral_reader`).
            registry: where the values are described; None takes the rows of bgplib.

        Raises:
            EncodeError: a value is out of range, a type of attribute is there twice, or it is
                MP_REACH_NLRI or MP_UNREACH_NLRI, which have no place in a block; or all of them
                have more than 65,535 octets.
        """
        if reader is not None:
            check(reader, AttributeReader, "reader")
        else:
            if registry is None:
                reader = _READER
            else:
                check(registry, AttributeRows, "registry")
                reader = neutral_reader(True, registry.attributes)
        # RFC 4271 §5: "The sender of an UPDATE message SHOULD order path attributes within the
        # UPDATE message in ascending order of attribute type."
        values = check_each(values, object, "values")
        octets = b"".join(octets for _, octets in sorted(map(reader.encode, values)))
        return cls._checked(octets, reader, is_canonical=_has_no_flags_of_its_own(values))

    @classmethod
    def plain(
        cls,
        *,
        origin: int = 0,
        as_path: Iterable[int] = (),
        med: int | None = None,
        local_pref: int | None = None,
        communities: Iterable[int] = (),
    ) -> AttributeBlock:
        """Make a block of plain numbers: the fast way for the attributes that most routes have.

        Args:
            origin: 0 IGP, 1 EGP, 2 INCOMPLETE.
            as_path: AS numbers of an AS_SEQUENCE, or of several when there are more than 255.
            med: MULTI_EXIT_DISC; None leaves it out.
            local_pref: LOCAL_PREF; None leaves it out.
            communities: numbers of 32 bits; COMMUNITIES is left out when there are none.

        Raises:
            EncodeError: a number is out of range, or the octets are more than 65,535.
            LocalError: there is something else where a number belongs, or one where several do.
        """
        asns: tuple[int, ...] = ()
        several: tuple[int, ...] = ()
        try:
            asns = tuple(as_path)
            several = tuple(communities)
            # RFC 7607 §2: "A BGP speaker MUST NOT originate or propagate a route with an AS number
            # of zero in the AS_PATH"
            if 0 in asns or not 0 <= origin <= 2:
                raise EncodeError("the path holds AS 0, or ORIGIN is not one of 0, 1 and 2")
            usually = usual_writing.write(origin, asns, med, local_pref, several)
            if usually is not None:
                octets, found = usually
                if not usual.COMPILED:
                    return _filled.made(
                        octets, found, _READER, origin, asns, med, local_pref, several
                    )
                path: Segments | None = ((2, asns),)
                return AttributeBlock(octets, None, _READER, path, found, is_canonical=True)
            octets, spans = writing.attributes(origin, asns, med, local_pref, several)
        except (TypeError, struct.error) as error:
            # What is written is not looked at before, since this is for speed.
            check(origin, int, "origin")
            for numbers in (as_path, asns):  # if that was an iterator, it is at its end
                check_each(numbers, int, "as_path")
            check(med, int | None, "med")
            check(local_pref, int | None, "local_pref")
            for numbers in (communities, several):
                check_each(numbers, int, "communities")
            raise EncodeError(f"a number does not fit in four octets: {error}") from None
        if len(octets) > _LONGEST:
            raise EncodeError(f"path attributes have {len(octets)} octets, {_LONGEST} are possible")
        path = ((2, asns),) if 0 < len(asns) < 256 else None
        return AttributeBlock(octets, spans, _READER, path, is_canonical=True)

    @classmethod
    def _checked(
        cls, octets: bytes, reader: AttributeReader, *, is_canonical: bool = True
    ) -> AttributeBlock:
        if len(octets) > _LONGEST:
            raise EncodeError(f"path attributes have {len(octets)} octets, {_LONGEST} are possible")
        context = reader.context
        neutral = own_routes_reader if context.own_routes else neutral_reader
        reader = neutral(context.four_octet_as, reader.table)
        # As `BlockStore.read`: in one step where the attributes are usual.
        found = None if reader.find is None else reader.find(octets)
        if found is not None:
            asns = usual.as_numbers(found, octets)
            if asns:
                path: Segments | None = ((2, asns),)
                return AttributeBlock(octets, None, reader, path, found, is_canonical=is_canonical)
        spans = index(octets, reader.rules)
        if spans is None:
            raise EncodeError(
                "an attribute is there twice, malformed, or has no place in an attribute block"
            )
        # A NEXT_HOP of a router's own routes is none that we would send: each peer's context says.
        is_canonical = is_canonical and not context.own_routes
        return AttributeBlock(octets, spans, reader, is_canonical=is_canonical)

    def replace(self, *values: object, without: Iterable[int] = ()) -> AttributeBlock:
        """Return a block with other values in place of, or besides, those of their types.

        The result has 4-octet AS numbers, whatever this block has: a new AS_PATH would otherwise
        stand beside the AS4_PATH of the old one (RFC 6793 §4.2.3).

        Args:
            values: instances of the classes of this folder.
            without: type codes of attributes to leave out.

        Raises:
            EncodeError: as `of`.
        """
        neutral = own_routes_reader if self.reader.context.own_routes else neutral_reader
        reader = neutral(True, self.reader.table)
        source = self if self.four_octet_as else self._transcoded(reader)
        gone = without
        # As nearly always it is one, which is seen in a tenth of the time.
        if type(gone) is not tuple or gone[1:] or (gone and type(gone[0]) is not int):
            gone = set(check_each(gone, int, "without"))
        parts = source._parts(gone)  # noqa: SLF001 - another of this class
        parts.update(map(reader.encode, values))
        octets = b"".join([parts[code] for code in sorted(parts)])
        return self._checked(octets, reader, is_canonical=_has_no_flags_of_its_own(values))

    def canonical(self, reader: AttributeReader | None = None) -> AttributeBlock:
        """Return the block as we would send it.

        Attributes are in ascending order, discarded ones gone, lengths of two octets only where
        needed; unused bits of the flags octet are 0, and so is Partial where it means nothing.

        Args:
            reader: what reads the result; None: the one that reads this block. With another AS
                number width, AS_PATH and AGGREGATOR are written anew and AS4_PATH and
                AS4_AGGREGATOR come or go (RFC 6793 §4.2).

        Raises:
            EncodeError: an attribute cannot be written.
        """
        reader = reader or self.reader
        if reader.context.four_octet_as != self.four_octet_as:
            return self._transcoded(reader)
        if self.is_canonical:
            return self
        # Where nothing of an attribute may be sent there are no octets of it.
        parts = sorted(self._parts().items())
        return self._checked(b"".join(octets for _, octets in parts), reader)

    def _parts(self, gone: Collection[int] = ()) -> dict[int, bytes]:
        """Return each attribute but some as it is sent, by type code, as `_sent` writes it."""
        octets, spans, table = self.octets, self._spans, self.reader.table
        parts: dict[int, bytes] = {}
        for flags, code, start, stop in walk(octets, 0, len(octets))[0]:
            if code in gone or spans.get(code) != start << 16 | stop:
                continue
            value: bytes | None = octets[start:stop]
            codec = table.by_code(code)
            if codec is not None and codec.canonical is not None:
                value = codec.canonical(octets[start:stop])
            elif flags == sent_flags(flags):
                # Nearly all are sent as they came, without an object of each.
                parts[code] = octets[start - 3 : stop]
                continue
            parts[code] = b"" if value is None else frame(code, sent_flags(flags), value)
        return parts

    def passed_on(self, family: Family | None = None) -> AttributeBlock:
        """Return the block in canonical form, without what a speaker keeps to itself.

        An attribute that no row describes is passed on with the Partial bit set if it is
        transitive, and left out if it is not (RFC 4271 §5).

        Args:
            family: the family of the routes; None keeps what only some families forbid.
        """
        parts = []
        for attribute in self:
            flags = attribute.flags
            if self.reader.table.by_code(attribute.code) is None:
                # RFC 4271 §5: "Unrecognized non-transitive optional attributes MUST be quietly
                # ignored and not passed along to other BGP peers."
                if not flags & attributes.TRANSITIVE:
                    continue
                flags |= attributes.PARTIAL
            parts.append((attribute.code, sent(attribute, flags, family)))
        return self._checked(b"".join(octets for _, octets in sorted(parts)), self.reader)

    def _transcoded(self, reader: AttributeReader) -> AttributeBlock:
        """Rewrite what holds AS numbers for a peer of the other width (RFC 6793 §4.2.2)."""
        values: list[object] = [
            UnknownAttribute(code=a.code, flags=a.flags, octets=a.octets)
            for a in self.canonical()
            if a.code not in _WITH_AS_NUMBERS
        ]
        path, aggregator = self.as_path, self.aggregator
        if 2 in self._spans:
            values.append(AsPath(tuple(Segment(kind, asns) for kind, asns in path)))
        if aggregator is not None:
            values.append(Aggregator(*aggregator))
        if not reader.context.four_octet_as:
            # RFC 6793 §4.2.2: AS4_PATH is sent "except for the case where all of the AS path
            # information is composed of mappable four-octet AS numbers only", and without
            # confederation segments. One that would be empty is malformed (§6) and not sent.
            plain = tuple(Segment(kind, asns) for kind, asns in path if kind <= 2)
            if plain and any(asn > 0xFFFF for _, asns in path for asn in asns):
                values.append(As4Path(plain))
            if aggregator is not None and aggregator[0] > 0xFFFF:
                values.append(As4Aggregator(*aggregator))
        parts = sorted(map(reader.encode, values))
        return self._checked(b"".join(octets for _, octets in parts), reader)

    def suits(self, family: Family) -> bool:
        """Say whether no attribute is misplaced beside routes of a family."""
        if self.reader.choosy.isdisjoint(self._spans):
            return True
        for code in self.reader.choosy.intersection(self._spans):
            codec = self.reader.table.by_code(code)
            span = self._spans[code]
            if (
                codec is not None
                and codec.misplaced is not None
                and codec.misplaced(self.octets[span >> 16 : span & 0xFFFF], family)
            ):
                return False
        return True

    # -- the rest ----------------------------------------------------------------------------

    def _read_as_path(self) -> Segments:
        found = self._places
        if found is not None:
            return ((2, usual.as_numbers(found, self.octets)),)
        span = self._spans.get(2)
        if span is None:
            # RFC 8205 §4.4: the Secure_Path says the same as an AS_PATH.
            span = self._spans.get(33)
            if span is None:
                return ()
            secure = self.reader.value(33, 0, self.octets[span >> 16 : span & 0xFFFF])
            return secure.as_path if isinstance(secure, BgpsecPath) else ()
        four = self.four_octet_as
        path = kernel.segments(self.octets, span >> 16, span & 0xFFFF, 4 if four else 2)
        if path is None:
            raise DecodeError("the AS_PATH of a checked block cannot be read")
        if four or 17 not in self._spans or self._ignores_as4():
            return path
        span = self._spans[17]
        as4_path = kernel.segments(self.octets, span >> 16, span & 0xFFFF, 4)
        return path if as4_path is None else kernel.merge(path, as4_path)

    def _ignores_as4(self) -> bool:
        # RFC 6793 §4.2.3: "if the AS number in the AGGREGATOR attribute is not AS_TRANS, then:
        # the AS4_AGGREGATOR attribute and the AS4_PATH attribute SHALL be ignored"
        if 7 not in self._spans or 18 not in self._spans:
            return False
        start = self._spans[7] >> 16
        return int.from_bytes(self.octets[start : start + 2], "big") != AS_TRANS

    def _number(self, code: int) -> int | None:
        span = self._spans.get(code)
        if span is None:
            return None
        return int.from_bytes(self.octets[span >> 16 : span & 0xFFFF], "big")

    def __eq__(self, other: object) -> bool:
        """Compare octets, AS number width, and which attributes count."""
        if self is other:
            return True
        if not isinstance(other, AttributeBlock):
            return NotImplemented
        return (
            self.octets == other.octets
            and self.four_octet_as == other.four_octet_as
            and self._spans == other._spans
        )

    def __hash__(self) -> int:
        """Hash the octets."""
        return hash(self.octets)

    def __reduce__(self) -> Reduced:
        """Have it read again of its octets: what was read of it is not kept.

        Raises:
            LocalError: a row of a program's own registry cannot be pickled.
        """
        # The index of a block that is read in one step is as quickly found again.
        spans = None if self._places is not None else self._index
        return _block_of, (
            self.octets,
            self.reader,
            spans,
            self.whole,
            self.is_canonical,
            self.choosy,
        )

    def __repr__(self) -> str:
        """Return all attributes on one line."""
        return "<AttributeBlock " + ", ".join(f"{a.name} {a.value}" for a in self) + ">"


def _block_of(
    octets: bytes,
    reader: AttributeReader,
    spans: dict[int, int] | None,
    whole: bool,
    is_canonical: bool,
    choosy: bool,
) -> AttributeBlock:
    """Make a block again; without spans it is one of the usual kind."""
    found = None
    if spans is None:
        found = None if reader.find is None else reader.find(octets)
        if found is None:
            raise LocalError("what was pickled is not a block of the usual kind")
    return AttributeBlock(
        octets, spans, reader, None, found, whole=whole, is_canonical=is_canonical, choosy=choosy
    )


def _is_row(reader: AttributeReader, code: int) -> bool:
    """Say whether the table knows an attribute."""
    return reader.table.by_code(code) is not None


def _number_at(octets: bytes, at: int) -> int:
    """Read a number of four octets."""
    return octets[at] << 24 | octets[at + 1] << 16 | octets[at + 2] << 8 | octets[at + 3]


def _has_no_flags_of_its_own(values: Iterable[object]) -> bool:
    """Say whether all flags come from rows."""
    return not any(isinstance(value, UnknownAttribute) for value in values)


if not usual.COMPILED:
    # It derives from what is here, and may be what was imported first.
    import bgplib.attributes._filled as _filled
