"""AS4_PATH (attribute 17), RFC 6793 §3.

     0                   1
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Segment Type  | Number of ASes|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    AS numbers of 4 octets     |   then the next segment
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length under 6 or odd, a bad segment, AS 0: attribute-discard (RFC 6793 §6)
            From a peer that speaks 4-octet AS numbers it is dropped unread (RFC 6793 §6).
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, QuickCheck, at_least
from bgplib.attributes._segments import (
    AS_SEQUENCE,
    AS_SET,
    Segment,
    decode_segments,
    encode_segments,
    parse_segments,
    segments_text,
)
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.kernel import as_path as kernel

__all__ = ["CODEC", "As4Path", "dropped_between_four_octet_speakers", "has_uncounted"]


@frozen
class As4Path:
    """The path with its true AS numbers, carried through speakers of 2-octet AS numbers."""

    segments: tuple[Segment, ...]  #: path segments in the order of the wire

    @classmethod
    def parse(cls, text: str) -> As4Path:
        """Read `10 20 {30,40} (65001 65002) [65003,65004]`; AS numbers also in asdot.

        Raises:
            ParseError: it is not a path.
        """
        return cls(parse_segments(text))

    @property
    def plain(self) -> kernel.Segments:
        """The path as the kernel has it: (type, AS numbers) pairs."""
        return tuple((segment.type, segment.asns) for segment in self.segments)

    @or_its_fields
    def __str__(self) -> str:
        """Return the path as routers print it; `|` parts sequences that follow one another."""
        return segments_text(self.segments)


def decode(octets: bytes, context: Context) -> As4Path:
    """Read a value."""
    return As4Path(decode_segments(octets, 4, "RFC 6793 §6"))


def encode(attribute: As4Path, context: Context) -> bytes:
    """Write a value."""
    return encode_segments(attribute.segments, 4)


def dropped_between_four_octet_speakers(context: Context) -> str | None:
    """Cite the section by which this session drops AS4_PATH and AS4_AGGREGATOR unread."""
    # RFC 6793 §6: "A NEW BGP speaker that receives the AS4_PATH attribute or the AS4_AGGREGATOR
    # attribute in an UPDATE message from another NEW BGP speaker MUST discard the path attribute"
    # An archive (session None) shows what was recorded.
    if context.four_octet_as and context.session is not None:
        return "RFC 6793 §6"
    return None


def canonical(octets: bytes) -> bytes | None:
    """Leave out the confederation segments of a well-formed value."""
    # RFC 6793 §6: "the path segment types AS_CONFED_SEQUENCE and AS_CONFED_SET [RFC5065] MUST NOT
    # be carried in the AS4_PATH attribute of an UPDATE message."
    segments = decode_segments(octets, 4, "RFC 6793 §6")
    return encode_segments((s for s in segments if s.type in (AS_SET, AS_SEQUENCE)), 4) or None


def has_uncounted(octets: bytes, start: int, stop: int, context: Context) -> bool:
    """Say whether segments of a well-formed value, `octets[start:stop]`, do not count."""
    # RFC 6793 §6: "A NEW BGP speaker that receives these path segment types in the AS4_PATH
    # attribute of an UPDATE message from an OLD BGP speaker MUST discard these path segments".
    segments = None if context.four_octet_as else kernel.segments(octets, start, stop, 4)
    return any(kind not in (AS_SET, AS_SEQUENCE) for kind, _ in segments or ())


def _is_path(octets: bytes, start: int, stop: int) -> bool:
    return kernel.segments(octets, start, stop, 4) is not None


def quick(context: Context) -> QuickCheck:
    """Check a value in place."""
    return _is_path


CODEC: Final = AttributeCodec(
    code=attributes.AS4_PATH,
    name="AS4_PATH",
    flags=OPTIONAL_TRANSITIVE,
    value=As4Path,
    rfc="RFC 6793 §3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 6793 §6",
    length=at_least(6),
    decode=decode,
    encode=encode,
    canonical=canonical,
    discarded_unread=dropped_between_four_octet_speakers,
    quick=quick,
)
