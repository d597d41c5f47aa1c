"""Selection: which routes of an archive a program wants. What it does not want is not made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

__all__ = ["Selection"]

# How many prefixes' verdicts are remembered, since the peers' routes to one follow each other.
_KEPT: Final = 4096


def _prefixes(value: Iterable[Prefix | str]) -> tuple[Prefix, ...]:
    return tuple(Prefix.parse(each) if isinstance(each, str) else each for each in value)


def _addresses(value: Iterable[str | bytes]) -> frozenset[bytes]:
    return frozenset(address_octets(each) if isinstance(each, str) else each for each in value)


def _numbers(value: Iterable[int]) -> frozenset[int]:
    return frozenset(value)


@attrs.frozen(kw_only=True)
class Selection:
    """Says of a route whether it is wanted: if it is any of each kind that is asked for.

    Nothing is told of what is wrong with messages and entries that are passed over.
    """

    #: destinations (text is converted)
    prefixes: tuple[Prefix, ...] = attrs.field(default=(), converter=_prefixes)
    covered: bool = False  #: a prefix within one of `prefixes` will do
    peer_asns: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: AS of the peer
    #: addresses of peers (text is converted)
    peers: frozenset[bytes] = attrs.field(default=(), converter=_addresses)
    origin_asns: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: who originated it
    afis: frozenset[int] = attrs.field(default=(), converter=_numbers)  #: family of the prefix
    type: str = ""  #: `A` for what is announced or in a table, `W` for what is withdrawn
    _verdicts: dict[tuple[int, bytes], bool] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )

    @property
    def is_open(self) -> bool:
        """Whether every route is wanted."""
        asked = (self.prefixes, self.peer_asns, self.peers, self.origin_asns, self.afis, self.type)
        return not any(asked)

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
            prefix = Prefix.from_key(afi, key)
            if self.covered:
                verdict = any(wanted.contains(prefix) for wanted in self.prefixes)
            else:
                verdict = prefix in self.prefixes
            verdicts[afi, key] = verdict
        return verdict

    def wants_origins(self, asns: tuple[int, ...] | None) -> bool:
        """Say whether routes that these ASes originated are wanted; None where nobody knows."""
        return not self.origin_asns or not self.origin_asns.isdisjoint(asns or ())

    def may_be_in(self, octets: bytes) -> bool:
        """Say whether a wanted prefix can stand in a message, by a glance at its octets.

        RFC 4271 §4.3: the bits behind a prefix's length may be anything, so that only its length
        and its whole octets are looked for.
        """
        if self.covered or not self.prefixes:
            return True
        for prefix in self.prefixes:
            if bytes((prefix.length,)) + prefix.octets[: prefix.length >> 3] in octets:
                return True
        return False
