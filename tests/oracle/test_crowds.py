"""A destination with a crowd, and a twin in which all paths are gone through for each change."""

from __future__ import annotations

from random import Random
from typing import Final

import pytest

from bgplib.context import SessionType
from bgplib.decision import FRR, GOBGP, RFC4271, RFC5004, DecisionContext, DecisionProcess
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import Change, ChangeNotes, Rib, crowd
from bgplib.rib.notes import Noted
from bgplib.route import Path
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source
from tests.unit.rib.test_rib import assert_empty

_V4: Final = Family.IPV4_UNICAST
_PREFIXES: Final = [Prefix.parse(text) for text in ("10.0.0.0/24", "10.0.1.0/24", "11.0.0.0/8")]
_SOURCES: Final = [
    source("192.0.2.1", 1, 4),
    source("192.0.2.2", 1, 3),
    source("192.0.2.3", 2, 2),
    source("192.0.2.4", 2, 1, SessionType.INTERNAL),
]
_BLOCKS: Final = [
    *(block(as_path, med=med) for as_path in ("1 9", "2 9", "3 9") for med in (None, 1, 2)),
    block("1 8 9"),
    block("2 9", local_pref=200),
    block("77 9"),
]
_HOPS: Final = [bytes((192, 0, 2, last)) for last in (1, 2, 3)]
_PROCESSES: Final = {"RFC4271": RFC4271, "RFC5004": RFC5004, "FRR": FRR, "GOBGP": GOBGP}

_Name = tuple[str, int | None, bytes] | None


def _cost(next_hop: bytes) -> int | None:
    return {1: 1, 2: 1, 3: None}[next_hop[-1]]


def _other_cost(next_hop: bytes) -> int | None:
    return {1: 2, 2: 1, 3: 1}[next_hop[-1]]


def _name(path: Path | None) -> _Name:
    if path is None:
        return None
    return str(path.source), path.path_id, path.octets + path.next_hop_octets


def _named(change: Change) -> tuple[object, ...]:
    paths = (change.lost, change.gained, change.old, change.new)
    return change.key, tuple(map(_name, paths)), change.best_changed


class _History:
    """Does the same, drawn from a seed, to any RIB."""

    def __init__(self, seed: int, process: DecisionProcess, notes: Noted | None) -> None:
        self.pick = Random(seed)
        self.rib = Rib(process, DecisionContext(resolve=_cost, local_asns=(77,)))
        self.notes = notes
        self.ids = self.pick.choice((4, 12))

    def step(self) -> list[object]:
        """Do something, and return what is told of it."""
        pick, rib = self.pick, self.rib
        whose = pick.choice(_SOURCES[: pick.randint(1, 4)])
        prefixes = pick.choices(_PREFIXES, k=pick.randint(1, 3))
        path_id = pick.choice((None, *range(self.ids)))
        attributes, via = pick.choice(_BLOCKS), pick.choice(_HOPS)
        what = pick.choices(
            ("announce", "withdraw", "load", "drop", "reselect", "rejudge", "stale", "sweep"),
            (16, 10, 2, 0.2, 0.5, 0.5, 0.5, 0.5),
        )[0]
        nlri = [UnicastNlri(prefix, path_id=path_id) for prefix in prefixes]
        if what == "announce":
            group = NlriGroup.of(_V4, nlri)
            group.next_hop_octets = via
            changes = rib.update(whose, Update(attributes, (group,), ()), notes=self.notes)
        elif what == "withdraw":
            group = NlriGroup.of(_V4, nlri)
            changes = rib.update(whose, Update(block(), (), (group,)), notes=self.notes)
        elif what == "load":
            keys = [prefix.key for prefix in prefixes]
            rib.load(whose, _V4, keys, attributes, via, path_id=path_id)
            changes = []
        elif what == "drop":
            changes = rib.drop_source(whose, notes=self.notes)
        elif what == "reselect":
            cost = pick.choice((_cost, _other_cost))
            context = DecisionContext(resolve=cost, local_asns=(77,))
            changes = rib.reselect(context, notes=self.notes)
        elif what == "rejudge":
            weight = pick.choice((0, 1))
            keys = [prefix.key for prefix in prefixes]
            changes = rib.rejudge(
                whose, lambda path, *_: path.replace(weight=weight), keys=keys, notes=self.notes
            )
        elif what == "stale":
            return [rib.mark_stale(whose, _V4)]
        else:
            changes = rib.sweep(whose, _V4, notes=self.notes)
        told: list[object] = [_named(change) for change in changes]
        if isinstance(self.notes, ChangeNotes):
            noted = self.notes.take().get(_V4, {})
            told += [(key, _name(path)) for key, path in noted.items()]
        return told

    def state(self) -> list[object]:
        """Return all that a program can ask."""
        rib = self.rib
        found: list[object] = [rib.path_count, rib.destinations(_V4), rib.keys(_V4)]
        for prefix in _PREFIXES:
            key = prefix.key
            best = rib.best_path(key, _V4)
            found += [_name(best), [_name(route.path) for route in rib.routes(prefix)]]
            found += [_name(path) for path in rib.ranked_paths(key, _V4)]
            found += [_name(path) for path in rib.ranked_paths(key, _V4, 3)]
            found += [_name(route.path) for route in rib.multipath(prefix)]
        for whose in _SOURCES:
            found += [_name(route.path) for route in rib.adj_rib_in(whose, _V4)]
            found += [_name(route.path) for route in rib.stale(whose, _V4)]
            said = (rib.path_of(whose, _PREFIXES[0].key, _V4, each) for each in range(self.ids))
            found += [_name(path) for path in said]
        return found


@pytest.mark.parametrize("notes", ["changes", "notes", "every", "nobody"])
@pytest.mark.parametrize("name", _PROCESSES)
def test_a_crowd_says_what_a_node_says(
    name: str, notes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All changes in their order, all paths and the best of them, whoever follows."""
    crowded = 0
    for seed in range(4):
        twins = []
        for _ in range(2):
            families = {"notes": {_V4: False}, "every": {_V4: True}, "nobody": {}}.get(notes)
            told = None if families is None else ChangeNotes(families)
            twins.append(_History(seed, _PROCESSES[name], told))
        for _ in range(100):
            said = []
            for history, many in zip(twins, (1, 1_000), strict=True):
                monkeypatch.setattr(crowd, "_MANY", many)
                monkeypatch.setattr(crowd, "_FEW", 1)
                said.append((history.step(), history.state() if seed % 2 else None))
            assert said[0] == said[1]
            crowded += any(table.crowds for table in twins[0].rib._tables.values())
            assert not any(table.crowds for table in twins[1].rib._tables.values())
        assert twins[0].state() == twins[1].state()
        for history in twins:
            for whose in _SOURCES:
                history.rib.drop_source(whose)
            assert_empty(history.rib)
    assert crowded > 100
