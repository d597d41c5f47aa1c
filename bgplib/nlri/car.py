"""Color-Aware Routing NLRI (SAFI 83, and SAFI 84 of VPNs), RFC 9871 §2.9, §9.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  NLRI Length  |  Key Length   |   NLRI Type   |Prefix Length  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |       Route Distinguisher (8 octets), with SAFI 84 only       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |               IP Prefix (variable)                           //
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |               Color (4 octets), of NLRI type 1 only           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |R|T| Type code |    Length     |   Non-key TLVs, not in withdrawals
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    Types: 1 Color-Aware Route, 2 IP Prefix. TLVs: 1 Label, 2 Label-Index, 3 SRv6 SID

Next hop:   4, 16 or 32 octets, whatever the AFI; 12, 24 or 48 with SAFI 84
Malformed:  NLRI Length below 2, Key Length not at least 2 below it, or past the field: session
            reset or AFI/SAFI disable. A key that is wrong for its type: that NLRI alone is
            discarded, as one of unknown type. TLVs that do not add up: treat-as-withdraw. A TLV of
            a length that its type cannot have is kept as one of unknown type (RFC 9871 §2.11)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import SAFI_VPN_CAR, Family
from bgplib.nlri._codec import AnyNlriCodec, Nlri, NlriCodec
from bgplib.nlri._labels import read_prefix
from bgplib.nlri._routes import UnknownRoute
from bgplib.nlri.unicast import maximum_bits
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._label_stack import STACK
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.record import Record
from bgplib.values.route_distinguisher import RouteDistinguisher
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = ["CODEC", "CarLabelIndex", "CarLabels", "CarNlri", "CarSids"]

_COLOR_AWARE: Final = 1
_IP_PREFIX: Final = 2
_LABELS: Final = 1
_LABEL_INDEX: Final = 2
_SIDS: Final = 3
#: the six bits of the type code; T (0x40) says whether a TLV is passed on with a new next hop
_TYPE_CODE: Final = 0x3F
_TRANSITIVE: Final = 0x40


@frozen
class CarLabels(Record):
    """The labels of the route (RFC 9871 §2.9.2.1)."""

    WORD: ClassVar[str] = "labels"
    BARE: ClassVar[tuple[str, ...]] = ("labels",)

    labels: tuple[Label, ...] = attrs.field(metadata=shown_as(STACK))  #: outermost first
    flags: int = 0  #: R and T: sent as 0


@attrs.frozen(kw_only=True)
class CarLabelIndex(Record):
    """The index of the route's label in the SRGB (RFC 9871 §2.9.2.2)."""

    WORD: ClassVar[str] = "label-index"
    BARE: ClassVar[tuple[str, ...]] = ("index",)

    index: int  #: Label Index
    reserved: int = 0  #: sent as 0, ignored when received
    reserved2: int = 0  #: the Flags of RFC 8669 §3.1, of which none are defined
    flags: int = _TRANSITIVE  #: R, sent as 0, and T, sent as 1


@frozen
class CarSids(Record):
    """SRv6 SIDs of the route, or the part of one that was transposed (RFC 9871 §2.9.2.3)."""

    WORD: ClassVar[str] = "sids"
    BARE: ClassVar[tuple[str, ...]] = ("octets",)

    octets: bytes  #: 16 octets for each SID; less than 16 are the transposed part of one
    flags: int = 0  #: R and T: sent as 0

    @property
    def sids(self) -> tuple[bytes, ...]:
        """The SIDs; none where there is a transposed part."""
        if len(self.octets) % 16:
            return ()
        return tuple(self.octets[at : at + 16] for at in range(0, len(self.octets), 16))


CarTlv = CarLabels | CarLabelIndex | CarSids | Tlv


