"""SR Policy NLRI (SAFI 73), RFC 9830 §2.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  NLRI Length  |   in bits: 96 (IPv4) or 192 (IPv6)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Distinguisher                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Color                              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  Endpoint (4 or 16 octets)                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Next hop:   4 or 16 octets, or 32 with a link-local address behind
Malformed:  another length, or past the field: session reset or AFI/SAFI disable (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.octets import Reader
from bgplib.values.address import address_text

__all__ = ["CODEC", "SrPolicyNlri"]


@frozen(kw_only=True)
class SrPolicyNlri(Nlri):
    """A candidate path of a segment routing policy; TUNNEL_ENCAPSULATION says where it leads."""

    BARE: ClassVar[tuple[str, ...]] = ("distinguisher",)

    distinguisher: int  #: tells candidate paths of one policy apart
    color: int  #: the intent that the policy serves
    endpoint: bytes  #: where the policy ends, 4 or 16 octets; zeros stand for any


def _endpoint_octets(family: Family) -> int:
    return 4 if family.afi == AFI_IPV4 else 16


def decode(reader: Reader, family: Family, context: Context) -> SrPolicyNlri:
    """Read one NLRI."""
    bits = reader.u8()
    size = _endpoint_octets(family)
    if bits != 64 + 8 * size:
        raise DecodeError(f"SR Policy NLRI of {family} have {64 + 8 * size} bits, not {bits}")
    return SrPolicyNlri(distinguisher=reader.u32(), color=reader.u32(), endpoint=reader.take(size))


def encode(nlri: SrPolicyNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if len(nlri.endpoint) != _endpoint_octets(family):
        raise EncodeError(f"{address_text(nlri.endpoint)} is no endpoint of {family}")
    if not (0 <= nlri.distinguisher <= 0xFFFFFFFF and 0 <= nlri.color <= 0xFFFFFFFF):
        raise EncodeError(f"distinguisher and color of {nlri} have 4 octets each")
    return (
        bytes((64 + 8 * len(nlri.endpoint),))
        + nlri.distinguisher.to_bytes(4, "big")
        + nlri.color.to_bytes(4, "big")
        + nlri.endpoint
    )


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have, whatever the AFI."""
    return (4, 16, 32)


CODEC: Final = NlriCodec(
    name="sr-policy",
    families=(Family.IPV4_SR_POLICY, Family.IPV6_SR_POLICY),
    rfc="RFC 9830 §2.1",
    next_hop_lengths=next_hop_lengths,
    values=(SrPolicyNlri,),
    decode=decode,
    encode=encode,
)
