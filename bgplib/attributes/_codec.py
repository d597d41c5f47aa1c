"""The row that describes one path attribute: what the RFCs say of each in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs

from bgplib._pickling import TableRow
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes, messages
from bgplib.iana.families import Family

__all__ = [
    "OPTIONAL",
    "OPTIONAL_TRANSITIVE",
    "WELL_KNOWN",
    "AttributeCodec",
    "LengthRule",
    "NamedRow",
    "any_length",
    "at_least",
    "exactly",
    "length_suffices",
    "multiple_of",
    "never",
]

T = TypeVar("T")

# RFC 4271 §4.3 and §5: the Optional and Transitive bits of the three kinds of attribute.
WELL_KNOWN = attributes.TRANSITIVE
OPTIONAL = attributes.OPTIONAL
OPTIONAL_TRANSITIVE = attributes.OPTIONAL | attributes.TRANSITIVE

#: says whether the value in octets[start:stop] is well-formed
QuickCheck = Callable[[bytes, int, int], bool]


@attrs.frozen
class LengthRule:
    """Which lengths the value of an attribute can have, in octets."""

    minimum: int = 1  #: RFC 7606 §4: a length of 0 is malformed unless the RFC allows it
    maximum: int = 65535
    multiple: int = 1

    def accepts(self, length: int) -> bool:
        """Say whether a value may be `length` octets long."""
        return self.minimum <= length <= self.maximum and length % self.multiple == 0

    def __str__(self) -> str:
        """Return the rule in words."""
        if self.minimum == self.maximum:
            return f"exactly {self.minimum}"
        if self.multiple == self.maximum:
            return f"exactly {self.maximum}, or none"
        if self.multiple > 1:
            return f"a multiple of {self.multiple}, at least {self.minimum}"
        return f"at least {self.minimum}"


def exactly(length: int) -> LengthRule:
    """Allow one length only."""
    return LengthRule(length, length)


def multiple_of(length: int) -> LengthRule:
    """Allow non-zero multiples."""
    return LengthRule(length, 65535, length)


def at_least(length: int) -> LengthRule:
    """Allow this length and longer ones."""
    return LengthRule(length)


def any_length() -> LengthRule:
    """Allow any length, 0 too: the RFC of the attribute says what an empty one means."""
    return LengthRule(0)


def never(context: Context) -> str | None:
    """Say that the attribute is read in every session."""
    return None


def length_suffices(context: Context) -> QuickCheck | None:
    """Say that a value of the right length is well-formed."""
    return None


@attrs.frozen(kw_only=True)
class AttributeCodec(TableRow, Generic[T]):
    """One path attribute: numbers, rules and functions."""

    code: int  #: type code
    name: str  #: the registry's name
    flags: int  #: the Optional and Transitive bits that the attribute must have
    value: type[T]  #: the class of its values
    rfc: str  #: the section that defines it
    malformed: Treatment  #: what a malformed one leads to
    malformed_rfc: str  #: the section that says so
    length: LengthRule  #: lengths that a value can have
    decode: Callable[[bytes, Context], T]  #: value octets to value; raises DecodeError
    encode: Callable[[T, Context], bytes]  #: value to value octets; raises EncodeError
    #: NOTIFICATION subcode for a malformed value, where it is not the flags or the length
    subcode: int = messages.OPTIONAL_ATTRIBUTE_ERROR
    #: what wrong flags lead to, if it is not what RFC 7606 §3 (c) asks for
    wrong_flags: Treatment = Treatment.TREAT_AS_WITHDRAW
    #: the section that makes a session of this context drop the attribute unread, or None
    discarded_unread: Callable[[Context], str | None] = never
    #: what is wrong with well-formed octets beside routes of a family; None: they suit all
    misplaced: Callable[[bytes, Family], DecodeError | None] | None = None
    #: makes of a well-formed value what may be sent of it, None for nothing; None: all of it may
    canonical: Callable[[bytes], bytes | None] | None = None
    #: makes of a canonical value what is passed on beside routes of a family, None for nothing;
    #: None: all of it is
    passed_on: Callable[[bytes, Family], bytes | None] | None = None
    #: makes, for a context, a check that is faster than `decode`; None: `decode` is the check
    quick: Callable[[Context], QuickCheck | None] | None = None

    def sent(self, octets: bytes, family: Family | None) -> bytes | None:
        """Return what is sent of a well-formed value beside routes of a family; None for nothing.

        Args:
            octets: the value.
            family: the family; None leaves what only some families forbid.
        """
        value = octets if self.canonical is None else self.canonical(octets)
        if value is None or family is None or self.passed_on is None:
            return value
        return self.passed_on(value, family)


#: a row whose type of value does not matter where it stands in a table
AnyAttributeCodec = AttributeCodec[Any]


@attrs.frozen
class NamedRow:
    """A row whose module is imported when it is asked for, and what has to be known before."""

    code: int  #: as the row says it
    flags: int  #: as the row says it
    module: str  #: of `bgplib.attributes`; its `CODEC` is the row
    value: str  #: the name of the class of its values
    is_choosy: bool = attrs.field(default=False, kw_only=True)  #: the row says `misplaced`
