"""EXTENDED_COMMUNITIES (attribute 16), RFC 4360 §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |I|T|   Type    |   Sub-Type    |                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+          Value                |
    |                                                               |   and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length 0 or not a multiple of 8: treat-as-withdraw (RFC 7606 §7.14)
            A type or sub-type that is not known is no error (RFC 7606 §7.14).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import attrs

from bgplib._checks import check, check_text, read_each
from bgplib._frozen import frozen
from bgplib._pickling import Reduced
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import (
    OPTIONAL_TRANSITIVE,
    AttributeCodec,
    length_suffices,
    multiple_of,
)
from bgplib.attributes.extended_communities._codec import ExtendedCommunityTable
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._default import default_table
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values._notation import listed

__all__ = ["CODEC", "ExtendedCommunities", "attribute_codec", "from_int"]


def from_int(number: int) -> ExtendedCommunity:
    """Make the typed value of an extended community of 64 bits.

    Raises:
        EncodeError: the number has more bits.
    """
    try:
        return default_table().decode(number.to_bytes(8, "big"))
    except OverflowError:
        raise EncodeError(f"{number} is not a number of 64 bits") from None


@frozen
class ExtendedCommunities:
    """Marks of 64 bits, each of a kind, that tell others how to treat the route."""

    communities: tuple[ExtendedCommunity, ...]  #: in the order of the wire

    @classmethod
    def of(cls, communities: Iterable[ExtendedCommunity | int | str]) -> ExtendedCommunities:
        """Make it of values, of numbers of 64 bits, or of texts such as `rt:65000:1`.

        Raises:
            LocalError: it is not several of them.
            EncodeError: a number has more bits.
            ParseError: a text is none.
        """
        found = read_each(
            communities, ExtendedCommunity | int, "communities", default_table().parse
        )
        return cls(tuple(from_int(each) if isinstance(each, int) else each for each in found))

    @classmethod
    def parse(cls, text: str) -> ExtendedCommunities:
        """Read communities as `rt:65000:1`, with blanks or commas between them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(tuple(map(default_table().parse, listed(text))))

    @or_its_fields
    def __str__(self) -> str:
        """Return `rt:65000:1 encap:vxlan`."""
        return " ".join(map(str, self.communities))


@attrs.frozen
class _Kinds:
    """Reads and writes the attribute by a table."""

    table: ExtendedCommunityTable | None  #: None: the kinds that bgplib knows, see `default_table`

    # The context says nothing of them; all rows are handed one.
    def decode(
        self,
        octets: bytes,
        context: Context,  # noqa: ARG002 - as said above
    ) -> ExtendedCommunities:
        """Read a value."""
        read = (self.table or default_table()).decode
        return ExtendedCommunities(
            tuple(read(octets[start : start + 8]) for start in range(0, len(octets), 8))
        )

    def encode(
        self,
        attribute: ExtendedCommunities,
        context: Context,  # noqa: ARG002 - as above
    ) -> bytes:
        """Write a value."""
        if not attribute.communities:
            raise EncodeError("EXTENDED_COMMUNITIES holds at least one community")
        write = (self.table or default_table()).encode
        return b"".join(map(write, attribute.communities))

    def __reduce__(self) -> Reduced:
        """Have it made again of its table."""
        return _kinds_of, (self.table,)


@lru_cache(maxsize=16)
def _kinds_of(table: ExtendedCommunityTable | None) -> _Kinds:
    """Return what reads by a table: one, since methods of two would not be equal."""
    return _Kinds(table)


def attribute_codec(table: ExtendedCommunityTable) -> AttributeCodec[ExtendedCommunities]:
    """Make the row of this attribute that reads the kinds of a table."""
    check(table, ExtendedCommunityTable, "table")
    return _row(_kinds_of(table))


def _row(kinds: _Kinds) -> AttributeCodec[ExtendedCommunities]:
    return AttributeCodec(
        code=attributes.EXTENDED_COMMUNITIES,
        name="EXTENDED_COMMUNITIES",
        flags=OPTIONAL_TRANSITIVE,
        value=ExtendedCommunities,
        rfc="RFC 4360 §2",
        malformed=Treatment.TREAT_AS_WITHDRAW,
        malformed_rfc="RFC 7606 §7.14",
        length=multiple_of(8),
        decode=kinds.decode,
        encode=kinds.encode,
        quick=length_suffices,
    )


CODEC: Final = _row(_kinds_of(None))
