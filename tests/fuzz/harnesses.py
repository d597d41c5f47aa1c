"""What a fuzzer calls: each harness takes any octets and raises only where bgplib has a defect.

Nothing but `BGPError` may leave a decoder; what is decoded has to encode to the same octets, and to
print as text and as JSON. Whoever wants to compare what was seen passes a `note`, which gets all of
it as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Protocol

from bgplib.context import Context, SessionType
from bgplib.errors import BGPError, DecodeError, EncodeError
from bgplib.formats import bmp, mrt, pcap
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.json import bmp_to_json, captured_bmp_to_json, captured_to_json, to_json
from bgplib.formats.text import bgpdump_m
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER, MessageBuffer
from bgplib.messages.decoder import Decoder
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib import Rib

__all__ = ["HARNESSES", "Harness", "Note"]

#: takes what was seen, as text
Note = Callable[[str], object]


class Harness(Protocol):
    """Decodes octets, and notes what was seen."""

    def __call__(self, octets: bytes, note: Note = ..., /) -> None:
        """Raise where bgplib has a defect."""


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
#: octets of next hops; each family takes one of these at least
NEXT_HOP_SIZES: Final = (0, 4, 16, 12, 24, 32, 48)
_DECODERS: Final = tuple(map(Decoder, CONTEXTS))
_EXPECTED: Final = Expected(local_as=64500, local_identifier=1, peer_as=64501)


def _frame(kind: int, body: bytes, longest: int) -> bytes:
    body = body[: longest - 19]
    return MARKER + (19 + len(body)).to_bytes(2, "big") + bytes((kind,)) + body


def _ignore(_: str) -> None:
    """Note nothing."""


def _fault(error: BGPError) -> str:
    """Return all that a program can read of what was raised."""
    text = f"{type(error).__name__} {error}"
    if isinstance(error, DecodeError):
        text += f" {error.rfc} {error.code}/{error.subcode} {error.data.hex()} {error.treatment}"
    return text


def _json(value: Any) -> str:
    return json.dumps(value)


def _decode(octets: bytes, decoder: Decoder, note: Note) -> None:
    """Decode a message, and do with it all that a program may."""
    try:
        message = decoder.decode(octets)
    except BGPError as error:
        note(_fault(error))
        return
    if message.encode(decoder.context if not isinstance(message, Update) else None) != octets:
        raise AssertionError("the octets did not survive")
    if isinstance(message, Update):
        withdrawn = message.as_withdraw()
        if withdrawn.announced:
            raise AssertionError("treat-as-withdraw announces something")
        note(repr(withdrawn))
        try:
            parts = message.canonical().split()
            note(" ".join(part.encode(decoder.context).hex() for part in parts))
        except EncodeError as error:
            note(_fault(error))
    if isinstance(message, Open):
        validate(message, _EXPECTED)
    note(repr(message))
    note(str(message))
    note(_json(to_json(message)))


def _decoder(octets: bytes) -> Decoder:
    return _DECODERS[octets[0] % len(_DECODERS)] if octets else _DECODERS[0]


def stream(octets: bytes, note: Note = _ignore, /) -> None:
    """Octets of a connection, in pieces whose size the first octet gives."""
    size = octets[0] + 1 if octets else 1
    buffer = MessageBuffer(65535)
    for start in range(1, len(octets), size):
        buffer.feed(octets[start : start + size])
        try:
            while (message := buffer.next_message()) is not None:
                _decode(message, _DECODERS[1], note)
        except BGPError as error:
            note(_fault(error))
            return


def open_(octets: bytes, note: Note = _ignore, /) -> None:
    """The body of an OPEN."""
    _decode(_frame(1, octets, 4096), _DECODERS[0], note)


def update(octets: bytes, note: Note = _ignore, /) -> None:
    """The body of an UPDATE, in the context that the first octet chooses."""
    decoder = _decoder(octets)
    _decode(_frame(2, octets[1:], decoder.context.maximum_message_length), decoder, note)


def family(octets: bytes, note: Note = _ignore, /) -> None:
    """NLRI of a family that the second octet chooses, announced or withdrawn."""
    decoder = _decoder(octets)
    if len(octets) < 3:
        return
    of = _FAMILIES[octets[1] % len(_FAMILIES)]
    head = of.afi.to_bytes(2, "big") + bytes((of.safi,))
    if octets[2] & 1:
        size = NEXT_HOP_SIZES[(octets[2] >> 1) % len(NEXT_HOP_SIZES)]
        value = head + bytes((size,)) + b"\1" * size + b"\0" + octets[3:]
        attribute = _attribute(0x80, 14, value)
        attributes = bytes.fromhex("400101004002060201") + (64501).to_bytes(4, "big") + attribute
    else:
        attributes = _attribute(0x80, 15, head + octets[3:])
    body = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes
    _decode(_frame(2, body, decoder.context.maximum_message_length), decoder, note)


def attribute(octets: bytes, note: Note = _ignore, /) -> None:
    """The value of an attribute whose flags and type the second and third octet are."""
    decoder = _decoder(octets)
    if len(octets) < 3:
        return
    attributes = _attribute(octets[1], octets[2], octets[3:])
    body = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes
    _decode(_frame(2, body, decoder.context.maximum_message_length), decoder, note)


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    value = value[:60000]
    if len(value) > 255:
        return bytes((flags | 0x10, code)) + len(value).to_bytes(2, "big") + value
    return bytes((flags & ~0x10, code, len(value))) + value


def notification_refresh(octets: bytes, note: Note = _ignore, /) -> None:
    """The body of a NOTIFICATION or a ROUTE-REFRESH; the second octet says which."""
    decoder = _decoder(octets)
    kind = 3 if len(octets) > 1 and octets[1] & 1 else 5
    _decode(_frame(kind, octets[2:], decoder.context.maximum_message_length), decoder, note)


def mrt_(octets: bytes, note: Note = _ignore, /) -> None:
    """An archive."""
    try:
        for record in mrt.read(octets):
            note(repr(record))
            note(record.encode().hex())
        # Each has a way of its own from octets to rows.
        for only in (None, _ONLY):
            with mrt.elements(octets, only=only) as elements:
                for element in elements:
                    note(repr(element))
                note(repr(elements.errors))
        for only in (None, _ONLY):
            with bgpdump_m.lines(octets, only=only) as lines:
                for line in lines:
                    note(line)
                note(repr(lines.errors))
        for only in (None, _ONLY):
            rib = Rib()
            note(repr(mrt.load(octets, rib, only=only).errors))
            note(repr(rib.path_count))
    except BGPError as error:
        note(_fault(error))


def bmp_(octets: bytes, note: Note = _ignore, /) -> None:
    """A stream of BMP."""
    try:
        for message in bmp.read(octets):
            note(repr(message))
            if not isinstance(message, ErrorRecord):
                note(_json(bmp_to_json(message)))
    except BGPError as error:
        note(_fault(error))


def pcap_(octets: bytes, note: Note = _ignore, /) -> None:
    """A capture."""
    try:
        for message in pcap.read(octets):
            note(repr(message))
            if not isinstance(message, ErrorRecord):
                note(_json(captured_to_json(message)))
        for port in (None, pcap.BGP_PORT):
            for captured in pcap.read_bmp(octets, port=port):
                note(repr(captured))
                if not isinstance(captured, ErrorRecord):
                    note(_json(captured_bmp_to_json(captured)))
    except BGPError as error:
        note(_fault(error))


#: all that can be asked of attributes
_ONLY: Final = mrt.Selection(communities=["*:*", "*:*:*", "rt:*:*"], as_paths=".", covering=True)

HARNESSES: Final[dict[str, Harness]] = {
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
