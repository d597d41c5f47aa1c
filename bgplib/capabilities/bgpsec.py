"""BGPSEC (capability 7), RFC 8205 §2.1.

     0                   1                   2
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |Version|D|Spare|              AFI              |   D: 0 can receive, 1 can send
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    each is for one more version, direction or AFI (RFC 8205 §2.2)
Malformed:  length other than 3: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import malformed, number
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "Bgpsec"]

_LENGTH: Final = 3
_SPARE: Final = 0x07
_SEND: Final = 0x08


@attrs.frozen(kw_only=True)
class Bgpsec(Capability):
    """The speaker can send, or receive, signed UPDATE messages of one address family."""

    code: ClassVar[int] = capabilities.BGPSEC
    afi: int  #: 1 for IPv4, 2 for IPv6
    send: bool  #: can send; otherwise it can receive
    version: int = 0  #: version of BGPsec
    spare: int = 0  #: the three unassigned bits


def decode(octets: bytes) -> Bgpsec:
    """Read a value."""
    # RFC 8205 §2.1: "The capability length for this capability MUST be set to 3."
    if len(octets) != _LENGTH:
        raise malformed(f"the length is {len(octets)}, it must be 3", "RFC 8205 §2.1")
    return Bgpsec(
        version=octets[0] >> 4,
        send=bool(octets[0] & _SEND),
        spare=octets[0] & _SPARE,
        afi=octets[1] << 8 | octets[2],
    )


def encode(capability: Bgpsec) -> bytes:
    """Write a value."""
    version = number(capability.version, 4, "BGPsec version")[0] << 4
    spare = number(capability.spare, 3, "spare bits")[0]
    first = version | (_SEND if capability.send else 0) | spare
    return bytes((first,)) + number(capability.afi, 16, "AFI")


CODEC: Final = CapabilityCodec(
    code=capabilities.BGPSEC,
    name="BGPSEC",
    value=Bgpsec,
    rfc="RFC 8205 §2.1",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
