"""RFC 4271 §4.2, §4.4, §6: what a session makes of Hold Times and of messages in error."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import UnknownAttribute
from bgplib.capabilities import FourOctetAs
from bgplib.errors import EncodeError, LocalError
from bgplib.messages.header import frame
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.session import SessionDown, State, UpdateReceived
from bgplib.session.actions import Notify
from bgplib.session.fsm import TABLE
from bgplib.session.inputs import Input
from bgplib.session.opening import open_of
from bgplib.session.timers import Timer
from tests.conformance.updates import attribute, update
from tests.unit.session.test_session import THEIRS, Driver, routes

MARKER = b"\xff" * 16


def their_open(**changes: Any) -> Open:
    """Make the peer's OPEN, with something changed."""
    return attrs.evolve(open_of(THEIRS), **changes)


# -- §4.2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ours", "theirs"), [(90, 30), (30, 90), (3, 65535), (65535, 3)])
def test_42_the_smaller_hold_time_counts(ours: int, theirs: int) -> None:
    """§4.2: "the smaller of its configured Hold Time and the Hold Time received"; §6.2: it is used.

    HoldTimer runs that long, and KeepaliveTimer a third of it.
    """
    driver = Driver(hold_time=ours)
    driver.establish(their_open(hold_time=theirs))
    agreed = min(ours, theirs)
    driver.sent.clear()
    driver.at(agreed / 3 - 0.01)
    assert driver.sent == []
    driver.at(agreed - 0.01)
    assert [octets[18] for octets in driver.sent] == [4, 4]
    driver.at(agreed)
    assert driver.notifications() == [Notification(4)]


@pytest.mark.parametrize(("ours", "theirs"), [(0, 90), (90, 0), (0, 0)])
def test_42_a_hold_time_of_0_is_the_smaller_one(ours: int, theirs: int) -> None:
    """§4.2: then neither timer runs; §4.4: "periodic KEEPALIVE messages MUST NOT be sent"."""
    driver = Driver(hold_time=ours)
    driver.establish(their_open(hold_time=theirs))
    driver.sent.clear()
    driver.at(1e6)
    assert driver.sent == []
    assert driver.session.state is State.ESTABLISHED


# -- §8.2.2 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_hold_time", [0.0, 5.0])
def test_822_how_long_the_open_is_waited_for(open_hold_time: float) -> None:
    """§8.2.2: "sets the HoldTimer to a large value"; with 0 there is none, as with all timers."""
    driver = Driver(open_hold_time=open_hold_time)
    driver.connect()
    assert driver.session.state is State.OPEN_SENT
    if open_hold_time:
        driver.at(driver.now + open_hold_time)
        assert driver.notifications() == [Notification(4)]
    else:
        assert driver.session.next_deadline() is None
        driver.at(1e6)
        assert driver.session.state is State.OPEN_SENT


# -- §4.4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("hold_time", [3, 4, 5, 90])
def test_44_keepalives_are_a_second_apart(hold_time: int, jitter: float) -> None:
    """§4.4: they "MUST NOT be sent more frequently than one per second", with jitter or without."""
    driver = Driver(hold_time=hold_time, jitter=lambda: jitter)
    driver.establish()
    last = driver.now
    for _ in range(20):
        deadline = driver.session.next_deadline()
        assert deadline is not None
        driver.sent.clear()
        driver.at(deadline)
        if [octets[18] for octets in driver.sent] == [4]:
            assert driver.now - last >= 1.0
            last = driver.now
        driver.say(Keepalive())
    assert driver.session.state is State.ESTABLISHED
    assert last > 10


def test_44_keepalives_come_often_enough() -> None:
    """§4.4: "one third of the Hold Time interval", so that the Hold Time never expires."""
    one, other = Driver(hold_time=3), Driver(hold_time=3)
    for driver in (one, other):
        driver.establish()
        driver.sent.clear()
    for tenths in range(1, 300):
        for driver, peer in ((one, other), (other, one)):
            driver.at(tenths / 10)
            peer.say(*driver.sent)
            driver.sent.clear()
    assert (one.session.state, other.session.state) == (State.ESTABLISHED,) * 2


# -- §8.2, §9, §10 ---------------------------------------------------------------------------------


def test_82_each_peer_has_a_machine_of_its_own() -> None:
    """§8.2.1: "a separate FSM for each configured peer"."""
    one, other = Driver(), Driver()
    for driver in (one, other):
        driver.establish()
    one.say(BAD_HEADERS["marker"][0])
    assert (one.session.state, other.session.state) == (State.IDLE, State.ESTABLISHED)
    assert other.notifications() == []


