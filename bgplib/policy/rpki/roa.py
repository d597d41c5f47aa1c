"""Roa and RoaTable: which AS may originate which prefix (RFC 6811)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Self

import attrs

from bgplib._checks import check_fields, shown
from bgplib.errors import LocalError, ParseError
from bgplib.policy.prefix_index import PrefixIndex
from bgplib.policy.prefix_range import longest
from bgplib.values._numbers import parse_as_number
from bgplib.values.prefix import Prefix

__all__ = ["Roa", "RoaTable", "ValidationState"]


class ValidationState(Enum):
    """What a look-up says (RFC 6811 §2); the numbers are those of RFC 8097 §2."""

    VALID = 0  #: a payload matches the route
    NOT_FOUND = 1  #: no payload covers the prefix
    INVALID = 2  #: a payload covers the prefix, and none matches the route

    @property
    def text(self) -> str:
        """The name as it is printed: `not-found`."""
        return self.name.lower().replace("_", "-")


def _prefix(value: Prefix | str) -> Prefix:
    return Prefix.parse(value) if isinstance(value, str) else value


def _asn(value: int | str) -> int:
    """Read an AS number as validators write it: `AS64496`."""
    return parse_as_number(value.removeprefix("AS")) if isinstance(value, str) else value


@attrs.frozen(kw_only=True)
class Roa:
    """A validated ROA payload: prefix, longest length, AS.

    Raises:
        LocalError: a number is none.
        ParseError: `max_length` is not between the prefix's length and what the family has; or a
            text is no prefix, or no AS number.
    """

    prefix: Prefix = attrs.field(converter=_prefix)  #: the prefix (text is converted)
    #: who may originate it (`AS64496` is converted); 0 says that nobody may (RFC 6483 §4)
    asn: int = attrs.field(converter=_asn)
    max_length: int = -1  #: how long more specific ones may be; by default, no longer than it

    def __attrs_post_init__(self) -> None:
        """Fill in the default, and check."""
        check_fields(self)
        if self.max_length == -1:
            object.__setattr__(self, "max_length", self.prefix.length)
        if not self.prefix.length <= self.max_length <= longest(self.prefix):
            raise ParseError(f"{self.prefix} has no more specific ones of {self.max_length} bits")

    def __str__(self) -> str:
        """Return `10.0.0.0/8-16 AS65001`."""
        more = f"-{self.max_length}" if self.max_length > self.prefix.length else ""
        return f"{self.prefix}{more} AS{self.asn}"


class RoaTable:
    """Validated ROA payloads, indexed. Immutable; two are equal that have the same payloads."""

    __slots__ = ("_index", "roas")

    def __init__(self, roas: Iterable[Roa] = ()) -> None:
        """Index payloads; their order does not matter.

        Raises:
            LocalError: something is no payload.
        """
        self.roas = frozenset(roas)  #: the payloads
        given: frozenset[object] = self.roas
        for each in given:
            if not isinstance(each, Roa):
                raise LocalError(f"{shown(each)} is no Roa; RoaTable.of makes a table of rows")
        self._index = PrefixIndex((roa.prefix, roa) for roa in self.roas)

    @classmethod
    def of(cls, *rows: tuple[str, int | str] | tuple[str, int | str, int]) -> Self:
        """Make a table of (prefix, AS) or (prefix, AS, longest length) rows.

        An AS is a number, or text as validators write it: `AS64496`.

        Raises:
            LocalError: something is no row.
            ParseError: a text is not a prefix or AS number, or a length does not fit.
        """
        given: tuple[object, ...] = rows
        for each in given:
            if not isinstance(each, list | tuple) or len(each) not in (2, 3):
                more = "; hand in several as `*them`" if isinstance(each, list) else ""
                raise LocalError(
                    f"{shown(each)} is no row, which is (prefix, AS) or "
                    f"(prefix, AS, longest length){more}"
                )
        roas = []
        for row in rows:
            optional: dict[str, Any] = {"max_length": row[2]} if len(row) == 3 else {}
            roas.append(Roa(prefix=row[0], asn=row[1], **optional))
        return cls(roas)

    def covering(self, prefix: Prefix | str) -> tuple[Roa, ...]:
        """Return the payloads that cover a prefix, the shortest first.

        Raises:
            ParseError: the text is not a prefix.
        """
        # RFC 6811 §2: "the Route prefix is either identical to the VRP prefix or more specific
        # than the VRP prefix."
        found = self._index.containing(_prefix(prefix))
        return tuple(sorted(found, key=lambda roa: (roa.prefix.length, roa.max_length, roa.asn)))

    def validate(self, prefix: Prefix | str, origin: int | str | None) -> ValidationState:
        """Look a route up.

        Args:
            prefix: the Route Prefix.
            origin: the Route Origin ASN, or its text, as in `of`; None is "NONE" (see
                `route_origin`).

        Raises:
            LocalError: the origin is no number.
            ParseError: a text is not a prefix, or an AS number.
        """
        prefix = _prefix(prefix)
        if isinstance(origin, str):
            origin = _asn(origin)
        elif origin is not None and not isinstance(origin, int):
            raise LocalError(f"origin is {origin!r}, which is no AS number")
        is_covered = False
        for roa in self._index.containing(prefix):
            is_covered = True
            # RFC 6811 §2: "the Route prefix length is less than or equal to the VRP maximum
            # length, and the Route Origin ASN is equal to the VRP ASN."
            # RFC 6811 §2: "no Route can be Matched by a VRP whose ASN is zero."
            if prefix.length <= roa.max_length and origin == roa.asn != 0:
                return ValidationState.VALID
        return ValidationState.INVALID if is_covered else ValidationState.NOT_FOUND

    def __len__(self) -> int:
        """Return how many payloads there are."""
        return len(self.roas)

    def __eq__(self, other: object) -> bool:
        """Compare the payloads; a table of a program's own class may answer otherwise."""
        if self is other:
            return True
        if type(self) is not RoaTable or type(other) is not RoaTable:
            return NotImplemented
        return self.roas == other.roas

    def __hash__(self) -> int:
        """Hash how many there are: contexts are hashed more often than tables change."""
        return hash(len(self))

    def __repr__(self) -> str:
        """Return how many payloads there are."""
        return f"<RoaTable of {len(self)} payloads>"
