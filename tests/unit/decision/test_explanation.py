"""An explanation is a value, and prints what a looking glass would say."""

from __future__ import annotations

import json

import pytest

from bgplib.context import SessionType
from bgplib.decision import (
    BIRD,
    FRR,
    GOBGP,
    RFC4271,
    RFC5004,
    DecisionContext,
    DecisionProcess,
    MultipathRules,
)
from bgplib.route import Path, Route, Source
from tests.unit.decision.paths import path


def resolve(next_hop: bytes) -> int | None:
    """Know one network only."""
    return 0 if next_hop[:1] == b"\xc0" else None


CANDIDATES = (
    path("1 9", address="192.0.2.1", asn=1, identifier="10.0.0.1", med=10),
    path("2 9", address="192.0.2.2", asn=2, identifier="10.0.0.2", med=20),
    path("2 9", address="192.0.2.3", asn=2, identifier="10.0.0.3", med=10),
    path("3 9", address="192.0.2.4", asn=3, via="198.18.0.1"),
    path("4 8 9", address="192.0.2.5", asn=4, path_id=7),
)


def explain(*paths: Path) -> str:
    """Explain a decision about 10.0.0.0/8."""
    routes = [Route.of("10.0.0.0/8", each) for each in paths]
    return str(RFC4271.explain(routes, DecisionContext(resolve=resolve)))


def test_words() -> None:
    """Every step that ran has a line, and everybody who fell has one below it."""
    assert explain(*CANDIDATES).splitlines() == [
        "10.0.0.0/8: 5 paths",
        "  1. 1 9 via 192.0.2.9 from 192.0.2.1 AS1",
        "  2. 2 9 via 192.0.2.9 from 192.0.2.2 AS2",
        "  3. 2 9 via 192.0.2.9 from 192.0.2.3 AS2",
        "  4. 3 9 via 198.18.0.1 from 192.0.2.4 AS3",
        "  5. 4 8 9 via 192.0.2.9 from 192.0.2.5 AS4 path-id 7",
        "resolvable next hop (RFC 4271 §9.1.2.1)",
        "    4 is ineligible: next hop 198.18.0.1 is not resolvable",
        "highest weight: 1, 2, 3 and 5 tie at 0",
        "highest local preference (RFC 4271 §9.1.1): 1, 2, 3 and 5 tie at 100",
        "locally originated: 1, 2, 3 and 5 tie at learned",
        "shortest AS_PATH (RFC 4271 §9.1.2.2 (a)): 1, 2 and 3 tie at 2",
        "    5 is out: 3 against 2",
        "lowest ORIGIN (RFC 4271 §9.1.2.2 (b)): 1, 2 and 3 tie at IGP",
        "lowest MED per neighbouring AS (RFC 4271 §9.1.2.2 (c))",
        "    neighbour AS1: 1 has 10",
        "    neighbour AS2: 2 has 20, 3 has 10",
        "    2 is out: 20 against 10",
        "external over internal (RFC 4271 §9.1.2.2 (d)): 1 and 3 tie at external",
        "lowest IGP cost (RFC 4271 §9.1.2.2 (e)): 1 and 3 tie at 0",
        "lowest identifier (RFC 4271 §9.1.2.2 (f)): 1 wins with 10.0.0.1",
        "    3 is out: 10.0.0.3 against 10.0.0.1",
        "Best: 1, by lowest identifier.",
        "    2 would win with MED 20 → 10 and identifier 10.0.0.2 → 10.0.0.0",
        "    3 would win with identifier 10.0.0.3 → 10.0.0.0",
        "    4 would win with next hop 198.18.0.1 → 192.0.2.9",
        "    5 would win with AS_PATH length 3 → 2",
    ]


