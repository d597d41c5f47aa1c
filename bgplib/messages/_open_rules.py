"""What makes an OPEN unacceptable whoever receives it (RFC 4271 §6.2, RFC 6286, RFC 7607)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bgplib.capabilities import FourOctetAs, Role
from bgplib.capabilities._list import Located
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import messages

__all__ = [
    "ASN",
    "AS_TRANS",
    "HOLD_TIME",
    "IDENTIFIER",
    "judge_fields",
    "refusal",
    "refusal_of",
]

AS_TRANS: Final = 23456  # RFC 6793 §9

# Where the fields stand in the message.
ASN: Final = slice(20, 22)
HOLD_TIME: Final = slice(22, 24)
IDENTIFIER: Final = slice(24, 28)

_SHORTEST_HOLD_TIME: Final = 3


def refusal(subcode: int, rfc: str, text: str, offset: int, octets: bytes) -> Finding:
    """Make the finding of an OPEN that is answered with an OPEN Message Error."""
    return Finding(
        treatment=Treatment.SESSION_RESET,
        rfc=rfc,
        offset=offset,
        length=len(octets),
        octets=octets,
        text=text,
        notification=NotificationData(messages.OPEN_MESSAGE_ERROR, subcode),
    )


def judge_fields(
    fixed: bytes, capabilities: Sequence[Located], *, peer_as: int | None, external: bool
) -> Iterator[Finding]:
    """Find what no speaker may accept, in the order of the fields.

    Args:
        fixed: the first 29 octets of the message.
        capabilities: its capabilities.
        peer_as: the AS number that the peer is known to have, or None.
        external: the session is an external one, where RFC 9234 holds.
    """
    yield from _judge_as(fixed, capabilities, peer_as)
    hold_time = int.from_bytes(fixed[HOLD_TIME], "big")
    # RFC 4271 §6.2: "An implementation MUST reject Hold Time values of one or two seconds."
    if 0 < hold_time < _SHORTEST_HOLD_TIME:
        text = f"the Hold Time is {hold_time} s, less than 3 s"
        yield refusal_of(fixed, HOLD_TIME, messages.UNACCEPTABLE_HOLD_TIME, "RFC 4271 §6.2", text)
    # RFC 6286 §2.2: "If the BGP Identifier field of the OPEN message is zero, [...] then the Error
    # Subcode is set to "Bad BGP Identifier"."
    if not any(fixed[IDENTIFIER]):
        text = "the BGP Identifier is 0"
        yield refusal_of(fixed, IDENTIFIER, messages.BAD_BGP_IDENTIFIER, "RFC 6286 §2.2", text)
    if external:
        yield from _judge_roles(capabilities)


def refusal_of(fixed: bytes, field: slice, subcode: int, rfc: str, text: str) -> Finding:
    """Make the finding of a field of fixed length."""
    return refusal(subcode, rfc, text, field.start, fixed[field])


def _judge_as(
    fixed: bytes, capabilities: Sequence[Located], peer_as: int | None
) -> Iterator[Finding]:
    subcode = messages.BAD_PEER_AS
    asn = int.from_bytes(fixed[ASN], "big")
    wide = [located for located in capabilities if isinstance(located[0], FourOctetAs)]
    # RFC 7607 §2: "If a BGP speaker receives zero as the peer AS in an OPEN message, it MUST abort
    # the connection and send a NOTIFICATION with Error Code "OPEN Message Error" and subcode "Bad
    # Peer AS"".
    if asn == 0:
        text = "My Autonomous System is 0"
        yield refusal_of(fixed, ASN, subcode, "RFC 7607 §2", text)
    for capability, offset, octets in wide:
        if isinstance(capability, FourOctetAs) and capability.asn == 0:
            text = "the AS number of FOUR_OCTET_AS is 0"
            yield refusal(subcode, "RFC 7607 §2", text, offset, octets)
    # RFC 6793 §9: AS_TRANS is reserved; it stands in for a number that the capability holds.
    if asn == AS_TRANS and not wide and peer_as != AS_TRANS:
        text = "My Autonomous System is AS_TRANS, and FOUR_OCTET_AS is missing"
        yield refusal_of(fixed, ASN, subcode, "RFC 6793 §4.2.1", text)


def _judge_roles(capabilities: Sequence[Located]) -> Iterator[Finding]:
    roles = [located for located in capabilities if isinstance(located[0], Role)]
    # RFC 9234 §4.2: "If multiple BGP Role Capabilities are received and not all of them have the
    # same value, then the BGP speaker MUST reject the connection using the Role Mismatch
    # Notification (code 2, subcode 11)."
    for role, offset, octets in roles[1:]:
        if role != roles[0][0]:
            text = f"the roles {roles[0][0].text} and {role.text} contradict each other"
            yield refusal(messages.ROLE_MISMATCH, "RFC 9234 §4.2", text, offset, octets)
            return
