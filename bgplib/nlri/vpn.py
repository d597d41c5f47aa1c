"""VPN NLRI (SAFI 128 and 129), RFC 4364 §4.3.4, RFC 4659 §3.2, RFC 6514 §7, RFC 8277 §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Length     |       Label, with SAFI 128 only       |Rsrv |S|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                Route Distinguisher (8 octets)                 |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Prefix ... |   Length is in bits, of all that follows it
    +-+-+-+-+-+-+-+-+

Next hop:   12 octets (IPv4), 24 or 48 (IPv6), a route distinguisher of 0 before each address;
            for IPv4 also 24 or 48 where RFC 8950 was agreed on
Malformed:  Length below that of label and distinguisher or above the maximum, or past the
            field: session reset or AFI/SAFI disable (RFC 7606 §5.3); more labels than we said
            we take: treat-as-withdraw (RFC 8277 §2.1)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Self

import attrs

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import AFI_IPV4, SAFI_VPN_MULTICAST, Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._labels import judge_stacks, prefix_octets, read_prefix, read_stack, write_stack
from bgplib.nlri._text import split_distinguisher
from bgplib.nlri.unicast import maximum_bits
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._label_stack import STACK
from bgplib.values.label import Label, stack_text
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "VpnNlri"]


@frozen(kw_only=True)
class VpnNlri(Nlri):
    """A prefix of a VPN, or of a transport class (RFC 9832 §6)."""

    BARE: ClassVar[tuple[str, ...]] = ("rd", "prefix")

    #: outermost first; none with SAFI 129 (RFC 6514 §7); in a withdrawal the Compatibility field
    labels: tuple[Label, ...] = attrs.field(default=(), metadata=shown_as(STACK, "label"))
    rd: RouteDistinguisher  #: tells equal prefixes of different VPNs apart
    prefix: Prefix  #: the destination within the VPN

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `65000:1:10.0.0.0/8 label 100`, or `10.0.0.0/8 rd 65000:1 label 100`.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        return super().parse(split_distinguisher(text))

    @or_its_fields
    def __str__(self) -> str:
        """Return `65000:1:10.0.0.0/8 label 100`."""
        text = f"{self.rd}:{self.prefix}"
        if self.labels:
            text += f" label {stack_text(self.labels)}"
        return text + self._path_id_text


def decode(reader: Reader, family: Family, context: Context) -> VpnNlri:
    """Read one NLRI of MP_REACH_NLRI."""
    bits = reader.u8()
    body = reader.sub((bits + 7) // 8)
    labels = read_stack(body, family, context) if family.safi != SAFI_VPN_MULTICAST else ()
    return _with_prefix(body, bits, labels, family)


def decode_withdrawn(reader: Reader, family: Family, context: Context) -> VpnNlri:
    """Read one NLRI of MP_UNREACH_NLRI."""
    bits = reader.u8()
    body = reader.sub((bits + 7) // 8)
    # RFC 8277 §2.4: "Upon reception, the value of the Compatibility field MUST be ignored."
    labels = (Label(body.take(3)),) if family.safi != SAFI_VPN_MULTICAST else ()
    return _with_prefix(body, bits, labels, family)


def _with_prefix(body: Reader, bits: int, labels: tuple[Label, ...], family: Family) -> VpnNlri:
    rd = RouteDistinguisher(body.take(8))
    length = bits - 24 * len(labels) - 64
    octets = read_prefix(body, length, maximum_bits(family))
    return VpnNlri(labels=labels, rd=rd, prefix=Prefix(family.afi, octets, length))


def judge(
    routes: Sequence[VpnNlri],
    family: Family,
    context: Context,
    extended_communities: tuple[int, ...],
) -> DecodeError | None:
    """Say that a route has too many labels, if one does."""
    return judge_stacks((route.labels for route in routes), family, context)


def encode(nlri: VpnNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_REACH_NLRI."""
    if family.safi == SAFI_VPN_MULTICAST:
        return _encode(nlri, family, b"")
    return _encode(nlri, family, write_stack(nlri.labels, family, context))


def encode_withdrawn(nlri: VpnNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_UNREACH_NLRI."""
    # RFC 8277 §2.4: "Upon transmission, the Compatibility field SHOULD be set to 0x800000."
    labels = b"" if family.safi == SAFI_VPN_MULTICAST else Label.WITHDRAWN.octets
    return _encode(nlri, family, labels)


def _encode(nlri: VpnNlri, family: Family, labels: bytes) -> bytes:
    prefix = nlri.prefix
    if prefix.afi != family.afi:
        raise EncodeError(f"{prefix} has no place in {family}")
    bits = 8 * len(labels) + 64 + prefix.length
    return prefix_octets(bits, (labels, nlri.rd.octets, prefix.octets))


def key(nlri: VpnNlri, family: Family) -> bytes:
    """Return what tells routes apart: route distinguisher and prefix, not the label."""
    return nlri.rd.octets + nlri.prefix.key


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have without RFC 8950."""
    return (12,) if family.afi == AFI_IPV4 else (24, 48)


CODEC: Final = NlriCodec(
    name="vpn",
    families=(
        Family.IPV4_VPN,
        Family.IPV4_VPN_MULTICAST,
        Family.IPV6_VPN,
        Family.IPV6_VPN_MULTICAST,
    ),
    rfc="RFC 4364 §4.3.4",
    next_hop_lengths=next_hop_lengths,
    extended_next_hop_lengths=(24, 48),
    values=(VpnNlri,),
    decode=decode,
    encode=encode,
    decode_withdrawn=decode_withdrawn,
    encode_withdrawn=encode_withdrawn,
    judge=judge,
    key=key,
)
