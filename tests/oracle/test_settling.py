"""What a table does in the short where nobody listens, and the slow twin of the RIB.

Few paths, which often tie, come in place of others all the time: see `bgplib.rib.settling`.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Final

import attrs
import pytest

from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.communities import LLGR_STALE
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Source
from bgplib.values.prefix import Prefix
from tests.oracle.rib_twin import Destination, Outcome, RibTwin, Said
from tests.unit.decision.paths import block, source

_V4: Final = Family.IPV4_UNICAST
_PREFIXES: Final = [Prefix.parse(text) for text in ("10.0.0.0/24", "10.0.1.0/24", "11.0.0.0/8")]
_SOURCES: Final = [
    source("192.0.2.1", 1, 4),
    source("192.0.2.2", 1, 3),
    source("192.0.2.3", 2, 2),
    source("192.0.2.4", 2, 1, SessionType.INTERNAL),
]
_BLOCKS: Final = [
    block("1 8 9"),
    *(block(as_path, med=med) for as_path in ("1 9", "2 9") for med in (None, 1)),
    # Ranks below that of the one that came first, and nothing that may be chosen.
    block("9"),
    block("2 9", local_pref=200),
    block("2 9", communities=(LLGR_STALE,)),
    block("77 9"),
]
_HOPS: Final = [bytes((192, 0, 2, last)) for last in (1, 2, 3)]


@attrs.frozen
class _Step:
    """One UPDATE, or the end of a session."""

    whose: Source
    what: str
    prefixes: list[Prefix]
    path_id: int | None
    said: Said


def _steps(pick: random.Random) -> list[_Step]:
    """Draw a history: the longer, the more comes in place of something else."""
    prefixes = _PREFIXES[: pick.randint(1, 3)]
    numbered = pick.choice((0.0, 0.3))
    return [
        _Step(
            pick.choice(_SOURCES),
            pick.choices(("announce", "withdraw", "drop"), (16, 3, 1))[0],
            pick.choices(prefixes, k=pick.randint(1, 3)),
            pick.choice((1, 2)) if pick.random() < numbered else None,
            Said(pick.choice(_BLOCKS), pick.choice(_HOPS)),
        )
        for _ in range(60)
    ]


def _cost(next_hop: bytes) -> int | None:
    return {1: 1, 2: 1, 3: None}[next_hop[-1]]


def _as_it_is(said: Said, _destination: Destination) -> Outcome:
    return Outcome(said)


def _do(rib: Rib, step: _Step, notes: ChangeNotes) -> None:
    if step.what == "drop":
        rib.drop_source(step.whose, notes=notes)
        return
    nlri = [UnicastNlri(prefix, path_id=step.path_id) for prefix in step.prefixes]
    if step.what == "withdraw":
        update = Update(block(), (), (NlriGroup.of(_V4, nlri),))
    else:
        group = NlriGroup.of(_V4, nlri)
        group.next_hop_octets = step.said.next_hop
        update = Update(step.said.attributes, (group,), ())
    rib.update(step.whose, update, notes=notes)


def _do_slowly(twin: RibTwin, step: _Step) -> None:
    if step.what == "drop":
        twin.drop(step.whose)
        return
    for prefix in step.prefixes:
        place = (_V4, prefix.key, step.whose, step.path_id)
        if step.what == "withdraw":
            twin.withdraw(place)
        else:
            twin.announce(place, step.said, _as_it_is)


@pytest.mark.parametrize("seed", range(50))
def test_what_nobody_is_told_of_is_chosen_right(seed: int) -> None:
    """After each step the best paths, all paths, and how often each is used."""
    context = DecisionContext(resolve=_cost, local_asns=frozenset((77,)))
    rib, twin = Rib(context=context), RibTwin(context)
    notes = ChangeNotes({})
    for step in _steps(random.Random(seed)):
        _do(rib, step, notes)
        _do_slowly(twin, step)
        for prefix in _PREFIXES:
            expected = twin.best((_V4, prefix.key))
            best = rib.best(prefix)
            if expected is None or best is None:
                assert best is None
                assert expected is None
                continue
            place, outcome = expected
            assert (best.source, best.path_id) == (place[2], place[3])
            assert best.attributes == outcome.said.attributes
        routes = [route for prefix in _PREFIXES for route in rib.routes(prefix)]
        found = {
            (_V4, route.key, route.source, route.path_id): (route.attributes, route.next_hop)
            for route in routes
        }
        assert len(routes) == len(found) == rib.path_count
        assert {place: attributes for place, (attributes, _) in found.items()} == {
            place: said.attributes for place, said in twin.said.items()
        }
        uses = Counter(id(route.path.received) for route in routes)
        assert all(route.path.received.uses == uses[id(route.path.received)] for route in routes)
    for whose in _SOURCES:
        rib.drop_source(whose, notes=notes)
    assert rib.path_count == 0
    assert not rib.families
