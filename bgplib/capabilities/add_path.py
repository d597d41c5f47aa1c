"""ADD_PATH (capability 69), RFC 7911 §4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      | Send/Receive  |  ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Send/Receive is 1 when the speaker can receive several paths, 2 when it can send them, 3 for both;
entries with any other value are ignored (RFC 7911 §4).

Several:    the last counts; a sender must use one (RFC 7911 §4)
Malformed:  length not a multiple of 4: session-reset, NOTIFICATION 2/0 (RFC 4271 §6.2)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import family_octets, number, read_family, tuples
from bgplib.capabilities._modes import BOTH, RECEIVE, SEND
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family

__all__ = ["CODEC", "AddPath"]

_ENTRY: Final = 4


@frozen
class AddPath(Capability):
    """The speaker can receive, or send, several paths to one prefix."""

    code: ClassVar[int] = capabilities.ADD_PATH
    modes: tuple[tuple[Family, int], ...]  #: family and Send/Receive, all that were on the wire

    @classmethod
    def of(cls, *, receive: Iterable[Family] = (), send: Iterable[Family] = ()) -> AddPath:
        """Make a value from the families that the speaker can receive, and those it can send."""
        modes: dict[Family, int] = dict.fromkeys(receive, RECEIVE)
        for family in send:
            modes[family] = modes.get(family, 0) | SEND
        return cls(tuple(modes.items()))

    @property
    def valid(self) -> tuple[tuple[Family, int], ...]:
        """Family and Send/Receive, without the entries to be ignored; a family's last counts."""
        # RFC 7911 §4: "If any other value is received, then the capability SHOULD be treated as
        # not understood and ignored"
        return tuple(
            {family: mode for family, mode in self.modes if RECEIVE <= mode <= BOTH}.items()
        )

    @property
    def receive(self) -> frozenset[Family]:
        """The families in which the speaker can receive several paths."""
        return frozenset(family for family, mode in self.valid if mode & RECEIVE)

    @property
    def send(self) -> frozenset[Family]:
        """The families in which the speaker can send several paths."""
        return frozenset(family for family, mode in self.valid if mode & SEND)


def decode(octets: bytes) -> AddPath:
    """Read a value."""
    entries = tuples(octets, _ENTRY, "RFC 7911 §4")
    return AddPath(tuple((read_family(entry), entry[3]) for entry in entries))


def encode(capability: AddPath) -> bytes:
    """Write a value."""
    return b"".join(
        family_octets(family) + number(mode, 8, "Send/Receive") for family, mode in capability.modes
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.ADD_PATH,
    name="ADD_PATH",
    value=AddPath,
    rfc="RFC 7911 §4",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