def test_82_each_connection_has_a_machine_of_its_own() -> None:
    """§8.2.1: "For each incoming connection, a state machine MUST be instantiated."."""
    driver = Driver()
    outgoing = driver.connect()
    driver.say(open_of(THEIRS))
    incoming = driver.session.connection_made(driver.now, inbound=True)
    assert driver.session.snapshot().connections == 2
    incoming.receive_data(BAD_HEADERS["marker"][0], driver.now)
    assert incoming.closed
    assert not outgoing.closed
    driver.say(Keepalive())
    assert driver.session.state is State.ESTABLISHED


def test_92_a_route_that_does_not_fit_is_not_sent() -> None:
    """§9.2: "the BGP speaker MUST not advertise the route"; the session goes on."""
    driver = Driver()
    connection = driver.establish(open_of(attrs.evolve(THEIRS, extended_messages=False)))
    big = UnknownAttribute(code=250, flags=0xC0, octets=bytes(4096))
    whole = Update.build(
        attributes=routes("198.51.100.0/24").attributes.replace(big),
        announced=routes("198.51.100.0/24").announced,
    )
    driver.sent.clear()
    with pytest.raises(EncodeError):
        connection.send(whole)
    connection.send(routes("198.51.100.0/24"))
    driver.settle()
    assert driver.sent == [routes("198.51.100.0/24").encode()]
    assert driver.session.state is State.ESTABLISHED


@pytest.mark.parametrize(("random", "factor"), [(0.0, 1.0), (0.5, 0.875), (1.0, 0.75)])
def test_10_jitter_is_a_factor(random: float, factor: float) -> None:
    """§10: "a random factor, which is uniformly distributed in the range from 0.75 to 1.0"."""
    driver = Driver(jitter=lambda: random)
    assert driver.session.snapshot().timers[Timer.CONNECT_RETRY] == 120 * factor


@pytest.mark.parametrize(("random", "factor"), [(-1.0, 1.0), (1.5, 0.75), (1e9, 0.75)])
def test_10_jitter_does_not_leave_its_range(random: float, factor: float) -> None:
    """§10: nor does it where a program's numbers leave theirs."""
    driver = Driver(jitter=lambda: random)
    assert driver.session.snapshot().timers[Timer.CONNECT_RETRY] == 120 * factor


@pytest.mark.parametrize("hold_time", [1, 2, -1, 65536])
def test_10_hold_times_that_cannot_be_configured(hold_time: int) -> None:
    """§10: configurable "on a per-peer basis", to what an OPEN may say (§4.2)."""
    with pytest.raises(LocalError, match="hold_time"):
        Driver(hold_time=hold_time)


# -- §6 --------------------------------------------------------------------------------------------

BAD_HEADERS = {
    "marker": (bytes(16) + b"\0\x13\4", 1),
    "too short": (MARKER + b"\0\x12\4", 2),
    "too long": (MARKER + b"\xff\xff\2", 2),
    "short OPEN": (MARKER + b"\0\x1c\1" + bytes(9), 2),
    "short UPDATE": (MARKER + b"\0\x16\2" + bytes(3), 2),
    "long KEEPALIVE": (MARKER + b"\0\x14\4\0", 2),
    "short NOTIFICATION": (MARKER + b"\0\x14\3\0", 2),
    "type 0": (MARKER + b"\0\x13\0", 3),
    "type 255": (MARKER + b"\0\x13\xff", 3),
}


@pytest.mark.parametrize(("octets", "subcode"), BAD_HEADERS.values(), ids=BAD_HEADERS)
@pytest.mark.parametrize("state", [State.OPEN_SENT, State.OPEN_CONFIRM, State.ESTABLISHED])
def test_61_errors_of_the_header(octets: bytes, subcode: int, state: State) -> None:
    """§6.1: "indicated by sending the NOTIFICATION message with" the code 1."""
    driver = Driver(extended_messages=False)
    driver.connect()
    if state is not State.OPEN_SENT:
        driver.say(open_of(THEIRS))
    if state is State.ESTABLISHED:
        driver.say(Keepalive())
    assert driver.session.state is state
    driver.say(octets)
    (notification,) = driver.notifications()
    assert (notification.code, notification.subcode) == (1, subcode)
    assert driver.session.state is State.IDLE


