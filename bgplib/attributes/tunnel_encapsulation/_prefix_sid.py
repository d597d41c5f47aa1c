"""The Prefix-SID sub-TLV (type 11): the value of a Prefix-SID attribute (RFC 9012 §3.7)."""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.attributes import prefix_sid
from bgplib.attributes.prefix_sid import Part, PrefixSid
from bgplib.context import Context
from bgplib.values.record import Record

__all__ = ["PREFIX_SID", "TunnelPrefixSid", "decode_prefix_sid", "encode_prefix_sid"]

PREFIX_SID: Final = 11

# How it reads does not depend on the session.
_ANY_SESSION: Final = Context(session=None)


@frozen
class TunnelPrefixSid(Record):
    """Segment identifiers of the tunnel's egress endpoint, for labeled unicast routes."""

    WORD: ClassVar[str] = "prefix-sid"
    BARE: ClassVar[tuple[str, ...]] = ("parts",)

    parts: tuple[Part, ...]  #: as those of `PrefixSid`

    @property
    def value(self) -> PrefixSid:
        """The same as a value of the attribute, which says what of it counts."""
        return PrefixSid(self.parts)


def decode_prefix_sid(octets: bytes) -> TunnelPrefixSid:
    """Read the sub-TLV.

    Raises:
        DecodeError: it is malformed.
    """
    return TunnelPrefixSid(prefix_sid.decode(octets, _ANY_SESSION).parts)


def encode_prefix_sid(item: TunnelPrefixSid) -> bytes:
    """Write the sub-TLV.

    Raises:
        EncodeError: a number does not fit.
    """
    return prefix_sid.encode(item.value, _ANY_SESSION)