def test_words_for_few() -> None:
    """No path, one path, and none that is eligible."""
    assert str(RFC4271.explain([])) == "0 paths\nThere is no path."
    assert explain(CANDIDATES[0]).splitlines()[-1] == "Best: 1, alone."
    obstacle = "resolvable next hop: next hop 198.18.0.1 is not resolvable"
    assert explain(CANDIDATES[3]).splitlines()[-2:] == [
        "No path is eligible.",
        f"    nothing of its own would make 1 win: {obstacle}",
    ]
    same = CANDIDATES[0].replace()
    assert explain(CANDIDATES[0], same).splitlines()[-2:] == [
        "Best: 1, first of those that tie to the end.",
        "    2 would win with peer address 192.0.2.1 → 192.0.2.0",
    ]


def test_words_of_operands() -> None:
    """What is missing, and what is there in place of something, is said."""
    internal = SessionType.INTERNAL
    ourselves = Source.ourselves(65000)
    pairs = {
        "none, counts as INCOMPLETE against IGP": (path(), path(origin=None, address="192.0.2.2")),
        "EGP against IGP": (path(), path(origin=1, address="192.0.2.2")),
        "learned against our own": (path(), path().replace(source=ourselves)),
        "internal against external": (path(), path(session=internal, address="192.0.2.2")),
        "(ORIGINATOR_ID) against": (
            path(session=internal, originator_id=9),
            path(session=internal, identifier=1, address="192.0.2.2"),
        ),
        "192.0.2.2 against 192.0.2.1": (path(), path(address="192.0.2.2")),
    }
    for words, pair in pairs.items():
        assert words in explain(*pair), words
    med = explain(path(med=5), path(address="192.0.2.2"))
    assert "neighbour AS65001: 1 has 5, 2 has none, counts as 0" in med
    kept = DecisionContext(existing=CANDIDATES[2])
    assert "1 is out: newcomer against best until now" in str(
        RFC5004.explain([CANDIDATES[0], CANDIDATES[2]], kept)
    )


def test_json_is_plain() -> None:
    """It goes through the standard serialiser and back, and numbers candidates from 1."""
    explanation = RFC4271.explain(CANDIDATES, DecisionContext(resolve=resolve))
    plain = explanation.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["best"] == 1
    assert plain["decided_by"] == "lowest identifier"
    assert plain["candidates"][4] == {
        "peer": "192.0.2.5",
        "asn": 4,
        "identifier": "0.0.0.0",
        "session": "external",
        "path_id": 7,
        "next_hop": "192.0.2.9",
        "as_path": "4 8 9",
    }
    (med,) = [step for step in plain["steps"] if step["groups"]]
    assert med == {
        "step": "lowest MED per neighbouring AS",
        "rfc": "RFC 4271 §9.1.2.2 (c)",
        "left": [1, 3],
        "operand": "",
        "fallen": [{"candidate": 2, "operand": "20", "against": "10"}],
        "groups": [
            {"name": "neighbour AS1", "members": [{"candidate": 1, "operand": "10"}]},
            {
                "name": "neighbour AS2",
                "members": [
                    {"candidate": 2, "operand": "20"},
                    {"candidate": 3, "operand": "10"},
                ],
            },
        ],
    }


def test_of_many_losers_some_are_told() -> None:
    """What a thousand peers would have to change is said when somebody asks."""
    paths = [path("1 9", address=f"192.0.2.{number}", identifier=number) for number in range(1, 41)]
    explanation = RFC4271.explain(paths)
    assert str(explanation).splitlines()[-2:] == [
        "    33 would win with identifier 0.0.0.33 → 0.0.0.0",
        "    and so on: `would_win` says it of the other 7",
    ]
    assert len(explanation.to_json()["would_win"]) == 32
    assert str(explanation.would_win(paths[39])) == "identifier 0.0.0.40 → 0.0.0.0"


def test_json_names_the_destination_of_routes() -> None:
    """A route says what it is a route to."""
    plain = RFC4271.explain([Route.of("2001:db8::/32", CANDIDATES[0])]).to_json()
    assert plain["candidates"][0]["family"] == "ipv6-unicast"
    assert plain["candidates"][0]["destination"] == "2001:db8::/32"


