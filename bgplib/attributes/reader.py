"""AttributeReader: the rows of a table, made ready for one context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from bgplib._checks import MISFITS, is_made_of_text
from bgplib._pickling import Reduced, Single
from bgplib.attributes import (
    aggregator,
    as_path,
    atomic_aggregate,
    cluster_list,
    communities,
    extended_communities,
    large_community,
    local_pref,
    multi_exit_disc,
    next_hop,
    origin,
    originator_id,
)
from bgplib.attributes._codec import AnyAttributeCodec, NamedRow, QuickCheck
from bgplib.attributes._table import AttributeTable
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.attributes import EXTENDED_LENGTH, MP_REACH_NLRI, MP_UNREACH_NLRI
from bgplib.kernel.attribute_block import Rule
from bgplib.kernel.usual import Found, find

__all__ = ["AttributeReader", "canonical_reader", "frame", "neutral_reader", "own_routes_reader"]

# Optional and Transitive bits that no attribute can have: an attribute with this rule always goes
# to the full validation.
_NEVER_WELL_FORMED: Final[Rule] = (-1, 0, None)

# The rows of which the kernel knows what values nearly always are.
_USUAL: Final = (origin.CODEC, as_path.CODEC, next_hop.CODEC)
# The rows that the expression of usual blocks follows.
_KNOWN: Final = (
    *_USUAL,
    multi_exit_disc.CODEC,
    local_pref.CODEC,
    atomic_aggregate.CODEC,
    aggregator.CODEC,
    communities.CODEC,
    originator_id.CODEC,
    cluster_list.CODEC,
    extended_communities.CODEC,
    large_community.CODEC,
)


class AttributeReader(Single):
    """Reads and writes the values of attributes in one context."""

    __slots__ = ("_rules", "choosy", "context", "find", "first_as", "is_canonical", "table")

    def __init__(
        self, context: Context, table: AttributeTable, *, is_canonical: bool = False
    ) -> None:
        """Find out which rows are the ones that the kernel knows."""
        self.context = context  #: what was agreed on
        self.table = table  #: the rows
        #: the octets of lean paths that it reads are in canonical form: see `canonical_reader`
        self.is_canonical = is_canonical
        self._rules: list[Rule | None] | None = None
        #: the type codes of attributes that do not suit every family
        self.choosy = frozenset(row.code for row in table.rows if _is_choosy(row))

        #: with what AS number a path begins that the kernel may pass without asking its rule, 0
        #: for any; -1 when it has to ask for ORIGIN, AS_PATH and NEXT_HOP always
        def is_usual(codecs: Iterable[AnyAttributeCodec]) -> bool:
            return all(table.by_code(codec.code) is codec for codec in codecs)

        self.first_as = as_path.plain(context) if is_usual(_USUAL) else -1
        #: finds out in one step where attributes are in a usual block, see `bgplib.kernel.usual`;
        #: None where some rows are not the ones that it knows, or all paths have to be looked at
        self.find: Callable[[bytes], Found | None] | None = None
        if self.first_as >= 0 and is_usual(_KNOWN):
            self.find = find(external=context.session is SessionType.EXTERNAL)

    def __reduce__(self) -> Reduced:
        """Have it made again of its context and table.

        Raises:
            LocalError: a row of the table cannot be pickled.
        """
        return _reader_of, (self.context, self.table, self.is_canonical)

    @property
    def rules(self) -> list[Rule | None]:
        """What `bgplib.kernel.attribute_block.index` checks, by type code."""
        # Worked out when the first block comes that is not usual: a speaker of a thousand peers
        # has as many readers, and a hundred objects in the rules of each.
        rules = self._rules
        if rules is None:
            rules = self._rules = [None] * 256
            for row in self.table.rows:
                if isinstance(row, NamedRow):
                    rules[row.code] = row.flags, 0, self._by_its_row(row.code, rules)
                elif row.code not in (MP_REACH_NLRI, MP_UNREACH_NLRI):
                    rules[row.code] = _rule(row, self.context)
        return rules

    def _by_its_row(self, code: int, rules: list[Rule | None]) -> QuickCheck:
        """Import a row when the first of its values comes, and check that value by it."""

        def by_its_row(octets: bytes, start: int, stop: int) -> bool:
            codec = self.table.by_code(code)
            if codec is None:
                return False
            rules[code] = _rule(codec, self.context)
            if codec.discarded_unread(self.context) is not None:
                return False
            return _with_length(codec, _check(codec, self.context))(octets, start, stop)

        return by_its_row

    def value(self, code: int, flags: int, octets: bytes) -> object:
        """Read a value; UnknownAttribute where no row describes it.

        Raises:
            DecodeError: the octets are malformed.
        """
        codec = self.table.by_code(code)
        if codec is None:
            return UnknownAttribute(code=code, flags=flags, octets=octets)
        return codec.decode(octets, self.context)

    def encode(self, value: object) -> tuple[int, bytes]:
        """Write a whole attribute, header and value, and return its type code too.

        Raises:
            EncodeError: the value is out of range, or empty where the attribute cannot be.
            LocalError: no row has values of this class.
        """
        if isinstance(value, UnknownAttribute):
            return value.code, frame(value.code, value.flags, value.octets)
        codec = self.table.by_class(type(value))
        try:
            octets = codec.encode(value, self.context)
        except (EncodeError, *MISFITS) as error:
            # A text where a number belongs, or the like: a class does not look at what it is given.
            if isinstance(error, EncodeError) and not is_made_of_text(value):
                raise
            more = f"{type(value).__name__}.parse reads text" if is_made_of_text(value) else error
            raise EncodeError(f"{codec.name} cannot be written of {value!r}: {more}") from error
        # RFC 7606 §4: what a receiver calls malformed for its length alone is not sent.
        if not codec.length.accepts(len(octets)):
            raise EncodeError(f"{codec.name} has {len(octets)} octets, not {codec.length}")
        return codec.code, frame(codec.code, codec.flags, octets)


@lru_cache(maxsize=16)
def _reader_of(
    context: Context,
    table: AttributeTable,
    is_canonical: bool,
) -> AttributeReader:
    """Return a reader of what was unpickled: one for all values that one reader has read."""
    return AttributeReader(context, table, is_canonical=is_canonical)


@lru_cache(maxsize=16)
def neutral_reader(four_octet_as: bool, table: AttributeTable) -> AttributeReader:
    """Return a reader for what programs make: no rule is applied that depends on the session.

    What a policy adds (LOCAL_PREF to a route of an external peer, an AS before the peer's) is
    well-formed in itself, though that peer could not have sent it.
    """
    return AttributeReader(Context(four_octet_as=four_octet_as, session=None), table)


@lru_cache(maxsize=16)
def own_routes_reader(four_octet_as: bool, table: AttributeTable) -> AttributeReader:
    """Return the same for what is made of routes that a router shows of its own."""
    context = Context(four_octet_as=four_octet_as, session=None, own_routes=True)
    return AttributeReader(context, table)


@lru_cache(maxsize=16)
def canonical_reader(table: AttributeTable) -> AttributeReader:
    """Return a neutral reader, with 4-octet AS numbers, of octets that go out.

    Who makes a lean path with it vouches that its octets are in canonical form.
    """
    return AttributeReader(Context(session=None), table, is_canonical=True)


def frame(code: int, flags: int, octets: bytes) -> bytes:
    """Put the header of an attribute before its value, with two octets of length if need be.

    Raises:
        EncodeError: the value is longer than 65,535 octets, or a number does not fit in an octet.
    """
    if not (0 <= code <= 255 and 0 <= flags <= 255):
        raise EncodeError(f"attribute {code} with flags {flags} has no place in two octets")
    if len(octets) <= 255 and not flags & EXTENDED_LENGTH:
        return bytes((flags, code, len(octets))) + octets
    if len(octets) > 65535:
        raise EncodeError(f"attribute {code} has {len(octets)} octets, 65535 are possible")
    return bytes((flags | EXTENDED_LENGTH, code)) + len(octets).to_bytes(2, "big") + octets


def _is_choosy(row: AnyAttributeCodec | NamedRow) -> bool:
    return row.is_choosy if isinstance(row, NamedRow) else row.misplaced is not None


def _check(codec: AnyAttributeCodec, context: Context) -> QuickCheck | None:
    """Return what checks a value of the right length."""
    return _by_decoding(codec, context) if codec.quick is None else codec.quick(context)


def _rule(codec: AnyAttributeCodec, context: Context) -> Rule:
    """Put what a row says into the kernel's terms."""
    if codec.discarded_unread(context) is not None:
        return _NEVER_WELL_FORMED
    check = _check(codec, context)
    length = codec.length
    if length.minimum == length.maximum > 0:
        return codec.flags, length.minimum, check
    if length.multiple > 1 and length.minimum == length.multiple and length.maximum == 65535:
        return codec.flags, -length.multiple, check
    if length.minimum == 0 and length.maximum == 65535 and length.multiple == 1:
        return codec.flags, 0, check
    return codec.flags, 0, _with_length(codec, check)


def _with_length(codec: AnyAttributeCodec, check: QuickCheck | None) -> QuickCheck:
    """Check a length that the kernel has no number for, then the value."""
    accepts = codec.length.accepts

    def with_length(octets: bytes, start: int, stop: int) -> bool:
        return accepts(stop - start) and (check is None or check(octets, start, stop))

    return with_length


def _by_decoding(codec: AnyAttributeCodec, context: Context) -> QuickCheck:
    """Check a value by reading it."""
    decode = codec.decode

    def by_decoding(octets: bytes, start: int, stop: int) -> bool:
        try:
            decode(octets[start:stop], context)
        except DecodeError:
            return False
        return True

    return by_decoding