def test_61_headers_without_error() -> None:
    """§6.1: every message that is as it should be passes, one octet at a time too."""
    driver = Driver()
    driver.establish()
    for octet in Keepalive().encode() + routes("198.51.100.0/24").encode():
        driver.say(bytes((octet,)))
    assert driver.notifications() == []
    assert len(driver.of(UpdateReceived)) == 1


BAD_OPENS = {
    "version": (b"\3\xfb\xf6\0\x5a\x0a\0\0\2\0", 1),
    "AS": (b"\4\xfb\xf7\0\x5a\x0a\0\0\2\0", 2),
    "identifier": (b"\4\xfb\xf6\0\x5a\0\0\0\0\0", 3),
    "parameter": (b"\4\xfb\xf6\0\x5a\x0a\0\0\2\3\1\1\0", 4),
    "hold time": (b"\4\xfb\xf6\0\2\x0a\0\0\2\0", 6),
    "malformed parameter": (b"\4\xfb\xf6\0\x5a\x0a\0\0\2\2\2\5", 0),
}


@pytest.mark.parametrize(("body", "subcode"), BAD_OPENS.values(), ids=BAD_OPENS)
def test_62_errors_of_an_open(body: bytes, subcode: int) -> None:
    """§6.2: "indicated by sending the NOTIFICATION message with" the code 2."""
    driver = Driver()
    driver.connect()
    driver.say(frame(1, body))
    (notification,) = driver.notifications()
    assert (notification.code, notification.subcode) == (2, subcode)
    assert driver.session.state is State.IDLE


def test_62_an_open_without_error() -> None:
    """§6.2: the same OPEN with nothing wrong, with and without capabilities."""
    for message in (frame(1, b"\4\xfb\xf6\0\x5a\x0a\0\0\2\0"), open_of(THEIRS)):
        driver = Driver()
        driver.connect()
        driver.say(message)
        assert driver.notifications() == []
        assert driver.session.state is State.OPEN_CONFIRM


def test_6_errors_without_a_subcode() -> None:
    """§6: "If no Error Subcode is specified, then a zero MUST be used."."""
    driver = Driver()
    driver.establish()
    driver.at(90)
    (notification,) = driver.notifications()
    assert (notification.code, notification.subcode) == (4, 0)
    assert driver.sent[-1][19:] == b"\4\0"


def test_6_errors_with_a_subcode() -> None:
    """§6: where one is specified, it is the one that is sent."""
    driver = Driver()
    driver.establish()
    driver.say(update(attribute(0x40, 1, b"\0"), attribute(0x40, 1, b"\0"), withdrawn=b"\x21"))
    assert driver.sent[-1][19:21] == b"\3\x0a"


# -- §6.7 ------------------------------------------------------------------------------------------

FATAL = [
    Input.BGP_HEADER_ERR,
    Input.BGP_OPEN_MSG_ERR,
    Input.UPDATE_MSG_ERR,
    Input.HOLD_TIMER_EXPIRES,
    Input.NOTIF_MSG,
    Input.NOTIF_MSG_VER_ERR,
]


def test_67_no_cease_for_a_fatal_error() -> None:
    """§6.7: Cease "MUST NOT be used when a fatal error indicated by this section does exist"."""
    sent = [
        action
        for row in TABLE
        if row.input in FATAL
        for action in row.actions
        if isinstance(action, Notify)
    ]
    assert len(sent) > 10
    assert all(notify.code != 6 for notify in sent)


def test_67_a_cease_after_a_fatal_error() -> None:
    """§6.7: who stops a session that has just failed adds no Cease."""
    driver = Driver()
    driver.establish()
    driver.say(BAD_HEADERS["marker"][0])
    driver.session.stop(driver.now, reason="enough")
    driver.settle()
    assert driver.notifications() == [Notification(1, 1)]


def test_67_a_cease_without_error() -> None:
    """§6.7: "at any given time", in any state with a connection."""
    for steps in range(3):
        driver = Driver()
        driver.connect()
        driver.say(*(open_of(THEIRS), Keepalive())[:steps])
        driver.session.stop(driver.now, reason="enough")
        driver.settle()
        assert driver.notifications() == [Notification.shutdown("enough")]
        assert len(driver.of(SessionDown)) == (steps == 2)


def test_62_the_capability_is_of_the_peer() -> None:
    """§6.2: "If the Autonomous System field ... is unacceptable"; the 4-octet one (RFC 6793)."""
    driver = Driver()
    driver.connect()
    driver.say(their_open(parameters=((FourOctetAs(64503),),)))
    assert driver.notifications() == [Notification(2, 2)]
