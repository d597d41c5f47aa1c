"""Dynamic placement of multi-segment pseudowires (AFI 25, SAFI 6), RFC 7267 §4.1.

    Bit
    0     7 8             71 72      103 104  135 136   167
    +------+----------------+-----------+--------+--------+
    |Length|  Route Dist    | Global ID | Prefix | AC ID  |
    +------+----------------+-----------+--------+--------+

Length is that of all that follows, in bits: 0 for the default route, 96 to 128 for a prefix of
addresses, and 160 for one attachment circuit.

Next hop:   4 or 16 octets
Malformed:  another Length, or past the field: session reset or AFI/SAFI disable (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._labels import prefix_octets, read_prefix
from bgplib.octets import Reader
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "PseudowireNlri"]

#: bits of distinguisher and Global ID, which no route but the default one is without
_LEAST: Final = 96
_WHOLE: Final = 160
_ANY: Final = Prefix(AFI_IPV4, b"", 0)


@attrs.frozen(kw_only=True)
class PseudowireNlri(Nlri):
    """Where pseudowires can end: at a PE, behind a group of PEs, or at one circuit."""

    BARE: ClassVar[tuple[str, ...]] = ("prefix",)

    rd: RouteDistinguisher | None = None  #: None in the default route alone
    global_id: int = 0  #: the provider, as a rule its AS number
    prefix: Prefix = _ANY  #: of the PE's address, which has 32 bits
    ac_id: int | None = None  #: the attachment circuit; only with all bits of the prefix


def decode(reader: Reader, family: Family, context: Context) -> PseudowireNlri:
    """Read one NLRI."""
    bits = reader.u8()
    # RFC 7267 §4.1: "Except for the default PW route, which is encoded as a 0-length Prefix, the
    # minimum value of the Length field is 96 bits. Lengths of 128 bits to 159 bits are invalid, as
    # the AC ID field cannot be aggregated. The maximum value of the Length field is 160 bits." What
    # it means is 129 to 159, as 128 bits are a whole prefix without AC ID.
    if bits == 0:
        return PseudowireNlri()
    if bits != _WHOLE and not _LEAST <= bits <= _LEAST + 32:
        raise DecodeError(f"{bits} bits of a pseudowire's end", rfc="RFC 7267 §4.1")
    body = reader.sub((bits + 7) // 8)
    rd, global_id = RouteDistinguisher(body.take(8)), body.u32()
    length = min(bits - _LEAST, 32)
    octets = read_prefix(body.sub((length + 7) // 8), length, 32)
    ac_id = body.u32() if bits == _WHOLE else None
    return PseudowireNlri(
        rd=rd, global_id=global_id, prefix=Prefix(AFI_IPV4, octets, length), ac_id=ac_id
    )


def encode(nlri: PseudowireNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if nlri.rd is None:
        if nlri.global_id or nlri.prefix.length or nlri.ac_id is not None:
            raise EncodeError(f"{nlri} has no distinguisher, and is not the default route")
        return b"\0"
    if nlri.prefix.afi != AFI_IPV4 or (nlri.ac_id is not None and nlri.prefix.length != 32):
        raise EncodeError(f"{nlri} has not 32 bits of a PE's address")
    try:
        head = nlri.rd.octets + nlri.global_id.to_bytes(4, "big")
        circuit = b"" if nlri.ac_id is None else nlri.ac_id.to_bytes(4, "big")
    except OverflowError:
        raise EncodeError(f"a number of {nlri} does not fit in four octets") from None
    bits = _LEAST + nlri.prefix.length + 8 * len(circuit)
    return prefix_octets(bits, (head, nlri.prefix.octets, circuit))


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 7267 §4.1: "The Next Hop field of the MP_REACH_NLRI attribute SHALL be interpreted as an
    # IPv4 address whenever the length of the NextHop address is 4 octets, and as an IPv6 address
    # whenever the length of the NextHop address is 16 octets."
    return (4, 16)


CODEC: Final = NlriCodec(
    name="pseudowire",
    families=(Family.L2VPN_PSEUDOWIRE,),
    rfc="RFC 7267 §4.1",
    next_hop_lengths=next_hop_lengths,
    values=(PseudowireNlri,),
    decode=decode,
    encode=encode,
)
