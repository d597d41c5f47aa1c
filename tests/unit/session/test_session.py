"""A session, as the program and the driver see it."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import (
    AsPath,
    Context,
    DecodeError,
    Family,
    Keepalive,
    LocalError,
    Notification,
    Open,
    Origin,
    Prefix,
    Update,
    decode,
    negotiate,
)
from bgplib.capabilities import Capability, CapabilityCodec, OrfEntry, OutboundRouteFiltering
from bgplib.context import SessionType
from bgplib.findings import Treatment
from bgplib.kernel.usual import COMPILED
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.header import frame
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    Connection,
    ConnectionRefused,
    ConnectWanted,
    Event,
    FamilyDisabled,
    PrefixLimit,
    PrefixLimitExceeded,
    PrefixLimitWarning,
    RefreshBegan,
    RefreshEnded,
    RefreshRequested,
    SendingResumed,
    Session,
    SessionConfig,
    SessionDown,
    SessionUp,
    State,
    StateChanged,
    Timer,
    UpdateReceived,
)
from bgplib.session.opening import open_of
from bgplib.testing.network import Network
from tests.session_world import messages_of

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
OURS = SessionConfig(
    local_as=64501, peer_as=64502, local_identifier="192.0.2.1", graceful_restart=None
)
THEIRS = SessionConfig(
    local_as=64502, peer_as=64501, local_identifier="192.0.2.2", graceful_restart=None
)
THEIR_OPEN = open_of(THEIRS)


class Driver:
    """A session and one connection, driven by hand."""

    def __init__(self, config: SessionConfig = OURS, **changes: Any) -> None:
        self.session = Session(attrs.evolve(config, **changes))
        self.events: list[Event] = []
        self.sent: list[bytes] = []
        self.now = 0.0
        self.connection: Connection | None = None
        self.session.start(self.now)
        self.settle()

    def settle(self) -> None:
        """Take events and octets."""
        self.events += self.session.events()
        if self.connection is not None:
            octets = self.connection.data_to_send()
            self.connection.data_sent(len(octets), self.now)
            self.sent += messages_of(octets)

    def connect(self) -> Connection:
        """Let the connection be made that was asked for."""
        self.connection = self.session.connection_made(self.now)
        self.settle()
        return self.connection

    def say(self, *messages: Any, context: Context | None = None) -> None:
        """Let the peer say something."""
        assert self.connection is not None
        for message in messages:
            octets = message if isinstance(message, bytes) else message.encode(context)
            self.connection.receive_data(octets, self.now)
            self.settle()

    def establish(self, remote: Open = THEIR_OPEN) -> Connection:
        """Bring the session up."""
        connection = self.connect()
        self.say(remote, Keepalive())
        assert self.session.state is State.ESTABLISHED
        return connection

    def at(self, now: float) -> None:
        """Let time go by, timer by timer."""
        while True:
            deadline = self.session.next_deadline()
            if deadline is None or deadline > now:
                break
            self.now = max(self.now, deadline)
            self.session.handle_timers(self.now)
            self.settle()
        self.now = now
        self.session.handle_timers(now)
        self.settle()

    def of(self, kind: type[Event]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def states(self) -> list[State]:
        """Return the states that the session went to."""
        return [event.new for event in self.of(StateChanged)]

    def notifications(self) -> list[Notification]:
        """Return the NOTIFICATIONs that were sent."""
        found = [decode(octets) for octets in self.sent if octets[18] == 3]
        return [message for message in found if isinstance(message, Notification)]


def routes(*prefixes: str) -> Update:
    """Make an UPDATE of the peer."""
    attributes = [Origin(0), AsPath.of([64502])]
    return Update.announce(prefixes, next_hop="192.0.2.2", attributes=attributes)


# -- the way to Established ----------------------------------------------------------------------


@attrs.frozen
class Moody(Capability):
    """A capability that is none of bgplib's."""

    code: ClassVar[int] = 239
    WORD: ClassVar[str] = "MOODY"
    BARE: ClassVar[tuple[str, ...]] = ("level",)
    level: int


MOODY = DEFAULT_REGISTRY.with_capability(
    CapabilityCodec(
        code=239,
        name="MOODY",
        value=Moody,
        rfc="none",
        malformed=Treatment.IGNORE,
        decode=lambda octets: Moody(octets[0]),
        encode=lambda value: bytes((value.level,)),
    )
)


def test_a_programs_own_capability_is_said() -> None:
    """An OPEN is written by the rows that the session reads by."""
    theirs = attrs.evolve(THEIRS, capabilities=[Moody(2)], registry=MOODY)
    driver = Driver(capabilities=[Moody(1)], registry=MOODY)
    driver.connect()
    driver.say(open_of(theirs).encode(registry=MOODY), Keepalive())
    (up,) = driver.of(SessionUp)
    assert up.negotiation.local.capabilities[-1] == Moody(1)
    assert up.negotiation.remote.capabilities[-1] == Moody(2)
    assert str(Moody(2)) == "MOODY 2"
    assert Moody.parse("MOODY 2") == Moody(2)


def test_a_programs_own_capability_can_be_required() -> None:
    """RFC 5492 §5: a peer without it is told which one it lacks."""
    driver = Driver(
        capabilities=[Moody(1)],
        required=[Moody(1)],
        registry=MOODY,
    )
    driver.connect()
    driver.say(THEIR_OPEN)
    (refusal,) = driver.notifications()
    assert (refusal.code, refusal.subcode, refusal.data) == (2, 7, bytes((239, 1, 1)))


def test_filters_of_a_programs_own_type_are_the_programs() -> None:
    """RFC 5291 §5: a program may say that it takes filters of types that no table is kept of."""
    ours = OutboundRouteFiltering((OrfEntry(V4, ((65, 1), (200, 1))),))
    theirs = OutboundRouteFiltering((OrfEntry(V4, ((64, 2), (65, 2), (200, 3))),))
    driver = Driver(capabilities=[ours])
    driver.establish(open_of(attrs.evolve(THEIRS, capabilities=[theirs])))
    assert driver.session.outbound_filter(V4) is None
    message = RouteRefresh(V4, orf=bytes.fromhex("01 c8 0001 80"))
    driver.say(message)
    assert driver.of(RefreshRequested) == [RefreshRequested(message)]


