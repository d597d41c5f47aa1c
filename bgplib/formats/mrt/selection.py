"""Selection: which routes of an archive a program wants. What it does not want is not made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import attrs

from bgplib._checks import of_type, read_each, several
from bgplib._in_order import in_order
from bgplib.attributes._segments import parse_asn
from bgplib.errors import LocalError
from bgplib.formats.mrt._attribute_wishes import AttributeWishes, community_texts
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

if TYPE_CHECKING:
    from bgplib.policy.regex import TextRegex

__all__ = ["Selection"]

# How many prefixes' verdicts are remembered, since the peers' routes to one follow each other.
_KEPT: Final = 4096
# For how many prefixes a message is searched before it is read: each search takes its time.
_GLANCES: Final = 16


# What each of these is not told to be would never be found in an archive, and silently so.


def _prefixes(value: Iterable[Prefix | str] | Prefix | str) -> tuple[Prefix, ...]:
    return tuple(map(_prefix, several(value)))


def _prefix(value: Prefix | str) -> Prefix:
    return value if isinstance(value, Prefix) else Prefix.parse(value)


def _addresses(value: Iterable[str | bytes] | str | bytes) -> frozenset[bytes]:
    values = (value,) if isinstance(value, bytes) else several(value)
    return frozenset(each if isinstance(each, bytes) else address_octets(each) for each in values)


def _asns(value: Iterable[int | str] | int | str) -> frozenset[int]:
    return frozenset(map(_asn, several(value)))


def _asn(value: int | str) -> int:
    if isinstance(value, str):
        return parse_asn(value)
    if not isinstance(value, int):
        raise LocalError(f"{value!r} is no AS number")
    return value


def _afis(value: Iterable[int] | int) -> frozenset[int]:
    found = frozenset(several(value))
    if not all(isinstance(each, int) and each in (1, 2) for each in found):
        raise LocalError(f"afis is {value!r}: 1 is IPv4 and 2 is IPv6")
    return found


def _type(value: str) -> str:
    if value not in ("", "A", "W"):
        raise LocalError(f"type is {value!r}; there are 'A' and 'W', or '' for both")
    return value


def _regexes(value: Iterable[TextRegex | str] | TextRegex | str) -> tuple[TextRegex, ...]:
    if not value and value != "":
        return ()
    from bgplib.policy.regex import TextRegex  # who asks for paths pays for it

    return read_each(several(value), TextRegex, "as_paths", TextRegex)


@attrs.frozen(kw_only=True)
class Selection:
    """Says of a route whether it is wanted: if it is any of each kind that is asked for.

    Where there can be several, one will do. Nothing is told of what is wrong with messages and
    entries that are passed over.

    Raises:
        LocalError: a value is none that a route could have.
        ParseError: a text is no prefix, address, AS number, expression or community.
    """

    #: destinations (text is converted)
    prefixes: tuple[Prefix, ...] = attrs.field(default=(), converter=_prefixes)
    #: a prefix within one of `prefixes` will do
    covered: bool = attrs.field(default=False, validator=of_type(bool))
    #: a prefix that one of `prefixes` is within will do
    covering: bool = attrs.field(default=False, validator=of_type(bool))
    #: AS numbers of peers (text is converted)
    peer_asns: frozenset[int] = attrs.field(default=(), converter=_asns, repr=in_order)
    #: addresses of peers (text is converted)
    peers: frozenset[bytes] = attrs.field(default=(), converter=_addresses, repr=in_order)
    #: who originated it (text is converted)
    origin_asns: frozenset[int] = attrs.field(default=(), converter=_asns, repr=in_order)
    #: expressions, one of which matches the AS path as `Element.as_path` has it (text is
    #: converted): `_65000_`, `^65000 .* 65001$`; see `bgplib.policy.TextRegex`
    as_paths: tuple[TextRegex, ...] = attrs.field(default=(), converter=_regexes)
    #: communities, standard, large and extended ones: `65000:1`, `65000:*`, `no-export`,
    #: `65000:*:1`, `rt:65000:*`
    communities: tuple[str, ...] = attrs.field(default=(), converter=community_texts)
    #: numbers of families, of which 1 is IPv4 and 2 is IPv6
    afis: frozenset[int] = attrs.field(default=(), converter=_afis, repr=in_order)
    #: `A` for what is announced or in a table, `W` for what is withdrawn
    type: str = attrs.field(default="", converter=_type)
    _verdicts: dict[int, dict[bytes, bool]] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )
    #: of `prefixes`: by family and length, their bits as numbers
    _bits: dict[int, dict[int, set[int]]] = attrs.field(init=False, eq=False, repr=False)
    #: of what covers them, the same; nothing where that is not wanted
    _around: dict[int, dict[int, set[int]]] = attrs.field(init=False, eq=False, repr=False)
    #: octets one of which stands in each message that names a wanted prefix; none if it may be any
    _glances: tuple[bytes, ...] = attrs.field(init=False, eq=False, repr=False)
    _wishes: AttributeWishes = attrs.field(init=False, eq=False, repr=False)

    @_bits.default
    def _prefixes_as_numbers(self) -> dict[int, dict[int, set[int]]]:
        found: dict[int, dict[int, set[int]]] = {}
        for each in self.prefixes:
            found.setdefault(each.afi, {}).setdefault(each.length, set()).add(each.bits)
        return found

    @_around.default
    def _covering_as_numbers(self) -> dict[int, dict[int, set[int]]]:
        found: dict[int, dict[int, set[int]]] = {}
        for each in self.prefixes if self.covering else ():
            lengths = found.setdefault(each.afi, {})
            for length in range(each.length):
                lengths.setdefault(length, set()).add(each.bits >> (each.length - length))
        return found

    @_glances.default
    def _octets_of_prefixes(self) -> tuple[bytes, ...]:
        # RFC 4271 §4.3: the bits behind a prefix's length may be anything, so that only its length
        # and its whole octets are looked for.
        if self.covering or len(self.prefixes) > _GLANCES:
            return ()
        found = []
        for prefix in self.prefixes:
            octets = prefix.octets[: prefix.length >> 3]
            found.append(octets if self.covered else bytes((prefix.length,)) + octets)
        return () if b"" in found else tuple(found)

    @_wishes.default
    def _asked_of_attributes(self) -> AttributeWishes:
        return AttributeWishes(self.origin_asns, self.as_paths, self.communities)

    @property
    def is_open(self) -> bool:
        """Whether every route is wanted."""
        return self.is_of_peers and not self.peer_asns and not self.peers

    @property
    def is_of_peers(self) -> bool:
        """Whether nothing is asked but who the peer is, which holds of a change of state too."""
        return not (self.prefixes or self.afis or self.type or self.is_of_attributes)

    @property
    def is_of_attributes(self) -> bool:
        """Whether attributes matter. Routes that are withdrawn have none, and are not wanted."""
        return self._wishes.are_any

    def wants_peer(self, asn: int, address: bytes) -> bool:
        """Say whether routes of a peer are wanted."""
        return (not self.peer_asns or asn in self.peer_asns) and (
            not self.peers or address in self.peers
        )

    def wants_key(self, afi: int, key: bytes) -> bool:
        """Say whether routes to a prefix are wanted.

        Args:
            afi: 1 for IPv4, 2 for IPv6.
            key: the prefix, as `bgplib.kernel.prefixes` has it.
        """
        if self.afis and afi not in self.afis:
            return False
        if not self.prefixes:
            return True
        verdicts = self._verdicts.setdefault(afi, {})
        verdict = verdicts.get(key)
        return self._verdict(verdicts, afi, key) if verdict is None else verdict

    def wanted_keys(self, afi: int, keys: list[bytes]) -> list[bytes]:
        """Return those prefixes routes to which are wanted; the arguments are as of `wants_key`."""
        if self.afis and afi not in self.afis:
            return []
        if not self.prefixes:
            return keys
        verdicts = self._verdicts.setdefault(afi, {})
        found = []
        for key in keys:
            verdict = verdicts.get(key)
            if verdict is None:
                verdict = self._verdict(verdicts, afi, key)
            if verdict:
                found.append(key)
        return found

    def _verdict(self, verdicts: dict[bytes, bool], afi: int, key: bytes) -> bool:
        if len(verdicts) >= _KEPT:
            verdicts.clear()
        verdict = verdicts[key] = self._is_named(afi, key)
        return verdict

    def _is_named(self, afi: int, key: bytes) -> bool:
        """Say whether a prefix is one of those, within one, or covers one, as is asked."""
        wanted = self._bits.get(afi)
        if wanted is None:
            return False
        bits = key[0]
        prefix = int.from_bytes(key[1:], "big") >> (-bits & 7)
        if prefix in wanted.get(bits, ()):
            return True
        if self.covered:
            for length, numbers in wanted.items():
                if length < bits and prefix >> (bits - length) in numbers:
                    return True
        return self.covering and prefix in self._around[afi].get(bits, ())

    def wants_attributes(
        self,
        as_path: str | None,
        origin_asns: tuple[int, ...] | None,
        communities: tuple[str, ...] | None,
    ) -> bool:
        """Say whether routes with some attributes are wanted.

        Args:
            as_path: the AS path, as `Element` has it, and so the others.
            origin_asns: who originated the route.
            communities: communities of all kinds.
        """
        return self._wishes.are_met(as_path, origin_asns, communities)

    def may_be_among(self, attributes: bytes) -> bool:
        """Say whether routes with these attributes can be wanted, by a glance at the octets."""
        return self._wishes.may_be_in(attributes)

    def may_be_in(self, octets: bytes) -> bool:
        """Say whether a wanted route can stand in a message, by a glance at its octets."""
        return self._wishes.may_be_in(octets) and self.may_name(octets)

    def may_name(self, octets: bytes) -> bool:
        """Say whether a wanted prefix can stand in a message, by a glance at its octets."""
        # `find` costs half of `in`, which tries whether its left side is a number.
        return not self._glances or max(map(octets.find, self._glances)) >= 0
