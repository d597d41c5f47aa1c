"""The exceptions of bgplib, split by whose fault it is.

Octets that a peer sent can only ever lead to `DecodeError`.
A program that misuses the library gets `LocalError`, `ParseError` (text it handed in)
or `EncodeError` (a value that has no place on the wire).
Nothing else leaves bgplib on purpose; anything else is a defect of bgplib.
"""

from __future__ import annotations

from typing import Final

__all__ = ["BGPError", "DecodeError", "EncodeError", "LocalError", "ParseError"]

# RFC 4271 §4.5: error code 3 is "UPDATE Message Error"; most malformed octets are in an UPDATE.
_UPDATE_MESSAGE_ERROR: Final = 3


class BGPError(Exception):
    """The common ancestor: `except BGPError` catches all that bgplib raises on purpose."""


class DecodeError(BGPError):
    """Octets are not what the RFC says they must be.

    `code`, `subcode` and `data` are those of the NOTIFICATION that RFC 4271 §6 asks a speaker
    to send, should the session have to end for it.
    """

    def __init__(
        self,
        text: str,
        *,
        rfc: str = "",
        code: int = _UPDATE_MESSAGE_ERROR,
        subcode: int = 0,
        data: bytes = b"",
        treatment: int | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text  #: what is wrong, one sentence
        self.rfc = rfc  #: the section that says so, such as "RFC 4271 §6.1"
        self.code = code  #: NOTIFICATION error code
        self.subcode = subcode  #: NOTIFICATION error subcode
        self.data = data  #: NOTIFICATION data
        #: a `Treatment` that differs from the one of the attribute's row, or None
        self.treatment = treatment


class EncodeError(BGPError):
    """A value cannot be put on the wire: a field is out of range, or the message too long."""


class LocalError(BGPError):
    """The embedding program misused bgplib."""


class ParseError(LocalError, ValueError):
    """Text that the program handed in is not a value of the type asked for."""