def test_the_way_to_established() -> None:
    """RFC 4271 §8.2.2: Idle, Connect, OpenSent, OpenConfirm, Established."""
    driver = Driver()
    assert driver.of(ConnectWanted) == [ConnectWanted()]
    driver.establish()
    assert driver.states() == [
        State.CONNECT,
        State.OPEN_SENT,
        State.OPEN_CONFIRM,
        State.ESTABLISHED,
    ]
    assert [octets[18] for octets in driver.sent] == [1, 4]
    assert decode(driver.sent[0]) == open_of(OURS)
    (up,) = driver.of(SessionUp)
    assert up.negotiation.hold_time == 90
    assert driver.session.connection is up.connection


@pytest.mark.parametrize("size", [1, 30, 4096])
def test_a_driver_may_read_into_one_buffer(size: int) -> None:
    """What is handed in as a bytearray or a view is copied: the driver reads into it again."""
    driver = Driver()
    connection = driver.connect()
    said = [THEIR_OPEN.encode(), Keepalive().encode()]
    said += [routes(f"10.{number}.0.0/16").encode() for number in range(5)]
    stream = b"".join(said)
    buffer = bytearray(size)
    for at in range(0, len(stream), size):
        piece = stream[at : at + size]
        buffer[: len(piece)] = piece
        view = memoryview(buffer)[: len(piece)]
        connection.receive_data(view if at % 2 else bytearray(view), driver.now)
        view.release()
        buffer[:] = bytes(size)
        driver.settle()
    told = [str(event.update.announced[0].prefixes[0]) for event in driver.of(UpdateReceived)]
    assert told == [f"10.{number}.0.0/16" for number in range(5)]


def test_passive_waits() -> None:
    """RFC 4271 §8.1.1: with PassiveTcpEstablishment the peer connects."""
    driver = Driver(passive=True)
    assert not driver.of(ConnectWanted)
    assert driver.states()[-1] is State.ACTIVE
    driver.connection = driver.session.connection_made(0, inbound=True)
    driver.settle()
    driver.say(THEIR_OPEN, Keepalive())
    assert driver.session.state is State.ESTABLISHED


def test_idle_refuses() -> None:
    """RFC 4271 §8.2.2: in Idle all connections are refused."""
    session = Session(OURS)
    connection = session.connection_made(0, inbound=True)
    assert connection.closed
    assert connection.data_to_send() == b""
    assert [type(event) for event in session.events()] == [ConnectionRefused, CloseWanted]


def test_delay_open_waits_for_the_peer() -> None:
    """RFC 4271 §8.1.1: with DelayOpen our OPEN waits; the peer's brings both at once."""
    driver = Driver(delay_open_time=5.0)
    driver.connect()
    assert driver.sent == []
    driver.say(THEIR_OPEN)
    assert [octets[18] for octets in driver.sent] == [1, 4]
    assert driver.session.state is State.OPEN_CONFIRM


def test_delay_open_ends() -> None:
    """RFC 4271 §8.1.3: when DelayOpenTimer expires, our OPEN is sent."""
    driver = Driver(delay_open_time=5.0)
    driver.connect()
    driver.at(5.0)
    assert [octets[18] for octets in driver.sent] == [1]
    assert driver.session.state is State.OPEN_SENT


def test_dynamic_neighbours_are_judged_by_their_open() -> None:
    """RFC 4486 §4: whom `accept` does not want gets Connection Rejected."""

    def accept(message: Open) -> Notification | None:
        return None if message.asn == 64502 else Notification(6, 5)

    welcome = Driver(peer_as=None, accept=accept)
    welcome.establish()
    stranger = Driver(peer_as=None, accept=accept)
    stranger.connect()
    stranger.say(open_of(attrs.evolve(THEIRS, local_as=64999)))
    assert stranger.notifications() == [Notification(6, 5)]


@pytest.mark.parametrize("of_confederation", [False, True])
def test_6286_3_identifiers_are_unique_in_a_confederation(of_confederation: bool) -> None:
    """RFC 6286 §3: "the whole confederation is considered as one AS"; others may have ours."""
    kind = SessionType.CONFEDERATION if of_confederation else None
    driver = Driver(session_type=kind)
    driver.connect()
    driver.say(attrs.evolve(THEIR_OPEN, identifier=OURS.local_identifier))
    assert driver.notifications() == ([Notification(2, 3)] if of_confederation else [])


def test_a_program_that_is_asked_about_an_open_may_end_the_session() -> None:
    """What was agreed with an OPEN that nobody answered is not what the next OPEN agrees on."""
    sessions: list[Session] = []

    def accept(message: Open) -> None:
        if message.hold_time == 30:
            sessions[0].reset(0.0, "not with this one")

    driver = Driver(accept=accept)
    sessions.append(driver.session)
    driver.connect()
    driver.say(open_of(attrs.evolve(THEIRS, hold_time=30)))
    assert driver.session.state is State.IDLE
    assert driver.session.snapshot().negotiation is None
    driver.at(5.0)
    driver.establish()
    agreed = driver.session.negotiation
    assert agreed is not None
    assert agreed.remote == THEIR_OPEN


def test_an_update_for_a_keepalive() -> None:
    """RFC 4271 §8.2.2: an UPDATE in OpenConfirm is an error, or, by option, a KEEPALIVE."""
    strict = Driver()
    strict.connect()
    strict.say(THEIR_OPEN, routes("198.51.100.0/24"))
    assert strict.notifications() == [Notification(5, 2, b"\2")]
    lenient = Driver(update_is_keepalive=True)
    lenient.connect()
    lenient.say(THEIR_OPEN, routes("198.51.100.0/24"))
    assert len(lenient.of(UpdateReceived)) == 1


# -- what ends a session -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "subcode"),
    [(Keepalive(), 1), (routes("198.51.100.0/24"), 1), (RouteRefresh(V4), 1)],
)
def test_6608_4_out_of_place_in_open_sent(message: Any, subcode: int) -> None:
    """RFC 6608 §4: a message that is not an OPEN is answered with its type, ROUTE-REFRESH too."""
    driver = Driver()
    driver.connect()
    driver.say(message)
    assert driver.notifications() == [Notification(5, subcode, bytes((message.type,)))]


@pytest.mark.parametrize("detects", [False, True])
def test_6608_4_a_second_open(detects: bool) -> None:
    """RFC 6608 §4: an OPEN in Established is answered with 5/3 and its type.

    With CollisionDetectEstablishedState, too: of one connection there is no collision.
    """
    driver = Driver(collision_detect_established=detects)
    driver.establish()
    driver.say(THEIR_OPEN)
    assert driver.notifications() == [Notification(5, 3, b"\1")]
    (down,) = driver.of(SessionDown)
    assert down.sent == Notification(5, 3, b"\1")


