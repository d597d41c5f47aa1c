"""AIGP (attribute 26), RFC 7311 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Type      |         Length                |               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+               |
    ~      Value; in type 1 the metric, 8 octets                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  a TLV shorter than 3 octets or past the end, type 1 not of 11 octets, the greatest
            metric, or the Transitive flag: attribute-discard (RFC 7311 §3.2)
            Where the session is not AIGP-enabled the attribute is dropped unread (RFC 7311 §3.3).
"""

from __future__ import annotations

from typing import Final

from bgplib._checks import check, check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, at_least
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values._notation import items
from bgplib.values._numbers import parse_number
from bgplib.values.tlv import Tlv

__all__ = ["CODEC", "Aigp"]

_METRIC: Final = 1
_METRIC_OCTETS: Final = 8
_UNREACHABLE: Final = (1 << 64) - 1


@frozen
class Aigp:
    """The IGP metric of the whole way, summed over the ASes of one administration."""

    tlvs: tuple[Tlv, ...]  #: in the order of the wire; unknown types too

    @classmethod
    def of(cls, metric: int) -> Aigp:
        """Make an attribute of one metric, which has at most 64 bits.

        Raises:
            EncodeError: it has more.
        """
        check(metric, int, "metric")
        if not 0 <= metric < _UNREACHABLE:
            raise EncodeError(f"{metric} is not a metric of 64 bits")
        return cls((Tlv(_METRIC, metric.to_bytes(_METRIC_OCTETS, "big")),))

    @classmethod
    def parse(cls, text: str) -> Aigp:
        """Read a metric, `100`, or TLVs, `1:0000000000000064, 2:01`.

        Raises:
            ParseError: it is neither.
        """
        check_text(text, cls.__name__)
        if ":" in text or not text.strip():
            return cls(tuple(map(Tlv.parse, items(text))))
        return cls((Tlv(_METRIC, parse_number(text, 64, "metric").to_bytes(8, "big")),))

    @property
    def metric(self) -> int | None:
        """The accumulated metric; None when there is none."""
        # RFC 7311 §3: "if it contains more than one AIGP TLV, only the first one is used"
        for tlv in self.tlvs:
            if tlv.type == _METRIC:
                return int.from_bytes(tlv.octets, "big")
        return None

    @or_its_fields
    def __str__(self) -> str:
        """Return the metric, or all TLVs where it is not alone."""
        only = self.tlvs[0] if len(self.tlvs) == 1 else None
        if only is not None and only.type == _METRIC and len(only.octets) == _METRIC_OCTETS:
            return str(self.metric)
        return ", ".join(map(str, self.tlvs))


def decode(octets: bytes, context: Context) -> Aigp:
    """Read a value."""
    reader = Reader(octets)
    tlvs = []
    while reader.remaining:
        tlv_type = reader.u8()
        # RFC 7311 §3: "Two octets encoding the length in octets of the TLV, including the Type and
        # Length fields."
        length = reader.u16() - 3
        if length < 0:
            raise DecodeError(f"TLV {tlv_type} is shorter than its header", rfc="RFC 7311 §3")
        tlvs.append(Tlv(tlv_type, reader.take(length)))
        if tlv_type == _METRIC and length != _METRIC_OCTETS:
            raise DecodeError(f"a metric of {length} octets", rfc="RFC 7311 §3")
    attribute = Aigp(tuple(tlvs))
    # RFC 7311 §3.2: "If an AIGP attribute is received and its first AIGP TLV contains the maximum
    # value 0xffffffffffffffff, the attribute SHOULD be considered to be malformed"
    if attribute.metric == _UNREACHABLE:
        raise DecodeError("the metric is the greatest there is", rfc="RFC 7311 §3.2")
    return attribute


def encode(attribute: Aigp, context: Context) -> bytes:
    """Write a value."""
    parts = []
    for tlv in attribute.tlvs:
        if not 0 <= tlv.type <= 255 or len(tlv.octets) > 65532:
            raise EncodeError(f"TLV {tlv} does not fit")
        parts.append(bytes((tlv.type,)) + (len(tlv.octets) + 3).to_bytes(2, "big") + tlv.octets)
    return b"".join(parts)


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    enabled = context.aigp
    if enabled is None:
        # RFC 7311 §3.3: "For all other External BGP (EBGP) sessions, the default value of
        # AIGP_SESSION MUST be "disabled"."
        enabled = context.session is not SessionType.EXTERNAL
    return None if enabled else "RFC 7311 §3.3"


CODEC: Final = AttributeCodec(
    code=attributes.AIGP,
    name="AIGP",
    flags=OPTIONAL,
    value=Aigp,
    rfc="RFC 7311 §3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 7311 §3.2",
    length=at_least(3),
    decode=decode,
    encode=encode,
    wrong_flags=Treatment.ATTRIBUTE_DISCARD,
    discarded_unread=discarded_unread,
)
