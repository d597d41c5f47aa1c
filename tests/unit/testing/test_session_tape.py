"""A session on tape is played again, octet for octet."""

from __future__ import annotations

import json

import pytest

from bgplib import AsPath, Family, LocalError, Notification, Origin, ParseError, Update
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.session import Session, SessionUp, State, UpdateReceived
from bgplib.testing.network import Network
from bgplib.testing.session_tape import TapedSession, replay, said
from tests.session_world import configs


def taped() -> TapedSession:
    """Return a session that has lived through a good deal."""
    network = Network(seed=3)
    first, second = configs(
        add_path_send=[Family.IPV4_UNICAST], add_path_receive=[Family.IPV4_UNICAST]
    )
    left = network.add(TapedSession(first))
    right = network.add(Session(second))
    link = network.link(left, right, jitter=0.1, chunk=11, write=29)
    network.start()
    assert network.run_until(network.established)
    for node in (left, right):
        connection = node.session.connection
        assert connection is not None
        from bgplib import Prefix, UnicastNlri

        connection.send(
            Update.announce(
                [UnicastNlri(prefix=Prefix.parse("198.51.100.0/24"), path_id=7)],
                next_hop="192.0.2.1",
                attributes=[Origin(0), AsPath.of([node.session.config.local_as])],
            )
        )
        connection.send(RouteRefresh(Family.IPV4_UNICAST))
        network.settle(node)
    network.run(100)
    network.cut(link)
    network.run(10)
    link.up = True
    assert network.run_until(network.established)
    left.session.reset(network.now, "new policy")
    network.settle(left)
    network.run(30)
    left.session.stop(network.now, notification=Notification(6, 3))
    network.settle(left)
    assert isinstance(left.session, TapedSession)
    return left.session


def test_a_tape_is_played_again() -> None:
    """The same calls give the same octets, states and events."""
    session = taped()
    assert len(session.lines) > 50
    again = replay(session.lines, Session(session.config))
    assert again.state is State.IDLE
    assert again.snapshot() == session.snapshot()
    events = list(again.events())
    assert sum(isinstance(event, SessionUp) for event in events) >= 2
    assert any(isinstance(event, UpdateReceived) for event in events)


def test_a_connection_that_fails_is_on_the_tape() -> None:
    """RFC 4271 §8.2.2: without DelayOpenTimer, event 18 ends Connect in Idle; played again, too."""
    session = TapedSession(configs()[0])
    session.start(0.0)
    states = [session.state]
    session.connection_failed(1.0)
    assert [*states, session.state] == [State.CONNECT, State.IDLE]
    assert replay(session.lines, Session(session.config)).snapshot() == session.snapshot()


def test_a_difference_is_found() -> None:
    """Another configuration gives other octets, and that is said with the line."""
    session = taped()
    other = configs(left=9)[0]
    with pytest.raises(LocalError, match=r"^line \d+: [0-9a-f]* is sent, and not"):
        replay(session.lines, Session(other))


@pytest.mark.parametrize("number", [0, 1])
def test_what_was_said_over_a_connection(number: int) -> None:
    """Side 0 is the one that connected; each side's octets come in order, with their times."""
    lines = taped().lines
    entries = [json.loads(line) for line in lines]
    inbound = [each["inbound"] for each in entries if each["call"] == "connection_made"][number]
    heard = list(said(lines, connection=number, start=1000.0))
    for call, side in (("data_to_send", int(inbound)), ("receive_data", int(not inbound))):
        octets = b"".join(
            bytes.fromhex(each["octets"])
            for each in entries
            if each["call"] == call and each["connection"] == number
        )
        assert octets[18] == 1  # an OPEN, and the rest
        assert b"".join(each for _, who, each in heard if who == side) == octets
    times = [time for time, _, _ in heard]
    assert times == sorted(times)
    assert times[0] >= 1000.0


@pytest.mark.parametrize(
    "line",
    [
        *("", "[]", "{}", "[" * 100_000, '{"call": "emit"}', '{"call": 7}', '{"call": ["stop"]}'),
        '{"call": "start"}',
        '{"call": "start", "now": 0.0, "then": 1.0}',
        '{"call": "stop", "now": 0.0, "notification": "zz"}',
        '{"call": "stop", "now": 0.0, "notification": "ff"}',
        '{"call": "pause", "connection": 3}',
        '{"call": "emit", "connection": 0}',
        '{"call": "data_to_send", "connection": 0, "octets": ""}',
        '{"call": "receive_data", "connection": 0, "now": 0.0, "octets": "zz"}',
        '{"call": "receive_data", "connection": 0, "octets": "ff"}',
        '{"call": "data_sent", "connection": 0, "now": 0.0}',
        '{"call": "resume", "connection": 0}',
    ],
)
def test_what_is_no_tape(line: str) -> None:
    """A line that is not one of a tape is the caller's mistake."""
    before = ['{"call": "start", "now": 0.0}', '{"call": "connection_made", "now": 0.0}']
    with pytest.raises(ParseError, match="line 3"):
        replay([*before, line], Session(configs()[0]))