def test_a_wrong_marker() -> None:
    """RFC 4271 §6.1: a header that is wrong ends the session with code 1, whatever the state."""
    driver = Driver()
    driver.establish()
    driver.say(b"\0" * 19)
    assert driver.notifications() == [Notification(1, 1)]


def test_the_wrong_as() -> None:
    """RFC 4271 §6.2: an OPEN of another AS is refused with Bad Peer AS."""
    driver = Driver()
    driver.connect()
    driver.say(open_of(attrs.evolve(THEIRS, local_as=64999)))
    (notification,) = driver.notifications()
    assert (notification.code, notification.subcode) == (2, 2)


def test_nothing_follows_a_notification() -> None:
    """RFC 4271 §6: the connection is closed; what comes afterwards is dropped."""
    driver = Driver()
    connection = driver.establish()
    driver.say(Keepalive().encode() + b"\0" * 19 + routes("198.51.100.0/24").encode())
    assert len(driver.notifications()) == 1
    assert driver.sent[-1][18] == 3
    assert connection.closed
    driver.say(routes("198.51.100.0/24"), b"")
    assert not driver.of(UpdateReceived)
    assert driver.of(CloseWanted) == [CloseWanted(connection)]


def test_stop_tells_why() -> None:
    """RFC 9003 §2: the reason goes to the peer's operator; the session stays down."""
    driver = Driver()
    driver.establish()
    driver.session.stop(1, "maintenance")
    driver.settle()
    assert driver.notifications() == [Notification.shutdown("maintenance")]
    driver.at(10_000)
    assert driver.session.state is State.IDLE
    assert driver.session.next_deadline() is None


def test_reset_comes_back() -> None:
    """RFC 4486 §4: after an administrative reset the session is started again."""
    driver = Driver()
    driver.establish()
    driver.session.reset(1, "new policy")
    driver.settle()
    assert driver.notifications() == [Notification.shutdown("new policy", reset=True)]
    driver.at(7)
    assert len(driver.of(ConnectWanted)) == 2


def test_a_malformed_update_by_7606() -> None:
    """RFC 7606 §2: treat-as-withdraw is an UPDATE like others; a session reset is not."""
    driver = Driver()
    driver.establish()
    bad_origin = bytearray(routes("198.51.100.0/24").encode())
    bad_origin[bad_origin.index(b"\x40\x01\x01\x00") + 3] = 9
    driver.say(bytes(bad_origin))
    (event,) = driver.of(UpdateReceived)
    assert not event.update.announced
    assert len(event.update.withdrawn[0]) == 1
    assert sum(driver.session.snapshot().faults.values()) == 1
    overrun = bytearray(routes("198.51.100.0/24").encode())
    overrun[21:23] = b"\xff\xff"
    driver.say(bytes(overrun))
    assert driver.notifications() == [Notification(3, 1)]
    assert len(driver.of(UpdateReceived)) == 1


def test_7606_7_11_a_family_is_disabled() -> None:
    """RFC 7606 §7.11: by option a malformed MP_REACH_NLRI disables its family, and no more."""
    families = [V4, V6]
    driver = Driver(families=families, rules=Context(disable_family_on_error=True))
    driver.establish(open_of(attrs.evolve(THEIRS, families=families)))
    attributes = [Origin(0), AsPath.of([64502])]
    good = Update.announce(
        ["2001:db8::/32"], next_hop="2001:db8::2", attributes=attributes, family=V6
    ).encode()
    bad = good.replace(bytes.fromhex("00020110"), bytes.fromhex("00020105"))
    assert bad != good
    driver.say(bad)
    assert [event.family for event in driver.of(FamilyDisabled)] == [V6]
    driver.events.clear()
    driver.say(good, routes("198.51.100.0/24"))
    kept = [group for event in driver.of(UpdateReceived) for group in event.update.announced]
    assert [group.family for group in kept] == [V4]
    assert driver.session.state is State.ESTABLISHED


# -- timers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("damps", [False, True])
def test_hold_timer(damps: bool) -> None:
    """RFC 4271 §6.5: a peer that is silent for the Hold Time gets Hold Timer Expired."""
    driver = Driver(damp_peer_oscillations=damps)
    driver.establish()
    driver.at(89.9)
    assert not driver.of(SessionDown)
    driver.at(90)
    assert driver.notifications() == [Notification(4)]


def test_hold_timer_starts_again() -> None:
    """RFC 4271 §8.2.2: UPDATEs and KEEPALIVEs restart HoldTimer; a ROUTE-REFRESH does not."""
    driver = Driver()
    driver.establish()
    driver.at(60)
    driver.say(routes("198.51.100.0/24"))
    driver.at(120)
    driver.say(Keepalive())
    driver.at(180)
    driver.say(RouteRefresh(V4))
    driver.at(209.9)
    assert not driver.of(SessionDown)
    driver.at(210)
    assert driver.of(SessionDown)


def test_each_update_starts_hold_timer_again() -> None:
    """RFC 4271 §8.2.2: also where nothing else comes, and several come at a time."""
    driver = Driver()
    driver.establish()
    for number in range(1, 6):
        driver.at(60 * number)
        driver.say(routes("198.51.100.0/24"), routes("203.0.113.0/24"))
    driver.at(389.9)
    assert not driver.of(SessionDown)
    driver.at(390)
    assert driver.of(SessionDown)


def test_keepalives() -> None:
    """RFC 4271 §4.4: one every third of the Hold Time, and none soon after an UPDATE."""
    driver = Driver()
    connection = driver.establish()
    driver.sent.clear()
    driver.at(45)
    assert len(driver.sent) == 1
    connection.send(Update.withdraw(["198.51.100.0/24"]))
    driver.settle()
    driver.at(74.9)
    assert [octets[18] for octets in driver.sent] == [4, 2]
    driver.at(75)
    assert [octets[18] for octets in driver.sent] == [4, 2, 4]


def test_4271_4_2_hold_time_0() -> None:
    """RFC 4271 §4.2: with a Hold Time of 0 no timer runs, and nothing ends the session."""
    driver = Driver()
    driver.establish(open_of(attrs.evolve(THEIRS, hold_time=0)))
    assert driver.session.next_deadline() is None
    assert driver.connection is not None
    driver.connection.send(Update.withdraw(["198.51.100.0/24"]))
    driver.say(routes("198.51.100.0/24"))
    assert driver.session.next_deadline() is None
    driver.at(1e6)
    assert driver.session.state is State.ESTABLISHED


