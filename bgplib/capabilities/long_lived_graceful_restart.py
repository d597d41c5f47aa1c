"""LONG_LIVED_GRACEFUL_RESTART (capability 71), RFC 9494 §3.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      |F|   Reserved  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Long-Lived Stale Time, seconds         |  ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    the last counts, as of GRACEFUL_RESTART, without which it is ignored
Malformed:  length not a multiple of 7: session-reset, NOTIFICATION 2/0 (RFC 4271 §6.2)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import family_octets, number, read_family, tuples
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family
from bgplib.values.record import Record

__all__ = ["CODEC", "LongLivedFamily", "LongLivedGracefulRestart"]

_ENTRY: Final = 7
_FORWARDING: Final = 0x80


@attrs.frozen(kw_only=True)
class LongLivedFamily(Record):
    """A family whose routes may stay, marked as stale, long after the session ended."""

    BARE: ClassVar[tuple[str, ...]] = ("family", "stale_time")

    family: Family  #: the address family
    stale_time: int  #: how long, in seconds, up to 16,777,215
    forwarding: bool = False  #: the F bit: forwarding state was preserved in the last restart
    spare: int = 0  #: the seven reserved bits behind the F bit


@frozen
class LongLivedGracefulRestart(Capability):
    """The speaker keeps stale routes for long, and asks its peer to do so with its own."""

    code: ClassVar[int] = capabilities.LONG_LIVED_GRACEFUL_RESTART
    families: tuple[LongLivedFamily, ...]  #: the families, and how long their routes may stay


def decode(octets: bytes) -> LongLivedGracefulRestart:
    """Read a value."""
    return LongLivedGracefulRestart(
        tuple(
            LongLivedFamily(
                family=read_family(entry),
                stale_time=int.from_bytes(entry[4:], "big"),
                forwarding=bool(entry[3] & _FORWARDING),
                spare=entry[3] & ~_FORWARDING,
            )
            for entry in tuples(octets, _ENTRY, "RFC 9494 §3.1")
        )
    )


def encode(capability: LongLivedGracefulRestart) -> bytes:
    """Write a value."""
    parts = []
    for entry in capability.families:
        number(entry.spare, 7, "spare bits")
        parts += [
            family_octets(entry.family),
            bytes((_FORWARDING * entry.forwarding | entry.spare,)),
            number(entry.stale_time, 24, "Long-Lived Stale Time"),
        ]
    return b"".join(parts)


CODEC: Final = CapabilityCodec(
    code=capabilities.LONG_LIVED_GRACEFUL_RESTART,
    name="LONG_LIVED_GRACEFUL_RESTART",
    value=LongLivedGracefulRestart,
    rfc="RFC 9494 §3.1",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