@frozen(kw_only=True)
class CarNlri(Nlri):
    """A way to a prefix, for packets that want to be carried with an intent."""

    BARE: ClassVar[tuple[str, ...]] = ("prefix",)

    rd: RouteDistinguisher | None = None  #: the VPN, with SAFI 84
    prefix: Prefix  #: the destination
    color: int | None = None  #: the intent; None in an IP Prefix route (type 2)
    #: what is not part of the key, in the order of the wire; unknown and malformed ones as `Tlv`
    tlvs: tuple[CarTlv, ...] = ()
    rest: bytes = b""  #: octets behind that are no TLVs, for which the route is withdrawn

    @property
    def effective(self) -> tuple[CarTlv, ...]:
        """The TLVs that count: those that are known, and the first of each type."""
        # RFC 9871 §2.11: "If multiple instances of same type are encountered, all but the first
        # instance MUST be discarded."
        first: dict[type, CarTlv] = {}
        for tlv in self.tlvs:
            if not isinstance(tlv, Tlv):
                first.setdefault(type(tlv), tlv)
        return tuple(first.values())


def decode(reader: Reader, family: Family, context: Context) -> CarNlri | UnknownRoute:
    """Read one NLRI."""
    length = reader.u8()
    octets = reader.take(length)
    # RFC 9871 §2.11: "The minimum NLRI Length MUST be at least 2, as Key Length and NLRI Type are
    # required fields." and "The Key Length MUST be at least 2 less than NLRI Length."
    if length < 2 or octets[0] + 2 > length:
        raise DecodeError(f"the key does not fit in {length} octets", rfc="RFC 9871 §2.11")
    if octets[1] not in (_COLOR_AWARE, _IP_PREFIX):
        return UnknownRoute(bytes((length,)) + octets, octets[1])
    body = Reader(octets, 2)
    try:
        nlri = _decode_key(octets[1], body.sub(octets[0]), family)
    except DecodeError as error:
        # RFC 9871 §2.11: "Key length and key errors of a known NLRI type SHOULD result in the
        # discard of NLRI similar to an unrecognized NLRI type."
        raise DecodeError(error.text, rfc="RFC 9871 §2.11", treatment=Treatment.IGNORE) from None
    field = body.rest()
    try:
        tlvs = read_tlvs(Reader(field), 1, 1)
    except DecodeError:
        return attrs.evolve(nlri, rest=field)
    return attrs.evolve(nlri, tlvs=tuple(map(_decode_tlv, tlvs)))


