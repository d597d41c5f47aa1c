"""What a fuzzer calls: each harness takes any octets and raises only where bgplib has a defect.

Nothing but `BGPError` may leave a decoder; what is decoded has to encode to the same octets, and to
print as text and as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from bgplib.context import Context, SessionType
from bgplib.errors import BGPError
from bgplib.formats import bmp, mrt, pcap
from bgplib.formats.json import to_json
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER, MessageBuffer
from bgplib.messages.decoder import Decoder
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY

__all__ = ["HARNESSES"]

_FAMILIES: Final = tuple(sorted(DEFAULT_REGISTRY.families))
CONTEXTS: Final = (
    Context(),
    Context(extended_messages=True, session=None),
    Context(four_octet_as=False, extended_messages=True),
    Context(add_path_receive=_FAMILIES, add_path_send=_FAMILIES, extended_messages=True),
    Context(session=SessionType.INTERNAL, extended_messages=True, aigp=True),
    Context(session=SessionType.CONFEDERATION, reject_as_sets=True),
    Context(multiple_labels=_FAMILIES, extended_messages=True),
    Context(
        extended_next_hop=[(family, 2) for family in _FAMILIES if family.afi == 1],
        disable_family_on_error=True,
        families=[Family.IPV4_UNICAST, Family.IPV6_UNICAST],
        local_as=64500,
        peer_as=64501,
        enhanced_route_refresh=True,
    ),
)
_DECODERS: Final = tuple(map(Decoder, CONTEXTS))
_EXPECTED: Final = Expected(local_as=64500, local_identifier=1, peer_as=64501)


def _frame(kind: int, body: bytes, longest: int) -> bytes:
    body = body[: longest - 19]
    return MARKER + (19 + len(body)).to_bytes(2, "big") + bytes((kind,)) + body


def _decode(octets: bytes, decoder: Decoder) -> None:
    """Decode a message, and do with it all that a program may."""
    try:
        message = decoder.decode(octets)
    except BGPError:
        return
    if message.encode(decoder.context if not isinstance(message, Update) else None) != octets:
        raise AssertionError("the octets did not survive")
    if isinstance(message, Update):
        withdrawn = message.as_withdraw()
        if withdrawn.announced:
            raise AssertionError("treat-as-withdraw announces something")
    if isinstance(message, Open):
        validate(message, _EXPECTED)
    repr(message)
    str(message)
    json.dumps(to_json(message))


def _decoder(octets: bytes) -> Decoder:
    return _DECODERS[octets[0] % len(_DECODERS)] if octets else _DECODERS[0]


def stream(octets: bytes) -> None:
    """Octets of a connection, in pieces whose size the first octet gives."""
    size = octets[0] + 1 if octets else 1
    buffer = MessageBuffer(65535)
    for start in range(1, len(octets), size):
        buffer.feed(octets[start : start + size])
        try:
            while (message := buffer.next_message()) is not None:
                _decode(message, _DECODERS[1])
        except BGPError:
            return


def open_(octets: bytes) -> None:
    """The body of an OPEN."""
    _decode(_frame(1, octets, 4096), _DECODERS[0])


def update(octets: bytes) -> None:
    """The body of an UPDATE, in the context that the first octet chooses."""
    decoder = _decoder(octets)
    _decode(_frame(2, octets[1:], decoder.context.maximum_message_length), decoder)


def family(octets: bytes) -> None:
    """NLRI of a family that the second octet chooses, announced or withdrawn."""
    decoder = _decoder(octets)
    if len(octets) < 3:
        return
    of = _FAMILIES[octets[1] % len(_FAMILIES)]
    head = of.afi.to_bytes(2, "big") + bytes((of.safi,))
    if octets[2] & 1:
        size = (0, 4, 16, 12, 24, 32)[octets[2] >> 1 & 3]
        value = head + bytes((size,)) + b"\1" * size + b"\0" + octets[3:]
        attribute = _attribute(0x80, 14, value)
        attributes = bytes.fromhex("400101004002060201") + (64501).to_bytes(4, "big") + attribute
    else:
        attributes = _attribute(0x80, 15, head + octets[3:])
    body = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes
    _decode(_frame(2, body, decoder.context.maximum_message_length), decoder)


def attribute(octets: bytes) -> None:
    """The value of an attribute whose flags and type the second and third octet are."""
    decoder = _decoder(octets)
    if len(octets) < 3:
        return
    attributes = _attribute(octets[1], octets[2], octets[3:])
    body = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes
    _decode(_frame(2, body, decoder.context.maximum_message_length), decoder)


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    value = value[:60000]
    if len(value) > 255:
        return bytes((flags | 0x10, code)) + len(value).to_bytes(2, "big") + value
    return bytes((flags & ~0x10, code, len(value))) + value


def notification_refresh(octets: bytes) -> None:
    """The body of a NOTIFICATION or a ROUTE-REFRESH; the second octet says which."""
    decoder = _decoder(octets)
    kind = 3 if len(octets) > 1 and octets[1] & 1 else 5
    _decode(_frame(kind, octets[2:], decoder.context.maximum_message_length), decoder)


def mrt_(octets: bytes) -> None:
    """An archive."""
    try:
        for record in mrt.read(octets):
            repr(record)
            record.encode()
        for element in mrt.elements(octets):
            repr(element)
    except BGPError:
        return


def bmp_(octets: bytes) -> None:
    """A stream of BMP."""
    try:
        for message in bmp.read(octets):
            repr(message)
    except BGPError:
        return


def pcap_(octets: bytes) -> None:
    """A capture."""
    try:
        for message in pcap.read(octets):
            repr(message)
    except BGPError:
        return


HARNESSES: Final[dict[str, Callable[[bytes], None]]] = {
    "stream": stream,
    "open": open_,
    "update": update,
    "family": family,
    "attribute": attribute,
    "notification_refresh": notification_refresh,
    "mrt": mrt_,
    "bmp": bmp_,
    "pcap": pcap_,
}
