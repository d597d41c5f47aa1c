"""Layer-1 VPN auto-discovery NLRI (SAFI 69), RFC 5195 §3, RFC 5251 §4.1.2.

    +---------------------------------------+
    |     Length (1 octet)                  |
    +---------------------------------------+
    |     PPI Length (1 octet)              |
    +---------------------------------------+
    |     PPI (variable)                    |
    +---------------------------------------+
    |     CPI AFI (2 octets)                |
    +---------------------------------------+
    |     CPI Length (1 octet)              |
    +---------------------------------------+
    |     CPI (variable)                    |
    +---------------------------------------+

RFC 5195 does not say what the Length counts; as the lengths inside it counts octets here.

Next hop:   4 or 16 octets
Malformed:  lengths that do not add up, or past the field: session reset or AFI/SAFI disable
            (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.octets import Reader

__all__ = ["CODEC", "L1vpnNlri"]


@frozen(kw_only=True)
class L1vpnNlri(Nlri):
    """A port of a customer's device, and the port of the provider's that it is connected to."""

    BARE: ClassVar[tuple[str, ...]] = ("ppi_address", "cpi_address")

    ppi_address: bytes  #: provider port identifier: an address, or a port index and an address
    cpi_afi: int  #: address family of the customer's port
    cpi_address: bytes  #: customer port identifier, as the provider's


def decode(reader: Reader, family: Family, context: Context) -> L1vpnNlri:
    """Read one NLRI."""
    body = reader.sub(reader.u8())
    ppi = body.take(body.u8())
    afi = body.u16()
    nlri = L1vpnNlri(ppi_address=ppi, cpi_afi=afi, cpi_address=body.take(body.u8()))
    body.finish()
    return nlri


def encode(nlri: L1vpnNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    size = 4 + len(nlri.ppi_address) + len(nlri.cpi_address)
    if size > 255 or not 0 <= nlri.cpi_afi <= 0xFFFF:
        raise EncodeError(f"{nlri} does not fit in 255 octets, or its AFI in two")
    return b"".join(
        (
            bytes((size, len(nlri.ppi_address))),
            nlri.ppi_address,
            nlri.cpi_afi.to_bytes(2, "big"),
            bytes((len(nlri.cpi_address),)),
            nlri.cpi_address,
        )
    )


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 5195 §3: "if the value of the Length of the Next Hop field (of the MP_REACH_NLRI
    # attribute) is 4, then the Next Hop contains an IPv4 address. If this value is 16, then the
    # Next Hop contains an IPv6 address."
    return (4, 16)


CODEC: Final = NlriCodec(
    name="l1vpn",
    families=(Family.IPV4_L1VPN, Family.IPV6_L1VPN),
    rfc="RFC 5195 §3",
    next_hop_lengths=next_hop_lengths,
    values=(L1vpnNlri,),
    decode=decode,
    encode=encode,
)
