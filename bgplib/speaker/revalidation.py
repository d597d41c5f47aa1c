"""Validated payloads that come and go while a speaker runs, and which routes that may matter to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, Flag
from typing import Final

from bgplib.iana.families import Family
from bgplib.policy import AspaTable, Chain, Policy, RoaTable
from bgplib.policy.matchers import AspaIs, RpkiIs
from bgplib.route import has_prefix_keys
from bgplib.speaker.config import SpeakerConfig
from bgplib.speaker.policies import is_known, parts_of
from bgplib.values.prefix import Prefix

__all__ = ["Consults", "Kept", "Revalidation", "consults", "tables_for"]


_OCTET: Final = 8


class Kept(Enum):
    """Stands where an argument was left out, since None says something else."""

    KEPT = "kept"  #: as it was


class Consults(Flag):
    """What a policy asks of validated payloads."""

    NOTHING = 0
    ROAS = 1  #: by `RpkiIs`: the payloads that cover the destination
    ASPAS = 2  #: by `AspaIs`: those along the path
    ANYTHING = 4  #: in a way of its own, whatever it is
    ALL = 7


def consults(policy: Policy | Chain) -> Consults:
    """Return what a policy asks of validated payloads; a program's own may ask for anything."""
    found = Consults.NOTHING
    for part in parts_of(policy):
        if not is_known(part):
            return Consults.ALL
        if isinstance(part, RpkiIs):
            found |= Consults.ROAS
        elif isinstance(part, AspaIs):
            found |= Consults.ASPAS
    return found


def tables_for(
    policy: Policy | Chain, config: SpeakerConfig
) -> tuple[RoaTable | None, AspaTable | None]:
    """Return the payloads that a policy is shown: those that it asks for.

    Whoever does not ask has nothing to do with it when they change, and keeps none of them alive.
    """
    asked = consults(policy)
    roas = config.roas if Consults.ROAS in asked else None
    return roas, (config.aspas if Consults.ASPAS in asked else None)


class Revalidation:
    """What is different between the payloads of two configurations."""

    def __init__(self, old: SpeakerConfig, new: SpeakerConfig) -> None:
        """Compare.

        Args:
            old: what was in force.
            new: what is to be.
        """
        self.differs: Final = _difference(old, new)  #: which tables differ
        self._prefixes: Final = _changed_prefixes(old.roas, new.roas)
        self._known: dict[Family, list[bytes]] = {}

    def concerns(self, policy: Policy | Chain) -> bool:
        """Say whether a policy may judge otherwise than before."""
        return bool(consults(policy) & self.differs)

    def keys(
        self, policy: Policy | Chain, family: Family, destinations: Sequence[bytes]
    ) -> list[bytes] | None:
        """Return the destinations to which a policy may judge routes otherwise; None: all.

        Args:
            policy: one that it `concerns`.
            family: the family of the destinations.
            destinations: all that there are; the same each time.
        """
        # RFC 6811 §4: "When a mapping is added or deleted, the implementation MUST re-validate any
        # affected prefixes and run the BGP decision process if needed." Affected are those that it
        # covers: §2 has no other payload say anything of a route.
        if consults(policy) & self.differs != Consults.ROAS or self._prefixes is None:
            return None
        if not has_prefix_keys(family):
            return None
        known = self._known.get(family)
        if known is None:
            known = self._known[family] = list(_covered(destinations, family, self._prefixes))
        return known


def _difference(old: SpeakerConfig, new: SpeakerConfig) -> Consults:
    differs = Consults.NOTHING
    if old.roas != new.roas:
        differs |= Consults.ROAS
    if old.aspas != new.aspas:
        differs |= Consults.ASPAS
    # Who asks in a way of its own is shown both.
    return differs | Consults.ANYTHING if differs else differs


def _changed_prefixes(old: RoaTable | None, new: RoaTable | None) -> frozenset[Prefix] | None:
    """Return the prefixes of the payloads that came or went; None: anything may be different."""
    # Without a table the word of internal peers is taken (RFC 8097 §2), whatever the destination.
    if type(old) is not RoaTable or type(new) is not RoaTable:
        return None
    return frozenset(roa.prefix for roa in old.roas ^ new.roas)


def _covered(keys: Iterable[bytes], family: Family, prefixes: frozenset[Prefix]) -> Iterator[bytes]:
    """Yield the keys that are covered by one of some prefixes, in one go through them."""
    levels: dict[int, set[int]] = {}
    heads = set[int]()
    for prefix in prefixes:
        if prefix.afi == family.afi:
            levels.setdefault(prefix.length, set()).add(prefix.bits)
            heads.add(prefix.address[0])
    if not levels:
        return
    in_order = sorted(levels.items())
    shortest = in_order[0][0]
    if shortest < _OCTET:
        heads.update(range(256))
    for key in keys:
        length = key[0]
        # Most are nowhere near, as the first octet says.
        if length < shortest or (length and key[1] not in heads):
            continue
        bits = int.from_bytes(key[1:], "big") >> (-length & 7)
        for shorter, known in in_order:
            if shorter > length:
                break
            if bits >> (length - shorter) in known:
                yield key
                break