def test_a_path_given_twice_is_one_candidate() -> None:
    """Candidates are a set."""
    explanation = RFC4271.explain([CANDIDATES[0], CANDIDATES[0]])
    assert explanation.candidates == (CANDIDATES[0],)
    assert explanation.decided_by is None


def test_multipath_and_order_of_preference_when_asked() -> None:
    """Who shares the load and why not the others, and in which order ADD-PATH would send them."""
    routes = [Route.of("10.0.0.0/8", each) for each in CANDIDATES]
    explanation = RFC4271.explain(
        routes, DecisionContext(resolve=resolve), multipath=MultipathRules(), ranking=True
    )
    assert str(explanation).splitlines()[-6:] == [
        "Multipath: 1",
        "    4 is not used: resolvable next hop: next hop 198.18.0.1 is not resolvable",
        "    5 is not used: shortest AS_PATH: 3 against 2",
        "    2 is not used: lowest MED per neighbouring AS: 20 against 10",
        "    3 is not used: as_path: neighbour AS2 against neighbour AS1",
        "In order of preference: 1, 3, 2, 5",
    ]
    plain = explanation.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["ranking"] == [1, 3, 2, 5]
    assert plain["multipath"]["used"] == [1]
    assert plain["multipath"]["left_out"][3] == {
        "candidate": 3,
        "rule": "as_path",
        "reason": "neighbour AS2 against neighbour AS1",
    }
    plain = RFC4271.explain(routes).to_json()
    assert (plain["multipath"], plain["ranking"]) == (None, None)
    none = RFC4271.explain(routes[3:4], DecisionContext(resolve=resolve), ranking=True)
    assert str(none).splitlines()[-1] == "In order of preference: none"


def test_json_says_what_would_have_to_change() -> None:
    """For each candidate but the best the changes in the order of the steps, or the obstacle."""
    context = DecisionContext(resolve=resolve)
    plain = RFC4271.explain(CANDIDATES, context).to_json()["would_win"]
    assert [each["candidate"] for each in plain] == [2, 3, 4, 5]
    assert plain[3] == {
        "candidate": 5,
        "changes": [
            {
                "step": "shortest AS_PATH",
                "subject": "AS_PATH length",
                "before": "3",
                "after": "2",
            }
        ],
        "obstacle": None,
    }
    (alone,) = RFC4271.explain(CANDIDATES[3:4], context).to_json()["would_win"]
    assert alone["changes"] == []
    assert alone["obstacle"] == "resolvable next hop: next hop 198.18.0.1 is not resolvable"


@pytest.mark.parametrize("process", [RFC4271, BIRD, FRR, GOBGP])
def test_med_that_is_always_compared_is_not_that_of_our_own_as(process: DecisionProcess) -> None:
    """RFC 4451 §3.3: where neighbours do not matter the group is not named after one."""
    pair = [path("1 9", asn=1, med=10), path("2 9", asn=2, med=5, address="192.0.2.2")]
    explanation = process.explain(pair, DecisionContext(always_compare_med=True))
    assert "    all neighbouring ASes: 1 has 10, 2 has 5" in str(explanation).splitlines()


def test_those_who_tie_with_what_looks_unlike_are_named() -> None:
    """RFC 4456 §9: an ORIGINATOR_ID ties with an identifier, and the line says so."""
    pair = [
        path(session=SessionType.INTERNAL, identifier=9),
        path(session=SessionType.INTERNAL, originator_id=9, cluster_list=(1,), address="192.0.2.2"),
    ]
    lines = str(RFC4271.explain(pair)).splitlines()
    title = "lowest identifier (RFC 4271 §9.1.2.2 (f))"
    assert f"{title}: 1 and 2 tie at 0.0.0.9 and 0.0.0.9 (ORIGINATOR_ID)" in lines
