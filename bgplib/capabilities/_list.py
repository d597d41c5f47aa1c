"""A list of capabilities as it stands in an optional parameter or a NOTIFICATION (RFC 5492 §4).

+------------------------------+
| Capability Code (1 octet)    |
+------------------------------+
| Capability Length (1 octet)  |
+------------------------------+
| Capability Value (variable)  |
+------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._checks import octets_of, written
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import AnyCapabilityCodec, CapabilityRows
from bgplib.capabilities._fields import malformed, number
from bgplib.capabilities.unknown import UnknownCapability
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import messages

__all__ = ["Located", "encode_capabilities", "encode_capability", "read_capabilities"]

#: a capability, its offset in the message, and its octets with code and length
Located = tuple[Capability, int, bytes]

_HEADER: Final = 2
_LONGEST: Final = 255


def read_capabilities(
    octets: bytes, start: int, stop: int, registry: CapabilityRows, *, lenient: bool = False
) -> tuple[list[Located], list[Finding]]:
    """Read the capabilities in `octets[start:stop]`.

    Args:
        octets: the message; offsets of findings are counted in it.
        start: where the first capability begins.
        stop: where the last one must end.
        registry: the rows of capabilities.
        lenient: take every malformed capability for one to ignore.

    Returns:
        The capabilities, in the order of the wire, and what is wrong with those that are ignored.

    Raises:
        DecodeError: a capability does not fit in the field (code 2, subcode 0), or one is
            malformed whose row says that the OPEN is refused.
    """
    found: list[Located] = []
    findings: list[Finding] = []
    position = start
    while position < stop:
        value = position + _HEADER
        # RFC 5492 §4: "The parameter contains one or more triples <Capability Code, Capability
        # Length, Capability Value>"
        if value > stop or value + octets[position + 1] > stop:
            raise malformed("a capability runs past the end of its field", "RFC 5492 §4")
        code = octets[position]
        after = value + octets[position + 1]
        row = registry.capability(code)
        capability: Capability = UnknownCapability(code, octets[value:after])
        # RFC 5492 §3: "If a BGP speaker receives from its peer a capability that it does not
        # itself support or recognize, it MUST ignore that capability."
        if row is not None:
            try:
                capability = row.decode(octets[value:after])
            except DecodeError as error:
                wire = octets[position:after]
                findings.append(_judge(error, row, position, wire, lenient=lenient))
        found.append((capability, position, octets[position:after]))
        position = after
    return found, findings


def _judge(
    error: DecodeError,
    row: AnyCapabilityCodec,
    offset: int,
    octets: bytes,
    *,
    lenient: bool,
) -> Finding:
    """Make the finding of a malformed capability.

    Raises:
        DecodeError: its row says that it ends the session.
    """
    treatment = Treatment(row.malformed if error.treatment is None else error.treatment)
    if lenient:
        treatment = Treatment.IGNORE
    text = f"{row.name}: {error.text}"
    rfc = error.rfc or row.rfc
    if treatment is Treatment.SESSION_RESET:
        raise malformed(text, rfc) from error
    return Finding(
        treatment=treatment,
        rfc=rfc,
        offset=offset,
        length=len(octets),
        octets=octets,
        text=text,
        notification=NotificationData(messages.OPEN_MESSAGE_ERROR),
    )


def encode_capability(capability: Capability, registry: CapabilityRows) -> bytes:
    """Write one capability: code, length, value.

    Raises:
        EncodeError: a field is out of range, the value is longer than 255 octets, or no row of
            the registry describes it.
    """
    if isinstance(capability, UnknownCapability):
        octets = octets_of(capability.octets, "octets")
    else:
        try:
            row = registry.capability_of(type(capability))
        except LocalError as error:
            raise EncodeError(str(error)) from None
        octets = written(row.name, capability, row.encode, capability)
    if len(octets) > _LONGEST:
        raise EncodeError(f"{capability.name} is {len(octets)} octets long, 255 are allowed")
    code = number(capability.code, 8, "capability code")
    return code + bytes((len(octets),)) + octets


def encode_capabilities(capabilities: tuple[Capability, ...], registry: CapabilityRows) -> bytes:
    """Write capabilities one behind the other.

    Raises:
        EncodeError: see `encode_capability`.
    """
    return b"".join(encode_capability(capability, registry) for capability in capabilities)
