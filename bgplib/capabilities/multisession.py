"""MULTISESSION (capability 68), draft-ietf-idr-bgp-multisession.

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |G|  Reserved   |
    +-+-+-+-+-+-+-+-+
    | Session Identifier (1 octet), as often as the length says
    +---------------------------

Several:    the last counts; the draft does not say
Malformed:  length 0: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import malformed, number
from bgplib.capabilities._text import CODES
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.values._field_kinds import shown_as

__all__ = ["CODEC", "Multisession"]

_GROUPING: Final = 0x80


@frozen
class Multisession(Capability):
    """The speaker would have several sessions with its peer, one for each group of families."""

    code: ClassVar[int] = capabilities.MULTISESSION
    flags: int = 0  #: the Flags octet; 0x80 is the G bit
    #: codes of the capabilities that tell sessions apart
    identifiers: tuple[int, ...] = attrs.field(default=(), metadata=shown_as(CODES))

    @property
    def grouping(self) -> bool:
        """The G bit: several families may share a session."""
        return bool(self.flags & _GROUPING)


def decode(octets: bytes) -> Multisession:
    """Read a value."""
    if not octets:
        raise malformed(
            "the length is 0, the Flags octet is missing", "draft-ietf-idr-bgp-multisession"
        )
    return Multisession(octets[0], tuple(octets[1:]))


def encode(capability: Multisession) -> bytes:
    """Write a value."""
    identifiers = (number(code, 8, "capability code") for code in capability.identifiers)
    return number(capability.flags, 8, "Flags") + b"".join(identifiers)


CODEC: Final = CapabilityCodec(
    code=capabilities.MULTISESSION,
    name="MULTISESSION",
    value=Multisession,
    rfc="draft-ietf-idr-bgp-multisession",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
