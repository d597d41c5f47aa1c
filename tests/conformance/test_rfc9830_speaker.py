"""RFC 9830 §4.2 in a speaker: which SR Policies are taken, and who is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib import Communities, ExtendedCommunities, LocalPref
from bgplib.attributes import AsPath, Origin, TunnelEncapsulation
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.sr_policy import SrPolicyNlri
from bgplib.policy import ACCEPT_ALL, Policy, Statement
from bgplib.policy.modifiers import AddCommunities, SetCommunities
from bgplib.speaker import Speaker
from bgplib.values.next_hop import NextHop
from tests.unit.speaker.world import World

POLICIES = Family.IPV4_SR_POLICY
NLRI = SrPolicyNlri(distinguisher=1, color=100, endpoint=bytes((192, 0, 2, 9)))
TUNNEL = TunnelEncapsulation.parse("sr-policy [preference 200, segment-list [label 16001]]")
HEADEND = ExtendedCommunities.parse("rt:192.0.2.2:0")
ALONE = Communities.parse("no-advertise")
TO_THE_PEER = Policy(
    name="to the peer alone",
    statements=[Statement(name="all", modifiers=AddCommunities.of("no-advertise"))],
)
WITHOUT = "it has neither NO_ADVERTISE nor a route target of an IPv4 address (RFC 9830 §4.2.1)"
BARE = "it has no TUNNEL_ENCAPSULATION (RFC 9830 §4.2.1)"

ACCEPTABLE = {
    "a headend": (TUNNEL, HEADEND),
    "the peer alone": (TUNNEL, ALONE),
    "both": (TUNNEL, HEADEND, ALONE),
    "a headend among others": (TUNNEL, ExtendedCommunities.parse("rt:65000:1 rt:192.0.2.2:0")),
}
NOT = {
    "neither": ((TUNNEL,), WITHOUT),
    "other communities": ((TUNNEL, Communities.parse("no-export")), WITHOUT),
    "a target of an AS": ((TUNNEL, ExtendedCommunities.parse("rt:65000:1")), WITHOUT),
    "an origin": ((TUNNEL, ExtendedCommunities.parse("soo:192.0.2.2:0")), WITHOUT),
    "no tunnel": ((HEADEND,), BARE),
}


def receiving(*values: Any, import_policy: Policy = ACCEPT_ALL) -> Speaker:
    """Return a speaker that an internal peer has sent an SR Policy to."""
    world = World()
    sender, receiver = world.speaker(65000, 1), world.speaker(65000, 2)
    side = {"import_policy": import_policy}
    near, _ = world.link(sender, receiver, families=[POLICIES], right_side=side)
    world.start()
    group = NlriGroup.of(POLICIES, [NLRI], next_hop=NextHop(bytes((192, 0, 2, 1))))
    attributes = [Origin(0), AsPath(()), LocalPref(100), *values]
    assert near.connection is not None
    near.connection.send(Update.build(attributes=attributes, announced=[group]))
    world.settle()
    assert len(list(receiver.adj_rib_in(next(iter(receiver.peers)), POLICIES))) == 1
    return receiver


def announcing(
    *values: Any, export_policy: Policy = ACCEPT_ALL, asn: int = 65000
) -> tuple[Speaker, Speaker]:
    """Return a speaker that has an SR Policy, and one that it may be told to."""
    world = World()
    ours, theirs = world.speaker(65000, 1), world.speaker(asn, 2)
    side = {"export_policy": export_policy}
    world.link(ours, theirs, families=[POLICIES], left_side=side)
    world.start()
    ours.originate(NLRI, world.now, family=POLICIES, attributes=values)
    world.settle()
    return ours, theirs


def has(speaker: Speaker) -> bool:
    return speaker.loc_rib.best(NLRI, POLICIES) is not None


def report(speaker: Speaker) -> str:
    return str(speaker.explain(NLRI, POLICIES))


@pytest.mark.parametrize("values", ACCEPTABLE.values(), ids=ACCEPTABLE)
def test_4_2_1_acceptable(values: tuple[Any, ...]) -> None:
    """§4.2.1: "either the NO_ADVERTISE community, at least one Route Target [...], or both"."""
    receiver = receiving(*values)
    assert has(receiver)
    assert "not acceptable" not in report(receiver)


@pytest.mark.parametrize(("values", "reason"), NOT.values(), ids=NOT)
def test_4_2_1_not_acceptable(values: tuple[Any, ...], reason: str) -> None:
    """§4.2.1: otherwise "the update MUST be considered to be malformed"."""
    receiver = receiving(*values)
    assert not has(receiver)
    assert f"it is not acceptable: {reason}" in report(receiver)


def test_4_2_1_what_import_policy_adds_counts() -> None:
    """A program can take routes of a controller that does not know the rule."""
    receiver = receiving(TUNNEL, import_policy=TO_THE_PEER)
    assert has(receiver)
    assert "not acceptable" not in report(receiver)


class Broken(Policy):
    """A program's own policy, which fails."""

    def apply(self, route: Any, context: Any = None, shared: Any = None) -> Any:
        raise ValueError("odd")


