"""NOTIFICATION (message type 3), RFC 4271 §4.5: the session ends, and why.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Error Code   | Error Subcode |   Data (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

What is wrong with a NOTIFICATION is never answered (RFC 4271 §6.4), so nothing here raises once
the two octets are there; data that are not what they should be are shown as they are.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._checks import check, check_text, octets_of
from bgplib.capabilities import Capability
from bgplib.capabilities._fields import number
from bgplib.capabilities._list import read_capabilities
from bgplib.capabilities._text import printable
from bgplib.context import MAXIMUM_MESSAGE_LENGTH, Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Finding, NotificationData
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages._message import BaseMessage, longest
from bgplib.messages.header import HEADER_LENGTH, frame
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values._field_kinds import registry_number
from bgplib.values._notation import in_quotes, octets_of_quoted, parse_hex

__all__ = ["Notification", "decode"]

_FIXED: Final = 2
_LONGEST_TEXT: Final = 255
_HARD_RESET: Final = messages.error_name(messages.CEASE, messages.HARD_RESET) + " of "
_PREFIX_LIMIT: Final = 7
# RFC 9003 §2: "Subcode: The Error Subcode value MUST be one of the following values: 2
# ("Administrative Shutdown") or 4 ("Administrative Reset")."
_WITH_TEXT: Final = (
    (messages.CEASE, messages.ADMINISTRATIVE_SHUTDOWN),
    (messages.CEASE, messages.ADMINISTRATIVE_RESET),
)


def _octets(data: object) -> bytes:
    return octets_of(data, "data", "Notification.shutdown makes them of one")


@attrs.frozen
class Notification(BaseMessage):
    """Why the sender ends the session."""

    type: ClassVar[int] = messages.NOTIFICATION
    code: int  #: error code
    subcode: int = 0  #: error subcode
    data: bytes = attrs.field(default=b"", converter=_octets)  #: what code and subcode say it is

    # -- making ------------------------------------------------------------------------------

    @classmethod
    def of(
        cls, cause: DecodeError | Finding | NotificationData, maximum: int = MAXIMUM_MESSAGE_LENGTH
    ) -> Notification:
        """Make the NOTIFICATION that a mistake of the peer is answered with.

        Args:
            cause: the mistake.
            maximum: the longest message that the peer takes, in octets; data are cut to fit.
        """
        check(cause, DecodeError | Finding | NotificationData, "cause")
        data = cause.notification if isinstance(cause, Finding) else cause
        # RFC 8654 §5: "if a NOTIFICATION is to be sent to a BGP speaker that has not advertised
        # the BGP Extended Message Capability, the size of the message MUST NOT exceed 4,096
        # octets."
        return cls(data.code, data.subcode, data.data[: maximum - HEADER_LENGTH - _FIXED])

    @classmethod
    def shutdown(cls, text: str = "", *, reset: bool = False) -> Notification:
        """Make a Cease with a shutdown communication (RFC 9003).

        Args:
            text: what to tell the operator of the peer, up to 255 octets of UTF-8; up to 128 are
                understood by speakers of RFC 8203 too.
            reset: the session is to come back at once (subcode 4), rather than stay down (2).

        Raises:
            EncodeError: the text is too long, or has surrogates, which UTF-8 has no octets for.
            LocalError: it is no text.
        """
        check(text, str, "text")
        try:
            octets = text.encode()
        except UnicodeEncodeError as error:
            raise EncodeError(f"the text is not UTF-8: {error.reason}") from None
        if len(octets) > _LONGEST_TEXT:
            raise EncodeError(f"the text is {len(octets)} octets long, 255 are allowed")
        subcode = messages.ADMINISTRATIVE_RESET if reset else messages.ADMINISTRATIVE_SHUTDOWN
        data = bytes((len(octets),)) + octets if octets else b""
        return cls(messages.CEASE, subcode, data)

    @classmethod
    def hard_reset_of(cls, inner: Notification) -> Notification:
        """Put a NOTIFICATION into a Hard Reset, so that routes do not stay (RFC 8538 §3.1).

        Raises:
            EncodeError: its code or subcode is out of range.
        """
        check(inner, Notification, "inner")
        return cls(messages.CEASE, messages.HARD_RESET, inner._body())

    @classmethod
    def too_many_prefixes(cls, family: Family, limit: int) -> Notification:
        """Make a Cease because the peer sent more prefixes than it may (RFC 4486 §4).

        Args:
            family: the address family.
            limit: how many prefixes the peer may send.

        Raises:
            EncodeError: a number is out of range.
        """
        check(family, Family, "family")
        data = number(family.afi, 16, "AFI") + number(family.safi, 8, "SAFI")
        subcode = messages.MAXIMUM_NUMBER_OF_PREFIXES_REACHED
        return cls(messages.CEASE, subcode, data + number(limit, 32, "prefix upper bound"))

    # -- reading -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The names of code and subcode: `Cease/Administrative Shutdown`."""
        return messages.error_name(self.code, self.subcode)

    @property
    def shutdown_communication(self) -> str | None:
        """What the operator of the peer has to say (RFC 9003), as it was sent.

        It may hold any character; print `text` instead. None when there is none, or when it is
        not well-formed.
        """
        octets = _communication(self)
        if octets is None or octets[0] != len(octets) - 1:
            return None
        # RFC 9003 §2: "A receiving BGP speaker MUST NOT interpret invalid UTF-8 sequences."
        try:
            return octets[1:].decode()
        except UnicodeDecodeError:
            return None

    @property
    def text(self) -> str:
        r"""What the operator of the peer has to say, on one line that is safe to print.

        What is not UTF-8, control characters, and characters that turn the direction of writing
        are escaped (`\x1b`); a length that lies does not hide what is there. In a Hard Reset it is
        the text of what is inside. Empty when there is none.
        """
        inner = self.hard_reset
        octets = _communication(inner or self)
        return "" if octets is None else printable(octets[1:])

    @property
    def is_bad_peer_as(self) -> bool:
        """Whether it refuses the AS number of an OPEN (RFC 4271 §6.2)."""
        kind = (messages.OPEN_MESSAGE_ERROR, messages.BAD_PEER_AS)
        return (self.code, self.subcode) == kind

    @property
    def is_hard_reset(self) -> bool:
        """Whether it is a Hard Reset (RFC 8538 §3), with or without a NOTIFICATION inside."""
        return (self.code, self.subcode) == (messages.CEASE, messages.HARD_RESET)

    @property
    def hard_reset(self) -> Notification | None:
        """The NOTIFICATION inside a Hard Reset (RFC 8538 §3.1); None when there is none."""
        if not self.is_hard_reset or len(self.data) < _FIXED:
            return None
        return Notification(self.data[0], self.data[1], self.data[_FIXED:])

    @property
    def prefix_limit(self) -> tuple[Family, int] | None:
        """The family and how many prefixes of it we may send (RFC 4486 §4); None if not said."""
        kind = (messages.CEASE, messages.MAXIMUM_NUMBER_OF_PREFIXES_REACHED)
        if (self.code, self.subcode) != kind or len(self.data) != _PREFIX_LIMIT:
            return None
        family = Family(self.data[0] << 8 | self.data[1], self.data[2])
        return family, int.from_bytes(self.data[3:], "big")

    def unsupported_capabilities(
        self, registry: Registry = DEFAULT_REGISTRY
    ) -> tuple[Capability, ...]:
        """Read the capabilities that the sender misses, out of an Unsupported Capability.

        Args:
            registry: the rows of capabilities.

        Returns:
            The capabilities, a malformed one as an `UnknownCapability`: speakers leave its value
            out. None for another NOTIFICATION, or when the data are no list of capabilities.
        """
        # RFC 5492 §5: "The Data field in the NOTIFICATION message MUST list the set of
        # capabilities that causes the speaker to send the message. Each such capability is encoded
        # in the same way as it would be encoded in the OPEN message."
        if (self.code, self.subcode) != (
            messages.OPEN_MESSAGE_ERROR,
            messages.UNSUPPORTED_CAPABILITY,
        ):
            return ()
        try:
            found, _ = read_capabilities(self.data, 0, len(self.data), registry, lenient=True)
        except DecodeError:
            return ()
        return tuple(capability for capability, _, _ in found)

    # -- writing -----------------------------------------------------------------------------

    def _body(self) -> bytes:
        code = number(self.code, 8, "error code")
        return code + number(self.subcode, 8, "error subcode") + self.data

    def encode(self, context: Context | None = None) -> bytes:
        """Write the whole message.

        Args:
            context: what was agreed on; its longest message bounds the data.

        Raises:
            EncodeError: a field is out of range, or the message would be too long.
            LocalError: the context is something else.
        """
        maximum = longest(context)
        return frame(messages.NOTIFICATION, self._body(), maximum)

    def __str__(self) -> str:
        """Return `NOTIFICATION Cease/Administrative Shutdown: maintenance`, safe to print.

        Data that are no shutdown communication stand in hexadecimal: `: 0x00010100000064`.
        """
        inner = self.hard_reset
        if inner is None:
            return f"NOTIFICATION {_said(self)}"
        return f"NOTIFICATION {_HARD_RESET}{_said(inner)}"

    @classmethod
    def parse(cls, text: str) -> Notification:
        """Read what `str` prints; code and subcode may also be numbers: `6/2: maintenance`.

        Raises:
            ParseError: a name is not known, or the text behind it is too long.
        """
        check_text(text, cls.__name__)
        names, colon, data = text.strip().removeprefix("NOTIFICATION ").partition(": ")
        inner = names.removeprefix(_HARD_RESET)
        code, subcode = _codes(inner)
        found = cls(code, subcode, _parse_data(data) if colon else b"")
        if inner == names:
            return found
        try:
            return cls.hard_reset_of(found)
        except EncodeError as error:
            raise ParseError(str(error)) from None


