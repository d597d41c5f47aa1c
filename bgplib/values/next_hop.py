"""NextHop: the Network Address of Next Hop of MP_REACH_NLRI, in all its lengths.

4, 16   an address                                    (RFC 4760 §3, RFC 2545 §3)
32      a global and a link-local IPv6 address        (RFC 2545 §3)
12, 24  a route distinguisher and an address          (RFC 4364 §4.3.2, RFC 4659 §3.2.1)
48      the latter twice, global and link-local       (RFC 4659 §3.2.1)
0       none, in flow specifications                  (RFC 8955 §4)
"""

from __future__ import annotations

from functools import lru_cache

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import ParseError
from bgplib.values._notation import brief, parse_hex
from bgplib.values.address import address_octets, address_text
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["NextHop", "next_hop_octets"]


@frozen
class NextHop:
    """Where to send packets: the octets as they stand on the wire, and their parts."""

    octets: bytes  #: the Network Address of Next Hop field

    @classmethod
    def parse(cls, text: str, *, with_rd: bool = False) -> NextHop:
        """Read an address, or a global and a link-local IPv6 address with a comma between.

        A route distinguisher that stands before each of them follows behind: `192.0.2.1 rd 0:0`.
        Octets of other lengths are hexadecimal, `0x0102`, and `none` is no next hop at all.

        Args:
            text: the address or the two.
            with_rd: put an RD of 0 before each, as VPN families want it.

        Raises:
            ParseError: it is neither.
        """
        check_text(text, cls.__name__)
        return cls(next_hop_octets(text, with_rd))

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
        """The second address, 16 octets, or empty when there is none.

        RFC 2545 §3 has a link-local one there. What a peer puts there stands here, and the first
        address is the one that counts.
        """
        if len(self.octets) in (32, 48):
            return self.octets[-16:]
        return b""

    @property
    def route_distinguisher(self) -> bytes:
        """The 8 octets before a VPN next hop (RFC 4364 §4.3.2); empty when there are none."""
        return self.octets[:8] if len(self.octets) in (12, 24, 48) else b""

    @property
    def short(self) -> str:
        """The address alone, as tables print it; the octets when the length is not a known one."""
        return address_text(self.address) if self.address else self.octets.hex()

    @or_its_fields
    def __str__(self) -> str:
        """Return `192.0.2.1`, `2001:db8::1,fe80::1` or `192.0.2.1 rd 0:0`; else the octets."""
        if not self.octets:
            return "none"
        addresses = [each for each in (self.address, self.link_local) if each]
        plain = ",".join(map(address_text, addresses))
        rd = self.route_distinguisher
        if not rd and plain:
            return plain
        # Of two distinguishers that differ, only the octets tell.
        if not rd or _with_rd(b"".join(addresses), rd) != self.octets:
            return "0x" + self.octets.hex()
        return f"{plain} rd {RouteDistinguisher(rd)}"


def _with_rd(addresses: bytes, rd: bytes) -> bytes:
    """Put a route distinguisher before an address, or before each of two IPv6 ones."""
    size = min(len(addresses), 16)
    return b"".join(rd + addresses[at : at + size] for at in range(0, len(addresses), size))


@lru_cache(maxsize=1024)
def next_hop_octets(text: str, with_rd: bool) -> bytes:
    """Return the octets of `NextHop.parse`; programs name few next hops, and those often."""
    bare = text.strip()
    if bare == "none":
        return b""
    if bare[:2] in ("0x", "0X"):
        return parse_hex(bare)
    bare, _, rd = bare.partition(" rd ")
    addresses = [address_octets(part.strip()) for part in bare.split(",")]
    if len(addresses) > 2 or (len(addresses) == 2 and set(map(len, addresses)) != {16}):
        raise ParseError(f"{brief(text)} is not a next hop")
    plain = b"".join(addresses)
    if rd:
        return _with_rd(plain, RouteDistinguisher.parse(rd).octets)
    # RFC 4364 §4.3.2: "This address is encoded as a VPN-IPv4 address with an RD of 0."
    return _with_rd(plain, bytes(8)) if with_rd else plain
