"""Paths for tests: made of text and numbers, or drawn from few values so that they often tie."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from bgplib.attributes.aigp import Aigp
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.communities import LLGR_STALE
from bgplib.route import Path, Source
from bgplib.values.address import address_text

T = TypeVar("T")

__all__ = ["block", "candidates", "contexts", "path", "source"]

EXTERNAL, INTERNAL = SessionType.EXTERNAL, SessionType.INTERNAL
CONFEDERATION = SessionType.CONFEDERATION


def block(
    as_path: str = "",
    *,
    origin: int | None = 0,
    med: int | None = None,
    local_pref: int | None = None,
    originator_id: int | None = None,
    cluster_list: tuple[int, ...] = (),
    next_hop: str | None = None,
    communities: tuple[int, ...] = (),
    aigp: int | None = None,
) -> AttributeBlock:
    """Make a block of the attributes that the decision process looks at."""
    values: list[object] = [AsPath.parse(as_path)]
    if origin is not None:
        values.append(Origin(origin))
    if next_hop is not None:
        values.append(NextHop.parse(next_hop))
    if med is not None:
        values.append(MultiExitDisc(med))
    if local_pref is not None:
        values.append(LocalPref(local_pref))
    if originator_id is not None:
        values.append(OriginatorId(originator_id))
    if cluster_list:
        values.append(ClusterList(cluster_list))
    if communities:
        values.append(Communities(communities))
    if aigp is not None:
        values.append(Aigp.of(aigp))
    return AttributeBlock.of(values)


def source(
    address: str = "192.0.2.1",
    asn: int = 65001,
    identifier: int | str = 0,
    session: SessionType | None = EXTERNAL,
    local_as: int | None = None,
) -> Source:
    """Make a peer."""
    return Source(
        address=address, asn=asn, identifier=identifier, session=session, local_as=local_as
    )


def path(
    as_path: str = "65001",
    *,
    address: str = "192.0.2.1",
    asn: int = 65001,
    identifier: int | str = 0,
    session: SessionType | None = EXTERNAL,
    via: str = "192.0.2.9",
    weight: int = 0,
    preference: int | None = None,
    path_id: int | None = None,
    origin: int | None = 0,
    med: int | None = None,
    local_pref: int | None = None,
    originator_id: int | None = None,
    cluster_list: tuple[int, ...] = (),
    communities: tuple[int, ...] = (),
    aigp: int | None = None,
) -> Path:
    """Make a path of a peer of its own."""
    attributes = block(
        as_path,
        origin=origin,
        med=med,
        local_pref=local_pref,
        originator_id=originator_id,
        cluster_list=cluster_list,
        communities=communities,
        aigp=aigp,
    )
    return Path(
        source(address, asn, identifier, session),
        attributes,
        via,
        weight=weight,
        preference=preference,
        path_id=path_id,
    )


_IPV6 = bytes.fromhex("20010db8") + bytes(11)
_AS_PATHS = st.sampled_from(
    ["", "1", "2", "1 9", "2 9", "1 8 9", "2 9 9", "{1,2}", "1 {8,9}", "(7)", "(7) 1 9", "(6 7) 2"]
)


@st.composite
def candidates(draw: st.DrawFn, min_size: int = 0, max_size: int = 8, alike: int = 0) -> list[Path]:
    """Draw paths to one destination, of peers whose addresses differ, in any order.

    What is compared has two or three values each, and what the first steps compare is often the
    same for all, so that every step gets to decide; `alike` is how much of it always is.
    """
    few = st.sampled_from([0, 1])
    maybe = st.sampled_from([None, 0, 1])
    alike = draw(st.integers(alike, 11))
    sessions = st.sampled_from([EXTERNAL, EXTERNAL, INTERNAL, INTERNAL, CONFEDERATION])
    usual_session = draw(sessions)

    def vary(step: int, strategy: st.SearchStrategy[T], usual: T) -> T:
        return usual if step < alike else draw(strategy)

    found = []
    for number in range(draw(st.integers(min_size, max_size))):
        attributes = block(
            vary(5, _AS_PATHS, "1 9"),
            origin=vary(6, few, 0),
            med=vary(7, maybe, None),
            local_pref=vary(2, st.sampled_from([None, 100, 100, 200]), None),
            originator_id=vary(10, maybe, None),
            cluster_list=draw(st.sampled_from([(), (1,), (1, 2)])),
            communities=vary(0, st.sampled_from([(), (), (1, 2), (1, LLGR_STALE)]), ()),
            aigp=vary(4, st.sampled_from([None, None, None, 0, 1, 10, 2**64 - 2]), None),
        )
        whose = Source(
            address=bytes((10, 0, 0, number)) if number % 3 else _IPV6 + bytes((number,)),
            asn=vary(7, st.sampled_from([1, 2]), 1),
            identifier=vary(10, st.integers(1, 3), 1),
            session=vary(8, sessions, usual_session),
            local=vary(3, st.integers(0, 9), 1) == 0,
            local_as=draw(st.sampled_from([None, None, None, 8])),
        )
        found.append(
            Path(
                whose,
                attributes,
                address_text(bytes((192, 0, 2, vary(9, st.integers(1, 4), 1)))),
                weight=vary(1, st.sampled_from([0, 0, 0, 1]), 0),
                preference=vary(2, st.sampled_from([None, None, 100, 200]), None),
                path_id=draw(maybe),
                rejected=draw(st.integers(0, 9)) == 9,
            )
        )
    return draw(st.permutations(found))


def _cost(next_hop: bytes) -> int | None:
    """Resolve 192.0.2.1 to .3 at costs of 10, 10 and 20, and nothing else."""
    return {1: 10, 2: 10, 3: 20}.get(next_hop[-1])


def _extreme_cost(next_hop: bytes) -> int | None:
    """Resolve them at no cost, at the least that is one, and at what BIRD takes to be unknown."""
    return {1: 0, 2: 1, 3: 2**32 - 1}.get(next_hop[-1])


def contexts() -> st.SearchStrategy[DecisionContext]:
    """Draw contexts with all options, and next hops that differ."""
    return st.builds(
        DecisionContext,
        resolve=st.sampled_from([_cost, _extreme_cost, lambda _: 0]),
        local_asns=st.sampled_from([(), (8,), (1, 8)]),
        identifier=st.sampled_from([None, 1]),
        cluster_id=st.sampled_from([None, 2]),
        always_compare_med=st.booleans(),
        missing_med_as_worst=st.booleans(),
    )
