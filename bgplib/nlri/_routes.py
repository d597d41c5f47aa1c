"""NLRI that state a route type and a length: EVPN, MCAST-VPN and MUP share this frame.

+-----------------------------------+
|    Route Type                     |
+-----------------------------------+
|    Length (1 octet)               |
+-----------------------------------+
|    Route Type specific (variable) |
+-----------------------------------+
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Final, Generic, TypeVar

import attrs

from bgplib.errors import EncodeError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, UnknownNlri
from bgplib.nlri._fields import AnyField
from bgplib.octets import Reader

__all__ = ["RouteCodec", "RouteTable", "TypedRoute", "UnknownRoute"]

_PIECE: Final = re.compile(r"\[([a-z-]+):\s*([^\]]*)\]")


@attrs.frozen
class TypedRoute(Nlri):
    """A route of a known type; each module of a family's folder defines one."""

    codec: ClassVar[RouteCodec[Any]]  #: the row that describes the type

    def __str__(self) -> str:
        """Return `[type:macadv][rd:65000:1]...`, as GoBGP prints routes, with every field."""
        pieces = [f"[type:{self.codec.word}]"]
        for field in self.codec.fields:
            pieces.append(f"[{field.word}:{field.form.text(getattr(self, field.name))}]")
        return "".join(pieces)


@attrs.frozen
class UnknownRoute(UnknownNlri):
    """A route of unknown type, kept octet for octet: `octets` has type and length in front."""

    route_type: int  #: the route type

    def __str__(self) -> str:
        """Return type and octets."""
        return f"[type:{self.route_type}][{self.octets.hex()}]"


R = TypeVar("R", bound=TypedRoute)


@attrs.frozen(kw_only=True)
class RouteCodec(Generic[R]):
    """One route type of a family: its fields in the order of the wire."""

    route_type: int  #: the number
    name: str  #: the name that the RFC gives
    word: str  #: what stands for it in text, GoBGP's word where it has one
    rfc: str  #: the section that defines it
    value: type[R]  #: the class of its values
    fields: tuple[AnyField, ...]  #: in the order of the wire

    def decode(self, body: Reader, family: Family) -> R:
        """Read all fields.

        Raises:
            DecodeError: a field is malformed, or octets are left over.
        """
        values = {field.name: field.form.read(body, family) for field in self.fields}
        body.finish()
        return self.value(**values)

    def encode(self, route: R) -> bytes:
        """Write all fields.

        Raises:
            EncodeError: a value does not fit in its field.
        """
        return b"".join(field.form.write(getattr(route, field.name)) for field in self.fields)

    def key(self, route: R) -> bytes:
        """Write the fields that tell routes apart."""
        return b"".join(
            field.form.write(getattr(route, field.name)) for field in self.fields if field.in_key
        )


class RouteTable:
    """The route types of a family, and the frame around them."""

    __slots__ = ("_by_type", "_by_word", "rows")

    def __init__(self, rows: Iterable[RouteCodec[Any]]) -> None:
        """Index the rows, and tell each class of values which row it belongs to."""
        self.rows = tuple(rows)  #: in the order of route types
        self._by_type = {row.route_type: row for row in self.rows}
        self._by_word = {row.word: row for row in self.rows}
        for row in self.rows:
            row.value.codec = row

    def read(
        self, reader: Reader, family: Family, head: bytes, route_type: int
    ) -> TypedRoute | UnknownRoute:
        """Read length and fields of a route whose type has been read.

        Args:
            reader: stands before the length octet.
            family: the family, whose AFI says how long some addresses are.
            head: the octets before, to keep with a route of unknown type.
            route_type: the route type.

        Raises:
            DecodeError: the route runs past the field, or is malformed.
        """
        length = reader.u8()
        body = reader.sub(length)
        row = self._by_type.get(route_type)
        if row is None:
            return UnknownRoute(head + bytes((length,)) + body.rest(), route_type)
        route: TypedRoute = row.decode(body, family)
        return route

    def write(self, route: TypedRoute, head: bytes) -> bytes:
        """Write a route; `head` is what stands before its length.

        Raises:
            EncodeError: a value does not fit, or the route is longer than 255 octets.
        """
        body = route.codec.encode(route)
        if len(body) > 255:
            raise EncodeError(f"a route of {len(body)} octets does not fit in 255")
        return head + bytes((len(body),)) + body

    def parse(self, text: str) -> TypedRoute:
        """Read what `str` prints; fields that are not there take their defaults.

        Raises:
            ParseError: the type is not known, or a field is unknown, missing or malformed.
        """
        pieces = dict(_PIECE.findall(text))
        row = self._by_word.get(pieces.pop("type", ""))
        if row is None or _PIECE.sub("", text).strip():
            raise ParseError(f"{text!r} is not a route")
        values = {
            field.name: field.form.parse(pieces.pop(field.word))
            for field in row.fields
            if field.word in pieces
        }
        if pieces:
            raise ParseError(f"a {row.word} route has no {', '.join(pieces)}")
        try:
            route: TypedRoute = row.value(**values)
        except TypeError as error:
            raise ParseError(f"{text!r} lacks a field: {error}") from None
        return route
