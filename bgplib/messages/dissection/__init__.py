"""Which octets of a message are which field, whatever is wrong with it.

    print(dissect(octets, context))

Only where fields begin and end is worked out here. What a value means is asked of the rows that
decode it, and what is wrong with the message is what `decode` finds.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from bgplib._checks import check, octets_of
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import messages
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.decoder import Decoder
from bgplib.messages.dissection._control import cut_notification, cut_route_refresh
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.messages.dissection._field import MessageField, placed
from bgplib.messages.dissection._open import cut_open
from bgplib.messages.dissection._update import cut_update
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["MessageField", "dissect"]

_BODIES: Final = {
    messages.OPEN: cut_open,
    messages.UPDATE: cut_update,
    messages.NOTIFICATION: cut_notification,
    messages.ROUTE_REFRESH: cut_route_refresh,
}
#: fields that a NOTIFICATION's code and subcode point to
_AT_FAULT: Final = {
    (messages.MESSAGE_HEADER_ERROR, messages.CONNECTION_NOT_SYNCHRONIZED): (0, 16),
    (messages.MESSAGE_HEADER_ERROR, messages.BAD_MESSAGE_LENGTH): (16, 18),
    (messages.MESSAGE_HEADER_ERROR, messages.BAD_MESSAGE_TYPE): (18, 19),
    (messages.OPEN_MESSAGE_ERROR, messages.UNSUPPORTED_VERSION_NUMBER): (19, 20),
    (messages.ROUTE_REFRESH_MESSAGE_ERROR, messages.INVALID_MESSAGE_LENGTH): (16, 18),
}


def dissect(
    octets: bytes | bytearray | memoryview,
    context: Context | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> MessageField:
    """Cut one message into its fields, to the last octet.

    A message that `decode` refuses is cut as far as its lengths lead: the field at fault has what
    is wrong as a finding, and octets that are no field of their own stand as what is left of the
    one that they are in.

    Args:
        octets: the message, from its marker on.
        context: what was agreed on; None is an external session of two speakers that agreed on
            4-octet AS numbers and nothing else.
        registry: the rows of attributes, capabilities and NLRI.

    Returns:
        The message as one field, with those that it consists of in `parts`, and so on.

    Raises:
        LocalError: an argument is something else: hexadecimal text, say, in the place of octets.
    """
    octets = octets_of(octets, "a message", "bytes.fromhex reads hexadecimal")
    check(context, Context | None, "context")
    decoder = Decoder(context, registry)
    cut = Cutter(octets, 0, len(octets))
    kind = _message(cut, decoder)
    findings = list(cut.notes)
    try:
        findings += decoder.decode(octets).findings
    except DecodeError as error:
        findings.append(_refusal(error, octets, cut.suspect))
    whole = MessageField(kind, 0, octets, f"{len(octets)} octets", tuple(cut.fields))
    return placed(whole, findings)


def _message(cut: Cutter, decoder: Decoder) -> str:
    """Cut header and body, and return what message it is."""
    cut.take(16, "Marker")
    length = cut.number(2, "Length")
    kind = cut.number(1, "Type", lambda code: named(code, messages.name(code)))
    if length is None or kind is None:
        return "no message"
    # A length that no message can have says nothing of what is there.
    size = length - HEADER_LENGTH if length >= HEADER_LENGTH else cut.remaining
    fill = partial(_BODIES.get(kind, _unknown), decoder=decoder)
    cut.within(min(size, cut.remaining), fill)
    cut.rest("octets behind the message")
    return messages.name(kind)


def _unknown(cut: Cutter, decoder: Decoder) -> None:
    """Cut the body of a message that has none, or is of unknown type."""
    cut.rest("Body")


def _refusal(error: DecodeError, octets: bytes, suspect: tuple[int, int] | None) -> Finding:
    """Make a finding of what nothing of the message counts for."""
    start, stop = _AT_FAULT.get((error.code, error.subcode)) or suspect or (0, len(octets))
    fault = octets[start:stop]
    return Finding(
        treatment=Treatment.SESSION_RESET,
        rfc=error.rfc,
        offset=min(start, len(octets)),
        length=len(fault),
        octets=fault,
        text=error.text,
        notification=NotificationData(error.code, error.subcode, error.data),
    )
