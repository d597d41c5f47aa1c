"""Policy, Statement, Chain and Result: evaluation, its trail, and errors that say where."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.policy import (
    ACCEPT_ALL,
    REJECT_ALL,
    Action,
    Chain,
    Policy,
    PolicyContext,
    PolicyError,
    SharedPaths,
    Statement,
    Verdict,
)
from bgplib.policy.matchers import AsPathMatches, FamilyIs, PrefixList, community
from bgplib.policy.modifiers import AddCommunities, NextHopUnchanged, Prepend, SetLocalPref, SetMed
from bgplib.route import Path, Route
from tests.unit.policy.routes import INTERNAL, path, route

MARKED = Statement(
    name="marked",
    matchers=community("65001:1"),
    modifiers=[SetLocalPref(200), AddCommunities.of("64500:1")],
)
REFUSED = Statement(name="refused", matchers=community("65001:2"), action=Action.REJECT)
POLICY = Policy(name="in", statements=[REFUSED, MARKED])


def test_the_first_statement_that_decides_does() -> None:
    """Statements are asked in their order, and none behind the one that accepts or rejects."""
    result = POLICY.apply(route(communities="65001:1 65001:2"))
    assert result.verdict is Verdict.REJECT
    assert result.statement == "refused"
    assert [step.statement.name for step in result.steps] == ["refused"]


def test_what_no_statement_decides_on_falls_to_the_default() -> None:
    """The default is to reject, unless the policy says otherwise."""
    assert POLICY.apply(route()).verdict is Verdict.REJECT
    lenient = attrs.evolve(POLICY, default=Action.ACCEPT)
    result = lenient.apply(route())
    assert result.accepted
    assert result.statement is None
    assert "default" in result.reason


def test_next_goes_on_with_the_changed_route() -> None:
    """A statement behind `NEXT` sees what the modifiers left."""
    policy = Policy(
        name="two",
        statements=[
            Statement(name="mark", modifiers=AddCommunities.of("65001:1"), action=Action.NEXT),
            MARKED,
        ],
    )
    result = policy.apply(route())
    assert result.accepted
    assert result.route.attributes.communities == (65001 << 16 | 1, 64500 << 16 | 1)
    assert result.route.path.local_preference == 200


def test_the_route_that_came_is_left_as_it_is() -> None:
    """Evaluation is a pure function: twice the same gives the same."""
    came = route(communities="65001:1")
    before = came.attributes.octets
    first, second = POLICY.apply(came), POLICY.apply(came)
    assert came.attributes.octets == before
    assert first.original is came
    assert first.to_json() == second.to_json()


def test_a_route_that_nothing_changes_is_the_same_object() -> None:
    """A table can go on sharing its paths."""
    came = route()
    assert ACCEPT_ALL.apply(came).route is came
    same = Policy(name="same", statements=[Statement(name="med", modifiers=SetMed(5))])
    again = same.apply(route(med=5)).route
    assert same.apply(again).route is again


def test_a_path_is_judged_without_a_destination() -> None:
    """Routes of one path fare alike where no matcher looks at the destination."""
    assert not POLICY.per_destination
    result = POLICY.apply(path(communities="65001:1"))
    assert isinstance(result.route, Path)
    assert result.route.preference == 200


def test_a_path_has_no_destination() -> None:
    """Where a matcher looks at it, the policy says so, and a path is refused by name."""
    policy = Policy(
        name="p", statements=[Statement(name="s", matchers=PrefixList.of("10.0.0.0/8"))]
    )
    assert policy.per_destination
    with pytest.raises(PolicyError, match=r"statement 's'.*no destination"):
        policy.apply(path())


def test_the_context_may_say_the_family_of_a_path() -> None:
    """So that policies on families need no route."""
    policy = Policy(
        name="p", statements=[Statement(name="s", matchers=FamilyIs.of("ipv4-unicast"))]
    )
    family = route().family
    assert policy.apply(path(), PolicyContext(family=family)).accepted
    with pytest.raises(PolicyError, match="no family"):
        policy.apply(path())


def test_the_trail_says_what_was_asked_and_changed() -> None:
    """As text, and as data that `json` takes."""
    result = POLICY.apply(route(communities="65001:1"))
    assert str(result).splitlines() == [
        "198.51.100.0/24: accept (statement 'marked' of policy 'in': accept)",
        "  in / refused: does not match",
        "    no  community is any of 65001:2 (65001:1)",
        "  in / marked: accept",
        "    yes community is any of 65001:1 (65001:1)",
        "    set LOCAL_PREF 200: preference 200 added; LOCAL_PREF 200 added",
        "    add community 64500:1: COMMUNITIES 65001:1 -> 65001:1 64500:1",
    ]
    plain = json.loads(json.dumps(result.to_json()))
    assert plain["statement"] == "marked"
    assert [step["matched"] for step in plain["steps"]] == [False, True]
    assert plain["steps"][1]["modifiers"][1]["changes"] == [
        {"what": "COMMUNITIES", "before": "65001:1", "after": "65001:1 64500:1"}
    ]
    assert {change["what"] for change in plain["changes"]} == {
        "preference",
        "LOCAL_PREF",
        "COMMUNITIES",
    }


def test_touched_says_what_modifiers_decided_on() -> None:
    """Also where they changed nothing: a speaker leaves the next hop alone then."""
    policy = Policy(
        name="p", statements=[Statement(name="s", modifiers=[NextHopUnchanged(), SetMed(1)])]
    )
    assert policy.apply(route(med=1)).touched == {"next_hop", "med"}
    assert REJECT_ALL.apply(route()).touched == frozenset()


def test_routes_that_shared_a_path_go_on_sharing() -> None:
    """With SharedPaths, a change is made once for a path; the results are as without."""
    common = path(communities="65001:1")
    routes = [Route.of(f"10.{number}.0.0/16", common) for number in range(5)]
    context = PolicyContext()
    shared = SharedPaths(context)
    policy = Chain.of(POLICY, ACCEPT_ALL)
    results = [policy.apply(each, context, shared) for each in routes]
    assert len({id(result.route.path) for result in results}) == 1
    assert results[0].route.path is not common
    assert [result.route.key for result in results] == [each.key for each in routes]
    for each, result in zip(routes, results, strict=True):
        assert policy.apply(each, context).to_json() == result.to_json()


def test_nothing_is_shared_that_may_differ() -> None:
    """Functions of a program see each route; another context changes routes in its own way."""
    common = path()
    seen = []

    def note(found: Route, context: PolicyContext) -> Route:
        seen.append(found.key)
        return found

    context = PolicyContext(local_as=1)
    shared = SharedPaths(context)
    policy = Policy(name="p", statements=[Statement(name="s", modifiers=[note, Prepend()])])
    for number in range(3):
        policy.apply(Route.of(f"10.{number}.0.0/16", common), context, shared)
    assert len(set(seen)) == 3
    other = policy.apply(Route.of("10.0.0.0/8", common), PolicyContext(local_as=2), shared)
    assert other.route.attributes.as_path_text == "2 65001"
    again = policy.apply(Route.of("10.0.0.0/8", common), context, shared)
    assert again.route.attributes.as_path_text == "1 65001"


def test_functions_are_matchers_and_modifiers() -> None:
    """A program's own code has the same place as bgplib's, and its name stands in the trail."""

    def even(found: Route, context: PolicyContext) -> bool:
        return found.path.weight % 2 == 0

    def heavier(found: Route, context: PolicyContext) -> Route:
        return Route(found.family, found.key, found.path.replace(weight=found.path.weight + 2))

    policy = Policy(name="p", statements=[Statement(name="s", matchers=even, modifiers=heavier)])
    result = policy.apply(route())
    assert result.route.path.weight == 2
    assert "yes even" in str(result)
    assert "heavier: weight 0 -> 2" in str(result)
    assert policy.per_destination


def raises(found: Any, context: PolicyContext) -> Any:
    """Fail as a program's own code may."""
    raise ZeroDivisionError("too much")


