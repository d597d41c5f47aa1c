"""BgpLs: what is said of a node, link, prefix or SID."""

from __future__ import annotations

from typing import Any, Final

import attrs

from bgplib._checks import check_text
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, at_least
from bgplib.attributes.bgp_ls._table import ATTRIBUTES
from bgplib.context import Context
from bgplib.errors import DecodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import AFI_LINK_STATE, SAFI_LINK_STATE_SPF, Family
from bgplib.nlri.bgp_ls._table import TlvItems
from bgplib.nlri.bgp_ls._tlv import LinkStateTlvs, tlvs_of

__all__ = ["CODEC", "BgpLs", "tlvs"]

#: values of SPF Status that RFC 9815 §5.2.1.1 reserves
_RESERVED_STATUS: Final = (0, 255)


def tlvs(items: TlvItems) -> LinkStateTlvs:
    """Make TLVs of values by number or name, as those that others hold.

    Args:
        items: `{"te-default-metric": 10}`, or pairs, where a type is there twice; they are put in
            order.

    Raises:
        EncodeError: a value has no place in its TLV.
        ParseError: no TLV has one of the names, or a text is not of its kind.
    """
    return ATTRIBUTES.build(items)


@attrs.frozen
class BgpLs:
    """TLVs that describe the object of the NLRI, found by number or name."""

    #: in the order of the wire
    tlvs: LinkStateTlvs = attrs.field(converter=tlvs_of)

    @classmethod
    def of(cls, items: TlvItems) -> BgpLs:
        """Make an attribute of values by number or name, which are put in order.

        Args:
            items: as of `tlvs`: `{"node-name": "r1", 1024: 0x80}`.

        Raises:
            EncodeError: a value has no place in its TLV.
            ParseError: no TLV has one of the names, or a text is not of its kind.
        """
        return cls(tlvs(items))

    def get(self, key: int | str, default: Any = None) -> Any:
        """Return the value of the first TLV of a type, or `default` when there is none.

        Args:
            key: a number such as 1028; or the registry's name in any case and with any separators:
                `igp-metric`, `IGP Metric`.
            default: what to return when no TLV is of the type.

        Raises:
            ParseError: no TLV has that name.
        """
        return self.tlvs.get(key, default)

    def all(self, key: int | str) -> tuple[Any, ...]:
        """Return the values of all TLVs of a type, in the order of the wire.

        Raises:
            ParseError: no TLV has that name.
        """
        return self.tlvs.all(key)

    def __contains__(self, key: int | str) -> bool:
        """Say whether there is a TLV of a type."""
        return self.tlvs.has(key)

    @classmethod
    def parse(cls, text: str) -> BgpLs:
        """Read TLVs with commas between them: `node-name r1, igp-metric 10`.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        octets = LinkStateTlvs.parse(text).encode()
        try:
            return cls(ATTRIBUTES.read(octets))
        except DecodeError as error:
            raise ParseError(str(error)) from None

    def __str__(self) -> str:
        """Return names and values."""
        return str(self.tlvs)


def decode(octets: bytes, context: Context) -> BgpLs:
    """Read a value."""
    # RFC 9552 §8.2.2: "when the BGP-LS Attribute length and the total Path Attribute Length are
    # correct but some TLV/sub-TLV length within the BGP-LS Attribute is invalid), then it MUST
    # handle such malformed BGP-LS Attribute as 'Attribute Discard'."
    return BgpLs(ATTRIBUTES.read(octets))


def misplaced(octets: bytes, family: Family) -> DecodeError | None:
    """Say what is wrong with a value beside routes of a family."""
    if family.safi == SAFI_LINK_STATE_SPF:
        return _unusable_for_spf(ATTRIBUTES.read(octets))
    # RFC 7752 §3.3: "This attribute SHOULD only be included with Link-State NLRIs. This attribute
    # MUST be ignored for all other address families."
    if family.afi == AFI_LINK_STATE:
        return None
    return DecodeError(f"it says nothing of routes of {family}", rfc="RFC 7752 §3.3")


def _unusable_for_spf(tlvs: LinkStateTlvs) -> DecodeError | None:
    """Say why a node, link or prefix is withdrawn from the SPF algorithm of BGP, if it is."""
    # RFC 9815 §5.2.4: "If the Sequence Number TLV is not received, then the corresponding NLRI is
    # considered as malformed and MUST be handled as described in Section 7.1."
    if not isinstance(tlvs.get(iana.SEQUENCE_NUMBER), int):
        return _withdrawn("there is no sequence number", "RFC 9815 §5.2.4")
    # RFC 9815 §5.2.1.1: "If the SPF Status TLV contains a reserved value (0 or 255), the TLV is
    # considered malformed and is handled as described in Section 7.1."
    for status in tlvs.all(iana.SPF_STATUS):
        if not isinstance(status, int) or status in _RESERVED_STATUS:
            return _withdrawn(f"the SPF status {status} is none", "RFC 9815 §7.1")
    return None


def _withdrawn(text: str, rfc: str) -> DecodeError:
    return DecodeError(text, rfc=rfc, treatment=Treatment.TREAT_AS_WITHDRAW)


def encode(attribute: BgpLs, context: Context) -> bytes:
    """Write a value."""
    return attribute.tlvs.encode()


CODEC: Final = AttributeCodec(
    code=attributes.BGP_LS,
    name="BGP_LS",
    flags=OPTIONAL,
    value=BgpLs,
    rfc="RFC 9552 §5.3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 9552 §8.2.2",
    length=at_least(4),
    decode=decode,
    encode=encode,
    misplaced=misplaced,
)
