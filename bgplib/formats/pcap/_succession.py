"""Whether a segment is of another connection on the same ports, of which no SYN was captured.

RFC 9293 §3.4.1 has each connection begin at a sequence number of its own, so that the one that
comes after another is nearly always far away. Where nothing here tells them apart, a segment with
an earlier sequence number is a retransmission, and one with a later number is behind a gap.
"""

from __future__ import annotations

from typing import Final

from bgplib.formats.pcap.segment import ACK, Segment
from bgplib.formats.pcap.stream import Stream

__all__ = ["acknowledges", "is_of_another"]

# RFC 7323 §2.3: a window is less than 1 GiB, and nothing is sent that is further away.
_WINDOW: Final = 1 << 30
# How far an acknowledgment is off, at most, for what a capture has lost of the other direction: no
# socket of BGP has so many octets under way.
_UNDER_WAY: Final = 1 << 24


def is_of_another(
    segment: Segment,
    stream: Stream,
    other: Stream,
    *,
    begins: bool,
    acknowledged: bool,
) -> bool:
    """Say whether a segment cannot be of the connection that the segments before it are of.

    Args:
        segment: the segment, without a SYN.
        stream: what was read of its direction.
        other: what was read of the other direction.
        begins: its text is what a sender says first on a connection, and at no other time.
        acknowledged: a segment before it acknowledged what the other direction had sent; programs
            that make captures up do not always.
    """
    ahead = stream.distance(segment.sequence)
    # RFC 9293 §3.8.4: a keep-alive repeats an octet, and which one it is does not matter.
    if not ahead or len(segment.octets) + segment.missing < 2:
        return False
    if abs(ahead) >= _WINDOW:
        return True
    place = stream.place + ahead
    if place < 0 and stream.is_whole:
        return True
    # RFC 9293 §3.4: a sequence number is that of one octet; another text is no retransmission.
    if stream.differs(place, segment.octets):
        return True
    if begins and place > 0:
        return True
    if not acknowledged or not segment.flags & ACK or other.is_empty:
        return False
    return not acknowledges(segment, other)


def acknowledges(segment: Segment, other: Stream) -> bool:
    """Say whether a segment acknowledges what may have been sent in the other direction."""
    off = other.distance(segment.acknowledges)
    return off is not None and bool(segment.flags & ACK) and abs(off) <= _UNDER_WAY