def _decode_key(nlri_type: int, key: Reader, family: Family) -> CarNlri:
    length = key.u8()
    rd = RouteDistinguisher(key.take(8)) if family.safi == SAFI_VPN_CAR else None
    octets = read_prefix(key.sub((length + 7) // 8), length, maximum_bits(family))
    color = key.u32() if nlri_type == _COLOR_AWARE else None
    key.finish()
    return CarNlri(rd=rd, prefix=Prefix(family.afi, octets, length), color=color)


def _decode_tlv(tlv: Tlv) -> CarTlv:
    # RFC 9871 §2.11: "Type-specific length constraints should be verified. The TLV MUST be
    # discarded if there is an error."
    code, flags, size = tlv.type & _TYPE_CODE, tlv.type & ~_TYPE_CODE, len(tlv.octets)
    if code == _LABELS and size and size % 3 == 0:
        return CarLabels(
            tuple(Label(tlv.octets[at : at + 3]) for at in range(0, size, 3)), flags=flags
        )
    if code == _LABEL_INDEX and size == 7:
        reader = Reader(tlv.octets)
        reserved, reserved2 = reader.u8(), reader.u16()
        return CarLabelIndex(
            index=reader.u32(), reserved=reserved, reserved2=reserved2, flags=flags
        )
    if code == _SIDS and size and (size <= 16 or size % 16 == 0):
        return CarSids(tlv.octets, flags=flags)
    return tlv


def judge(
    routes: Sequence[CarNlri | UnknownRoute],
    family: Family,
    context: Context,
    extended_communities: tuple[int, ...],
) -> DecodeError | None:
    """Say that the TLVs of a route do not add up, if those of one do not."""
    # RFC 9871 §2.11: "Either the length of a TLV would cause the NLRI length to be exceeded when
    # parsing the TLV, or fewer than 2 bytes remain when beginning to parse the TLV. In either of
    # these cases, an error condition exists, and the 'treat-as-withdraw' approach MUST be used."
    for route in routes:
        if isinstance(route, CarNlri) and route.rest:
            return DecodeError(
                f"the TLVs of {route} do not add up",
                rfc="RFC 9871 §2.11",
                treatment=Treatment.TREAT_AS_WITHDRAW,
            )
    return None


def encode(nlri: CarNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_REACH_NLRI."""
    return _encode(nlri, family, write_tlvs(map(_encode_tlv, nlri.tlvs), 1, 1) + nlri.rest)


def encode_withdrawn(nlri: CarNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_UNREACH_NLRI."""
    # RFC 9871 §2.9.1: "The non-key TLVs portion of the NLRI MUST be omitted while carrying it
    # within the MP_UNREACH_NLRI when withdrawing the route advertisement."
    return _encode(nlri, family, b"")


def _encode(nlri: CarNlri, family: Family, tlvs: bytes) -> bytes:
    prefix = nlri.prefix
    if prefix.afi != family.afi or (nlri.rd is not None) != (family.safi == SAFI_VPN_CAR):
        raise EncodeError(f"{nlri} has no place in {family}")
    if nlri.color is not None and not 0 <= nlri.color <= 0xFFFFFFFF:
        raise EncodeError(f"the color of {nlri} does not fit in four octets")
    fields = key(nlri, family)
    octets = bytes((len(fields) - 1,)) + fields + tlvs
    if len(octets) > 255:
        raise EncodeError(f"{nlri} has {len(octets)} octets, which one octet cannot say")
    return bytes((len(octets),)) + octets


def _encode_tlv(tlv: CarTlv) -> Tlv:
    try:
        match tlv:
            case CarLabels():
                octets = b"".join(label.octets for label in tlv.labels)
                return _decoded_again(tlv, Tlv(tlv.flags | _LABELS, octets))
            case CarLabelIndex():
                head = bytes((tlv.reserved,)) + tlv.reserved2.to_bytes(2, "big")
                octets = head + tlv.index.to_bytes(4, "big")
                return _decoded_again(tlv, Tlv(tlv.flags | _LABEL_INDEX, octets))
            case CarSids():
                return _decoded_again(tlv, Tlv(tlv.flags | _SIDS, tlv.octets))
            case Tlv():
                return tlv
    except (OverflowError, ValueError):
        raise EncodeError(f"a number of `{tlv}` does not fit") from None


def _decoded_again(value: CarTlv, tlv: Tlv) -> Tlv:
    """Return a TLV that the peer reads as the value; of another length, or type, it would not."""
    if _decode_tlv(tlv) != value:
        raise EncodeError(f"`{value}` has a length, or flags, that such a TLV cannot have")
    return tlv


def key(nlri: CarNlri, family: Family) -> bytes:
    """Return what tells routes apart: type, prefix, route distinguisher and color."""
    rd = b"" if nlri.rd is None else nlri.rd.octets
    prefix = nlri.prefix.key
    if nlri.color is None:
        return bytes((_IP_PREFIX,)) + prefix[:1] + rd + prefix[1:]
    color = nlri.color.to_bytes(4, "big")
    return bytes((_COLOR_AWARE,)) + prefix[:1] + rd + prefix[1:] + color


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have, whatever the AFI (RFC 9871 §2.9, §9.1)."""
    return (12, 24, 48) if family.safi == SAFI_VPN_CAR else (4, 16, 32)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="car",
    families=(Family.IPV4_CAR, Family.IPV4_VPN_CAR, Family.IPV6_CAR, Family.IPV6_VPN_CAR),
    rfc="RFC 9871 §2.9",
    next_hop_lengths=next_hop_lengths,
    values=(CarNlri,),
    decode=decode,
    encode=encode,
    encode_withdrawn=encode_withdrawn,
    judge=judge,
    key=key,
)
