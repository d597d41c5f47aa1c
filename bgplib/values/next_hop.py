"""NextHop: the Network Address of Next Hop of MP_REACH_NLRI, in all its lengths.

4, 16   an address                                    (RFC 4760 §3, RFC 2545 §3)
32      a global and a link-local IPv6 address        (RFC 2545 §3)
12, 24  a route distinguisher and an address          (RFC 4364 §4.3.2, RFC 4659 §3.2.1)
48      the latter twice, global and link-local       (RFC 4659 §3.2.1)
0       none, in flow specifications                  (RFC 8955 §4)
"""

from __future__ import annotations

from functools import lru_cache

import attrs

from bgplib.errors import ParseError
from bgplib.values.address import address_octets, address_text

__all__ = ["NextHop"]


@lru_cache(maxsize=1024)
def _addresses(text: str) -> tuple[bytes, ...]:
    """Read one address, or two of IPv6; programs name few next hops, and those often."""
    addresses = tuple(address_octets(part.strip()) for part in text.split(","))
    if len(addresses) > 2 or (len(addresses) == 2 and set(map(len, addresses)) != {16}):
        raise ParseError(f"{text!r} is not a next hop")
    return addresses


@attrs.frozen
class NextHop:
    """Where to send packets: the octets as they stand on the wire, and their parts."""

    octets: bytes  #: the Network Address of Next Hop field

    @classmethod
    def parse(cls, text: str, *, with_rd: bool = False) -> NextHop:
        """Read an address, or a global and a link-local IPv6 address with a comma between.

        Args:
            text: the address or the two.
            with_rd: put an RD of 0 before each, as VPN families want it.

        Raises:
            ParseError: it is neither.
        """
        # RFC 4364 §4.3.2: "This address is encoded as a VPN-IPv4 address with an RD of 0."
        rd = bytes(8) if with_rd else b""
        return cls(b"".join(rd + address for address in _addresses(text)))

    @property
    def address(self) -> bytes:
        """The address of 4 or 16 octets, the global one of two; empty when there is none."""
        size = len(self.octets)
        if size in (4, 16):
            return self.octets
        if size == 32:
            return self.octets[:16]
        if size in (12, 24, 48):
            return self.octets[8 : min(size, 24)]
        return b""

    @property
    def link_local(self) -> bytes:
        """The second, link-local address of 16 octets (RFC 2545 §3); empty when there is none."""
        if len(self.octets) in (32, 48):
            return self.octets[-16:]
        return b""

    @property
    def route_distinguisher(self) -> bytes:
        """The 8 octets before a VPN next hop (RFC 4364 §4.3.2); empty when there are none."""
        return self.octets[:8] if len(self.octets) in (12, 24, 48) else b""

    def __str__(self) -> str:
        """Return the address as text; the octets in hex when the length is not a known one."""
        if self.address:
            return address_text(self.address)
        return self.octets.hex()
