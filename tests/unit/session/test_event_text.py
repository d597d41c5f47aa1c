"""`str` of an event is a line for a log."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.policy import Direction, PolicyError
from bgplib.rib.packing import Unsent
from bgplib.session import Session, SessionConfig, events
from bgplib.session.inputs import Input
from bgplib.session.states import State
from bgplib.speaker import PeerEvent, PolicyFailed, RouteNotSent, SpeakerEvent
from tests.unit.speaker.world import World

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
BOTH = frozenset({V6, V4})
#: where a connection belongs that the text does not show but as itself
WIRE: Any = "<Connection outbound>"
OURS = SessionConfig(local_as=65001, local_identifier="192.0.2.1")

LINES = [
    (events.ConnectWanted(), "connect to the peer"),
    (events.ConnectAbandoned(), "stop connecting to the peer"),
    (events.CloseWanted(WIRE), "close <Connection outbound>"),
    (
        events.ConnectionRefused(WIRE, "the session is Idle"),
        "<Connection outbound> was refused: the session is Idle",
    ),
    (
        events.StateChanged(State.CONNECT, State.OPEN_SENT, Input.TCP_CR_ACKED, WIRE),
        "Connect to OpenSent: Tcp_CR_Acked",
    ),
    (
        events.StateChanged(State.CONNECT, State.IDLE, Input.TCP_CONNECTION_FAILS, None, "no"),
        "Connect to Idle: no",
    ),
    (
        events.SessionDown(cause=Input.NOTIF_MSG, text="the peer went", stale=BOTH),
        "down: the peer went; routes stay, ipv4-unicast, ipv6-unicast",
    ),
    (events.SessionDown(cause=Input.NOTIF_MSG, text="the peer went"), "down: the peer went"),
    (
        events.RefreshRequested(RouteRefresh(V4)),
        "the peer asks for ipv4-unicast again",
    ),
    (events.RefreshBegan(V6), "the peer sends ipv6-unicast again"),
    (events.RefreshEnded(V6), "the peer has sent ipv6-unicast again"),
    (events.RoutesSwept(BOTH, "in time"), "stale routes go, ipv4-unicast, ipv6-unicast: in time"),
    (events.RoutesLongLived(frozenset()), "stale routes are long-lived, no family"),
    (events.PrefixLimitWarning(V4, 75, 100), "75 of 100 prefixes, ipv4-unicast"),
    (events.PrefixLimitExceeded(V4, 101, 100), "101 prefixes, 100 are allowed, ipv4-unicast"),
    (events.SendingResumed(WIRE), "<Connection outbound> takes messages again"),
]


@pytest.mark.parametrize(("event", "line"), LINES)
def test_events_of_sessions(event: object, line: str) -> None:
    """What happened, in words."""
    assert str(event) == line


def test_every_event_has_a_line() -> None:
    """None prints as Python does, which is a page for those with a negotiation."""
    kinds = {*get_args(events.Event), *get_args(SpeakerEvent)}
    assert len(kinds) > len({type(event) for event, _ in LINES})
    assert [kind for kind in kinds if "__str__" not in vars(kind)] == []


def test_a_session_from_beginning_to_end() -> None:
    """The events of a speaker have the name of the peer in front."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    to_second, _ = world.link(first, second, left_side={"name": "tor"}, hold_time=30)
    world.start()
    first.originate("198.51.100.0/24", world.now)
    world.settle()
    to_second.stop(world.now, "maintenance")
    world.settle()
    lines = [str(event) for event in world.events[first]]
    assert lines[0] == "tor: connect to the peer"
    assert "tor: up: ipv4-unicast, Hold Time 30 s" in lines
    assert any(line.startswith("tor: octets wait on <Connection outbound") for line in lines)
    assert "tor: down: maintenance" in lines
    assert all("\n" not in line and len(line) < 100 for line in lines)


def test_a_session_that_does_not_come_up() -> None:
    """RFC 4271 §6.2: each attempt says why it failed, and the snapshot does."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    peer, other = world.link(first, second, left_side={"remote_as": 65003})
    world.start()
    assert "192.0.2.2: OpenSent to Idle: the peer's AS is 65002, not 65003" in [
        str(event) for event in world.events[first]
    ]
    line = str(peer.snapshot())
    assert line.startswith("192.0.2.2: Idle, ")
    assert line.endswith(", last ended: the peer's AS is 65002, not 65003")
    assert "Bad Peer AS" in str(other.snapshot())
    assert str(Session(OURS).snapshot()) == "session: Idle, 0 messages in, 0 out"


def test_what_goes_wrong_in_a_speaker() -> None:
    """Policies that raise, and routes that fit in no message."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    peer, _ = world.link(first, second)
    first.originate("198.51.100.0/24", world.now)
    (route,) = first.loc_rib
    failed = PolicyFailed(peer, V4, Direction.IMPORT, PolicyError("statement 'all' raised"))
    assert str(failed) == "192.0.2.2: import of ipv4-unicast: statement 'all' raised"
    unsent = RouteNotSent(V4, Unsent(route.path, (route.key,), EncodeError("it is too long")))
    assert str(unsent) == "1 destinations of ipv4-unicast are not sent: it is too long"
    assert str(PeerEvent(peer, events.RefreshBegan(V4))).startswith("192.0.2.2: the peer sends")


def test_a_family_that_is_disabled() -> None:
    """With the finding."""
    attributes = [Origin(0), AsPath.of([65001])]
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=attributes)
    message = decode(update.encode().replace(b"\x40\1\1\0", b"\x40\1\1\7"))
    assert isinstance(message, Update)
    (finding,) = message.findings
    disabled = events.FamilyDisabled(V4, finding)
    assert str(disabled) == f"ipv4-unicast is disabled: {finding}"
