"""Error Report: what one end says is wrong with a PDU of the other (RFC 8210 §5.11)."""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.rtr import codes
from bgplib.rtr.pdu import Pdu, u32

__all__ = ["ErrorReport"]

#: octets of a PDU that is sent back: what is longer may be cut (§5.11)
_LONGEST_RETURNED: Final = 65_536


@frozen(kw_only=True)
class ErrorReport(Pdu):
    """What is wrong, the PDU that it is about, and a text for people."""

    TYPE: ClassVar[int] = codes.ERROR_REPORT

    code: int  #: a key of `codes.ERROR_NAMES`
    octets: bytes = b""  #: the PDU that it is about; empty where it is about none
    text: str = ""  #: for people

    @property
    def field(self) -> int:
        """The Error Code."""
        return self.code

    @property
    def is_fatal(self) -> bool:
        """Whether the session is to end (§12): all but No Data Available."""
        return self.code != codes.NO_DATA_AVAILABLE

    def body(self) -> bytes:
        """Write what follows the Length field."""
        octets, text = self.octets[:_LONGEST_RETURNED], self.text.encode()
        return u32(len(octets), "octets") + octets + u32(len(text), "text") + text

    def __str__(self) -> str:
        """Return `Error Report: Corrupt Data: the Length is 7`."""
        what = codes.name_of(codes.ERROR_NAMES, self.code)
        return f"{self.name}: {what}" + (f": {self.text}" if self.text else "")
