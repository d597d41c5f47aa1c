"""Unicast and multicast NLRI (SAFI 1 and 2), RFC 4271 §4.3, RFC 4760 §5.

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |    Length     |   in bits, at most 32 (IPv4) or 128 (IPv6)
    +-+-+-+-+-+-+-+-+
    |    Prefix ... |   as many octets as hold Length bits; trailing bits are irrelevant
    +-+-+-+-+-+-+-+-+

Next hop:   4 octets (IPv4); 16, or 32 with a link-local address behind (IPv6, RFC 2545 §3);
            for IPv4 also 16 or 32 where RFC 8950 was agreed on
Malformed:  a length above the maximum, or a prefix that runs past the field: session reset
            in the fields of RFC 4271, session reset or AFI/SAFI disable elsewhere
            (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.kernel import prefixes
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.octets import Reader
from bgplib.values.prefix import Prefix

__all__ = ["CODEC", "UnicastNlri", "maximum_bits"]


@attrs.frozen
class UnicastNlri(Nlri):
    """A prefix to which unicast (or multicast, for its source) packets can be sent."""

    BARE: ClassVar[tuple[str, ...]] = ("prefix",)

    prefix: Prefix  #: the destination

    def __str__(self) -> str:
        """Return `10.0.0.0/8`, with ` path-id 7` behind it where there is one."""
        return f"{self.prefix}{self._path_id_text}"


def maximum_bits(family: Family) -> int:
    """Return the longest prefix length of the family's addresses."""
    return 32 if family.afi == AFI_IPV4 else 128


def from_key(family: Family, key: bytes, path_id: int | None) -> UnicastNlri:
    """Make the value of a key of the kernel."""
    return UnicastNlri(Prefix.from_key(family.afi, key), path_id=path_id)


def decode(reader: Reader, family: Family, context: Context) -> UnicastNlri:
    """Read one NLRI; whole fields are read by the kernel, several times faster."""
    bits = reader.u8()
    octets = reader.take((bits + 7) // 8)
    whole = bytes((bits,)) + octets
    (key,) = prefixes.split(whole, 0, len(whole), maximum_bits(family))
    return from_key(family, key, None)


def encode(nlri: UnicastNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    prefix = nlri.prefix
    if prefix.afi != family.afi:
        raise EncodeError(f"{prefix} has no place in {family}")
    bits = prefix.length
    if not 0 <= bits <= maximum_bits(family) or len(prefix.octets) != (bits + 7) // 8:
        raise EncodeError(f"{len(prefix.octets)} octets are no prefix of {bits} bits in {family}")
    return prefix.key


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have without RFC 8950."""
    return (4,) if family.afi == AFI_IPV4 else (16, 32)


CODEC: Final = NlriCodec(
    name="unicast",
    families=(
        Family.IPV4_UNICAST,
        Family.IPV4_MULTICAST,
        Family.IPV6_UNICAST,
        Family.IPV6_MULTICAST,
    ),
    rfc="RFC 4760 §5",
    next_hop_lengths=next_hop_lengths,
    extended_next_hop_lengths=(16, 32),
    values=(UnicastNlri,),
    decode=decode,
    encode=encode,
    from_key=from_key,
)
