"""What a policy says concisely is what it says with its reasons, whatever it is made of."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes.only_to_customer import OnlyToCustomer
from bgplib.capabilities.role import Role
from bgplib.iana.families import Family
from bgplib.policy import (
    ROLES_IN,
    ROLES_OUT,
    Action,
    Chain,
    Direction,
    Policy,
    PolicyContext,
    PolicyError,
    SharedPaths,
    Statement,
)
from bgplib.policy.ask import ask
from bgplib.policy.concise import Concise
from bgplib.policy.matchers import (
    DirectionIs,
    FamilyIs,
    HasAttribute,
    LocalPrefIs,
    Not,
    PeerAs,
    PeerRole,
    PrefixLength,
    SessionIs,
    community,
)
from bgplib.policy.modifiers import (
    AddCommunities,
    AddLocalPref,
    Prepend,
    PrependNeighbour,
    SetLocalPref,
    SetMed,
    SetNextHop,
)
from bgplib.policy.parts import Matcher, Modifier
from bgplib.policy.result import Result, Step
from bgplib.route import Path, Route
from tests.unit.policy.routes import INTERNAL, PEER, path


@attrs.frozen(eq=False)
class Fails(Matcher):
    """A condition of a program's own that fails, or says what is no answer."""

    answer: object = None

    def __call__(self, subject: object, context: PolicyContext) -> bool:
        """Fail."""
        if self.answer is None:
            raise ValueError("no")
        return self.answer  # type: ignore[return-value]  # that is what is wrong with it


@attrs.frozen(eq=False)
class Misleads(Modifier):
    """A change of a program's own that is none."""

    kind: str

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Do what may not be done."""
        if self.kind == "raises":
            raise KeyError("no")
        if self.kind == "another source":
            return path.replace(source=INTERNAL)
        if self.kind == "another path identifier":
            return path.replace(path_id=7)
        return "a text"  # type: ignore[return-value]  # that is what is wrong with it


class Reversed(Policy):
    """A policy of a program's own, which judges otherwise than its statements say."""

    def apply(self, route: Any, context: Any = None, shared: Any = None) -> Result[Any]:
        """Refuse what would be accepted, and the other way."""
        result: Result[Any] = super().apply(route, context, shared)
        verdicts = type(result.verdict)
        other = verdicts.REJECT if result.accepted else verdicts.ACCEPT
        return attrs.evolve(result, verdict=other)