def nothing(found: Any, context: PolicyContext) -> Any:
    """Forget to return something."""


def elsewhere(found: Any, context: PolicyContext) -> Any:
    """Return a route to another destination."""
    return Route.of("203.0.113.0/24", found.path)


def somebody(found: Any, context: PolicyContext) -> Any:
    """Return a route of another peer."""
    return Route(found.family, found.key, found.path.replace(source=INTERNAL))


@pytest.mark.parametrize(
    ("matchers", "modifiers", "text"),
    [
        (raises, (), "raises: ZeroDivisionError: too much"),
        (nothing, (), "nothing: it said None, neither True nor False"),
        ((), raises, "raises: ZeroDivisionError: too much"),
        ((), nothing, "nothing: it returned None, which is no Route"),
        ((), elsewhere, "it changed the destination"),
        ((), somebody, "who announced the route"),
    ],
)
def test_errors_name_the_statement(matchers: Any, modifiers: Any, text: str) -> None:
    """PolicyError is a LocalError that says which statement of which policy, and which part."""
    policy = Policy(
        name="mine", statements=[Statement(name="bad", matchers=matchers, modifiers=modifiers)]
    )
    with pytest.raises(PolicyError, match=text) as caught:
        policy.apply(route())
    assert isinstance(caught.value, LocalError)
    assert (caught.value.policy, caught.value.statement) == ("mine", "bad")
    assert "statement 'bad' of policy 'mine'" in str(caught.value)


