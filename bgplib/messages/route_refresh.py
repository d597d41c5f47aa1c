"""ROUTE-REFRESH (message type 5), RFC 2918 §3, RFC 5291 §4, RFC 7313 §3.2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |    Subtype    |     SAFI      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Outbound route filters (variable, rare; RFC 5291)
    +-+-+-+-+-+-+-+-

Outbound route filters are kept as octets; `bgplib.messages.outbound_route_filter` reads them when
a program asks.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._checks import check, octets_of
from bgplib._frozen import frozen
from bgplib.capabilities._fields import number
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages._message import BaseMessage, longest
from bgplib.messages.header import HEADER_LENGTH, frame
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values._field_kinds import registry_number, shown_as
from bgplib.values.record import Record

__all__ = ["BORR", "EORR", "NORMAL", "RouteRefresh", "decode"]

# RFC 7313 §3.2: message subtypes.
NORMAL: Final = 0
BORR: Final = 1
EORR: Final = 2

SUBTYPE_NAMES: Final = {NORMAL: "request", BORR: "BoRR", EORR: "EoRR"}
_BODY: Final = 4
_SUBTYPE_AT: Final = HEADER_LENGTH + 2


def _family(family: Family | str) -> Family:
    if isinstance(family, str):
        return Family.parse(family)
    check(family, Family, "family")
    return family


@frozen
class RouteRefresh(BaseMessage, Record):
    """A request to send all routes of a family again, or a mark around the answer to one."""

    WORD: ClassVar[str] = "ROUTE-REFRESH"
    BARE: ClassVar[tuple[str, ...]] = ("family", "subtype")
    UNWRITTEN: ClassVar[tuple[str, ...]] = ("findings",)

    type: ClassVar[int] = messages.ROUTE_REFRESH
    #: the address family (text is converted)
    family: Family = attrs.field(converter=_family)
    #: 0 request, 1 beginning (BoRR), 2 end (EoRR) of a refresh
    subtype: int = attrs.field(default=NORMAL, metadata=shown_as(registry_number(SUBTYPE_NAMES)))
    orf: bytes = b""  #: outbound route filters, from When-to-refresh on; empty when there are none
    findings: tuple[Finding, ...] = ()  #: why the message is to be ignored, if it is

    @property
    def subtype_name(self) -> str:
        """The name of the subtype: `request`, `BoRR`, `EoRR`, or `UNKNOWN(9)`."""
        return SUBTYPE_NAMES.get(self.subtype) or f"UNKNOWN({self.subtype})"

    def encode(self, context: Context | None = None) -> bytes:
        """Write the whole message.

        Args:
            context: what was agreed on; its longest message bounds the filters.

        Raises:
            EncodeError: a field is out of range, or the message would be too long.
            LocalError: the context is something else.
        """
        body = b"".join(
            (
                number(self.family.afi, 16, "AFI"),
                number(self.subtype, 8, "subtype"),
                number(self.family.safi, 8, "SAFI"),
                octets_of(self.orf, "orf"),
            )
        )
        maximum = longest(context)
        return frame(messages.ROUTE_REFRESH, body, maximum)


def decode(
    octets: bytes, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> RouteRefresh:
    """Read a whole message whose header has been checked.

    Raises:
        DecodeError: its length is wrong.
    """
    context = context or Context()
    length = len(octets) - HEADER_LENGTH
    subtype = octets[_SUBTYPE_AT] if len(octets) > _SUBTYPE_AT else NORMAL
    # RFC 7313 §5: "The error handling specified in this section is applicable only when a BGP
    # speaker has received the "Enhanced Route Refresh Capability" from a peer. If the length,
    # excluding the fixed-size message header, of the received ROUTE-REFRESH message with Message
    # Subtype 1 and 2 is not 4, then the BGP speaker MUST send a NOTIFICATION message [...] The
    # Data field of the NOTIFICATION message MUST contain the complete ROUTE-REFRESH message."
    if context.enhanced_route_refresh and subtype in (BORR, EORR) and length != _BODY:
        raise DecodeError(
            f"the body of a {SUBTYPE_NAMES[subtype]} is 4 octets long, not {length}",
            rfc="RFC 7313 §5",
            code=messages.ROUTE_REFRESH_MESSAGE_ERROR,
            subcode=messages.INVALID_MESSAGE_LENGTH,
            data=octets,
        )
    if length < _BODY:
        raise DecodeError(
            f"a ROUTE-REFRESH is at least 23 octets long, not {len(octets)}",
            rfc="RFC 2918 §3",
            code=messages.MESSAGE_HEADER_ERROR,
            subcode=messages.BAD_MESSAGE_LENGTH,
            data=octets[16:18],
        )
    family = Family(octets[19] << 8 | octets[20], octets[22])
    return RouteRefresh(
        family, subtype, octets[HEADER_LENGTH + _BODY :], _judge(octets, family, subtype, context)
    )


def _judge(octets: bytes, family: Family, subtype: int, context: Context) -> tuple[Finding, ...]:
    """Say why a message is to be ignored."""
    # RFC 7313 §5: "When the BGP speaker receives a ROUTE-REFRESH message with a "Message Subtype"
    # field other than 0, 1, or 2, it MUST ignore the received ROUTE-REFRESH message."
    # From a peer that is known not to have the capability, the octet is the Reserved one of
    # RFC 2918 §3, "ignored by the receiver", and the message a request.
    if subtype not in SUBTYPE_NAMES and context.enhanced_route_refresh is not False:
        field = slice(_SUBTYPE_AT, _SUBTYPE_AT + 1)
        return (_ignored(octets, field, "RFC 7313 §5", f"the subtype {subtype} is not defined"),)
    # RFC 2918 §4: "If a BGP speaker receives from its peer a ROUTE-REFRESH message with the <AFI,
    # SAFI> that the speaker didn't advertise to the peer at the session establishment time via
    # capability advertisement, the speaker shall ignore such a message."
    if context.families is not None and family not in context.families:
        field = slice(HEADER_LENGTH, HEADER_LENGTH + _BODY)
        text = f"{family} was not agreed on"
        return (attrs.evolve(_ignored(octets, field, "RFC 2918 §4", text), family=family),)
    return ()


def _ignored(octets: bytes, field: slice, rfc: str, text: str) -> Finding:
    return Finding(
        treatment=Treatment.IGNORE,
        rfc=rfc,
        offset=field.start,
        length=field.stop - field.start,
        octets=octets[field],
        text=text,
        notification=NotificationData(messages.ROUTE_REFRESH_MESSAGE_ERROR),
    )
