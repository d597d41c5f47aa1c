"""BGPSEC_PATH (attribute 33), RFC 8205 §3.

    +-------------------------------------------------------+
    | Secure_Path Length (2 octets), itself included        |
    +-------------------------------------------------------+
    | Segments: pCount (1), Flags (1), AS Number (4)        |
    +-------------------------------------------------------+
    | Signature_Block Length (2 octets), itself included    |
    +-------------------------------------------------------+
    | Algorithm Suite Identifier (1 octet)                  |
    +-------------------------------------------------------+
    | Segments: SKI (20), Signature Length (2), Signature   |   perhaps a second block
    +-------------------------------------------------------+

Flags:      optional
Malformed:  lengths that do not fit, no segment or block, more than two blocks, a block without a
            signature for each segment, AS 0, or a latest segment that is not the peer's:
            treat-as-withdraw (RFC 8205 §5.2)
            Where it was not negotiated for the family of the routes it is dropped unread, and
            stands for no AS_PATH (RFC 8205 §2.2).
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, QuickCheck, at_least
from bgplib.attributes._segments import AS_CONFED_SEQUENCE, AS_SEQUENCE
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.kernel.as_path import Segments
from bgplib.octets import Reader
from bgplib.values.record import Record

__all__ = ["CODEC", "BgpsecPath", "SecurePathSegment", "SignatureBlock"]

CONFED_SEGMENT: Final = 0x80
_SEGMENT_OCTETS: Final = 6
_SKI_OCTETS: Final = 20
_SMALLEST: Final = 2 + _SEGMENT_OCTETS + 3 + _SKI_OCTETS + 2


@attrs.frozen(kw_only=True)
class SecurePathSegment(Record):
    """One AS of the path (RFC 8205 §3.1)."""

    BARE: ClassVar[tuple[str, ...]] = ("asn",)

    p_count: int = 1  #: how often the AS stands in the equivalent AS_PATH; 0 for a route server
    flags: int = 0  #: 0x80 is Confed_Segment
    asn: int  #: the AS number


@frozen
class SignatureBlock(Record):
    """The signatures of one algorithm suite (RFC 8205 §3.2)."""

    algorithm: int  #: Algorithm Suite Identifier (RFC 8208)
    #: (Subject Key Identifier of 20 octets, signature), the latest first
    signatures: tuple[tuple[bytes, bytes], ...]


@frozen
class BgpsecPath(Record):
    """A path in which each AS has signed what it passed on."""

    segments: tuple[SecurePathSegment, ...]  #: the latest AS first
    blocks: tuple[SignatureBlock, ...]  #: one or two

    @property
    def as_path(self) -> Segments:
        """The equivalent AS_PATH as (segment type, AS numbers) pairs (RFC 8205 §4.4)."""
        path: list[tuple[int, tuple[int, ...]]] = []
        for segment in self.segments:
            kind = AS_CONFED_SEQUENCE if segment.flags & CONFED_SEGMENT else AS_SEQUENCE
            asns = (segment.asn,) * segment.p_count
            if path and path[-1][0] == kind and len(path[-1][1]) + len(asns) <= 255:
                path[-1] = (kind, path[-1][1] + asns)
            elif asns:
                path.append((kind, asns))
        return tuple(path)


def decode(octets: bytes, context: Context) -> BgpsecPath:
    """Read a value."""
    reader = Reader(octets)
    # RFC 8205 §3.1: "The Secure_Path Length contains the length (in octets) of the entire
    # Secure_Path (including the 2 octets used to express this length field)."
    length = reader.u16() - 2
    if length <= 0 or length % _SEGMENT_OCTETS:
        raise DecodeError(f"a Secure_Path of {length} octets", rfc="RFC 8205 §3.1")
    path = reader.sub(length)
    segments = tuple(
        SecurePathSegment(p_count=path.u8(), flags=path.u8(), asn=path.u32())
        for _ in range(length // _SEGMENT_OCTETS)
    )
    if any(segment.asn == 0 for segment in segments):
        raise DecodeError("the path holds AS 0", rfc="RFC 7607 §2")
    _check_session(segments, context)
    blocks = []
    while reader.remaining:
        blocks.append(_decode_block(reader, len(segments)))
    # RFC 8205 §3: "The BGPsec_PATH attribute will contain one or two Signature_Blocks"
    if len(blocks) not in (1, 2):
        raise DecodeError(f"{len(blocks)} Signature_Blocks", rfc="RFC 8205 §3")
    return BgpsecPath(segments, tuple(blocks))


def _check_session(segments: tuple[SecurePathSegment, ...], context: Context) -> None:
    """Check what the peer put first, and that no other confederation shows (RFC 8205 §5.2)."""
    latest = segments[0]
    if context.session is SessionType.EXTERNAL:
        # RFC 8205 §5.2: "If the UPDATE message was received from a BGPsec peer that is not a member
        # of the BGPsec speaker's AS confederation, check to ensure that none of the Secure_Path
        # Segments contain a Flags field with the Confed_Segment flag set to 1."
        if any(segment.flags & CONFED_SEGMENT for segment in segments):
            raise DecodeError("Confed_Segment from outside", rfc="RFC 8205 §5.2")
        # RFC 8205 §5.2: "If the UPDATE message was received from a peer that is not expected to set
        # pCount=0 (see Sections 4.2 and 4.3), then check to ensure that the pCount field in the
        # most recently added Secure_Path Segment is not equal to 0."
        if context.enforce_first_as and latest.p_count == 0:
            raise DecodeError("the latest pCount is 0", rfc="RFC 8205 §5.2")
    # RFC 8205 §5.2: "check to ensure that the Secure_Path Segment corresponding to that peer
    # contains a Flags field with the Confed_Segment flag set to 1."
    elif context.session is SessionType.CONFEDERATION and not latest.flags & CONFED_SEGMENT:
        raise DecodeError("the latest segment is not a Confed_Segment", rfc="RFC 8205 §5.2")
    # RFC 8205 §5.2: "Check that the AS number in the most recently added Secure_Path Segment ...
    # matches the AS number of that peer as specified in the BGP OPEN message."
    if context.session in (
        SessionType.EXTERNAL,
        SessionType.CONFEDERATION,
    ) and context.peer_as not in (None, latest.asn):
        raise DecodeError(
            f"the latest AS is {latest.asn}, not the peer's {context.peer_as}", rfc="RFC 8205 §5.2"
        )


def _decode_block(reader: Reader, count: int) -> SignatureBlock:
    length = reader.u16() - 2
    if length < 1:
        raise DecodeError(f"a Signature_Block of {length} octets", rfc="RFC 8205 §3.2")
    block = reader.sub(length)
    algorithm = block.u8()
    signatures = []
    while block.remaining:
        signatures.append((block.take(_SKI_OCTETS), block.take(block.u16())))
    # RFC 8205 §5.2: "Check that each Signature_Block contains one Signature Segment for each
    # Secure_Path Segment in the Secure_Path portion of the BGPsec_PATH attribute."
    if len(signatures) != count:
        raise DecodeError(f"{len(signatures)} signatures for {count} segments", rfc="RFC 8205 §5.2")
    return SignatureBlock(algorithm, tuple(signatures))


def encode(attribute: BgpsecPath, context: Context) -> bytes:
    """Write a value."""
    try:
        path = b"".join(
            bytes((segment.p_count, segment.flags)) + segment.asn.to_bytes(4, "big")
            for segment in attribute.segments
        )
        parts = [(len(path) + 2).to_bytes(2, "big"), path]
        for block in attribute.blocks:
            pieces = [bytes((block.algorithm,))]
            for ski, signature in block.signatures:
                if len(ski) != _SKI_OCTETS:
                    raise EncodeError(f"a Subject Key Identifier has 20 octets, not {len(ski)}")
                pieces += [ski, len(signature).to_bytes(2, "big"), signature]
            body = b"".join(pieces)
            parts += [(len(body) + 2).to_bytes(2, "big"), body]
    except (ValueError, OverflowError) as error:
        raise EncodeError(f"a number of BGPSEC_PATH does not fit: {error}") from None
    return b"".join(parts)


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    # RFC 8205 §2.2: "if BGPsec is not successfully negotiated, then BGP UPDATE messages containing
    # the BGPsec_PATH attribute MUST NOT be sent." It does not say what a receiver does: for one
    # without BGPsec the attribute is an unknown one, and RFC 4271 §5 has it: "Unrecognized
    # non-transitive optional attributes MUST be quietly ignored and not passed along to other BGP
    # peers."
    if context.session is not None and not context.bgpsec_receive:
        return "RFC 8205 §2.2"
    return None


def quick(context: Context) -> QuickCheck:
    """Leave to the whole validation what depends on the family of the routes beside it."""
    is_judged = context.session is not None

    def is_clear(octets: bytes, start: int, stop: int) -> bool:
        if is_judged:
            return False
        try:
            decode(octets[start:stop], context)
        except DecodeError:
            return False
        return True

    return is_clear


CODEC: Final = AttributeCodec(
    code=attributes.BGPSEC_PATH,
    name="BGPSEC_PATH",
    flags=OPTIONAL,
    value=BgpsecPath,
    rfc="RFC 8205 §3",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 8205 §5.2",
    length=at_least(_SMALLEST),
    decode=decode,
    encode=encode,
    discarded_unread=discarded_unread,
    quick=quick,
)
