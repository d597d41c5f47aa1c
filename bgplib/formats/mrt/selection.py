"""Selection: which routes of an archive a program wants. What it does not want is not made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import attrs

from bgplib.formats.mrt._attribute_wishes import AttributeWishes, community_texts
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

if TYPE_CHECKING:
    from bgplib.policy.regex import TextRegex

__all__ = ["Selection"]

# How many prefixes' verdicts are remembered, since the peers' routes to one follow each other.
_KEPT: Final = 4096


def _prefixes(value: Iterable[Prefix | str]) -> tuple[Prefix, ...]:
    return tuple(Prefix.parse(each) if isinstance(each, str) else each for each in value)


def _addresses(value: Iterable[str | bytes]) -> frozenset[bytes]:
    return frozenset(address_octets(each) if isinstance(each, str) else each for each in value)


def _numbers(value: Iterable[int]) -> frozenset[int]:
    return frozenset(value)


def _regexes(value: Iterable[TextRegex | str] | TextRegex | str) -> tuple[TextRegex, ...]:
    if not value and value != "":
        return ()
    from bgplib.policy.regex import TextRegex  # who asks for paths pays for it

    values = (value,) if isinstance(value, TextRegex | str) else value
    return tuple(TextRegex(each) if isinstance(each, str) else each for each in values)


@attrs.frozen(kw_only=True)
class Selection:
    """Says of a route whether it is wanted: if it is any of each kind that is asked for.

    Nothing is told of what is wrong with messages and entries that are passed over.
    """

    #: destinations (text is converted)
    prefixes: tuple[Prefix, ...] = attrs.field(default=(), converter=_prefixes)
    covered: bool = False  #: a prefix within one of `prefixes` will do
    covering: bool = False  #: a prefix that one of `prefixes` is within will do
    peer_asns: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: AS of the peer
    #: addresses of peers (text is converted)
    peers: frozenset[bytes] = attrs.field(default=(), converter=_addresses)
    origin_asns: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: who originated it
    #: expressions, one of which matches the AS path as `Element.as_path` has it (text is
    #: converted): `_65000_`, `^65000 .* 65001$`; see `bgplib.policy.TextRegex`
    as_paths: tuple[TextRegex, ...] = attrs.field(default=(), converter=_regexes)
    #: communities, standard, large and extended ones: `65000:1`, `65000:*`, `no-export`,
    #: `65000:*:1`, `rt:65000:*`
    communities: tuple[str, ...] = attrs.field(default=(), converter=community_texts)
    afis: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: family of the prefix
    type: str = ""  #: `A` for what is announced or in a table, `W` for what is withdrawn
    _verdicts: dict[tuple[int, bytes], bool] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )
    #: of `prefixes`: the family, the length, and the bits as a number
    _bits: tuple[tuple[int, int, int], ...] = attrs.field(init=False, eq=False, repr=False)
    _wishes: AttributeWishes = attrs.field(init=False, eq=False, repr=False)

    @_bits.default
    def _prefixes_as_numbers(self) -> tuple[tuple[int, int, int], ...]:
        return tuple((each.afi, each.length, each.bits) for each in self.prefixes)

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
        verdicts = self._verdicts
        verdict = verdicts.get((afi, key))
        if verdict is None:
            if len(verdicts) >= _KEPT:
                verdicts.clear()
            verdict = verdicts[afi, key] = self._is_named(afi, key)
        return verdict

    def _is_named(self, afi: int, key: bytes) -> bool:
        """Say whether a prefix is one of those, within one, or covers one, as is asked."""
        bits = key[0]
        prefix = int.from_bytes(key[1:], "big") >> (-bits & 7)
        for its_afi, its_bits, wanted in self._bits:
            if its_afi != afi:
                continue
            if bits == its_bits:
                if prefix == wanted:
                    return True
            elif bits > its_bits:
                if self.covered and prefix >> (bits - its_bits) == wanted:
                    return True
            elif self.covering and wanted >> (its_bits - bits) == prefix:
                return True
        return False

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
        """Say whether a wanted prefix can stand in a message, by a glance at its octets.

        RFC 4271 §4.3: the bits behind a prefix's length may be anything, so that only its length
        and its whole octets are looked for.
        """
        if self.covered or self.covering or not self.prefixes:
            return True
        for prefix in self.prefixes:
            if bytes((prefix.length,)) + prefix.octets[: prefix.length >> 3] in octets:
                return True
        return False
