"""What is equal: two policies of the same fields, unless a program's own class goes by more."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.errors import LocalError
from bgplib.policy import ACCEPT_ALL, Action, Chain, Policy, PolicyContext, Statement
from bgplib.policy.matchers import PrefixLength
from bgplib.policy.modifiers import SetLocalPref
from bgplib.policy.parts import Matcher, Modifier
from bgplib.route import Path
from bgplib.speaker import PeerAction
from tests.every_class import a_value, public_classes
from tests.unit.speaker.world import World, table

PREFIXES = ("198.51.100.0/24", "203.0.113.0/24")


def made(kind: type[Any], /, *arguments: Any, wanted: str = "", **fields: Any) -> Any:
    """Make a part of a class, with state that is no field."""
    part = kind(*arguments, **fields)
    object.__setattr__(part, "wanted", wanted)
    return part


class Own(Policy):
    """Takes what it was told to take."""

    wanted: str

    def apply(self, route: Any, context: PolicyContext | None = None, shared: Any = None) -> Any:
        verdict = Action.ACCEPT if str(route.prefix) == self.wanted else Action.REJECT
        return Policy(name="verdict", default=verdict).apply(route, context or PolicyContext())


class OwnChain(Chain):
    """As it is; it could go by anything."""


class OwnStatement(Statement):
    """As it is."""


class OwnMatcher(Matcher):
    """As it is."""

    per_destination = True
    wanted: str

    def __call__(self, subject: Any, context: PolicyContext) -> bool:
        return str(subject.prefix) == self.wanted


class OwnModifier(Modifier):
    """As it is."""

    def change(self, path: Path, context: PolicyContext) -> Path:
        return path


OWN: dict[type[Any], tuple[tuple[Any, ...], dict[str, Any]]] = {
    Own: ((), {"name": "own"}),
    OwnChain: (([ACCEPT_ALL],), {}),
    OwnStatement: ((), {"name": "own"}),
    OwnMatcher: ((), {}),
    OwnModifier: ((), {}),
}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_of_a_class_that_attrs_did_not_make(kind: type[Any]) -> None:
    """It is equal to itself alone, and to no other of its fields, whatever the state of both."""
    arguments, fields = OWN[kind]
    one, other = (made(kind, *arguments, wanted=each, **fields) for each in PREFIXES)
    again = made(kind, *arguments, wanted=PREFIXES[0], **fields)
    assert one == one
    assert len({one, other, again}) == 3
    base = kind.__bases__[0]
    assert one not in (other, again)
    if base not in (Matcher, Modifier):
        assert one != base(*arguments, **fields)
        assert base(*arguments, **fields) != one
    if kind is OwnMatcher:
        assert one.covers(one)
        assert not one.covers(other)


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_of_a_class_that_attrs_made(kind: type[Any]) -> None:
    """It is equal when its own fields are, too."""
    arguments, fields = OWN[kind]
    own = {"__annotations__": {"wanted": str}, "wanted": attrs.field(default="", kw_only=True)}
    better: Any = attrs.frozen(type("Better", (kind,), own))
    one, other = (better(*arguments, wanted=each, **fields) for each in PREFIXES)
    again = better(*arguments, wanted=PREFIXES[0], **fields)
    assert one == again
    assert hash(one) == hash(again)
    assert one != other


PARTS = [
    kind
    for kind in public_classes().values()
    if issubclass(kind, Policy | Chain | Statement | Matcher | Modifier)
    and kind not in (Matcher, Modifier)
]


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_of_a_class_derived_from_one_of_bgplib(kind: type[Any]) -> None:
    """It goes by more than the fields of that, or why is it there? Two are two."""
    assert len(PARTS) > 50
    fields: Any = attrs.fields(kind)
    given = {each.alias: getattr(a_value(kind), each.name) for each in fields if each.init}
    assert kind(**given) == kind(**given)
    assert hash(kind(**given)) == hash(kind(**given))
    own = type("Own", (kind,), {})
    one, other = (made(own, wanted=each, **given) for each in PREFIXES)
    assert one == one
    assert one not in (other, kind(**given), made(own, wanted=PREFIXES[0], **given))
    assert kind(**given) != one


def test_statements_come_and_go_in_a_policy_of_a_class_of_ones_own() -> None:
    """What it keeps beside the fields stays, however it was made."""

    class Counting(Policy):
        def __init__(self, start: int) -> None:
            super().__init__(name="counting")
            object.__setattr__(self, "count", start)

    first, second = Statement(name="first"), Statement(name="second")
    policy: Any = Counting(7).inserting(second).inserting(first, before="second")
    for each, names in ((policy, ["first", "second"]), (policy.without("first"), ["second"])):
        assert type(each) is Counting
        assert vars(each) == {"count": 7}
        assert [statement.name for statement in each.statements] == names
        assert each not in (policy.without(), Counting(7))
    with pytest.raises(LocalError, match="same name"):
        policy.inserting(first)
    with pytest.raises(LocalError, match="no Statement"):
        policy.inserting("first")


def test_of_bgplib() -> None:
    """All that has the same fields is equal, at any depth."""

    def policy(length: int = 24, preference: int = 50, name: str = "short") -> Policy:
        statement = Statement(
            name=name, matchers=PrefixLength(most=length), modifiers=SetLocalPref(preference)
        )
        return Policy(name="mine", statements=[statement])

    for wrapped in (lambda each: each, lambda each: Chain.of(ACCEPT_ALL, each)):
        one, again = wrapped(policy()), wrapped(policy())
        assert one == again
        assert hash(one) == hash(again)
        assert one != object()
        others = [policy(25), policy(preference=51), policy(name="long")]
        others += [
            attrs.evolve(policy(), name="yours"),
            attrs.evolve(policy(), default=Action.ACCEPT),
        ]
        for other in others:
            assert one != wrapped(other)


def _with(wanted: str) -> list[Policy | Chain]:
    """Return policies that take a prefix, which no field of theirs says."""
    statement = Statement(name="own", matchers=made(OwnMatcher, wanted=wanted))
    own: Policy = made(Own, name="own", wanted=wanted)
    return [own, Chain.of(ACCEPT_ALL, own), Policy(name="own", statements=[statement])]


@pytest.mark.parametrize("at", range(len(_with(""))))
@pytest.mark.parametrize("side", ["import_policy", "export_policy"])
def test_a_speaker_sees_that_a_policy_is_another_one(at: int, side: str) -> None:
    """`update_peer` judges again, and peers with either policy are told what theirs says."""
    world = World()
    hub, one, two = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    first, second = (_with(wanted)[at] for wanted in PREFIXES)
    if side == "import_policy":
        ours, _ = world.link(hub, one, left_side={side: first})
        source, told = one, [hub]
        expected = [{PREFIXES[0]}]
    else:
        ours, _ = world.link(hub, one, left_side={side: first})
        world.link(hub, two, left_side={side: second})
        source, told = hub, [one, two]
        expected = [{PREFIXES[0]}, {PREFIXES[1]}]
    world.start()
    for prefix in PREFIXES:
        source.originate(prefix, world.now)
    world.settle()
    assert [set(table(each)) for each in told] == expected
    changed: dict[str, Any] = {side: second}
    change = hub.update_peer(ours, attrs.evolve(ours.config, **changed), world.now)
    world.settle()
    wanted = PeerAction.SOFT_IN if side == "import_policy" else PeerAction.SOFT_OUT
    assert change.actions == {wanted}
    assert set(table(told[0])) == {PREFIXES[1]}
    # The same object is no change.
    assert hub.update_peer(ours, ours.config, world.now).fields == ()
