"""Standings that follow paths as they come and go, and a decision among all of them, made anew."""

from __future__ import annotations

from random import Random
from typing import Final

import attrs
import pytest

from bgplib.context import SessionType
from bgplib.decision import (
    BIRD,
    CISCO,
    FRR,
    GOBGP,
    JUNIPER,
    RFC4271,
    RFC5004,
    DecisionContext,
    DecisionProcess,
)
from bgplib.decision.standings import Standings
from bgplib.route import Path, Source
from tests.unit.decision.paths import block, source

_PROCESSES: Final = {
    "RFC4271": RFC4271,
    # Ties that arrival breaks.
    "few steps": RFC4271.without(*RFC4271.names[-4:]),
    # Nothing within groups.
    "without MED": RFC4271.without("lowest MED per neighbouring AS"),
    "BIRD": BIRD,
    # Steps of other kinds, and paths in several groups.
    "FRR": FRR,
    "FRR without sets": FRR.without("existing external path"),
    "GOBGP": GOBGP,
    "CISCO": CISCO,
    "JUNIPER": JUNIPER,
    "RFC5004": RFC5004,
}
_BLOCKS: Final = [
    block(as_path, med=med, local_pref=local_pref)
    for as_path in ("1 9", "2 9", "3 9", "(7) 1 9", "9", "{1,2} 9", "77 9")
    for med in (None, 0, 1, 2)
    for local_pref in (None, 50)
]
_SOURCES: Final = [
    source(
        f"192.0.2.{last}",
        last % 3,
        last % 2,
        (SessionType.EXTERNAL, SessionType.INTERNAL, SessionType.CONFEDERATION)[last % 4 % 3],
    )
    for last in range(1, 9)
]


def _cost(next_hop: bytes) -> int | None:
    return {1: 1, 2: 2, 3: 1, 4: None}[next_hop[-1]]


def _path(pick: Random, whose: Source, path_id: int) -> Path:
    return Path(
        whose,
        pick.choice(_BLOCKS),
        bytes((192, 0, 2, pick.randint(1, 4))),
        path_id=path_id,
        rejected=pick.random() < 0.1,
    )


@pytest.mark.parametrize("always_compare_med", [False, True])
@pytest.mark.parametrize("name", _PROCESSES)
def test_the_order_is_the_one_that_choosing_anew_gives(name: str, always_compare_med: bool) -> None:
    """RFC 4271 §9.1.2.2: after each path that comes or goes; all of them, or the first few."""
    process: DecisionProcess = _PROCESSES[name]
    decided = 0
    for seed in range(8):
        pick = Random(seed)
        context = DecisionContext(
            resolve=_cost,
            local_asns=(77,),
            always_compare_med=always_compare_med,
            missing_med_as_worst=pick.random() < 0.5,
        )
        selector = process.under(context)
        standings = Standings(selector)
        there: dict[int, Path] = {}
        existing: Path | None = None
        sources = pick.choices(_SOURCES, k=pick.randint(1, 5))
        for arrival in range(pick.randint(1, 60)):
            if there and pick.random() < 0.4:
                gone = pick.choice(list(there))
                del there[gone]
                standings.remove(gone)
            else:
                there[arrival] = _path(pick, pick.choice(sources), arrival)
                standings.add(arrival, there[arrival])
            # Nobody asks after each.
            if pick.random() < 0.3:
                continue
            arrived = [there[each] for each in sorted(there)]
            now = attrs.evolve(context, existing=existing)
            best = standings.best(existing)
            assert best is process.select(arrived, now)
            ranked = process.ranked(arrived, now)
            most = pick.randint(1, 5)
            assert standings.ranked(existing, most) == ranked[:most]
            assert standings.ranked(existing) == ranked
            existing = best
            decided += len(ranked) > 3
    assert decided > 40
