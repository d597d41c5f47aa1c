"""CLUSTER_LIST (attribute 10), RFC 4456 §8.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          CLUSTER_ID                           |   and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  length 0 or not a multiple of 4: treat-as-withdraw (RFC 7606 §7.10)
            From an external peer the attribute is dropped unread (RFC 7606 §7.10).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from bgplib._checks import check_text, read_each
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, length_suffices, multiple_of
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values._notation import listed
from bgplib.values.address import identifier_text, parse_identifier

__all__ = ["CODEC", "ClusterList"]


@frozen
class ClusterList:
    """The clusters that the route was reflected in, the latest first."""

    clusters: tuple[int, ...]  #: CLUSTER_IDs in the order of the wire

    @classmethod
    def of(cls, clusters: Iterable[int | str]) -> ClusterList:
        """Make it of numbers, or of dotted quads, the latest first.

        Raises:
            LocalError: it is not several of them.
            ParseError: a text is none.
        """
        return cls(read_each(clusters, int, "clusters", parse_identifier))

    @classmethod
    def parse(cls, text: str) -> ClusterList:
        """Read dotted quads, with blanks or commas between them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(tuple(parse_identifier(each) for each in listed(text)))

    @or_its_fields
    def __str__(self) -> str:
        """Return dotted quads with spaces between."""
        return " ".join(map(identifier_text, self.clusters))


def decode(octets: bytes, context: Context) -> ClusterList:
    """Read a value."""
    return ClusterList(struct.unpack(f">{len(octets) // 4}I", octets))


def encode(attribute: ClusterList, context: Context) -> bytes:
    """Write a value."""
    if not attribute.clusters:
        raise EncodeError("CLUSTER_LIST holds at least one CLUSTER_ID")
    try:
        return struct.pack(f">{len(attribute.clusters)}I", *attribute.clusters)
    except struct.error as error:
        raise EncodeError(f"a CLUSTER_ID does not fit in four octets: {error}") from None


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    # RFC 7606 §7.10: "if the CLUSTER_LIST attribute is received from an external neighbor, it
    # SHALL be discarded"
    if context.session is SessionType.EXTERNAL:
        return "RFC 7606 §7.10"
    return None


CODEC: Final = AttributeCodec(
    code=attributes.CLUSTER_LIST,
    name="CLUSTER_LIST",
    flags=OPTIONAL,
    value=ClusterList,
    rfc="RFC 4456 §8",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.10",
    length=multiple_of(4),
    decode=decode,
    encode=encode,
    discarded_unread=discarded_unread,
    quick=length_suffices,
)
