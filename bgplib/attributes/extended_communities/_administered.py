"""What the kinds share that consist of an administrator and a number.

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|     0x00      |   Sub-Type    |     2-octet AS number         |  form 0
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+  RFC 4360 §3.1
|                           Number                              |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|     0x01      |   Sub-Type    |     IPv4 address              :  form 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+  RFC 4360 §3.2
:     IPv4 address, continued   |     Number                    |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|     0x02      |   Sub-Type    |     4-octet AS number         :  form 2
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+  RFC 5668 §2
:     AS number, continued      |     Number                    |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from typing import ClassVar, Self

import attrs

from bgplib._checks import check_text
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.errors import EncodeError, ParseError
from bgplib.values._administered import (
    TWO_OCTET_AS,
    administered_text,
    join_administered,
    parse_administered,
    split_administered,
)

__all__ = ["Administered"]


@attrs.frozen(kw_only=True)
class Administered(ExtendedCommunity):
    """A number, and the AS or address whose owner says what it means."""

    #: the word that the text begins with
    WORD: ClassVar[str]
    #: the type code of each form, in 16 bits
    CODES: ClassVar[dict[int, int]]

    administrator: int  #: AS number, or the IPv4 address as a number
    number: int  #: what the administrator assigned
    #: 0: 2-octet AS number, 4-octet number; 1: IPv4 address, 2-octet number; 2: 4-octet AS
    #: number, 2-octet number
    form: int = TWO_OCTET_AS

    @classmethod
    def of(cls, text: str) -> Self:
        """Make one from `65000:1`, `192.0.2.1:1` or `4200000000:1`; the form is deduced.

        Raises:
            ParseError: it is none of them, or this kind does not have the form.
        """
        check_text(text, cls.__name__)
        form = next(iter(cls.CODES)) if len(cls.CODES) == 1 else None
        found, administrator, number = parse_administered(text, form)
        if found not in cls.CODES:
            raise ParseError(f"{text!r} is of form {found}, which {cls.__name__} does not have")
        return cls(form=found, administrator=administrator, number=number)

    @classmethod
    def from_octets(cls, octets: bytes) -> Self:
        """Read 8 octets whose type code is one of this kind's."""
        code = octets[0] << 8 | octets[1]
        form = next(form for form, value in cls.CODES.items() if value == code)
        administrator, number = split_administered(form, octets[2:])
        return cls(form=form, administrator=administrator, number=number)

    def to_octets(self) -> bytes:
        """Write 8 octets.

        Raises:
            EncodeError: a part does not fit, or this kind does not have the form.
        """
        if self.form not in self.CODES:
            raise EncodeError(f"{type(self).__name__} has no form {self.form}")
        value = join_administered(self.form, self.administrator, self.number)
        return self.CODES[self.form].to_bytes(2, "big") + value

    def _short(self) -> str:
        return f"{self.WORD}:{administered_text(self.form, self.administrator, self.number)}"