def test_9687_4_3_send_hold_timer() -> None:
    """RFC 9687 §4.3: a peer that takes nothing for 480 s loses the session."""
    driver = Driver()
    connection = driver.establish()
    session = driver.session
    now = 0.0
    while session.state is State.ESTABLISHED:
        deadline = session.next_deadline()
        assert deadline is not None
        now = deadline
        connection.receive_data(Keepalive().encode(), now)
        connection.data_to_send()
        session.handle_timers(now)
    assert now == 480
    (down,) = [event for event in session.events() if isinstance(event, SessionDown)]
    assert down.sent == Notification(8)


def test_9687_4_3_octets_that_leave_restart_it() -> None:
    """RFC 9687 §4.3: as long as octets leave, the session stays."""
    driver = Driver()
    driver.establish()
    for now in range(0, 2000, 20):
        driver.at(now)
        driver.say(Keepalive())
    assert driver.session.state is State.ESTABLISHED


@pytest.mark.parametrize(
    ("hold_time", "send_hold_time", "seconds"),
    [(90, None, 480), (240, None, 480), (241, None, 482), (1000, None, 2000), (90, 91.0, 91)],
)
def test_9687_4_3_how_long_it_is(
    hold_time: int, send_hold_time: float | None, seconds: float
) -> None:
    """RFC 9687 §4.3: 8 minutes, or twice the Hold Time that was agreed on if that is more."""
    driver = Driver(hold_time=hold_time, send_hold_time=send_hold_time)
    driver.connect()
    driver.say(open_of(attrs.evolve(THEIRS, hold_time=hold_time)))
    # What leaves before there is a session does not start it.
    assert driver.session.state is State.OPEN_CONFIRM
    assert Timer.SEND_HOLD not in driver.session.snapshot().timers
    driver.say(Keepalive())
    assert driver.session.snapshot().timers[Timer.SEND_HOLD] == seconds


def test_9687_4_3_none() -> None:
    """RFC 9687 §4.3: a time of 0 is none, and octets that leave do not start it."""
    driver = Driver(send_hold_time=0)
    connection = driver.establish()
    connection.send(routes("198.51.100.0/24"))
    driver.settle()
    assert Timer.SEND_HOLD not in driver.session.snapshot().timers


def test_a_connection_of_before_means_nothing() -> None:
    """What its octets do, and what a program has it do, is not for the session that there is."""
    driver = Driver(output_limit=40)
    old = driver.establish()
    old.send(routes("198.51.100.0/24"))
    octets = old.data_to_send()
    assert not old.writable
    old.receive_data(b"", 1)
    driver.connection = None
    driver.settle()
    driver.at(100)
    new = driver.establish()
    driver.events.clear()
    driver.at(110)
    old.data_sent(len(octets), 120)
    driver.settle()
    assert driver.of(SendingResumed) == []
    assert driver.session.snapshot().timers[Timer.SEND_HOLD] == 460
    for send in (old.send, lambda message: old.send_encoded([message.encode()])):
        with pytest.raises(LocalError, match="routes are sent in Established"):
            send(routes("198.51.100.0/24"))
    new.send(routes("198.51.100.0/24"))
    assert new.backlog


def test_there_is_room_in_established_alone() -> None:
    """A program that asks early whether it may send is told nothing of its OPEN."""
    driver = Driver(output_limit=20)
    driver.connection = connection = driver.session.connection_made(driver.now)
    assert not connection.writable
    driver.settle()
    assert connection.backlog == 0
    driver.settle()
    assert driver.of(SendingResumed) == []


@pytest.mark.parametrize(("random", "factor"), [(0.0, 1.0), (0.5, 0.875), (1.0, 0.75)])
def test_jitter_of_each_timer(random: float, factor: float) -> None:
    """RFC 4271 §10: KeepaliveTimer has it as well; and so has the delay before a new start."""
    driver = Driver(jitter=lambda: random, idle_hold_time=8.0)
    driver.establish()
    assert driver.session.snapshot().timers[Timer.KEEPALIVE] == 30 * factor
    driver.say(b"\0" * 19)
    assert driver.session.snapshot().timers[Timer.IDLE_HOLD] == 8 * factor


def test_the_delay_grows() -> None:
    """RFC 4271 §8.1.1: DampPeerOscillations: each failure doubles the delay, up to a ceiling."""
    driver = Driver(idle_hold_time=5.0, idle_hold_maximum=60.0)
    delays = []
    for _ in range(6):
        driver.connect()
        driver.say(b"\0" * 19)
        remaining = driver.session.snapshot().timers[Timer.IDLE_HOLD]
        delays.append(remaining)
        driver.at(driver.now + remaining)
        assert driver.session.state is State.CONNECT
    assert delays == [5, 10, 20, 40, 60, 60]


def test_jitter_shortens() -> None:
    """RFC 4271 §10: jitter is a factor of 0.75 to 1.0."""
    driver = Driver(jitter=lambda: 1.0)
    assert driver.session.snapshot().timers[Timer.CONNECT_RETRY] == 90
    driver = Driver(jitter=lambda: 0.0)
    assert driver.session.snapshot().timers[Timer.CONNECT_RETRY] == 120


@pytest.mark.parametrize("now", [math.nan, math.inf, -math.inf, "soon", None, 10**400])
def test_time_is_a_number(now: Any) -> None:
    """Time that is no number is the caller's mistake; compiled code says so of some by itself."""
    driver = Driver()
    with pytest.raises((LocalError, TypeError, OverflowError) if COMPILED else LocalError):
        driver.session.handle_timers(now)


@pytest.mark.parametrize("octets", [None, [1], 5, "octets"])
@pytest.mark.parametrize("before", [b"", b"\xff"])
def test_what_comes_is_octets(octets: Any, before: bytes) -> None:
    """None, of a read that would have had to wait, was taken for the end; a list for octets."""
    driver = Driver()
    connection = driver.establish()
    if before:
        connection.receive_data(before, driver.now)
    with pytest.raises((LocalError, TypeError) if COMPILED else LocalError):
        connection.receive_data(octets, driver.now)
    assert driver.session.state is State.ESTABLISHED
    connection.receive_data(Keepalive().encode()[len(before) :], driver.now)
    assert driver.session.snapshot().received[Keepalive.type] == 2


