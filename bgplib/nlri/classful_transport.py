"""Classful Transport NLRI (SAFI 76), RFC 9832 §6.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Length     |                 Label                 |Rsrv |S|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                Route Distinguisher (8 octets)                 |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Prefix ... |   Length is in bits, of all that follows it
    +-+-+-+-+-+-+-+-+

They have the form of VPN NLRI with labels, and are values of the same class: the prefix is that
of a tunnel's end, and the distinguisher tells apart the transport classes that it is reached in.

Next hop:   4, 12 (IPv4), 16, 24, 32 or 48 octets (IPv6), whatever the AFI; with 12, 24 and 48 a
            route distinguisher of 0 stands before each address (RFC 9832 §6.2)
Malformed:  as of VPN NLRI: Length below that of label and distinguisher or above the maximum, or
            past the field: session reset or AFI/SAFI disable (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.iana.families import Family
from bgplib.nlri import vpn
from bgplib.nlri._codec import NlriCodec

__all__ = ["CODEC"]


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 9832 §6.2: "If the length of the Next hop Address field contains any other values, it is
    # considered an error and is handled via BGP session reset as per Section 7.11 of [RFC7606]."
    return (4, 12, 16, 24, 32, 48)


# RFC 9832 §6.1: "The procedures described for AFI/SAFIs 1/4 or 1/128 in Section 2 of [RFC8277]
# apply for AFI/SAFI 1/76 also."
CODEC: Final[NlriCodec[vpn.VpnNlri]] = attrs.evolve(
    vpn.CODEC,
    name="classful-transport",
    families=(Family.IPV4_CLASSFUL_TRANSPORT, Family.IPV6_CLASSFUL_TRANSPORT),
    rfc="RFC 9832 §6.1",
    next_hop_lengths=next_hop_lengths,
    extended_next_hop_lengths=(),
)
