"""Judging an OPEN by our own configuration: the rules that need more than its octets.

RFC 4271 §6.2, RFC 5492 §3 and §5, RFC 6286 §2.2, RFC 7607 §2, RFC 9234 §4.2.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from bgplib._checks import check_fields
from bgplib._frozen import frozen
from bgplib.capabilities import Capability, Multiprotocol, Role
from bgplib.capabilities._list import encode_capabilities
from bgplib.findings import Finding, NotificationData
from bgplib.iana import messages
from bgplib.messages._open_rules import (
    AS_TRANS,
    ASN,
    HOLD_TIME,
    IDENTIFIER,
    judge_fields,
    refusal,
    refusal_of,
)
from bgplib.messages._parameters import LENGTH_AT
from bgplib.messages.header import HEADER_LENGTH
from bgplib.messages.open import Open
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Expected", "validate"]


@frozen(kw_only=True)
class Expected:
    """What we are, and what we expect of a peer."""

    local_as: int  #: the AS number that we have towards the peer
    local_identifier: int  #: our BGP Identifier
    peer_as: int | None = None  #: the AS number that the peer must have; None accepts any
    confederation: bool = False  #: the peer is in another member AS of our confederation
    role: Role | None = None  #: our role in an external session, if it is configured (RFC 9234)
    strict_role: bool = False  #: refuse a peer that says no role ("strict mode" of RFC 9234 §4.2)
    minimum_hold_time: int = 0  #: shortest Hold Time to accept, in seconds; 0 is always accepted
    required: tuple[Capability, ...] = ()  #: capabilities that the peer must have
    four_octet_as: bool = True  #: we know of AS numbers of four octets (RFC 6793)

    def __attrs_post_init__(self) -> None:
        check_fields(self)


def validate(
    message: Open, expected: Expected, registry: Registry = DEFAULT_REGISTRY
) -> tuple[Finding, ...]:
    """Say why an OPEN must be refused.

    The rules that need no configuration are applied again, since the configuration makes one of
    them hold or not: the peer's AS number may be AS_TRANS indeed.

    Returns:
        All reasons, in the order of the fields at fault; the first one's `notification` is the one
        to send. Empty when the OPEN is acceptable.

    Raises:
        EncodeError: a field of `message`, or a capability of `expected`, is out of range. This
            cannot be for an OPEN that was decoded.
    """
    fixed = bytes(HEADER_LENGTH) + message.fixed_fields()
    internal = message.asn == expected.local_as
    external = not internal and not expected.confederation
    findings = [
        *judge_fields(
            fixed, tuple(message.located(registry)), peer_as=expected.peer_as, external=external
        ),
        *_judge_configured(message, expected, fixed, one_as=not external),
        *(_judge_role(message, expected) if external else ()),
        *_judge_missing(message, expected, registry),
    ]
    return tuple(sorted(findings, key=lambda finding: finding.offset))


def _judge_configured(
    message: Open, expected: Expected, fixed: bytes, *, one_as: bool
) -> Iterator[Finding]:
    # RFC 4271 §6.2: "If the Autonomous System field of the OPEN message is unacceptable, then the
    # Error Subcode MUST be set to Bad Peer AS."
    known = message.asn
    # RFC 6793 §4.2.1 has who knows of two octets only see AS_TRANS in the place of what needs four:
    # it may be configured with the one or the other.
    if not expected.four_octet_as and expected.peer_as == AS_TRANS:
        known = message.two_octet_asn
    if expected.peer_as is not None and known != expected.peer_as:
        text = f"the peer's AS is {message.asn}, not {expected.peer_as}"
        yield refusal_of(fixed, ASN, messages.BAD_PEER_AS, "RFC 4271 §6.2", text)
    # RFC 4271 §6.2: "An implementation MAY reject any proposed Hold Time."
    if 0 < message.hold_time < expected.minimum_hold_time:
        text = f"the Hold Time is {message.hold_time} s, less than {expected.minimum_hold_time} s"
        yield refusal_of(fixed, HOLD_TIME, messages.UNACCEPTABLE_HOLD_TIME, "RFC 4271 §6.2", text)
    # RFC 6286 §2.2: "if it is the same as the BGP Identifier of the local BGP speaker and the
    # message is from an internal peer, then the Error Subcode is set to "Bad BGP Identifier"."
    # RFC 6286 §3: "the whole confederation is considered as one AS".
    if one_as and message.identifier == expected.local_identifier:
        text = f"the BGP Identifier {message.identifier_text} is ours"
        yield refusal_of(fixed, IDENTIFIER, messages.BAD_BGP_IDENTIFIER, "RFC 6286 §2.2", text)


def _judge_role(message: Open, expected: Expected) -> Iterator[Finding]:
    if expected.role is None:
        return
    theirs = message.capability(Role)
    # RFC 9234 §4.2: "if the BGP Role Capability is sent but one is not received, the BGP Speaker
    # SHOULD ignore the absence"; "When operating in the "strict mode", [...] the connection is
    # rejected using the Role Mismatch Notification (code 2, subcode 11)."
    if theirs is None:
        if not expected.strict_role:
            return
        text = "the peer says no role"
    # RFC 9234 §4.2: "If the Roles do not correspond, the BGP speaker MUST reject the connection
    # using the Role Mismatch Notification (code 2, subcode 11)."
    elif theirs != expected.role.opposite:
        text = f"the peer's role {theirs.text} does not correspond to ours, {expected.role.text}"
    else:
        return
    yield refusal(messages.ROLE_MISMATCH, "RFC 9234 §4.2", text, LENGTH_AT, b"")


def _judge_missing(message: Open, expected: Expected, registry: Registry) -> Iterator[Finding]:
    missing = tuple(value for value in expected.required if not _has(message, value))
    if not missing:
        return
    text = "capabilities are missing: " + "; ".join(map(str, missing))
    finding = refusal(messages.UNSUPPORTED_CAPABILITY, "RFC 5492 §3", text, LENGTH_AT, b"")
    # RFC 5492 §5: "The Data field in the NOTIFICATION message MUST list the set of capabilities
    # that causes the speaker to send the message. Each such capability is encoded in the same way
    # as it would be encoded in the OPEN message."
    notification = NotificationData(
        finding.notification.code,
        finding.notification.subcode,
        encode_capabilities(missing, registry),
    )
    yield attrs.evolve(finding, notification=notification)


def _has(message: Open, required: Capability) -> bool:
    """Say whether a peer has a capability: the family of MULTIPROTOCOL, the code of others."""
    if isinstance(required, Multiprotocol):
        return required.family in message.families
    return any(value.code == required.code for value in message.capabilities)
