"""RFC 8212: without a policy, external sessions exchange no routes."""

from __future__ import annotations

import attrs
import pytest

from bgplib.context import SessionType
from bgplib.policy import ACCEPT_ALL, NO_POLICY, Direction, PolicyContext, Verdict, policy_for
from bgplib.route import Source
from tests.unit.policy.routes import INTERNAL, PEER, route


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("session", [SessionType.EXTERNAL, SessionType.CONFEDERATION, None])
def test_3_no_policy_rejects(direction: Direction, session: SessionType | None) -> None:
    """§3: routes "SHALL NOT be considered eligible", and "SHALL NOT be added to an Adj-RIB-Out".

    §1 counts confederation boundaries among external sessions; so is what is not known.
    """
    peer = attrs.evolve(PEER, session=session)
    policy = policy_for(None, peer)
    result = policy.apply(route(source=peer), PolicyContext(direction=direction, peer=peer))
    assert result.verdict is Verdict.REJECT
    assert "RFC 8212" in result.reason


@pytest.mark.parametrize("direction", list(Direction))
def test_3_an_explicit_policy_counts(direction: Direction) -> None:
    """§3: "if no explicit Import Policy has been applied"; one that accepts all is explicit."""
    policy = policy_for(ACCEPT_ALL, PEER)
    assert policy is ACCEPT_ALL
    assert policy.apply(route(), PolicyContext(direction=direction, peer=PEER)).accepted


def test_3_internal_sessions_need_none() -> None:
    """§3 speaks of routes "associated with an EBGP peer" only."""
    assert policy_for(None, INTERNAL).apply(route(source=INTERNAL)).accepted
    assert policy_for(None, Source.ourselves(64500)).apply(route()).accepted


def test_3_the_default_is_a_value() -> None:
    """§3: "MAY provide a configuration option to deviate": a program says ACCEPT_ALL then."""
    assert policy_for(None, PEER) is NO_POLICY
    assert NO_POLICY.statements == ()
