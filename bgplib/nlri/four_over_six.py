"""BGP 4over6 NLRI (SAFI 67), RFC 5747 §3.3.

    +---------------------------+
    |   Length (1 octet)        |   in bits
    +---------------------------+
    |   Prefix (variable)       |   IPv4
    +---------------------------+

They are plain prefixes; the next hop is where packets to them leave the IPv6 network.

Next hop:   16 octets
Malformed:  Length above 32, or past the field: session reset or AFI/SAFI disable (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.iana.families import Family
from bgplib.nlri import unicast
from bgplib.nlri._codec import NlriCodec

__all__ = ["CODEC"]


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 5747 §3.3.1: "Network Address of Next Hop = IPv6 address of its 4over6 VIF"
    return (16,)


CODEC: Final[NlriCodec[unicast.UnicastNlri]] = attrs.evolve(
    unicast.CODEC,
    name="4over6",
    families=(Family.IPV4_4OVER6,),
    rfc="RFC 5747 §3.3",
    next_hop_lengths=next_hop_lengths,
    extended_next_hop_lengths=(),
)
