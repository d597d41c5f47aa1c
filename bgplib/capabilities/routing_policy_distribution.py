"""ROUTING_POLICY_DISTRIBUTION (capability 72), draft-ietf-idr-rpd.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      | Send/Receive  |  ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    entries add up; the draft does not say
Malformed:  length not a multiple of 4: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import family_octets, number, read_family, tuples
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family

__all__ = ["CODEC", "RoutingPolicyDistribution"]

_ENTRY: Final = 4


@frozen
class RoutingPolicyDistribution(Capability):
    """The speaker can receive, or send, policies as routes of these families."""

    code: ClassVar[int] = capabilities.ROUTING_POLICY_DISTRIBUTION
    modes: tuple[tuple[Family, int], ...]  #: family, and 1 to receive, 2 to send, 3 for both


def decode(octets: bytes) -> RoutingPolicyDistribution:
    """Read a value."""
    entries = tuples(octets, _ENTRY, "draft-ietf-idr-rpd")
    return RoutingPolicyDistribution(tuple((read_family(entry), entry[3]) for entry in entries))


def encode(capability: RoutingPolicyDistribution) -> bytes:
    """Write a value."""
    return b"".join(
        family_octets(family) + number(mode, 8, "Send/Receive") for family, mode in capability.modes
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.ROUTING_POLICY_DISTRIBUTION,
    name="ROUTING_POLICY_DISTRIBUTION",
    value=RoutingPolicyDistribution,
    rfc="draft-ietf-idr-rpd",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
