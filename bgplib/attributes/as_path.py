"""AS_PATH (attribute 2), RFC 4271 §4.3 and §5.1.2, RFC 5065 §3, RFC 6793 §3.

     0                   1
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Segment Type  | Number of ASes|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  AS numbers of 2 or 4 octets  |   then the next segment
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      well-known
Malformed:  unknown segment type, count 0, overrun, AS 0, or confederation segments from
            outside: treat-as-withdraw (RFC 7606 §7.2)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib._checks import check_each
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import WELL_KNOWN, AttributeCodec, QuickCheck, any_length
from bgplib.attributes._segments import (
    AS_CONFED_SEQUENCE,
    AS_CONFED_SET,
    AS_SEQUENCE,
    AS_SET,
    AS_TRANS,
    Segment,
    decode_segments,
    encode_segments,
    parse_segments,
    segments_text,
)
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes, messages
from bgplib.kernel import as_path as kernel

__all__ = ["CODEC", "AsPath", "out_of_place"]


@frozen
class AsPath:
    """The ASes that the route has come through, the nearest one first."""

    segments: tuple[Segment, ...] = ()  #: path segments in the order of the wire

    @classmethod
    def of(cls, asns: Iterable[int]) -> AsPath:
        """Make a path of one AS_SEQUENCE, of several when there are more than 255 AS numbers."""
        numbers = check_each(asns, int, "asns")
        return cls(
            tuple(
                Segment(AS_SEQUENCE, numbers[start : start + 255])
                for start in range(0, len(numbers), 255)
            )
        )

    @classmethod
    def parse(cls, text: str) -> AsPath:
        """Read `10 20 {30,40} (65001 65002) [65003,65004]`; AS numbers also in asdot.

        Raises:
            ParseError: it is not a path.
        """
        return cls(parse_segments(text))

    @property
    def plain(self) -> kernel.Segments:
        """The path as the kernel has it: (type, AS numbers) pairs."""
        return tuple((segment.type, segment.asns) for segment in self.segments)

    @property
    def length(self) -> int:
        """AS numbers as route selection counts them (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3)."""
        return kernel.length(self.plain)

    @or_its_fields
    def __str__(self) -> str:
        """Return the path as routers print it; `|` parts sequences that follow one another."""
        return segments_text(self.segments)


def decode(octets: bytes, context: Context) -> AsPath:
    """Read a value."""
    segments = decode_segments(octets, 4 if context.four_octet_as else 2, "RFC 7606 §7.2")
    problem = out_of_place(tuple((segment.type, segment.asns) for segment in segments), context)
    if problem:
        raise DecodeError(problem[0], rfc=problem[1])
    return AsPath(segments)


def encode(path: AsPath, context: Context) -> bytes:
    """Write a value; AS numbers that need four octets become AS_TRANS for a 2-octet peer."""
    return encode_segments(path.segments, 4 if context.four_octet_as else 2)


def out_of_place(path: kernel.Segments, context: Context) -> tuple[str, str] | None:
    """Say what a well-formed path must not hold in this session, and the section.

    Where AS numbers have two octets this is asked of AS_PATH, and once more of what AS4_PATH makes
    of it: the path that is reconstructed is the one that the route has (RFC 6793 §4.2.3).
    """
    kinds = [kind for kind, _ in path]
    confederation = AS_CONFED_SEQUENCE in kinds or AS_CONFED_SET in kinds
    # RFC 5065 §5: "It is an error for a BGP speaker to receive an UPDATE message with an AS_PATH
    # attribute that contains AS_CONFED_SEQUENCE or AS_CONFED_SET segments from a neighbor that is
    # not located in the same confederation."
    if context.session is SessionType.EXTERNAL and confederation:
        return "confederation segments come from outside the confederation", "RFC 5065 §5"
    # RFC 5065 §5: "It is a error for a BGP speaker to receive an update message from a
    # confederation peer that is not in the same Member-AS that does not have AS_CONFED_SEQUENCE
    # as the first segment."
    if context.session is SessionType.CONFEDERATION and kinds[:1] != [AS_CONFED_SEQUENCE]:
        return "a confederation peer's path does not start with AS_CONFED_SEQUENCE", "RFC 5065 §5"
    # RFC 9774 §3: AS_SET and AS_CONFED_SET are treated as malformed where the operator says so.
    if context.reject_as_sets and (AS_SET in kinds or AS_CONFED_SET in kinds):
        return "the path holds an AS_SET", "RFC 9774 §3"
    if context.session is SessionType.EXTERNAL and _foreign_first_as(path, context):
        return f"the first AS is not the peer's, {context.peer_as}", "RFC 7606 §7.2"
    return None


def _foreign_first_as(path: kernel.Segments, context: Context) -> bool:
    # RFC 7606 §7.2: "A BGP implementation SHOULD also handle routes that violate this check using
    # "treat-as-withdraw""
    expected = context.peer_as
    if expected is None or not context.enforce_first_as:
        return False
    if not path or path[0][0] != AS_SEQUENCE:
        return True
    first = path[0][1][0]
    # RFC 6793 §4.2.2: a number that does not fit in two octets stands there as AS_TRANS.
    stands_in = not context.four_octet_as and expected > 0xFFFF and first == AS_TRANS
    return first != expected and not stands_in


def plain(context: Context) -> int:
    """Say which paths that are one AS_SEQUENCE without AS 0 need no check in this session.

    Returns:
        The AS number that they have to begin with; 0 when they may begin with any; -1 when each
        has to be checked.
    """
    if not context.four_octet_as or context.session is SessionType.CONFEDERATION:
        return -1
    if context.session is SessionType.EXTERNAL and context.enforce_first_as:
        return context.peer_as or 0
    return 0


def quick(context: Context) -> QuickCheck:
    """Check a value in place."""
    size = 4 if context.four_octet_as else 2

    def check(octets: bytes, start: int, stop: int) -> bool:
        path = kernel.segments(octets, start, stop, size)
        return path is not None and out_of_place(path, context) is None

    return check


CODEC: Final = AttributeCodec(
    code=attributes.AS_PATH,
    name="AS_PATH",
    flags=WELL_KNOWN,
    value=AsPath,
    rfc="RFC 4271 §5.1.2",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.2",
    length=any_length(),
    decode=decode,
    encode=encode,
    subcode=messages.MALFORMED_AS_PATH,
    quick=quick,
)