def test_4_2_1_a_policy_that_fails_is_what_is_wrong() -> None:
    """What it would have added nobody knows: so it is not said that nothing was there."""
    receiver = receiving(TUNNEL, import_policy=Broken(name="mine", statements=[]))
    assert not has(receiver)
    assert "ValueError: odd" in report(receiver)
    assert "not acceptable" not in report(receiver)


def test_4_2_1_what_import_policy_takes_away_is_no_reason() -> None:
    """It is the update that has to have them."""
    clean = Policy(
        name="clean", statements=[Statement(name="all", modifiers=SetCommunities.of("65000:1"))]
    )
    assert has(receiving(TUNNEL, ALONE, import_policy=clean))


@pytest.mark.parametrize(("values", "reason"), NOT.values(), ids=NOT)
def test_4_2_1_what_is_not_acceptable_is_not_sent(values: tuple[Any, ...], reason: str) -> None:
    """§4.2.1: the same of one's own, which the peer would consider malformed."""
    ours, theirs = announcing(*values)
    assert not list(theirs.adj_rib_in(next(iter(theirs.peers)), POLICIES))
    assert reason in report(ours)


def test_4_2_1_what_export_policy_adds_counts() -> None:
    """§4.2.1: "the NO_ADVERTISE community" may be added on the way out."""
    _, theirs = announcing(TUNNEL, export_policy=TO_THE_PEER)
    assert has(theirs)


def test_4_2_3_ours_go_to_external_peers() -> None:
    """§4.2.3 is of nodes "receiving an SR Policy NLRI"."""
    _, theirs = announcing(TUNNEL, HEADEND, asn=65001)
    assert has(theirs)


@pytest.mark.parametrize("same_administration", [False, True])
def test_4_2_3_those_of_others_do_not(same_administration: bool) -> None:
    """§4.2.3: "MUST NOT propagate it to any EBGP neighbor" "By default"."""
    world = World()
    first, ours, last = world.speaker(65001, 1), world.speaker(65000, 2), world.speaker(65002, 3)
    world.link(first, ours, families=[POLICIES])
    side = {"same_administration": same_administration}
    world.link(ours, last, families=[POLICIES], left_side=side)
    world.start()
    first.originate(NLRI, world.now, family=POLICIES, attributes=[TUNNEL, HEADEND])
    world.settle()
    assert has(ours)
    assert has(last) is same_administration
    assert ("(RFC 9830 §4.2.3)" in report(ours)) is not same_administration


def test_4_2_3_internal_peers_are_told_by_the_usual_rules() -> None:
    """§4.2.3: to internal neighbours it goes as routes of internal neighbours do."""
    world = World()
    first, ours, last = world.speaker(65001, 1), world.speaker(65000, 2), world.speaker(65000, 3)
    world.link(first, ours, families=[POLICIES])
    world.link(ours, last, families=[POLICIES])
    world.start()
    first.originate(NLRI, world.now, family=POLICIES, attributes=[TUNNEL, HEADEND])
    world.settle()
    assert has(last)