@pytest.mark.parametrize("message", [b"\xff" * 19, "KEEPALIVE", None])
def test_what_is_sent_is_a_message(message: Any) -> None:
    """Octets are for `send_encoded`; it is said so."""
    connection = Driver().establish()
    wrong = (LocalError, TypeError) if COMPILED else LocalError
    with pytest.raises(wrong, match=None if COMPILED else "takes octets"):
        connection.send(message)


@pytest.mark.parametrize("how", ["stop", "reset"])
def test_what_ends_a_session_is_a_notification(how: str) -> None:
    """What is none leaves the session as it is."""
    driver = Driver()
    driver.establish()
    with pytest.raises((LocalError, TypeError) if COMPILED else LocalError):
        getattr(driver.session, how)(driver.now, notification="Cease")
    assert driver.session.state is State.ESTABLISHED


@pytest.mark.parametrize("asn", [0, -1, 2**32])
def test_a_peer_has_a_number_that_peers_can_have(asn: int) -> None:
    """RFC 7607 §2: an OPEN with AS number 0 is refused, so that the peer never comes up."""
    with pytest.raises(LocalError, match=f"peer_as is {asn}, it must be 1 to 4294967295"):
        attrs.evolve(OURS, peer_as=asn)


def test_time_does_not_go_backwards() -> None:
    """An earlier time counts as the latest one; a jump fires each timer once, hold before all."""
    driver = Driver()
    driver.establish()
    driver.session.handle_timers(50)
    driver.settle()
    driver.sent.clear()
    assert driver.connection is not None
    driver.connection.receive_data(Keepalive().encode(), 10)
    driver.settle()
    assert driver.sent == []
    assert driver.session.snapshot().timers[Timer.HOLD] == 90
    driver.session.handle_timers(3600)
    driver.settle()
    assert [octets[18] for octets in driver.sent] == [3]


def test_a_timer_that_is_late_has_no_time_left() -> None:
    """Between what was said of the time and `handle_timers`, it is due, and no more than that."""
    driver = Driver()
    connection = driver.establish()
    connection.data_sent(0, 1000)
    assert set(driver.session.snapshot().timers.values()) == {0.0}


@pytest.mark.parametrize("step", [0.0, 1e-6])
def test_a_clock_that_hardly_moves(step: float) -> None:
    """However often it is asked, a clock that stands still, or creeps, makes nothing happen."""
    driver = Driver()
    driver.establish()
    driver.sent.clear()
    before = driver.session.next_deadline()
    for count in range(5_000):
        driver.session.handle_timers(driver.now + count * step)
    driver.settle()
    assert driver.sent == []
    assert driver.session.next_deadline() == before


def test_a_failed_dial() -> None:
    """RFC 4271 §8.2.2: a connection that cannot be made is tried again after the delay."""
    driver = Driver()
    driver.session.connection_failed(1)
    driver.settle()
    assert driver.session.state is State.IDLE
    driver.at(6)
    assert len(driver.of(ConnectWanted)) == 2


def test_a_peer_that_only_dials() -> None:
    """RFC 4271 §8.1.2: a peer that connects while our next dial waits starts the session."""
    driver = Driver()
    driver.session.connection_failed(1)
    driver.settle()
    driver.connection = driver.session.connection_made(2, inbound=True)
    driver.settle()
    driver.say(THEIR_OPEN, Keepalive())
    assert driver.session.state is State.ESTABLISHED


def test_damping_keeps_a_peer_away() -> None:
    """RFC 4271 §8.1.1: after a failure of the peer's, its connections are refused for a while."""
    driver = Driver()
    driver.connect()
    driver.say(b"\0" * 19)
    assert driver.session.connection_made(2, inbound=True).closed


def test_a_failed_dial_beside_a_connection() -> None:
    """A dial that fails after the peer has connected does that connection no harm."""
    driver = Driver()
    driver.connection = driver.session.connection_made(0, inbound=True)
    driver.settle()
    driver.session.connection_failed(1)
    driver.say(THEIR_OPEN, Keepalive())
    assert driver.session.state is State.ESTABLISHED


def test_a_dial_that_is_not_needed_any_more() -> None:
    """When the peer's own connection is Established, ours is given up, once and for all."""
    driver = Driver()
    driver.connection = driver.session.connection_made(0, inbound=True)
    driver.settle()
    driver.say(THEIR_OPEN, Keepalive())
    assert driver.of(ConnectAbandoned) == [ConnectAbandoned()]
    driver.session.stop(1)
    driver.settle()
    assert driver.session.state is State.IDLE
    assert driver.of(ConnectAbandoned) == [ConnectAbandoned()]


# -- routes --------------------------------------------------------------------------------------


def test_4486_4_too_many_prefixes() -> None:
    """RFC 4486 §4: over the limit: warning, then Cease with family and limit; nothing delivered."""
    limit = PrefixLimit(maximum=4, warning=0.5)
    driver = Driver(prefix_limits={V4: limit})
    driver.establish()
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24"))
    assert driver.of(PrefixLimitWarning) == [PrefixLimitWarning(V4, 2, 4)]
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"))
    assert len(driver.of(UpdateReceived)) == 2
    driver.say(routes("10.0.4.0/24"))
    assert driver.of(PrefixLimitExceeded) == [PrefixLimitExceeded(V4, 5, 4)]
    assert driver.notifications() == [Notification.too_many_prefixes(V4, 4)]
    assert len(driver.of(UpdateReceived)) == 2
    driver.at(1e6)
    assert driver.session.state is State.IDLE


def test_a_limit_with_a_delay() -> None:
    """RFC 4486 §4: after the delay of the limit the session may start again."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=1, restart=60.0)})
    driver.establish()
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24"))
    driver.at(59.9)
    assert len(driver.of(ConnectWanted)) == 1
    driver.at(60)
    assert len(driver.of(ConnectWanted)) == 2


def test_a_limit_that_warns() -> None:
    """A limit without a Cease warns once, and again after the peer has been below it."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=1, warning=1.0, cease=False)})
    driver.establish()
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24"), routes("10.0.2.0/24"))
    assert len(driver.of(PrefixLimitWarning)) == 1
    assert len(driver.of(UpdateReceived)) == 2
    assert driver.session.snapshot().prefixes == {V4: 3}


