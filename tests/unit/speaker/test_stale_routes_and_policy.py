"""Routes that outlive a session are judged by the policy that is configured by now.

RFC 4724 §4.2 has them retained, and says nothing of policy; RFC 6811 §4 has "any affected prefixes"
validated again, stale or not. Who configures another policy wants it to hold for what is used.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import OnlyToCustomer
from bgplib.iana.families import Family
from bgplib.policy import ACCEPT_ALL, Action, Chain, Policy, RoaTable, Statement
from bgplib.policy.matchers import PrefixIn, RpkiIs
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import PeerAction, PeerChange
from tests.unit.speaker.world import World, table

V4 = Family.IPV4_UNICAST
FIRST, SECOND = "10.1.0.0/16", "10.2.0.0/16"
BOTH = {FIRST, SECOND}


def _refusing(name: str, matcher: Any) -> Policy:
    statement = Statement(name=name, matchers=matcher, action=Action.REJECT)
    return Policy(name=name, statements=[statement], default=Action.ACCEPT)


NO_INVALID = _refusing("invalid", RpkiIs("invalid"))
NO_SECOND = _refusing("second", PrefixIn.of(SECOND))
KEPT = GracefulRestartConfig(restart_time=100, families=(V4,))


class Line:
    """A peer with two routes, the speaker in question, and one that is told."""

    def __init__(self, *, kept: GracefulRestartConfig | None = KEPT) -> None:
        self.world = World()
        left, self.middle, self.right = (self.world.speaker(65000 + at, at) for at in (1, 2, 3))
        given: dict[str, Any] = {"graceful_restart": kept}
        self.near, far = self.world.link(self.middle, left, **given)
        self.world.link(self.middle, self.right)
        self.wire = {self.near, far}
        self.world.start()
        for prefix in BOTH:
            left.originate(prefix, self.world.now)
        self.world.settle()
        assert self.chosen() == BOTH

    def lose(self) -> None:
        """Break the connection; the routes stay, and the session stays away."""
        self.world.unplug(self.near)
        assert self.chosen() == self.stale() == BOTH

    def update(self, **fields: Any) -> PeerChange:
        """Configure the peer otherwise."""
        config = attrs.evolve(self.near.config, **fields)
        change = self.middle.update_peer(self.near, config, self.world.now)
        self.world.settle()
        return change

    def validate(self, *roas: tuple[str, int]) -> set[str]:
        """Give the speaker other payloads, and return what is chosen then."""
        self.middle.update_validation(self.world.now, roas=RoaTable.of(*roas))
        self.world.settle()
        return self.chosen()

    def chosen(self) -> set[str]:
        """Return what is in the Loc-RIB, which is what the third speaker was told."""
        found = set(table(self.middle))
        assert found == set(table(self.right))
        return found

    def stale(self) -> set[str]:
        """Return what was kept."""
        source = self.near.source
        assert source is not None
        return {str(each.prefix) for each in self.middle.rib.stale(source, V4)}


def test_kept_routes_are_judged_by_the_other_policy_at_once() -> None:
    """All of them: not the one or the other, as payloads come and go."""
    line = Line()
    line.lose()
    change = line.update(hold_time=30, import_policy=Chain.of(NO_INVALID, NO_SECOND))
    assert change.actions == {PeerAction.RESET}
    assert line.chosen() == {FIRST}
    assert line.validate((FIRST, 65009)) == set()
    assert line.validate((FIRST, 65001), (SECOND, 65001)) == {FIRST}
    assert line.stale() == BOTH
    (candidate,) = line.middle.explain(SECOND).candidates
    assert candidate.policy is not None
    assert not candidate.policy.accepted
    # What is announced anew is judged as what was kept.
    line.world.plug(line.near)
    line.world.wait(200)
    assert line.near.is_established
    assert line.stale() == set()
    assert line.chosen() == {FIRST}


@pytest.mark.parametrize(
    ("other", "action"), [({}, PeerAction.SOFT_IN), ({"hold_time": 30}, PeerAction.RESET)]
)
def test_what_else_is_changed_makes_no_difference(
    other: dict[str, Any], action: PeerAction
) -> None:
    """A field that belongs to a session beside the policy, and none."""
    line = Line()
    line.lose()
    assert line.update(import_policy=NO_SECOND, **other).actions == {action}
    assert line.chosen() == {FIRST}
    assert line.update(import_policy=ACCEPT_ALL).actions == {PeerAction.SOFT_IN}
    assert line.chosen() == line.stale() == BOTH


def test_a_role_is_part_of_what_judges() -> None:
    """RFC 9234 §5 has the attribute added to routes of a provider; the configuration says it is."""
    line = Line()
    line.lose()
    for role, added in (("customer", True), (None, False)):
        assert line.update(role=role).actions == {PeerAction.RESET}
        for route in line.middle.adj_rib_in(line.near, after_policy=True):
            assert (route.attributes.get(OnlyToCustomer) == OnlyToCustomer(65001)) is added
        assert line.stale() == BOTH


def test_without_another_policy_all_is_as_before() -> None:
    """Nobody is told anything, and where no routes were kept there is none to judge."""
    line = Line()
    line.lose()
    line.world.sent.clear()
    line.update(hold_time=30)
    assert line.chosen() == line.stale() == BOTH
    assert line.world.sent == {}
    line = Line(kept=None)
    line.world.unplug(line.near)
    line.update(hold_time=30, import_policy=NO_SECOND)
    assert line.chosen() == set()
    assert line.middle.rib.path_count == 0


@pytest.mark.parametrize(
    ("n_bit", "chosen", "stale"), [(False, set(), set()), (True, {FIRST}, BOTH)]
)
def test_a_session_that_we_reset_ourselves(n_bit: bool, chosen: set[str], stale: set[str]) -> None:
    """RFC 4724 §4.2 is for a peer that restarts; RFC 8538 §4 for both ends of a NOTIFICATION.

    "The BGP speaker generating the BGP NOTIFICATION message MUST also follow the rules for the
    Receiving Speaker", where the N bit was exchanged.
    """
    line = Line(kept=attrs.evolve(KEPT, notification=n_bit))
    line.world.unplugged |= line.wire
    line.update(hold_time=30, import_policy=NO_SECOND)
    assert line.chosen() == chosen
    assert line.stale() == stale
    line.world.plug(line.near)
    line.world.wait(200)
    assert line.chosen() == {FIRST}
