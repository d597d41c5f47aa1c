"""Conditions on other attributes: ORIGIN, next hop, and which are there at all."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import of_type, read_each
from bgplib._in_order import in_order
from bgplib.attributes.origin import Origin
from bgplib.iana import attributes as iana
from bgplib.policy.context import PolicyContext
from bgplib.policy.names import origin_of
from bgplib.policy.parts import Matcher
from bgplib.policy.prefix_index import PrefixIndex
from bgplib.policy.prefix_range import longest
from bgplib.policy.subject import Subject
from bgplib.values.prefix import Prefix

__all__ = ["HasAttribute", "NextHopIn", "OriginIs"]


@attrs.frozen(eq=False)
class OriginIs(Matcher):
    """Holds when ORIGIN has a value; a route without it has none."""

    origin: int = attrs.field(converter=origin_of)  #: 0 IGP, 1 EGP, 2 INCOMPLETE (or the name)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is this one."""
        return subject.attributes.origin == self.origin

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the value."""
        origin = subject.attributes.origin
        return "none" if origin is None else str(Origin(origin))

    def excludes(self, other: object) -> bool:
        """Say whether the other wants another value."""
        return isinstance(other, OriginIs) and self.origin != other.origin

    def __str__(self) -> str:
        """Return `ORIGIN is igp`."""
        return f"ORIGIN is {Origin(self.origin)}"


@attrs.frozen(eq=False)
class HasAttribute(Matcher):
    """Holds when there is an attribute of a type, such as `HasAttribute(35)` for OTC."""

    code: int = attrs.field(validator=of_type(int))  #: the type code

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is there."""
        return self.code in subject.attributes

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print its value."""
        found = [str(each.value) for each in subject.attributes if each.code == self.code]
        return found[0] if found else "none"

    def __str__(self) -> str:
        """Return `has ONLY_TO_CUSTOMER`."""
        return f"has {iana.name(self.code)}"


def _prefixes(value: Iterable[Prefix | str]) -> frozenset[Prefix]:
    return frozenset(read_each(value, Prefix, "prefixes", Prefix.parse))


@attrs.frozen(eq=False)
class NextHopIn(Matcher):
    """Holds when the next hop is in one of some prefixes; a lone address is one.

    Of two addresses (RFC 2545 §3) the global one counts; a route distinguisher does not.
    """

    prefixes: frozenset[Prefix] = attrs.field(converter=_prefixes, repr=in_order)  #: the prefixes
    _index: PrefixIndex[Prefix] = attrs.field(init=False, eq=False, hash=False, repr=False)

    @_index.default
    def _indexed(self) -> PrefixIndex[Prefix]:
        return PrefixIndex((prefix, prefix) for prefix in self.prefixes)

    @classmethod
    def of(cls, *prefixes: Prefix | str) -> NextHopIn:
        """Make the condition.

        Raises:
            ParseError: a text is neither a prefix nor an address.
        """
        return cls(prefixes)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the next hop is in one of them."""
        next_hop = subject.next_hop
        address = b"" if next_hop is None else next_hop.address
        if not address:
            return False
        host = Prefix.from_address(address, len(address) * 8)
        return any(True for _ in self._index.containing(host))

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the next hop."""
        return "none" if subject.next_hop is None else subject.next_hop.short

    def covers(self, other: object) -> bool:
        """Say whether each prefix of the other is in one of these."""
        return isinstance(other, NextHopIn) and all(
            any(True for _ in self._index.containing(each)) for each in other.prefixes
        )

    def impossible(self) -> str:
        """Say that there is no prefix, if it is so."""
        return "" if self.prefixes else "the set of prefixes is empty"

    def __str__(self) -> str:
        """Return `next hop in 192.0.2.0/24`."""
        return f"next hop in {' or '.join(map(_shortest, sorted(self.prefixes)))}"


def _shortest(prefix: Prefix) -> str:
    """Print a prefix, and an address as such."""
    text = str(prefix)
    return text.partition("/")[0] if prefix.length == longest(prefix) else text