def announced(driver: Driver) -> list[str]:
    """Return the prefixes that were delivered as announced, in order."""
    updates = (event.update for event in driver.of(UpdateReceived))
    return [str(nlri) for update in updates for group in update.announced for nlri in group]


def test_67_prefixes_beyond_a_limit_are_discarded() -> None:
    """RFC 4271 §6.7: the speaker "(a) discards new address prefixes", and the session goes on."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=2, discard=True)})
    driver.establish()
    message = routes("10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/24", "10.0.2.0/24")
    driver.say(message, routes("10.0.3.0/24"))
    assert driver.session.state is State.ESTABLISHED
    assert driver.notifications() == []
    assert announced(driver) == ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/24"]
    assert driver.session.snapshot().prefixes == {V4: 2}
    first, second = (event.update for event in driver.of(UpdateReceived))
    assert first.attributes.as_path_text == "64502"
    assert first.announced[0].next_hop_octets == bytes((192, 0, 2, 2))
    # What was left out is in what came, and in nothing that is made of the rest.
    assert first.encode() == message.encode()
    assert len(first.canonical().announced[0]) == 3
    assert second.announced == ()


def test_67_known_prefixes_are_replaced_at_the_limit() -> None:
    """RFC 4271 §6.7: *new* address prefixes are discarded, not what replaces those there are."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=2, discard=True)})
    driver.establish()
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24"), routes("10.0.9.0/24", "10.0.1.0/24"))
    assert announced(driver) == ["10.0.0.0/24", "10.0.1.0/24", "10.0.1.0/24"]


def test_67_there_is_room_after_withdrawals() -> None:
    """What is withdrawn makes room, in the same message, too."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=1, discard=True)})
    driver.establish()
    driver.say(routes("10.0.0.0/24"))
    octets = routes("10.0.1.0/24").encode()
    withdrawn = bytes((24, 10, 0, 0))
    driver.say(frame(2, b"\0\4" + withdrawn + octets[21:]))
    assert announced(driver) == ["10.0.0.0/24", "10.0.1.0/24"]
    assert driver.of(PrefixLimitExceeded) == []


def test_67_what_is_discarded_is_told_once() -> None:
    """Each message of a flood is no event of its own; after room there was, it is told again."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=2, warning=1.0, discard=True)})
    driver.establish()
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24"))
    driver.say(*(routes(f"10.1.{number}.0/24", f"10.2.{number}.0/24") for number in range(9)))
    assert driver.of(PrefixLimitExceeded) == [PrefixLimitExceeded(V4, 4, 2)]
    assert len(driver.of(PrefixLimitWarning)) == 1
    driver.say(Update.withdraw(["10.0.0.0/24"]), routes("10.3.0.0/24"), routes("10.4.0.0/24"))
    assert driver.of(PrefixLimitExceeded)[1:] == [PrefixLimitExceeded(V4, 3, 2)]


def test_67_path_identifiers_count() -> None:
    """Each path to a prefix counts (RFC 7911), and is discarded by itself."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=2, discard=True)}, add_path_receive=[V4])
    driver.establish(open_of(attrs.evolve(THEIRS, add_path_send=[V4])))
    nlri = [f"10.0.0.0/24 path-id {number}" for number in range(1, 5)]
    context = Context().with_add_path(V4)
    driver.say(routes(*nlri), context=context)
    assert announced(driver) == nlri[:2]


def test_a_limit_of_nothing_discards_all() -> None:
    """A family can be closed without ending the session."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=0, discard=True)})
    driver.establish()
    driver.say(routes("10.0.0.0/24"))
    assert announced(driver) == []
    assert driver.session.state is State.ESTABLISHED


@pytest.mark.parametrize("in_time", [True, False])
def test_7313_4_what_a_refresh_leaves_out_is_not_counted(in_time: bool) -> None:
    """RFC 7313 §4: stale routes go with the EoRR, or when none comes; so does their count."""
    driver = Driver(prefix_limits={V4: PrefixLimit(maximum=4)}, hold_time=0)
    driver.establish()
    context = Context(enhanced_route_refresh=True)
    began, ended = RouteRefresh(V4, BORR), RouteRefresh(V4, EORR)
    driver.say(routes("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"))
    driver.say(began, began, routes("10.0.0.0/24"), Update.withdraw(["10.0.1.0/24"]))
    assert driver.session.snapshot().prefixes == {V4: 2}
    if in_time:
        driver.say(ended, context=context)
    else:
        driver.at(1000)
    assert driver.session.snapshot().prefixes == {V4: 1}
    driver.say(routes("10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24"))
    assert driver.session.state is State.ESTABLISHED
    # Until then all count: a limit is none if it need not be kept while one refreshes.
    driver.say(began, routes("10.0.5.0/24"))
    assert driver.of(PrefixLimitExceeded) == [PrefixLimitExceeded(V4, 5, 4)]


def test_another_length_of_the_log_holds_at_once() -> None:
    """More messages are kept from then on, or the last of those that were."""
    driver = Driver(log_length=2)
    driver.establish()
    driver.say(*(routes(f"10.0.{number}.0/24") for number in range(4)))
    for length, kept in ((1, 1), (3, 3), (0, 0)):
        driver.session.configure(attrs.evolve(driver.session.config, log_length=length))
        driver.say(*(routes(f"10.1.{number}.0/24") for number in range(4)))
        assert len(driver.session.snapshot().messages) == kept
    assert driver.session.snapshot().received[2] == 16


def test_2918_4_a_storm_of_requests() -> None:
    """RFC 2918 §4: requests that the program has not seen yet are one."""
    driver = Driver()
    connection = driver.establish()
    octets = RouteRefresh(V4).encode() * 1000
    connection.receive_data(octets, 0)
    driver.settle()
    assert len(driver.of(RefreshRequested)) == 1
    connection.receive_data(octets, 0)
    driver.settle()
    assert len(driver.of(RefreshRequested)) == 2


def test_5291_6_filters_of_the_peer() -> None:
    """RFC 5291 §6: the peer's filters hold for its family; DEFER puts the routes off."""
    driver = Driver(orf_receive=[V4])
    driver.establish(open_of(attrs.evolve(THEIRS, orf_send=[V4])))
    table = driver.session.outbound_filter(V4)
    assert table is not None
    assert table.waiting
    assert driver.session.outbound_filter(V6) is None
    entry = orf.AddressPrefixEntry(sequence=10, prefix=Prefix.parse("10.0.0.0/8"), maximum=24)
    only = (orf.OutboundRouteFilter(orf.ADDRESS_PREFIX, (entry,)),)
    driver.say(RouteRefresh(V4, orf=orf.encode(orf.Filters(orf.DEFER, only))))
    assert not driver.of(RefreshRequested)
    driver.say(RouteRefresh(V4))
    assert len(driver.of(RefreshRequested)) == 1
    assert table.permits(Prefix.parse("10.1.0.0/16"))
    assert not table.permits(Prefix.parse("198.51.100.0/24"))


