"""Source: who announced a path."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import of_type
from bgplib.context import SessionType
from bgplib.values.address import address_octets, address_text, parse_identifier

__all__ = ["Source"]

_INTERNAL: Final = (SessionType.INTERNAL, SessionType.CONFEDERATION)


def _address(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else address_octets(value)


@attrs.frozen(kw_only=True, cache_hash=True)
class Source:
    """Who announced a path: a peer in one session, or we ourselves.

    Raises:
        LocalError: a value is of another type than its field.
        ParseError: an address or an identifier is none.
    """

    #: the peer's address, 4 or 16 octets (text is converted); empty for ourselves
    address: bytes = attrs.field(converter=_address)
    #: the peer's AS number; our own in what we originate
    asn: int = attrs.field(validator=of_type(int))
    #: the peer's BGP Identifier (a dotted quad is converted), RFC 4271 §4.2
    identifier: int = attrs.field(default=0, converter=parse_identifier)
    #: how the peer stands to us; None when not known (an archive), which counts as external
    session: SessionType | None = attrs.field(
        default=SessionType.EXTERNAL, validator=of_type(SessionType | None)
    )
    #: not a peer: the routes are our own
    local: bool = attrs.field(default=False, validator=of_type(bool))
    #: our AS number in this session, where loops are to be found
    local_as: int | None = attrs.field(default=None, validator=of_type(int | None))
    #: what tells apart several sessions with one peer; empty where there is one
    name: str = attrs.field(default="", validator=of_type(str))

    @classmethod
    def ourselves(cls, asn: int, identifier: int | str = 0) -> Source:
        """Make the source of the routes that we originate."""
        return cls(address=b"", asn=asn, identifier=identifier, local=True, local_as=asn)

    @property
    def is_internal(self) -> bool:
        """Whether the peer is in our AS or confederation."""
        # RFC 5065 §5.3: "treat a route that is learned from a peer that is in the same
        # confederation (not necessarily the same Member-AS) as "internal"."
        return self.session in _INTERNAL and not self.local

    def __str__(self) -> str:
        """Return `192.0.2.1 AS65001`, or `ourselves`."""
        if self.local:
            return "ourselves"
        return f"{address_text(self.address)} AS{self.asn}"
