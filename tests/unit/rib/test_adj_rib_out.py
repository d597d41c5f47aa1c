"""AdjRibOut against plain dicts: what is told, what is to be told, and what is let go of."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, MultiExitDisc, Origin
from bgplib.attributes.block import AttributeBlock
from bgplib.iana.families import Family
from bgplib.rib.adj_rib_out import AdjRibOut, Batch
from bgplib.route import Path, Source

V4 = Family.IPV4_UNICAST
SOURCES = [Source(address=f"192.0.2.{n}", asn=65000 + n, identifier=n) for n in range(1, 4)]
PATHS = [
    Path(source, AttributeBlock.of((Origin(0), AsPath(()), MultiExitDisc(med))), next_hop)
    for source in SOURCES
    for med, next_hop in ((0, "192.0.2.9"), (1, "192.0.2.9"), (0, "192.0.2.8"))
]
KEYS = [bytes((8, number)) for number in range(5)]


def export(path: Path, key: bytes) -> Path | None:
    """Refuse the last path, and pass on the others with only a part of what they say."""
    if path is PATHS[-1]:
        return None
    med = path.attributes.med
    assert med is not None
    block = AttributeBlock.of((Origin(0), AsPath.of([65000]), MultiExitDisc(med)))
    return Path(path.source, block, path.next_hop_octets, received=path)


def said(path: Path) -> tuple[Any, ...]:
    """Return what a peer sees of a path."""
    return path.path_id, path.attributes.octets, path.next_hop_octets


class Listener:
    """A peer that keeps what it is told."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self.has: dict[tuple[bytes, int | None], Any] = {}

    def hear(self, batch: Batch) -> None:
        """Do what a batch says; nothing is said twice or withdrawn in vain."""
        for path, keys in batch.withdrawn.items():
            for key in keys:
                del self.has[key, path.path_id]
        for path, keys in batch.announced.items():
            for key in keys:
                assert self.has.get((key, path.path_id)) != said(path)
                self.has[key, path.path_id] = said(path)


best = st.dictionaries(st.sampled_from(KEYS), st.none() | st.sampled_from(PATHS))


@given(st.lists(best, max_size=12))
def test_each_peer_has_what_it_is_to_have(rounds: list[dict[bytes, Path | None]]) -> None:
    """After each round every member has the exported best paths, but for its own."""
    out = AdjRibOut(V4, export)
    listeners = [Listener(None), *map(Listener, SOURCES)]
    truth: dict[bytes, Path] = {}
    for changes in rounds:
        for key, path in changes.items():
            exported = None if path is None else export(path, key)
            if exported is None:
                truth.pop(key, None)
            else:
                truth[key] = exported
        outgoing = out.take(changes.items())
        for listener in listeners:
            listener.hear(outgoing.batch(listener.source))
            assert listener.has == {
                (key, None): said(path)
                for key, path in truth.items()
                if path.source is not listener.source
            }
    out.take((key, None) for key in KEYS)
    assert (len(out), out._exported, list(out.routes())) == (0, {}, [])


ranked = st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from(PATHS[:-1]), unique_by=id))


@given(st.lists(ranked, max_size=12))
def test_each_peer_has_several_paths(rounds: list[dict[bytes, list[Path]]]) -> None:
    """With path identifiers: a path keeps its own, as long as its source has one there."""
    out = AdjRibOut(V4, export)
    listeners = [Listener(None), *map(Listener, SOURCES)]
    truth: dict[bytes, list[Path]] = {}
    for changes in rounds:
        changes = {key: _one_of_each_source(paths) for key, paths in changes.items()}
        before = {
            (key, path.source): path.path_id
            for key, told in out.paths.items()
            for path in (told if isinstance(told, tuple) else ())
        }
        truth.update(changes)
        outgoing = out.take_several(changes.items())
        for (key, source), number in before.items():
            told = out.paths.get(key) or ()
            assert isinstance(told, tuple)
            for path in told:
                assert path.source is not source or path.path_id == number
        for listener in listeners:
            listener.hear(outgoing.batch(listener.source))
            expected = {
                key: sorted(
                    (path.source.asn, path.attributes.med, path.next_hop_octets)
                    for path in paths
                    if path.source is not listener.source
                )
                for key, paths in truth.items()
            }
            has: dict[bytes, list[Any]] = {key: [] for key in truth}
            for key, number in listener.has:
                told = out.paths[key] or ()
                assert isinstance(told, tuple)
                (path,) = (each for each in told if each.path_id == number)
                has[key].append((path.source.asn, path.attributes.med, path.next_hop_octets))
            assert {key: sorted(each) for key, each in has.items()} == expected
    out.take_several((key, []) for key in KEYS)
    assert (len(out), out._exported) == (0, {})


