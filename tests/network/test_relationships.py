"""Networks of customers, providers and peers: what everybody chooses, held against a slow twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgplib.errors import LocalError, ParseError
from bgplib.policy import ACCEPT_ALL
from bgplib.speaker import BestChanged
from bgplib.testing.relationships import gao_rexford

Kinds = dict[tuple[int, int], str]  # what the second is to the first
_BEST_FIRST = ("customer", "peer", "provider")
_OPPOSITE = {"customer": "provider", "provider": "customer", "peer": "peer"}


@st.composite
def relations(draw: st.DrawFn) -> Kinds:
    """Draw who is what to whom; a provider has the lower number, so that nobody is his own."""
    count = draw(st.integers(2, 8))
    found: Kinds = {}
    for right in range(2, count + 1):
        for left in range(1, right):
            kind = draw(st.sampled_from([None, "customer", "customer", "peer"]))
            if kind is not None:
                found[left, right], found[right, left] = kind, _OPPOSITE[kind]
    return found


def lines(kinds: Kinds) -> list[str]:
    """Write relations as CAIDA does."""
    codes = {"customer": "-1", "peer": "0"}
    return [f"{a}|{b}|{codes[kinds[a, b]]}|bgp" for a, b in kinds if a < b]


def stable(kinds: Kinds, origin: int) -> dict[int, list[int]]:
    """Let ASes choose in turn until nobody changes: the best kind, the shortest, the lowest."""
    paths: dict[int, list[int]] = {origin: []}
    settled = False
    while not settled:
        settled = True
        for asn in {asn for asn, _ in kinds} - {origin}:
            offers = []
            for (us, neighbour), kind in kinds.items():
                path = paths.get(neighbour)
                if us != asn or path is None or asn in path:
                    continue
                # A route goes to a customer, or it is of a customer.
                heard_of = kinds[neighbour, path[0]] if path else "customer"
                if kind == "provider" or heard_of == "customer":
                    offers.append((_BEST_FIRST.index(kind), len(path), neighbour, path))
            chosen = [min(offers)[2], *min(offers)[3]] if offers else None
            if paths.get(asn) != chosen:
                settled = False
                if chosen is None:
                    del paths[asn]
                else:
                    paths[asn] = chosen
    return paths


def chosen(tables: Mapping[str, Mapping[str, str]], prefix: str) -> dict[int, list[int]]:
    """Return who chose which path to a prefix."""
    return {
        int(name.removeprefix("AS")): [
            int(word) for word in table[prefix].partition(" from ")[0].split() if word != "-"
        ]
        for name, table in tables.items()
        if prefix in table
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(relations(), st.data())
def test_everybody_chooses_as_the_slow_twin(kinds: Kinds, data: st.DataObject) -> None:
    """RFC 9234 §5, or export policy, keeps valleys out; the rest is preference and length."""
    ases = sorted({asn for asn, _ in kinds})
    roles = data.draw(st.none() | st.sets(st.sampled_from(ases)) if ases else st.none())
    topology = gao_rexford(lines(kinds), roles=roles)
    report = topology.converge(quiet=1, limit=3)
    assert report.settled
    for name, prefix in topology.prefixes.items():
        found = chosen(report.tables, prefix)
        expected = stable(kinds, int(name.removeprefix("AS")))
        # The last tie is broken by identifiers, which are in the order of the lines.
        assert {asn: len(path) for asn, path in found.items()} == {
            asn: len(path) for asn, path in expected.items()
        }
        for asn, path in found.items():
            if path:
                assert kinds[asn, path[0]] == kinds[asn, expected[asn][0]]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(relations(), st.integers(0, 2**32))
def test_what_comes_at_one_instant_is_chosen_among_as_what_comes_in_turn(
    kinds: Kinds, seed: int
) -> None:
    """Without jitter a speaker reads all that is there before it tells; with it, piece by piece."""
    at_once = gao_rexford(lines(kinds), seed=seed).converge()
    in_turn = gao_rexford(lines(kinds), seed=seed, jitter=0.001).converge()
    assert at_once.settled
    assert in_turn.settled
    assert at_once.tables == in_turn.tables


def test_one_end_of_each_link_connects() -> None:
    """No connection is made in vain, and one comes back when its link works again."""
    internet = gao_rexford(["1|2|-1", "1|3|-1", "2|3|0"])
    report = internet.converge()
    assert report.messages["OPEN"] == 2 * 3
    assert "NOTIFICATION" not in report.messages
    internet.cut("AS1", "AS3")
    way_around = internet.converge().tables["AS3"]
    internet.repair("AS1", "AS3")
    assert internet.converge(quiet=200).tables == report.tables
    assert way_around != report.tables["AS3"]
    assert internet.network.established()


def test_a_link_that_fails_leaves_the_way_around() -> None:
    """1 has 2 and 3 for customers, which are peers; 4 is a customer of both."""
    text = "# source:...\n1|2|-1\n1|3|-1|bgp\n\n2|3|0\n2|4|-1\n3|4|-1\n"
    topology = gao_rexford(text, latency=0.01)
    prefix = topology.prefixes["AS4"]
    assert topology.converge().tables["AS2"][prefix] == "4 from AS4"
    topology.cut("AS2", "AS4")
    assert topology.converge().tables["AS2"][prefix] == "3 4 from AS3"
    topology.cut("AS2", "AS3")
    assert topology.converge().tables["AS2"][prefix] == "1 3 4 from AS1"
    told = str(topology.routers["AS3"].speaker.explain(topology.prefixes["AS1"]))
    assert "statement 'of a provider' of policy 'preference': accept" in told


#: 3 is a customer of 1 and of 2, which are peers; 9 is a customer of 1, and 8 of 2
_BESIDE = "1|3|-1\n2|3|-1\n1|9|-1\n2|8|-1\n1|2|0"


@pytest.mark.parametrize(("roles", "heard"), [((), "2 3 1 9"), ((2,), "2 3 1 9"), (None, "2 1 9")])
def test_a_leak_goes_as_far_as_it_is_not_marked(roles: tuple[int, ...] | None, heard: str) -> None:
    """RFC 9234 §5: 2 refuses what its customer leaks if 1 has marked it, and not by itself."""
    topology = gao_rexford(_BESIDE, originates=[9], roles=roles)
    assert list(topology.prefixes) == ["AS9"]
    prefix = topology.prefixes["AS9"]
    assert topology.converge().tables["AS8"][prefix] == "2 1 9 from AS2"
    leaking = topology.routers["AS3"]
    peer = leaking.node(topology.routers["AS2"]).peer
    assert peer is not None
    config = attrs.evolve(peer.config, export_policy=ACCEPT_ALL, role=None)
    leaking.speaker.update_peer(peer, config, topology.network.now)
    topology.network.settle(leaking)
    assert topology.converge().tables["AS8"][prefix] == f"{heard} from AS2"


@pytest.mark.parametrize(("originates", "roles"), [([4, 7], None), (None, [4, 7])])
def test_an_as_in_no_line(originates: list[int] | None, roles: list[int] | None) -> None:
    """An AS that is to do something and is not there is a mistake of the caller."""
    with pytest.raises(LocalError, match="AS 7 is in no line"):
        gao_rexford("4|5|-1", originates=originates, roles=roles)


@pytest.mark.parametrize("wrong", ["2", ["2"], [None]])
def test_text_is_no_as_number(wrong: Any) -> None:
    """It is equal to none, and nobody would originate anything."""
    with pytest.raises(LocalError, match="is no AS number"):
        gao_rexford("1|2|-1", originates=wrong)
    assert list(gao_rexford("1|2|-1", originates=2).prefixes) == ["AS2"]


def test_a_line_is_text() -> None:
    """Three values are none, and it is said of which line."""
    wrong: Any = ["1|2|-1", (1, 3, -1)]
    with pytest.raises(LocalError, match="line 2 is"):
        gao_rexford(wrong)


@pytest.mark.parametrize(
    ("line", "error", "text"),
    [
        ("1|2", ParseError, "line 2: '1|2' is no relationship"),
        ("1|2|1", ParseError, "is no relationship"),
        ("one|2|0", ParseError, "line 2: 'one' is not an AS number"),
        ("7|7|0", LocalError, "line 2: AS 7 has no relationship with itself"),
        ("5|4|0", LocalError, "line 2: line 1 says already what AS 5 and AS 4 are"),
    ],
)
def test_what_is_no_relationship(line: str, error: type[Exception], text: str) -> None:
    """It is told which line, and why."""
    with pytest.raises(error, match=text.replace("|", r"\|")):
        gao_rexford(["4|5|-1", line])


def test_fields_of_all_speakers() -> None:
    """What each AS chose in the course of time can be looked at."""
    topology = gao_rexford(["1|2|-1", "2|3|-1"], originates=3, speaker={"best_changes": True})
    topology.converge()
    heard = [
        (name, str(event))
        for name, router in topology.routers.items()
        for _, event in router.events
        if isinstance(event, BestChanged)
    ]
    prefix = topology.prefixes["AS3"]
    assert ("AS1", f"Change {prefix}: nothing to 192.168.0.2 AS2") in heard
