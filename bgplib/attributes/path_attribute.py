"""PathAttribute: one attribute as it stands in a message, and as it is sent on."""

from __future__ import annotations

from typing import Any

from bgplib._pickling import Reduced
from bgplib.attributes.reader import AttributeReader, frame
from bgplib.iana import attributes
from bgplib.iana.families import Family

__all__ = ["PathAttribute", "sent", "sent_flags"]

_UNREAD: Any = object()


class PathAttribute:
    """One attribute as it stands in a message: flags, type code, octets, and its value."""

    __slots__ = ("_value", "code", "flags", "octets", "reader")

    def __init__(self, code: int, flags: int, octets: bytes, reader: AttributeReader) -> None:
        """Keep the octets; `value` is read on demand."""
        self.code = code  #: type code
        self.flags = flags  #: the Attribute Flags octet
        self.octets = octets  #: the value as on the wire
        self.reader = reader  #: the context the octets are of, and the rows
        self._value: Any = _UNREAD

    @property
    def name(self) -> str:
        """The name that its row gives, or the registry: `AS_PATH`, or `UNKNOWN(250)`."""
        codec = self.reader.table.by_code(self.code)
        return attributes.name(self.code) if codec is None else codec.name

    @property
    def value(self) -> object:
        """The value: an instance of the class of the attribute's row, or UnknownAttribute."""
        if self._value is _UNREAD:
            self._value = self.reader.value(self.code, self.flags, self.octets)
        return self._value

    def __eq__(self, other: object) -> bool:
        """Compare type code, flags and octets."""
        if not isinstance(other, PathAttribute):
            return NotImplemented
        return (self.code, self.flags, self.octets) == (other.code, other.flags, other.octets)

    def __hash__(self) -> int:
        """Hash type code, flags and octets."""
        return hash((self.code, self.flags, self.octets))

    def __reduce__(self) -> Reduced:
        """Have it made again of its octets."""
        return PathAttribute, (self.code, self.flags, self.octets, self.reader)

    def __repr__(self) -> str:
        """Return name and value."""
        return f"<{self.name} {self.value}>"


def sent_flags(flags: int) -> int:
    """Return the flags that an attribute is sent with.

    RFC 4271 §4.3: the unused bits "MUST be zero when sent"; "For well-known attributes and for
    optional non-transitive attributes, the Partial bit MUST be set to 0."
    """
    kind = flags & (attributes.OPTIONAL | attributes.TRANSITIVE)
    if kind == attributes.OPTIONAL | attributes.TRANSITIVE:
        return kind | flags & attributes.PARTIAL
    return kind


def sent(attribute: PathAttribute, flags: int, family: Family | None) -> bytes:
    """Write an attribute beside routes of a family; no octets when nothing of it may be sent."""
    value: bytes | None = attribute.octets
    codec = attribute.reader.table.by_code(attribute.code)
    if codec is not None:
        value = codec.sent(attribute.octets, family)
    return b"" if value is None else frame(attribute.code, sent_flags(flags), value)
