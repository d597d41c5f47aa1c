"""GRACEFUL_RESTART (capability 64), RFC 4724 §3, RFC 8538 §2.

     0                   1
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |R|N|   | Restart Time, seconds |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      |F|   Reserved  |  ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    the last counts (RFC 4724 §3)
Malformed:  length not 2 more than a multiple of 4: session-reset, NOTIFICATION 2/0
            (RFC 4271 §6.2)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import family_octets, malformed, number, read_family, tuples
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family
from bgplib.values.record import Record

__all__ = ["CODEC", "GracefulRestart", "GracefulRestartFamily"]

_RESTARTED: Final = 0x8000
_NOTIFICATION: Final = 0x4000
_TIME: Final = 0x0FFF
_FORWARDING: Final = 0x80
_FIXED: Final = 2
_ENTRY: Final = 4


@attrs.frozen
class GracefulRestartFamily(Record):
    """A family whose forwarding state the speaker can preserve while it restarts."""

    BARE: ClassVar[tuple[str, ...]] = ("family",)
    family: Family  #: the address family
    forwarding: bool = False  #: the F bit: forwarding state was preserved in the last restart
    spare: int = 0  #: the seven reserved bits behind the F bit


@frozen(kw_only=True)
class GracefulRestart(Capability):
    """The speaker sends End-of-RIB markers, and knows what to do when its peer restarts."""

    code: ClassVar[int] = capabilities.GRACEFUL_RESTART
    BARE: ClassVar[tuple[str, ...]] = ("restart_time",)
    restart_time: int  #: how long a restart takes, in seconds, up to 4,095
    families: tuple[GracefulRestartFamily, ...] = ()  #: whose forwarding state it can preserve
    restarted: bool = False  #: the R bit: the speaker has restarted (RFC 4724 §3)
    notification: bool = False  #: the N bit: NOTIFICATION restarts gracefully (RFC 8538 §2)
    spare: int = 0  #: the two reserved bits behind the N bit


def decode(octets: bytes) -> GracefulRestart:
    """Read a value."""
    if len(octets) < _FIXED:
        raise malformed(f"the length is {len(octets)}, it must be at least 2", "RFC 4724 §3")
    first = octets[0] << 8 | octets[1]
    # RFC 4724 §3: "The remaining bits are reserved and MUST be set to zero by the sender and
    # ignored by the receiver."
    return GracefulRestart(
        restart_time=first & _TIME,
        families=tuple(
            GracefulRestartFamily(
                read_family(entry), bool(entry[3] & _FORWARDING), entry[3] & ~_FORWARDING
            )
            for entry in tuples(octets[_FIXED:], _ENTRY, "RFC 4724 §3")
        ),
        restarted=bool(first & _RESTARTED),
        notification=bool(first & _NOTIFICATION),
        spare=first >> 12 & 0x3,
    )


def encode(capability: GracefulRestart) -> bytes:
    """Write a value."""
    number(capability.restart_time, 12, "Restart Time")
    number(capability.spare, 2, "spare bits")
    flags = _RESTARTED * capability.restarted | _NOTIFICATION * capability.notification
    parts = [(flags | capability.spare << 12 | capability.restart_time).to_bytes(2, "big")]
    for entry in capability.families:
        number(entry.spare, 7, "spare bits")
        parts += [
            family_octets(entry.family),
            bytes((_FORWARDING * entry.forwarding | entry.spare,)),
        ]
    return b"".join(parts)


CODEC: Final = CapabilityCodec(
    code=capabilities.GRACEFUL_RESTART,
    name="GRACEFUL_RESTART",
    value=GracefulRestart,
    rfc="RFC 4724 §3",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
