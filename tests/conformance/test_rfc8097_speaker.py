"""RFC 8097 §2: what a speaker passes on of validation states."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import AsPath, ExtendedCommunities, Origin
from bgplib.attributes.extended_communities import ExtendedCommunity
from bgplib.attributes.extended_communities.origin_validation import OriginValidation
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, Action, Policy, Statement
from bgplib.policy.modifiers import SetValidationState
from bgplib.session.opening import open_of
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from tests.unit.session.test_session import OURS

PREFIX = "198.51.100.0/24"
VALID, INVALID = OriginValidation(state=0), OriginValidation(state=2)
TARGET = next(iter(ExtendedCommunities.parse("rt:65000:1").communities))


def stating(state: str) -> Policy:
    """Make a policy that states a validation state."""
    statement = Statement(name="all", modifiers=SetValidationState(state))
    return Policy(name="mine", statements=(statement,), default=Action.ACCEPT)


def told(asn: int, *marks: ExtendedCommunity, **policies: Policy) -> tuple[int, ...]:
    """Let a peer announce a route with communities; return those that an internal peer is told.

    Args:
        asn: the AS of the peer; we are AS 64502.
        marks: the communities.
        policies: `came`, on import from the peer; `goes`, on export to the other.
    """
    speaker = Speaker(SpeakerConfig(local_as=64502, identifier="192.0.2.2"))
    connections = []
    for number, remote in ((1, asn), (3, 64502)):
        config = PeerConfig(
            address=f"192.0.2.{number}",
            remote_as=remote,
            import_policy=policies.get("came", ACCEPT_ALL) if number == 1 else ACCEPT_ALL,
            export_policy=policies.get("goes", ACCEPT_ALL) if number == 3 else ACCEPT_ALL,
            route_reflector_client=remote == 64502,
            local_address="192.0.2.2",
            passive=True,
            graceful_restart=None,
        )
        peer = speaker.add_peer(config)
        speaker.start(0.0)
        connection = peer.connection_made(0.0, inbound=True)
        theirs = attrs.evolve(
            OURS, local_as=remote, local_identifier=f"192.0.2.{number}", peer_as=64502
        )
        connection.receive_data(open_of(theirs).encode() + Keepalive().encode(), 0.0)
        assert peer.is_established
        connections.append(connection)
    values = [Origin(0), AsPath.of([asn] if asn != 64502 else []), ExtendedCommunities(marks)]
    update = Update.announce([PREFIX], next_hop="192.0.2.1", attributes=values)
    connections[0].receive_data(update.encode(), 0.0)
    list(speaker.events())
    (route,) = speaker.adj_rib_out("192.0.2.3")
    return route.attributes.extended_communities


STATES = {state.state: 0x4300 << 48 | state.state for state in (VALID, INVALID)}
RT = 0x0002_FDE8_0000_0001


def test_2_of_an_external_peer_it_is_dropped() -> None:
    """§2: "MUST drop the origin validation state extended community if received from" outside."""
    assert told(64501, VALID, TARGET) == (RT,)
    assert told(64501, TARGET, VALID, TARGET) == (RT, RT)
    assert told(64501, VALID, INVALID) == ()


def test_2_of_an_internal_peer_it_is_kept() -> None:
    """§2 is of external peers; within the AS routers tell each other."""
    assert told(64502, INVALID, TARGET) == (STATES[2], RT)


@pytest.mark.parametrize("where", ["came", "goes"])
def test_2_what_we_state_ourselves_is_kept(where: str) -> None:
    """§2: dropped is what was "received from an External BGP (EBGP) peer", and nothing else."""
    assert told(64501, VALID, TARGET, **{where: stating("invalid")}) == (RT, STATES[2])
    assert told(64501, TARGET, **{where: stating("valid")}) == (RT, STATES[0])
    if where == "goes":
        assert told(64501, VALID, TARGET, goes=stating("valid")) == (RT, STATES[0])