def _said(message: Notification) -> str:
    """Print code, subcode and data."""
    octets = message.data
    if not octets:
        return message.name
    if _communication(message) is not None and octets[0] == len(octets) - 1:
        shown = printable(octets[1:])
        # What is safe to print stands as it is; the rest is in quotes, with escapes.
        is_plain = shown.encode() == octets[1:] and shown.strip() == shown
        if not is_plain or shown[:1] == '"' or shown[:2].lower() == "0x":
            shown = in_quotes(octets[1:])
        return f"{message.name}: {shown}"
    return f"{message.name}: 0x{octets.hex()}"


def _parse_data(text: str) -> bytes:
    if text[:2].lower() == "0x":
        return parse_hex(text)
    said = octets_of_quoted(text)
    if len(said) > _LONGEST_TEXT:
        raise ParseError(f"a shutdown communication has at most 255 octets, not {len(said)}")
    return bytes((len(said),)) + said


def _codes(text: str) -> tuple[int, int]:
    """Read `Cease/Administrative Shutdown`, `UNKNOWN(9)/UNKNOWN(1)` or `6/2`."""
    first, _, second = text.strip().partition("/")
    code = registry_number(messages.ERROR_NAMES).parse(first)
    if not second:
        return code, 0
    names = {subcode: name for (of, subcode), name in messages.SUBCODE_NAMES.items() if of == code}
    return code, registry_number(names).parse(second)


def _communication(message: Notification) -> bytes | None:
    """Return length and text of the shutdown communication; None when there is none."""
    # RFC 9003 §2: "When the length value is zero, no Shutdown Communication field follows."
    if (message.code, message.subcode) not in _WITH_TEXT or message.data in (b"", b"\0"):
        return None
    return message.data


def decode(
    octets: bytes, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> Notification:
    """Read a whole message whose header has been checked.

    Raises:
        DecodeError: error code and subcode are not there.
    """
    start = HEADER_LENGTH + _FIXED
    # RFC 4271 §4.5: "The minimum length of the NOTIFICATION message is 21 octets (including message
    # header)."
    if len(octets) < start:
        raise DecodeError(
            f"a NOTIFICATION is at least 21 octets long, not {len(octets)}",
            rfc="RFC 4271 §4.5",
            code=messages.MESSAGE_HEADER_ERROR,
            subcode=messages.BAD_MESSAGE_LENGTH,
            data=octets[16:18],
        )
    return Notification(octets[HEADER_LENGTH], octets[HEADER_LENGTH + 1], octets[start:])