def test_7313_4_a_refresh_has_a_beginning_and_an_end() -> None:
    """RFC 7313 §4: BoRR and EoRR are told; an EoRR without a BoRR is not."""
    driver = Driver()
    driver.establish()
    driver.say(RouteRefresh(V4, EORR), RouteRefresh(V4, BORR), RouteRefresh(V4, EORR))
    found = [e for e in driver.events if isinstance(e, RefreshBegan | RefreshEnded)]
    assert found == [RefreshBegan(V4), RefreshEnded(V4)]


def test_7313_5_a_malformed_refresh() -> None:
    """RFC 7313 §5: a BoRR of the wrong length is answered with code 7, and the whole message."""
    driver = Driver()
    driver.establish()
    octets = RouteRefresh(V4, BORR, b"\0").encode()
    driver.say(octets)
    assert driver.notifications() == [Notification(7, 1, octets)]


# -- sending -------------------------------------------------------------------------------------


def test_sending_needs_established() -> None:
    """Routes are sent in Established only, of families that were agreed on only."""
    driver = Driver()
    connection = driver.connect()
    with pytest.raises(LocalError, match="OpenSent"):
        connection.send(routes("198.51.100.0/24"))
    driver.say(THEIR_OPEN, Keepalive())
    with pytest.raises(LocalError, match="not agreed"):
        connection.send(Update.end_of_rib_of(V6))
    with pytest.raises(LocalError, match="by itself"):
        connection.send(Keepalive())  # type: ignore[arg-type]  # that is tried


def test_back_pressure() -> None:
    """Output is bounded: `send` refuses more, and `SendingResumed` says when there is room."""
    driver = Driver(output_limit=1000)
    connection = driver.establish()
    count = 0
    while connection.writable:
        connection.send(routes(f"10.0.{count}.0/24"))
        count += 1
    assert 1000 <= connection.backlog < 1100
    with pytest.raises(LocalError, match="wait to be sent"):
        connection.send(routes("10.1.0.0/24"))
    octets = connection.data_to_send()
    assert connection.backlog == len(octets)
    connection.data_sent(len(octets) - 501, 1)
    assert not list(driver.session.events())
    connection.data_sent(1, 1)
    assert [type(event) for event in driver.session.events()] == [SendingResumed]
    connection.data_sent(1, 1)
    assert not list(driver.session.events())  # it is said once
    connection.send(routes("10.1.0.0/24"))
    with pytest.raises(LocalError):
        connection.data_sent(10_000, 1)


def test_keepalives_do_not_wait_behind_updates() -> None:
    """A KEEPALIVE overtakes UPDATEs that wait, but cuts none of them."""
    driver = Driver()
    connection = driver.establish()
    for number in range(100):
        connection.send(routes(f"10.0.{number}.0/24"))
    first = connection.data_to_send(30)
    driver.session.handle_timers(30)
    rest = connection.data_to_send()
    kinds = [octets[18] for octets in messages_of(first + rest)]
    assert kinds == [2, 4] + [2] * 99


def test_pause() -> None:
    """While a program is behind, nothing is decoded, and HoldTimer waits."""
    driver = Driver()
    connection = driver.establish()
    connection.pause()
    driver.say(routes("10.0.0.0/24"), routes("10.0.1.0/24"))
    assert not driver.of(UpdateReceived)
    driver.at(500)
    assert driver.session.state is State.ESTABLISHED
    connection.resume(500)
    driver.settle()
    assert len(driver.of(UpdateReceived)) == 2
    # From now on the peer can be found silent.
    driver.at(589.9)
    assert driver.session.state is State.ESTABLISHED
    driver.at(590)
    assert driver.notifications() == [Notification(4)]


def test_a_pause_without_end_is_none_of_the_peers_silence() -> None:
    """HoldTimer goes on behind a pause, though nothing came from it."""
    driver = Driver()
    connection = driver.establish()
    connection.pause()
    driver.at(500)
    connection.resume(500)
    driver.at(599.9)
    assert driver.notifications() == [Notification(4)]


def test_what_came_before_the_end_counts_behind_a_pause() -> None:
    """RFC 8538 §3.1: a Hard Reset tells that the session is to be fully terminated."""
    driver = Driver()
    connection = driver.establish()
    connection.pause()
    reset = Notification.hard_reset_of(Notification.shutdown("moving house"))
    driver.say(routes("10.0.0.0/24"), reset)
    assert driver.session.state is State.ESTABLISHED
    driver.say(b"")
    assert len(driver.of(UpdateReceived)) == 1
    (down,) = driver.of(SessionDown)
    assert down.received == reset
    assert driver.notifications() == []
    assert connection.closed


def test_an_update_of_several_groups_leaves_as_several() -> None:
    """RFC 7606 §5.1: one group in each message."""
    driver = Driver()
    connection = driver.establish()
    driver.sent.clear()
    both = Update.build(
        attributes=[Origin(0), AsPath.of([64501])],
        announced=routes("10.0.0.0/24").announced,
        withdrawn=Update.withdraw(["10.0.1.0/24"]).withdrawn,
    )
    connection.send(both)
    driver.settle()
    assert len(driver.sent) == 2


# -- what an operator sees -----------------------------------------------------------------------


def test_snapshot() -> None:
    """A snapshot says how the session is, what was said, and why it ended last."""
    driver = Driver(name="upstream", log_length=2)
    driver.establish()
    driver.say(routes("10.0.0.0/24"))
    snapshot = driver.session.snapshot()
    assert (snapshot.name, snapshot.state) == ("upstream", State.ESTABLISHED)
    assert snapshot.received == {1: 1, 4: 1, 2: 1}
    assert snapshot.sent == {1: 1, 4: 1}
    assert [str(entry) for entry in snapshot.messages] == [
        "0.000 < KEEPALIVE, 19 octets",
        f"0.000 < UPDATE, {len(routes('10.0.0.0/24').encode())} octets",
    ]
    assert set(snapshot.timers) == {Timer.HOLD, Timer.KEEPALIVE, Timer.SEND_HOLD}
    for timer in snapshot.timers:
        assert f", {timer.value} {snapshot.timers[timer]:.0f} s" in str(snapshot)
    assert Timer.CONNECT_RETRY.value not in str(snapshot)
    driver.say(Notification(6, 4))
    assert "Administrative Reset" in driver.session.snapshot().last_error


