"""A capability that no row of the registry describes, or that is malformed and ignored.

RFC 5492 §3: "If a BGP speaker receives from its peer a capability that it does not itself support
or recognize, it MUST ignore that capability."
"""

from __future__ import annotations

from typing import Final

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.capabilities._capability import Capability
from bgplib.errors import ParseError
from bgplib.iana import capabilities
from bgplib.values._field_kinds import registry_number
from bgplib.values._notation import brief, parse_hex

__all__ = ["UnknownCapability"]

_CODE: Final = registry_number(capabilities.NAMES)


@frozen
class UnknownCapability(Capability):
    """The octets of a capability without a type of its own."""

    code: int  #: capability code
    octets: bytes = b""  #: the value

    @classmethod
    def parse(cls, text: str) -> UnknownCapability:
        """Read `UNKNOWN(200) 0x0102`, whether or not the code has a name.

        Raises:
            ParseError: it is not a code and octets.
        """
        check_text(text, cls.__name__)
        parts = text.split(None, 1)
        if not 1 <= len(parts) <= 2:
            raise ParseError(f"{brief(text)} is not a code and octets")
        return cls(_CODE.parse(parts[0]), parse_hex(parts[1]) if len(parts) == 2 else b"")

    @property
    def text(self) -> str:
        """The value in hexadecimal."""
        return "0x" + self.octets.hex() if self.octets else ""

    @or_its_fields
    def __str__(self) -> str:
        """Return `UNKNOWN(200) 0x0102`: a code with a name stands for octets that it has not."""
        return f"UNKNOWN({self.code}) {self.text}".rstrip()
