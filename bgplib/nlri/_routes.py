"""NLRI that state a route type and a length: EVPN, MCAST-VPN, MUP and others share this frame.

+-----------------------------------+
|    Route Type                     |
+-----------------------------------+
|    Length (1 octet, of SFC 2)     |
+-----------------------------------+
|    Route Type specific (variable) |
+-----------------------------------+
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

import attrs

from bgplib._checks import an, check_text
from bgplib._pickling import TableRow
from bgplib._printed import or_its_fields
from bgplib.errors import BGPError, EncodeError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, UnknownNlri
from bgplib.nlri._fields import AnyField
from bgplib.nlri._text import split_path_id
from bgplib.octets import Reader
from bgplib.values._notation import brief, parse_hex
from bgplib.values._numbers import parse_number

__all__ = ["RouteCodec", "RouteTable", "TypedRoute", "UnknownRoute", "split_route"]

_PIECE: Final = re.compile(r"\[([a-z-]+):\s*([^\[\]]*)\]")


@attrs.frozen
class TypedRoute(Nlri):
    """A route of a known type; each module of a family's folder defines one."""

    codec: ClassVar[RouteCodec[Any]]  #: the row that describes the type

    @or_its_fields
    def __str__(self) -> str:
        """Return `[type:macadv][rd:65000:1]...`, as GoBGP prints routes, with every field."""
        pieces = [f"[type:{self.codec.word}]"]
        for field in self.codec.fields:
            pieces.append(f"[{field.word}:{field.form.text(getattr(self, field.name))}]")
        return "".join(pieces) + self._path_id_text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` prints; fields that are not there take their defaults.

        Raises:
            ParseError: a field is unknown, missing or malformed, or the route is of another type.
        """
        word, pieces, path_id = split_route(text)
        if word != cls.codec.word:
            raise ParseError(f"{brief(text)} is not {an(cls.codec.word)} route")
        found: Self = cls.codec.parse(pieces, path_id)
        return found


@attrs.frozen
class UnknownRoute(UnknownNlri):
    """A route of unknown type, kept octet for octet: `octets` has type and length in front."""

    route_type: int  #: the route type

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `[type:77][octets:4d0100]`, whether or not bgplib knows the type.

        Raises:
            ParseError: it has not these two parts.
        """
        word, pieces, path_id = split_route(text)
        if set(pieces) != {"octets"}:
            raise ParseError(f"{brief(text)} has not a type and octets alone")
        # MUP routes of an architecture that is not known have no type that is.
        route_type = -1 if word == "-1" else parse_number(word, 16, "route type")
        return cls(parse_hex(pieces["octets"]), route_type, path_id=path_id)

    def __str__(self) -> str:
        """Return type and octets."""
        return f"[type:{self.route_type}][octets:{self.octets.hex()}]{self._path_id_text}"


def split_route(text: str) -> tuple[str, dict[str, str], int | None]:
    """Cut `[type:macadv][rd:65000:1]...` into the word of its type, its fields, and a path id.

    Raises:
        ParseError: there is something else between, a field twice, or no type.
    """
    check_text(text, "a route")
    rest, path_id = split_path_id(text)
    pairs = _PIECE.findall(rest)
    pieces = dict(pairs)
    if "type" not in pieces or len(pieces) != len(pairs) or _PIECE.sub("", rest).strip():
        raise ParseError(f"{brief(text)} is not a route, which is [type:...] and other fields")
    return pieces.pop("type").strip(), pieces, path_id


R = TypeVar("R", bound=TypedRoute)


@attrs.frozen(kw_only=True)
class RouteCodec(TableRow, Generic[R]):
    """One route type of a family: its fields in the order of the wire."""

    HELD_AS: ClassVar[str] = "ROUTE"

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
        pieces = []
        for field in self.fields:
            try:
                pieces.append(field.form.write(getattr(route, field.name)))
            except EncodeError as error:
                raise EncodeError(f"{field.name} of {an(self.word)} route: {error}") from None
        return b"".join(pieces)

    def parse(self, pieces: dict[str, str], path_id: int | None = None) -> R:
        """Make a route of the texts of its fields; those that are not there take their defaults.

        Raises:
            ParseError: a field is unknown, missing or malformed.
        """
        values: dict[str, Any] = {"path_id": path_id}
        for field in self.fields:
            if field.word in pieces:
                try:
                    values[field.name] = field.form.parse(pieces[field.word])
                except BGPError as error:
                    raise ParseError(f"{error}; as {field.word} of {an(self.word)} route") from None
            elif field.implied is not None:
                values[field.name] = field.implied(values)
        unknown = set(pieces) - {field.word for field in self.fields}
        if unknown:
            raise ParseError(f"{an(self.word)} route has no {', '.join(sorted(unknown))}")
        needed = [each.name for each in attrs.fields(self.value) if each.default is attrs.NOTHING]
        missing = [
            each.word for each in self.fields if each.name in needed and each.name not in values
        ]
        if missing:
            raise ParseError(f"there is no {', '.join(missing)} of {an(self.word)} route")
        return self.value(**values)

    def key(self, route: R) -> bytes:
        """Write the fields that tell routes apart."""
        return b"".join(
            field.form.write(getattr(route, field.name)) for field in self.fields if field.in_key
        )


class RouteTable:
    """The route types of a family, and the frame around them."""

    __slots__ = ("_by_type", "_by_word", "_length_octets", "rows")

    def __init__(self, rows: Iterable[RouteCodec[Any]], *, length_octets: int = 1) -> None:
        """Index the rows, and tell each class of values which row it belongs to.

        Args:
            rows: one for each type.
            length_octets: how many octets the length of a route has.
        """
        self.rows = tuple(rows)  #: in the order of route types
        self._length_octets = length_octets
        self._by_type = {row.route_type: row for row in self.rows}
        self._by_word = {row.word: row for row in self.rows}
        for row in self.rows:
            row.value.codec = row

    def read(
        self, reader: Reader, family: Family, head: bytes, route_type: int
    ) -> TypedRoute | UnknownRoute:
        """Read length and fields of a route whose type has been read.

        Args:
            reader: stands before the length.
            family: the family, whose AFI says how long some addresses are.
            head: the octets before, to keep with a route of unknown type.
            route_type: the route type.

        Raises:
            DecodeError: the route runs past the field, or is malformed.
        """
        length = reader.take(self._length_octets)
        size = int.from_bytes(length, "big")
        row = self._by_type.get(route_type)
        if row is None:
            return UnknownRoute(head + length + reader.take(size), route_type)
        route: TypedRoute = row.decode(reader.sub(size), family)
        return route

    def write(self, route: TypedRoute, head: bytes) -> bytes:
        """Write a route; `head` is what stands before its length.

        Raises:
            EncodeError: a value does not fit, or the route is longer than its length can say.
        """
        body = route.codec.encode(route)
        most = (1 << 8 * self._length_octets) - 1
        if len(body) > most:
            raise EncodeError(f"a route of {len(body)} octets does not fit in {most}")
        return head + len(body).to_bytes(self._length_octets, "big") + body

    def parse(self, text: str) -> TypedRoute | UnknownRoute:
        """Read what `str` prints; fields that are not there take their defaults.

        Raises:
            ParseError: the type is not known, or a field is unknown, missing or malformed.
        """
        word, pieces, path_id = split_route(text)
        row = self._by_word.get(word) or self._by_word.get(word.lower())
        if row is not None:
            route: TypedRoute = row.parse(pieces, path_id)
            return route
        if set(pieces) == {"octets"}:
            return UnknownRoute.parse(text)
        raise ParseError(f"{brief(word)} is not a route type; known are {', '.join(self._by_word)}")
