"""Multipath: the best path and those as good, by rules."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.context import SessionType
from bgplib.decision import (
    RFC4271,
    AsPathRule,
    DecisionContext,
    KeyStep,
    MultipathRules,
)
from bgplib.errors import LocalError
from bgplib.route import Path, Route
from tests.unit.decision.paths import path

INTERNAL = SessionType.INTERNAL


def peer(number: int, as_path: str = "1 9", **other: object) -> Path:
    """Make a path of a peer with a next hop of its own."""
    asn = int(as_path.split(maxsplit=1)[0])
    settings: dict[str, object] = {"via": f"198.51.100.{number}", "asn": asn, **other}
    return path(as_path, address=f"192.0.2.{number}", identifier=number, **settings)  # type: ignore[arg-type]  # tests pass what `path` takes


def used(
    paths: list[Path], context: DecisionContext | None = None, **rules: object
) -> tuple[list[int], dict[int, tuple[str, str]]]:
    """Return the numbers of the paths used, and why not the others."""
    context = context or DecisionContext()
    made = MultipathRules(**rules)  # type: ignore[arg-type]  # as above
    number = {each: int(each.source.address[-1]) for each in paths}
    found = RFC4271.multipath(paths, context, made)
    assert RFC4271.under(context).multipath(paths, made) == list(found)
    explained = RFC4271.explain(paths, context, multipath=made).multipath
    assert explained is not None
    assert explained.used == found
    return [number[each] for each in found], {
        number[each.candidate]: (each.rule, each.reason)  # type: ignore[index]  # they are paths
        for each in explained.left_out
    }


def test_those_as_good_as_the_best_are_used() -> None:
    """What breaks ties does not count; everything before it does."""
    paths = [peer(3), peer(1), peer(2), peer(4, "1 8 9"), peer(5, origin=1), peer(6, preference=9)]
    assert used(paths) == (
        [1, 2, 3],
        {
            6: ("highest local preference", "9 against 100"),
            4: ("shortest AS_PATH", "3 against 2"),
            5: ("lowest ORIGIN", "EGP against IGP"),
        },
    )


def test_nobody_and_one() -> None:
    """Where no path is eligible none is used."""
    assert used([]) == ([], {})
    assert used([peer(1)]) == ([1], {})
    assert used([peer(1).replace(rejected=True)]) == (
        [],
        {1: ("import policy", "import policy refused it")},
    )


def test_as_paths() -> None:
    """Identical, of one neighbour, or of one length (`multipath-relax`)."""
    paths = [peer(1, "1 9"), peer(2, "1 8"), peer(3, "2 9"), peer(4, "1 9")]
    identical = "its AS path is not that of the best"
    assert used(paths, as_path=AsPathRule.IDENTICAL) == (
        [1, 4],
        {2: ("as_path", identical), 3: ("as_path", identical)},
    )
    assert used(paths)[0] == [1, 2, 4]
    assert used(paths)[1] == {3: ("as_path", "neighbour AS2 against neighbour AS1")}
    assert used(paths, as_path=AsPathRule.LENGTH) == ([1, 2, 3, 4], {})


def test_internal_paths_have_a_rule_of_their_own() -> None:
    """FRR asks for identical AS paths there, and for the neighbour only of external ones."""
    paths = [peer(1, session=INTERNAL), peer(2, "1 8", session=INTERNAL)]
    assert used(paths)[0] == [1, 2]
    assert used(paths, internal_as_path=AsPathRule.IDENTICAL)[0] == [1]


def test_limits() -> None:
    """In all, by kind of session, by neighbouring AS and by peer."""
    external = [peer(number) for number in range(1, 5)]
    assert used(external, maximum=3) == ([1, 2, 3], {4: ("maximum", "3 is the limit")})
    assert used(external, external=2) == (
        [1, 2],
        {3: ("external", "2 is the limit"), 4: ("external", "2 is the limit")},
    )
    assert used(external, internal=1)[0] == [1, 2, 3, 4]
    internal = [peer(number, session=INTERNAL) for number in range(1, 4)]
    assert used(internal, internal=1)[0] == [1]
    mixed = [peer(1), peer(2), peer(3, "2 9"), peer(4, "2 9")]
    assert used(mixed, as_path=AsPathRule.LENGTH, per_neighbour_as=1) == (
        [1, 3],
        {2: ("per_neighbour_as", "1 is the limit"), 4: ("per_neighbour_as", "1 is the limit")},
    )
    one = peer(1, path_id=1)
    several = [one, one.replace(path_id=2, next_hop="198.51.100.77"), peer(2)]
    assert used(several, per_peer=1)[0] == [1, 2]
    assert used(several)[0] == [1, 1, 2]


def test_next_hops_differ() -> None:
    """The same next hop twice shares no load."""
    paths = [peer(1), peer(2, via="198.51.100.1"), peer(3)]
    assert used(paths) == ([1, 3], {2: ("distinct_next_hops", "next hop 198.51.100.1 is used")})
    assert used(paths, distinct_next_hops=False)[0] == [1, 2, 3]


def test_costs() -> None:
    """Next hops are as near as that of the best, unless unequal ones will do."""
    context = DecisionContext(resolve=lambda octets: octets[-1] // 2)
    paths = [peer(2, session=INTERNAL), peer(3, session=INTERNAL), peer(4, session=INTERNAL)]
    assert used(paths, context) == ([2, 3], {4: ("lowest IGP cost", "2 against 1")})
    assert used(paths, context, unequal_cost=True) == ([2, 3, 4], {})


def test_med_is_compared_within_a_neighbouring_as() -> None:
    """Who falls by MED is not as good as the best, whichever AS that is of."""
    paths = [peer(1, "1 9"), peer(2, "2 9", med=20), peer(3, "2 9", med=10)]
    assert used(paths, as_path=AsPathRule.LENGTH) == (
        [1, 3],
        {2: ("lowest MED per neighbouring AS", "20 against 10")},
    )


def test_steps_of_users_count() -> None:
    """Unless they say that they break ties."""
    paths = [peer(1), peer(2)]
    for tie_break, expected in ((False, 1), (True, 2)):
        step = KeyStep(
            name="mine",
            rfc="",
            tie_break=tie_break,
            key=lambda path, _: path.source.identifier,
        )
        for before in ("highest weight", "external over internal", None):
            process = RFC4271.inserting(step, before=before)
            assert len(process.multipath(paths)) == expected
            assert len(process.under().multipath(paths, MultipathRules())) == expected


def test_routes_are_answered_with_routes() -> None:
    """As everywhere."""
    routes = [Route.of("10.0.0.0/8", each) for each in (peer(2), peer(1))]
    assert RFC4271.multipath(routes) == (routes[1], routes[0])


def test_limits_are_checked() -> None:
    """No path at all is not a limit."""
    with pytest.raises(LocalError, match="maximum is 0"):
        MultipathRules(maximum=0)
    with pytest.raises(LocalError, match="per_peer is -1"):
        MultipathRules(per_peer=-1)


@pytest.mark.parametrize("field", ["as_path", "internal_as_path"])
@pytest.mark.parametrize("word", ["identical", 1])
def test_a_rule_that_is_none_is_refused(field: str, word: object) -> None:
    """The name of the strictest rule would otherwise do as the widest one does."""
    rules: dict[str, Any] = {field: word}
    with pytest.raises(LocalError, match=f"^{field} is {word!r}, which is not an AsPathRule"):
        MultipathRules(**rules)


def test_only_internal_paths_may_have_no_rule_of_their_own() -> None:
    """None takes that of all paths."""
    assert MultipathRules(internal_as_path=None).internal_as_path is None
    nothing: dict[str, Any] = {"as_path": None}
    with pytest.raises(LocalError, match="as_path is None"):
        MultipathRules(**nothing)
