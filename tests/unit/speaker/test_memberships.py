"""What a peer is a member of (RFC 4684), followed UPDATE by UPDATE, and read of all routes anew."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

import attrs
import pytest

from bgplib.attributes.extended_communities import RouteTarget, encode
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.rib import Rib
from bgplib.route import Path
from bgplib.speaker.route_targets import Membership, Memberships
from tests.counting import lines_of
from tests.unit.decision.paths import block, source

TARGETS: Final = Family.IPV4_ROUTE_TARGET
WHO, OTHER = source("192.0.2.1", 65000, 1), source("192.0.2.2", 65000, 2)
_POOL: Final = [
    RouteTargetNlri(origin_as=None, length=0),
    *(
        RouteTargetNlri(
            origin_as=asn,
            route_target=encode(RouteTarget.of(f"65000:{number}"))[:size],
            length=bits,
        )
        for asn in (65000, 65001)
        for number in (1, 2, 3)
        for bits, size in ((64, 8), (48, 6))
    ),
]
_BLOCKS: Final = [block("1 9", med=med) for med in (0, 1)]


def _announced(*nlri: RouteTargetNlri, attributes: int = 0) -> Update:
    group = NlriGroup.of(TARGETS, nlri, next_hop="192.0.2.9")
    return Update(_BLOCKS[attributes], (group,), ())


def _judge(path: Path, family: Family, keys: Sequence[bytes]) -> Path:
    """Refuse what has a MED."""
    return path.replace(rejected=True) if path.attributes.med else path


@pytest.mark.parametrize("seed", range(40))
def test_it_is_what_all_routes_say(seed: int) -> None:
    """Announced, refused by policy, withdrawn, asked for with several path identifiers."""
    pick, rib = Random(seed), Rib()
    known = Memberships(rib, WHO)
    for _ in range(80):
        whose = pick.choice((WHO, WHO, OTHER))
        path_id = pick.choice((None, 1, 2)) if seed % 2 else None
        nlri = [attrs.evolve(each, path_id=path_id) for each in pick.sample(_POOL, 2)]
        if pick.random() < 0.4:
            update = Update.withdraw(nlri, family=TARGETS)
        else:
            update = _announced(*nlri, attributes=pick.randrange(2))
        rib.update(whose, update, _judge)
        if whose is WHO:
            known.note(update)
        if pick.random() < 0.1:
            rib.drop_source(WHO)
            known.forget()
        if pick.random() < 0.5:
            found = known.membership()
            expected = Membership.of(rib.adj_rib_in(WHO, TARGETS, after_policy=True))
            assert (found, found.lengths) == (expected, expected.lengths)
            assert known.membership() is found


def test_one_more_costs_the_same_beside_many() -> None:
    """As many lines with 2,000 memberships as with 20: those that were read are not read again."""

    def work(count: int) -> int:
        rib = Rib()
        known = Memberships(rib, WHO)
        nlri = [
            RouteTargetNlri(origin_as=65000, route_target=encode(RouteTarget.of(f"65000:{number}")))
            for number in range(count + 1)
        ]
        rib.update(WHO, _announced(*nlri[1:]))
        assert len(known.membership().ranges) == count
        update = _announced(nlri[0])
        rib.update(WHO, update)
        known.note(update)
        return lines_of(known.membership)

    assert work(2_000) == work(20)