def _one_of_each_source(paths: list[Path]) -> list[Path]:
    return list({path.source: path for path in paths}.values())


@given(st.lists(best, min_size=1, max_size=6), st.integers(0, 5), st.booleans())
def test_who_was_away_is_told_the_difference(
    rounds: list[dict[bytes, Path | None]], away_from: int, again: bool
) -> None:
    """From what it was told of each destination that changed, a peer comes to how things stand."""
    out = AdjRibOut(V4, export)
    there, away = Listener(None), Listener(None)
    pending: dict[bytes, Any] = {}
    for number, changes in enumerate(rounds):
        outgoing = out.take(changes.items())
        there.hear(outgoing.batch())
        if number < away_from:
            away.hear(outgoing.batch())
        else:
            for key, told in outgoing.before().items():
                pending.setdefault(key, told)
    batch = out.compare(pending.items(), again=again).batch()
    if again:
        away.has.clear()
        for path, keys in batch.announced.items():
            away.has.update({(key, None): said(path) for key in keys})
        assert away.has == {each: there.has[each] for each in away.has}
    else:
        away.hear(batch)
        assert away.has == there.has


@given(st.lists(best, min_size=1, max_size=6))
def test_own_paths_of_a_lone_peer_are_none(rounds: list[dict[bytes, Path | None]]) -> None:
    """It is told what it would be if there were nothing of its own."""
    lone = SOURCES[0]
    out, twin = AdjRibOut(V4, export), AdjRibOut(V4, export)
    one, other = Listener(None), Listener(None)
    for changes in rounds:
        others = {
            key: None if path is None or path.source is lone else path
            for key, path in changes.items()
        }
        one.hear(out.take(changes.items(), lone).batch())
        other.hear(twin.take(others.items()).batch())
        assert one.has == other.has
        assert out.paths.keys() == twin.paths.keys()


@given(st.lists(best, min_size=1, max_size=4))
def test_whoever_said_anything_of_it_is_told_apart(
    rounds: list[dict[bytes, Path | None]],
) -> None:
    """The sources of what comes, of what goes, and of both where one stands for another."""
    out = AdjRibOut(V4, export)
    for changes in rounds:
        outgoing = out.take(changes.items())
        paths = {*outgoing.fresh, *outgoing.gone, *itertools.chain(*outgoing.replaced)}
        found = {each for each in outgoing.partial() if isinstance(each, Source)}
        assert found == {path.source for path in paths}


def test_what_is_forgotten_is_asked_again() -> None:
    """A program that changes who is a client asks anew what is exported of a source's paths."""
    asked: list[Path] = []

    def counting(path: Path, key: bytes) -> Path | None:
        asked.append(path)
        return export(path, key)

    out = AdjRibOut(V4, counting)
    out.take((key, PATHS[0]) for key in KEYS)
    assert len(asked) == 1
    out.take([(KEYS[0], None)])
    out.take([(KEYS[0], PATHS[0])])
    assert len(asked) == 1
    out.forget(SOURCES[0])
    outgoing = out.take((key, PATHS[0]) for key in KEYS)
    assert len(asked) == 2
    assert not outgoing.batch()
