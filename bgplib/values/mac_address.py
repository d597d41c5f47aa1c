"""MacAddress: the 6 octets of an Ethernet address."""

from __future__ import annotations

import re
from typing import Final

import attrs

from bgplib._checks import check_text, so_many_octets
from bgplib.errors import ParseError

__all__ = ["MacAddress"]

_SPELLINGS: Final = re.compile(
    r"""[0-9a-f]{1,2}(?:([:-])[0-9a-f]{1,2})(?:\1[0-9a-f]{1,2}){4}   # 00:00:5e:00:53:01
      | [0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}                        # 0000.5e00.5301
      | [0-9a-f]{12}""",
    re.VERBOSE | re.IGNORECASE,
)


@attrs.frozen(order=True, repr=False)
class MacAddress:
    """An Ethernet address."""

    #: its 6 octets
    octets: bytes = attrs.field(validator=so_many_octets(6, what="a MAC address"))

    @classmethod
    def parse(cls, text: str) -> MacAddress:
        """Read `00:00:5e:00:53:01`, `00-00-5E-00-53-01`, `0000.5e00.5301` or `00005e005301`.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, cls.__name__)
        text = text.strip()
        if not _SPELLINGS.fullmatch(text):
            raise ParseError(f"{text!r} is not a MAC address")
        parts = re.split("[:-]", text.replace(".", ""))
        return cls(bytes.fromhex("".join(part.rjust(2, "0") for part in parts)))

    def __str__(self) -> str:
        """Return `00:00:5e:00:53:01`."""
        return self.octets.hex(":")

    def __repr__(self) -> str:
        """Return an expression that makes the same address."""
        return f"MacAddress.parse({str(self)!r})"