_OF_PATHS: Final = (
    DirectionIs(Direction.EXPORT),
    FamilyIs.of(Family.IPV4_UNICAST),
    FamilyIs.of(Family.IPV6_UNICAST),
    PeerAs.of(65001),
    PeerRole.of("customer", "peer"),
    SessionIs.of("external"),
    Not(SessionIs.of("external")),
    HasAttribute(35),
    Not(HasAttribute(35)),
    LocalPrefIs.of(200),
    community("65001:*"),
)
_MATCHERS: Final = st.sampled_from((*_OF_PATHS, *_OF_PATHS, Fails(), Fails("yes")))
_MODIFIERS: Final = st.sampled_from(
    (
        AddCommunities.of("65001:7"),
        AddLocalPref(100),
        SetLocalPref(200),
        SetMed(3),
        SetNextHop("192.0.2.9"),
        Prepend(2),
        PrependNeighbour(2),
        Misleads("raises"),
        Misleads("another source"),
        Misleads("another path identifier"),
        Misleads("a text"),
    )
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy, which may be a program's own."""
    statements = [
        Statement(
            name=f"statement {number}",
            matchers=draw(st.lists(_MATCHERS, max_size=3)),
            modifiers=draw(st.lists(_MODIFIERS, max_size=2)),
            action=draw(st.sampled_from(Action)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    kind = draw(st.sampled_from([Policy, Policy, Policy, Reversed]))
    default = draw(st.sampled_from([Action.ACCEPT, Action.ACCEPT, Action.REJECT]))
    return kind(name=f"policy {draw(st.integers(0, 9))}", statements=statements, default=default)


_CHAINS: Final = st.one_of(
    policies(),
    st.lists(
        st.one_of(
            policies(),
            st.sampled_from([ROLES_IN, ROLES_OUT]),
            st.lists(policies(), min_size=1, max_size=2).map(Chain),
        ),
        min_size=1,
        max_size=3,
    ).map(Chain),
)
_CONTEXTS: Final = st.builds(
    PolicyContext,
    direction=st.sampled_from(Direction),
    peer=st.sampled_from([PEER, PEER, INTERNAL, None]),
    local_as=st.sampled_from([64500, None]),
    role=st.sampled_from([None, *map(Role.parse, ("customer", "provider", "peer"))]),
    family=st.sampled_from([Family.IPV4_UNICAST, Family.IPV4_UNICAST, None]),
)
_PATHS: Final = st.builds(
    path,
    source=st.sampled_from([PEER, INTERNAL]),
    local_pref=st.sampled_from([None, 200]),
    communities=st.sampled_from(["", "65001:1"]),
    more=st.sampled_from([(), (OnlyToCustomer(65001),), (OnlyToCustomer(65009),)]),
)


def _said(asked: Any) -> object:
    """Return what was said, so that it can be compared, or why nothing was."""
    try:
        outcome = asked()
    except PolicyError as error:
        return error.policy, error.statement, error.part, str(error)
    route = outcome.route
    where = (route.family, route.key) if isinstance(route, Route) else None
    found = route.path if isinstance(route, Route) else route
    octets = found.attributes.octets, found.next_hop_octets
    came = found.received.attributes.octets
    says = outcome.accepted, outcome.touched, where
    return says, (found.source, found.path_id, found.preference, found.weight), octets, came


@given(_CHAINS, _CONTEXTS, st.lists(_PATHS, min_size=1, max_size=3), st.booleans())
def test_it_says_what_the_whole_policy_says(
    policy: Policy | Chain, context: PolicyContext, paths: list[Path], as_routes: bool
) -> None:
    """Verdict, path, what was touched, and which part failed how; the first path is like others."""
    concise = Concise(policy, context)
    assert concise.per_destination is policy.per_destination
    for each in paths:
        subject: Any = Route(Family.IPV4_UNICAST, b"\x18\xc6\x33\x64", each) if as_routes else each
        shared = SharedPaths(context)
        with_reasons = _said(partial(ask, policy, subject, context))
        assert _said(partial(concise.judge, subject)) == with_reasons
        assert _said(partial(concise.judge, subject, shared)) == with_reasons


def test_what_looks_at_destinations_is_asked_about_each() -> None:
    """A condition on the prefix is none on the session."""
    policy = Policy(name="short", statements=Statement(name="short", matchers=PrefixLength(most=8)))
    concise = Concise(policy, PolicyContext(peer=PEER, family=Family.IPV4_UNICAST))
    assert concise.per_destination
    short, long = (Route.of(each, path()) for each in ("10.0.0.0/8", "10.0.0.0/16"))
    assert [concise.judge(each).accepted for each in (short, long, short)] == [True, False, True]


def test_what_a_session_decides_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Roles are the same for all paths, and no `Step` is made."""
    asked = []

    def noted(*_: object) -> bool:
        asked.append(1)
        return True

    def no_step(*_: object, **__: object) -> None:
        raise AssertionError("a Step was made")

    monkeypatch.setattr(PeerRole, "__call__", noted)
    monkeypatch.setattr(Step, "__init__", no_step)
    context = PolicyContext(
        peer=PEER, family=Family.IPV4_UNICAST, role=Role.parse("customer"), local_as=64500
    )
    concise = Concise(ROLES_IN, context)
    for _ in range(5):
        concise.judge(path())
    assert len(asked) == len(ROLES_IN.statements)
    with pytest.raises(PolicyError, match="a Step was made"):  # as the whole policy makes some
        ask(ROLES_IN, path(), context)
