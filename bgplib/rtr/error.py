"""PduError: what is wrong with a PDU, and the error code that a router answers with."""

from __future__ import annotations

from bgplib.errors import DecodeError
from bgplib.rtr import codes

__all__ = ["PduError"]


class PduError(DecodeError):
    """Octets are not a PDU, or not one that may come here.

    It is a `DecodeError` of another protocol: `error_code` counts, and `code` and `subcode`, which
    are those of a NOTIFICATION, mean nothing.
    """

    def __init__(
        self, text: str, *, error_code: int = codes.CORRUPT_DATA, rfc: str = "RFC 8210 §12"
    ) -> None:
        super().__init__(text, rfc=rfc, code=0)
        self.error_code = error_code  #: the code of the Error Report, a key of `codes.ERROR_NAMES`