def test_the_cause_of_an_error_is_kept() -> None:
    """The traceback leads to the line of the program."""
    policy = Policy(name="p", statements=[Statement(name="s", matchers=raises)])
    with pytest.raises(PolicyError) as caught:
        policy.apply(route())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_chain_asks_each_policy_in_turn() -> None:
    """Each sees what the one before left; the first that rejects ends it."""
    first = Policy(
        name="first",
        statements=[Statement(name="mark", modifiers=AddCommunities.of("65001:1"))],
    )
    result = Chain.of(first, POLICY).apply(route())
    assert result.accepted
    assert (result.policy, result.statement) == ("in", "marked")
    assert [step.policy for step in result.steps] == ["first", "in", "in"]
    assert [str(each) for each in result.differences][-1] == "COMMUNITIES 65001:1 64500:1 added"
    assert result.reasons == (
        "statement 'mark' of policy 'first': accept",
        "statement 'marked' of policy 'in': accept",
    )
    assert Chain.of(first, ACCEPT_ALL).apply(route()).reasons == (
        "statement 'mark' of policy 'first': accept",
        "no statement of policy 'accept all' decides; its default: accept",
    )
    onwards = attrs.evolve(MARKED, action=Action.NEXT)
    assert Chain.of(first, Policy(name="on", statements=onwards)).apply(route()).reasons == (
        "statement 'mark' of policy 'first': accept",
        "no statement of policy 'on' decides; its default: reject",
    )
    assert POLICY.apply(route()).reasons == (POLICY.apply(route()).reason,)
    stopped = Chain.of(REJECT_ALL, first).apply(route())
    assert (stopped.verdict, stopped.policy) == (Verdict.REJECT, "reject all")
    assert Chain.of(Chain.of(first), POLICY).name == "first, in"


def test_a_chain_is_not_empty() -> None:
    """An empty one would let everything pass."""
    with pytest.raises(LocalError):
        Chain.of()


def test_statements_come_and_go_by_name() -> None:
    """`inserting` and `without` return other policies."""
    extra = Statement(name="extra", matchers=AsPathMatches("^65009_"))
    policy = POLICY.inserting(extra, before="marked")
    assert [each.name for each in policy.statements] == ["refused", "extra", "marked"]
    assert policy.without("extra") == POLICY
    assert POLICY.inserting(extra).statements[-1] is extra
    with pytest.raises(LocalError, match="no statement is called 'none'"):
        POLICY.without("none")
    with pytest.raises(LocalError, match="same name"):
        POLICY.inserting(MARKED)


def test_mistakes_are_found_when_a_policy_is_made() -> None:
    """Not when the first route comes."""
    with pytest.raises(LocalError):
        Policy(name="p", default=Action.NEXT)
    with pytest.raises(LocalError):
        Statement(name="s", matchers=["65001:1"])  # type: ignore[list-item]  # that is tried
    with pytest.raises(LocalError):
        Statement(name="s", modifiers=[3])  # type: ignore[list-item]  # that is tried


def test_a_policy_prints_as_it_was_written() -> None:
    """One line for each statement, and the default."""
    assert str(POLICY).splitlines() == [
        "policy in",
        "  refused: if community is any of 65001:2, then reject",
        (
            "  marked: if community is any of 65001:1, "
            "then set LOCAL_PREF 200; add community 64500:1; accept"
        ),
        "  otherwise reject",
    ]
    assert str(Statement(name="s")) == "s: if always, then accept"


def test_actions_have_names() -> None:
    """A word does for an action, as for all else that is one of a few."""
    named = Statement(name="refuse", action="reject")
    assert named == Statement(name="refuse", action=Action.REJECT)
    assert Policy(name="all", default="accept") == Policy(name="all", default=Action.ACCEPT)
    assert Statement(name="on", action="next").action is Action.NEXT
    with pytest.raises(ParseError, match="'drop' is none of accept, reject, next"):
        Statement(name="refuse", action="drop")
    with pytest.raises(ParseError, match="'drop' is none of"):
        Policy(name="all", default="drop")
    with pytest.raises(LocalError, match="nothing comes behind it"):
        Policy(name="all", default="next")
    wrong: Any = 7
    with pytest.raises(LocalError, match="action is 7, which is none of"):
        Statement(name="refuse", action=wrong)