@pytest.mark.parametrize("known", [23456, 200000])
def test_6793_4_2_1_an_old_speaker_knows_its_peer_by_as_trans(known: int) -> None:
    """RFC 6793 §4.2.1: or by the number, which its OPEN says as well."""
    driver = Driver(four_octet_as=False, peer_as=known)
    driver.establish(open_of(attrs.evolve(THEIRS, local_as=200000)))
    assert driver.session.state is State.ESTABLISHED


def test_why_a_session_ended_outlasts_attempts_that_fail() -> None:
    """A peer that has gone takes no connection: the reason why it went is still there."""
    driver = Driver()
    driver.session.connection_failed(driver.now)
    assert driver.session.snapshot().last_error == "the peer could not be connected to"
    driver.at(OURS.idle_hold_time)
    driver.establish()
    driver.say(Notification(6, 4))
    ended = driver.session.snapshot().last_error
    for _ in range(3):
        driver.at(driver.now + OURS.idle_hold_maximum)
        driver.session.connection_failed(driver.now)
        assert driver.session.snapshot().last_error == ended
    # A connection that breaks while the session is up is the end of it, and not an attempt.
    driver.at(driver.now + OURS.idle_hold_maximum)
    connection = driver.establish()
    connection.receive_data(b"", driver.now)
    assert driver.session.snapshot().last_error not in ("", ended)


def test_4271_6_8_a_collision_is_no_end_of_the_session() -> None:
    """RFC 4271 §6.8: of two connections one goes; the session came up, and did not end."""
    network = Network(seed=1)
    ends = [
        network.add(Session(SessionConfig(local_as=asn, local_identifier=f"192.0.2.{asn - 65000}")))
        for asn in (65001, 65002)
    ]
    network.link(*ends)
    network.start()
    assert network.run_until(network.established)
    for end in ends:
        assert any("RFC 4271 §6.8" in str(event) for event in end.of(StateChanged))
        assert end.session.snapshot().last_error == ""


@pytest.mark.parametrize("inbound", [True, False])
def test_4271_8_2_2_a_second_connection_comes_as_the_first_would(inbound: bool) -> None:
    """RFC 4271 §8.2.2: Connect is left by our connection, Active by one of the peer's."""
    driver = Driver(delay_open_time=5.0)
    driver.session.connection_made(0.0, inbound=not inbound)
    driver.session.connection_made(0.0, inbound=inbound)
    driver.at(5.0)
    first, second = [event for event in driver.of(StateChanged) if event.new is State.OPEN_SENT]
    assert first.connection is not None
    assert second.connection is not None
    assert (first.connection.inbound, second.connection.inbound) == (not inbound, inbound)
    assert second.old is (State.ACTIVE if inbound else State.CONNECT)


# -- delivery ------------------------------------------------------------------------------------


def _talk() -> list[bytes]:
    """Return all that a peer says in a session."""
    context = negotiate(THEIR_OPEN, open_of(OURS))
    return [
        THEIR_OPEN.encode(),
        Keepalive().encode(),
        routes("10.0.0.0/24", "10.0.1.0/24").encode(context),
        RouteRefresh(V4).encode(),
        Update.withdraw(["10.0.1.0/24"]).encode(context),
        Update.end_of_rib_of(V4).encode(context),
        Notification.shutdown("done").encode(),
    ]


def _events(driver: Driver) -> list[str]:
    return [repr(event) for event in driver.events]


def _whole() -> list[str]:
    driver = Driver()
    driver.connect()
    driver.say(*_talk())
    return _events(driver)


@given(st.lists(st.integers(1, 40), min_size=1), st.booleans())
def test_any_chunks_give_the_same_events(sizes: list[int], one_by_one: bool) -> None:
    """RFC 4271 §4.1: a stream of octets means the same in whatever pieces it comes."""
    octets = b"".join(_talk())
    driver = Driver()
    driver.connect()
    position = number = 0
    while position < len(octets):
        size = 1 if one_by_one else sizes[number % len(sizes)]
        driver.say(octets[position : position + size])
        position += size
        number += 1
    assert _events(driver) == _whole()


def test_the_end_at_every_octet() -> None:
    """RFC 4271 §8.2.2: a connection that breaks after any octet leaves a session that can go on."""
    octets = b"".join(_talk()[:-1])
    ended = set()
    for stop in range(len(octets) + 1):
        driver = Driver()
        driver.connect()
        driver.say(octets[:stop], b"")
        ended.add(driver.session.state)
        assert len(driver.of(SessionDown)) == len(driver.of(SessionUp))
        assert driver.session.next_deadline() is not None
        assert driver.connection is not None
        assert driver.connection.closed
    assert ended == {State.ACTIVE, State.IDLE}


@given(st.binary(max_size=200))
def test_no_octets_raise(octets: bytes) -> None:
    """RFC 4271 §6: whatever a peer sends is answered, never raised."""
    for established in (False, True):
        driver = Driver()
        if established:
            driver.establish()
        else:
            driver.connect()
        driver.say(octets, b"\xff" * 16 + octets)
        assert len(driver.notifications()) <= 1


def test_a_decode_error_is_kept() -> None:
    """What was wrong with a message stands in `SessionDown.error`."""
    driver = Driver()
    driver.establish()
    driver.say(b"\0" * 19)
    (down,) = driver.of(SessionDown)
    assert isinstance(down.error, DecodeError)
    assert down.error.rfc == "RFC 4271 §6.1"


@pytest.mark.parametrize("field", ["log_length", "output_limit"])
def test_what_is_kept_is_not_less_than_nothing(field: str) -> None:
    """A limit that no session could keep is refused where it is written, not when it starts."""
    too_few: dict[str, Any] = {field: -1}
    with pytest.raises(LocalError, match=f"{field} is -1, it cannot be less than 0"):
        attrs.evolve(OURS, **too_few)
    none_at_all: dict[str, Any] = {field: 0}
    assert getattr(attrs.evolve(OURS, **none_at_all), field) == 0
